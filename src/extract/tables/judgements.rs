//! Moderated ratings: a person's judgement, with its reason and its name.

use chrono::NaiveDate;

use crate::domain::{AuthorityIx, Rating};
use crate::extract::cell;
use crate::extract::quarantine::{Placed, Quarantined};
use crate::extract::rows::Rows;
use crate::extract::source::Batch;

use super::Authorities;

/// An awarded rating that differs from the indicative one.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The authority.
    pub authority: AuthorityIx,
    /// The rating awarded.
    pub rating: Rating,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: String,
    /// When.
    pub decided_on: NaiveDate,
    /// Whether it may move the rating further than the rulebook lets moderation go.
    pub exceptional: bool,
}

/// Reads the rows of a batch.
pub fn read(batch: &Batch<'_>, authorities: &Authorities) -> Rows<Judgement> {
    let authority = batch.parse("authority", |scalar| authorities.authority(scalar));
    let rating = batch.parse("rating", cell::rating);
    let reason = batch.parse("reason", cell::text);
    let decided_by = batch.parse("decided_by", cell::text);
    let decided_on = batch.parse("decided_on", cell::date);
    let exceptional = batch.parse("exceptional", cell::flag);
    Rows::collect(batch, &["authority"], |row| {
        Ok(Some(Judgement {
            authority: *authority.required(row)?,
            rating: *rating.required(row)?,
            reason: reason.required(row)?.clone(),
            decided_by: decided_by.required(row)?.clone(),
            decided_on: *decided_on.required(row)?,
            exceptional: exceptional.optional(row)?.copied().unwrap_or(false),
        }))
    })
}

/// The judgements, in order of authority; a second one for an authority is set aside. Each keeps
/// its place, because only the rating can say whether it goes too far.
pub fn checked(
    mut rows: Rows<Judgement>,
    quarantined: &mut Vec<Quarantined>,
) -> Vec<Placed<Judgement>> {
    rows.reject_duplicates(|row| row.authority, quarantined);
    rows.sort_by(|a, b| a.authority.cmp(&b.authority));
    rows.into_placed().collect()
}
