//! A feed as its contract sees it: files found and opened, columns mapped by SQL, in batches
//! that are read in parallel and handed over in order.

mod binding;
mod coded;
mod content;
mod damage;
mod delimited;
mod evaluation;
mod files;
mod header;
mod page_sizes;
mod parquet;
mod raw_table;
mod record;
mod sheet_cells;
mod text_rows;
mod unpacked;
mod unpivot;
mod workbook;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use rayon::prelude::*;

use self::binding::Binding;
pub use self::coded::Scalar;
use self::content::{Content, RawRows, RowNumbers};
use self::evaluation::Mapped;
pub use self::files::SourceFile;
use self::files::find;
pub use self::raw_table::{Form, RawColumn, RawColumns, RawTable, Stored};
use self::sheet_cells::SheetCells;
use self::text_rows::ErrorCell;
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
    /// How many columns it has.
    columns: usize,
    content: Content,
    layout: Layout,
    binding: Binding,
    cells: Option<Arc<SheetCells>>,
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
    /// Rows of notes below the tables.
    pub notes: u64,
    /// Values whose footnote marker was taken off.
    pub footnotes: u64,
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
    cells: Option<Arc<SheetCells>>,
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
        // Of what is unpivoted, a row of the file is several of the feed.
        let rows = files.iter().map(|opened| match &opened.content {
            Content::Parquet(parquet) if feed.unpivot.is_none() => Some(parquet.rows()),
            _ => None,
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
        let parts: Vec<Part<T>> = self
            .pieces()
            .into_par_iter()
            .map(|piece| self.read_piece(piece, Some(&self.allowance), &read))
            .collect::<Result<_, _>>()?;
        let mut found = Found::new(self.files.len());
        let mut results = Vec::new();
        for part in parts {
            results.extend(found.take(part));
        }
        let (counts, quarantined) = found.settle(&self.allowance);
        Ok((results, counts, quarantined))
    }

    /// Reads every row once more, as [`Scan::read`] does; what is wrong with the rows, and how many
    /// they are, was found the first time.
    ///
    /// # Errors
    /// Damage found while reading.
    pub fn read_again<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
    ) -> Result<Vec<T>, ExtractError> {
        let parts: Vec<Part<T>> = self
            .pieces()
            .into_par_iter()
            .map(|piece| self.read_piece(piece, None, &read))
            .collect::<Result<_, _>>()?;
        Ok(parts.into_iter().flat_map(|part| part.results).collect())
    }

    /// Reads every row as [`Scan::read`] does, and gives each result to `take`, in the order of
    /// the rows, while others are being read: only few of them are in memory at a time.
    ///
    /// # Errors
    /// Damage found while reading.
    pub fn read_through<T: Send>(
        &self,
        read: impl Fn(&Batch<'_>) -> T + Sync,
        mut take: impl FnMut(T) + Send,
    ) -> Result<(Counts, Vec<Quarantined>), ExtractError> {
        let mut found = Found::new(self.files.len());
        let mut ready: Vec<Part<T>> = Vec::new();
        for pieces in self.pieces().chunks(Self::at_once()) {
            let before = std::mem::take(&mut ready);
            let (next, ()) = rayon::join(
                || {
                    pieces
                        .par_iter()
                        .map(|piece| self.read_piece(*piece, Some(&self.allowance), &read))
                        .collect::<Result<_, ExtractError>>()
                },
                || {
                    for part in before {
                        found.take(part).into_iter().for_each(&mut take);
                    }
                },
            );
            ready = next?;
        }
        for part in ready {
            found.take(part).into_iter().for_each(&mut take);
        }
        Ok(found.settle(&self.allowance))
    }

    /// Pieces that are read while those before them are taken in.
    fn at_once() -> usize {
        2 * rayon::current_num_threads()
    }

    /// What is read by itself: each row group of each file.
    fn pieces(&self) -> Vec<(usize, usize)> {
        self.files
            .iter()
            .enumerate()
            .flat_map(|(at, opened)| (0..opened.content.pieces()).map(move |piece| (at, piece)))
            .collect()
    }

    /// Its rows, as far as that is known before they are read: of text and workbooks, what their
    /// size allows.
    pub fn rows_at_most(&self) -> u64 {
        let rows = self.files.iter().map(Opened::rows_at_most);
        rows.fold(0, u64::saturating_add)
    }

    /// Of them, how many are in memory at a time while it is read through.
    pub fn rows_at_once(&self) -> u64 {
        let pieces = 2 * Self::at_once() as u64;
        let largest = self.files.iter().map(Opened::rows_of_a_piece).max();
        let rows = largest.unwrap_or(0).saturating_mul(pieces);
        rows.min(self.rows_at_most())
    }

    /// Bytes of its files that are in memory from when they are opened until they are read.
    pub fn held_bytes(&self) -> u64 {
        self.files
            .iter()
            .map(|opened| opened.content.held_bytes(opened.file.bytes))
            .sum()
    }

    fn read_piece<'s, T>(
        &'s self,
        (at, piece): (usize, usize),
        allowance: Option<&'s Allowance>,
        read: &(impl Fn(&Batch<'_>) -> T + Sync),
    ) -> Result<Part<T>, ExtractError> {
        let opened = &self.files[at];
        let wanted = opened.layout.columns(&opened.binding.wanted);
        let mut part = Part {
            file: at,
            rows: 0,
            left_out: 0,
            blank: 0,
            notes: 0,
            footnotes: 0,
            results: Vec::new(),
            quarantined: Vec::new(),
            kept: Kept::default(),
        };
        let taken = opened
            .content
            .read(&opened.file.path, piece, &wanted, &mut |raw| {
                self.take(at, raw, allowance, read, &mut part)
            });
        taken.map_err(|message| ExtractError::File {
            source_name: Arc::clone(&self.feed.label),
            path: opened.file.path.clone(),
            message,
        })?;
        Ok(part)
    }

    /// Takes rows of the file at `at` into `part`.
    fn take<'s, T>(
        &'s self,
        at: usize,
        raw: RawRows,
        allowance: Option<&'s Allowance>,
        read: &impl Fn(&Batch<'_>) -> T,
        part: &mut Part<T>,
    ) -> Result<(), String> {
        let opened = &self.files[at];
        part.blank += raw.blank;
        part.notes += raw.notes;
        part.footnotes += raw.footnotes;
        part.rows += raw.misshapen.len() as u64;
        for (row, fields, text) in raw.misshapen {
            let expected = opened.columns;
            part.quarantined.push(Quarantined {
                source: Arc::clone(&self.feed.label),
                file: opened.file.name.clone(),
                row,
                key: String::new(),
                fault: Fault::new(
                    rules::FIELDS,
                    format!("{fields} fields; the header has {expected}"),
                ),
                record: serde_json::Value::from(text).to_string(),
            });
        }
        let mut batch = self.batch(at, raw.batch, raw.rows, allowance)?;
        let all = batch.raw.columns.num_rows();
        part.rows += all as u64;
        part.left_out += (all - batch.kept.len()) as u64;
        if let Some(cells) = opened.cells.as_ref().filter(|_| !raw.errors.is_empty()) {
            let faulty = cells.faulty(&raw.errors);
            part.quarantined.extend(batch.without(&faulty, cells));
        }
        part.results.push(read(&batch));
        part.kept.append(batch.set_aside.into_kept());
        Ok(())
    }

    fn batch<'s>(
        &'s self,
        at: usize,
        raw: RecordBatch,
        rows: RowNumbers,
        allowance: Option<&'s Allowance>,
    ) -> Result<Batch<'s>, String> {
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
            set_aside: SetAside::new(allowance),
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
                cells: opened.cells.clone(),
            }),
        })
    }
}

