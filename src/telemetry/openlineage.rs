//! OpenLineage run events, one JSON object a line: START when a run begins, and COMPLETE, FAIL or
//! ABORT when it ends.
//!
//! Source: the OpenLineage specification, version 2-0-2, and its facets. Datasets are named as it
//! advises: the namespace `file`, and the path.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::News;
use crate::config::Pipeline;
use crate::contract::Contract;
use crate::error::Error;
use crate::job::Done;
use crate::publish::table;
use crate::runs::Manifest;
use crate::store::Address;

/// The specification that an event follows.
const RUN_EVENT: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

/// The facet that describes columns.
const SCHEMA: &str =
    "https://openlineage.io/spec/facets/1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet";

/// The facet that counts what was read.
const READ: &str = "https://openlineage.io/spec/facets/1-0-0/InputStatisticsInputDatasetFacet.json#/$defs/InputStatisticsInputDatasetFacet";

/// The facet that counts what was written.
const WRITTEN: &str = "https://openlineage.io/spec/facets/1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet";

/// The facet that says why a run failed.
const ERROR: &str = "https://openlineage.io/spec/facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet";

/// The events of a run, in a file.
#[derive(Debug)]
pub struct Events {
    path: PathBuf,
    run: String,
    job: Value,
    lines: String,
}

impl Events {
    /// Replaces the file at `path` by the event that a run of `pipeline` began at `began`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn start(path: &Path, pipeline: &Pipeline, began: DateTime<Utc>) -> io::Result<Self> {
        let mut events = Self {
            path: path.to_owned(),
            run: run_id(&pipeline.name, began),
            job: json!({ "namespace": "plumbline", "name": pipeline.name }),
            lines: String::new(),
        };
        let inputs: Vec<Value> = pipeline
            .sources
            .iter()
            .flat_map(|source| &source.feeds)
            .map(|feed| dataset(&feed.path.whole(), source_schema(feed.kind.word())))
            .collect();
        events.add("START", began, json!({}), inputs, Vec::new())?;
        Ok(events)
    }

    /// Adds the event that the run ended, with what was read and written.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end(mut self, ended: DateTime<Utc>, outcome: &Result<Done, Error>) -> io::Result<()> {
        let manifest = super::account(outcome);
        let inputs = manifest.map(inputs).unwrap_or_default();
        match outcome {
            Ok(done) => {
                let outputs = outputs(&done.folder, &done.manifest);
                self.add("COMPLETE", ended, json!({}), inputs, outputs)
            }
            Err(error) => {
                let facets = said(&error.to_string());
                self.add("FAIL", ended, facets, inputs, Vec::new())
            }
        }
    }

    /// Adds the event that somebody stopped the run, and says who.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn abort(mut self, ended: DateTime<Utc>, why: &str) -> io::Result<()> {
        self.add("ABORT", ended, said(why), Vec::new(), Vec::new())
    }

    fn add(
        &mut self,
        kind: &str,
        at: DateTime<Utc>,
        run_facets: Value,
        inputs: Vec<Value>,
        outputs: Vec<Value>,
    ) -> io::Result<()> {
        let event = json!({
            "eventType": kind,
            "eventTime": at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "producer": producer(),
            "schemaURL": RUN_EVENT,
            "run": { "runId": self.run, "facets": run_facets },
            "job": self.job,
            "inputs": inputs,
            "outputs": outputs,
        });
        self.lines.push_str(&event.to_string());
        self.lines.push('\n');
        News::Lineage.replace(&self.path, &self.lines)
    }
}

/// The facet that says why a run did not end well.
fn said(message: &str) -> Value {
    json!({ "errorMessage": facet(ERROR, json!({
        "message": message,
        "programmingLanguage": "Rust",
    })) })
}

/// A name for this software, as a URI; its version is part of it.
fn producer() -> String {
    format!("urn:plumbline:{}", crate::VERSION)
}

