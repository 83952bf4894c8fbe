//! Published lists of statistical neighbours.

use crate::domain::AuthorityIx;
use crate::extract::cell::{self, Cell};
use crate::extract::quarantine::{Fault, Quarantined, rules};
use crate::extract::rows::Rows;
use crate::extract::source::Batch;

use super::Authorities;

/// One authority's neighbour.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The authority.
    pub authority: AuthorityIx,
    /// Its neighbour.
    pub neighbour: AuthorityIx,
    /// 1 is the nearest.
    pub rank: u32,
    /// How close, in words.
    pub closeness: Option<String>,
    /// How far, in the model's own unit.
    pub distance: Option<f64>,
}

/// Reads the rows of a batch.
pub fn read(batch: &Batch<'_>, authorities: &Authorities) -> Rows<Neighbour> {
    let authority = batch.parse("authority", |scalar| authorities.authority(scalar));
    let neighbour = batch.parse("neighbour", |scalar| authorities.authority(scalar));
    let rank = batch.parse("rank", cell::rank);
    let closeness = batch.parse("closeness", cell::text);
    let distance = batch.parse("distance", cell::number);
    Rows::collect(batch, &["authority", "neighbour"], |row| {
        // Lists are padded with `-` for authorities that the model leaves out.
        if matches!(neighbour.at(row), Cell::Missing(_)) {
            return Ok(None);
        }
        let found = Neighbour {
            authority: *authority.required(row)?,
            neighbour: *neighbour.required(row)?,
            rank: *rank.required(row)?,
            closeness: closeness.optional(row)?.map(|word| capitalised(word)),
            distance: distance.optional(row)?.copied(),
        };
        if found.authority == found.neighbour {
            return Err(Fault::new(
                rules::OWN_NEIGHBOUR,
                "an authority cannot be its own neighbour",
            ));
        }
        if found.distance.is_some_and(|distance| distance < 0.0) {
            return Err(Fault::new(rules::NUMBER, "a distance cannot be negative"));
        }
        Ok(Some(found))
    })
}

/// The lists, in order of authority and rank; a rank or a neighbour that an authority has
/// already is set aside.
pub fn checked(mut rows: Rows<Neighbour>, quarantined: &mut Vec<Quarantined>) -> Vec<Neighbour> {
    rows.reject_duplicates(|row| (row.authority, row.rank), quarantined);
    rows.reject_duplicates(|row| (row.authority, row.neighbour), quarantined);
    rows.sort_by(|a, b| (a.authority, a.rank).cmp(&(b.authority, b.rank)));
    rows.into_values().collect()
}

/// `Very Close` and `very close` as `Very close`: the capitals vary between published files.
fn capitalised(words: &str) -> String {
    let lower = words.to_lowercase();
    let mut letters = lower.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
