//! Observations of indicators, read row by row.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{MissingReason, PeriodLabel, PeriodUnit};
use crate::extract::map::Batch;
use crate::tables::{
    ALL, Area, Authorities, Fault, Indicator, IndicatorIx, Indicators, RowDay, Rule,
};

use super::area_names::{self, Named};
use super::availability::{Availability, Passed};
use super::catalogue;
use super::figure::Numbers;
use super::listed::Listed;
use super::observation::{Edition, Observation, ObservationBatch};
use super::parse::{self, Cell, Parsed, PublishedFigure};

/// Reads the rows of a batch; a figure that was published after `as_of`, came out after it by the
/// pipeline's `available_after`, or is for a period that begins after it, cannot be known yet, and
/// would otherwise pass for the latest of its series.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    indicators: &Indicators,
    as_of: NaiveDate,
) -> ObservationBatch {
    let asked = Asked {
        authorities,
        indicators,
        as_of,
    };
    let texts = Texts::default();
    let columns = Columns::parse(batch, &asked, &texts);
    let mut rows = Vec::with_capacity(batch.kept().len());
    let mut missing = BTreeMap::new();
    let mut after_as_of = 0;
    for row in batch.kept() {
        match columns.figure(row, &asked, &texts) {
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
    let editions = match columns.extracted_on.is_given() || columns.published_on.is_given() {
        true => by_edition(&mut rows, |figure| columns.edition(figure)),
        false => by_edition(&mut rows, |_| Edition::default()),
    };
    ObservationBatch {
        availability: columns.availability,
        periods: texts.periods.into_inner().values,
        breakdowns: texts.breakdowns.into_inner().names().collect(),
        statuses: texts.statuses.into_inner().names().map(Arc::from).collect(),
        rows,
        editions,
        missing,
        after_as_of,
        may_repeat: batch.may_repeat,
        raw: Arc::clone(batch.raw()),
    }
}

/// What rows are read against.
struct Asked<'a> {
    authorities: &'a Authorities,
    indicators: &'a Indicators,
    as_of: NaiveDate,
}

/// The texts that figures name by place, gathered while cells are read.
#[derive(Default)]
struct Texts {
    periods: RefCell<Listed<PeriodLabel>>,
    breakdowns: RefCell<Listed<()>>,
    statuses: RefCell<Listed<()>>,
}

impl Texts {
    fn period(&self, text: &str, label: PeriodLabel) -> u32 {
        self.periods.borrow_mut().place(text, label)
    }

    fn breakdown(&self, name: &str) -> u32 {
        self.breakdowns.borrow_mut().place(name, ())
    }

    fn status(&self, text: &str) -> u32 {
        self.statuses.borrow_mut().place(text, ())
    }

    /// The day whose names of areas a row of the period at this place speaks in.
    fn day(&self, period: u32) -> RowDay {
        let periods = self.periods.borrow();
        let (_, label) = periods.get(period);
        RowDay::Own(label.period.speaks_of())
    }
}

/// The contract's columns of a batch.
struct Columns<'b> {
    area: Parsed<'b, Named<Area>>,
    indicator: Parsed<'b, IndicatorIx>,
    /// The place among the texts; `None` of a period that begins after the as-of date.
    period: Parsed<'b, Option<u32>>,
    breakdown: Parsed<'b, u32>,
    /// The breakdown of rows that have none.
    everybody: u32,
    value: Parsed<'b, PublishedFigure>,
    numerator: Parsed<'b, f64>,
    denominator: Parsed<'b, f64>,
    low: Parsed<'b, PublishedFigure>,
    high: Parsed<'b, PublishedFigure>,
    status: Parsed<'b, (String, u32)>,
    missing_reason: Parsed<'b, MissingReason>,
    extracted_on: Parsed<'b, NaiveDate>,
    published_on: Parsed<'b, NaiveDate>,
    /// How long after a period figures come out whose row does not say it.
    availability: Availability,
    /// Which of these times have passed since each period of the texts.
    passed: Vec<Passed>,
    /// By which part of its whole a share may be above it.
    above_whole: f64,
}

