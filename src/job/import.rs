//! The import, from top to bottom: extract, publish. What every source says is kept as the
//! contract tables, so that a nightly run reads Parquet with nothing left to map.

use std::path::{Path, PathBuf};

use chrono::Utc;

use super::{
    Clock, Request, Stage, Watch, ask_ages, ask_rows, begun, configuration, inputs, not_read_yet,
    put_in_place, rejected, still_the_same, stop, take_folder, unchanged,
};
use crate::config::{Imported as Config, Pipeline};
use crate::error::Error;
use crate::extract::Extract;
use crate::extract::unreduced::{self, UnreducedExtract};
use crate::gate::Gates;
use crate::letters::Letters;
use crate::publish::{parts, quarantine, write_table};
use crate::rate;
use crate::runs::{
    Entry, Event, Fingerprint, Journal, Manifest, RunId, SourceEntry, Status, WrittenTable,
    keep_imported,
};

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
    watch: &mut dyn Watch,
) -> Result<Imported, Error> {
    let started = Utc::now();
    rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    let mut gates = Gates::new(request.accept);
    let (opened, out) = take_folder(pipeline, request, &gates)?;
    let sources = opened.files();
    let journal = Journal::of(out.path());
    let configuration = configuration(pipeline);
    let unread: Vec<SourceEntry> = sources.iter().map(not_read_yet).collect();
    // An import and a run of the same inputs are not the same.
    let software = format!("{} import", crate::VERSION);
    let fingerprint = Fingerprint::of(&software, pipeline.as_of, &configuration, &unread);
    let before = out.current()?;
    ask_ages(&mut gates, pipeline, &sources, started);
    if let Some((folder, manifest)) = &before {
        if manifest.status != Status::Imported {
            return Err(Error::Usage(format!(
                "{} holds the runs of a pipeline; give the import a folder of its own with --out",
                request.out.display()
            )));
        }
        if gates.open() && !request.force && manifest.fingerprint == fingerprint {
            tracing::info!(import = manifest.run, "unchanged");
            journal.add(&Entry::now(Event::Unchanged, &manifest.run, None))?;
            return Ok(Imported {
                folder: folder.clone(),
                manifest: unchanged(manifest, started, &gates),
            });
        }
    }
    let staging = out.stage(&RunId::new(started, &fingerprint))?;
    let span = tracing::info_span!("import", run = %staging.id());
    let _inside = span.enter();
    tracing::info!(pipeline = pipeline.name, "begins");
    let mut manifest = Manifest {
        configuration,
        inputs: unread,
        replaced: before.as_ref().map(|(_, manifest)| manifest.run.clone()),
        ..begun(pipeline, staging.id(), started, fingerprint)
    };
    let mut clock = Clock::begin(Stage::Extract);

    watch.begin(Stage::Extract, pipeline.sources.len());
    let whole = if gates.open() {
        unreduced::read(
            pipeline,
            opened,
            &mut |source| watch.step(source),
            &mut |report, set_aside| {
                ask_rows(&mut gates, pipeline, before.as_ref(), report, set_aside);
                gates.open()
            },
        )?
    } else {
        UnreducedExtract::default()
    };
    still_the_same(&sources)?;
    manifest.inputs = inputs(&whole.extract, manifest.inputs);
    manifest.rejected = rejected(&whole.extract);
    if !gates.open() {
        clock.end();
        manifest.stages = clock.stages;
        return Err(stop(
            pipeline,
            &whole.extract,
            gates,
            manifest,
            staging,
            &journal,
        ));
    }

    clock.lap(Stage::Publish);
    let parts = parts(pipeline, &whole);
    watch.begin(Stage::Publish, parts.len());
    for part in &parts {
        let metadata = metadata(pipeline, &manifest.inputs, part.contract());
        let mut written = write_table(
            &file(staging.path(), &part.name),
            part.table,
            &metadata,
            part.rows.as_ref(),
        )?;
        written.table.clone_from(&part.name);
        manifest.outputs.push(written);
        watch.step(&part.name);
    }
    let metadata = metadata(pipeline, &manifest.inputs, None);
    manifest
        .outputs
        .push(set_aside(&whole.extract, staging.path(), &metadata)?);
    let sources: Vec<(&'static str, &str, bool)> = parts
        .iter()
        .filter_map(|part| Some((part.contract()?, part.name.as_str(), part.snapshots)))
        .collect();
    let config = Config::of(pipeline, &sources)?;
    keep_imported(pipeline, &config, staging.path())?;
    clock.end();
    watch.end();

    manifest.stages = clock.stages;
    manifest.status = Status::Imported;
    let folder = put_in_place(pipeline, &out, &journal, &gates, staging, &mut manifest)?;
    Ok(Imported { folder, manifest })
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.parquet"))
}

/// Writes the rows that were set aside.
fn set_aside(
    extract: &Extract,
    folder: &Path,
    metadata: &[(String, String)],
) -> Result<WrittenTable, Error> {
    let (table, rows) = quarantine(&extract.quarantined);
    let path = folder.join(table.file_name());
    Ok(write_table(&path, table, metadata, rows().as_ref())?)
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
