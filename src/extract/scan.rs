//! A feed as its contract sees it: files found and opened, columns mapped by SQL, in batches
//! that are read in parallel and handed over in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use rayon::prelude::*;

use super::error::ExtractError;
use super::map::{Batch, Binding, Layout, Lookups, fit};
use super::quarantine::{Allowance, Kept, RawBatch, SetAside, SheetCells};
use crate::config::{Feed, Pipeline, Source};
use crate::contract::Contract;
use crate::read::{RawRows, RowNumbers, Scalar, SourceFile, TableFile, find};
use crate::tables::{Fault, Quarantined, Rule};

/// A feed with its files opened and its mapping bound, before any row is read.
pub struct Scan<'a> {
    feed: &'a Feed,
    contract: &'static Contract,
    /// Files of the contract's earlier feeds.
    files_before: usize,
    files: Vec<Opened>,
    allowance: Allowance,
}

/// The feeds of a source, opened.
pub struct OpenedSource<'a> {
    /// What the pipeline says of it.
    pub source: &'a Source,
    /// Its feeds.
    pub scans: Vec<Scan<'a>>,
}

struct Opened {
    table: TableFile,
    /// How many columns it has.
    columns: usize,
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
    pub counted: BTreeMap<Rule, u64>,
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
        let contract = feed.kind.contract();
        let found = find(&feed.path).map_err(|error| ExtractError::read(&feed.label, error))?;
        let files: Vec<Opened> = found
            .into_iter()
            .map(|file| open_one(pipeline, feed, contract, lookups, file))
            .collect::<Result<_, _>>()?;
        // Of what is unpivoted, a row of the file is several of the feed.
        let rows = files.iter().map(|opened| {
            let rows = opened.table.declared_rows();
            rows.filter(|_| feed.unpivot.is_none())
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
        self.files.iter().map(|opened| opened.table.file())
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
            .flat_map(|(at, opened)| (0..opened.table.pieces()).map(move |piece| (at, piece)))
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
            .map(|opened| opened.table.held_bytes())
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
        let taken = opened.table.read(piece, &wanted, &mut |raw| {
            self.take(at, raw, allowance, read, &mut part)
        });
        taken.map_err(|error| ExtractError::read(&self.feed.label, error))?;
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
                file: opened.table.file().name.clone(),
                row,
                key: String::new(),
                fault: Fault::new(
                    Rule::WrongFieldCount,
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
            of_whole_years: self.feed.whole_years,
            of_snapshot: self.feed.snapshots,
            columns: mapped.columns,
            kept,
            raw: Arc::new(RawBatch {
                feed: Arc::clone(&self.feed.label),
                file: u16::try_from(self.files_before + at).map_err(
                    |_| "is one of more than 65,535 files; give the source fewer, larger files",
                )?,
                file_name: opened.table.file().name.clone(),
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
        let rows = self.table.rows_at_most();
        rows.saturating_mul(self.layout.times() as u64)
    }

    /// Of them, those of its largest piece.
    fn rows_of_a_piece(&self) -> u64 {
        let rows = self.table.rows_of_a_piece();
        rows.saturating_mul(self.layout.times() as u64)
    }
}

fn open_one(
    pipeline: &Pipeline,
    feed: &Feed,
    contract: &'static Contract,
    lookups: &Lookups,
    file: SourceFile,
) -> Result<Opened, ExtractError> {
    let name = file.name.clone();
    let limits = pipeline.limits.of_a_file();
    let table = TableFile::open(file, &feed.reading, limits, |names| {
        fit(feed, contract, names)
    })
    .map_err(|error| ExtractError::read(&feed.label, error))?;
    let schema = table.schema();
    let shown = match table.sheet() {
        None => name,
        Some(sheet) => format!("{name}, sheet {sheet:?},"),
    };
    let layout = Layout::new(pipeline, feed, &shown, &schema)?;
    let binding = Binding::new(pipeline, feed, contract, lookups, &shown, layout.schema())?;
    let cells = table.sheet().map(|sheet| {
        let sources = layout.sources(&binding.wanted);
        let times = layout.times();
        Arc::new(SheetCells::new(
            sheet,
            &schema,
            &sources,
            binding.used(),
            times,
        ))
    });
    Ok(Opened {
        table,
        columns: schema.fields().len(),
        layout,
        binding,
        cells,
    })
}
