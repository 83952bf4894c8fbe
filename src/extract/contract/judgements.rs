//! Moderated ratings: a person's judgement, with its reason and its name.

use chrono::NaiveDate;

use super::area_names;
use super::parse;
use super::rows::{TypedRows, Untimely};
use crate::config::Rulebook;
use crate::extract::map::Batch;
use crate::extract::quarantine::{Ledgers, SourceRow};
use crate::tables::{Authorities, Judgement, RowDay};

/// Reads the rows of a batch.
pub(crate) fn read(batch: &Batch<'_>, authorities: &Authorities) -> TypedRows<Judgement> {
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let year = batch.parse("year", parse::year);
    let rating = batch.parse("rating", parse::rating);
    let reason = batch.parse("reason", parse::text);
    let decided_by = batch.parse("decided_by", parse::text);
    let decided_on = batch.parse("decided_on", parse::date);
    let exceptional = batch.parse("exceptional", parse::flag);
    TypedRows::collect(batch, &["authority", "year"], |row| {
        authority.required(row)?;
        let day = *decided_on.required(row)?;
        Ok(Some(Judgement {
            authority: authority.council(row, authorities, || RowDay::Own(day))?,
            year: year.optional(row)?.copied(),
            rating: *rating.required(row)?,
            reason: reason.required(row)?.clone(),
            decided_by: decided_by.required(row)?.clone(),
            decided_on: day,
            exceptional: exceptional.optional(row)?.copied().unwrap_or(false),
        }))
    })
}

/// The judgements on the ratings made as of `as_of`, in order of authority; a second one for an
/// authority is rejected. Each comes with its location, because only the rating can say whether
/// it goes too far. A judgement that was not decided by then is not known, and one of another year
/// says nothing of this one.
pub(crate) fn checked(
    mut rows: TypedRows<Judgement>,
    as_of: NaiveDate,
    rulebook: &Rulebook,
    ledgers: &Ledgers<'_>,
) -> (Vec<Judgement>, Vec<SourceRow>) {
    let rated = rulebook.rating_year(as_of);
    rows.leave_out(ledgers, |row| {
        let year = row
            .year
            .unwrap_or_else(|| rulebook.rating_year(row.decided_on));
        if row.decided_on > as_of || year > rated {
            Some(Untimely::AfterAsOf)
        } else {
            (year < rated).then_some(Untimely::OfAnotherYear)
        }
    });
    rows.reject_duplicates(ledgers, |row| row.authority);
    rows.sort_by(|a, b| a.authority.cmp(&b.authority));
    rows.into_located(ledgers)
}

/// The judgements of every year, in order of authority, year and day; a row that repeats another is
/// rejected, unless they were decided on different days: then they may not both be known on an
/// as-of date.
pub(crate) fn every(mut rows: TypedRows<Judgement>, ledgers: &Ledgers<'_>) -> Vec<Judgement> {
    let key = |row: &Judgement| (row.authority, row.year, row.decided_on);
    rows.reject_duplicates(ledgers, key);
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows.into_values().collect()
}
