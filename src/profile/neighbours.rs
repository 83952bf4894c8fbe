//! Who is compared with whom: for every authority, its statistical neighbours by rank.

use crate::config::Pipeline;
use crate::domain::AuthorityIx;
use crate::extract::Extract;
use crate::extract::tables::Neighbour;

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
    pub fn of(pipeline: &Pipeline, extract: &Extract) -> Option<Self> {
        match &pipeline.neighbour_model {
            Some(model) if model.compares => Some(Self::Model),
            _ => extract.neighbours.as_ref().map(|_| Self::Published),
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

/// Neighbours of every authority as one table of places, laid out one authority after another.
#[derive(Debug, Clone, Default)]
pub struct NeighbourTable {
    places: Vec<AuthorityIx>,
    starts: Vec<u32>,
}

impl NeighbourTable {
    /// Lays out `list`, which is in order of authority and rank, for `authorities` authorities.
    pub fn new(list: &[Neighbour], authorities: usize) -> Self {
        let mut starts = Vec::with_capacity(authorities + 1);
        let mut places = Vec::with_capacity(list.len());
        let mut rows = list.iter().peekable();
        for authority in 0..authorities {
            starts.push(u32::try_from(places.len()).expect("lists are shorter than 2^32"));
            while let Some(row) = rows.next_if(|row| row.authority.index() == authority) {
                places.push(row.neighbour);
            }
        }
        starts.push(u32::try_from(places.len()).expect("lists are shorter than 2^32"));
        Self { places, starts }
    }

    /// The neighbours of an authority, the nearest first; none where the list has none.
    pub fn of(&self, authority: AuthorityIx) -> &[AuthorityIx] {
        let at = authority.index();
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => &self.places[*start as usize..*end as usize],
            _ => &[],
        }
    }
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
