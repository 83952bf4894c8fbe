//! Ratings of earlier years.

use chrono::NaiveDate;

use super::area_names;
use super::parse;
use super::rows::{TypedRows, Untimely};
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Authorities, EarlierRating, RowDay};

/// Reads the rows of a batch.
pub(crate) fn read(batch: &Batch<'_>, authorities: &Authorities) -> TypedRows<EarlierRating> {
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let year = batch.parse("year", parse::year);
    let rating = batch.parse("rating", parse::rating);
    TypedRows::collect(batch, &["authority", "year"], |row| {
        authority.required(row)?;
        let year = *year.required(row)?;
        // A rating is awarded at the end of its year.
        let day = || RowDay::Own(NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default());
        Ok(Some(EarlierRating {
            authority: authority.council(row, authorities, day)?,
            year,
            rating: *rating.required(row)?,
        }))
    })
}

/// The ratings of years before `rated`, in order of authority and year; a second one for a year is
/// rejected. That of the year itself is what is worked out anew, and no earlier one.
pub(crate) fn checked(
    mut rows: TypedRows<EarlierRating>,
    rated: i32,
    ledgers: &Ledgers<'_>,
) -> Vec<EarlierRating> {
    rows.leave_out(ledgers, |row| {
        (row.year >= rated).then_some(Untimely::AfterAsOf)
    });
    every(rows, ledgers)
}

/// The ratings of every year, in order of authority and year; a second one for a year is rejected.
pub(crate) fn every(
    mut rows: TypedRows<EarlierRating>,
    ledgers: &Ledgers<'_>,
) -> Vec<EarlierRating> {
    rows.reject_duplicates(ledgers, |row| (row.authority, row.year));
    rows.sort_by(|a, b| (a.authority, a.year).cmp(&(b.authority, b.year)));
    rows.into_values().collect()
}
