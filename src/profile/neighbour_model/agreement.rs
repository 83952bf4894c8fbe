//! How far two lists of neighbours agree.

use crate::stats::rank_correlation;

/// What two lists of one authority have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// How many the first list has.
    pub first: usize,
    /// How many the second list has.
    pub second: usize,
    /// How many are in both.
    pub shared: usize,
    /// Spearman's correlation of the ranks of those in both; `None` for fewer than two.
    pub rank_correlation: Option<f64>,
}

/// Compares two lists, the nearest first in both.
pub fn agreement<T: PartialEq>(first: &[T], second: &[T]) -> Agreement {
    let (ranks, others): (Vec<u32>, Vec<u32>) = (0..)
        .zip(first)
        .filter_map(|(rank, one)| {
            let other = second.iter().position(|other| other == one)?;
            Some((rank, u32::try_from(other).ok()?))
        })
        .unzip();
    Agreement {
        first: first.len(),
        second: second.len(),
        shared: ranks.len(),
        rank_correlation: rank_correlation(&ranks, &others),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lists_agree_in_everything() {
        let found = agreement(&["a", "b", "c"], &["a", "b", "c"]);
        assert_eq!((found.shared, found.rank_correlation), (3, Some(1.0)));
    }

    #[test]
    fn only_shared_neighbours_are_ranked() {
        let found = agreement(&["a", "b", "c", "d"], &["d", "x", "b"]);
        assert_eq!((found.first, found.second, found.shared), (4, 3, 2));
        assert_eq!(found.rank_correlation, Some(-1.0));
    }

    #[test]
    fn lists_that_share_nothing_have_no_rank_correlation() {
        let found = agreement(&["a", "b"], &["c"]);
        assert_eq!((found.shared, found.rank_correlation), (0, None));
        assert_eq!(agreement::<&str>(&[], &[]).shared, 0);
    }
}
