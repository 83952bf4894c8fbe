//! A file of a feed, opened, with the mapping bound to its columns.

use std::sync::Arc;

use super::error::ExtractError;
use super::map::{Binding, Layout, Lookups, fit};
use super::mixtures::Mixtures;
use super::quarantine::SheetCells;
use crate::config::{Feed, Pipeline};
use crate::read::{FoundFile, TableFile};
use crate::warning::{Warning, WarningKind};

/// A file before any row of it is read.
pub(super) struct OpenedFile {
    pub(super) table: TableFile,
    /// How many columns it has.
    pub(super) columns: usize,
    pub(super) layout: Layout,
    pub(super) binding: Binding,
    pub(super) cells: Option<Arc<SheetCells>>,
    /// For columns that are computed, the first cells with and without a percent sign.
    pub(super) mixtures: Mixtures,
}

impl OpenedFile {
    /// Opens a file of `feed` and binds its mapping to the file's columns.
    ///
    /// # Errors
    /// A file that is damaged or not what its name says, and a mapping that does not fit it.
    pub(super) fn open(
        pipeline: &Pipeline,
        feed: &Feed,
        lookups: &Lookups,
        found: FoundFile,
    ) -> Result<Self, ExtractError> {
        let limits = pipeline.limits.of_a_file();
        let table = TableFile::open(found, &feed.reading, limits, |names| fit(feed, names))
            .map_err(|error| ExtractError::read(&feed.label, error))?;
        let schema = table.schema();
        let name = table.file().name.clone();
        let shown = match table.sheet() {
            None => name,
            Some(sheet) => format!("{name}, sheet {sheet:?},"),
        };
        let layout = Layout::new(pipeline, feed, &shown, &schema)?;
        let binding = Binding::new(pipeline, feed, lookups, &shown, layout.schema())?;
        let cells = table.sheet().map(|sheet| {
            let sources = layout.sources(&binding.wanted);
            let times = layout.times();
            Arc::new(SheetCells::new(
                (sheet, &table.percent_columns()),
                &schema,
                &sources,
                binding.used(),
                times,
            ))
        });
        Ok(Self {
            columns: table.own_columns(),
            table,
            layout,
            binding,
            cells,
            mixtures: Mixtures::default(),
        })
    }

    /// Rows that its file becomes, as far as that is known before they are read.
    pub(super) fn rows_at_most(&self) -> u64 {
        let rows = self.table.rows_at_most();
        rows.saturating_mul(self.layout.times() as u64)
    }

    /// Of them, those of its largest piece.
    pub(super) fn rows_of_a_piece(&self) -> u64 {
        let rows = self.table.rows_of_a_piece();
        rows.saturating_mul(self.layout.times() as u64)
    }
}

/// Columns of which the first of several of one name is taken.
pub(super) fn same_names(label: &str, files: &[OpenedFile]) -> Vec<Warning> {
    let of_file = |opened: &OpenedFile| {
        let name = opened.table.file().name.clone();
        let columns = opened.binding.same_names.clone();
        columns.into_iter().map(move |column| {
            Warning::of(WarningKind::SameName, label)
                .about(column)
                .with(name.clone())
        })
    };
    files.iter().flat_map(of_file).collect()
}
