//! `plumbline schema`.

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::Output;
use crate::contract::{CONTRACTS, Contract};
use crate::domain::nearest;
use crate::error::Error;
use crate::publish::{Table, tables};

#[derive(Debug, Args)]
pub struct Arguments {
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
}

/// What is printed. A name such as `neighbours` is both a source and an output table.
#[derive(Serialize)]
struct Schemas {
    sources: Vec<&'static Contract>,
    tables: Vec<&'static Table>,
}

/// Prints contracts and output tables to standard output.
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    let wanted = |name: &str| arguments.table.as_deref().is_none_or(|table| table == name);
    let schemas = Schemas {
        sources: CONTRACTS
            .iter()
            .filter(|contract| wanted(contract.name))
            .collect(),
        tables: tables().iter().filter(|table| wanted(table.name)).collect(),
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
    if arguments.format == Format::Json {
        out.json(&schemas)?;
        return Ok(());
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

/// A kind as JSON has it, so that both forms use the same words.
fn word(kind: &impl Serialize) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
