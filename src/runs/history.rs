//! The runs of an output folder: listed, rolled back to, and removed when they are old.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::entry::{Entry, Event};
use super::journal::Journal;
use super::leftovers::{is_unpublished, remove_run};
use super::run_folder::{REJECTED, RUNS};
use super::run_id::inputs_digest;
use super::{AtHand, Look, Manifest, OutFolder, PublishError};
use crate::config::Retain;

/// How the name of a run's folder begins.
const RUN: &str = "run=";

/// A run that ended: published, or stopped by a gate.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// Where it really is: its folder, or its address in a store.
    pub place: PathBuf,
    /// The account of it.
    pub manifest: Manifest,
    /// Whether it is the current one.
    pub current: bool,
    /// How often a later run found its inputs unchanged.
    pub looks: usize,
    /// When one last did.
    pub last_look: Option<DateTime<Utc>>,
}

/// Every run of an output folder.
#[derive(Debug)]
pub struct History {
    /// The folder that its runs are in, as long as they may be asked for.
    _at_hand: AtHand,
    /// The runs, in the order in which they began.
    pub runs: Vec<Finished>,
    /// Folders of runs that cannot be read, in the order of their names.
    pub damaged: Vec<Damaged>,
    entries: Vec<Entry>,
}

/// A run that cannot be read.
#[derive(Debug, Clone)]
pub struct Damaged {
    /// The name of its folder.
    pub name: String,
    /// What is wrong with it.
    pub why: String,
    /// Whether it is the current one.
    pub current: bool,
}

impl History {
    /// Reads the runs of the output folder `out`. A run that was killed before it became the
    /// current one is left out.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn read(out: &Path) -> Result<Self, PublishError> {
        let at_hand = AtHand::of(out)?;
        let out = at_hand.path();
        let metadata = fs::metadata(out)
            .map_err(|error| PublishError::file(out, "read the output folder", error))?;
        if !metadata.is_dir() {
            let error = io::Error::from(io::ErrorKind::NotADirectory);
            return Err(PublishError::file(out, "read the output folder", error));
        }
        let entries = Journal::of(out).entries()?;
        let current = current_name(out);
        let (mut runs, mut damaged) = (Vec::new(), Vec::new());
        for parent in [RUNS, REJECTED] {
            for folder in folders(&out.join(parent))? {
                let name = folder.file_name().map(|name| name.to_string_lossy());
                if parent == RUNS
                    && name
                        .as_deref()
                        .is_some_and(|name| is_unpublished(out, name))
                {
                    continue;
                }
                let is_current = parent == RUNS && name.as_deref() == current.as_deref();
                let manifest = match Manifest::find(&folder) {
                    Ok(manifest) => manifest,
                    Err(why) => {
                        damaged.push(Damaged {
                            name: name.unwrap_or_default().into_owned(),
                            why: why.replace(
                                &*out.to_string_lossy(),
                                &at_hand.place(out).to_string_lossy(),
                            ),
                            current: is_current,
                        });
                        continue;
                    }
                };
                let looks: Vec<&Entry> = entries
                    .iter()
                    .filter(|entry| entry.event == Event::Unchanged && entry.run == manifest.run)
                    .collect();
                runs.push(Finished {
                    current: is_current,
                    looks: looks.len(),
                    last_look: looks.last().and_then(|entry| entry.moment()),
                    place: at_hand.place(&folder),
                    folder,
                    manifest,
                });
            }
        }
        // Two runs of one second have names in no order of time.
        runs.sort_by(|a, b| {
            (a.manifest.started, &a.manifest.run).cmp(&(b.manifest.started, &b.manifest.run))
        });
        if let Some(name) = &current
            && !runs.iter().any(|run: &Finished| run.current)
            && !damaged.iter().any(|run: &Damaged| run.current)
        {
            damaged.push(Damaged {
                name: name.clone(),
                why: "`current` leads to it, and it is not there".to_owned(),
                current: true,
            });
        }
        damaged.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self {
            _at_hand: at_hand,
            runs,
            damaged,
            entries,
        })
    }

    /// Attempts that failed and left no run, the oldest first.
    #[must_use]
    pub fn failed(&self) -> Vec<&Entry> {
        let entries = self.entries.iter();
        entries
            .filter(|entry| entry.event == Event::Failed)
            .collect()
    }

    /// The published run called `name`: its name, the folder's name, or a path to it.
    #[must_use]
    pub fn published(&self, name: &str) -> Option<&Finished> {
        let last = Path::new(name).file_name()?.to_str()?;
        let wanted = last.strip_prefix(RUN).unwrap_or(last);
        let is_published =
            |run: &&Finished| run.folder.parent().and_then(Path::file_name) == Some(RUNS.as_ref());
        self.runs
            .iter()
            .filter(is_published)
            .find(|run| run.manifest.run == wanted)
    }

    /// The runs that `retain` lets go. The current run and every run that it took the place of stay.
    fn old(&self, retain: Retain, now: DateTime<Utc>) -> Vec<&Finished> {
        let kept = self.kept_whatever_their_age();
        // Days beyond the calendar are for ever.
        let oldest = TimeDelta::try_days(retain.days.into())
            .and_then(|days| now.checked_sub_signed(days))
            .unwrap_or(DateTime::<Utc>::MIN_UTC);
        let mut old = Vec::new();
        for parent in [RUNS, REJECTED] {
            let of_parent = |run: &&Finished| {
                run.folder.parent().and_then(Path::file_name) == Some(parent.as_ref())
            };
            let newest_first = self.runs.iter().rev().filter(of_parent);
            for run in newest_first.skip(retain.runs) {
                let name = &run.manifest.run;
                if run.manifest.started >= oldest || (parent == RUNS && kept.contains(name)) {
                    continue;
                }
                old.push(run);
            }
        }
        old
    }

    /// The current run, the one that it replaced when it was published, and both runs of the
    /// last rollback.
    fn kept_whatever_their_age(&self) -> Vec<String> {
        let mut kept = Vec::new();
        if let Some(current) = self.runs.iter().find(|run| run.current) {
            kept.push(current.manifest.run.clone());
            kept.extend(current.manifest.replaced.clone());
        }
        let moved = self
            .entries
            .iter()
            .rfind(|entry| matches!(entry.event, Event::RolledBack | Event::Published));
        if let Some(entry) = moved {
            kept.push(entry.run.clone());
            kept.extend(entry.replaced.clone());
        }
        kept
    }
}

