//! Similar areas: none of an authority's own, or any one of them, is left out, each with the same
//! chance; of several lists each authority is compared by the one that is drawn for all.

use rand::Rng;

use crate::profile::NeighbourTable;
use crate::tables::Neighbour;

/// Draws a list of similar areas for `authorities` authorities from `lists`, each in order of
/// authority and rank.
pub(super) fn draw(
    lists: &[Vec<Neighbour>],
    authorities: usize,
    rng: &mut impl Rng,
) -> NeighbourTable {
    let Some(list) = lists.get(rng.random_range(0..lists.len().max(1))) else {
        return NeighbourTable::new(&[], authorities);
    };
    let mut kept: Vec<Neighbour> = Vec::with_capacity(list.len());
    for own in list.chunk_by(|a, b| a.authority == b.authority) {
        let left_out = rng.random_range(0..=own.len());
        let each = own.iter().enumerate();
        kept.extend(
            each.filter(|(at, _)| *at != left_out)
                .map(|(_, of)| of.clone()),
        );
    }
    NeighbourTable::new(&kept, authorities)
}
