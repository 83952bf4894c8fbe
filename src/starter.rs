//! Pipelines to start from, which the program carries: a folder that runs as it stands.

use std::fs;
use std::io;
use std::path::Path;

use crate::replacement;
use crate::runs::PublishError;
use crate::sample::{self, SampleError};

/// A pipeline that can be laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter {
    /// A list of councils and some figures, without a rulebook.
    Minimal,
    /// The whole way to a rating, on the sample.
    AnnualRating,
    /// Neighbours computed by a model, on the sample.
    SimilarAreas,
    /// The measures of LAIT.
    Lait,
    /// Ofsted's lists of social care settings.
    SocialCare,
    /// All councils of 2025 from published files.
    Children2025,
}

/// Where the data of a pipeline come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// They are laid out with it.
    LaidOut,
    /// They are published files, which have to be put there.
    Published,
}

/// Why nothing was laid out.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// Something stands there already.
    #[error("{0}")]
    Taken(String),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] PublishError),
    /// The sample cannot be written.
    #[error(transparent)]
    Sample(#[from] SampleError),
}

/// A file of a pipeline: its place and what it holds.
type File = (&'static str, &'static str);

/// A file of a shipped pipeline.
macro_rules! shipped {
    ($pipeline:literal: $($file:literal),+) => {
        &[$((
            $file,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/", $pipeline, "/", $file)),
        )),+]
    };
}

/// Files of `children-2025` that other pipelines have: the page of its letters, and the councils
/// outside England.
const BORROWED: &[File] = &[
    (
        "letter.html",
        include_str!("../pipelines/annual-rating/letter.html"),
    ),
    (
        "outside_england.csv",
        include_str!("../pipelines/social-care/outside_england.csv"),
    ),
];

impl Starter {
    /// Each, the simplest first.
    pub const ALL: [Self; 6] = [
        Self::Minimal,
        Self::AnnualRating,
        Self::SimilarAreas,
        Self::Lait,
        Self::SocialCare,
        Self::Children2025,
    ];

    /// Its name, which is that of its folder below `pipelines`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::AnnualRating => "annual-rating",
            Self::SimilarAreas => "similar-areas",
            Self::Lait => "lait",
            Self::SocialCare => "social-care",
            Self::Children2025 => "children-2025",
        }
    }

    /// Where its data come from.
    #[must_use]
    pub const fn data(self) -> Data {
        match self {
            Self::Minimal | Self::AnnualRating | Self::SimilarAreas => Data::LaidOut,
            Self::Lait | Self::SocialCare | Self::Children2025 => Data::Published,
        }
    }

    const fn files(self) -> &'static [File] {
        match self {
            Self::Minimal => shipped!(
                "minimal": "pipeline.toml", "data/authorities.csv", "data/indicators.csv",
                "data/neighbours.csv", "data/figures.csv"
            ),
            Self::AnnualRating => shipped!(
                "annual-rating": "pipeline.toml", "rulebook.toml", "indicators.csv", "letter.md",
                "letter.html"
            ),
            Self::SimilarAreas => shipped!("similar-areas": "pipeline.toml", "rulebook.toml"),
            Self::Lait => shipped!(
                "lait": "pipeline.toml", "rulebook.toml", "letter.md", "letter.html"
            ),
            Self::SocialCare => shipped!(
                "social-care": "pipeline.toml", "rulebook.toml", "outside_england.csv"
            ),
            Self::Children2025 => shipped!(
                "children-2025": "pipeline.toml", "rulebook.toml", "indicators.csv", "letter.md"
            ),
        }
    }

    /// Lays the pipeline out in `folder`, which must not be there yet or be empty.
    ///
    /// # Errors
    /// When something stands there, or a file cannot be written.
    pub fn lay_out(self, folder: &Path) -> Result<(), StarterError> {
        let taken = |why: &str| {
            StarterError::Taken(format!(
                "{}: {why}, and nothing is overwritten; name a folder that is not there yet",
                folder.display()
            ))
        };
        if folder.file_name().is_none() {
            return Err(taken("has no name of its own"));
        }
        match fs::symlink_metadata(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(written(folder, error)),
            Ok(found) if !found.is_dir() => return Err(taken("is there already")),
            Ok(_) => {
                let mut entries = fs::read_dir(folder).map_err(|error| written(folder, error))?;
                if entries.next().is_some() {
                    return Err(taken("is not empty"));
                }
            }
        }
        if let Some(parent) = folder.parent().filter(|of| !of.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(|error| written(parent, error))?;
        }
        replacement::new_folder(folder, |at| self.fill(at)).map_err(|failed| match failed {
            Failed::Starter(error) => error,
            Failed::System(error) => written(folder, error),
        })
    }

    /// Writes the files, with paths that start in the folder itself.
    fn fill(self, folder: &Path) -> Result<(), Failed> {
        let borrowed: &[File] = match self {
            Self::Children2025 => BORROWED,
            Self::Minimal
            | Self::AnnualRating
            | Self::SimilarAreas
            | Self::Lait
            | Self::SocialCare => &[],
        };
        for (name, text) in self.files().iter().chain(borrowed) {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, own_paths(text))?;
        }
        if matches!(self, Self::AnnualRating | Self::SimilarAreas) {
            sample::generate(&sample::Options {
                out: folder.join("data"),
                ..sample::Options::default()
            })
            .map_err(|error| Failed::Starter(error.into()))?;
        }
        Ok(())
    }
}

/// Paths that lead out of the folder of a shipped pipeline, and what stands for them in a folder of
/// one's own.
const PATHS: [(&str, &str); 5] = [
    (
        "root = \"../../data-samples/england-2009\"",
        "root = \"data\"",
    ),
    ("root = \"../../data/lait\"", "root = \"data\""),
    ("root = \"../../data\"", "root = \"data\""),
    (
        "page = \"../annual-rating/letter.html\"",
        "page = \"letter.html\"",
    ),
    (
        "path = \"./../social-care/outside_england.csv\"",
        "path = \"./outside_england.csv\"",
    ),
];

/// A file in which every path starts in its own folder.
fn own_paths(text: &str) -> String {
    PATHS.iter().fold(text.to_owned(), |text, (shipped, own)| {
        text.replace(shipped, own)
    })
}

enum Failed {
    Starter(StarterError),
    System(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

fn written(path: &Path, error: io::Error) -> StarterError {
    PublishError::file(path, "lay the pipeline out", error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for starter in Starter::ALL {
            for (name, text) in starter.files() {
                let text = own_paths(text);
                let led_out: Vec<&str> = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with('#') && line.contains("../"))
                    .filter(|line| name.ends_with(".toml") && line.contains('='))
                    .collect();
                assert!(led_out.is_empty(), "{}/{name}: {led_out:?}", starter.name());
            }
        }
    }
}
