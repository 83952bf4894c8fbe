//! The pages of a pipeline's runs.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{ConfigError, ConfigFile};

/// What a pipeline says of its pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with templates")]
pub(super) struct SiteToml {
    templates: Option<PathBuf>,
}

/// The templates that take the place of the program's own.
#[derive(Debug, Clone, Default)]
pub struct SiteFiles {
    /// The files, in the order of their names.
    pub templates: Vec<ConfigFile>,
}

impl SiteFiles {
    /// Reads the templates in the folder that `toml` names, which stands beside the pipeline file.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub(super) fn read(toml: &SiteToml, folder: &Path) -> Result<Self, ConfigError> {
        match &toml.templates {
            Some(templates) => Self::in_folder(&folder.join(templates)),
            None => Ok(Self::default()),
        }
    }

    /// Reads the templates in `folder`: every file whose name ends in `.html`.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn in_folder(folder: &Path) -> Result<Self, ConfigError> {
        let failed = |error: std::io::Error| {
            let message =
                format!("cannot be read as a folder of templates ({error}); check the path");
            ConfigFile::of(folder, "").error_on_line(None, message)
        };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|ending| ending == "html") {
                paths.push(path);
            }
        }
        paths.sort();
        let templates = paths.iter().map(|path| ConfigFile::read(path));
        Ok(Self {
            templates: templates.collect::<Result<_, _>>()?,
        })
    }
}
