//! Where a council stands on the map of squares.
//!
//! `tiles.csv` was worked out once from the middle of each council's area: points that lie too near
//! are pushed apart while the directions between neighbours are kept, and each is then given the
//! square of a grid so that the squares of all distances together are least (the assignment
//! problem). It has places for the councils of 2009 and for those of today.

use rustc_hash::FxHashMap;

use crate::domain::folded_name;

const TILES: &str = include_str!("tiles.csv");

/// The squares of the councils of one year, by column and row.
#[derive(Debug)]
pub(super) struct Positions {
    by_code: FxHashMap<String, (u32, u32)>,
    by_name: FxHashMap<String, (u32, u32)>,
}

impl Positions {
    /// The map of today where it has at least as many of the councils as that of 2009.
    pub(super) fn for_areas<'a>(areas: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let maps = [Self::read(4), Self::read(2)];
        let mut found = [0_usize; 2];
        for (code, name) in areas {
            for (map, found) in maps.iter().zip(&mut found) {
                *found += usize::from(map.of(code, name).is_some());
            }
        }
        // Cumbria is on one of the two, its successors on the other.
        let [today, before] = maps;
        if found[0] >= found[1] { today } else { before }
    }

    /// The map whose columns of the file begin at `column`.
    fn read(column: usize) -> Self {
        let (mut by_code, mut by_name) = (FxHashMap::default(), FxHashMap::default());
        let mut rows = csv::Reader::from_reader(TILES.as_bytes());
        for row in rows.records().flatten() {
            let place = || -> Option<(u32, u32)> {
                let at = |of: usize| row.get(of)?.parse().ok();
                Some((at(column)?, at(column + 1)?))
            };
            let (Some(code), Some(name), Some(place)) = (row.get(0), row.get(1), place()) else {
                continue;
            };
            by_code.insert(code.to_owned(), place);
            by_name.insert(folded_name(name), place);
        }
        Self { by_code, by_name }
    }

    /// The square of a council.
    pub(super) fn of(&self, code: &str, name: &str) -> Option<(u32, u32)> {
        let by_name = || self.by_name.get(&folded_name(name));
        self.by_code.get(code).or_else(by_name).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_councils_share_a_square() {
        for column in [2, 4] {
            let map = Positions::read(column);
            let squares: BTreeSet<(u32, u32)> = map.by_code.values().copied().collect();
            assert_eq!(squares.len(), map.by_code.len());
            assert!(map.by_code.len() > 150);
        }
    }

    #[test]
    fn the_map_is_that_of_the_year_of_the_councils() {
        let of = |name: &'static str| Positions::for_areas([("x", name)].into_iter());
        assert!(of("Cumberland").of("x", "Cumberland").is_some());
        assert!(of("Cumbria").of("x", "Cumbria").is_some());
        assert!(of("Leeds").of("383", "anything").is_some());
        let leeds = of("Leeds").of("383", "Leeds");
        let wakefield = of("Leeds").of("384", "Wakefield");
        let (leeds, wakefield) = (leeds.unwrap(), wakefield.unwrap());
        assert!(leeds.0.abs_diff(wakefield.0) + leeds.1.abs_diff(wakefield.1) <= 2);
    }
}
