//! Stores, credentials and disks that fail under the workers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use super::nation::Nation;
use crate::bucket::{self, endpoint, proxy};
use crate::nodes::{REGISTERED, SchedulerNode, WorkerOptions};

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_store_that_fails_and_is_slow_is_asked_again_by_workers() {
    let nation = Nation::new("faulty");
    let store = proxy(json!({ "share": 0.3, "slow": 0.02 }));
    let scheduler = SchedulerNode::start(&nation.work);
    let _workers = scheduler.workers(&nation.work, &store, 2);
    nation.run(&scheduler, "out").code(0);
    let counts = bucket::ask(json!({ "do": "counts", "proxy": store }));
    assert!(counts["failed"].as_u64() > Some(0), "{counts}");
    nation.is_the_same("out");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn an_object_that_vanishes_or_changes_ends_the_run() {
    for (does, name) in [("delete", "vanishing"), ("replace", "changing")] {
        let nation = Nation::new(name);
        let key = nation.key_of("observations");
        let after: Value = json!({
            "gets": 1, "key": "observations.parquet", "do": does, "bucket": name, "object": key,
        });
        let store = proxy(json!({ "after": after }));
        let scheduler = SchedulerNode::start(&nation.work);
        let _workers = scheduler.workers(&nation.work, &store, 1);
        let outcome = nation.run(&scheduler, "out").code(1);
        let said = outcome.stderr();
        assert!(
            said.contains("while it was read") && said.contains("observations.parquet"),
            "{said}"
        );
        nation.nothing_is_published("out");
    }
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_worker_with_wrong_credentials_ends_the_run_and_tells_none() {
    let nation = Nation::new("refused");
    let store = proxy(json!({ "deny": "AKIDOTHER" }));
    let scheduler = SchedulerNode::start(&nation.work);
    let options = WorkerOptions {
        variables: &[
            ("AWS_ACCESS_KEY_ID", "AKIDOTHER"),
            ("AWS_SECRET_ACCESS_KEY", "OTHERS3CRET"),
            ("RUST_LOG", "debug"),
        ],
        ..WorkerOptions::default()
    };
    let worker = scheduler.worker(&nation.work, "worker", &store, &options);
    worker.until_it_says(REGISTERED);
    let outcome = nation.run(&scheduler, "out").code(1);
    let said = outcome.stderr();
    outcome.says(&["the store refuses access (", "AWS_ACCESS_KEY_ID"]);
    nation.nothing_is_published("out");
    let journal = nation.work.read("out/journal.jsonl");
    for text in [said, journal, worker.log(), scheduler.node.log()] {
        for secret in ["AKIDOTHER", "OTHERS3CRET", "S3CRETKEY", "AKIDTEST"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

/// A file system that has room for so many bytes.
struct Small(PathBuf);

impl Small {
    fn mounted(folder: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&folder).expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(&folder)
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(folder))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_disk_that_is_full_ends_the_run() {
    let nation = Nation::new("full");
    let Some(small) = Small::mounted(nation.work.path("small"), "8k") else {
        println!("only root mounts a small disk: left out");
        return;
    };
    let options = WorkerOptions {
        work_dir: Some(&small.0),
        ..WorkerOptions::default()
    };
    fails_saying(
        &nation,
        &options,
        &["No space left on device", "--work-dir"],
    );
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_memory_limit_that_is_too_small_is_named() {
    let nation = Nation::new("narrow");
    let options = WorkerOptions {
        arguments: &["--memory-limit", "1048576"],
        ..WorkerOptions::default()
    };
    fails_saying(&nation, &options, &["a larger --memory-limit"]);
}

/// A run on a cluster of one such worker ends with 1, says this, and nothing is published.
fn fails_saying(nation: &Nation, options: &WorkerOptions<'_>, said: &[&str]) {
    let scheduler = SchedulerNode::start(&nation.work);
    let worker = scheduler.worker(&nation.work, "worker", &endpoint(), options);
    worker.until_it_says(REGISTERED);
    nation.run(&scheduler, "out").code(1).says(said);
    nation.nothing_is_published("out");
}
