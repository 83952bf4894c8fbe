//! The place of every authority's value among its similar areas.

use std::num::NonZeroU16;

use super::neighbours::NeighbourTable;
use crate::domain::{AuthorityIx, Polarity};
use crate::stats::LANES;

/// The rank of every value among itself and those of the authority's neighbours, 1 the best by
/// polarity, equal values sharing the lowest number. None where the value or those of all
/// neighbours are missing, and without polarity.
///
/// Several authorities are worked on side by side.
pub(super) fn neighbour_ranks(
    values: &[f64],
    neighbours: &NeighbourTable,
    polarity: Polarity,
) -> Vec<Option<NonZeroU16>> {
    // What is ahead is greater where high is good, and less where low is.
    let sign = match polarity {
        Polarity::High => 1.0,
        Polarity::Low => -1.0,
        Polarity::Neutral => return vec![None; values.len()],
    };
    let value = |at: usize| sign * values.get(at).copied().unwrap_or(f64::NAN);
    let mut ranks = Vec::with_capacity(values.len().next_multiple_of(LANES));
    for block in 0..values.len().div_ceil(LANES) {
        let own: [f64; LANES] = std::array::from_fn(|lane| value(block * LANES + lane));
        let (mut ahead, mut present) = ([0_u16; LANES], [0_u16; LANES]);
        for places in neighbours.abreast(block) {
            let others = places.map(|place: AuthorityIx| value(place.index()));
            for lane in 0..LANES {
                ahead[lane] += u16::from(others[lane] > own[lane]);
                present[lane] += u16::from(!others[lane].is_nan());
            }
        }
        ranks.extend((0..LANES).map(|lane| {
            let is_ranked = present[lane] > 0 && !own[lane].is_nan();
            is_ranked.then(|| NonZeroU16::MIN.saturating_add(ahead[lane]))
        }));
    }
    ranks.truncate(values.len());
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Neighbour;

    /// The first authority has all others as neighbours, the second only the last.
    fn ranks(values: &[f64], polarity: Polarity) -> Vec<Option<u16>> {
        let neighbour = |of: u32, other: u32, rank: u32| Neighbour {
            authority: AuthorityIx::new(of),
            neighbour: AuthorityIx::new(other),
            rank,
            closeness: None,
            distance: None,
        };
        let last = values.len() as u32 - 1;
        let mut list: Vec<Neighbour> = (1..=last).map(|at| neighbour(0, at, at)).collect();
        list.push(neighbour(1, last, 1));
        let table = NeighbourTable::new(&list, values.len());
        let ranks = neighbour_ranks(values, &table, polarity);
        ranks.iter().map(|rank| rank.map(NonZeroU16::get)).collect()
    }

    #[test]
    fn the_best_by_polarity_is_first_and_equal_values_share_a_place() {
        let values = [5.0, 5.0, 7.0, 5.0, 9.0];
        assert_eq!(
            ranks(&values, Polarity::High),
            [Some(3), Some(2), None, None, None]
        );
        assert_eq!(
            ranks(&values, Polarity::Low),
            [Some(1), Some(1), None, None, None]
        );
        assert_eq!(ranks(&values, Polarity::Neutral), [None; 5]);
    }

    #[test]
    fn a_missing_value_has_no_rank_and_gives_nobody_one() {
        let nan = f64::NAN;
        assert_eq!(ranks(&[nan, 1.0, 2.0], Polarity::High)[0], None);
        // The second authority's only neighbour has no value.
        assert_eq!(
            ranks(&[1.0, 3.0, nan], Polarity::High),
            [Some(2), None, None]
        );
    }

    #[test]
    fn more_authorities_than_are_worked_on_at_once_are_all_ranked() {
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        let ranks = ranks(&values, Polarity::Low);
        assert_eq!(ranks.len(), 20);
        assert_eq!((ranks[0], ranks[1]), (Some(1), Some(1)));
        assert!(ranks[2..].iter().all(Option::is_none));
    }
}
