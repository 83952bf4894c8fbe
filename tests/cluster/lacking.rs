//! Clusters that lack something: a scheduler, a worker, the same version.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::nation::Nation;
use crate::bucket::{endpoint, plumbline};
use crate::nodes::{SchedulerNode, WorkerOptions, port};

/// This program, as one of another version: with the last sign of its version replaced.
fn another_version(folder: &Path) -> PathBuf {
    let mut bytes = fs::read(env!("CARGO_BIN_EXE_plumbline")).expect("the program");
    let identity = concat!("plumbline/", env!("CARGO_PKG_VERSION"), "+plans.");
    let places: Vec<usize> = bytes
        .windows(identity.len())
        .enumerate()
        .filter(|(_, found)| *found == identity.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty(), "the program does not say what it is");
    for place in places {
        bytes[place + "plumbline/".len()] = b'9';
    }
    let path = folder.join("plumbline-of-another-version");
    fs::write(&path, bytes).expect("it is written");
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(&path, permissions).expect("it may be run");
    path
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn another_version_is_refused_in_a_sentence() {
    let nation = Nation::new("versions");
    let other = another_version(&nation.work.path(""));
    let says = ["plumbline/9", "install one version on every machine"];

    let scheduler = SchedulerNode::start(&nation.work);
    let options = WorkerOptions {
        program: Some(&other),
        ..WorkerOptions::default()
    };
    let mut worker = scheduler.worker(&nation.work, "worker", &endpoint(), &options);
    assert_eq!(worker.end().code(), Some(1));
    for said in says {
        assert!(worker.log().contains(said), "{}", worker.log());
    }

    let scheduler = SchedulerNode::of_program(&nation.work, Some(&other));
    let began = Instant::now();
    nation.run(&scheduler, "out").code(1).says(&says);
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "it waits for nothing"
    );
    nation.nothing_is_published("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn what_a_cluster_lacks_is_told_and_nothing_hangs() {
    let nation = Nation::new("lacking");
    let run = |url: &str, code: i32, said: &[&str]| {
        let arguments = format!(
            "run {} --out out --engine ballista --cluster-wait 1 --scheduler {url}",
            nation.import()
        );
        let began = Instant::now();
        plumbline(&nation.work, &endpoint(), &arguments)
            .code(code)
            .says(said);
        assert!(began.elapsed() < Duration::from_secs(30), "{url}");
        nation.nothing_is_published("out");
    };
    let nobody = format!("http://127.0.0.1:{}", port());
    run(&nobody, 1, &["does not answer", "plumbline scheduler"]);
    let scheduler = SchedulerNode::start(&nation.work);
    run(
        &scheduler.url(),
        1,
        &["no worker has come", "plumbline worker --scheduler"],
    );
    run("https://host:1", 2, &["TLS is not offered"]);
    run("s3://bucket/x", 2, &["the address of the scheduler"]);
    // What listens is a store.
    run(&endpoint(), 1, &["plumbline scheduler"]);
}
