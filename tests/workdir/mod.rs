//! A fresh folder for every test, a one-line way to run the program in it and to read what it
//! published.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use assert_cmd::Command;
use assert_cmd::assert::{Assert, OutputAssertExt};
use parquet::arrow::ArrowWriter;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder that is removed when the test ends.
pub(crate) struct Workdir {
    folder: TempDir,
}

/// What a command did.
pub(crate) struct Outcome(Assert);

/// A published table, row by row.
pub(crate) struct Table {
    name: String,
    rows: Vec<Value>,
}

impl Workdir {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        }
    }

    /// The path of `name` in the folder.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes `content` to `name`, making the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders are made");
        fs::write(path, content).expect("the file is written");
        self
    }

    /// The text of `name`.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is there")
    }

    /// The bytes of `name`.
    pub(crate) fn read_bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("the file is there")
    }

    /// Replaces the only place of `old` in `name`.
    pub(crate) fn replace(&self, name: &str, old: &str, new: &str) -> &Self {
        let text = self.read(name);
        assert_eq!(
            text.matches(old).count(),
            1,
            "{old:?} stands once in {name}"
        );
        self.write(name, text.replace(old, new))
    }

    /// Changes the text of `name`, which must then be another.
    pub(crate) fn edit(&self, name: &str, change: impl FnOnce(String) -> String) -> &Self {
        let text = self.read(name);
        let changed = change(text.clone());
        assert_ne!(text, changed, "the edit of {name} found nothing");
        self.write(name, changed)
    }

    /// Adds a line to the end of `name`.
    pub(crate) fn append(&self, name: &str, line: &str) -> &Self {
        self.write(name, format!("{}{line}\n", self.read(name)))
    }

    /// Writes a Parquet file of these columns.
    pub(crate) fn parquet(&self, name: &str, columns: Vec<(&str, ArrayRef)>) -> &Self {
        let batch = RecordBatch::try_from_iter_with_nullable(
            columns
                .into_iter()
                .map(|(name, column)| (name, column, true)),
        )
        .expect("the columns are equally long");
        self.write(name, "");
        let file = File::create(self.path(name)).expect("the file is made");
        let mut writer =
            ArrowWriter::try_new(file, Arc::clone(&batch.schema()), None).expect("a writer");
        writer.write(&batch).expect("the rows are written");
        writer.close().expect("the footer is written");
        self
    }

    /// The program, to be run in the folder.
    pub(crate) fn program(&self) -> Command {
        Command::from_std(self.process())
    }

    /// The program as a process of the system, which can be started and left to run.
    pub(crate) fn process(&self) -> process::Command {
        let mut command = process::Command::new(env!("CARGO_BIN_EXE_plumbline"));
        command
            .current_dir(self.folder.path())
            .env_remove("RUST_LOG");
        command
    }

    /// Runs the program with these arguments.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Outcome {
        Outcome(self.program().args(arguments).assert())
    }

    /// Runs the program with `arguments`, which are separated by spaces.
    pub(crate) fn plumbline(&self, arguments: &str) -> Outcome {
        Outcome(self.program().args(arguments.split_whitespace()).assert())
    }

    /// Runs `pipeline.toml` into `out`, which must succeed.
    pub(crate) fn run(&self) -> Outcome {
        self.plumbline("run pipeline.toml --out out").code(0)
    }

    /// A table of the current run below `out`.
    pub(crate) fn table(&self, name: &str) -> Table {
        Table::read(&self.path(format!("out/current/{name}.parquet")))
    }

    /// The manifest of the current run below `out`.
    pub(crate) fn manifest(&self) -> Value {
        self.json("out/current/manifest.json")
    }

    /// What the JSON file `name` holds.
    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).expect("JSON")
    }

    /// The names in a folder, in order; none where there is no folder.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }
}

impl From<process::Output> for Outcome {
    fn from(output: process::Output) -> Self {
        Self(output.assert())
    }
}

impl Outcome {
    /// What a command did that was run by [`Workdir::program`].
    pub(crate) fn of(assert: Assert) -> Self {
        Self(assert)
    }

    /// Checks the exit code; on another one the test shows what the program wrote.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        Self(self.0.code(code))
    }

    /// The exit code; none where a signal ended the program.
    pub(crate) fn status(&self) -> Option<i32> {
        self.0.get_output().status.code()
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.0.get_output().stdout.clone()).expect("UTF-8")
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.0.get_output().stderr.clone()).expect("UTF-8")
    }

    /// Checks that standard error has every one of `parts`.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        let text = self.stderr();
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in:\n{text}");
        }
        assert!(!text.contains("panicked"), "{text}");
        self
    }

    /// Checks that standard output has every one of `parts`.
    #[track_caller]
    pub(crate) fn prints(self, parts: &[&str]) -> Self {
        let text = self.stdout();
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in:\n{text}");
        }
        self
    }
}

impl Table {
    /// Reads a Parquet file.
    pub(crate) fn read(path: &Path) -> Self {
        let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let reader = SerializedFileReader::new(file).expect("Parquet");
        let rows = reader
            .get_row_iter(None)
            .expect("rows")
            .map(|row| {
                let row = row.expect("a row");
                row.get_column_iter()
                    .map(|(name, field)| (name.clone(), json(field)))
                    .collect()
            })
            .collect();
        Self {
            name: path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
            rows,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn rows(&self) -> &[Value] {
        &self.rows
    }

    /// Every row that has these values.
    pub(crate) fn rows_with(&self, key: &[(&str, &str)]) -> Vec<&Value> {
        self.rows
            .iter()
            .filter(|row| key.iter().all(|(name, value)| shown(&row[*name]) == *value))
            .collect()
    }

    /// The one row that has these values.
    pub(crate) fn row(&self, key: &[(&str, &str)]) -> &Value {
        let found = self.rows_with(key);
        assert_eq!(found.len(), 1, "{key:?} in {}: {:#?}", self.name, found);
        found[0]
    }

    /// The row of one figure, of which there is one.
    pub(crate) fn figure(&self, authority: &str, indicator: &str, period: &str) -> &Value {
        self.row(&[
            ("authority", authority),
            ("indicator", indicator),
            ("period", period),
        ])
    }

    /// One column of every row.
    pub(crate) fn column(&self, name: &str) -> Vec<Value> {
        self.rows.iter().map(|row| row[name].clone()).collect()
    }
}

/// Checks that a figure is `expected` to nine digits.
#[track_caller]
pub(crate) fn near(found: &Value, expected: f64) {
    let number = found
        .as_f64()
        .unwrap_or_else(|| panic!("{found} where {expected} was expected"));
    let difference = (number - expected).abs() / expected.abs().max(1e-3);
    assert!(difference <= 1e-9, "{number} where {expected} was expected");
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn json(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(flag) => json!(flag),
        Field::Byte(number) => json!(number),
        Field::Short(number) => json!(number),
        Field::Int(number) => json!(number),
        Field::Long(number) => json!(number),
        Field::UByte(number) => json!(number),
        Field::UShort(number) => json!(number),
        Field::UInt(number) => json!(number),
        Field::ULong(number) => json!(number),
        Field::Float(number) => json!(number),
        Field::Double(number) => json!(number),
        Field::Str(text) => json!(text),
        Field::ListInternal(list) => list.elements().iter().map(json).collect(),
        // Days print as 2009-12-09, after which comes the offset.
        Field::Date(_) => json!(field.to_string().split(' ').next()),
        other => panic!("no table has such a field: {other}"),
    }
}
