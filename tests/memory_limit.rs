//! A run keeps within the memory that its pipeline allows, and gives the same tables.

use std::fmt::Write;
use std::fs;

use serde_json::Value;

use crate::council::Ashby;
use crate::workdir::Workdir;

/// Ten nations: visits to settings that take more memory than the limit below leaves for them.
const SCALE: &str = "10";

/// Bytes; less than the run takes that may take what it likes.
const LIMIT: u64 = 180_000_000;

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
    assert_same_tables(&work);
}

/// The tables of the run that was limited are, byte by byte, those of the one that was free.
fn assert_same_tables(work: &Workdir) {
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

/// The least limit, as the message that refuses a lower one names it.
fn least(message: &str) -> u64 {
    assert!(
        message.contains("memory_limit is 1000000 bytes, and "),
        "{message}"
    );
    message
        .split(" are the least")
        .next()
        .and_then(|before| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .expect("the least is a number")
}

/// Ashby's homes as two extracts list them: of three hundred a third has another grade in the
/// second, one row of each extract stands twice, and one has no grade that is known.
fn two_extracts(work: &Workdir) {
    for (name, changed) in [("march_2008", 0), ("march_2009", 1)] {
        let mut rows =
            "urn,provision,authority,inspected_on,published_on,grade,status,event\n".to_owned();
        for urn in 0..300 {
            let grade = if urn == 7 { 9 } else { 1 + urn % 3 * changed };
            for _ in 0..=u32::from(urn == 70) {
                writeln!(
                    rows,
                    "{urn},childrens_home,301,2007-05-01,2007-06-01,{grade},open,full"
                )
                .expect("text grows");
            }
        }
        work.write(&format!("homes_{name}.csv"), rows);
    }
}

#[test]
fn settings_gone_through_many_times_are_counted_corrected_and_set_aside_once() {
    for snapshots in ["", "\nsnapshots = true"] {
        let work = Ashby::default().workdir();
        two_extracts(&work);
        work.replace(
            "pipeline.toml",
            "path = \"inspections.csv\"",
            &format!(
                "path = \"homes_*.csv\"\nextracted_on = \"homes_{{month}}_{{year}}\"{snapshots}\nmax_rejected = 0.1"
            ),
        );
        let text = work.read("pipeline.toml");
        let limited = |limit: u64| {
            text.replacen(
                "[sources.authorities]",
                &format!("[limits]\nmemory_limit = {limit}\n[sources.authorities]"),
                1,
            )
        };
        work.write("limited.toml", limited(1_000_000));
        let run = "run limited.toml --out limited";
        let least = least(&work.plumbline(run).code(2).stderr());
        work.write("limited.toml", limited(least));
        work.plumbline(run).code(0);
        work.plumbline("run pipeline.toml --out free").code(0);
        assert_same_tables(&work);

        let [free, limited] = ["free", "limited"].map(|out| -> Value {
            let manifest = work.read(&format!("{out}/current/manifest.json"));
            let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
            let inputs = manifest["inputs"].as_array().expect("a list");
            let of_homes = |input: &&Value| input["source"] == "inspections";
            inputs
                .iter()
                .find(of_homes)
                .expect("homes were read")
                .clone()
        });
        assert_eq!(free, limited);
        assert_eq!(free["rejected"], 4, "{free}");
        assert_eq!(free["superseded"], 299, "{free}");
    }
}

#[test]
fn a_limit_below_the_least_is_a_mistake_that_names_the_least() {
    let work = with_limits("[limits]\nmemory_limit = 1_000_000\n");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/england-2009");
    let arguments = format!("run pipeline.toml --root {root} --out out");
    let least = least(&work.plumbline(&arguments).code(2).stderr());
    let text = work.read("pipeline.toml");
    let enough = text.replace("1_000_000", &least.to_string());
    work.write("pipeline.toml", enough);
    work.plumbline(&arguments).code(0);
}