struct Part<T> {
    file: usize,
    rows: u64,
    left_out: u64,
    blank: u64,
    notes: u64,
    footnotes: u64,
    results: Vec<T>,
    quarantined: Vec<Quarantined>,
    kept: Kept,
}

/// What was found in the parts of a scan so far, apart from its results.
#[derive(Default)]
struct Found {
    counts: Counts,
    quarantined: Vec<Quarantined>,
    kept: Kept,
}

impl Found {
    fn new(files: usize) -> Self {
        Self {
            counts: Counts {
                rows: vec![0; files],
                ..Counts::default()
            },
            ..Self::default()
        }
    }

    /// Notes what a part says and gives its results.
    fn take<T>(&mut self, part: Part<T>) -> Vec<T> {
        let counts = &mut self.counts;
        counts.rows[part.file] += part.rows;
        counts.left_out += part.left_out;
        counts.blank += part.blank;
        counts.notes += part.notes;
        counts.footnotes += part.footnotes;
        self.quarantined.extend(part.quarantined);
        self.kept.append(part.kept);
        part.results
    }

    /// All that was found, with the rows that are set aside.
    fn settle(mut self, allowance: &Allowance) -> (Counts, Vec<Quarantined>) {
        let (rows, counted) = self.kept.settle(allowance);
        self.quarantined.extend(rows);
        self.counts.counted = counted;
        (self.counts, self.quarantined)
    }
}

