//! Two thousand damaged inputs: bits that flipped and files that were cut short, in every Parquet
//! and TOML file of the sample. None ends in a panic, none takes long or much memory, and none
//! passes with other row counts than the files have.

mod night;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use night::Place;

/// Damaged inputs.
const MUTATIONS: u64 = 2_000;

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The address space that one may have, in KiB: what it holds in memory is less than that.
const ADDRESS_SPACE: u64 = 1 << 20;

/// Rows of each source, as `plumbline check` prints them.
type Rows = BTreeMap<String, String>;

/// How a damaged input was received.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Answer {
    Passed,
    Failed,
    Configuration,
    Gate,
}

#[test]
#[ignore = "takes minutes: two thousand checks of the whole sample; ask for it with --ignored"]
fn two_thousand_damaged_inputs_are_refused_or_read_whole() {
    let files = inputs(&Place::with_the_sample());
    let whole = {
        let (code, out, err, _) = check(&Place::with_the_sample());
        assert_eq!(code, Some(0), "{err}");
        rows(&out)
    };
    assert_eq!(whole.len(), 9);

    let answers: Vec<Result<Answer, String>> = (0..MUTATIONS)
        .into_par_iter()
        .map_init(Place::with_the_sample, |place, at| {
            let mut chance = ChaCha8Rng::seed_from_u64(at);
            let file = &files[usize::try_from(at).unwrap() % files.len()];
            let sound = fs::read(place.path(file)).unwrap();
            let (damaged, what) = damage(&sound, &mut chance);
            fs::write(place.path(file), damaged).unwrap();
            let answer = judge(place, &whole);
            fs::write(place.path(file), sound).unwrap();
            answer.map_err(|error| format!("mutation {at}, {file} {what}: {error}"))
        })
        .collect();

    let faults: Vec<&String> = answers
        .iter()
        .filter_map(|answer| answer.as_ref().err())
        .collect();
    let mut counts: BTreeMap<Answer, usize> = BTreeMap::new();
    for answer in answers.iter().flatten() {
        *counts.entry(*answer).or_default() += 1;
    }
    println!("{counts:?}");
    assert!(
        faults.is_empty(),
        "{} faults, such as {:#?}",
        faults.len(),
        &faults[..faults.len().min(10)]
    );
}

/// Every file of the sample and its pipeline that a run reads.
fn inputs(place: &Place) -> Vec<String> {
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

/// Checks the pipeline within its limits of memory.
fn check(place: &Place) -> (Option<i32>, String, String, Duration) {
    let script = format!(
        "ulimit -v {ADDRESS_SPACE}; exec '{}' check pipeline",
        env!("CARGO_BIN_EXE_plumbline")
    );
    let began = Instant::now();
    let ended = Command::new("sh")
        .args(["-c", &script])
        // Stacks and arenas take address space for every thread, on machines with many cores.
        .envs([
            ("RAYON_NUM_THREADS", "2"),
            ("POLARS_MAX_THREADS", "2"),
            ("MALLOC_ARENA_MAX", "2"),
        ])
        .current_dir(place.path(""))
        .output()
        .unwrap();
    (
        ended.status.code(),
        String::from_utf8_lossy(&ended.stdout).into_owned(),
        String::from_utf8_lossy(&ended.stderr).into_owned(),
        began.elapsed(),
    )
}

fn judge(place: &Place, whole: &Rows) -> Result<Answer, String> {
    let (code, out, err, took) = check(place);
    let last = err.lines().last().unwrap_or_default();
    if took > PATIENCE {
        return Err(format!("took {took:?}: {last}"));
    }
    if err.contains("panicked") || err.contains("RUST_BACKTRACE") {
        return Err(format!("panicked: {err}"));
    }
    match code {
        Some(0) => {
            for (source, count) in rows(&out) {
                if whole.get(&source) != Some(&count) {
                    return Err(format!("passed with {count} rows of {source}"));
                }
            }
            Ok(Answer::Passed)
        }
        Some(1) => Ok(Answer::Failed),
        Some(2) => Ok(Answer::Configuration),
        Some(3) => Ok(Answer::Gate),
        other => Err(format!("ended with {other:?}: {err}")),
    }
}

/// The counts that the check prints, by source.
fn rows(out: &str) -> Rows {
    let table = out.lines().skip_while(|line| !line.starts_with("source"));
    table
        .skip(1)
        .take_while(|line| *line != "ok" && !line.starts_with("rejected:"))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let source = words.next()?;
            Some((source.to_owned(), words.nth(1)?.to_owned()))
        })
        .filter(|(source, _)| Path::new(source).extension().is_none() && source != "…")
        .collect()
}
