//! `plumbline what-if`.

mod arguments;
mod question;
mod steps;
mod text;

pub(super) use self::arguments::Arguments;
use self::question::Question;
use super::arguments::{LogArguments, OutputFormat};
use super::logging;
use super::output::Output;
use super::progress::Bars;
use crate::config::Pipeline;
use crate::error::Error;
use crate::job;
use crate::sensitivity::what_if::{Ground, Sweep, WhatIf};
use crate::tables::Tables;
use crate::warning::grouped;

/// Prints which ratings would move, and why, to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    // What was read is told where it is asked for; warnings are told in any case.
    logging::start(&LogArguments {
        quiet: arguments.log.quiet || arguments.log.verbose == 0,
        ..arguments.log.clone()
    });
    let pipeline = Pipeline::read(&arguments.pipeline.file(), &arguments.pipeline.overrides())?;
    let question = Question::new(&pipeline, arguments)?;
    let sweep = question.sweep(arguments)?;
    let neighbours = question.neighbours()?;
    let mut read = |pipeline: &Pipeline| read(pipeline, arguments.log.quiet);
    let ground = Ground::new(&pipeline, neighbours, &mut read)?;
    let mut out = Output::standard();
    match sweep {
        Some((range, values)) => {
            let sweep = Sweep::of(ground, values)?;
            match arguments.format {
                OutputFormat::Text => {
                    text::heading(&pipeline, &question, &mut out)?;
                    text::sweep(range, &sweep, &mut out)
                }
                OutputFormat::Json => out.json(&question.answered(&pipeline, &sweep)),
            }
        }
        None => {
            let what_if = WhatIf::of(ground, question.asked())?;
            match arguments.format {
                OutputFormat::Text => {
                    text::heading(&pipeline, &question, &mut out)?;
                    text::what_if(&what_if, &mut out)
                }
                OutputFormat::Json => out.json(&question.answered(&pipeline, &what_if)),
            }
        }
    }
}

/// Reads the sources of `pipeline`, where every gate lets them pass.
fn read(pipeline: &Pipeline, quiet: bool) -> Result<Tables, Error> {
    let checked = job::examine(pipeline, &mut Bars::new(quiet))?;
    for group in grouped(&checked.warnings) {
        tracing::warn!(kind = group.kind.word(), source = group.source, "{group}");
    }
    Ok(checked.passed()?.tables)
}
