//! The figures of a run, by indicator, period and breakdown.

use std::collections::{BTreeMap, BTreeSet};

use super::super::shorthand::Shorthand;
use super::super::{ExportError, Notice};
use super::areas::Areas;
use super::times::{NoTime, Time, TimeIdentifiers};
use crate::domain::MissingReason;
use crate::review::{Cell, Row, RunTable};

/// How many labels of periods are named in a sentence.
const NAMED: usize = 5;

/// The breakdown that is everybody, in tables and in the standard.
const EVERYBODY: (&str, &str) = ("all", "Total");

/// A period and a breakdown.
pub(super) type Key = (Time, String);

/// All figures of a period and a breakdown of an indicator; each is a number, or letters that say
/// why there is none.
#[derive(Debug, Default)]
pub(super) struct Slice {
    /// By the place of the council; none where no row of the extract speaks of it.
    pub(super) councils: Vec<Option<String>>,
    /// By the name of the region.
    pub(super) regions: BTreeMap<String, String>,
    /// England's.
    pub(super) nation: Option<String>,
}

/// Indicators that have the same periods and breakdowns.
#[derive(Debug)]
pub(super) struct Set {
    /// The kind of year.
    pub(super) identifier: &'static str,
    /// The indicators, in the order of their keys.
    pub(super) indicators: Vec<String>,
    /// Their periods and breakdowns.
    pub(super) keys: BTreeSet<Key>,
}

/// The figures of a run.
#[derive(Debug, Default)]
pub(super) struct Figures {
    slices: BTreeMap<String, BTreeMap<Key, Slice>>,
    left_out: BTreeSet<String>,
    figures_left_out: u64,
    computed: u64,
    /// The kind of year that stands where nothing says which it is.
    pub(super) assumed: Option<&'static str>,
}

impl Figures {
    /// Reads the figures.
    ///
    /// # Errors
    /// When the table cannot be read, or has years of which nothing says the kind.
    pub(super) fn read(
        source: &RunTable<'_>,
        areas: &Areas,
        times: &TimeIdentifiers,
    ) -> Result<Self, ExportError> {
        let places = Places::of(source)?;
        let mut figures = Self::default();
        let mut known: BTreeMap<String, Result<(Time, bool), NoTime>> = BTreeMap::new();
        source.each(|row| {
            let (Some(authority), Some(label)) =
                (row.text(places.authority), row.text(places.period))
            else {
                return Ok(());
            };
            let Some(place) = areas.place(authority) else {
                return Ok(());
            };
            if !known.contains_key(label) {
                known.insert(label.to_owned(), times.of(label));
            }
            let (time, assumed) = match &known[label] {
                Ok(known) => known,
                Err(NoTime::NoYear) => {
                    figures.left_out.insert(label.to_owned());
                    let is_figure = row.cell(places.value) != Cell::Missing;
                    figures.figures_left_out += u64::from(is_figure);
                    return Ok(());
                }
                Err(NoTime::Unknown) => return Err(unknown_year(label)),
            };
            if *assumed {
                figures.assumed = Some(time.identifier);
            }
            figures.take(&row, time, (places, place), areas);
            Ok::<(), ExportError>(())
        })?;
        for slices in figures.slices.values_mut() {
            slices.retain(|_, slice| !slice.is_empty());
        }
        figures.slices.retain(|_, slices| !slices.is_empty());
        Ok(figures)
    }

