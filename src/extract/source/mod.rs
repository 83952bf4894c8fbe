//! A feed as its contract sees it: files found and opened, columns mapped by SQL, in batches
//! that are read in parallel and handed over in order.

mod binding;
mod coded;
mod damage;
mod delimited;
mod files;
mod page_sizes;
mod parquet;
mod unpivot;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use rayon::prelude::*;

use self::binding::{Binding, Mapped};
pub use self::coded::Scalar;
use self::delimited::Delimited;
pub use self::files::SourceFile;
use self::files::{Format, find};
use self::parquet::ParquetFile;
use self::unpivot::Layout;
use super::ExtractError;
use super::allowance::{Allowance, Kept, SetAside};
use super::lookup::Lookups;
use super::quarantine::{Fault, Quarantined, rules};
use crate::config::{Feed, Pipeline};
use crate::contract::Contract;

/// A feed with its files opened and its mapping bound, before any row is read.
pub struct Scan<'a> {
    feed: &'a Feed,
    contract: &'static Contract,
    /// Files of the contract's earlier feeds.
    files_before: usize,
    files: Vec<Opened>,
    allowance: Allowance,
}

struct Opened {
    file: SourceFile,
    content: Content,
    layout: Layout,
    binding: Binding,
}

enum Content {
    Parquet(ParquetFile),
    Delimited(Delimited),
}

/// What reading a feed found, apart from its rows.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Rows read from each file, in the order of the files; of a feed that is unpivoted, the rows
    /// that became of them.
    pub rows: Vec<u64>,
    /// Rows that the source's `where` left out.
    pub left_out: u64,
    /// Rows without any text.
    pub blank: u64,
    /// Rows set aside that were counted only, by the rule that they broke.
    pub counted: BTreeMap<&'static str, u64>,
}

/// Rows of one file with their contract columns computed.
pub struct Batch<'a> {
    contract: &'static Contract,
    set_aside: SetAside<'a>,
    of_snapshot: bool,
    raw: Arc<RawBatch>,
    columns: Vec<Option<Mapped>>,
    kept: Vec<u32>,
}

/// Rows as they stand in their file, so that one that is set aside can be shown.
#[derive(Debug)]
pub struct RawBatch {
    feed: Arc<str>,
    file: u16,
    file_name: String,
    names: Vec<String>,
    columns: RecordBatch,
    rows: RowNumbers,
}

/// The numbers of a batch's rows within their file.
#[derive(Debug)]
enum RowNumbers {
    /// One after another from this one on.
    From(u64),
    /// As listed.
    Listed(Vec<u64>),
}

impl RowNumbers {
    fn at(&self, row: usize) -> u64 {
        match self {
            Self::From(first) => first + row as u64,
            Self::Listed(rows) => rows[row],
        }
    }
}

/// Where a row stands: which file of its source, and which row of the file, counted from 1.
///
/// A nation's inspections each hold one, so it is one word: sixteen bits of file, forty-eight
/// of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(u64);

impl Place {
    /// Bits of the row.
    const ROW_BITS: u32 = 48;

    fn new(file: u16, row: u64) -> Self {
        Self((u64::from(file) << Self::ROW_BITS) | row)
    }

    /// The file's position among the source's files.
    pub fn file(self) -> usize {
        (self.0 >> Self::ROW_BITS) as usize
    }

    /// The row of the file, counted from 1.
    pub fn row(self) -> u64 {
        self.0 & ((1 << Self::ROW_BITS) - 1)
    }
}

impl<'a> Scan<'a> {
    /// Opens the files of `feed` and binds its mapping to their columns; `files_before` is how
    /// many files the contract's earlier feeds have. When more than the share `may_lose` of its
    /// rows are rejected, the run is stopped whatever follows.
    ///
    /// # Errors
    /// Files that are missing, empty, damaged or not what their names say, and mappings that
    /// do not fit them.
    pub fn open(
        pipeline: &Pipeline,
        feed: &'a Feed,
        lookups: &Lookups,
        files_before: usize,
        may_lose: f64,
    ) -> Result<Self, ExtractError> {
        let contract = Contract::named(feed.contract).expect("every feed fills a contract");
        let files: Vec<Opened> = find(&feed.label, &feed.path)?
            .into_iter()
            .map(|file| open_one(pipeline, feed, contract, lookups, file))
            .collect::<Result<_, _>>()?;
        let rows = files.iter().map(|opened| match &opened.content {
            Content::Parquet(parquet) => Some(parquet.rows()),
            Content::Delimited(_) => None,
        });
        let allowance = Allowance::new(may_lose, rows.sum());
        Ok(Self {
            feed,
            contract,
            files_before,
            files,
            allowance,
        })
    }

    /// What the pipeline calls the feed.
    pub fn label(&self) -> &Arc<str> {
        &self.feed.label
    }

