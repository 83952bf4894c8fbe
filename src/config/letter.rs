//! The templates of a pipeline's letters.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{ConfigError, ConfigFile};

/// The files that make a letter, as a pipeline names them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with template and page")]
pub(super) struct LetterToml {
    template: PathBuf,
    page: PathBuf,
}

/// The files that make a letter: what it says, and the page that it stands on.
#[derive(Debug, Clone)]
pub struct LetterFiles {
    /// The letter's text, in Markdown with template tags.
    pub template: ConfigFile,
    /// The HTML page around the text, with its print style sheet.
    pub page: ConfigFile,
}

impl LetterFiles {
    /// Reads the files that `toml` names, which stand beside the pipeline file.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(super) fn read(toml: &LetterToml, folder: &Path) -> Result<Self, ConfigError> {
        Ok(Self {
            template: ConfigFile::read(&folder.join(&toml.template))?,
            page: ConfigFile::read(&folder.join(&toml.page))?,
        })
    }
}
