//! The import, from top to bottom: extract, publish. What every source says is kept as the
//! contract tables, so that a nightly run reads Parquet with nothing left to map.

use std::path::PathBuf;

use super::attempt::Attempt;
use super::bind::bind;
use super::claim::{Claim, Purpose};
use super::{Progress, Request, Stage};
use crate::config::{Imported as Config, Pipeline};
use crate::error::Error;
use crate::extract::unreduced;
use crate::publish::{parts, quarantine};
use crate::runs::{Manifest, SourceEntry, keep_imported};

/// What an import did.
#[derive(Debug)]
pub struct Imported {
    /// Its folder, or that of the current import where nothing has changed.
    pub folder: PathBuf,
    /// The account of it.
    pub manifest: Manifest,
}

/// Reads every source of `pipeline` and keeps the contract tables, with a pipeline that runs on
/// them, in a folder that takes the place of the import before it.
///
/// # Errors
/// Whatever stops the import; the one before it is then still the current one.
pub fn import(
    pipeline: &Pipeline,
    request: &Request<'_>,
    progress: &mut dyn Progress,
) -> Result<Imported, Error> {
    bind(pipeline)?;
    let (claim, opened) = Claim::take(pipeline, request, Purpose::Import)?;
    if let Some((folder, manifest)) = claim.unchanged()? {
        return Ok(Imported { folder, manifest });
    }
    let attempt = Attempt::begin(&claim, progress)?;

    let (mut attempt, whole) = attempt.extract(
        |_, begin, go_on| unreduced::read(pipeline, opened, begin, go_on),
        |whole| &whole.extract,
    )?;

    let parts = parts(pipeline, &whole.extract.tables, &whole.rows);
    attempt.stage(Stage::Publish, parts.len());
    for part in &parts {
        let metadata = metadata(pipeline, &attempt.manifest().inputs, part.contract());
        attempt.write(&part.name, part.table, &metadata, part.rows.as_ref())?;
        attempt.step(&part.name);
    }
    let (table, rows) = quarantine(&whole.extract.quarantined);
    let metadata = metadata(pipeline, &attempt.manifest().inputs, None);
    attempt.write(table.name, table, &metadata, rows().as_ref())?;
    let sources: Vec<(&'static str, &str, bool)> = parts
        .iter()
        .filter_map(|part| Some((part.contract()?, part.name.as_str(), part.snapshots)))
        .collect();
    let config = Config::of(pipeline, &sources)?;
    keep_imported(pipeline, &config, attempt.folder())?;
    let (folder, manifest) = attempt.commit()?;
    Ok(Imported { folder, manifest })
}

/// What goes into a table's file: the pipeline, the software, and the files that the rows of its
/// contract, or of every one, came from.
fn metadata(
    pipeline: &Pipeline,
    inputs: &[SourceEntry],
    contract: Option<&str>,
) -> Vec<(String, String)> {
    let files: Vec<serde_json::Value> = inputs
        .iter()
        .filter(|input| contract.is_none_or(|contract| input.contract() == contract))
        .flat_map(|input| {
            input.files.iter().map(|file| {
                serde_json::json!({
                    "source": input.source, "file": file.name(), "blake3": file.digest
                })
            })
        })
        .collect();
    vec![
        ("pipeline".to_owned(), pipeline.name.clone()),
        (
            "software".to_owned(),
            format!("plumbline {}", crate::VERSION),
        ),
        (
            "sources".to_owned(),
            serde_json::Value::from(files).to_string(),
        ),
    ]
}
