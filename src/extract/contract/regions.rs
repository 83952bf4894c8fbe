//! The regions of a list of authorities.

use rustc_hash::FxHashMap;

use super::authorities::Row;
use super::rows::TypedRows;
use crate::domain::{Level, RegionIx, folded_name};
use crate::tables::Region;

/// The regions that have a row of their own; where none has, those that councils say they lie in.
#[derive(Default)]
pub(super) struct Regions {
    /// In the order of their rows or names.
    pub regions: Vec<Region>,
    /// By the folded code or name.
    pub places: FxHashMap<String, RegionIx>,
}

impl Regions {
    /// The regions that these rows give.
    pub(super) fn of(rows: &TypedRows<Row>) -> Self {
        let mut regions = Self::default();
        for row in rows.iter().filter(|row| row.level == Level::Region) {
            regions.add(Region {
                code: Some(row.code.clone()),
                name: row.name.clone(),
                ons_code: row.ons_code.clone(),
            });
        }
        if !regions.regions.is_empty() {
            return regions;
        }
        let councils = rows.iter().filter(|row| row.level == Level::Authority);
        let mut names: Vec<String> = councils.filter_map(|row| row.region.clone()).collect();
        names.sort();
        names.dedup();
        for name in names {
            regions.add(Region {
                code: None,
                name,
                ons_code: None,
            });
        }
        regions
    }

    fn add(&mut self, region: Region) {
        let Ok(place) = RegionIx::try_from(self.regions.len()) else {
            return;
        };
        for known in region.code.iter().chain([&region.name]) {
            self.places.insert(folded_name(known), place);
        }
        self.regions.push(region);
    }

    /// The region of this code or name.
    pub(super) fn find(&self, text: &str) -> Option<RegionIx> {
        self.places.get(&folded_name(text)).copied()
    }
}
