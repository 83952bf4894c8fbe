//! The output folder: one run at a time, and a new run in place of the old one at once.
//!
//! A run is written to a staging folder on the same file system and put on the disk before it is
//! renamed to its place below `runs`; then the link `current` is replaced in one step. Whenever a
//! run is killed, `current` names a whole run: the one before it, or the new one. What the killed
//! one left is told by its name; see [`super::leftovers`].

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};
use rayon::prelude::*;

use super::journal::FILE_NAME as JOURNAL;
use super::own_file::own_file;
use super::unfinished;
use super::{PublishError, RunId};

/// The folder of the finished runs.
pub(super) const RUNS: &str = "runs";

/// The folder of the evidence of runs that a gate stopped.
pub(super) const REJECTED: &str = "rejected";

/// The link to the run that counts.
pub(super) const CURRENT: &str = "current";

/// The file whose lock says that a run is under way.
const LOCK: &str = ".lock";

/// How long a run that waits for the lock sleeps before it tries again.
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// How the name of a staging folder begins.
pub(super) const STAGING: &str = ".staging-";

/// How the name of a link begins that is about to take `current` back to an earlier run.
pub(super) const NEXT: &str = ".current-";

/// How the name of a link begins that is about to replace `current` by a new run. As long as it
/// is there, the run that it names was never the current one.
pub(super) const PUBLISHING: &str = ".publishing-";

/// An output folder that this run alone may write to, as long as the value lives.
#[derive(Debug)]
pub struct OutFolder {
    path: PathBuf,
    lock: File,
}

impl OutFolder {
    /// Opens the folder, making it where there is none, and locks it for this run.
    ///
    /// The lock is the operating system's: it ends with the process, however that ends.
    ///
    /// # Errors
    /// [`PublishError::Locked`] when another run holds the lock; [`PublishError::File`] when the
    /// folder cannot be made or written to.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, PublishError> {
        Ok(Self::open_within(path, Duration::ZERO)?.0)
    }

    /// Opens the folder as [`OutFolder::open`] does, and waits up to `patience` for another run
    /// to end; says whether it had to.
    ///
    /// # Errors
    /// As [`OutFolder::open`], after waiting.
    pub fn open_within(
        path: impl Into<PathBuf>,
        patience: Duration,
    ) -> Result<(Self, bool), PublishError> {
        let path = path.into();
        let until = Instant::now() + patience;
        fs::create_dir_all(&path)
            .map_err(|error| PublishError::file(&path, "make the output folder", error))?;
        let lock_path = path.join(LOCK);
        let mut lock = own_file(OpenOptions::new().read(true).write(true), &lock_path)
            .map_err(|error| PublishError::file(&lock_path, "open the lock", error))?;
        let mut said = false;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    if !said {
                        let holder = holder(&mut lock);
                        tracing::info!(holder, "another run is writing here; waiting for it");
                        said = true;
                    }
                    std::thread::sleep(BETWEEN_TRIES);
                }
                Err(TryLockError::WouldBlock) => {
                    let holder = holder(&mut lock);
                    return Err(PublishError::Locked {
                        folder: path,
                        holder,
                    });
                }
                Err(TryLockError::Error(error)) => {
                    return Err(PublishError::file(&lock_path, "take the lock", error));
                }
            }
        }
        let folder = Self { path, lock };
        folder
            .sign_lock()
            .map_err(|error| PublishError::file(&lock_path, "write the lock", error))?;
        Ok((folder, said))
    }

    /// Whether the folder at `path` is an output folder, or was one.
    #[must_use]
    pub fn is_one(path: &Path) -> bool {
        [RUNS, REJECTED, CURRENT, LOCK, JOURNAL]
            .iter()
            .any(|name| path.join(name).symlink_metadata().is_ok())
    }

    /// Says in the lock's file who holds it, for the message of a run that comes meanwhile.
    fn sign_lock(&self) -> io::Result<()> {
        let mut lock = &self.lock;
        lock.set_len(0)?;
        lock.rewind()?;
        let since = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
        write!(
            lock,
            "process {} on {}, since {since}",
            std::process::id(),
            host()
        )
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the staging folder of a new run.
    ///
    /// Where a run of the same name exists, made within the same second, the new one takes the
    /// name of the next second that is free.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn stage(&self, wanted: &RunId) -> Result<Staging<'_>, PublishError> {
        let runs = self.path.join(RUNS);
        fs::create_dir_all(&runs)
            .map_err(|error| PublishError::file(&runs, "make the folder of runs", error))?;
        let mut id = wanted.clone();
        let rejected = self.path.join(REJECTED);
        while runs.join(id.folder()).exists() || rejected.join(id.folder()).exists() {
            id = id.next();
        }
        let path = self.path.join(format!("{STAGING}{id}"));
        unfinished::begin(&path)
            .map_err(|error| PublishError::file(&path, "make the staging folder", error))?;
        Ok(Staging {
            out: self,
            id,
            path,
            published: false,
        })
    }

    /// Makes `current` the link to the finished run in the folder `name`, in one step.
    pub(super) fn point_current_to(&self, name: &str) -> Result<(), PublishError> {
        let next = self.link_to(name, NEXT)?;
        self.replace_current_by(&next)
    }

    /// Makes a link to the run in the folder `name` that is to replace `current`.
    fn link_to(&self, name: &str, prefix: &str) -> Result<PathBuf, PublishError> {
        let current = self.path.join(CURRENT);
        if fs::symlink_metadata(&current).is_ok_and(|found| !found.is_symlink()) {
            return Err(not_a_link(current));
        }
        let link = self.path.join(format!("{prefix}{name}"));
        // A relative link goes on holding when the output folder is moved or mounted elsewhere.
        symlink(Path::new(RUNS).join(name), &link)
            .map_err(|error| PublishError::file(&link, "make the link", error))?;
        to_disk(&self.path)?;
        Ok(link)
    }

    /// Puts `link` in the place of `current`, in one step.
    fn replace_current_by(&self, link: &Path) -> Result<(), PublishError> {
        let current = self.path.join(CURRENT);
        fs::rename(link, &current)
            .map_err(|error| PublishError::file(&current, "replace the link", error))?;
        to_disk(&self.path)
    }
}