    /// Whether each extract lists every setting that was open on its day.
    pub fn has_snapshots(&self) -> bool {
        self.feed.snapshots
    }

    /// Whether any file gives the contract's column of this name.
    pub fn gives(&self, column: &str) -> bool {
        self.contract
            .position(column)
            .is_some_and(|at| self.files.iter().any(|opened| opened.binding.gives(at)))
    }

    /// The files, in the order in which they are read.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().map(|opened| &opened.file)
    }

    /// Reads every row and gives each batch to `read`, in parallel; the results come back in
    /// the order of the rows, whatever the number of threads. Rows that were set
    /// aside come with them.
    ///
    /// # Errors
    /// Damage found while reading.
    pub fn read<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
    ) -> Result<(Vec<T>, Counts, Vec<Quarantined>), ExtractError> {
        let pieces: Vec<(usize, usize)> = self
            .files
            .iter()
            .enumerate()
            .flat_map(|(at, opened)| {
                let groups = match &opened.content {
                    Content::Parquet(parquet) => parquet.row_groups(),
                    Content::Delimited(_) => 1,
                };
                (0..groups).map(move |group| (at, group))
            })
            .collect();
        let parts: Vec<Part<T>> = pieces
            .into_par_iter()
            .map(|(at, group)| self.read_piece(at, group, &read))
            .collect::<Result<_, _>>()?;

        let mut counts = Counts {
            rows: vec![0; self.files.len()],
            left_out: 0,
            blank: 0,
            counted: BTreeMap::new(),
        };
        let mut results = Vec::new();
        let mut quarantined = Vec::new();
        let mut kept = Kept::default();
        for part in parts {
            counts.rows[part.file] += part.rows;
            counts.left_out += part.left_out;
            counts.blank += part.blank;
            results.extend(part.results);
            quarantined.extend(part.quarantined);
            kept.append(part.kept);
        }
        let (rows, counted) = kept.settle(&self.allowance);
        quarantined.extend(rows);
        counts.counted = counted;
        Ok((results, counts, quarantined))
    }

    fn read_piece<T>(
        &self,
        at: usize,
        group: usize,
        read: &(impl Fn(&Batch<'_>) -> T + Sync),
    ) -> Result<Part<T>, ExtractError> {
        let opened = &self.files[at];
        let failed = |message: String| ExtractError::File {
            source_name: Arc::clone(&self.feed.label),
            path: opened.file.path.clone(),
            message,
        };
        let wanted = opened.layout.columns(&opened.binding.wanted);
        let mut part = Part {
            file: at,
            rows: 0,
            left_out: 0,
            blank: 0,
            results: Vec::new(),
            quarantined: Vec::new(),
            kept: Kept::default(),
        };
        match &opened.content {
            Content::Parquet(parquet) => {
                let mut first = parquet.rows_before(group) + 1;
                let batches = parquet
                    .read(&opened.file.path, group, &wanted)
                    .map_err(failed)?;
                for raw in batches {
                    let raw = raw.map_err(failed)?;
                    let rows = raw.num_rows() as u64;
                    let batch = self
                        .batch(at, raw, RowNumbers::From(first))
                        .map_err(failed)?;
                    part.take(batch, read);
                    first += rows;
                }
            }
            Content::Delimited(text) => {
                for piece in text.batches(wanted) {
                    let piece = piece.map_err(failed)?;
                    part.blank += piece.blank;
                    part.rows += piece.misshapen.len() as u64;
                    for (row, fields, text) in piece.misshapen {
                        part.quarantined.push(Quarantined {
                            source: Arc::clone(&self.feed.label),
                            file: opened.file.name.clone(),
                            row,
                            key: String::new(),
                            fault: Fault::new(
                                rules::FIELDS,
                                format!(
                                    "{fields} fields; the header has {}",
                                    text_header(&opened.content)
                                ),
                            ),
                            record: serde_json::Value::from(text).to_string(),
                        });
                    }
                    let batch = self
                        .batch(at, piece.batch, RowNumbers::Listed(piece.rows))
                        .map_err(failed)?;
                    part.take(batch, read);
                }
            }
        }
        Ok(part)
    }

    fn batch(&self, at: usize, raw: RecordBatch, rows: RowNumbers) -> Result<Batch<'_>, String> {
        let opened = &self.files[at];
        let (raw, rows) = opened.layout.reshape(raw, &opened.binding.wanted, rows)?;
        let mapped = opened.binding.map(&raw)?;
        let all =
            u32::try_from(raw.num_rows()).map_err(|_| "has more than 2^32 rows in a batch")?;
        let kept = match &mapped.filter {
            None => (0..all).collect(),
            Some(filter) => {
                // A row for which the condition cannot be computed is kept: its columns will
                // say what is wrong with it.
                let truth: Vec<bool> = (0..filter.coded.values.len())
                    .map(|code| {
                        filter.coded.values.scalar(code) == Scalar::Flag(true)
                            || u32::try_from(code)
                                .is_ok_and(|code| filter.faults.contains_key(&code))
                    })
                    .collect();
                (0..all)
                    .filter(|row| truth[filter.coded.codes[*row as usize] as usize])
                    .collect()
            }
        };
        Ok(Batch {
            contract: self.contract,
            set_aside: SetAside::new(&self.allowance),
            of_snapshot: self.feed.snapshots,
            columns: mapped.columns,
            kept,
            raw: Arc::new(RawBatch {
                feed: Arc::clone(&self.feed.label),
                file: u16::try_from(self.files_before + at).map_err(
                    |_| "is one of more than 65,535 files; give the source fewer, larger files",
                )?,
                file_name: opened.file.name.clone(),
                names: opened.binding.names.clone(),
                columns: raw,
                rows,
            }),
        })
    }
}

