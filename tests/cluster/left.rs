//! What is left on the disks of workers.

use std::fs;
use std::path::{Path, PathBuf};

use super::nation::Nation;
use crate::bucket::endpoint;
use crate::nodes::{Node, REGISTERED, SchedulerNode, WorkerOptions, until};
use crate::workdir::Workdir;

/// Beside the folders of workers, whatever its name.
const FOREIGN: [&str; 3] = ["jobs", "notes.txt", "plumbline-worker-mine"];

/// The folders of workers below `files` that are not among `known`.
fn others(files: &Path, known: &[&PathBuf]) -> Vec<PathBuf> {
    let entries = fs::read_dir(files).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_foreign = |path: &PathBuf| FOREIGN.iter().any(|name| path.ends_with(name));
    paths
        .filter(|path| !is_foreign(path) && !known.contains(&path))
        .collect()
}

/// The folder of the worker that came last.
fn folder_of_last(files: &Path, known: &[&PathBuf]) -> PathBuf {
    let mut others = others(files, known);
    assert_eq!(others.len(), 1, "{others:?}");
    others.remove(0)
}

#[test]
fn a_worker_takes_away_what_killed_ones_left_and_nothing_else() {
    let work = Workdir::new();
    let files = work.path("files");
    fs::create_dir_all(files.join("plumbline-worker-mine/jobs")).expect("a folder");
    fs::create_dir(files.join("jobs")).expect("a folder");
    fs::write(files.join("notes.txt"), "mine").expect("a file");
    let scheduler = SchedulerNode::start(&work);
    let options = WorkerOptions {
        work_dir: Some(&files),
        ..WorkerOptions::default()
    };
    // Nothing is read, so that there need not be a store.
    let start = |name: &str| -> Node {
        let worker = scheduler.worker(&work, name, "http://127.0.0.1:1", &options);
        worker.until_it_says(REGISTERED);
        worker
    };
    let mut killed = start("killed");
    let of_killed = folder_of_last(&files, &[]);
    fs::create_dir_all(of_killed.join("jobs/1/2")).expect("what a job leaves");
    fs::write(of_killed.join("jobs/1/2/data.arrow"), "rows").expect("what a job leaves");
    let mut living = start("living");
    let of_living = folder_of_last(&files, &[&of_killed]);
    assert!(of_killed.exists(), "it was living when another began");

    killed.kill();
    assert!(of_killed.exists(), "nobody has taken it away yet");
    let mut next = start("next");
    let said = next.log();
    let removed = of_killed.file_name().expect("a name").to_string_lossy();
    assert!(said.contains("removed what a killed worker left"), "{said}");
    assert!(said.contains(&*removed), "{said}");
    assert!(!of_killed.exists());
    assert!(of_living.join("jobs").exists());

    assert!(living.stop().success(), "{}", living.log());
    assert!(next.stop().success(), "{}", next.log());
    let left = others(&files, &[]);
    assert!(left.is_empty(), "{left:?}");
    for name in FOREIGN {
        assert!(files.join(name).exists(), "{name}");
    }
    assert!(files.join("plumbline-worker-mine/jobs").exists());
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn workers_keep_nothing_of_a_job_whose_rows_the_run_has() {
    let nation = Nation::new("kept");
    let scheduler = SchedulerNode::start(&nation.work);
    let workers = scheduler.workers(&nation.work, &endpoint(), 1);
    nation.run(&scheduler, "out").code(0);
    workers[0].until_it_says("Remove data for job");
    let folder = folder_of_last(&nation.work.path("worker-0-files"), &[]);
    // DataFusion keeps a folder for what memory does not hold, empty in between.
    until("nothing of a job is left", || {
        let entries = fs::read_dir(folder.join("jobs")).expect("the folder is there");
        let mut names = entries.map(|entry| entry.expect("an entry").file_name());
        names.all(|name| name.to_string_lossy().starts_with("datafusion-"))
    });
}
