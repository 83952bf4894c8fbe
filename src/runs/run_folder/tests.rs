//! A run in its place, and what is left where it did not get there.

use crate::system::link_folder as symlink;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use super::names::LOCK;
use super::*;
use crate::runs::{Current, Fingerprint, Manifest, PipelineEntry, PublishError, RunId, Status};

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
    let pipeline = PipelineEntry {
        name: "test".to_owned(),
        path: PathBuf::from("pipeline.toml"),
    };
    Manifest {
        status: Status::Complete,
        ..Manifest::begun(id, DateTime::UNIX_EPOCH, pipeline, as_of())
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
        error.ends_with("a file stands where a folder is needed; choose another folder with --out"),
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