impl<'b> Columns<'b> {
    fn parse(batch: &'b Batch<'_>, asked: &Asked<'_>, texts: &Texts) -> Self {
        let period = batch.parse("period", |scalar| match parse::period(scalar) {
            Cell::Value((text, label)) if batch.is_of_whole_years() && !is_years(&label) => {
                Cell::Fault(part_of_a_year(&text, &label))
            }
            Cell::Value((_, label)) if label.period.begins() > asked.as_of => Cell::Value(None),
            Cell::Value((text, label)) => Cell::Value(Some(texts.period(&text, label))),
            Cell::Missing(symbol) => Cell::Missing(symbol),
            Cell::Fault(fault) => Cell::Fault(fault),
        });
        let breakdown = batch.parse("breakdown", |scalar| match parse::text(scalar) {
            Cell::Value(name) => Cell::Value(texts.breakdown(&name)),
            Cell::Missing(_) => Cell::Value(texts.breakdown(ALL)),
            Cell::Fault(fault) => Cell::Fault(fault),
        });
        let status = batch.parse("status", |scalar| match parse::text(scalar) {
            Cell::Value(text) => {
                let place = texts.status(&text);
                Cell::Value((text, place))
            }
            Cell::Missing(marker) => Cell::Missing(marker),
            Cell::Fault(fault) => Cell::Fault(fault),
        });
        let availability = Availability::new(batch.available_after, asked.indicators);
        Self {
            area: batch.parse("authority", |scalar| {
                area_names::area(asked.authorities, scalar)
            }),
            indicator: batch.parse("indicator", |scalar| {
                catalogue::indicator(asked.indicators, scalar)
            }),
            period,
            breakdown,
            everybody: texts.breakdown(ALL),
            value: batch.parse("value", parse::figure),
            numerator: batch.parse("numerator", parse::number),
            denominator: batch.parse("denominator", parse::number),
            low: batch.parse("low", parse::figure),
            high: batch.parse("high", parse::figure),
            status,
            missing_reason: batch.parse("missing_reason", parse::missing_reason),
            extracted_on: batch.parse("extracted_on", parse::date),
            published_on: batch.parse("published_on", parse::date),
            passed: {
                let periods = texts.periods.borrow();
                let labels = periods.values.iter().map(|(_, label)| label);
                labels
                    .map(|label| availability.passed(label, asked.as_of))
                    .collect()
            },
            availability,
            above_whole: batch.above_whole,
        }
    }

    /// The figure of a row; `None` where it cannot be known by the as-of date.
    fn figure(
        &self,
        row: usize,
        asked: &Asked<'_>,
        texts: &Texts,
    ) -> Result<Option<Observation>, Fault> {
        let indicator = *self.indicator.required(row)?;
        let Some(period) = *self.period.required(row)? else {
            return Ok(None);
        };
        let numbers = self.numbers(row, asked.indicators.get(indicator))?;
        self.extracted_on.optional(row)?;
        let is_out = match self.published_on.optional(row)? {
            Some(day) => *day <= asked.as_of,
            None => self
                .availability
                .is_out(indicator, self.passed[period as usize]),
        };
        if !is_out {
            return Ok(None);
        }
        let missing = self.missing(row)?;
        let status = self.status(row, texts)?;
        Ok(Some(Observation {
            area: self
                .area
                .area(row, asked.authorities, || texts.day(period))?,
            indicator,
            breakdown: self
                .breakdown
                .optional(row)?
                .copied()
                .unwrap_or(self.everybody),
            period,
            value: numbers.value,
            parts: (numbers.numerator, numbers.denominator),
            limits: (numbers.low, numbers.high),
            missing,
            status,
            row: u32::try_from(row).expect("a batch has fewer than 2^32 rows"),
        }))
    }

    /// The numbers of a row in the unit of its `indicator`, where they agree with one another.
    fn numbers(&self, row: usize, indicator: &Indicator) -> Result<Numbers, Fault> {
        let number = |column: &Parsed<'_, f64>| -> Result<f64, Fault> {
            Ok(column.optional(row)?.copied().unwrap_or(f64::NAN))
        };
        let in_unit = |column: &Parsed<'_, PublishedFigure>| -> Result<f64, Fault> {
            match column.optional(row)? {
                Some(figure) => figure.value_in(indicator.measure),
                None => Ok(f64::NAN),
            }
        };
        let numbers = Numbers {
            value: in_unit(&self.value)?,
            numerator: number(&self.numerator)?,
            denominator: number(&self.denominator)?,
            low: in_unit(&self.low)?,
            high: in_unit(&self.high)?,
        };
        numbers.check(indicator, self.above_whole)?;
        Ok(numbers)
    }

    /// Why the value of a row is missing, where it is.
    fn missing(&self, row: usize) -> Result<MissingReason, Fault> {
        Ok(match self.value.at(row) {
            // Another column's reason says more than a blank.
            Cell::Missing(marker) => match self.missing_reason.optional(row)? {
                Some(reason) => *reason,
                None => MissingReason::parse(marker).unwrap_or(MissingReason::Blank),
            },
            Cell::Value(_) | Cell::Fault(_) => MissingReason::NoRow,
        })
    }

    /// The place of a row's status among the texts, with what is noted beside its value.
    fn status(&self, row: usize, texts: &Texts) -> Result<Option<u32>, Fault> {
        let published = match self.status.at(row) {
            Cell::Value(status) => Some(status),
            // A status decides nothing, so what the SQL cannot give of it is left blank.
            Cell::Missing(_) | Cell::Fault(_) => None,
        };
        let figure = self.value.optional(row)?;
        let note = figure.and_then(|figure| figure.note.as_deref());
        Ok(match (published, note) {
            (Some((text, _)), Some(note)) => Some(texts.status(&format!("{text}; {note}"))),
            (Some((_, known)), None) => Some(*known),
            (None, Some(note)) => Some(texts.status(note)),
            (None, None) => None,
        })
    }

    /// When a figure came out.
    fn edition(&self, figure: &Observation) -> Edition {
        let day = |column: &Parsed<'_, NaiveDate>| match column.at(figure.row as usize) {
            Cell::Value(day) => Some(*day),
            Cell::Missing(_) | Cell::Fault(_) => None,
        };
        Edition {
            extracted_on: day(&self.extracted_on),
            published_on: day(&self.published_on),
        }
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
