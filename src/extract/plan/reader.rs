//! The rows of a source, read piece by piece by the rules of the contracts, as columns of a plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use datafusion::arrow::array::{
    ArrayRef, BinaryArray, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use rayon::prelude::*;

use super::note::Note;
use super::spec::{FileMark, Large, PieceAt, RULEBOOK, ScanSpec, files, pieces};
use super::{figure_columns, visits};
use crate::config::{Overrides, Pipeline, Rulebook};
use crate::contract::SourceKind;
use crate::extract::contract::inspection_row::Asked;
use crate::extract::contract::precedence::Precedence;
use crate::extract::contract::{inspections, observations};
use crate::extract::map::Batch;
use crate::extract::open::open;
use crate::extract::opened_feed::{OpenedFeed, Piece};
use crate::extract::quarantine::{Ledger, RowEvidence, RowLocation};
use crate::extract::reduce::memory_plan::Memory;
use crate::extract::source_scans::SourceScans;
use crate::extract::{Engine, Extract};
use crate::tables::{Areas, Authorities, Indicators};

/// The bucket of notes, which is none of rows.
pub(super) const OF_NOTES: u32 = u32::MAX;

/// What is said of a piece that is not there.
const NO_PIECE: &str = "the source has fewer pieces than the plan names";

/// Reads the pieces of a source.
pub(super) struct Reader {
    feeds: Vec<ReadFeed>,
    pieces: Vec<PieceAt>,
    authorities: Arc<Authorities>,
    indicators: Arc<Indicators>,
    rulebook: Arc<Rulebook>,
    as_of: NaiveDate,
    /// Whether any feed says when its figures came out.
    dated: bool,
}

/// A feed, and a ledger by which its rejected rows are written down.
struct ReadFeed {
    opened: OpenedFeed,
    ledger: Ledger,
}

impl fmt::Debug for Reader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Reader({} pieces)", self.pieces.len())
    }
}

/// The columns that a plan reads: those of the rows, the bucket of each, and notes.
pub(super) fn schema(rows: Large) -> SchemaRef {
    let mut fields = vec![Field::new("bucket", DataType::UInt32, false)];
    fields.extend(match rows {
        Large::Inspections => visits::fields(),
        Large::Observations => figure_columns::fields(),
    });
    fields.push(Field::new("note", DataType::Binary, true));
    Arc::new(Schema::new(fields))
}

impl Reader {
    /// Reads a source that the run has opened.
    pub(super) fn of(extract: &Extract, pipeline: &Pipeline, source: &SourceScans) -> Self {
        let feeds = source.feeds.iter().map(|scan| ReadFeed {
            opened: scan.opened().clone(),
            ledger: scan.ledger().like(),
        });
        Self {
            feeds: feeds.collect(),
            pieces: pieces(source),
            authorities: Arc::clone(&extract.tables.authorities),
            indicators: Arc::new(extract.tables.indicators.clone()),
            rulebook: Arc::new(pipeline.rulebook.clone()),
            as_of: pipeline.as_of,
            dated: source.feeds.iter().any(|scan| scan.is_dated()),
        }
    }

    /// Opens the source that `spec` speaks of, in whatever process this is; once for all plans of the
    /// same source.
    ///
    /// # Errors
    /// As when a run opens it, and a file that is no longer what it was.
    pub(super) fn open(spec: &ScanSpec) -> Result<Arc<Self>, String> {
        /// Opened sources, by what is the same in every plan that reads them; the last ones.
        static OPENED: Mutex<Option<HashMap<ScanSpec, Arc<Reader>>>> = Mutex::new(None);
        const KEPT: usize = 4;
        let key = ScanSpec {
            parts: 0..0,
            noted: true,
            ..spec.clone()
        };
        let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = opened.get_or_insert_default();
        if let Some(known) = opened.get(&key) {
            return Ok(Arc::clone(known));
        }
        let reader = Arc::new(Self::opened(&key)?);
        if opened.len() >= KEPT {
            opened.clear();
        }
        opened.insert(key, Arc::clone(&reader));
        Ok(reader)
    }

