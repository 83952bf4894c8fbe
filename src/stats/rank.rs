//! National ranks.

use std::num::NonZeroU32;

use crate::domain::Polarity;

/// Working space for [`rank`], kept between calls so that ranking slice after slice allocates
/// once.
#[derive(Debug, Default)]
pub struct RankScratch(Vec<(f64, u32)>);

impl RankScratch {
    /// An empty scratch; it grows to the longest slice ranked with it.
    pub const fn new() -> Self {
        Self(Vec::new())
    }
}

/// Ranks values, 1 for the best by polarity, and returns how many were ranked.
///
/// As in the Local Authority Interactive Tool: the highest value is first where high is good, the
/// lowest where low is good; equal values share the lowest of their ranks (1, 2, 2, 4); a value
/// that is not finite is missing and has no rank; and without polarity nothing is ranked, so that
/// the count is 0. Zero and negative zero are equal.
///
/// `out` is filled for every value, in their order.
///
/// # Panics
/// If `out` is not as long as `values`, which no data can bring about.
pub fn rank(
    values: &[f64],
    polarity: Polarity,
    scratch: &mut RankScratch,
    out: &mut [Option<NonZeroU32>],
) -> u32 {
    assert_eq!(values.len(), out.len(), "one rank for every value");
    out.fill(None);
    let sign = match polarity {
        Polarity::High => -1.0,
        Polarity::Low => 1.0,
        Polarity::Neutral => return 0,
    };
    let order = &mut scratch.0;
    order.clear();
    order.extend(
        (0..)
            .zip(values)
            .filter(|(_, value)| value.is_finite())
            .map(|(place, value)| (sign * value, place)),
    );
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));

    // The total order tells -0.0 from 0.0 and sets them side by side; the comparison below does
    // not tell them apart, and so they share a rank.
    let mut shared = None;
    let mut previous = f64::NAN;
    for (ahead, &(value, place)) in (0_u32..).zip(order.iter()) {
        if value != previous {
            shared = NonZeroU32::new(ahead + 1);
            previous = value;
        }
        out[place as usize] = shared;
    }
    order.len() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranked(values: &[f64], polarity: Polarity) -> (Vec<u32>, u32) {
        let mut out = vec![NonZeroU32::new(99); values.len()];
        let count = rank(values, polarity, &mut RankScratch::new(), &mut out);
        let ranks = out
            .iter()
            .map(|rank| rank.map_or(0, NonZeroU32::get))
            .collect();
        (ranks, count)
    }

    // Expected ranks: scipy.stats.rankdata(x, method="min"), of -x where high is good.

    #[test]
    fn the_highest_is_first_where_high_is_good_and_ties_share_the_lowest_rank() {
        let values = [3.2, 7.1, 7.1, 5.0, 1.4];
        assert_eq!(ranked(&values, Polarity::High), (vec![4, 1, 1, 3, 5], 5));
    }

    #[test]
    fn the_lowest_is_first_where_low_is_good() {
        let values = [3.2, 7.1, 7.1, 5.0, 1.4];
        assert_eq!(ranked(&values, Polarity::Low), (vec![2, 4, 4, 3, 1], 5));
    }

    #[test]
    fn without_polarity_nothing_is_ranked() {
        assert_eq!(ranked(&[1.0, 2.0], Polarity::Neutral), (vec![0, 0], 0));
    }

    #[test]
    fn a_missing_value_has_no_rank_and_takes_none_from_others() {
        let values = [f64::NAN, 2.0, f64::NAN, 1.0, -f64::NAN];
        assert_eq!(ranked(&values, Polarity::Low), (vec![0, 2, 0, 1, 0], 2));
        assert_eq!(ranked(&[f64::NAN], Polarity::High), (vec![0], 0));
        assert_eq!(ranked(&[], Polarity::High), (vec![], 0));
    }

    #[test]
    fn zero_and_negative_zero_tie() {
        let values = [0.0, -0.0, 1.0];
        assert_eq!(ranked(&values, Polarity::Low), (vec![1, 1, 3], 3));
        assert_eq!(ranked(&values, Polarity::High), (vec![2, 2, 1], 3));
    }

    #[test]
    fn a_scratch_that_ranked_a_longer_slice_leaves_no_trace() {
        let mut scratch = RankScratch::new();
        let mut out = [None; 3];
        rank(&[5.0, 4.0, 3.0], Polarity::Low, &mut scratch, &mut out);
        assert_eq!(rank(&[9.0], Polarity::Low, &mut scratch, &mut out[..1]), 1);
        assert_eq!(out[0], NonZeroU32::new(1));
    }

    proptest! {
        #[test]
        fn a_rank_is_one_more_than_the_number_of_better_values(
            values in prop::collection::vec(
                prop_oneof![
                    4 => (-20_i32..20).prop_map(|tenths| f64::from(tenths) / 10.0),
                    1 => Just(f64::NAN),
                    1 => Just(-0.0),
                    1 => -1e9..1e9,
                ],
                0..160,
            ),
            high in any::<bool>(),
        ) {
            let polarity = if high { Polarity::High } else { Polarity::Low };
            let (ranks, count) = ranked(&values, polarity);
            prop_assert_eq!(count as usize, values.iter().filter(|v| !v.is_nan()).count());
            for (value, rank) in values.iter().zip(ranks) {
                let better = values.iter().filter(|v| if high { *v > value } else { *v < value });
                let expected = if value.is_nan() { 0 } else { 1 + better.count() };
                prop_assert_eq!(rank as usize, expected);
            }
        }
    }
}
