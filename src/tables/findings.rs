//! Findings about the authority itself.

use chrono::NaiveDate;

use crate::domain::{AuthorityIx, Grade};

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
