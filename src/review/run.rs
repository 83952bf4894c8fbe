//! A run's folder: its manifest, its configuration and its tables.

use std::path::{Path, PathBuf};

use super::ReviewError;
use super::table::Columns;
use crate::config::Rulebook;
use crate::runs::{KeptConfiguration, Manifest};

/// A finished run.
#[derive(Debug)]
pub struct PublishedRun {
    /// Its folder.
    pub folder: PathBuf,
    /// The account of it.
    pub manifest: Manifest,
    /// The rulebook that it was made with.
    pub rulebook: Rulebook,
}

impl PublishedRun {
    /// Opens the run at `path`: a run's folder, the link `current`, or the output folder that
    /// holds that link.
    ///
    /// # Errors
    /// When the folder is not that of a finished run, another version made it, or a file that
    /// its manifest names is not there.
    pub fn open(path: &Path) -> Result<Self, ReviewError> {
        let current = path.join("current");
        let folder = if !Manifest::path_in(path).exists() && current.exists() {
            current
        } else {
            path.to_owned()
        };
        let manifest = Manifest::read(&folder)?;
        for table in &manifest.outputs {
            let file = folder.join(format!("{}.parquet", table.table));
            let found = std::fs::metadata(&file).map_err(|_| {
                ReviewError::incomplete(&file, "the run's manifest names it and it is not there")
            })?;
            if found.len() != table.bytes {
                return Err(ReviewError::incomplete(
                    &file,
                    format!(
                        "has {} bytes where the run wrote {}",
                        found.len(),
                        table.bytes
                    ),
                ));
            }
        }
        let path = KeptConfiguration::of(&folder).rulebook();
        if !path.exists() {
            return Err(ReviewError::incomplete(
                &path,
                format!(
                    "is not there, though every run of this version keeps its rulebook; version \
                     {} made this one",
                    manifest.software_version
                ),
            ));
        }
        let rulebook = Rulebook::read(&path)?;
        Ok(Self {
            folder,
            manifest,
            rulebook,
        })
    }

    /// Whether the run has a table of this name.
    pub fn has(&self, table: &str) -> bool {
        self.manifest.outputs.iter().any(|of| of.table == table)
    }

    /// Reads `columns` of a table; of one authority's rows only, where `authority` names it.
    ///
    /// # Errors
    /// When the table is not there or does not have these columns.
    pub(super) fn table(
        &self,
        table: &str,
        columns: &[&str],
        authority: Option<&str>,
    ) -> Result<Columns, ReviewError> {
        Columns::read(
            &self.folder.join(format!("{table}.parquet")),
            columns,
            authority,
        )
    }
}
