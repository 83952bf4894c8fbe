//! Where the settings of each pass go: into memory, or into a file until their table is written.

use std::path::Path;
use std::sync::Arc;

use super::memory_plan::Memory;
use super::setting_spill::SettingSpill;
use crate::extract::error::ExtractError;
use crate::extract::scan::Scan;
use crate::read::ReadError;
use crate::tables::{Setting, Settings};

/// The settings of every pass.
pub(crate) enum SettingList<'a> {
    /// Held in memory, all of one pass.
    Held(Vec<Setting>),
    /// Put into a file in this folder, for the feed of this name.
    Filed(SettingSpill, &'a Path, Arc<str>),
    /// Counted only, where no folder is given.
    Counted,
}

impl<'a> SettingList<'a> {
    /// No settings yet, and where those of `scans` go.
    ///
    /// # Errors
    /// When no file can be made for them.
    pub(crate) fn new(memory: Memory<'a>, scans: &[Scan]) -> Result<Self, ExtractError> {
        if !memory.plan.files_settings {
            return Ok(Self::Held(Vec::new()));
        }
        let Some((folder, scan)) = memory.spill.zip(scans.first()) else {
            return Ok(Self::Counted);
        };
        let label = scan.label();
        let spill = SettingSpill::new(folder).map_err(|error| not_kept(label, folder, &error))?;
        Ok(Self::Filed(spill, folder, Arc::clone(label)))
    }

    /// Takes those of a pass in.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn add(&mut self, settings: Vec<Setting>) -> Result<(), ExtractError> {
        match self {
            // Without a file for them, there is one pass.
            Self::Held(held) => *held = settings,
            Self::Filed(spill, folder, label) => spill
                .add(&settings)
                .map_err(|error| not_kept(label, folder, &error))?,
            Self::Counted => {}
        }
        Ok(())
    }

    /// Those of every pass, in one order.
    ///
    /// # Errors
    /// When they cannot be written or read back.
    pub(crate) fn finish(self) -> Result<Settings, ExtractError> {
        match self {
            Self::Held(held) => Ok(Settings::Held(held)),
            Self::Filed(spill, folder, label) => spill
                .merge(folder)
                .map(Settings::Filed)
                .map_err(|error| not_kept(&label, folder, &error)),
            Self::Counted => Ok(Settings::default()),
        }
    }
}

/// Settings cannot be put aside on the disk.
fn not_kept(label: &Arc<str>, folder: &Path, error: &std::io::Error) -> ExtractError {
    let message = format!(
        "settings cannot be kept there until they are written ({error}); make room, or raise memory_limit"
    );
    ExtractError::read(label, ReadError::new(folder, message))
}
