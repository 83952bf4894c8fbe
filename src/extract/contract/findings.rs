//! Findings about the authority itself.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::area_names;
use super::correction::{Differing, Settled};
use super::parse::{self, Cell};
use super::precedence::Precedence;
use super::rows::TypedRows;
use crate::config::Rulebook;
use crate::domain::{AuthorityIx, folded};
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Authorities, Fault, Finding, RowDay, Rule};

/// Reads the rows of a batch.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    rulebook: &Rulebook,
) -> TypedRows<Finding> {
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let kind = batch.parse("kind", parse::text);
    let aspect = batch.parse("aspect", parse::text);
    let outcome = batch.parse("outcome", parse::text);
    let grade = batch.parse("grade", parse::grade);
    let inspected_on = batch.parse("inspected_on", parse::date);
    let published_on = batch.parse("published_on", parse::date);
    let reference = batch.parse("reference", parse::text);
    let extracted_on = batch.parse("extracted_on", parse::date);
    TypedRows::collect(
        batch,
        &["authority", "kind", "aspect", "inspected_on"],
        |row| {
            authority.required(row)?;
            let day = *inspected_on.required(row)?;
            let finding = Finding {
                authority: authority.council(row, authorities, || RowDay::Own(day))?,
                kind: kind.required(row)?.clone(),
                aspect: aspect.required(row)?.clone(),
                outcome: outcome.optional(row)?.cloned(),
                grade: match grade.at(row) {
                    Cell::Value(grade) => Some(*grade),
                    Cell::Missing(_) => None,
                    Cell::Fault(fault) => return Err(fault.clone()),
                },
                inspected_on: day,
                published_on: *published_on.required(row)?,
                reference: reference.optional(row)?.cloned(),
                extracted_on: extracted_on.optional(row)?.copied(),
            };
            check(&finding, rulebook)?;
            Ok(Some(finding))
        },
    )
}

fn check(finding: &Finding, rulebook: &Rulebook) -> Result<(), Fault> {
    let Some(kind) = rulebook
        .findings
        .iter()
        .find(|known| known.key == finding.kind)
    else {
        let known: Vec<&str> = rulebook
            .findings
            .iter()
            .map(|kind| kind.key.as_str())
            .collect();
        return Err(Fault::new(
            Rule::UnknownFinding,
            format!(
                "{:?} is none of the rulebook's kinds of finding: {}",
                finding.kind,
                known.join(", ")
            ),
        ));
    };
    if !kind.aspects.is_empty() && !kind.aspects.iter().any(|known| known.key == finding.aspect) {
        let known: Vec<&str> = kind
            .aspects
            .iter()
            .map(|aspect| aspect.key.as_str())
            .collect();
        return Err(Fault::new(
            Rule::UnknownFinding,
            format!(
                "{} has no aspect {:?}; it has {}",
                kind.key,
                finding.aspect,
                known.join(", ")
            ),
        ));
    }
    match (&finding.outcome, finding.grade) {
        (None, None) => {
            return Err(Fault::new(
                Rule::MissingValue,
                "there is neither a grade nor an outcome",
            ));
        }
        (Some(outcome), _) if !kind.outcomes.is_empty() && !kind.outcomes.contains_key(outcome) => {
            let known: Vec<&str> = kind.outcomes.keys().map(String::as_str).collect();
            return Err(Fault::new(
                Rule::UnknownWord,
                format!(
                    "{outcome:?} is none of the outcomes of {}: {}",
                    kind.key,
                    known.join(", ")
                ),
            ));
        }
        _ => {}
    }
    parse::in_order(
        finding.inspected_on,
        finding.published_on,
        rulebook.tolerated_days,
    )
}

/// What names a finding.
pub(crate) type Key = (AuthorityIx, String, String, NaiveDate);

fn key_of(row: &Finding) -> Key {
    (
        row.authority,
        row.kind.clone(),
        row.aspect.clone(),
        row.inspected_on,
    )
}

/// The order of what names findings.
fn by_key(a: &Finding, b: &Finding) -> Ordering {
    let (of_a, of_b) = (
        (a.authority, &a.kind, &a.aspect, a.inspected_on),
        (b.authority, &b.kind, &b.aspect, b.inspected_on),
    );
    of_a.cmp(&of_b)
}

/// What names a finding, however its aspect is written.
fn folded_key(row: &Finding) -> Key {
    let (authority, kind, aspect, day) = key_of(row);
    (authority, kind, folded(&aspect), day)
}

/// The findings, in order of authority, kind, aspect and day, and what came of several extracts;
/// a second one for the same key and extract is rejected.
pub(crate) fn checked(
    mut rows: TypedRows<Finding>,
    as_of: NaiveDate,
    ledgers: &Ledgers<'_>,
) -> (Vec<Finding>, Settled<Key>) {
    rows.reject_duplicates(ledgers, |row| (folded_key(row), row.extracted_on));
    rows.sort_by(by_key);
    let settled = rows.prefer(
        key_of,
        |row| Precedence::of(row.extracted_on, as_of),
        differ,
    );
    (rows.into_values().collect(), settled)
}

/// The findings of every extract, in order of authority, kind, aspect and day. A row that repeats
/// another is rejected, unless they differ in the day of publication: then they may not both be
/// known on an as-of date.
pub(crate) fn every(mut rows: TypedRows<Finding>, ledgers: &Ledgers<'_>) -> Vec<Finding> {
    rows.reject_duplicates(ledgers, |row| {
        (folded_key(row), row.published_on, row.extracted_on)
    });
    rows.sort_by(by_key);
    rows.into_values().collect()
}

/// The columns in which a superseded row differs from the one retained.
fn differ(said: &Finding, says: &Finding) -> Vec<Differing> {
    let grade = |row: &Finding| row.grade.map(|grade| grade.level().to_string());
    [
        ("outcome", said.outcome.clone(), says.outcome.clone()),
        ("grade", grade(said), grade(says)),
    ]
    .into_iter()
    .filter(|(_, said, says)| said != says)
    .collect()
}
