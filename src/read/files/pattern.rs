//! Patterns such as `returns/*/20*.csv`: every file that matches, and an error for whatever hides
//! whether it does.
//!
//! The crate `glob` matches names; it is not asked to walk, because it passes over folders that it
//! may not read, links that lead nowhere and names that are not UTF-8.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::Pattern;

use super::found::{Found, PassedOver, about, entries, is_hidden, or_here, said};
use super::source_path::SourcePath;
use crate::read::ReadError;
use crate::system::{FolderIdentity, folder_identity};

/// A part of a pattern between two slashes.
#[derive(Debug)]
enum Step {
    /// A name.
    Name(OsString),
    /// Names that match.
    Any(NamePattern),
    /// The folder itself and every one below it.
    Below,
}

/// A pattern of names, whose ending is compared without regard to capitals.
#[derive(Debug)]
struct NamePattern {
    written: OsString,
    before: Pattern,
    /// The ending after the last dot, where it is plain text.
    ending: Option<String>,
    /// Whether it asks for hidden files by a dot at its beginning.
    of_hidden: bool,
}

/// A pattern that is held against the names of objects, of which there are no folders to walk.
#[cfg(feature = "store")]
pub(super) struct Steps(Vec<Step>);

#[cfg(feature = "store")]
impl Steps {
    /// The parts of `path`.
    ///
    /// # Errors
    /// A part that is no pattern.
    pub(super) fn of(path: &str) -> Result<Self, String> {
        let names = path.split('/').filter(|name| !name.is_empty());
        names
            .map(|name| Step::of(OsStr::new(name)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether any part is more than a name.
    pub(super) fn are_a_pattern(&self) -> bool {
        self.0.iter().any(|step| !matches!(step, Step::Name(_)))
    }

    /// The names before the first part that is more than a name.
    pub(super) fn fixed(&self) -> String {
        let names = self.0.iter().map_while(|step| match step {
            Step::Name(name) => name.to_str(),
            Step::Any(_) | Step::Below => None,
        });
        names.collect::<Vec<_>>().join("/")
    }

    /// Whether more than the last part is more than a name.
    pub(super) fn go_deep(&self) -> bool {
        let parts = self.0.iter().rev().skip(1);
        parts.into_iter().any(|step| !matches!(step, Step::Name(_)))
            || matches!(self.0.last(), Some(Step::Below))
    }

    /// Whether the last part asks for hidden files.
    pub(super) fn ask_for_hidden(&self) -> bool {
        matches!(self.0.last(), Some(Step::Any(pattern)) if pattern.of_hidden)
    }

    /// Whether these names match, one after another.
    pub(super) fn match_all(&self, names: &[&str]) -> bool {
        fn go(steps: &[Step], names: &[&str]) -> bool {
            let Some((step, rest)) = steps.split_first() else {
                return names.is_empty();
            };
            match step {
                Step::Below => {
                    go(rest, names)
                        || names
                            .split_first()
                            .is_some_and(|(name, below)| !name.starts_with('.') && go(steps, below))
                }
                Step::Name(wanted) => names
                    .split_first()
                    .is_some_and(|(name, below)| OsStr::new(name) == wanted && go(rest, below)),
                Step::Any(pattern) => names.split_first().is_some_and(|(name, below)| {
                    pattern.matches(OsStr::new(name)) && go(rest, below)
                }),
            }
        }
        go(&self.0, names)
    }
}

/// The search for what matches a pattern.
pub(super) struct Walk {
    start: PathBuf,
    steps: Vec<Step>,
    found: Found,
}

impl Walk {
    /// The search for the path's pattern below its folder.
    ///
    /// # Errors
    /// A path that is no pattern.
    pub(super) fn new(path: &SourcePath) -> Result<Self, ReadError> {
        let mut start = path.folder().to_owned();
        let mut steps = Vec::new();
        for component in path.path().components() {
            match component {
                Component::Prefix(_) | Component::RootDir => start = PathBuf::from("/"),
                Component::CurDir => {}
                Component::ParentDir => steps.push(Step::Name("..".into())),
                Component::Normal(name) => {
                    let step = Step::of(name).map_err(|message| {
                        ReadError::new(&path.whole(), format!("is not a pattern: {message}"))
                    })?;
                    steps.push(step);
                }
            }
        }
        Ok(Self {
            start,
            steps,
            found: Found::default(),
        })
    }

    /// What matches.
    ///
    /// # Errors
    /// A folder on the way that cannot be listed, and a match that cannot be looked at or is no
    /// plain file.
    pub(super) fn walked(mut self) -> Result<Found, ReadError> {
        let (start, steps) = (
            std::mem::take(&mut self.start),
            std::mem::take(&mut self.steps),
        );
        self.walk(&start, &steps, &mut Vec::new())?;
        Ok(self.found)
    }

    /// Follows `steps` from `at`; `above` are the folders that lead here.
    fn walk(
        &mut self,
        at: &Path,
        steps: &[Step],
        above: &mut Vec<FolderIdentity>,
    ) -> Result<(), ReadError> {
        let Some((step, rest)) = steps.split_first() else {
            return self.found.take(at.to_owned());
        };
        match step {
            Step::Name(name) => {
                for next in named(at, name, rest.is_empty())? {
                    self.walk(&next, rest, above)?;
                }
            }
            // A name that has the signs of a pattern and is there is meant.
            Step::Any(pattern) if fs::symlink_metadata(at.join(&pattern.written)).is_ok() => {
                self.walk(&at.join(&pattern.written), rest, above)?;
            }
            Step::Any(pattern) => {
                for next in listed(at)? {
                    let name = next.file_name().unwrap_or_default();
                    if !pattern.matches(name) {
                        continue;
                    }
                    if is_hidden(&next) && !pattern.of_hidden {
                        self.found.pass_over(PassedOver::Hidden, &next);
                    } else if rest.is_empty() || about(&next)?.is_dir() {
                        self.walk(&next, rest, above)?;
                    }
                }
            }
            Step::Below => {
                self.walk(at, rest, above)?;
                for next in listed(at)? {
                    if is_hidden(&next) {
                        continue;
                    }
                    let Some(folder) = folder_at(&next)? else {
                        continue;
                    };
                    // A link may lead back to where it came from.
                    if !above.contains(&folder) {
                        above.push(folder);
                        self.walk(&next, steps, above)?;
                        above.pop();
                    }
                }
            }
        }
        Ok(())
    }
}

impl Step {
    fn of(name: &OsStr) -> Result<Self, String> {
        let Some(text) = name.to_str() else {
            return Ok(Self::Name(name.to_owned()));
        };
        if text == "**" {
            return Ok(Self::Below);
        }
        if !text.contains(['*', '?', '[', ']']) {
            return Ok(Self::Name(name.to_owned()));
        }
        let compiled = |text: &str| Pattern::new(text).map_err(|error| error.to_string());
        compiled(text)?;
        let ending = text
            .rsplit_once('.')
            .filter(|(_, ending)| ending.chars().all(|c| c.is_ascii_alphanumeric()));
        Ok(Self::Any(NamePattern {
            written: name.to_owned(),
            before: compiled(ending.map_or(text, |(before, _)| before))?,
            ending: ending.map(|(_, ending)| ending.to_owned()),
            of_hidden: text.starts_with('.'),
        }))
    }
}

impl NamePattern {
    fn matches(&self, name: &OsStr) -> bool {
        let name = name.to_string_lossy();
        match &self.ending {
            None => self.before.matches(&name),
            Some(ending) => name.rsplit_once('.').is_some_and(|(before, found)| {
                found.eq_ignore_ascii_case(ending) && self.before.matches(before)
            }),
        }
    }
}

/// What is called `name` in the folder `at`: the very same, or for a file the same but for
/// capitals in its ending.
fn named(at: &Path, name: &OsStr, is_last: bool) -> Result<Vec<PathBuf>, ReadError> {
    let next = at.join(name);
    match fs::symlink_metadata(&next) {
        Ok(_) if is_last => return Ok(vec![next]),
        Ok(_) => {
            about(&next)?;
            return Ok(vec![next]);
        }
        Err(error) if is_absent(&error) => {}
        Err(error) => return Err(ReadError::new(&next, said("cannot be looked at", &error))),
    }
    if !is_last || next.extension().is_none() {
        return Ok(Vec::new());
    }
    let is_same = |path: &PathBuf| {
        let same_ending = match (path.extension(), next.extension()) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        };
        same_ending && path.file_stem() == next.file_stem()
    };
    // Where the folder may not be listed, the file that was asked for is not in it all the same.
    let others = listed(at).unwrap_or_default();
    Ok(others.into_iter().filter(is_same).collect())
}

/// The paths in the folder `at`; none where there is no folder.
fn listed(at: &Path) -> Result<Vec<PathBuf>, ReadError> {
    match fs::metadata(or_here(at)) {
        Ok(about) if about.is_dir() => entries(at),
        Ok(_) => Ok(Vec::new()),
        Err(error) if is_absent(&error) => Ok(Vec::new()),
        Err(error) => Err(ReadError::new(at, said("cannot be looked at", &error))),
    }
}

/// What tells the folder at `path` from others, if it is one.
fn folder_at(path: &Path) -> Result<Option<FolderIdentity>, ReadError> {
    match folder_identity(path) {
        Ok(folder) => Ok(folder),
        // Whether a link that leads nowhere matches is asked by the next step.
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(ReadError::new(path, said("cannot be looked at", &error))),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(all(test, feature = "store"))]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_held_against_names_of_objects() {
        let steps = Steps::of("obs/year=*/**/part-*.parquet").unwrap();
        assert!(steps.are_a_pattern() && steps.go_deep());
        assert_eq!(steps.fixed(), "obs");
        assert!(steps.match_all(&["obs", "year=2009", "part-1.PARQUET"]));
        assert!(steps.match_all(&["obs", "year=2009", "a", "b", "part-1.parquet"]));
        assert!(!steps.match_all(&["obs", "part-1.parquet"]));
        assert!(!steps.match_all(&["obs", "year=2009", ".a", "part-1.parquet"]));
        let flat = Steps::of("obs/*.csv").unwrap();
        assert!(!flat.go_deep() && flat.match_all(&["obs", "a.csv"]));
        assert!(!flat.match_all(&["obs", "deep", "a.csv"]));
        assert!(!Steps::of("obs/a.csv").unwrap().are_a_pattern());
    }
}
