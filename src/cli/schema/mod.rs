//! `plumbline schema`.

mod markdown;
mod schemas;

use clap::{Args, ValueEnum};
use serde::Serialize;

use self::schemas::{Schemas, word};
use super::output::Output;
use crate::config::keys::{PIPELINE, RULEBOOK};
use crate::contract::CONTRACTS;
use crate::domain::nearest;
use crate::error::Error;
use crate::publish::tables;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A source or an output table; without it, all of them
    table: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    /// The whole reference as a page, configuration keys included.
    Markdown,
}

/// Prints contracts and output tables to standard output.
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let wanted = |name: &str| arguments.table.as_deref().is_none_or(|table| table == name);
    if arguments.format == Format::Markdown && arguments.table.is_some() {
        return Err(Error::Usage(
            "--format markdown is the whole reference; leave out the name of the table".to_owned(),
        ));
    }
    let is_whole = arguments.table.is_none();
    let schemas = Schemas {
        sources: CONTRACTS
            .iter()
            .filter(|contract| wanted(contract.name))
            .collect(),
        tables: tables().iter().filter(|table| wanted(table.name)).collect(),
        pipeline: if is_whole { PIPELINE } else { &[] },
        rulebook: if is_whole { RULEBOOK } else { &[] },
    };
    if schemas.sources.is_empty() && schemas.tables.is_empty() {
        let name = arguments.table.as_deref().unwrap_or_default();
        let known: Vec<&str> = CONTRACTS
            .iter()
            .map(|contract| contract.name)
            .chain(tables().iter().map(|table| table.name))
            .collect();
        let hint = match nearest(name, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        return Err(Error::Usage(format!("there is no table `{name}`; {hint}")));
    }
    let mut out = Output::standard();
    match arguments.format {
        Format::Json => return out.json(&schemas),
        Format::Markdown => {
            for line in markdown::page(&schemas).lines() {
                out.line(line)?;
            }
            return Ok(());
        }
        Format::Text => {}
    }
    for contract in schemas.sources {
        heading(
            &mut out,
            "source",
            contract.name,
            contract.key,
            contract.about,
        )?;
        for column in contract.columns {
            let may_be_missing = !column.required;
            line(
                &mut out,
                column.name,
                may_be_missing,
                &column.kind,
                column.about,
            )?;
        }
        out.gap()?;
    }
    for table in schemas.tables {
        heading(&mut out, "table", table.name, table.key, table.about)?;
        for column in table.columns {
            line(
                &mut out,
                column.name,
                column.nullable,
                &column.kind,
                column.about,
            )?;
        }
        out.gap()?;
    }
    Ok(())
}

fn heading(
    out: &mut Output<'_>,
    what: &str,
    name: &str,
    key: &[&str],
    about: &str,
) -> Result<(), Error> {
    out.line(format_args!("{what} {name} (key: {})", key.join(", ")))?;
    out.line(format_args!("  {about}"))
}

/// A column; a `?` behind its name says that it may be left out or missing.
fn line(
    out: &mut Output<'_>,
    name: &str,
    may_be_missing: bool,
    kind: &impl Serialize,
    about: &str,
) -> Result<(), Error> {
    let mark = if may_be_missing { "?" } else { "" };
    out.line(format_args!(
        "  {:<28} {:<12} {about}",
        format!("{name}{mark}"),
        word(kind)
    ))
}