    /// The indicators in sets that have the same periods and breakdowns: in one file a cell stands
    /// for every indicator, and none has to be made up.
    pub(super) fn sets(&self) -> Vec<Set> {
        let mut sets: BTreeMap<(&'static str, BTreeSet<Key>), Vec<String>> = BTreeMap::new();
        for (indicator, slices) in &self.slices {
            let mut by_kind: BTreeMap<&'static str, BTreeSet<Key>> = BTreeMap::new();
            for key in slices.keys() {
                by_kind
                    .entry(key.0.identifier)
                    .or_default()
                    .insert(key.clone());
            }
            for set in by_kind {
                sets.entry(set).or_default().push(indicator.clone());
            }
        }
        let sets = sets.into_iter();
        sets.map(|((identifier, keys), indicators)| Set {
            identifier,
            indicators,
            keys,
        })
        .collect()
    }

    /// The figures of an indicator.
    pub(super) fn slice(&self, indicator: &str, key: &Key) -> Option<&Slice> {
        self.slices.get(indicator)?.get(key)
    }

    /// What was left out because the standard has no such year.
    pub(super) fn left_out(&self) -> Option<Notice> {
        (!self.left_out.is_empty()).then(|| Notice::PeriodsLeftOut {
            labels: self.left_out.iter().take(NAMED).cloned().collect(),
            figures: self.figures_left_out,
        })
    }

    /// England's figures that were computed.
    pub(super) fn computed(&self) -> Option<Notice> {
        (self.computed > 0).then_some(Notice::ComputedNational {
            figures: self.computed,
        })
    }

    /// Takes in one row.
    fn take(
        &mut self,
        row: &Row<'_>,
        time: &Time,
        (places, place): (Places, usize),
        areas: &Areas,
    ) {
        let (Some(indicator), Some(breakdown)) =
            (row.text(places.indicator), row.text(places.breakdown))
        else {
            return;
        };
        let breakdown = match breakdown.trim() {
            word if word == EVERYBODY.0 => EVERYBODY.1,
            other => other,
        };
        if !self.slices.contains_key(indicator) {
            self.slices.insert(indicator.to_owned(), BTreeMap::new());
        }
        let slices = self.slices.entry(indicator.to_owned()).or_default();
        let slice = slices
            .entry((time.clone(), breakdown.to_owned()))
            .or_default();
        slice.councils.resize(areas.councils.len(), None);
        slice.councils[place] = match row.cell(places.value) {
            Cell::Number(number) => Some(number.to_string()),
            _ => match row.text(places.missing_reason) {
                Some(word) if word == MissingReason::NoRow.word() => None,
                Some(word) => Some(Shorthand::of_word(word).letters().to_owned()),
                None => Some(Shorthand::NotAvailable.letters().to_owned()),
            },
        };
        if let (Cell::Number(number), Some(region)) =
            (row.cell(places.region_value), &areas.councils[place].region)
        {
            slice
                .regions
                .entry(region.clone())
                .or_insert_with(|| number.to_string());
        }
        if let Cell::Number(number) = row.cell(places.national_value)
            && slice.nation.is_none()
        {
            slice.nation = Some(number.to_string());
            self.computed += u64::from(row.text(places.national_source) == Some("computed"));
        }
    }
}

impl Slice {
    /// Whether no row of the extract speaks of it.
    fn is_empty(&self) -> bool {
        self.nation.is_none()
            && self.regions.is_empty()
            && self.councils.iter().all(Option::is_none)
    }
}

/// The places of the columns that figures are made of.
#[derive(Debug, Clone, Copy)]
struct Places {
    authority: usize,
    indicator: usize,
    breakdown: usize,
    period: usize,
    value: usize,
    missing_reason: usize,
    region_value: usize,
    national_value: usize,
    national_source: usize,
}

impl Places {
    fn of(source: &RunTable<'_>) -> Result<Self, ExportError> {
        let place = |name: &str| {
            let mut columns = source.table.columns.iter();
            columns
                .position(|column| column.name == name)
                .ok_or_else(|| {
                    let table = source.table.name;
                    ExportError::Refused(format!("the table {table} has no column `{name}`"))
                })
        };
        Ok(Self {
            authority: place("authority")?,
            indicator: place("indicator")?,
            breakdown: place("breakdown")?,
            period: place("period")?,
            value: place("value")?,
            missing_reason: place("missing_reason")?,
            region_value: place("region_value")?,
            national_value: place("national_value")?,
            national_source: place("national_source")?,
        })
    }
}

fn unknown_year(label: &str) -> ExportError {
    ExportError::Refused(format!(
        "the period {label:?} is a year across two, and the standard asks which: say \
         --time-identifier \"Academic year\", \"Financial year\" or \"Tax year\", and choose the \
         indicators of that year with --indicator where others have another"
    ))
}
