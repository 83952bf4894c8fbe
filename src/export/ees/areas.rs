//! Councils, regions and England as the standard names them.

use std::collections::{BTreeMap, HashMap};

use super::super::{ExportError, Notice};
use crate::review::{AreaRow, PublishedRun, ReviewError};

/// The code and the name of England in the standard.
const COUNTRY: [&str; 2] = ["E92000001", "England"];

/// What stands where a code is not available.
const NOT_AVAILABLE: &str = "x";

/// The columns of place, in their order.
pub(super) const COLUMNS: [&str; 8] = [
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
];

/// The areas of a run.
#[derive(Debug)]
pub(super) struct Areas {
    /// The councils, in order of their codes.
    pub(super) councils: Vec<AreaRow>,
    /// Each region that has a code, by its name.
    pub(super) regions: BTreeMap<String, String>,
    places: HashMap<String, usize>,
    nameless: Vec<String>,
}

impl Areas {
    /// Reads the areas.
    ///
    /// # Errors
    /// When the run has none, or names a council otherwise than the standard can.
    pub(super) fn read(run: &PublishedRun) -> Result<Self, ExportError> {
        let councils: Vec<AreaRow> =
            AreaRow::read(run, None).map_err(|error: ReviewError| error)?;
        if let Some(other) = councils.iter().find(|row| !is_old_code(&row.authority)) {
            return Err(ExportError::Refused(format!(
                "the standard knows a council by its three-digit number, and the run knows {} as \
                 {:?}; give the source `authorities` the three-digit number as `code` and the \
                 nine-character code as `ons_code`",
                other.name, other.authority
            )));
        }
        let mut regions = BTreeMap::new();
        let mut nameless = Vec::new();
        for row in &councils {
            match (&row.region, &row.region_ons_code) {
                (Some(region), Some(code)) => {
                    regions.insert(region.clone(), code.clone());
                }
                (Some(region), None) if !nameless.contains(region) => nameless.push(region.clone()),
                (Some(_), None) | (None, _) => {}
            }
        }
        let places = councils.iter().enumerate();
        Ok(Self {
            places: places
                .map(|(place, row)| (row.authority.clone(), place))
                .collect(),
            councils,
            regions,
            nameless,
        })
    }

    /// The place of a council among all.
    pub(super) fn place(&self, code: &str) -> Option<usize> {
        self.places.get(code).copied()
    }

    /// What is otherwise in the files because a code is not known.
    pub(super) fn notices(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        if !self.nameless.is_empty() {
            let names = self.nameless.clone();
            notices.push(Notice::RegionsWithoutCode { names });
        }
        let councils = self
            .councils
            .iter()
            .filter(|row| row.ons_code.is_none())
            .count();
        if councils > 0 {
            notices.push(Notice::CouncilsWithoutCode { councils });
        }
        notices
    }

    /// England's cells in the columns of place.
    pub(super) fn nation() -> [String; 8] {
        let [code, name] = COUNTRY;
        ["National", code, name, "", "", "", "", ""].map(str::to_owned)
    }

    /// A region's cells.
    pub(super) fn region(name: &str, code: &str) -> [String; 8] {
        let [country, england] = COUNTRY;
        ["Regional", country, england, code, name, "", "", ""].map(str::to_owned)
    }

    /// A council's cells.
    pub(super) fn council(row: &AreaRow) -> [String; 8] {
        let [country, england] = COUNTRY;
        let (region, code) = match (&row.region, &row.region_ons_code) {
            (Some(region), Some(code)) => (region.as_str(), code.as_str()),
            // The name of a region without its code is no combination that the standard has.
            _ => ("", ""),
        };
        [
            "Local authority",
            country,
            england,
            code,
            region,
            &row.authority,
            row.ons_code.as_deref().unwrap_or(NOT_AVAILABLE),
            &row.name,
        ]
        .map(str::to_owned)
    }
}

/// Whether a code is a council's number, which the standard calls its old code.
fn is_old_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit())
}
