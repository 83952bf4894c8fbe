//! Two thousand damaged inputs: bits that flipped and files that were cut short, in every Parquet
//! and TOML file of the sample. None ends in a panic, none takes long or much memory, and none
//! is published with other row counts than the files have.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::night;
use crate::workdir::Workdir;

/// Damaged inputs.
const MUTATIONS: u64 = 2_000;

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The address space that one may have, in KiB: what it holds in memory is less than that.
const ADDRESS_SPACE: u64 = 1 << 20;

/// Rows of each source, as the manifest has them.
type Rows = BTreeMap<String, u64>;

/// How a damaged input was received.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Answer {
    Published,
    Failed,
    Configuration,
    Gate,
}

/// How a run on a damaged input ended.
struct Ended {
    answer: Answer,
    seconds: f64,
    /// The most memory that it held; none where it ended before it could say.
    bytes: Option<u64>,
}

#[test]
#[ignore = "takes minutes: two thousand runs of the whole sample; ask for it with --ignored"]
fn two_thousand_damaged_inputs_are_refused_or_read_whole() {
    let sound = Workdir::with_the_sample();
    let files = inputs(&sound);
    let whole = {
        let (code, err, _) = run(&sound);
        assert_eq!(code, Some(0), "{err}");
        rows(&sound)
    };
    assert_eq!(whole.len(), 9);

    let ends: Vec<Result<Ended, String>> = (0..MUTATIONS)
        .into_par_iter()
        .map_init(Workdir::with_the_sample, |place, at| {
            let mut chance = ChaCha8Rng::seed_from_u64(at);
            let file = &files[usize::try_from(at).unwrap() % files.len()];
            let sound = fs::read(place.path(file)).unwrap();
            let (damaged, what) = damage(&sound, &mut chance);
            fs::write(place.path(file), damaged).unwrap();
            let ended = judge(place, &whole);
            fs::write(place.path(file), sound).unwrap();
            ended.map_err(|error| format!("mutation {at}, {file} {what}: {error}"))
        })
        .collect();

    let faults: Vec<&String> = ends.iter().filter_map(|end| end.as_ref().err()).collect();
    let mut counts: BTreeMap<Answer, usize> = BTreeMap::new();
    for end in ends.iter().flatten() {
        *counts.entry(end.answer).or_default() += 1;
    }
    let slowest = ends.iter().flatten().map(|end| end.seconds);
    let largest = ends.iter().flatten().filter_map(|end| end.bytes).max();
    println!(
        "{counts:?}; the slowest took {:.2} seconds, the largest held {} MB",
        slowest.fold(0.0, f64::max),
        largest.unwrap_or_default() / 1_000_000
    );
    assert!(
        faults.is_empty(),
        "{} faults, such as {:#?}",
        faults.len(),
        &faults[..faults.len().min(10)]
    );
}

/// Every file of the sample and its pipeline that a run reads.
fn inputs(place: &Workdir) -> Vec<String> {
    let mut files = vec![
        "pipeline/pipeline.toml".to_owned(),
        "pipeline/rulebook.toml".to_owned(),
    ];
    let data = place.names("data").into_iter();
    files.extend(data.map(|name| format!("data/{name}")));
    assert!(files.len() > 8, "{files:?}");
    files
}

/// Flips one to four bits, or cuts the file short.
fn damage(sound: &[u8], chance: &mut ChaCha8Rng) -> (Vec<u8>, String) {
    let mut bytes = sound.to_vec();
    if chance.random_range(0..5) == 0 {
        let length = chance.random_range(0..bytes.len());
        bytes.truncate(length);
        return (bytes, format!("cut to {length} bytes"));
    }
    let mut places = Vec::new();
    for _ in 0..chance.random_range(1..=4) {
        // Every other flip hits the end, where a Parquet file says what it holds.
        let from = match chance.random_range(0..2) {
            0 => bytes.len() - bytes.len().min(2_000),
            _ => 0,
        };
        let at = chance.random_range(from..bytes.len());
        let bit = chance.random_range(0..8);
        bytes[at] ^= 1 << bit;
        places.push(format!("{at}.{bit}"));
    }
    (bytes, format!("with bits flipped at {}", places.join(", ")))
}