fn text_header(content: &Content) -> usize {
    match content {
        Content::Delimited(text) => text.header.len(),
        Content::Parquet(_) => 0,
    }
}

struct Part<T> {
    file: usize,
    rows: u64,
    left_out: u64,
    blank: u64,
    results: Vec<T>,
    quarantined: Vec<Quarantined>,
    kept: Kept,
}

impl<T> Part<T> {
    fn take(&mut self, batch: Batch<'_>, read: &impl Fn(&Batch<'_>) -> T) {
        let all = batch.raw.columns.num_rows() as u64;
        self.rows += all;
        self.left_out += all - batch.kept.len() as u64;
        self.results.push(read(&batch));
        self.kept.append(batch.set_aside.into_kept());
    }
}

impl Batch<'_> {
    /// The rows that the source's `where` keeps, as positions in the batch.
    pub fn kept(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.kept.iter().map(|row| *row as usize)
    }

    /// Whether its file lists every setting that was open on the day of the extract.
    pub fn is_of_snapshot(&self) -> bool {
        self.of_snapshot
    }

    /// Its rows as they stand in their file.
    pub fn raw(&self) -> &Arc<RawBatch> {
        &self.raw
    }

    /// Sets the row at `row` aside; `key` says what is known of its key.
    pub fn set_aside(&self, row: usize, key: impl FnOnce() -> String, fault: Fault) {
        let rule = fault.rule;
        self.set_aside
            .add(rule, || self.raw.quarantine(row, key(), fault));
    }

    /// The column called `name`, if the source gives it.
    pub(super) fn mapped(&self, name: &str) -> Option<&Mapped> {
        let at = self.contract.position(name)?;
        self.columns[at].as_ref()
    }
}

impl RawBatch {
    /// Where the row at `row` stands in its source.
    pub fn place(&self, row: usize) -> Place {
        Place::new(self.file, self.rows.at(row))
    }

    /// What the pipeline calls the feed.
    pub fn feed(&self) -> &Arc<str> {
        &self.feed
    }

    /// The name of the file.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Sets the row at `row` aside.
    pub fn quarantine(&self, row: usize, key: impl Into<String>, fault: Fault) -> Quarantined {
        Quarantined {
            source: Arc::clone(&self.feed),
            file: self.file_name.clone(),
            row: self.place(row).row(),
            key: key.into(),
            fault,
            record: binding::record(&self.columns, &self.names, row),
        }
    }
}

fn open_one(
    pipeline: &Pipeline,
    feed: &Feed,
    contract: &'static Contract,
    lookups: &Lookups,
    file: SourceFile,
) -> Result<Opened, ExtractError> {
    let failed = |message: String| ExtractError::File {
        source_name: Arc::clone(&feed.label),
        path: file.path.clone(),
        message,
    };
    let (content, schema) = match file.format {
        Format::Parquet => {
            let parquet = ParquetFile::open(&file.path, pipeline.limits).map_err(failed)?;
            let schema = parquet.schema().clone();
            (Content::Parquet(parquet), schema)
        }
        Format::Delimited => {
            let text = open_text(&file.path, feed, contract).map_err(failed)?;
            let fields: Vec<Field> = text
                .header
                .iter()
                .map(|name| Field::new(name, DataType::Utf8, true))
                .collect();
            (Content::Delimited(text), Schema::new(fields))
        }
    };
    let layout = Layout::new(pipeline, feed, &file.name, &schema)?;
    let binding = Binding::new(
        pipeline,
        feed,
        contract,
        lookups,
        &file.name,
        layout.schema(),
    )?;
    Ok(Opened {
        file,
        content,
        layout,
        binding,
    })
}

fn open_text(path: &Path, feed: &Feed, contract: &'static Contract) -> Result<Delimited, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("cannot be read ({error})"))?;
    Delimited::open(bytes, feed, |names| binding::fit(feed, contract, names))
}