impl Drop for OutFolder {
    fn drop(&mut self) {
        // The lock ends with the file; its text would only mislead whoever looks at it later.
        let _ = self.lock.set_len(0);
    }
}

/// The folder of a run that is under way; dropped before it is published, it is removed.
#[derive(Debug)]
pub struct Staging<'a> {
    out: &'a OutFolder,
    id: RunId,
    path: PathBuf,
    published: bool,
}

impl Staging<'_> {
    /// The folder to write to.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The run's name.
    #[must_use]
    pub fn id(&self) -> &RunId {
        &self.id
    }

    /// Puts the run in its place and makes it the current one; gives its folder.
    ///
    /// # Errors
    /// When the files cannot be put on the disk or the folder cannot be renamed; the run before
    /// it is then still the current one.
    pub fn commit(mut self) -> Result<PathBuf, PublishError> {
        tree_to_disk(&self.path)?;
        let mut settled = unfinished::settle(&self.path);
        let link = self.out.link_to(&self.id.folder(), PUBLISHING)?;
        let published = self.move_to(RUNS).and_then(|run| {
            self.out.replace_current_by(&link)?;
            settled.note_publication();
            Ok(run)
        });
        if published.is_err()
            && let Err(error) = self.out.discard(&link)
        {
            tracing::warn!(%error, "the next run will try again");
        }
        published
    }

    /// Keeps what is in the folder as the evidence of a run that a gate stopped; gives its
    /// folder. The current run stays what it is.
    ///
    /// # Errors
    /// When the files cannot be put on the disk or the folder cannot be renamed.
    pub fn reject(mut self) -> Result<PathBuf, PublishError> {
        let rejected = self.out.path.join(REJECTED);
        fs::create_dir_all(&rejected)
            .map_err(|error| PublishError::file(&rejected, "make the folder of evidence", error))?;
        tree_to_disk(&self.path)?;
        let _settled = unfinished::settle(&self.path);
        self.move_to(REJECTED)
    }

    /// Puts the folder in its place below `parent`.
    fn move_to(&mut self, parent: &str) -> Result<PathBuf, PublishError> {
        let parent = self.out.path.join(parent);
        let run = parent.join(self.id.folder());
        fs::rename(&self.path, &run)
            .map_err(|error| PublishError::file(&run, "put the run in its place", error))?;
        self.published = true;
        to_disk(&parent)?;
        Ok(run)
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if self.published {
            return;
        }
        let _settled = unfinished::settle(&self.path);
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(
                path = %self.path.display(),
                %error,
                "the staging folder could not be removed; the next run will try again"
            );
        }
    }
}

/// Who holds a lock, as far as the lock's file says.
fn holder(lock: &mut File) -> String {
    let mut text = String::new();
    match lock.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "a process that has not said who it is".to_owned(),
    }
}

/// The name of this machine, as Linux or the environment gives it.
fn host() -> String {
    fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "an unnamed host".to_owned())
}

pub(super) fn not_a_link(path: PathBuf) -> PublishError {
    PublishError::InTheWay {
        path,
        found: "is not a link to a run".to_owned(),
        remedy: "move it away, or choose another folder with --out",
    }
}

/// Waits until everything in a folder is on the disk, and the folder with it. A disk takes many
/// files in little more time than one, when it is given them together.
fn tree_to_disk(folder: &Path) -> Result<(), PublishError> {
    let unreadable = |error| PublishError::file(folder, "list the run's folder", error);
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(unreadable)?;
    entries.par_iter().try_for_each(|entry| {
        let path = entry.path();
        if entry.file_type().map_err(unreadable)?.is_dir() {
            tree_to_disk(&path)
        } else {
            to_disk(&path)
        }
    })?;
    to_disk(folder)
}

