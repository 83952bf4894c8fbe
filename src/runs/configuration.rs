//! The configuration of a run, kept beside its tables: whoever reads the tables later, with
//! `letter`, `explain` or `diff`, has the rules and the wording that they were made with.

use std::fs;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::whereabouts::fetch_below;
use crate::config::{Imported, Pipeline};

/// The folder of the kept files in a run's folder.
const FOLDER: &str = "configuration";

/// Where a run keeps its configuration.
#[derive(Debug, Clone)]
pub struct KeptConfiguration {
    folder: PathBuf,
}

impl KeptConfiguration {
    /// The configuration of the run in `run_folder`.
    #[must_use]
    pub fn of(run_folder: &Path) -> Self {
        Self {
            folder: run_folder.join(FOLDER),
        }
    }

    /// Fetches the configuration of the run in `run_folder`, where the run lies in a store.
    ///
    /// # Errors
    /// As the store has them.
    pub fn fetch(run_folder: &Path) -> Result<(), String> {
        fetch_below(run_folder, FOLDER)
    }

    /// The pipeline file.
    #[must_use]
    pub fn pipeline(&self) -> PathBuf {
        self.folder.join("pipeline.toml")
    }

    /// The rulebook.
    #[must_use]
    pub fn rulebook(&self) -> PathBuf {
        self.folder.join("rulebook.toml")
    }

    /// The letter's template.
    #[must_use]
    pub fn template(&self) -> PathBuf {
        self.folder.join("letter.md")
    }

    /// The folder of the templates of the site.
    #[must_use]
    pub fn site(&self) -> PathBuf {
        self.folder.join("site")
    }

    /// The page of the letter.
    #[must_use]
    pub fn page(&self) -> PathBuf {
        self.folder.join("letter.html")
    }
}

/// Copies the configuration of a pipeline, as it was read, into a run's folder.
///
/// # Errors
/// When a file cannot be written.
pub fn keep_configuration(pipeline: &Pipeline, run_folder: &Path) -> Result<(), PublishError> {
    let kept = KeptConfiguration::of(run_folder);
    fs::create_dir(&kept.folder)
        .map_err(|error| PublishError::file(&kept.folder, "make the folder", error))?;
    keep(&kept, pipeline, pipeline.file.text())
}

/// Writes the configuration of an import beside its tables: the pipeline that reads them, and
/// its other files as they are.
///
/// # Errors
/// When a file cannot be written.
pub fn keep_imported(
    pipeline: &Pipeline,
    imported: &Imported,
    folder: &Path,
) -> Result<(), PublishError> {
    let beside = KeptConfiguration {
        folder: folder.to_owned(),
    };
    keep(&beside, pipeline, &imported.text)
}

fn keep(kept: &KeptConfiguration, pipeline: &Pipeline, text: &str) -> Result<(), PublishError> {
    let mut files: Vec<(PathBuf, &str)> = vec![
        (kept.pipeline(), text),
        (kept.rulebook(), pipeline.rulebook.file.text()),
    ];
    if let Some(letter) = &pipeline.letter {
        files.push((kept.template(), letter.template.text()));
        files.push((kept.page(), letter.page.text()));
    }
    if let Some(site) = pipeline
        .site
        .as_ref()
        .filter(|site| !site.templates.is_empty())
    {
        let folder = kept.site();
        fs::create_dir_all(&folder)
            .map_err(|error| PublishError::file(&folder, "make the folder", error))?;
        for file in &site.templates {
            let name = file.path().file_name().unwrap_or_default();
            files.push((folder.join(name), file.text()));
        }
    }
    for (path, text) in files {
        fs::write(&path, text)
            .map_err(|error| PublishError::file(&path, "keep the configuration", error))?;
    }
    Ok(())
}
