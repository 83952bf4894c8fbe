//! A full disk, a folder that cannot be written to, a source that vanishes or changes: a clear
//! message, the right code, and `current` as it was. And two runs at once.

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use crate::night;
use crate::workdir::{Outcome, Workdir};

#[test]
fn a_full_disk_leaves_current_as_it_was() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    let before = place.current();
    // No file may grow beyond 200 blocks; the signal for it is ignored, so that the write fails
    // as it does on a full disk.
    let script = format!(
        "trap '' XFSZ; ulimit -f 200; exec '{}' run pipeline --out out --quiet --force",
        env!("CARGO_BIN_EXE_plumbline")
    );
    let ended = Command::new("sh")
        .args(["-c", &script])
        .current_dir(place.path("."))
        .output()
        .unwrap();
    Outcome::from(ended)
        .code(1)
        .says(&["cannot write the table", "too large"]);
    assert_eq!(place.current(), before);
    assert_eq!(place.leftovers(), [""; 0]);
    night::is_whole(&place.path("out/current")).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let place = Workdir::with_a_small_source(1);
    // Not even root makes folders there.
    place
        .ask(&["run", "pipeline", "--out", "/proc/plumbline"])
        .code(1)
        .says(&["/proc/plumbline: cannot make the output folder"]);
}

#[test]
fn a_source_that_vanished_is_named_and_current_stays() {
    let place = Workdir::with_a_small_source(1);
    place.night(&[]).code(0);
    let before = place.current();
    fs::remove_file(place.path("data/characteristics.csv")).unwrap();
    place.night(&[]).code(1).says(&[
        "source characteristics",
        "characteristics.csv",
        "no such file",
    ]);
    assert_eq!(place.current(), before);
    assert_eq!(place.leftovers(), [""; 0]);
}

#[test]
fn a_source_that_changes_while_it_is_read_stops_the_run() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    let before = place.current();
    let mut child = place
        .command(&["--quiet", "--force"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let file = File::options()
        .write(true)
        .open(place.path("data/observations.parquet"))
        .unwrap();
    let mut second = 0;
    while child.try_wait().unwrap().is_none() {
        second += 1;
        let written = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
        file.set_modified(written).unwrap();
        std::thread::sleep(Duration::from_millis(1));
    }
    Outcome::from(child.wait_with_output().unwrap())
        .code(1)
        .says(&["observations.parquet: changed while it was read; run again"]);
    assert_eq!(place.current(), before);
    assert_eq!(place.leftovers(), [""; 0]);
}

#[test]
fn of_two_runs_at_once_one_publishes_and_the_other_is_told_who_holds_the_lock() {
    let place = Workdir::with_the_sample();
    let mut first = place.command(&["--quiet"]).spawn().unwrap();
    let begins = Instant::now();
    while place.leftovers().is_empty() {
        assert!(begins.elapsed() < Duration::from_secs(20), "no run began");
        std::thread::sleep(Duration::from_millis(1));
    }
    let holder = format!("process {} on ", first.id());
    place
        .night(&["--quiet"])
        .code(4)
        .says(&["another run is writing here", &holder]);
    // One that waits finds the inputs unchanged.
    let waited = place
        .night(&["--wait", "60"])
        .code(0)
        .says(&["waiting for it"]);
    assert!(
        waited.stdout().contains("nothing to do"),
        "{}",
        waited.stdout()
    );
    assert!(first.wait().unwrap().success());
    assert_eq!(place.names("out/runs").len(), 1);
}
