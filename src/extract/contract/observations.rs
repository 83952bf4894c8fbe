//! Observations of indicators.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::{MissingReason, PeriodLabel, PeriodUnit};
use crate::extract::map::Batch;
use crate::extract::quarantine::{Counts, RawBatch};
use crate::tables::{ALL, Area, Authorities, Fault, IndicatorIx, Indicators, RowDay, Rule};

use super::area_names;
use super::catalogue;
use super::figure::Numbers;
use super::parse::{self, Cell, Parsed, PublishedFigure};

/// Why a second figure for the same place is rejected.
pub(crate) const REPEATED: &str = "an earlier row has a figure for the same area, indicator, breakdown and period; the first is kept";

/// One figure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Observation {
    /// The council, region or nation.
    pub area: Area,
    /// The indicator.
    pub indicator: IndicatorIx,
    /// The breakdown's place in the batch's own list.
    pub breakdown: u32,
    /// The period's place in the batch's own list.
    pub period: u32,
    /// The value; NaN where it is missing.
    pub value: f64,
    /// Numerator and denominator; NaN where they are missing.
    pub parts: (f64, f64),
    /// The publisher's lower and upper limit; NaN where they are missing.
    pub limits: (f64, f64),
    /// Why the value is missing, where it is.
    pub missing: MissingReason,
    /// The place of its status in the batch's own list.
    pub status: Option<u32>,
    /// The row's place in its batch.
    pub row: u32,
}

/// When figures came out, as far as their rows say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Edition {
    /// The day on which the extract was taken.
    pub extracted_on: Option<NaiveDate>,
    /// The day on which they were published.
    pub published_on: Option<NaiveDate>,
}

impl Edition {
    /// The day that decides which of two figures for the same place is retained.
    pub(crate) fn day(self) -> Option<NaiveDate> {
        self.extracted_on.or(self.published_on)
    }
}

/// The figures of a batch, with the texts that they name by place.
#[derive(Debug)]
pub(crate) struct ObservationBatch {
    /// Periods as the rows write them, and what that says.
    pub periods: Vec<(String, PeriodLabel)>,
    /// Breakdowns.
    pub breakdowns: Vec<String>,
    /// The states of figures in words.
    pub statuses: Vec<Arc<str>>,
    /// The figures, those of an edition together.
    pub rows: Vec<Observation>,
    /// The editions, and the rows of each.
    pub editions: Vec<(Edition, Range<usize>)>,
    /// How many values were written as each missing marker.
    pub missing: BTreeMap<&'static str, u64>,
    /// Rows that cannot have been known by the as-of date.
    pub after_as_of: u64,
    /// Whether a row may repeat the figures of an earlier one.
    pub may_repeat: bool,
    /// The rows as they stand in their file.
    pub raw: Arc<RawBatch>,
}

