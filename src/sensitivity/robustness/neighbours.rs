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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::domain::AuthorityIx;

    #[test]
    fn none_or_any_one_is_left_out_equally_often() {
        let near = |neighbour: u32| Neighbour {
            authority: AuthorityIx::new(0),
            neighbour: AuthorityIx::new(neighbour),
            rank: neighbour,
            closeness: None,
            distance: None,
        };
        let lists = [(1..=4).map(near).collect()];
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut kept = [0; 5];
        for _ in 0..5_000 {
            let table = draw(&lists, 6, &mut rng);
            let own = table.of(AuthorityIx::new(0));
            let gone = (1..=4).find(|at| !own.contains(&AuthorityIx::new(*at)));
            assert_eq!(own.len(), if gone.is_some() { 3 } else { 4 });
            kept[gone.unwrap_or(0) as usize] += 1;
        }
        // A thousand each, with a standard error of 28.
        assert!(
            kept.iter().all(|times| (*times - 1_000_i32).abs() < 115),
            "{kept:?}"
        );
    }

    #[test]
    fn without_a_list_nobody_has_neighbours() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for lists in [&[][..], &[Vec::new()]] {
            assert_eq!(draw(lists, 2, &mut rng).of(AuthorityIx::new(0)), []);
        }
    }
}
