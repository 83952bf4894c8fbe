//! Findings about the authority itself.

use chrono::NaiveDate;

use crate::config::Rulebook;
use crate::domain::{AuthorityIx, Grade};
use crate::extract::cell::{self, Cell};
use crate::extract::correction::{Differing, Settled};
use crate::extract::quarantine::{Fault, Quarantined, rules};
use crate::extract::recency::Recency;
use crate::extract::rows::Rows;
use crate::extract::source::Batch;

use super::Authorities;

/// What an inspection or review found about an authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The authority.
    pub authority: AuthorityIx,
    /// The kind, a key of the rulebook.
    pub kind: String,
    /// The aspect.
    pub aspect: String,
    /// What was found, for kinds without a grade.
    pub outcome: Option<String>,
    /// The grade, for kinds with one.
    pub grade: Option<Grade>,
    /// Day of the inspection.
    pub inspected_on: NaiveDate,
    /// Day of publication.
    pub published_on: NaiveDate,
    /// Reference of the report.
    pub reference: Option<String>,
    /// Day on which the extract was taken.
    pub extracted_on: Option<NaiveDate>,
}

/// Reads the rows of a batch.
pub fn read(batch: &Batch<'_>, authorities: &Authorities, rulebook: &Rulebook) -> Rows<Finding> {
    let authority = batch.parse("authority", |scalar| authorities.authority(scalar));
    let kind = batch.parse("kind", cell::text);
    let aspect = batch.parse("aspect", cell::text);
    let outcome = batch.parse("outcome", cell::text);
    let grade = batch.parse("grade", cell::grade);
    let inspected_on = batch.parse("inspected_on", cell::date);
    let published_on = batch.parse("published_on", cell::date);
    let reference = batch.parse("reference", cell::text);
    let extracted_on = batch.parse("extracted_on", cell::date);
    Rows::collect(
        batch,
        &["authority", "kind", "aspect", "inspected_on"],
        |row| {
            let finding = Finding {
                authority: *authority.required(row)?,
                kind: kind.required(row)?.clone(),
                aspect: aspect.required(row)?.clone(),
                outcome: outcome.optional(row)?.cloned(),
                grade: match grade.at(row) {
                    Cell::Value(grade) => Some(*grade),
                    Cell::Missing(_) => None,
                    Cell::Fault(fault) => return Err(fault.clone()),
                },
                inspected_on: *inspected_on.required(row)?,
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
            rules::FINDING,
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
            rules::FINDING,
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
                rules::MISSING,
                "there is neither a grade nor an outcome",
            ));
        }
        (Some(outcome), _) if !kind.outcomes.is_empty() && !kind.outcomes.contains_key(outcome) => {
            let known: Vec<&str> = kind.outcomes.keys().map(String::as_str).collect();
            return Err(Fault::new(
                rules::WORD,
                format!(
                    "{outcome:?} is none of the outcomes of {}: {}",
                    kind.key,
                    known.join(", ")
                ),
            ));
        }
        _ => {}
    }
    if finding.published_on < finding.inspected_on {
        return Err(Fault::new(
            rules::DATE_ORDER,
            format!(
                "published_on {} is before inspected_on {}",
                finding.published_on, finding.inspected_on
            ),
        ));
    }
    Ok(())
}

/// What names a finding.
pub type Key = (AuthorityIx, String, String, NaiveDate);

fn key_of(row: &Finding) -> Key {
    (
        row.authority,
        row.kind.clone(),
        row.aspect.clone(),
        row.inspected_on,
    )
}

/// The findings, in order of authority, kind, aspect and day, and what came of several extracts;
/// a second one for the same key and extract is set aside.
pub fn checked(
    mut rows: Rows<Finding>,
    as_of: NaiveDate,
    quarantined: &mut Vec<Quarantined>,
) -> (Vec<Finding>, Settled<Key>) {
    rows.reject_duplicates(|row| (key_of(row), row.extracted_on), quarantined);
    rows.sort_by(|a, b| key_of(a).cmp(&key_of(b)));
    let settled = rows.prefer(key_of, |row| Recency::of(row.extracted_on, as_of), differ);
    (rows.into_values().collect(), settled)
}

/// The findings of every extract, in order of authority, kind, aspect and day. A row that repeats
/// another is set aside, unless they differ in the day of publication: then they may not both be
/// known on an as-of date.
pub fn every(mut rows: Rows<Finding>, quarantined: &mut Vec<Quarantined>) -> Vec<Finding> {
    rows.reject_duplicates(
        |row| (key_of(row), row.published_on, row.extracted_on),
        quarantined,
    );
    rows.sort_by(|a, b| key_of(a).cmp(&key_of(b)));
    rows.into_values().collect()
}

/// The columns in which a row that gave way differs from the one that stands.
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
