//! What the codes and keys of tables stand for in a run.

use std::collections::HashMap;

use crate::review::{AuthorityRow, CatalogueRow, PublishedRun, ReviewError};

/// What a name stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameOf {
    /// The code of an authority.
    Authority,
    /// The key of an indicator.
    Indicator,
    /// The key of an indicator, whose unit it is.
    Unit,
    /// The key of a type of provision.
    Provision,
    /// The key of an outcome.
    Outcome,
}

/// The names of a run.
#[derive(Debug)]
pub(super) struct Names {
    authorities: HashMap<String, String>,
    indicators: HashMap<String, CatalogueRow>,
    provisions: HashMap<String, String>,
    outcomes: HashMap<String, String>,
}

impl Names {
    /// Reads the names.
    ///
    /// # Errors
    /// When a table of the run cannot be read.
    pub(super) fn read(run: &PublishedRun) -> Result<Self, ReviewError> {
        let rulebook = &run.rulebook;
        let provisions = rulebook.provisions.iter();
        let outcomes = rulebook.outcomes.iter();
        Ok(Self {
            authorities: AuthorityRow::read(run, None)?
                .into_iter()
                .map(|row| (row.authority, row.name))
                .collect(),
            indicators: CatalogueRow::read(run, None)?
                .into_iter()
                .map(|row| (row.indicator.clone(), row))
                .collect(),
            provisions: provisions
                .map(|of| (of.key.clone(), of.many.clone()))
                .collect(),
            outcomes: outcomes
                .map(|of| (of.key.clone(), of.title.clone()))
                .collect(),
        })
    }

    /// Whether the run has any name of this sort.
    pub(super) fn has(&self, of: NameOf) -> bool {
        match of {
            NameOf::Authority => !self.authorities.is_empty(),
            NameOf::Indicator => !self.indicators.is_empty(),
            NameOf::Unit => self.indicators.values().any(|row| row.unit.is_some()),
            NameOf::Provision => !self.provisions.is_empty(),
            NameOf::Outcome => !self.outcomes.is_empty(),
        }
    }

    /// What `code` stands for.
    pub(super) fn get(&self, of: NameOf, code: &str) -> Option<&str> {
        match of {
            NameOf::Authority => self.authorities.get(code).map(String::as_str),
            NameOf::Indicator => self.indicators.get(code).map(|row| row.title.as_str()),
            NameOf::Unit => self.indicators.get(code)?.unit.as_deref(),
            NameOf::Provision => self.provisions.get(code).map(String::as_str),
            NameOf::Outcome => self.outcomes.get(code).map(String::as_str),
        }
    }

    /// The entry of an indicator in the catalogue.
    pub(super) fn indicator(&self, key: &str) -> Option<&CatalogueRow> {
        self.indicators.get(key)
    }
}
