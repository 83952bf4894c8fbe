//! A run keeps within the memory that its pipeline allows, and gives the same tables.

mod workdir;

use std::fs;

use workdir::Workdir;

/// Ten nations: visits to settings that take more memory than the limit below leaves for them.
const SCALE: &str = "10";

/// Bytes; less than the run takes that may take what it likes.
const LIMIT: u64 = 232_000_000;

/// A folder with a copy of the shipped pipeline, its lines of limits as given, and a larger
/// sample.
fn with_limits(limits: &str) -> Workdir {
    let work = Workdir::new();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/annual-rating");
    for entry in fs::read_dir(shipped).expect("the shipped pipeline") {
        let path = entry.expect("a file of it").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let text = fs::read_to_string(&path).expect("text");
        work.write(
            &name,
            text.replace("[sources]", &format!("{limits}\n[sources]")),
        );
    }
    work
}

#[test]
fn a_run_within_a_limit_gives_the_same_tables_in_less_memory() {
    let work = with_limits(&format!("[limits]\nmemory_limit = {LIMIT}\n"));
    work.plumbline(&format!("sample --out data --scale {SCALE}"))
        .code(0);
    let text = work.read("pipeline.toml");
    work.write(
        "free.toml",
        text.replace(&format!("memory_limit = {LIMIT}"), ""),
    );
    let peak = |pipeline: &str, out: &str| -> u64 {
        work.program()
            .env("RAYON_NUM_THREADS", "2")
            .args(["run", pipeline, "--root", "data", "--out", out, "--quiet"])
            .assert()
            .code(0);
        let manifest = work.read(&format!("{out}/current/manifest.json"));
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        manifest["peak_memory_bytes"].as_u64().expect("a number")
    };
    let (free, limited) = (peak("free.toml", "free"), peak("pipeline.toml", "limited"));
    assert!(free > LIMIT, "without a limit it takes {free} bytes");
    assert!(limited <= LIMIT, "within {LIMIT} bytes it takes {limited}");

    let tables: Vec<String> = work
        .names("free/current")
        .into_iter()
        .filter(|name| name.ends_with(".parquet"))
        .collect();
    assert!(tables.contains(&"setting_profile.parquet".to_owned()));
    for name in tables {
        let [free, limited] = ["free", "limited"]
            .map(|out| fs::read(work.path(format!("{out}/current/{name}"))).expect("a table"));
        assert!(free == limited, "{name} differs");
    }
}

#[test]
fn a_limit_below_the_least_is_a_mistake_that_names_the_least() {
    let work = with_limits("[limits]\nmemory_limit = 1_000_000\n");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/england-2009");
    let arguments = format!("run pipeline.toml --root {root} --out out");
    let message = work.plumbline(&arguments).code(2).stderr();
    assert!(
        message.contains("memory_limit is 1000000 bytes, and "),
        "{message}"
    );
    let least: u64 = message
        .split(" are the least")
        .next()
        .and_then(|before| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .expect("the least is a number");

    let text = work.read("pipeline.toml");
    let enough = text.replace("1_000_000", &least.to_string());
    work.write("pipeline.toml", enough);
    work.plumbline(&arguments).code(0);
}
