//! Twenty thousand damaged files: bits that flipped and files that were cut short. A run and an
//! import meet them in the Parquet and TOML files of the sample; `explain` and `letter` in the
//! tables, the manifest and the configuration of a published run. Nothing ends in a panic, takes
//! long or much memory, and nothing is published or said that the sound files would not give.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::night;
use crate::workdir::Workdir;

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The address space that one may have, in KiB: what it holds in memory is less than that.
const ADDRESS_SPACE: u64 = 1 << 20;

/// A command that meets a damaged file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Victim {
    Run,
    Import,
    Explain,
    Letter,
}

impl Victim {
    fn arguments(self) -> &'static str {
        match self {
            Self::Run => "run pipeline --out out --metrics metrics.prom --quiet",
            Self::Import => "import pipeline --out out --quiet",
            Self::Explain => "explain out Leeds",
            Self::Letter => "letter out --all",
        }
    }

    /// Whether it reads the sources, and not a run that was published.
    fn reads_sources(self) -> bool {
        matches!(self, Self::Run | Self::Import)
    }

    /// The sample, with a published run where that is what it reads.
    fn place(self) -> Workdir {
        let place = Workdir::with_the_sample();
        if !self.reads_sources() {
            place.night(&["--quiet"]).code(0);
        }
        place
    }

    /// The files that it reads.
    fn inputs(self, place: &Workdir) -> Vec<String> {
        let below = |folder: &'static str| {
            let names = place.names(folder).into_iter();
            names.map(move |name| format!("{folder}/{name}"))
        };
        let mut files: Vec<String> = match self {
            Self::Run | Self::Import => below("data")
                .chain(["pipeline.toml", "rulebook.toml"].map(|name| format!("pipeline/{name}")))
                .collect(),
            Self::Explain | Self::Letter => below("out/current")
                .chain(below("out/current/configuration"))
                .collect(),
        };
        files.retain(|file| place.path(file).is_file());
        assert!(files.len() > 8, "{files:?}");
        files
    }
}

/// How a damaged file was received.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Answer {
    Done,
    Failed,
    Configuration,
    Gate,
}

/// How a command on a damaged file ended.
struct Ended {
    answer: Answer,
    seconds: f64,
    /// The most memory that it held; none where it does not say, or ended before it could.
    bytes: Option<u64>,
}

#[test]
#[ignore = "takes minutes: eight thousand runs of the sample; ask for it with --ignored"]
fn eight_thousand_damaged_files_are_refused_by_a_run_or_read_whole() {
    meet(Victim::Run, 8_000);
}

#[test]
#[ignore = "takes minutes: four thousand imports of the sample; ask for it with --ignored"]
fn four_thousand_damaged_files_are_refused_by_an_import_or_read_whole() {
    meet(Victim::Import, 4_000);
}

#[test]
#[ignore = "takes minutes: four thousand explanations; ask for it with --ignored"]
fn four_thousand_damaged_files_are_refused_by_explain_or_read_whole() {
    meet(Victim::Explain, 4_000);
}

#[test]
#[ignore = "takes minutes: the letters of a nation four thousand times; ask for it with --ignored"]
fn four_thousand_damaged_files_are_refused_by_letter_or_read_whole() {
    meet(Victim::Letter, 4_000);
}

