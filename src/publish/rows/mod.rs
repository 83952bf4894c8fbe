//! Results laid out as the rows of the output tables.
//!
//! Rows are sorted by the table's key. Text is dictionary-coded in memory, so that a code is
//! copied and not a string.

pub(super) mod columns;
mod corrections;
mod evidence;
mod findings;
mod indicators;
mod national;
mod neighbour_model;
mod neighbours;
mod outcomes;
mod provision;
mod quarantine;
mod ratings;
mod reference;
mod settings;

use arrow::array::ArrayRef;

pub(super) use self::columns::batch_of;
use super::{Table, TableRows, table};
use crate::config::Pipeline;
use crate::extract::Extract;
use crate::profile::Profile;
use crate::rate::Rated;

/// Everything that a run worked out.
pub struct Results<'a> {
    /// The pipeline.
    pub pipeline: &'a Pipeline,
    /// What the sources say.
    pub extract: &'a Extract,
    /// What the evidence says.
    pub profile: &'a Profile,
    /// What the rulebook makes of it.
    pub rated: &'a Rated,
}

/// A table that a run has, and its rows, which are made when it is written: some of them are large,
/// and none is in memory before its turn.
pub type Filled<'a> = (
    &'static Table,
    Box<dyn FnOnce() -> Box<dyn TableRows + 'a> + 'a>,
);

impl Results<'_> {
    /// The tables that this run has. A table whose source the pipeline does not have is left
    /// out; the quarantine is always there.
    pub fn tables(&self) -> Vec<Filled<'_>> {
        let mut tables: Vec<Filled<'_>> = Vec::new();
        if let Some(ratings) = &self.rated.ratings {
            tables.push(one("ratings", || ratings::columns(ratings, self.extract)));
        }
        if let Some(profiles) = &self.profile.provision {
            tables.push(one("provision_profile", || {
                provision::columns(profiles, self)
            }));
        }
        if let Some(slices) = &self.profile.indicators {
            let rows = || indicators::Rows::new(slices, self.extract);
            tables.push(one("indicator_distribution", move || rows().distribution()));
            tables.push(many("indicator_profile", rows));
        }
        if let Some(profiles) = &self.profile.outcomes {
            tables.push(one("outcome_profile", || outcomes::columns(profiles, self)));
        }
        if let Some(profiles) = &self.profile.findings {
            tables.push(one("finding_profile", || {
                findings::columns(profiles, self.extract)
            }));
        }
        if let Some(source) = self.profile.neighbour_source {
            let list = self.profile.neighbours(self.extract);
            tables.push(one("neighbours", move || {
                neighbours::columns(list, source, self.extract)
            }));
        }
        if let Some(model) = &self.profile.model {
            tables.push(many("neighbour_features", || {
                neighbour_model::FeatureRows::new(model, self.extract)
            }));
            tables.push(many("neighbour_contributions", || {
                neighbour_model::ContributionRows::new(model, self.extract)
            }));
            tables.push(one("neighbour_model", || neighbour_model::model(model)));
        }
        if !self.rated.evidence.is_empty() {
            tables.push(one("evidence", || evidence::columns(&self.rated.evidence)));
        }
        tables.push(quarantine(self.extract));
        if let Some(corrections) = &self.extract.corrections {
            tables.push(one("corrections", || corrections::columns(corrections)));
        }
        if let Some(standings) = &self.rated.standings {
            tables.push(one("direction", || {
                national::direction(standings, self.extract)
            }));
        }
        if let Some(tallies) = &self.rated.national {
            tables.push(one("national_summary", || national::summary(tallies)));
        }
        if self.extract.settings.is_some() {
            tables.push(many("setting_profile", || {
                settings::Rows::new(&self.extract.setting_list, self)
            }));
        }
        tables.push(one("authorities", || {
            reference::authorities(&self.extract.authorities)
        }));
        if self.pipeline.source("indicators").is_some() {
            tables.push(one("indicators", || {
                reference::indicators(&self.extract.indicators)
            }));
        }
        tables
    }
}

/// The quarantine alone, for a run that is stopped before it has worked anything out.
pub fn quarantine(extract: &Extract) -> Filled<'_> {
    one("quarantine", || quarantine::columns(&extract.quarantined))
}

/// A table of few rows, from its columns.
fn one<'a>(name: &'static str, columns: impl FnOnce() -> Vec<ArrayRef> + 'a) -> Filled<'a> {
    many(name, move || batch_of(described(name), columns()))
}

/// A table from its rows.
fn many<'a, R: TableRows + 'a>(name: &'static str, rows: impl FnOnce() -> R + 'a) -> Filled<'a> {
    (described(name), Box::new(|| Box::new(rows())))
}

fn described(name: &'static str) -> &'static Table {
    table(name).expect("every table that is written is described")
}
