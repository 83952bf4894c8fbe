//! CSV: each table as text in UTF-8, with its description beside it.
//!
//! The description is that of CSV on the Web (W3C, "Metadata Vocabulary for Tabular Data", 2015).

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::account::Account;
use super::destination;
use super::error::cannot_write;
use super::layout::{Laid, laid};
use super::names::Names;
use super::selection::Selection;
use super::{ExportError, Exported, Notice};
use crate::publish::{ColumnKind, Table};
use crate::review::{Cell, PublishedRun, RunTable};

/// What parts the texts of a list.
const SEPARATOR: &str = ";";

/// Writes the tables of `selection` into the folder `out`.
pub(super) fn write(
    run: &PublishedRun,
    selection: &Selection,
    out: &Path,
) -> Result<Exported, ExportError> {
    let names = Names::read(run)?;
    let account = destination::folder(out, |folder| {
        let mut account = Account::new(run, selection.notices.clone());
        for &table in &selection.tables {
            let Some(source) = RunTable::of(run, table, &selection.only)? else {
                continue;
            };
            let columns = laid(table, &names);
            let data = PathBuf::from(format!("{}.csv", table.name));
            let cells = write_rows(&source, &columns, &names, &folder.join(&data))?;
            let about = PathBuf::from(format!("{}.csv-metadata.json", table.name));
            write_description(run, table, &columns, cells, &folder.join(&about))?;
            if cells > 0 {
                let table = table.name;
                account
                    .notices
                    .push(Notice::FormulasQuoted { table, cells });
            }
            account.files.extend([data, about]);
        }
        Ok(account)
    })?;
    Ok(Exported {
        files: account.files.iter().map(|file| out.join(file)).collect(),
        notices: account.notices,
    })
}

/// Writes the rows of a table, and counts the cells that had to be made harmless.
fn write_rows(
    source: &RunTable<'_>,
    columns: &[Laid],
    names: &Names,
    path: &Path,
) -> Result<u64, ExportError> {
    let failed = |error: io::Error| cannot_write(path, error);
    let file = File::create(path).map_err(failed)?;
    let mut to = csv::Writer::from_writer(BufWriter::new(file));
    let refused = |error: csv::Error| cannot_write(path, error.into());
    to.write_record(columns.iter().map(|column| column.name.as_str()))
        .map_err(refused)?;
    let mut quoted = 0;
    source.each(|row| {
        for column in columns {
            let text = text(column.cell(&row, names), &mut quoted);
            to.write_field(text.as_bytes()).map_err(refused)?;
        }
        to.write_record(None::<&[u8]>).map_err(refused)
    })?;
    to.into_inner()
        .map_err(|error| failed(error.into_error()))?
        .into_inner()
        .map_err(|error| failed(error.into_error()))?
        .flush()
        .map_err(failed)?;
    Ok(quoted)
}

/// A cell as text.
fn text<'a>(cell: Cell<'a>, quoted: &mut u64) -> Cow<'a, str> {
    match cell {
        Cell::Missing => Cow::Borrowed(""),
        Cell::Text(text) => harmless(Cow::Borrowed(text), quoted),
        Cell::Whole(number) => Cow::Owned(number.to_string()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
        Cell::Day(day) => Cow::Owned(day.to_string()),
        Cell::List(texts) => harmless(Cow::Owned(texts.join(SEPARATOR)), quoted),
    }
}

/// Text that no spreadsheet takes for a formula: an apostrophe stands before a sign with which one
/// begins. A sign alone is none. Source of the signs: "CSV Injection" of OWASP.
fn harmless<'a>(text: Cow<'a, str>, quoted: &mut u64) -> Cow<'a, str> {
    let mut letters = text.chars();
    let begins = matches!(
        letters.next(),
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    );
    if begins && letters.next().is_some() {
        *quoted += 1;
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

/// Writes what a table and its columns mean.
fn write_description(
    run: &PublishedRun,
    table: &Table,
    columns: &[Laid],
    quoted: u64,
    path: &Path,
) -> Result<(), ExportError> {
    let manifest = &run.manifest;
    let mut about = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "url": format!("{}.csv", table.name),
        "dc:title": format!("{}: {}", run.title(), table.name),
        "dc:description": table.about,
        "dc:language": "en-GB",
        "dc:source": format!(
            "Run {} of the pipeline {}, as of {}",
            manifest.run, manifest.pipeline.name, manifest.as_of
        ),
        "dc:creator": format!("plumbline {}", manifest.software_version),
        "dialect": { "encoding": "utf-8", "header": true },
        "tableSchema": {
            "columns": columns.iter().map(described).collect::<Vec<Value>>(),
            "primaryKey": table.key,
        },
    });
    if quoted > 0 {
        let note = Notice::FormulasQuoted {
            table: table.name,
            cells: quoted,
        };
        about["rdfs:comment"] = json!(note.to_string());
    }
    let text = serde_json::to_string_pretty(&about)
        .map_err(|error| cannot_write(path, io::Error::from(error)))?;
    std::fs::write(path, text + "\n").map_err(|error| cannot_write(path, error))
}

/// A column as CSV on the Web describes it. A missing value is an empty cell.
fn described(column: &Laid) -> Value {
    let datatype = match column.kind {
        ColumnKind::Text | ColumnKind::Category | ColumnKind::TextList => json!("string"),
        ColumnKind::Integer => json!("integer"),
        ColumnKind::Count => json!("nonNegativeInteger"),
        ColumnKind::Level => json!({ "base": "integer", "minimum": 1, "maximum": 4 }),
        ColumnKind::Row => json!("positiveInteger"),
        ColumnKind::Number => json!("double"),
        ColumnKind::Share => json!({ "base": "double", "minimum": 0, "maximum": 1 }),
        ColumnKind::Flag => json!("boolean"),
        ColumnKind::Date => json!({ "base": "date", "format": "yyyy-MM-dd" }),
    };
    let mut about = json!({
        "name": column.name,
        "titles": column.name,
        "dc:description": column.about,
        "schema:unitText": column.unit,
        "datatype": datatype,
        "required": !column.nullable && column.kind != ColumnKind::TextList,
    });
    if column.kind == ColumnKind::TextList {
        about["separator"] = json!(SEPARATOR);
    }
    about
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_a_spreadsheet_would_work_out_is_made_harmless_and_numbers_are_not() {
        let mut quoted = 0;
        for (cell, expected) in [
            (Cell::Text("=1+1"), "'=1+1"),
            (Cell::Text("+44 20"), "'+44 20"),
            (Cell::Text("-5 to 0"), "'-5 to 0"),
            (Cell::Text("@SUM(A1)"), "'@SUM(A1)"),
            (Cell::Text("\t=1"), "'\t=1"),
            (Cell::Text("-"), "-"),
            (Cell::Text("a=b"), "a=b"),
            (Cell::Text(""), ""),
            (Cell::Number(-12.5), "-12.5"),
            (Cell::Whole(-3), "-3"),
            (Cell::List(vec!["=a", "b"]), "'=a;b"),
        ] {
            assert_eq!(text(cell, &mut quoted), expected);
        }
        assert_eq!(quoted, 6);
    }
}
