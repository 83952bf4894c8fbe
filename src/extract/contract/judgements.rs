//! Moderated ratings: a person's judgement, with its reason and its name.

use super::area_names;
use super::parse;
use super::rows::Rows;
use crate::extract::map::Batch;
use crate::extract::quarantine::{Ledgers, SourceRow};
use crate::tables::{Authorities, Judgement};

/// Reads the rows of a batch.
pub fn read(batch: &Batch<'_>, authorities: &Authorities) -> Rows<Judgement> {
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let rating = batch.parse("rating", parse::rating);
    let reason = batch.parse("reason", parse::text);
    let decided_by = batch.parse("decided_by", parse::text);
    let decided_on = batch.parse("decided_on", parse::date);
    let exceptional = batch.parse("exceptional", parse::flag);
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

/// The judgements, in order of authority; a second one for an authority is set aside. Each comes
/// with its location, because only the rating can say whether it goes too far.
pub fn checked(
    mut rows: Rows<Judgement>,
    ledgers: &Ledgers<'_>,
) -> (Vec<Judgement>, Vec<SourceRow>) {
    rows.reject_duplicates(ledgers, |row| row.authority);
    rows.sort_by(|a, b| a.authority.cmp(&b.authority));
    rows.into_located(ledgers)
}