/// Whether two numbers are the same, or both missing.
pub(crate) fn same(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

impl ObservationBatch {
    /// Adds to `counts` the rows that were left out and the values that are missing.
    pub(crate) fn count_into(&self, counts: &mut Counts) {
        counts.after_as_of += self.after_as_of;
        for (marker, values) in &self.missing {
            *counts.missing.entry(marker).or_insert(0) += values;
        }
    }
}

/// Reads the rows of a batch; a figure that was published after `as_of`, or is for a period that
/// begins after it, cannot be known yet, and would otherwise pass for the latest of its series.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    indicators: &Indicators,
    as_of: NaiveDate,
) -> ObservationBatch {
    let area = batch.parse("authority", |scalar| area_names::area(authorities, scalar));
    let indicator = batch.parse("indicator", |scalar| {
        catalogue::indicator(indicators, scalar)
    });
    let periods = RefCell::new(Listed::default());
    let breakdowns = RefCell::new(Listed::default());
    let period = batch.parse("period", |scalar| match parse::period(scalar) {
        Cell::Value((text, label)) if batch.is_of_whole_years() && !is_years(&label) => {
            Cell::Fault(part_of_a_year(&text, &label))
        }
        Cell::Value((_, label)) if label.period.begins() > as_of => Cell::Value(None),
        Cell::Value((text, label)) => Cell::Value(Some(periods.borrow_mut().place(text, label))),
        Cell::Missing(symbol) => Cell::Missing(symbol),
        Cell::Fault(fault) => Cell::Fault(fault),
    });
    let breakdown = batch.parse("breakdown", |scalar| match parse::text(scalar) {
        Cell::Value(name) => Cell::Value(breakdowns.borrow_mut().place(name, ())),
        Cell::Missing(_) => Cell::Value(breakdowns.borrow_mut().place(ALL.to_owned(), ())),
        Cell::Fault(fault) => Cell::Fault(fault),
    });
    let everybody = breakdowns.borrow_mut().place(ALL.to_owned(), ());
    let statuses = RefCell::new(Listed::default());
    let value = batch.parse("value", parse::figure);
    let numerator = batch.parse("numerator", parse::number);
    let denominator = batch.parse("denominator", parse::number);
    let low = batch.parse("low", parse::figure);
    let high = batch.parse("high", parse::figure);
    let status = batch.parse("status", |scalar| match parse::text(scalar) {
        Cell::Value(text) => {
            let place = statuses.borrow_mut().place(text.clone(), ());
            Cell::Value((text, place))
        }
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
    });
    let missing_reason = batch.parse("missing_reason", parse::missing_reason);
    let extracted_on = batch.parse("extracted_on", parse::date);
    let published_on = batch.parse("published_on", parse::date);

    let mut rows = Vec::with_capacity(batch.kept().len());
    let mut missing = BTreeMap::new();
    let mut after_as_of = 0;
    for row in batch.kept() {
        let one = || -> Result<Option<Observation>, Fault> {
            let indicator = *indicator.required(row)?;
            let Some(period) = *period.required(row)? else {
                return Ok(None);
            };
            let known = indicators.get(indicator);
            let number = |column: &Parsed<'_, f64>| -> Result<f64, Fault> {
                Ok(column.optional(row)?.copied().unwrap_or(f64::NAN))
            };
            let in_unit = |figure: Option<&PublishedFigure>| match figure {
                Some(figure) => figure.value_in(known.measure),
                None => Ok(f64::NAN),
            };
            let given = value.optional(row)?;
            let numbers = Numbers {
                value: in_unit(given)?,
                numerator: number(&numerator)?,
                denominator: number(&denominator)?,
                low: in_unit(low.optional(row)?)?,
                high: in_unit(high.optional(row)?)?,
            };
            numbers.check(known, batch.above_whole)?;
            extracted_on.optional(row)?;
            if published_on.optional(row)?.is_some_and(|day| *day > as_of) {
                return Ok(None);
            }
            let missing = match value.at(row) {
                // Another column's reason says more than a blank.
                Cell::Missing(marker) => match missing_reason.optional(row)? {
                    Some(reason) => *reason,
                    None => MissingReason::parse(marker).unwrap_or(MissingReason::Blank),
                },
                Cell::Value(_) | Cell::Fault(_) => MissingReason::NoRow,
            };
            let published = match status.at(row) {
                Cell::Value(status) => Some(status),
                // A status decides nothing, so what the SQL cannot give of it is left blank.
                Cell::Missing(_) | Cell::Fault(_) => None,
            };
            let note = given.and_then(|figure| figure.note.as_deref());
            let place = |text: String| statuses.borrow_mut().place(text, ());
            let status = match (published, note) {
                (Some((text, _)), Some(note)) => Some(place(format!("{text}; {note}"))),
                (Some((_, known)), None) => Some(*known),
                (None, Some(note)) => Some(place(note.to_owned())),
                (None, None) => None,
            };
            Ok(Some(Observation {
                area: area.area(row, authorities, || {
                    RowDay::Own(
                        periods.borrow().values[period as usize]
                            .1
                            .period
                            .speaks_of(),
                    )
                })?,
                indicator,
                breakdown: breakdown.optional(row)?.copied().unwrap_or(everybody),
                period,
                value: numbers.value,
                parts: (numbers.numerator, numbers.denominator),
                limits: (numbers.low, numbers.high),
                missing,
                status,
                row: u32::try_from(row).expect("a batch has fewer than 2^32 rows"),
            }))
        };
        match one() {
            Ok(None) => after_as_of += 1,
            Ok(Some(figure)) => {
                if figure.value.is_nan() {
                    *missing.entry(figure.missing.marker()).or_insert(0) += 1;
                }
                rows.push(figure);
            }
            Err(fault) => batch.reject(row, || key(batch, row), fault),
        }
    }
    let day = |column: &Parsed<'_, NaiveDate>, row| match column.at(row) {
        Cell::Value(day) => Some(*day),
        Cell::Missing(_) | Cell::Fault(_) => None,
    };
    let edition = |figure: &Observation| Edition {
        extracted_on: day(&extracted_on, figure.row as usize),
        published_on: day(&published_on, figure.row as usize),
    };
    ObservationBatch {
        editions: by_edition(&mut rows, edition),
        periods: periods.into_inner().values,
        breakdowns: breakdowns
            .into_inner()
            .values
            .into_iter()
            .map(|(name, ())| name)
            .collect(),
        statuses: statuses
            .into_inner()
            .values
            .into_iter()
            .map(|(status, ())| Arc::from(status))
            .collect(),
        rows,
        missing,
        after_as_of,
        may_repeat: batch.may_repeat,
        raw: Arc::clone(batch.raw()),
    }
}

fn is_years(label: &PeriodLabel) -> bool {
    matches!(label.period.unit(), PeriodUnit::Year | PeriodUnit::Years(_))
}

/// Why a part of a year is not read where nobody asked for it.
fn part_of_a_year(text: &str, label: &PeriodLabel) -> Fault {
    Fault::new(
        Rule::UnreadablePeriod,
        format!(
            "{text:?} is a {} and no year; to read such periods in place of years, say which, such \
             as where = \"time_identifier = 'Financial year Q1'\"",
            label.kind()
        ),
    )
}

/// Puts the rows of each edition together, and says where they are.
fn by_edition(
    rows: &mut [Observation],
    edition: impl Fn(&Observation) -> Edition,
) -> Vec<(Edition, Range<usize>)> {
    if !rows.is_sorted_by_key(&edition) {
        rows.sort_by_key(&edition);
    }
    let mut start = 0;
    rows.chunk_by(|a, b| edition(a) == edition(b))
        .filter_map(|rows| {
            let range = start..start + rows.len();
            start = range.end;
            Some((edition(rows.first()?), range))
        })
        .collect()
}

fn key(batch: &Batch<'_>, row: usize) -> String {
    ["authority", "indicator", "breakdown", "period"]
        .map(|name| batch.shown(name, row))
        .join(" / ")
}

/// Names in order of their first use, each once.
#[derive(Debug)]
struct Listed<T> {
    places: FxHashMap<String, u32>,
    values: Vec<(String, T)>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            places: FxHashMap::default(),
            values: Vec::new(),
        }
    }
}

impl<T> Listed<T> {
    fn place(&mut self, name: String, value: T) -> u32 {
        *self.places.entry(name).or_insert_with_key(|name| {
            self.values.push((name.clone(), value));
            u32::try_from(self.values.len() - 1).expect("a batch has fewer than 2^32 rows")
        })
    }
}
