//! A fresh folder with a copy of the sample, and the program to run in it.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The folder of this project.
const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// A fresh folder: `pipeline/`, `data/`, `out/`.
pub struct Place {
    folder: TempDir,
}

impl Place {
    /// The annual rating on the sample extract.
    pub fn with_the_sample() -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let project = Path::new(PROJECT);
        copy(
            &project.join("pipelines/annual-rating"),
            &place.path("pipeline"),
        );
        copy(
            &project.join("data-samples/england-2009"),
            &place.path("data"),
        );
        place.edit("pipeline/pipeline.toml", |text| {
            text.replace("../../data-samples/england-2009", "../data")
        });
        place
    }

    /// Authorities of the sample, and one small source in text, `characteristics.csv`, of so
    /// many rows.
    pub fn with_a_small_source(rows: usize) -> Self {
        let place = Self::with_the_sample();
        place.write(
            "pipeline/pipeline.toml",
            r#"
[pipeline]
name = "small"
title = "A small source"
as_of = 2009-12-09
rulebook = "rulebook.toml"

[sources]
root = "../data"

[sources.authorities]
path = "authorities.parquet"

[sources.characteristics]
path = "characteristics.csv"
"#,
        );
        place.small_source(rows);
        place
    }

    /// Writes `characteristics.csv` with so many rows.
    pub fn small_source(&self, rows: usize) {
        let mut text = "authority,feature,value\n".to_owned();
        for row in 0..rows {
            text.push_str(&format!("Leeds,feature {row},{row}\n"));
        }
        self.write("data/characteristics.csv", &text);
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    pub fn write(&self, relative: &str, text: &str) {
        fs::write(self.path(relative), text).unwrap();
    }

    pub fn edit(&self, relative: &str, change: impl FnOnce(String) -> String) {
        let text = fs::read_to_string(self.path(relative)).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed, "the edit of {relative} found nothing");
        self.write(relative, &changed);
    }

    /// The program in this folder.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
        command.current_dir(self.folder.path()).args(arguments);
        command
    }

    /// `plumbline run` in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(&["run", "pipeline", "--out", "out"]);
        command.args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::from(self.command(arguments).output().unwrap())
    }

    pub fn ask(&self, arguments: &[&str]) -> Ended {
        Ended::from(self.program(arguments).output().unwrap())
    }

    /// The run that `current` names.
    pub fn current(&self) -> String {
        let target = fs::read_link(self.path("out/current")).unwrap();
        target.file_name().unwrap().to_str().unwrap().to_owned()
    }

    /// Names in a folder, sorted.
    pub fn names(&self, relative: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(relative)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// What a run that did not end well may leave: nothing but what was there.
    pub fn leftovers(&self) -> Vec<String> {
        let mut names = self.names("out");
        let prefixes = [".staging-", ".current-", ".publishing-"];
        names.retain(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)));
        names
    }

    pub fn json(&self, relative: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(relative)).unwrap()).unwrap()
    }
}

/// How a command ended.
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ended {
    /// Asserts the exit code, and that standard error says all of `words`.
    #[track_caller]
    pub fn expect(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in: {}", self.err);
        }
        self
    }
}

/// Checks that a run's folder is whole: every table is there with the digest of the manifest.
pub fn is_whole(run: &Path) -> Result<String, String> {
    let text = fs::read(run.join("manifest.json")).map_err(|error| error.to_string())?;
    let manifest: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    let outputs = manifest["outputs"].as_array().ok_or("no outputs")?;
    if outputs.len() < 3 {
        return Err(format!("only {} tables", outputs.len()));
    }
    for output in outputs {
        let table = output["table"].as_str().ok_or("a table without a name")?;
        let bytes = fs::read(run.join(format!("{table}.parquet")))
            .map_err(|error| format!("{table}: {error}"))?;
        let digest = blake3::hash(&bytes).to_hex().to_string();
        if Some(digest.as_str()) != output["digest"].as_str() {
            return Err(format!("{table} is not what the manifest says"));
        }
    }
    Ok(manifest["run"].as_str().unwrap_or_default().to_owned())
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}
