//! Values in order, and national ranks from that order.

use std::num::{NonZeroU16, NonZeroU32};

use crate::domain::Polarity;

/// The present values of a slice from the lowest up, each with its place in the slice. Made
/// once for a slice, it serves ranks, cut points and extremes alike.
#[derive(Debug, Default)]
pub struct Ordered {
    keys: Vec<u64>,
    places: Vec<u32>,
    values: Vec<f64>,
}

impl Ordered {
    /// An empty order; it grows to the longest slice put into it.
    pub const fn new() -> Self {
        Self {
            keys: Vec::new(),
            places: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Puts `values` in order, in place of what it held. A value that is not finite is missing.
    ///
    /// A key holds the upper bits of its value and, in the bits below, its place in the slice:
    /// whole numbers of one word are sorted in half the time of pairs. Values that differ in the
    /// lost bits alone come to stand together, and are put in order afterwards.
    pub fn fill(&mut self, values: &[f64]) {
        let bits = usize::BITS - values.len().leading_zeros();
        let lost = (1_u64 << bits) - 1;
        self.keys.clear();
        self.keys.extend(
            (0..)
                .zip(values)
                .filter(|(_, value)| value.is_finite())
                .map(|(place, value): (u64, _)| key(*value) & !lost | place),
        );
        self.keys.sort_unstable();
        let value_of = |key: u64| values[(key & lost) as usize];
        for alike in self.keys.chunk_by_mut(|a, b| a & !lost == b & !lost) {
            if !alike.is_sorted_by_key(|of| key(value_of(*of))) {
                alike.sort_unstable_by_key(|of| (key(value_of(*of)), *of));
            }
        }
        self.places.clear();
        self.places
            .extend(self.keys.iter().map(|key| (key & lost) as u32));
        self.values.clear();
        self.values
            .extend(self.keys.iter().map(|key| value_of(*key)));
    }

    /// The present values from the lowest up.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Ranks the values, 1 for the best by polarity, and returns how many were ranked.
    ///
    /// As in the Local Authority Interactive Tool: the highest value is first where high is
    /// good, the lowest where low is good; equal values share the lowest of their ranks (1, 2,
    /// 2, 4); a missing value has no rank; and without polarity nothing is ranked, so that the
    /// count is 0. Zero and negative zero are equal.
    ///
    /// `out` is filled for every value of the slice, in their order.
    pub fn rank(&self, polarity: Polarity, out: &mut [Option<NonZeroU32>]) -> u32 {
        out.fill(None);
        let ascending = self.places.iter().zip(&self.values);
        match polarity {
            Polarity::High => share_ranks(ascending.rev(), out),
            Polarity::Low => share_ranks(ascending, out),
            Polarity::Neutral => 0,
        }
    }

    /// Ranks the values, each among itself and those of one of so many `groups`, as [`Self::rank`]
    /// does among all. `group_of` says for a place which group its value is ranked in, and whether it
    /// belongs to it; what belongs to a group is ranked in no other. A value that stands alone has no
    /// rank.
    pub fn rank_in_groups(
        &self,
        polarity: Polarity,
        groups: usize,
        group_of: impl Fn(usize) -> Option<(usize, bool)>,
        out: &mut [Option<NonZeroU16>],
    ) {
        out.fill(None);
        let ascending = self.places.iter().zip(&self.values);
        let seen = match polarity {
            Polarity::High => share_group_ranks(ascending.rev(), groups, &group_of, out),
            Polarity::Low => share_group_ranks(ascending, groups, &group_of, out),
            Polarity::Neutral => return,
        };
        for place in self.places.iter().map(|place| *place as usize) {
            if let Some((group, is_member)) = group_of(place)
                && seen[group].count == u16::from(is_member)
            {
                out[place] = None;
            }
        }
    }
}

/// What was seen of a group from the best value on.
#[derive(Clone, Copy)]
struct SeenOfGroup {
    /// How many of its values.
    count: u16,
    /// The last one, and the rank of those that are equal to it.
    last: f64,
    shared: NonZeroU16,
}

/// A whole number that orders as the value does; IEEE 754's total order, so that sorting
/// compares whole numbers.
fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    let negative = (bits >> 63).wrapping_neg();
    bits ^ (negative | 1 << 63)
}

fn share_ranks<'a>(
    best_first: impl Iterator<Item = (&'a u32, &'a f64)>,
    out: &mut [Option<NonZeroU32>],
) -> u32 {
    // The total order tells -0.0 from 0.0 and sets them side by side; the comparison below does
    // not tell them apart, and so they share a rank.
    let mut shared = None;
    let mut previous = f64::NAN;
    let mut ranked = 0;
    for (place, &value) in best_first {
        ranked += 1;
        if value != previous {
            shared = NonZeroU32::new(ranked);
            previous = value;
        }
        out[*place as usize] = shared;
    }
    ranked
}