/// Lets a command meet so many damaged files, and checks how each ended.
fn meet(victim: Victim, mutations: u64) {
    let sound = victim.place();
    let files = victim.inputs(&sound);
    let (code, said, _) = run(victim, &sound);
    assert_eq!(code, Some(0), "{said}");
    let ends: Vec<Result<Ended, String>> = (0..mutations)
        .into_par_iter()
        .map_init(
            // What a published run says names the run, so that each place has answers of its own.
            || {
                let place = victim.place();
                run(victim, &place);
                let right = made(victim, &place);
                (place, right)
            },
            |(place, right), at| {
                let mut chance = ChaCha8Rng::seed_from_u64(at);
                let file = &files[usize::try_from(at).unwrap() % files.len()];
                let sound = fs::read(place.path(file)).unwrap();
                let (damaged, what) = damage(&sound, &mut chance);
                fs::write(place.path(file), damaged).unwrap();
                let ended = judge(victim, place, file, right);
                fs::write(place.path(file), sound).unwrap();
                ended.map_err(|error| format!("{victim:?} {at}, {file} {what}: {error}"))
            },
        )
        .collect();

    let mut counts: BTreeMap<Answer, usize> = BTreeMap::new();
    for end in ends.iter().flatten() {
        *counts.entry(end.answer).or_default() += 1;
    }
    let slowest = ends.iter().flatten().map(|end| end.seconds);
    let largest = ends.iter().flatten().filter_map(|end| end.bytes).max();
    println!(
        "{victim:?}: {counts:?}; the slowest took {:.2} seconds, the largest held {} MB",
        slowest.fold(0.0, f64::max),
        largest.unwrap_or_default() / 1_000_000
    );
    let faults: Vec<String> = ends.into_iter().filter_map(Result::err).collect();
    assert!(
        faults.is_empty(),
        "{} faults, such as {:#?}",
        faults.len(),
        &faults[..faults.len().min(10)]
    );
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

/// Runs the command within its limit of memory; gives the exit code, what it said, and how long
/// it took.
fn run(victim: Victim, place: &Workdir) -> (Option<i32>, String, Duration) {
    let left: &[&str] = if victim.reads_sources() {
        &["out", "metrics.prom"]
    } else {
        &["out/current/letters"]
    };
    for left in left {
        let left = place.path(left);
        let removed = if left.is_dir() {
            fs::remove_dir_all(&left)
        } else {
            fs::remove_file(&left)
        };
        assert!(removed.is_ok() || !left.exists());
    }
    let script = format!(
        "ulimit -v {ADDRESS_SPACE}; exec '{}' {}",
        env!("CARGO_BIN_EXE_plumbline"),
        victim.arguments()
    );
    let said = File::create(place.path("said.txt")).unwrap();
    let printed = File::create(place.path("printed.txt")).unwrap();
    let began = Instant::now();
    let mut child = Command::new("sh")
        .args(["-c", &script])
        // Stacks and arenas take address space for every thread, on machines with many cores.
        .envs([("RAYON_NUM_THREADS", "2"), ("MALLOC_ARENA_MAX", "2")])
        .current_dir(place.path(""))
        .stdout(printed)
        .stderr(said)
        .stdin(Stdio::null())
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
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let took = began.elapsed();
    let said = fs::read(place.path("said.txt")).unwrap();
    (code, String::from_utf8_lossy(&said).into_owned(), took)
}

/// What came of a command that ended well: for a run or an import, the rows of each source, as
/// the manifest has them; for the others, the text of what they wrote.
fn made(victim: Victim, place: &Workdir) -> BTreeMap<String, String> {
    match victim {
        Victim::Run | Victim::Import => {
            let manifest = place.json("out/current/manifest.json");
            let inputs = manifest["inputs"].as_array().unwrap();
            let rows = inputs.iter().map(|input| {
                let source = input["source"].as_str().unwrap().to_owned();
                (source, input["rows"].to_string())
            });
            rows.collect()
        }
        Victim::Explain => [("explanation".to_owned(), place.read("printed.txt"))].into(),
        Victim::Letter => {
            let letters = place.names("out/current/letters").into_iter();
            letters
                .map(|name| {
                    let text = place.read(&format!("out/current/letters/{name}"));
                    (name, text)
                })
                .collect()
        }
    }
}

fn judge(
    victim: Victim,
    place: &Workdir,
    file: &str,
    right: &BTreeMap<String, String>,
) -> Result<Ended, String> {
    let (code, said, took) = run(victim, place);
    let last = said.lines().last().unwrap_or_default();
    if took > PATIENCE {
        return Err(format!("took {took:?}: {last}"));
    }
    if ["panicked", "internal error", "RUST_BACKTRACE"]
        .iter()
        .any(|word| said.contains(word))
    {
        return Err(format!("panicked: {said}"));
    }
    let published = victim.reads_sources() && place.path("out/current").exists();
    let answer = match code {
        Some(0) => {
            is_right(victim, place, file, right)?;
            Answer::Done
        }
        _ if published => return Err(format!("ended with {code:?} and published: {last}")),
        Some(1) => Answer::Failed,
        Some(2) => Answer::Configuration,
        Some(3) => Answer::Gate,
        other => return Err(format!("ended with {other:?}: {said}")),
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

/// Whether what a command made of a damaged file is what the sound one gives.
fn is_right(
    victim: Victim,
    place: &Workdir,
    file: &str,
    right: &BTreeMap<String, String>,
) -> Result<(), String> {
    if victim.reads_sources() {
        if !place.path("out/current").exists() {
            return Err("ended with 0 and published nothing".to_owned());
        }
        night::is_whole(&place.path("out/current"))?;
    }
    let found = made(victim, place);
    if victim.reads_sources() {
        // A damaged pipeline may name fewer sources, never other rows of one.
        for (source, rows) in &found {
            if right.get(source) != Some(rows) {
                return Err(format!("published with {rows} rows of {source}"));
            }
        }
    } else if file.ends_with(".parquet") && found != *right {
        // The manifest and the configuration are text that is shown as it stands.
        return Err("says something else than the sound table".to_owned());
    }
    Ok(())
}

/// The most memory that the command held, by its metrics.
fn bytes(place: &Workdir) -> Option<u64> {
    let text = fs::read_to_string(place.path("metrics.prom")).ok()?;
    let line = text
        .lines()
        .find(|line| line.starts_with("plumbline_peak_memory_bytes{"))?;
    Some(line.rsplit(' ').next()?.parse::<f64>().ok()? as u64)
}