    fn opened(spec: &ScanSpec) -> Result<Self, String> {
        let mut pipeline = read_pipeline(spec)?;
        let wanted = [
            SourceKind::Authorities,
            SourceKind::Indicators,
            spec.rows.kind(),
        ];
        pipeline.sources.retain(|of| wanted.contains(&of.kind));
        let may_lose = |label: &str| {
            let mut known = spec.may_lose.iter();
            let known = known.find(|(name, _)| name == label);
            known.map_or(1.0, |(_, bits)| f64::from_bits(*bits))
        };
        let told = |error: crate::extract::ExtractError| error.to_string();
        let opened = open(&pipeline, &|feed| may_lose(&feed.label)).map_err(told)?;
        let mut extract = Extract::default();
        for mut source in opened.sources {
            source.know(&pipeline, &extract.tables.authorities);
            for feed in &mut source.feeds {
                feed.read_joins(&extract.tables.authorities).map_err(told)?;
            }
            if source.kind == spec.rows.kind() {
                check_files(&spec.files, &files(&source))?;
                return Ok(Self::of(&extract, &pipeline, &source));
            }
            extract
                .take(&pipeline, &source, Memory::unlimited(), &Engine::Local)
                .map_err(told)?;
        }
        Err(format!(
            "the pipeline {} has no source {}",
            pipeline.name,
            spec.rows.kind()
        ))
    }

    /// Reads a piece, by its place among those of the source.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn read(&self, at: usize, spec: &ScanSpec) -> Result<Vec<RecordBatch>, String> {
        match spec.rows {
            Large::Inspections => self.read_visits(at, spec),
            Large::Observations => self.read_figures(at, spec),
        }
    }

    fn read_visits(&self, at: usize, spec: &ScanSpec) -> Result<Vec<RecordBatch>, String> {
        let asked = Asked {
            authorities: &self.authorities,
            rulebook: &self.rulebook,
            as_of: self.as_of,
        };
        let read = |batch: &Batch<'_>| inspections::read(batch, asked, &spec.parts);
        let mut piece = self.piece(at, spec, &read)?;
        let mut note = Note::of(at, &mut piece);
        let mut order = first_order(at)?;
        let mut batches = Vec::with_capacity(piece.results.len() + 1);
        for batch in &piece.results {
            note.add_inspections(batch);
            let all = batch.visits.iter().flat_map(|list| list.all());
            let placed: Vec<_> = (order..)
                .zip(all)
                .map(|(order, visit)| visits::Placed {
                    order,
                    visit: *visit,
                })
                .collect();
            order += placed.len() as u64;
            let buckets = placed.iter().map(|of| of.visit.urn.bucket() as u32);
            let buckets = UInt32Array::from_iter_values(buckets);
            batches.push(of_rows(spec.rows, buckets, visits::columns(&placed)?)?);
        }
        self.with_note(spec, batches, &note)
    }

    fn read_figures(&self, at: usize, spec: &ScanSpec) -> Result<Vec<RecordBatch>, String> {
        let read = |batch: &Batch<'_>| {
            observations::read(batch, &self.authorities, &self.indicators, self.as_of)
        };
        let mut piece = self.piece(at, spec, &read)?;
        let mut note = Note::of(at, &mut piece);
        let mut order = first_order(at)?;
        let areas = Areas {
            authorities: self.authorities.len(),
            regions: self.authorities.regions().len(),
        };
        let mut batches = Vec::with_capacity(piece.results.len() + 1);
        for batch in &piece.results {
            note.add_observations(batch);
            let precedence = figure_columns::precedences(batch, self.dated, |edition| {
                Precedence::of(edition.day(), self.as_of)
            });
            let placed = figure_columns::Placed {
                batch,
                precedence: &precedence,
                order,
                areas,
            };
            order += batch.rows.len() as u64;
            let buckets = UInt32Array::from(figure_columns::buckets(batch));
            batches.push(of_rows(
                spec.rows,
                buckets,
                figure_columns::columns(&placed)?,
            )?);
        }
        self.with_note(spec, batches, &note)
    }

    fn piece<T>(
        &self,
        at: usize,
        spec: &ScanSpec,
        read: &(impl Fn(&Batch<'_>) -> T + Sync),
    ) -> Result<Piece<T>, String> {
        let place = self.pieces.get(at);
        let place = place.ok_or(NO_PIECE)?;
        let feed = &self.feeds[place.feed];
        let ledger = spec.noted.then_some(&feed.ledger);
        feed.opened
            .read_piece((place.file, place.piece), ledger, read)
            .map_err(|error| error.to_string())
    }

    /// What stands in these rows of these pieces, each a JSON object.
    ///
    /// # Errors
    /// Damage found while reading.
    pub(super) fn records(
        &self,
        wanted: &BTreeMap<usize, BTreeSet<RowLocation>>,
    ) -> Result<BTreeMap<RowLocation, String>, String> {
        let pieces: Vec<_> = wanted.iter().collect();
        let records: Vec<Vec<(RowLocation, String)>> = pieces
            .into_par_iter()
            .map(|(at, rows)| {
                let read = |batch: &Batch<'_>| -> Vec<(RowLocation, String)> {
                    let raw = batch.raw();
                    let all = (0..raw.columns.num_rows()).map(|row| raw.row(row));
                    let wanted = all.filter(|row| rows.contains(&row.location()));
                    wanted.map(|row| (row.location(), row.record())).collect()
                };
                let place = self.pieces.get(*at).ok_or(NO_PIECE)?;
                let feed = &self.feeds[place.feed].opened;
                let piece = feed.read_piece((place.file, place.piece), None, &read);
                let piece = piece.map_err(|error| error.to_string())?;
                Ok(piece.results.concat())
            })
            .collect::<Result<_, String>>()?;
        Ok(records.into_iter().flatten().collect())
    }

    /// The batches, and one with the note of their piece.
    fn with_note(
        &self,
        spec: &ScanSpec,
        mut batches: Vec<RecordBatch>,
        note: &Note,
    ) -> Result<Vec<RecordBatch>, String> {
        if spec.noted {
            let text = serde_json::to_vec(note).map_err(|error| error.to_string())?;
            let schema = schema(spec.rows);
            let fields = schema.fields();
            let mut columns: Vec<ArrayRef> = fields
                .iter()
                .map(|field| new_null_array(field.data_type(), 1))
                .collect();
            columns[0] = Arc::new(UInt32Array::from(vec![OF_NOTES]));
            let last = columns.len() - 1;
            columns[last] = Arc::new(BinaryArray::from_vec(vec![text.as_slice()]));
            batches.push(batch(schema, columns)?);
        }
        Ok(batches)
    }
}