impl OutFolder {
    /// Removes the runs that `retain` lets go; gives their names. The current run and every run
    /// that it took the place of stay.
    ///
    /// # Errors
    /// When a run cannot be removed.
    pub fn remove_old(
        &self,
        retain: Retain,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, PublishError> {
        let mut history = History::read(self.path())?;
        if self.is_in_store() {
            // What is at hand has the journal as it was before this run was published.
            history.entries = self.journal().entries()?;
        }
        let mut removed = Vec::new();
        for run in history.old(retain, now) {
            let name = &run.manifest.run;
            self.remove_in_store(&run.folder)?;
            remove_run(self.path(), &run.folder)?;
            self.journal()
                .add(&Entry::now(Event::Removed, name.clone(), None))?;
            tracing::info!(run = name, "removed, as retain has it");
            removed.push(name.clone());
        }
        Ok(removed)
    }

    /// Makes the published run called `name` the current one again; gives its folder, and the
    /// name of the run that was current before. With `hold`, the inputs of that one are not
    /// published again whatever the configuration, the as-of date or the software.
    ///
    /// # Errors
    /// When there is no such run, the link cannot be replaced, or the inputs to be held are not
    /// known.
    pub fn roll_back(
        &self,
        name: &str,
        hold: bool,
    ) -> Result<(PathBuf, Option<String>), PublishError> {
        let history = History::read(self.path())?;
        let Some(run) = history.published(name) else {
            return Err(PublishError::Manifest {
                path: self.place(self.path()),
                message: format!(
                    "has no published run {name}; `plumbline runs {}` lists them",
                    self.place(self.path()).display()
                ),
            });
        };
        run.manifest
            .check_files(&run.folder, Look::Digests)
            .map_err(|why| PublishError::InTheWay {
                path: self.place(&run.folder),
                found: format!("is damaged ({why})"),
                remedy: "go back to another run",
            })?;
        let before = current_name(self.path())
            .map(|folder| folder.strip_prefix(RUN).unwrap_or(&folder).to_owned());
        let held = if hold {
            let current = history.runs.iter().find(|run| run.current);
            let current = current.ok_or_else(|| PublishError::Manifest {
                path: self.place(self.path()),
                message: "has no current run that can be read, so that its inputs cannot be held; \
                          go back without --hold"
                    .to_owned(),
            })?;
            Some(inputs_digest(&current.manifest.inputs))
        } else {
            None
        };
        let inputs = inputs_digest(&run.manifest.inputs);
        if held.as_ref() == Some(&inputs) {
            return Err(PublishError::Manifest {
                path: self.place(&run.folder),
                message: "has the same inputs as the current run, so that they cannot be held; go \
                          back without --hold"
                    .to_owned(),
            });
        }
        // The line comes first: should the power fail between the two, both runs are known as
        // the ones that must stay.
        let entry = Entry {
            inputs: Some(inputs),
            held,
            ..Entry::now(Event::RolledBack, run.manifest.run.clone(), before.clone())
        };
        self.journal().add(&entry)?;
        self.point_current_to(&format!("{RUN}{}", run.manifest.run))?;
        Ok((self.place(&run.folder), before))
    }
}

/// The name of the folder that `current` leads to.
fn current_name(out: &Path) -> Option<String> {
    let target = fs::read_link(out.join("current")).ok()?;
    Some(target.file_name()?.to_string_lossy().into_owned())
}

/// The folders of the runs that were published into `out`, whether or not they can be read.
///
/// # Errors
/// When they cannot be listed.
pub(super) fn published_folders(out: &Path) -> Result<Vec<PathBuf>, PublishError> {
    folders(&out.join(RUNS))
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let unreadable = |error| PublishError::file(parent, "list the runs", error);
    let listed = match fs::read_dir(parent) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut folders = Vec::new();
    for entry in listed {
        let entry = entry.map_err(unreadable)?;
        if entry.file_name().to_string_lossy().starts_with(RUN) {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}
