//! The values of a column, each once and in their order, and which of them every row has.

use super::sparse::Sparse;

/// As many codes as a column of a row group may have.
const MOST: usize = 1 << 16;

/// The numbers of a column in their order, and the code of each row's.
#[derive(Debug, PartialEq)]
pub(super) struct Distinct<K> {
    /// Each number once, the lowest first.
    pub values: Vec<K>,
    /// For every row the place of its number.
    pub codes: Vec<u16>,
}

/// Whole numbers that lie in so narrow a range that each may have a place of its own; `None` where
/// they do not.
pub(super) fn whole(numbers: Sparse<'_, i32>) -> Option<Distinct<i32>> {
    let (mut least, mut most) = (i32::MAX, i32::MIN);
    numbers.each(|number, is_there| {
        least = least.min(if is_there { number } else { least });
        most = most.max(if is_there { number } else { most });
    });
    let range = usize::try_from(i64::from(most) - i64::from(least)).ok()?;
    if range >= MOST {
        return None;
    }
    // What stands in the place of a missing number may lie outside.
    let place = |number: i32| number.wrapping_sub(least) as u32 as usize;
    let mut codes_of = vec![0_u16; range + 1];
    numbers.each(|number, is_there| {
        if let Some(code) = codes_of.get_mut(place(number)) {
            *code |= u16::from(is_there);
        }
    });
    let mut values = Vec::new();
    for (code, number) in codes_of.iter_mut().zip(least..) {
        if *code > 0 {
            *code = values.len() as u16;
            values.push(number);
        }
    }
    let code = |number: i32| codes_of.get(place(number)).copied().unwrap_or_default();
    let codes = numbers.present(code);
    Some(Distinct { values, codes })
}

/// Numbers of which at most half differ from those before them; `None` where more do, for they
/// take less room as they are.
pub(super) fn numbers(numbers: &[f64]) -> Option<Distinct<f64>> {
    let most = MOST.min(numbers.len() / 2);
    let mut seen = Seen::default();
    let mut codes = vec![0_u16; numbers.len()];
    for (code, number) in codes.iter_mut().zip(numbers) {
        *code = seen.place(in_order(*number), most)? as u16;
    }
    let mut order: Vec<(u64, u16)> = seen.keys.into_iter().zip(0..=u16::MAX).collect();
    order.sort_unstable_by_key(|(key, _)| *key);
    let mut ranks = vec![0_u16; order.len()];
    for (rank, (_, place)) in (0..=u16::MAX).zip(&order) {
        ranks[usize::from(*place)] = rank;
    }
    for code in &mut codes {
        *code = ranks[usize::from(*code)];
    }
    let values = order
        .into_iter()
        .map(|(key, _)| out_of_order(key))
        .collect();
    Some(Distinct { values, codes })
}

/// The sign of a number, which its first bit is.
const SIGN: u64 = 1 << 63;

/// A number as a whole one that is in the same order; it is told from every other, and so is -0
/// from 0.
pub(super) fn in_order(number: f64) -> u64 {
    match number.to_bits() {
        bits if bits & SIGN == 0 => bits | SIGN,
        bits => !bits,
    }
}

/// The number that [`in_order`] made a whole one of.
pub(super) fn out_of_order(key: u64) -> f64 {
    f64::from_bits(match key & SIGN {
        0 => !key,
        _ => key & !SIGN,
    })
}

/// Keys in the order in which they come first.
///
/// A table of open addressing whose places are found by Fibonacci hashing (Knuth, The Art of Computer
/// Programming, volume 3, section 6.4): it is asked once for each figure of a table, and takes a
/// third of the time of the standard library's.
struct Seen {
    keys: Vec<u64>,
    /// The places of keys, from 1; 0 is free. Never more than half full.
    table: Vec<u32>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            table: vec![0; 4096],
        }
    }
}

impl Seen {
    /// The place of a key among those that were seen, which it is one of then; `None` where it would
    /// be one more than `most`.
    fn place(&mut self, key: u64, most: usize) -> Option<usize> {
        let mut at = self.first(key);
        loop {
            match self.table[at] as usize {
                0 => break,
                place if self.keys[place - 1] == key => return Some(place - 1),
                _ => at = (at + 1) & (self.table.len() - 1),
            }
        }
        if self.keys.len() == most {
            return None;
        }
        self.keys.push(key);
        self.table[at] = self.keys.len() as u32;
        if self.keys.len() * 2 > self.table.len() {
            self.grow();
        }
        Some(self.keys.len() - 1)
    }

    /// Where a key is looked for first.
    fn first(&self, key: u64) -> usize {
        let mixed = (key ^ key >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (u64::BITS - self.table.len().trailing_zeros())) as usize
    }

    fn grow(&mut self) {
        self.table = vec![0; self.table.len() * 4];
        for (key, place) in self.keys.iter().zip(1..) {
            let mut at = self.first(*key);
            while self.table[at] > 0 {
                at = (at + 1) & (self.table.len() - 1);
            }
            self.table[at] = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_that_hardly_repeat_are_left_as_they_are() {
        assert_eq!(numbers(&[1.0, 2.0, 3.0]), None);
        let most: Vec<f64> = (0..2 * MOST).map(|at| (at % MOST) as f64).collect();
        assert_eq!(numbers(&most).unwrap().values.len(), MOST);
        let more: Vec<f64> = (0..4 * MOST).map(|at| (at % (MOST + 1)) as f64).collect();
        assert_eq!(numbers(&more), None);
        assert_eq!(whole(Sparse::new(&[i32::MIN, i32::MAX], None)), None);
        assert_eq!(whole(Sparse::new(&[], None)), None);
    }

    proptest! {
        #[test]
        fn every_row_gets_its_number_back(
            few in prop::collection::vec(any::<f64>().prop_filter("a number", |of| !of.is_nan()), 1..9000),
            near in prop::collection::vec(-40_000..20_000_i32, 1..500),
        ) {
            // Each comes three times, and far apart.
            let all: Vec<f64> = few.iter().cycle().take(few.len() * 3).copied().chain([0.0, -0.0]).collect();
            let found = numbers(&all).unwrap();
            prop_assert!(found.values.windows(2).all(|of| of[0].total_cmp(&of[1]).is_lt()));
            let bits = |code: &u16| found.values[usize::from(*code)].to_bits();
            prop_assert!(found.codes.iter().map(bits).eq(all.iter().map(|of| of.to_bits())));

            let found = whole(Sparse::new(&near, None)).unwrap();
            prop_assert!(found.values.is_sorted_by(|a, b| a < b));
            let number = |code: &u16| found.values[usize::from(*code)];
            prop_assert!(found.codes.iter().map(number).eq(near));
        }
    }
}
