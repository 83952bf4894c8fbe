//! Ratings of earlier years.

use crate::domain::{AuthorityIx, Rating};
use crate::extract::cell;
use crate::extract::quarantine::Quarantined;
use crate::extract::rows::Rows;
use crate::extract::source::Batch;

use super::Authorities;

/// A rating of an earlier year.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierRating {
    /// The authority.
    pub authority: AuthorityIx,
    /// The year.
    pub year: i32,
    /// The rating awarded.
    pub rating: Rating,
}

/// Reads the rows of a batch.
pub fn read(batch: &Batch<'_>, authorities: &Authorities) -> Rows<EarlierRating> {
    let authority = batch.parse("authority", |scalar| authorities.authority(scalar));
    let year = batch.parse("year", cell::year);
    let rating = batch.parse("rating", cell::rating);
    Rows::collect(batch, &["authority", "year"], |row| {
        Ok(Some(EarlierRating {
            authority: *authority.required(row)?,
            year: *year.required(row)?,
            rating: *rating.required(row)?,
        }))
    })
}

/// The ratings, in order of authority and year; a second one for a year is set aside.
pub fn checked(
    mut rows: Rows<EarlierRating>,
    quarantined: &mut Vec<Quarantined>,
) -> Vec<EarlierRating> {
    rows.reject_duplicates(|row| (row.authority, row.year), quarantined);
    rows.sort_by(|a, b| (a.authority, a.year).cmp(&(b.authority, b.year)));
    rows.into_values().collect()
}
