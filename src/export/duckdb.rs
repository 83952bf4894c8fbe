//! Views for DuckDB: the tables of a run with what they and their columns mean, and the same tables
//! of every run that the output folder keeps.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::destination::{self, FileSort, SCRIPT_BEGINS};
use super::error::cannot_write;
use super::selection::Selection;
use super::{ExportError, Exported, Notice};
use crate::publish::Table;
use crate::review::{Only, PublishedRun};

/// Writes a script of views into the file `out`.
pub(super) fn write(
    run: &PublishedRun,
    selection: &Selection,
    out: &Path,
) -> Result<Exported, ExportError> {
    let folder = match run.is_in_store() {
        true => run.place(),
        false => fs::canonicalize(&run.folder).map_err(|error| cannot_write(&run.folder, error))?,
    };
    if folder.to_str().is_none() {
        return Err(ExportError::Refused(format!(
            "{}: a script of views names the run's folder, and this name is not Unicode; move the \
             run to a folder with another name",
            folder.display()
        )));
    }
    let runs = runs_folder(&folder);
    let text = script(run, selection, &folder, runs.as_deref());
    destination::file(out, FileSort::Script, |file| {
        file.write_all(text.as_bytes())
            .map_err(|error| cannot_write(out, error))
    })?;
    let mut notices = selection.notices.clone();
    if runs.is_none() {
        notices.push(Notice::NoHistory);
    }
    Ok(Exported {
        files: vec![out.to_owned()],
        notices,
    })
}

/// The folder of all runs, where this run lies in one.
fn runs_folder(run: &Path) -> Option<PathBuf> {
    let name = run.file_name()?.to_str()?;
    let parent = run.parent()?;
    (name.starts_with("run=") && parent.file_name()? == "runs").then(|| parent.to_owned())
}

fn script(run: &PublishedRun, selection: &Selection, folder: &Path, runs: Option<&Path>) -> String {
    let manifest = &run.manifest;
    let mut text = format!(
        "{SCRIPT_BEGINS} over the run {} of the pipeline {}, as of {}.\n\
         -- In DuckDB: .read FILE, or in Python: connection.execute(open(FILE).read()).\n\
         -- The views read the run's Parquet files where they lie; nothing is copied.\n",
        one_line(&manifest.run),
        one_line(&manifest.pipeline.name),
        manifest.as_of
    );
    if run.is_in_store() {
        text.push_str(
            "-- They lie in a store: DuckDB needs its extension for it, such as httpfs, and a secret.\n",
        );
    }
    for table in &selection.tables {
        let file = folder.join(table.file_name());
        let from = format!("read_parquet({})", literal(&glob_of(&file)));
        view(&mut text, "main", table, &from, &selection.only, "");
    }
    if let Some(runs) = runs {
        text.push_str(
            "\n-- The same tables of every run that the output folder keeps, with the run's name in\n\
             -- the column `run`. Runs that were rolled back from are among them.\n\
             CREATE SCHEMA IF NOT EXISTS history;\n",
        );
        let manifests = literal(&format!("{}/run=*/manifest.json", glob_of(runs)));
        let _ = write!(
            text,
            "\nCREATE OR REPLACE VIEW history.runs AS\n\
             SELECT run, status, CAST(as_of AS DATE) AS as_of, CAST(started AS TIMESTAMP) AS started,\n  \
             CAST(ended AS TIMESTAMP) AS ended, software_version, pipeline.name AS pipeline\n\
             FROM read_json({manifests}, columns = {{run: 'VARCHAR', status: 'VARCHAR', as_of: 'VARCHAR',\n  \
             started: 'VARCHAR', ended: 'VARCHAR', software_version: 'VARCHAR', pipeline: 'STRUCT(name VARCHAR)'}});\n\
             COMMENT ON VIEW history.runs IS 'One row per run that the output folder keeps.';\n"
        );
        for table in &selection.tables {
            let files = format!("{}/run=*/{}", glob_of(runs), table.file_name());
            let from = format!(
                "read_parquet({}, hive_partitioning = true, hive_types = {{'run': VARCHAR}}, \
                 union_by_name = true)",
                literal(&files)
            );
            view(
                &mut text,
                "history",
                table,
                &from,
                &selection.only,
                " Of every run, which the column `run` names.",
            );
        }
    }
    text
}

/// A view of a table, with comments on it and on its columns.
fn view(text: &mut String, schema: &str, table: &Table, from: &str, only: &Only, more: &str) {
    let name = format!("{schema}.{}", table.name);
    // Writing to text does not fail.
    let _ = write!(
        text,
        "\nCREATE OR REPLACE VIEW {name} AS\nSELECT * FROM {from}{};\nCOMMENT ON VIEW {name} IS {};\n",
        condition(table, only),
        literal(&format!("{}{more}", table.about)),
    );
    for column in table.columns {
        let about = format!("{} Unit: {}.", column.about, column.unit);
        let _ = writeln!(
            text,
            "COMMENT ON COLUMN {name}.\"{}\" IS {};",
            column.name,
            literal(&about)
        );
    }
}

/// The rows that are asked for.
fn condition(table: &Table, only: &Only) -> String {
    let has = |name: &str| table.columns.iter().any(|column| column.name == name);
    let one_of = |name: &str, values: &Option<BTreeSet<String>>| {
        let values = values.as_ref().filter(|_| has(name))?;
        let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
        Some(format!("{name} IN ({})", values.join(", ")))
    };
    let conditions: Vec<String> = [
        one_of("authority", &only.authorities),
        one_of("indicator", &only.indicators),
    ]
    .into_iter()
    .flatten()
    .collect();
    if conditions.is_empty() {
        String::new()
    } else {
        format!("\nWHERE {}", conditions.join(" AND "))
    }
}

/// A text of SQL.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A path in which nothing is a pattern.
fn glob_of(path: &Path) -> String {
    let mut plain = String::new();
    for letter in path.to_string_lossy().chars() {
        match letter {
            '*' | '?' | '[' => {
                plain.push('[');
                plain.push(letter);
                plain.push(']');
            }
            letter => plain.push(letter),
        }
    }
    plain
}

/// Text that cannot end a comment.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_no_pattern_and_a_text_no_command() {
        assert_eq!(glob_of(Path::new("/a[1]/b*?")), "/a[[]1]/b[*][?]");
        assert_eq!(literal("O'Hara"), "'O''Hara'");
        assert_eq!(
            runs_folder(Path::new("/out/runs/run=1")),
            Some("/out/runs".into())
        );
        assert_eq!(runs_folder(Path::new("/out/kept/run=1")), None);
    }
}