/// Runs the pipeline within its limit of memory; gives the exit code, what it said, and how long
/// it took.
fn run(place: &Workdir) -> (Option<i32>, String, Duration) {
    for left in ["out", "metrics.prom"] {
        let left = place.path(left);
        let removed = if left.is_dir() {
            fs::remove_dir_all(&left)
        } else {
            fs::remove_file(&left)
        };
        assert!(removed.is_ok() || !left.exists());
    }
    let script = format!(
        "ulimit -v {ADDRESS_SPACE}; exec '{}' run pipeline --out out --metrics metrics.prom --quiet",
        env!("CARGO_BIN_EXE_plumbline")
    );
    let said = File::create(place.path("said.txt")).unwrap();
    let began = Instant::now();
    let mut child = Command::new("sh")
        .args(["-c", &script])
        // Stacks and arenas take address space for every thread, on machines with many cores.
        .envs([("RAYON_NUM_THREADS", "2"), ("MALLOC_ARENA_MAX", "2")])
        .current_dir(place.path(""))
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .unwrap();
    // One that hangs is not waited for.
    let code = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status.code(),
            None if began.elapsed() > 2 * PATIENCE => {
                child.kill().unwrap();
                break child.wait().unwrap().code();
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let took = began.elapsed();
    let said = fs::read(place.path("said.txt")).unwrap();
    (code, String::from_utf8_lossy(&said).into_owned(), took)
}

fn judge(place: &Workdir, whole: &Rows) -> Result<Ended, String> {
    let (code, err, took) = run(place);
    let last = err.lines().last().unwrap_or_default();
    if took > PATIENCE {
        return Err(format!("took {took:?}: {last}"));
    }
    if err.contains("panicked") || err.contains("internal error") || err.contains("RUST_BACKTRACE")
    {
        return Err(format!("panicked: {err}"));
    }
    let published = place.path("out/current").exists();
    let answer = match code {
        Some(0) if !published => return Err("ended with 0 and published nothing".to_owned()),
        Some(0) => {
            night::is_whole(&place.path("out/current"))?;
            let rows = rows(place);
            // A damaged pipeline may name fewer sources, never other rows of one.
            for (source, count) in &rows {
                if whole.get(source) != Some(count) {
                    return Err(format!("published with {count} rows of {source}"));
                }
            }
            Answer::Published
        }
        _ if published => return Err(format!("ended with {code:?} and published: {last}")),
        Some(1) => Answer::Failed,
        Some(2) => Answer::Configuration,
        Some(3) => Answer::Gate,
        other => return Err(format!("ended with {other:?}: {err}")),
    };
    if !place.leftovers().is_empty() {
        return Err(format!("left {:?}", place.leftovers()));
    }
    Ok(Ended {
        answer,
        seconds: took.as_secs_f64(),
        bytes: bytes(place),
    })
}

/// Rows of each source of the run that was published.
fn rows(place: &Workdir) -> Rows {
    let manifest = place.json("out/current/manifest.json");
    let inputs = manifest["inputs"].as_array().unwrap();
    let rows = inputs.iter().map(|input| {
        let source = input["source"].as_str().unwrap().to_owned();
        (source, input["rows"].as_u64().unwrap())
    });
    rows.collect()
}

/// The most memory that the run held, by its metrics.
fn bytes(place: &Workdir) -> Option<u64> {
    let text = fs::read_to_string(place.path("metrics.prom")).ok()?;
    let line = text
        .lines()
        .find(|line| line.starts_with("plumbline_peak_memory_bytes{"))?;
    Some(line.rsplit(' ').next()?.parse::<f64>().ok()? as u64)
}