/// The place of the first row of a piece in the order of all rows.
fn first_order(at: usize) -> Result<u64, String> {
    let at = u32::try_from(at).map_err(|_| "a source has at most 2^32 pieces")?;
    Ok(u64::from(at) << 32)
}

/// The piece that a row of this place is of.
pub(super) const fn piece_of(order: u64) -> usize {
    (order >> 32) as usize
}

/// Rows with their buckets, and without a note.
fn of_rows(
    rows: Large,
    buckets: UInt32Array,
    columns: Vec<ArrayRef>,
) -> Result<RecordBatch, String> {
    let count = buckets.len();
    let mut all: Vec<ArrayRef> = vec![Arc::new(buckets)];
    all.extend(columns);
    all.push(new_null_array(&DataType::Binary, count));
    batch(schema(rows), all)
}

fn batch(schema: SchemaRef, columns: Vec<ArrayRef>) -> Result<RecordBatch, String> {
    RecordBatch::try_new_with_options(schema, columns, &RecordBatchOptions::new())
        .map_err(|error| error.to_string())
}

/// The pipeline as another process was given it.
fn read_pipeline(spec: &ScanSpec) -> Result<Pipeline, String> {
    let of = &spec.pipeline;
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let folder = tempfile::tempdir().map_err(|error| failed(&std::env::temp_dir(), error))?;
    let file = folder.path().join("pipeline.toml");
    for (path, text) in [
        (&file, &of.text),
        (&folder.path().join(RULEBOOK), &of.rulebook),
    ] {
        fs::write(path, text).map_err(|error| failed(path, error))?;
    }
    let overrides = Overrides {
        as_of: Some(of.as_of),
        root: of.root.clone(),
        sources: of.sources.clone(),
        place: Some(of.place.clone()),
    };
    Pipeline::read(&file, &overrides).map_err(|error| error.to_string())
}

/// Fails where a file is no longer what it was, or is not there where this process is.
fn check_files(then: &[FileMark], now: &[FileMark]) -> Result<(), String> {
    let changed = then.iter().zip(now).find(|(then, now)| then != now);
    if let Some((then, _)) = changed {
        return Err(format!(
            "{}: is not the file that the run opened; run again when it is delivered completely, and let every process see the same files",
            then.name
        ));
    }
    match then.len() == now.len() {
        true => Ok(()),
        false => Err(format!(
            "the run opened {} files, and {} are here; let every process see the same files",
            then.len(),
            now.len()
        )),
    }
}
