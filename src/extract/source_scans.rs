//! The feeds of a source, opened, and what is asked of all of them.

use std::sync::Arc;

use super::contract::rows::TypedRows;
use super::error::ExtractError;
use super::map::{Batch, Lookups};
use super::quarantine::Ledgers;
use super::row_areas::AreaRules;
use super::scan::Scan;
use crate::config::{Feed, Pipeline, Source};
use crate::contract::SourceKind;
use crate::tables::Authorities;

/// The feeds of a source, opened.
pub(super) struct SourceScans {
    /// What it is.
    pub kind: SourceKind,
    /// Its feeds, in the order of the pipeline file; at least one.
    pub feeds: Vec<Scan>,
}

impl SourceScans {
    /// Opens every feed of `source`; `may_lose` says which share of a feed's rows may be rejected
    /// before the run is stopped for certain.
    ///
    /// # Errors
    /// The first that cannot be opened, or whose mapping does not fit.
    pub(super) fn open(
        pipeline: &Pipeline,
        source: &Source,
        lookups: &Lookups,
        may_lose: &(dyn Fn(&Feed) -> f64 + Sync),
    ) -> Result<Self, ExtractError> {
        let mut files = 0;
        let mut feeds = Vec::with_capacity(source.feeds.len());
        for feed in &source.feeds {
            let scan = Scan::open(pipeline, feed, lookups, files, may_lose(feed))?;
            files += scan.files().count();
            feeds.push(scan);
        }
        Ok(Self {
            kind: source.kind,
            feeds,
        })
    }

    /// Takes the list of authorities, as far as it is read.
    pub(super) fn know(&mut self, pipeline: &Pipeline, list: &Arc<Authorities>) {
        for feed in &mut self.feeds {
            feed.know(AreaRules::new(pipeline, list));
        }
    }

    /// What the pipeline calls its first feed.
    pub(super) fn label(&self) -> &Arc<str> {
        self.feeds[0].label()
    }

    /// The ledgers of its feeds.
    pub(super) fn ledgers(&self) -> Ledgers<'_> {
        Ledgers::new(self.feeds.iter().map(Scan::ledger))
    }

    /// Whether any feed gives the contract's column of this name.
    pub(super) fn gives(&self, column: &str) -> bool {
        self.feeds.iter().any(|feed| feed.gives(column))
    }

    /// The rows of a small source, those of its feeds one after another.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn rows<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> TypedRows<T> + Sync,
    ) -> Result<TypedRows<T>, ExtractError> {
        let mut all = Vec::with_capacity(self.feeds.len());
        for feed in &self.feeds {
            all.push(feed.rows(&read)?);
        }
        Ok(TypedRows::join(all))
    }
}