/// Waits until a file or folder is on the disk.
fn to_disk(path: &Path) -> Result<(), PublishError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|error| PublishError::file(path, "put on the disk", error))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::runs::{Current, Fingerprint, Manifest, PipelineEntry, Status};

    fn id(second: u32) -> RunId {
        let began: DateTime<Utc> = format!("2026-11-23T11:57:{second:02}Z").parse().unwrap();
        RunId::new(began, &fingerprint())
    }

    fn as_of() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn fingerprint() -> Fingerprint {
        Fingerprint::of("0.1.0", as_of(), &BTreeMap::new(), &[])
    }

    fn manifest(id: &RunId) -> Manifest {
        Manifest {
            manifest_version: Manifest::VERSION,
            run: id.to_string(),
            status: Status::Complete,
            started: DateTime::UNIX_EPOCH,
            ended: DateTime::UNIX_EPOCH,
            pipeline: PipelineEntry {
                name: "test".to_owned(),
                path: PathBuf::from("pipeline.toml"),
            },
            as_of: as_of(),
            software_version: "0.1.0".to_owned(),
            fingerprint: fingerprint(),
            configuration: BTreeMap::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            rejected: Vec::new(),
            stages: Vec::new(),
            peak_memory_bytes: None,
            ratings: Vec::new(),
            gates: Vec::new(),
            warnings: Vec::new(),
            evidence: None,
            ratings_moved: None,
            replaced: None,
        }
    }

    fn publish(out: &OutFolder, second: u32) -> PathBuf {
        let staging = out.stage(&id(second)).unwrap();
        fs::create_dir(staging.path().join("letters")).unwrap();
        fs::write(staging.path().join("letters").join("301.md"), "Dear").unwrap();
        manifest(staging.id()).write(staging.path()).unwrap();
        staging.commit().unwrap()
    }

    fn current(out: &OutFolder) -> PathBuf {
        out.current().unwrap().run().unwrap().0.to_owned()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_published_run_is_the_current_one() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path().join("new").join("out")).unwrap();
        assert_eq!(out.current().unwrap(), Current::Nothing);
        let first = publish(&out, 0);
        assert_eq!(current(&out), first);
        let second = publish(&out, 1);
        assert_eq!(current(&out), second);
        assert!(first.join("letters").join("301.md").exists());
        assert_eq!(names(out.path()), [".lock", "current", "runs"]);
    }

    #[test]
    fn the_link_goes_on_holding_when_the_output_folder_moves() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("here");
        publish(&OutFolder::open(&here).unwrap(), 0);
        let there = folder.path().join("there");
        fs::rename(here, &there).unwrap();
        assert!(there.join(CURRENT).join("manifest.json").exists());
    }

    #[test]
    fn a_second_run_learns_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let held = OutFolder::open(folder.path()).unwrap();
        let error = OutFolder::open(folder.path()).unwrap_err();
        assert!(matches!(error, PublishError::Locked { .. }));
        let message = error.to_string();
        assert!(
            message.contains(&format!("process {} on ", std::process::id())),
            "{message}"
        );
        drop(held);
        assert!(OutFolder::open(folder.path()).is_ok());
    }

    #[test]
    fn a_run_that_is_given_up_leaves_nothing_and_the_run_before_it_current() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path()).unwrap();
        let first = publish(&out, 0);
        let staging = out.stage(&id(1)).unwrap();
        fs::write(staging.path().join("ratings.parquet"), "half").unwrap();
        drop(staging);
        assert_eq!(names(out.path()), [".lock", "current", "runs"]);
        assert_eq!(current(&out), first);
    }

    #[test]
    fn two_runs_of_the_same_second_take_two_names() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path()).unwrap();
        publish(&out, 0);
        let second = publish(&out, 0);
        assert_eq!(second, out.path().join(RUNS).join(id(1).folder()));
        assert_eq!(
            names(&out.path().join(RUNS)),
            [id(0).folder(), id(1).folder()]
        );
    }

    #[test]
    fn a_file_in_place_of_the_output_folder_is_named_with_its_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out");
        fs::write(&file, "").unwrap();
        let error = OutFolder::open(&file).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("{}: cannot make", file.display())),
            "{error}"
        );
        assert!(
            error.ends_with(
                "a file stands where a folder is needed; choose another folder with --out"
            ),
            "{error}"
        );
    }

    #[test]
    fn a_folder_in_place_of_the_link_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::open(folder.path()).unwrap();
        fs::create_dir(folder.path().join(CURRENT)).unwrap();
        let message =
            "current: is not a link to a run; move it away, or choose another folder with --out";
        assert!(out.current().unwrap_err().to_string().ends_with(message));
        let staging = out.stage(&id(0)).unwrap();
        assert!(staging.commit().unwrap_err().to_string().ends_with(message));
    }

    #[test]
    fn a_link_in_place_of_the_lock_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let precious = folder.path().join("precious");
        fs::write(&precious, "precious").unwrap();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        symlink(&precious, out.join(LOCK)).unwrap();
        let error = OutFolder::open(&out).unwrap_err().to_string();
        assert!(
            error.contains(".lock: cannot open the lock: it is a link"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    }
}
