//! Who is compared with whom: for every authority, its statistical neighbours by rank.

use crate::config::Pipeline;
use crate::domain::AuthorityIx;
use crate::stats::LANES;
use crate::tables::{Neighbour, Tables};

/// Where a list of similar areas comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeighbourSource {
    /// The pipeline's `neighbours` source.
    Published,
    /// The pipeline's `[neighbour_model]`.
    Model,
}

impl NeighbourSource {
    /// Where the similar areas come from that authorities are compared with: the published list,
    /// unless the pipeline chooses its model or has nothing else.
    pub fn of(pipeline: &Pipeline, tables: &Tables) -> Option<Self> {
        match &pipeline.neighbour_model {
            Some(model) if model.compares => Some(Self::Model),
            _ => tables.neighbours.as_ref().map(|_| Self::Published),
        }
    }

    /// Its word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Model => "model",
        }
    }
}

/// Neighbours of every authority as one table of places, laid out one authority after another,
/// and once more for several authorities side by side.
#[derive(Debug, Clone, Default)]
pub struct NeighbourTable {
    places: Vec<AuthorityIx>,
    starts: Vec<u32>,
    abreast: Vec<[AuthorityIx; LANES]>,
    abreast_starts: Vec<u32>,
    /// Whether an authority is in its own list.
    has_itself: Vec<bool>,
}

/// Stands in a row of neighbours side by side where an authority has no more of them; no slice
/// is that long.
const NOBODY: AuthorityIx = AuthorityIx::new(u32::MAX);

impl NeighbourTable {
    /// Lays out `list`, which is in order of authority and rank, for `authorities` authorities.
    pub fn new(list: &[Neighbour], authorities: usize) -> Self {
        let mut starts = Vec::with_capacity(authorities + 1);
        let mut places = Vec::with_capacity(list.len());
        let mut has_itself = Vec::with_capacity(authorities);
        let mut rows = list.iter().peekable();
        for authority in 0..authorities {
            starts.push(position(places.len()));
            let mut has = false;
            while let Some(row) = rows.next_if(|row| row.authority.index() == authority) {
                places.push(row.neighbour);
                has |= row.neighbour == row.authority;
            }
            has_itself.push(has);
        }
        starts.push(position(places.len()));
        let mut table = Self {
            places,
            starts,
            has_itself,
            ..Self::default()
        };
        table.lay_abreast(authorities);
        table
    }

    fn lay_abreast(&mut self, authorities: usize) {
        for first in (0..authorities).step_by(LANES) {
            self.abreast_starts.push(position(self.abreast.len()));
            let lists: [&[AuthorityIx]; LANES] =
                std::array::from_fn(|lane| list_of(&self.places, &self.starts, first + lane));
            let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0);
            self.abreast.extend(
                (0..longest)
                    .map(|rank| lists.map(|list| list.get(rank).copied().unwrap_or(NOBODY))),
            );
        }
        self.abreast_starts.push(position(self.abreast.len()));
    }

    /// The neighbours of [`LANES`] authorities from `block * LANES` on: the nearest of each, then
    /// the second of each, and so on. Where an authority has fewer than another, a place stands
    /// that is in no slice.
    pub fn abreast(&self, block: usize) -> &[[AuthorityIx; LANES]] {
        let start = self.abreast_starts[block] as usize;
        &self.abreast[start..self.abreast_starts[block + 1] as usize]
    }

    /// The neighbours of an authority, the nearest first; none where the list has none.
    pub fn of(&self, authority: AuthorityIx) -> &[AuthorityIx] {
        self.at(authority.index())
    }

    /// Whether an authority is in its own list.
    pub(super) fn has_itself(&self, authority: AuthorityIx) -> bool {
        self.has_itself[authority.index()]
    }

    /// The neighbours of the authority at this place.
    pub(super) fn at(&self, authority: usize) -> &[AuthorityIx] {
        list_of(&self.places, &self.starts, authority)
    }
}

fn list_of<'a>(places: &'a [AuthorityIx], starts: &[u32], at: usize) -> &'a [AuthorityIx] {
    match (starts.get(at), starts.get(at + 1)) {
        (Some(start), Some(end)) => &places[*start as usize..*end as usize],
        _ => &[],
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).expect("lists are shorter than 2^32")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(authority: u32, neighbour: u32, rank: u32) -> Neighbour {
        Neighbour {
            authority: AuthorityIx::new(authority),
            neighbour: AuthorityIx::new(neighbour),
            rank,
            closeness: None,
            distance: None,
        }
    }

    #[test]
    fn neighbours_side_by_side_are_those_of_each_authority() {
        let list: Vec<Neighbour> = (0..21)
            .flat_map(|authority| {
                (0..authority % 4).map(move |rank| row(authority, 20 - rank, rank))
            })
            .collect();
        let table = NeighbourTable::new(&list, 21);
        for block in 0..3 {
            for lane in 0..LANES {
                let abreast: Vec<AuthorityIx> = table
                    .abreast(block)
                    .iter()
                    .map(|places| places[lane])
                    .filter(|place| *place != NOBODY)
                    .collect();
                let authority = AuthorityIx::try_from(block * LANES + lane).unwrap();
                assert_eq!(abreast, table.of(authority));
            }
        }
    }

    #[test]
    fn an_authority_without_neighbours_has_none() {
        let table = NeighbourTable::new(&[row(0, 2, 1), row(2, 0, 1), row(2, 1, 2)], 4);
        assert_eq!(table.of(AuthorityIx::new(0)), [AuthorityIx::new(2)]);
        assert_eq!(table.of(AuthorityIx::new(1)), []);
        assert_eq!(
            table.of(AuthorityIx::new(2)),
            [AuthorityIx::new(0), AuthorityIx::new(1)]
        );
        assert_eq!(table.of(AuthorityIx::new(3)), []);
        assert_eq!(NeighbourTable::default().of(AuthorityIx::new(3)), []);
    }
}
