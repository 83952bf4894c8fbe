//! A run's folder: its manifest, its configuration and its tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::ReviewError;
use super::table::Columns;
use crate::config::Rulebook;
use crate::runs::{
    AtHand, Current, GateState, KeptConfiguration, Look, Manifest, PublishError, Status,
};

/// A finished run.
#[derive(Debug)]
pub struct PublishedRun {
    /// Its folder.
    pub folder: PathBuf,
    /// The account of it.
    pub manifest: Manifest,
    /// The rulebook that it was made with.
    pub rulebook: Rulebook,
    /// The tables that were looked at to the byte.
    checked: Mutex<BTreeSet<String>>,
    /// Keeps what was fetched of it.
    at_hand: AtHand,
}

impl PublishedRun {
    /// Opens the run at `path`: a run's folder, the link `current`, or the output folder that
    /// holds that link; on the disk or in a store. Where the link leads is asked once, so that everything read is of one run,
    /// and everything written goes to it, whatever is published meanwhile.
    ///
    /// # Errors
    /// When the folder is not that of a finished run, another version made it, or a file that
    /// its manifest names is not there.
    pub fn open(path: &Path) -> Result<Self, ReviewError> {
        let at_hand = AtHand::of(path)?;
        let (folder, manifest) = found(path, &at_hand)?;
        KeptConfiguration::fetch(&folder).map_err(ReviewError::Damaged)?;
        manifest
            .check_files(&folder, Look::Sizes)
            .map_err(ReviewError::Damaged)?;
        let path = KeptConfiguration::of(&folder).rulebook();
        if !path.exists() && manifest.status == Status::Rejected {
            let gates = manifest.gates.iter();
            let tripped: Vec<&str> = gates
                .filter(|gate| gate.state == GateState::Tripped)
                .map(|gate| gate.message.as_deref().unwrap_or(&gate.gate))
                .collect();
            return Err(ReviewError::Stopped {
                folder,
                gates: tripped.join("; "),
            });
        }
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
            checked: Mutex::default(),
            at_hand,
        })
    }

    /// Where it is: its folder, or its address in a store.
    pub fn place(&self) -> PathBuf {
        self.at_hand.place(&self.folder)
    }

    /// Whether it lies in a store, so that nothing can be put beside its tables.
    pub const fn is_in_store(&self) -> bool {
        self.at_hand.is_in_store()
    }

    /// What its pipeline calls itself; the pipeline's name where the file that the run keeps does
    /// not say.
    pub fn title(&self) -> String {
        let kept = KeptConfiguration::of(&self.folder).pipeline();
        let title = || -> Option<String> {
            let file: toml::Table = fs::read_to_string(kept).ok()?.parse().ok()?;
            let title = file.get("pipeline")?.get("title")?.as_str()?;
            (!title.trim().is_empty()).then(|| title.trim().to_owned())
        };
        title().unwrap_or_else(|| self.manifest.pipeline.name.clone())
    }

    /// Whether the run has a table of this name.
    pub fn has(&self, table: &str) -> bool {
        self.manifest.outputs.iter().any(|of| of.table == table)
    }

    /// Looks whether a table is what the run wrote, to the byte, when it is first asked for: a bit
    /// that flipped in a figure shows nowhere else.
    ///
    /// # Errors
    /// How its file differs.
    pub(super) fn check_table(&self, table: &str) -> Result<(), ReviewError> {
        // Whoever panicked while it held this added a name or did not.
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if !checked.contains(table) {
            let found = self.manifest.check_table(&self.folder, table);
            found.map_err(ReviewError::Damaged)?;
            checked.insert(table.to_owned());
        }
        Ok(())
    }

    /// Reads `columns` of a table; of one authority's rows only, where `authority` names it.
    ///
    /// # Errors
    /// When the table is not what the run wrote or does not have these columns.
    pub(super) fn table(
        &self,
        table: &str,
        columns: &[&str],
        authority: Option<&str>,
    ) -> Result<Columns, ReviewError> {
        self.check_table(table)?;
        Columns::read(
            &self.folder.join(format!("{table}.parquet")),
            columns,
            authority,
        )
    }
}

/// The folder of the run at `path`, and its manifest. A link is followed once, here: whatever
/// becomes of `current` meanwhile, everything is read from the same run.
fn found(named: &Path, at_hand: &AtHand) -> Result<(PathBuf, Manifest), PublishError> {
    let path = at_hand.path();
    if !Manifest::path_in(path).exists() {
        match Current::of(path)? {
            Current::Run(folder, manifest) => return Ok((folder, *manifest)),
            Current::Damaged(why) => {
                let out = named.to_owned();
                return Err(PublishError::DamagedCurrent { out, why });
            }
            Current::Nothing | Current::Unset if at_hand.is_in_store() => {
                return Err(PublishError::Store {
                    place: named.to_owned(),
                    message:
                        "there is no run that counts, and none of this name; check the address"
                            .to_owned(),
                });
            }
            Current::Nothing | Current::Unset => {}
        }
    }
    let folder = match (fs::read_link(path), path.parent()) {
        (Ok(target), Some(parent)) => parent.join(target),
        _ => path.to_owned(),
    };
    let manifest = Manifest::read(&folder)?;
    Ok((folder, manifest))
}