fn share_group_ranks<'a>(
    best_first: impl Iterator<Item = (&'a u32, &'a f64)>,
    groups: usize,
    group_of: impl Fn(usize) -> Option<(usize, bool)>,
    out: &mut [Option<NonZeroU16>],
) -> Vec<SeenOfGroup> {
    let nothing = SeenOfGroup {
        count: 0,
        last: f64::NAN,
        shared: NonZeroU16::MIN,
    };
    let mut seen = vec![nothing; groups];
    for (place, value) in best_first {
        let place = *place as usize;
        let Some((group, is_member)) = group_of(place) else {
            continue;
        };
        let seen = &mut seen[group];
        let rank = match *value == seen.last {
            true => seen.shared,
            false => NonZeroU16::MIN.saturating_add(seen.count),
        };
        out[place] = Some(rank);
        if is_member {
            seen.count = seen.count.saturating_add(1);
            (seen.last, seen.shared) = (*value, rank);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranked(values: &[f64], polarity: Polarity) -> (Vec<u32>, u32) {
        let mut out = vec![NonZeroU32::new(99); values.len()];
        let mut order = Ordered::new();
        order.fill(values);
        let count = order.rank(polarity, &mut out);
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
    fn an_order_that_held_a_longer_slice_leaves_no_trace() {
        let mut order = Ordered::new();
        let mut out = [None; 3];
        order.fill(&[5.0, 4.0, 3.0]);
        assert_eq!(order.rank(Polarity::Low, &mut out), 3);
        order.fill(&[9.0]);
        assert_eq!(order.rank(Polarity::Low, &mut out[..1]), 1);
        assert_eq!(out[0], NonZeroU32::new(1));
        assert_eq!(order.values(), [9.0]);
    }

    #[test]
    fn values_come_in_order_without_the_missing_ones() {
        let mut order = Ordered::new();
        order.fill(&[2.5, f64::NAN, -1.0, f64::INFINITY, 0.0, -0.5]);
        assert_eq!(order.values(), [-1.0, -0.5, 0.0, 2.5]);
    }

    proptest! {
        #[test]
        fn values_that_differ_in_their_last_bits_alone_are_in_order(
            noise in prop::collection::vec(0_u64..40, 0..300),
        ) {
            let values: Vec<f64> = noise
                .iter()
                .map(|bits| f64::from_bits(99.1_f64.to_bits() + bits))
                .collect();
            let mut order = Ordered::new();
            order.fill(&values);
            let mut expected = values.clone();
            expected.sort_unstable_by(f64::total_cmp);
            prop_assert_eq!(order.values(), &expected);
        }

        #[test]
        fn a_rank_in_a_group_is_one_more_than_the_number_of_better_members(
            values in prop::collection::vec(
                (
                    prop_oneof![
                        4 => (-9_i32..9).prop_map(f64::from),
                        1 => Just(f64::NAN),
                        1 => Just(-0.0),
                    ],
                    prop::option::of((0_usize..3, any::<bool>())),
                ),
                0..60,
            ),
            high in any::<bool>(),
        ) {
            let polarity = if high { Polarity::High } else { Polarity::Low };
            let mut order = Ordered::new();
            order.fill(&values.iter().map(|(value, _)| *value).collect::<Vec<_>>());
            let mut ranks = vec![NonZeroU16::new(99); values.len()];
            order.rank_in_groups(polarity, 3, |place| values[place].1, &mut ranks);
            for (place, ((value, of), rank)) in values.iter().zip(ranks).enumerate() {
                let Some((group, _)) = of.filter(|_| !value.is_nan()) else {
                    prop_assert_eq!(rank, None);
                    continue;
                };
                let others = values.iter().enumerate().filter(|(other, (value, of))| {
                    *other != place && *of == Some((group, true)) && !value.is_nan()
                });
                let others: Vec<f64> = others.map(|(_, (value, _))| *value).collect();
                let better = others.iter().filter(|v| if high { *v > value } else { *v < value });
                let expected = (!others.is_empty()).then(|| 1 + better.count());
                prop_assert_eq!(rank.map(|rank| usize::from(rank.get())), expected);
            }
        }

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
