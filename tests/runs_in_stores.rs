//! Runs in an object store: published whole or not at all, one of two at once, read back by every
//! command. All of it runs where `PLUMBLINE_STORE_PYTHON` names a Python that has `moto[server]`.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::bucket::{self, Bucket, endpoint, plumbline, program, proxy};
use crate::nation::five_councils;
use crate::workdir::{Outcome, Workdir};

/// What `current.json` below `prefix` says.
fn current(bucket: &Bucket, prefix: &str) -> Value {
    serde_json::from_str(&bucket.text(&format!("{prefix}/current.json"))).expect("JSON")
}

/// Another day, so that a run of the same inputs is another one.
fn on(day: u32) -> String {
    format!("--as-of 2025-01-{day:02}")
}

/// A run that goes on by itself.
fn begun(work: &Workdir, endpoint: &str, arguments: &str) -> std::process::Child {
    let mut command: Command = program(work, endpoint);
    command
        .args(arguments.split_whitespace())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_run_is_published_and_every_command_reads_it() {
    let bucket = Bucket::new("published");
    let work = Workdir::new();
    let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
    let out = bucket.at("annual");
    let at = |arguments: &str| -> Outcome { plumbline(&work, &endpoint(), arguments) };
    work.plumbline(&format!("run {pipeline} --out disk"))
        .code(0);
    at(&format!("run {pipeline} --out {out}"))
        .code(0)
        .prints(&["s3://published/annual/runs/run="]);
    let pointer = current(&bucket, "annual");
    let first = pointer["run"].as_str().expect("a run").to_owned();
    assert_eq!(pointer["path"], format!("runs/run={first}"));
    assert!(bucket.keys("annual/running").is_empty());

    // The same tables, to the byte: what a command reads is what the one on the disk reads.
    for command in ["explain {} Leeds", "explain {} Leeds --format json"] {
        let of = |run: &str| command.replace("{}", run);
        let disk = work.plumbline(&of("disk")).code(0).stdout();
        assert_eq!(at(&of(&out)).code(0).stdout(), disk, "{command}");
    }
    at(&format!("run {pipeline} --out {out}"))
        .code(0)
        .prints(&["nothing to do"]);
    at(&format!("letter {out} Leeds")).code(2).says(&["--out"]);
    at(&format!("letter {out} Leeds --out letters")).code(0);
    work.plumbline("letter disk Leeds --out others").code(0);
    assert!(!work.names("letters").is_empty());
    assert_eq!(work.names("letters"), work.names("others"));
    at(&format!("site {out} --out site")).code(0);
    assert!(work.names("site").contains(&"index.html".to_owned()));
    at(&format!("export {out} --format csv --out csv")).code(0);
    work.plumbline("export disk --format csv --out csv-disk")
        .code(0);
    assert_eq!(
        work.read_bytes("csv/ratings.csv"),
        work.read_bytes("csv-disk/ratings.csv")
    );
    at(&format!("export {out} --format duckdb --out views.sql")).code(0);
    assert!(work.read("views.sql").contains(&format!(
        "'s3://published/annual/runs/run={first}/ratings.parquet'"
    )));

    // A second run takes the place of the first; what moved is told; and back again.
    at(&format!(
        "run {pipeline} --out {out} --as-of 2009-12-01 --force"
    ))
    .code(0);
    let second = current(&bucket, "annual");
    assert_eq!(second["replaced"], first.as_str());
    at(&format!("diff {out}/runs/run={first} {out}")).code(0);
    let listed = at(&format!("runs {out}")).code(0).stdout();
    assert!(listed.contains(&first) && listed.contains("→"), "{listed}");
    at(&format!("runs {out} --format json"))
        .code(0)
        .prints(&["\"folder\": \"s3://published/annual/runs/run="]);
    at(&format!("rollback {out} {first}"))
        .code(0)
        .prints(&[&format!(
            "current is s3://published/annual/runs/run={first}"
        )]);
    assert_eq!(current(&bucket, "annual")["run"], first.as_str());
    at(&format!("rollback {out} none"))
        .code(1)
        .says(&["s3://published/annual", "has no published run none"]);
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn of_two_runs_at_once_one_is_published_and_one_ends_with_4() {
    let bucket = Bucket::new("twice");
    let work = five_councils();
    let out = bucket.at("small");
    for (before, days) in [("", [1, 2]), ("again", [3, 4])] {
        // The first stops just before it becomes the current one, and the second overtakes it.
        let held = proxy(json!({ "hold": "current.json" }));
        let slow = begun(
            &work,
            &held,
            &format!("run pipeline.toml --out {out} {}", on(days[0])),
        );
        assert_eq!(
            bucket::ask(json!({ "do": "held", "proxy": held })),
            true,
            "{before}"
        );
        plumbline(
            &work,
            &endpoint(),
            &format!("run pipeline.toml --out {out} {}", on(days[1])),
        )
        .code(0);
        let published = current(&bucket, "small");
        bucket::ask(json!({ "do": "release", "proxy": held }));
        let run = published["run"].as_str().expect("a run");
        Outcome::from(slow.wait_with_output().expect("it ends"))
            .code(4)
            .says(&["another run", run, "nothing of this one is kept"]);
        assert_eq!(current(&bucket, "small"), published);
        // It took what it had put there away again.
        let runs = bucket.keys("small/runs");
        let published = |key: &&String| key.ends_with("manifest.json");
        assert_eq!(
            runs.iter().filter(published).count(),
            days[1] as usize / 2,
            "{runs:?}"
        );
        assert!(bucket.keys("small/running").is_empty());
    }
    let listed = plumbline(&work, &endpoint(), &format!("runs {out}"))
        .code(0)
        .stdout();
    assert!(listed.contains("exit   4"), "{listed}");
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_killed_run_leaves_the_current_one_and_the_next_clears_what_it_left() {
    let bucket = Bucket::new("killed");
    let work = five_councils();
    let out = bucket.at("small");
    plumbline(
        &work,
        &endpoint(),
        &format!("run pipeline.toml --out {out}"),
    )
    .code(0);
    let before = current(&bucket, "small");
    // Killed with its tables there and no manifest, and with everything there but the pointer.
    for (day, held_at, whole) in [(5, "manifest.json", false), (6, "current.json", true)] {
        let held = proxy(json!({ "hold": held_at }));
        let mut killed = begun(
            &work,
            &held,
            &format!("run pipeline.toml --out {out} {}", on(day)),
        );
        assert_eq!(bucket::ask(json!({ "do": "held", "proxy": held })), true);
        killed.kill().expect("it is killed");
        killed.wait().expect("it is gone");
        assert_eq!(current(&bucket, "small"), before);
        let left = bucket.keys("small/running");
        assert_eq!(left.len(), 1, "{left:?}");
        let prefix = left[0].replace("running", "runs");
        let keys = bucket.keys(&prefix);
        assert!(keys.iter().any(|key| key.ends_with(".parquet")), "{keys:?}");
        assert_eq!(keys.iter().any(|key| key.ends_with("manifest.json")), whole);
        // It is no run for whoever lists them.
        let listed = plumbline(&work, &endpoint(), &format!("runs {out}"))
            .code(0)
            .stdout();
        assert!(!listed.contains(&prefix[prefix.len() - 8..]), "{listed}");
        // A run that looks at once may not know whether it is alive; a second of silence is enough here.
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        let mut next = program(&work, &endpoint());
        next.env("PLUMBLINE_STORE_SILENCE", "1")
            .args(["run", "pipeline.toml", "--out", &out]);
        Outcome::from(next.output().expect("it ends"))
            .code(0)
            .prints(&["nothing to do"])
            .says(&["removed what a killed run left"]);
        assert!(bucket.keys(&prefix).is_empty());
        assert!(bucket.keys("small/running").is_empty());
        assert_eq!(current(&bucket, "small"), before);
    }
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_gate_keeps_its_evidence_and_old_runs_are_removed() {
    let bucket = Bucket::new("kept");
    let work = five_councils();
    work.append(
        "pipeline.toml",
        "[history]\nretain = { runs = 1, days = 0 }",
    );
    let out = bucket.at("small");
    for day in 1..5 {
        plumbline(
            &work,
            &endpoint(),
            &format!("run pipeline.toml --out {out} {}", on(day)),
        )
        .code(0);
    }
    // The current one and the one whose place it took.
    let manifests = |prefix: &str| {
        let keys = bucket.keys(prefix).into_iter();
        keys.filter(|key| key.ends_with("manifest.json")).count()
    };
    assert_eq!(manifests("small/runs"), 2);
    let before = current(&bucket, "small");
    work.replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 0.1")
        .append("data/observations.csv", "301,reading,nonsense,1,1,1")
        .append("data/observations.csv", "301,reading,nonsense,2,1,1");
    let stopped = plumbline(
        &work,
        &endpoint(),
        &format!("run pipeline.toml --out {out}"),
    )
    .code(3);
    stopped.says(&["s3://kept/small/rejected/run="]);
    assert_eq!(manifests("small/rejected"), 1);
    assert_eq!(current(&bucket, "small"), before);
    assert!(bucket.keys("small/running").is_empty());
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_store_that_fails_publishes_all_the_same_or_nothing() {
    let bucket = Bucket::new("shaky");
    let work = five_councils();
    let shaky = proxy(json!({ "share": 0.25, "slow": 0.01 }));
    let out = bucket.at("small");
    plumbline(&work, &shaky, &format!("run pipeline.toml --out {out}")).code(0);
    let listed = plumbline(&work, &shaky, &format!("runs {out}"))
        .code(0)
        .stdout();
    assert!(listed.contains("→"), "{listed}");

    let denied = proxy(json!({ "deny": "AKIDTEST" }));
    plumbline(
        &work,
        &denied,
        &format!("run pipeline.toml --out {out} --force"),
    )
    .code(1)
    .says(&["the store refuses access", "AWS_ACCESS_KEY_ID"]);
    plumbline(
        &work,
        &endpoint(),
        "run pipeline.toml --out s3://no-such-bucket/x",
    )
    .code(1)
    .says(&["there is no bucket no-such-bucket"]);
    plumbline(&work, &endpoint(), "explain s3://shaky/nothing Ashby")
        .code(1)
        .says(&["s3://shaky/nothing", "there is no run that counts"]);
    plumbline(&work, &endpoint(), "runs s3://shaky/nothing")
        .code(2)
        .says(&["is not an output folder"]);
}

#[test]
#[ignore = "needs a Python with moto: PLUMBLINE_STORE_PYTHON"]
fn a_large_table_goes_in_parts_and_an_import_is_kept_too() {
    let bucket = Bucket::new("large");
    let work = Workdir::new();
    let pipeline = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
    work.plumbline("sample --out sample --scale 20").code(0);
    let root = format!("--root {}", work.path("sample").display());
    work.plumbline(&format!("import {pipeline} {root} --out disk"))
        .code(0);
    let held = proxy(json!({}));
    plumbline(
        &work,
        &held,
        &format!("import {pipeline} {root} --out s3://large/kept"),
    )
    .code(0);
    let kept = current(&bucket, "kept");
    let name = kept["path"].as_str().expect("a path");
    let manifest: Value =
        serde_json::from_str(&bucket.text(&format!("kept/{name}/manifest.json"))).expect("JSON");
    let outputs = manifest["outputs"].as_array().expect("outputs");
    assert!(
        outputs
            .iter()
            .any(|table| table["bytes"].as_u64() > Some(8 << 20)),
        "{outputs:?}"
    );
    // A run on what the import put there is one on what it put on the disk.
    work.plumbline("run disk/current --out one").code(0);
    plumbline(&work, &held, "run s3://large/kept --out other").code(0);
    for table in [
        "ratings",
        "provision_profile",
        "indicator_profile",
        "setting_profile",
    ] {
        let of = |out: &str| work.read_bytes(&format!("{out}/current/{table}.parquet"));
        assert!(of("one") == of("other"), "{table}");
    }
    let account = work.json("other/current/manifest.json");
    assert_eq!(
        account["pipeline"]["path"],
        format!("s3://large/kept/{name}/pipeline.toml")
    );
}
