//! The check: everything that a run does before its first stage ends, and nothing is written.

use super::bind::bind;
use super::claim::open;
use super::reference::Reference;
use super::{Progress, Stage};
use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::{self, Extract};
use crate::gate::{Gates, Stopped};
use crate::runs::Current;

/// Reads every source of `pipeline` against its contract and writes nothing.
///
/// # Errors
/// Whatever would stop a run before its tables are written.
pub fn check(pipeline: &Pipeline, progress: &mut dyn Progress) -> Result<Extract, Error> {
    bind(pipeline)?;
    progress.begin(Stage::Extract, pipeline.sources.len());
    let mut gates = Gates::new(&[]);
    let opened = open(pipeline, &gates)?;
    let reference = Reference {
        pipeline,
        current: &Current::Nothing,
    };
    let extract = extract::extract(
        pipeline,
        opened,
        None,
        &mut |source| progress.step(source.word()),
        &mut |report, rejected| {
            reference.ask_rows(&mut gates, report, rejected);
            gates.open()
        },
    )?;
    progress.end();
    if !gates.open() {
        return Err(Error::Gate(Box::new(Stopped {
            gates: gates.entries().to_vec(),
            evidence: None,
        })));
    }
    Ok(extract)
}