impl Opened {
    /// Rows that its file becomes, as far as that is known before they are read.
    fn rows_at_most(&self) -> u64 {
        let rows = self.content.rows_at_most(self.file.bytes);
        rows.saturating_mul(self.layout.times() as u64)
    }

    /// Of them, those of its largest piece.
    fn rows_of_a_piece(&self) -> u64 {
        let rows = self.content.rows_of_a_piece(self.file.bytes);
        rows.saturating_mul(self.layout.times() as u64)
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

    /// Sets the kept rows among the `faulty` ones aside.
    fn without(
        &mut self,
        faulty: &BTreeMap<usize, &ErrorCell>,
        cells: &SheetCells,
    ) -> Vec<Quarantined> {
        let is_faulty = |row: &u32| faulty.contains_key(&(*row as usize));
        let kept = std::mem::take(&mut self.kept);
        let (aside, kept): (Vec<u32>, Vec<u32>) = kept.into_iter().partition(is_faulty);
        self.kept = kept;
        let raw = &self.raw;
        aside
            .into_iter()
            .map(|row| {
                raw.set_aside(
                    row as usize,
                    cells.fault(faulty[&(row as usize)], &raw.rows),
                )
            })
            .collect()
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

    /// The position of the column called `name` in the contract.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.contract.position(name)
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

    /// Sets the row at `row` aside; in a workbook the reason ends with the sheet, and with the
    /// cells that the faulty column of the contract is made of.
    pub fn quarantine(&self, row: usize, key: impl Into<String>, mut fault: Fault) -> Quarantined {
        if let Some(cells) = &self.cells {
            let place = cells.place(row, self.rows.at(row), fault.column);
            fault.reason.push_str(&place);
        }
        Quarantined {
            key: key.into(),
            ..self.set_aside(row, fault)
        }
    }

    fn set_aside(&self, row: usize, fault: Fault) -> Quarantined {
        Quarantined {
            source: Arc::clone(&self.feed),
            file: self.file_name.clone(),
            row: self.place(row).row(),
            key: String::new(),
            fault,
            record: record::record(&self.columns, &self.names, row),
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
    let content = Content::open(&file, &feed.reading, pipeline.limits, |names| {
        binding::fit(feed, contract, names)
    })
    .map_err(failed)?;
    let schema = content.schema();
    let shown = match content.sheet() {
        None => file.name.clone(),
        Some(sheet) => format!("{}, sheet {sheet:?},", file.name),
    };
    let layout = Layout::new(pipeline, feed, &shown, &schema)?;
    let binding = Binding::new(pipeline, feed, contract, lookups, &shown, layout.schema())?;
    let cells = content
        .sheet()
        .map(|sheet| Arc::new(SheetCells::new(sheet, &schema, &layout, &binding)));
    Ok(Opened {
        file,
        columns: schema.fields().len(),
        content,
        layout,
        binding,
        cells,
    })
}
