//! The sample in a folder where a night can go wrong, and what has to hold of it afterwards.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::workdir::{Outcome, Workdir};

/// Folders for a night: `pipeline/`, `data/`, `out/`.
impl Workdir {
    /// The annual rating and its sample, copied.
    pub(crate) fn with_the_sample() -> Self {
        let place = Self::new();
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(
            &project.join("pipelines/annual-rating"),
            &place.path("pipeline"),
        );
        copy(
            &project.join("data-samples/england-2009"),
            &place.path("data"),
        );
        place.replace(
            "pipeline/pipeline.toml",
            "../../data-samples/england-2009",
            "../data",
        );
        place
    }

    /// Authorities of the sample, and one small source in text, `characteristics.csv`, of so
    /// many rows.
    pub(crate) fn with_a_small_source(rows: usize) -> Self {
        let place = Self::with_the_sample();
        place.write("pipeline/pipeline.toml", SMALL_SOURCE);
        place.small_source(rows);
        place
    }

    /// Writes `characteristics.csv` with so many rows.
    pub(crate) fn small_source(&self, rows: usize) {
        let mut text = "authority,feature,value\n".to_owned();
        for row in 0..rows {
            text.push_str(&format!("Leeds,feature {row},{row}\n"));
        }
        self.write("data/characteristics.csv", text);
    }

    /// `plumbline run` of the pipeline into `out`, with these arguments, not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.process();
        command.args(["run", "pipeline", "--out", "out"]);
        command.args(arguments);
        command
    }

    /// Runs the pipeline into `out`, with these arguments.
    pub(crate) fn night(&self, arguments: &[&str]) -> Outcome {
        Outcome::from(
            self.command(arguments)
                .output()
                .expect("the program starts"),
        )
    }

    /// The run that `out/current` names.
    pub(crate) fn current(&self) -> String {
        let target = fs::read_link(self.path("out/current")).expect("there is a current run");
        let name = target.file_name().expect("it has a name");
        name.to_string_lossy().into_owned()
    }

    /// What a run that did not end well may not leave.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let mut names = self.names("out");
        let prefixes = [".staging-", ".current-", ".publishing-"];
        names.retain(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)));
        names
    }
}

const SMALL_SOURCE: &str = r#"
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
"#;

/// Checks that a run's folder is whole: every table is there with the digest of the manifest.
pub(crate) fn is_whole(run: &Path) -> Result<String, String> {
    let text = fs::read(run.join("manifest.json")).map_err(|error| error.to_string())?;
    let manifest: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    let outputs = manifest["outputs"].as_array().ok_or("no outputs")?;
    if outputs.is_empty() {
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

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}