/// A UUID of version 7 (RFC 9562): the moment at which the run began, and a digest of the
/// pipeline, the moment and the process in place of chance.
fn run_id(pipeline: &str, began: DateTime<Utc>) -> String {
    let seed = format!(
        "{pipeline} {} {}",
        began.timestamp_nanos_opt().unwrap_or_default(),
        std::process::id()
    );
    let digest = blake3::hash(seed.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.as_bytes()[..16]);
    bytes[..6].copy_from_slice(&began.timestamp_millis().to_be_bytes()[2..]);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

fn facet(schema: &str, mut content: Value) -> Value {
    content["_producer"] = producer().into();
    content["_schemaURL"] = schema.into();
    content
}

fn dataset(path: &Path, fields: Vec<Value>) -> Value {
    let (namespace, name) = match Address::of(path) {
        Some(Ok(address)) => address.namespace_and_name(),
        // What is no right address is no right path either, and is named as it is.
        Some(Err(_)) => ("file".to_owned(), path.to_string_lossy().into_owned()),
        None => {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            ("file".to_owned(), path.to_string_lossy().into_owned())
        }
    };
    json!({
        "namespace": namespace,
        "name": name,
        "facets": { "schema": facet(SCHEMA, json!({ "fields": fields })) },
    })
}

/// The columns that a source's contract takes from it.
fn source_schema(source: &str) -> Vec<Value> {
    let columns = Contract::named(source).map(|contract| contract.columns);
    let field = |column: &crate::contract::Column| {
        let kind = serde_json::to_value(column.kind).unwrap_or_default();
        json!({ "name": column.name, "type": kind, "description": column.about })
    };
    columns.unwrap_or_default().iter().map(field).collect()
}

fn inputs(manifest: &Manifest) -> Vec<Value> {
    let mut inputs = Vec::new();
    for source in &manifest.inputs {
        for (at, file) in source.files.iter().enumerate() {
            let mut input = dataset(&file.path, source_schema(source.contract()));
            let mut statistics = json!({ "size": file.bytes });
            // Rows are counted for the source as a whole; with its first file they are said once.
            if at == 0 {
                statistics["rowCount"] = source.rows.into();
                statistics["fileCount"] = source.files.len().into();
            }
            input["inputFacets"] = json!({ "inputStatistics": facet(READ, statistics) });
            inputs.push(input);
        }
    }
    inputs
}

fn outputs(folder: &Path, manifest: &Manifest) -> Vec<Value> {
    let mut outputs = Vec::new();
    for written in &manifest.outputs {
        let Some(table) = table(&written.table) else {
            continue;
        };
        let schema = table.arrow_schema();
        let fields = schema
            .fields()
            .iter()
            .map(|field| {
                let about = field.metadata().get(crate::publish::DESCRIPTION);
                json!({
                    "name": field.name(),
                    "type": field.data_type().to_string(),
                    "description": about.map(String::as_str).unwrap_or_default(),
                })
            })
            .collect();
        let mut output = dataset(&folder.join(table.file_name()), fields);
        let statistics = json!({ "rowCount": written.rows, "size": written.bytes });
        output["outputFacets"] = json!({ "outputStatistics": facet(WRITTEN, statistics) });
        outputs.push(output);
    }
    outputs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_s_id_is_a_uuid_of_its_moment() {
        let began: DateTime<Utc> = "2026-11-23T03:00:00.250Z".parse().unwrap();
        let id = run_id("annual-rating", began);
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!(
            parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
            [8, 4, 4, 4, 12]
        );
        let moment = i64::from_str_radix(&parts[..2].concat(), 16).unwrap();
        assert_eq!(moment, began.timestamp_millis());
        assert!(parts[2].starts_with('7'), "{id}");
        assert!(parts[3].starts_with(['8', '9', 'a', 'b']), "{id}");
        assert_ne!(id, run_id("lait", began));
    }
}
