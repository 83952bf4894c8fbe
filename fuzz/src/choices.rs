//! Choices, each made by a byte.

/// Choices that are made by bytes, or by numbers that bytes are the seed of.
pub struct Choices<'b> {
    left: &'b [u8],
    /// The state of random numbers, which come in place of bytes and never end.
    random: Option<u64>,
}

impl<'b> Choices<'b> {
    /// Choices made by `bytes`; when none is left, the first of all that there are.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self {
            left: bytes,
            random: None,
        }
    }

    /// As many choices as are wanted, always the same for the same `seed`.
    pub fn random(seed: &[u8]) -> Choices<'static> {
        // FNV-1a; any function that mixes will do.
        let mix = |state: u64, byte: &u8| (state ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        Choices {
            left: &[],
            random: Some(seed.iter().fold(0xcbf2_9ce4_8422_2325, mix)),
        }
    }

    /// A number below `count`.
    pub fn of(&mut self, count: usize) -> usize {
        if let Some(state) = &mut self.random {
            return usize::try_from(next(state) % count as u64).unwrap_or(0);
        }
        match self.left.split_first() {
            None => 0,
            Some((first, rest)) => {
                self.left = rest;
                usize::from(*first) % count
            }
        }
    }

    /// One of several texts.
    pub fn one<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.of(among.len())]
    }
}

/// The next number of SplitMix64 (Steele, Lea and Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
