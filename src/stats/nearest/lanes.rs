//! Sixteen points and four queries at a time, in the vector instructions that the machine has.

/// Points that are measured together.
pub(super) const LANES: usize = 16;

/// Queries that are measured together.
pub(super) const QUERIES: usize = 4;

/// Which instructions the first measurement may use.
#[derive(Clone, Copy)]
pub(super) enum Instructions {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Instructions {
    pub(super) fn of_this_machine() -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma")
        {
            return Self::Avx2;
        }
        Self::Portable
    }

    /// For each query, the points of the tile that are within its threshold, as bits.
    #[inline(always)]
    pub(super) fn passed(
        self,
        queries: &[f32],
        tile: &[f32],
        thresholds: &[f32; QUERIES],
    ) -> [u32; QUERIES] {
        match self {
            Self::Portable => passed::<false>(queries, tile, thresholds),
            // SAFETY: this variant is made only where the machine has both features.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { passed_avx2(queries, tile, thresholds) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn passed_avx2(queries: &[f32], tile: &[f32], thresholds: &[f32; QUERIES]) -> [u32; QUERIES] {
    passed::<true>(queries, tile, thresholds)
}

/// Written so that a compiler turns the inner loops into vector instructions. `FUSED` where the
/// machine multiplies and adds in one.
#[inline(always)]
fn passed<const FUSED: bool>(
    queries: &[f32],
    tile: &[f32],
    thresholds: &[f32; QUERIES],
) -> [u32; QUERIES] {
    let mut squares = [[0.0_f32; LANES]; QUERIES];
    let (queries, _) = queries.as_chunks::<QUERIES>();
    let (tile, _) = tile.as_chunks::<LANES>();
    for (query, point) in queries.iter().zip(tile) {
        for (squares, query) in squares.iter_mut().zip(query) {
            for (square, point) in squares.iter_mut().zip(point) {
                let difference = point - query;
                *square = if FUSED {
                    difference.mul_add(difference, *square)
                } else {
                    *square + difference * difference
                };
            }
        }
    }
    // Almost always no point is near any query: one look at all of them together tells.
    let mut beyond = [f32::INFINITY; LANES];
    for (squares, threshold) in squares.iter().zip(thresholds) {
        for (beyond, square) in beyond.iter_mut().zip(squares) {
            let by = square - threshold;
            *beyond = if by < *beyond { by } else { *beyond };
        }
    }
    let mut passed = [0; QUERIES];
    if beyond.iter().fold(false, |any, by| any | (*by <= 0.0)) {
        for ((passed, squares), threshold) in passed.iter_mut().zip(&squares).zip(thresholds) {
            for (lane, square) in squares.iter().enumerate() {
                *passed |= u32::from(square <= threshold) << lane;
            }
        }
    }
    passed
}
