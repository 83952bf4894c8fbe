//! The seam between raw rows and small tables.
//!
//! Everything after it is as large as the nation has authorities; only what is behind
//! [`Reduction`] grows with the rows. It has two functions, so that a distributed engine can
//! take its place without anything else noticing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::correction::{Settled, Side};
use super::quarantine::{Fault, Quarantined, rules};
use super::recency::Recency;
use super::source::Place;
use super::tables::{
    Area, Day, IndicatorIx, Inspection, Observation, ObservationBatch, ProvisionIx, Urn,
    observations,
};
use crate::domain::{AuthorityIx, Grade, Period};

/// Settings of one authority and provision type: how many are open, and how many of them were
/// found at each grade by their latest full inspection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SettingCount {
    /// Open settings.
    pub settings: u32,
    /// Those with each grade, Outstanding first.
    pub grades: [u32; 4],
}

impl SettingCount {
    /// Settings that were inspected.
    pub fn inspected(&self) -> u32 {
        self.grades.iter().sum()
    }

    /// Settings found at `grade`.
    pub fn at(&self, grade: Grade) -> u32 {
        self.grades[usize::from(grade.level()) - 1]
    }

    /// Settings found good or outstanding.
    pub fn good_or_better(&self) -> u32 {
        self.at(Grade::Outstanding) + self.at(Grade::Good)
    }
}

/// An open setting with its latest full inspection: one of those that were counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The authority in whose area it is.
    pub authority: AuthorityIx,
    /// Its type.
    pub provision: ProvisionIx,
    /// Its reference number.
    pub urn: Urn,
    /// The grade; `None` where it was not inspected yet.
    pub grade: Option<Grade>,
    /// The day of the inspection.
    pub inspected_on: Option<Day>,
}

/// Counts for every authority and provision type.
#[derive(Debug, Clone, Default)]
pub struct SettingCounts {
    provisions: usize,
    counts: Vec<SettingCount>,
}

impl SettingCounts {
    /// No settings.
    pub fn new(authorities: usize, provisions: usize) -> Self {
        Self {
            provisions,
            counts: vec![SettingCount::default(); authorities * provisions],
        }
    }

    /// The count of one authority and provision type, by its place in the rulebook.
    pub fn get(&self, authority: AuthorityIx, provision: usize) -> &SettingCount {
        &self.counts[authority.index() * self.provisions + provision]
    }

    fn count(&mut self, setting: &Setting) {
        let place = setting.authority.index() * self.provisions + setting.provision.index();
        let count = &mut self.counts[place];
        count.settings += 1;
        if let Some(grade) = setting.grade {
            count.grades[usize::from(grade.level()) - 1] += 1;
        }
    }

    /// Counts other settings too.
    pub fn add(&mut self, others: &Self) {
        for (count, other) in self.counts.iter_mut().zip(&others.counts) {
            count.settings += other.settings;
            for (grade, more) in count.grades.iter_mut().zip(other.grades) {
                *grade += more;
            }
        }
    }
}

/// One indicator, breakdown and period: a value for every council, then every region, then
/// the nation; NaN where it is missing.
#[derive(Debug, Clone)]
pub struct Slice {
    /// The indicator.
    pub indicator: IndicatorIx,
    /// Group of children; `all` is everybody.
    pub breakdown: String,
    /// The period as published.
    pub label: String,
    /// Its years.
    pub period: Period,
    /// The values.
    pub values: Vec<f64>,
    /// Numerators and denominators, where the source gives any.
    pub parts: Option<Parts>,
}

/// Numerators and denominators of a slice, in the order of its values.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Numerators.
    pub numerators: Vec<f64>,
    /// Denominators.
    pub denominators: Vec<f64>,
}

/// How many councils and regions a slice has room for.
#[derive(Debug, Clone, Copy)]
pub struct Areas {
    /// Councils.
    pub authorities: usize,
    /// Regions.
    pub regions: usize,
}

impl Areas {
    /// How many there are in all, which is the length of a slice.
    pub fn count(self) -> usize {
        self.authorities + self.regions + 1
    }

    /// The place of an area in a slice.
    pub fn place(self, area: Area) -> usize {
        match area {
            Area::Authority(authority) => authority.index(),
            Area::Region(region) => self.authorities + region.index(),
            Area::Nation => self.authorities + self.regions,
        }
    }
}

/// How the rows of a file say which settings there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Each setting is as its latest visit says.
    Visits,
    /// Each extract lists every setting that was open on its day, so that each is as the latest
    /// extract taken by the as-of date says; `None` where none was taken by then.
    Snapshots(Option<Snapshot>),
}

impl Series {
    /// The series that a row belongs to, where `by_file` has that of each file.
    fn of(visit: &Inspection, by_file: &[Self]) -> Self {
        let series = by_file.get(visit.place.file()).copied();
        series.unwrap_or(Self::Visits)
    }
}

/// An extract that lists every open setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// How it lies to the as-of date.
    pub recency: Recency,
    /// Its day.
    pub day: Day,
}

/// What became of inspections.
#[derive(Debug, Default)]
pub struct Reduced {
    /// Open settings by grade.
    pub counts: SettingCounts,
    /// The settings that were counted, in order of authority, type and reference number.
    pub settings: Vec<Setting>,
    /// Rows set aside, in the order of the source.
    pub duplicates: Vec<(Inspection, Fault)>,
    /// Rows that gave way to another extract's.
    pub settled: Settled<Visit>,
}

/// The place of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The council, region or nation.
    pub area: Area,
    /// The indicator.
    pub indicator: IndicatorIx,
    /// Group of children.
    pub breakdown: String,
    /// The period as published.
    pub period: String,
}

/// What became of observations.
#[derive(Debug, Default)]
pub struct Laid {
    /// The figures.
    pub slices: Vec<Slice>,
    /// Rows set aside.
    pub duplicates: Vec<Quarantined>,
    /// Rows that gave way to another extract's.
    pub settled: Settled<Figure>,
}

/// Turns many rows into small tables.
pub trait Reduction {
    /// Counts open settings by the grade of their latest full inspection. A second row with
    /// the same key and extract is set aside. Each batch is in order of [`Inspection::order`];
    /// all visits to a setting come together. `series` has that of each file, and is empty where
    /// all are visits.
    fn latest_inspections(
        &self,
        batches: Vec<Vec<Inspection>>,
        series: &[Series],
        authorities: usize,
        provisions: usize,
    ) -> Reduced;

    /// Lays observations out as dense slices, in order of indicator name, breakdown and
    /// period. Of several extracts' figures for the same place that of the preferred extract
    /// stands; a second figure of the same extract is set aside.
    ///
    /// `feed` gives one batch after another, in the order of the rows. Where none of them is of a
    /// `dated` extract, only few are in memory at a time.
    ///
    /// # Errors
    /// What `feed` fails with.
    fn latest_observations<E>(
        &self,
        feed: impl FnOnce(&mut (dyn FnMut(ObservationBatch) + Send)) -> Result<(), E>,
        dated: bool,
        areas: Areas,
        as_of: NaiveDate,
    ) -> Result<Laid, E>;
}

/// The reduction on one machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

impl Reduction for Local {
    fn latest_inspections(
        &self,
        batches: Vec<Vec<Inspection>>,
        series: &[Series],
        authorities: usize,
        provisions: usize,
    ) -> Reduced {
        let none = || Reduced {
            counts: SettingCounts::new(authorities, provisions),
            ..Reduced::default()
        };
        // One part of the settings at a time on each core: a part fits a cache, and what is
        // copied out of the batches is never more than the parts at hand.
        let mut reduced = (0..Urn::PARTS)
            .into_par_iter()
            .fold(none, |mut reduced, part| {
                let mut visits: Vec<Inspection> = Vec::new();
                for batch in &batches {
                    let start = batch.partition_point(|visit| visit.urn.part() < part);
                    let length = batch[start..].partition_point(|visit| visit.urn.part() == part);
                    visits.extend_from_slice(&batch[start..start + length]);
                }
                // Stable, because it makes use of the order that each batch has already.
                visits.sort_by_key(Inspection::order);
                for visits in visits.chunk_by(|a, b| a.urn == b.urn) {
                    reduced.setting(visits, series);
                }
                reduced
            })
            .reduce(none, |mut reduced, other| {
                reduced.counts.add(&other.counts);
                reduced.settings.extend_from_slice(&other.settings);
                reduced.duplicates.extend(other.duplicates);
                reduced.settled.add(other.settled);
                reduced
            });
        drop(batches);
        reduced
            .duplicates
            .sort_unstable_by_key(|(visit, _)| visit.place);
        reduced
            .settings
            .par_sort_unstable_by_key(|of| (of.authority, of.provision, of.urn));
        reduced
    }

    fn latest_observations<E>(
        &self,
        feed: impl FnOnce(&mut (dyn FnMut(ObservationBatch) + Send)) -> Result<(), E>,
        dated: bool,
        areas: Areas,
        as_of: NaiveDate,
    ) -> Result<Laid, E> {
        if !dated {
            let mut layout = Layout::new(areas, false);
            feed(&mut |batch| layout.add(Recency::UNKNOWN, &batch, &batch.rows))?;
            return Ok(layout.finish());
        }
        let mut batches = Vec::new();
        feed(&mut |batch| batches.push(batch))?;
        // The preferred extract first, so that the first figure for a place is the one that
        // stands.
        let mut extracts: Vec<(Recency, &ObservationBatch, &[Observation])> = batches
            .iter()
            .flat_map(|batch| {
                batch.extracts.iter().map(move |(day, rows)| {
                    (Recency::of(*day, as_of), batch, &batch.rows[rows.clone()])
                })
            })
            .collect();
        extracts.sort_by_key(|(recency, ..)| *recency);
        let several = extracts.first().map(|(recency, ..)| recency)
            != extracts.last().map(|(recency, ..)| recency);
        let mut layout = Layout::new(areas, several);
        for (recency, batch, figures) in extracts {
            layout.add(recency, batch, figures);
        }
        Ok(layout.finish())
    }
}

impl Reduced {
    /// Takes in a setting with its visits, which are in order.
    fn setting(&mut self, visits: &[Inspection], series: &[Series]) {
        for rows in visits.chunk_by(Inspection::is_same_visit) {
            self.give_way(rows);
        }
        let Some(state) = state(visits, series).filter(|state| state.standing.is_open()) else {
            return;
        };
        let graded = visits_that_stand(visits)
            .rev()
            .find(|visit| visit.standing.grade().is_some());
        let setting = Setting {
            authority: state.authority,
            provision: state.provision,
            urn: state.urn,
            grade: graded.and_then(|visit| visit.standing.grade()),
            inspected_on: graded.and_then(|visit| visit.inspected_on),
        };
        self.counts.count(&setting);
        self.settings.push(setting);
    }

    /// Sets the rows of a visit aside that repeat another of the same extract, and notes those
    /// that give way to the row that stands.
    fn give_way(&mut self, rows: &[Inspection]) {
        for rows in rows.chunk_by(|a, b| a.recency == b.recency) {
            for pair in rows.windows(2) {
                let fault = same_visit(pair[0].place);
                self.duplicates.push((pair[1], fault));
            }
        }
        let Some(stands) = standing(rows) else { return };
        let side = |of: &Inspection| Side {
            place: of.place,
            recency: of.recency,
        };
        let grade = |of: &Inspection| {
            let grade = of.standing.grade();
            grade.map(|grade| grade.level().to_string())
        };
        let key = Visit {
            urn: stands.urn,
            day: stands.inspected_on,
        };
        for row in one_an_extract(rows).filter(|row| row.place != stands.place) {
            let differs = row.standing.grade() != stands.standing.grade();
            self.settled.note(
                side(row),
                side(stands),
                &key,
                differs.then(|| ("grade", grade(row), grade(stands))),
            );
        }
    }
}

/// The row that says what a setting is on the as-of date.
fn state<'a>(visits: &'a [Inspection], by_file: &[Series]) -> Option<&'a Inspection> {
    if by_file.is_empty() {
        return visits_that_stand(visits).next_back();
    }
    let of = |visit: &Inspection| Series::of(visit, by_file);
    let series = visits
        .iter()
        .map(of)
        .find(|series| *series != Series::Visits);
    let Some(Series::Snapshots(latest)) = series else {
        return visits_that_stand(visits).next_back();
    };
    let listings = || visits.iter().filter(|visit| Some(of(visit)) == series);
    let listed = latest.and_then(|latest| {
        listings()
            .filter(|visit| visit.recency == latest.recency)
            .max_by_key(|visit| (visit.inspected_on, visit.event, Reverse(visit.place)))
    });
    // What the latest snapshot does not list was closed on its day; only an inspection after it,
    // which a later snapshot shows, says that it is open again or new.
    listed.or_else(|| {
        listings()
            .filter(|visit| visit.recency.is_after())
            .filter(|visit| visit.inspected_on > latest.map(|latest| latest.day))
            .min_by_key(|visit| (visit.recency, Reverse(visit.inspected_on), visit.place))
    })
}

/// The row that stands for each visit to a setting, the latest visit last.
fn visits_that_stand(visits: &[Inspection]) -> impl DoubleEndedIterator<Item = &Inspection> {
    visits
        .chunk_by(Inspection::is_same_visit)
        .filter_map(standing)
}

/// The row of a visit that stands: of those published by the as-of date, the one of the extract
/// that is preferred.
fn standing(rows: &[Inspection]) -> Option<&Inspection> {
    one_an_extract(rows)
        .find(|row| row.standing.is_reported())
        .or(rows.first())
}

/// The rows of a visit without those that repeat another of the same extract.
fn one_an_extract(rows: &[Inspection]) -> impl Iterator<Item = &Inspection> {
    rows.chunk_by(|a, b| a.recency == b.recency)
        .filter_map(<[Inspection]>::first)
}

/// Which slice a figure belongs to: indicator, breakdown and period.
type Key = (IndicatorIx, u32, u32);

/// Slices as they fill up.
struct Layout {
    areas: Areas,
    breakdowns: FxHashMap<String, u32>,
    periods: FxHashMap<String, u32>,
    places: FxHashMap<Key, usize>,
    slices: Vec<Slice>,
    taken: Vec<Vec<u64>>,
    /// Where each figure of a slice comes from; only kept where there are several extracts.
    sides: Option<Vec<Vec<Option<Side>>>>,
    duplicates: Vec<Quarantined>,
    settled: Settled<Figure>,
}

impl Layout {
    fn new(areas: Areas, several_extracts: bool) -> Self {
        Self {
            areas,
            breakdowns: FxHashMap::default(),
            periods: FxHashMap::default(),
            places: FxHashMap::default(),
            slices: Vec::new(),
            taken: Vec::new(),
            sides: several_extracts.then(Vec::new),
            duplicates: Vec::new(),
            settled: Settled::default(),
        }
    }

    /// Takes in figures of `batch` that are of an extract of this `recency`.
    fn add(&mut self, recency: Recency, batch: &ObservationBatch, figures: &[Observation]) {
        let breakdowns: Vec<u32> = batch
            .breakdowns
            .iter()
            .map(|name| place(&mut self.breakdowns, name))
            .collect();
        let periods: Vec<u32> = batch
            .periods
            .iter()
            .map(|(label, _)| place(&mut self.periods, label))
            .collect();
        // Rows of a slice stand together in most extracts, so the last slice is tried first.
        let mut last: Option<(Key, usize)> = None;
        for figure in figures {
            let key = (
                figure.indicator,
                breakdowns[figure.breakdown as usize],
                periods[figure.period as usize],
            );
            let at = match last {
                Some((known, at)) if known == key => at,
                _ => self.slice(key, batch, figure.breakdown, figure.period),
            };
            last = Some((key, at));

            let area = self.areas.place(figure.area);
            let (word, bit) = (area / 64, 1 << (area % 64));
            let taken = &mut self.taken[at][word];
            if *taken & bit != 0 {
                self.repeated(at, area, recency, batch, figure);
                continue;
            }
            *taken |= bit;
            if let Some(sides) = &mut self.sides {
                sides[at][area] = Some(Side {
                    place: batch.raw.place(figure.row as usize),
                    recency,
                });
            }
            self.slices[at].set(area, figure.value, figure.parts);
        }
    }

    /// A figure for a place that has one already: it repeats it, or gives way to it.
    fn repeated(
        &mut self,
        at: usize,
        area: usize,
        recency: Recency,
        batch: &ObservationBatch,
        figure: &Observation,
    ) {
        let slice = &self.slices[at];
        let stands = self.sides.as_ref().and_then(|sides| sides[at][area]);
        let row = figure.row as usize;
        let Some(stands) = stands.filter(|stands| stands.recency != recency) else {
            let fault = Fault::new(rules::DUPLICATE, observations::REPEATED);
            let key = format!("{} / {}", slice.breakdown, slice.label);
            self.duplicates.push(batch.raw.quarantine(row, key, fault));
            return;
        };
        let parts = slice.parts.as_ref();
        let numerator = parts.map_or(f64::NAN, |parts| parts.numerators[area]);
        let denominator = parts.map_or(f64::NAN, |parts| parts.denominators[area]);
        let differ = [
            ("value", figure.value, slice.values[area]),
            ("numerator", figure.parts.0, numerator),
            ("denominator", figure.parts.1, denominator),
        ]
        .into_iter()
        .filter(|(_, said, says)| said != says && !(said.is_nan() && says.is_nan()))
        .map(|(column, said, says)| (column, shown(said), shown(says)));
        let key = Figure {
            area: figure.area,
            indicator: slice.indicator,
            breakdown: slice.breakdown.clone(),
            period: slice.label.clone(),
        };
        let place = batch.raw.place(row);
        self.settled
            .note(Side { place, recency }, stands, &key, differ);
    }

    fn slice(&mut self, key: Key, batch: &ObservationBatch, breakdown: u32, period: u32) -> usize {
        let (areas, slices, taken) = (self.areas, &mut self.slices, &mut self.taken);
        let sides = &mut self.sides;
        *self.places.entry(key).or_insert_with(|| {
            let (label, years) = &batch.periods[period as usize];
            slices.push(Slice {
                indicator: key.0,
                breakdown: batch.breakdowns[breakdown as usize].clone(),
                label: label.clone(),
                period: *years,
                values: vec![f64::NAN; areas.count()],
                parts: None,
            });
            taken.push(vec![0; areas.count().div_ceil(64)]);
            if let Some(sides) = sides {
                sides.push(vec![None; areas.count()]);
            }
            slices.len() - 1
        })
    }

    /// The slices in their order, and what was set aside.
    fn finish(self) -> Laid {
        let mut slices = self.slices;
        slices.sort_unstable_by(|a, b| {
            (
                a.indicator,
                &a.breakdown,
                a.period.start(),
                a.period.end(),
                &a.label,
            )
                .cmp(&(
                    b.indicator,
                    &b.breakdown,
                    b.period.start(),
                    b.period.end(),
                    &b.label,
                ))
        });
        Laid {
            slices,
            duplicates: self.duplicates,
            settled: self.settled,
        }
    }
}

/// A number as an analyst would type it; NaN is missing.
fn shown(value: f64) -> Option<String> {
    (!value.is_nan()).then(|| value.to_string())
}

impl Slice {
    fn set(&mut self, area: usize, value: f64, (numerator, denominator): (f64, f64)) {
        self.values[area] = value;
        if numerator.is_nan() && denominator.is_nan() {
            return;
        }
        let length = self.values.len();
        let parts = self.parts.get_or_insert_with(|| Parts {
            numerators: vec![f64::NAN; length],
            denominators: vec![f64::NAN; length],
        });
        parts.numerators[area] = numerator;
        parts.denominators[area] = denominator;
    }
}

fn place(known: &mut FxHashMap<String, u32>, name: &str) -> u32 {
    if let Some(place) = known.get(name) {
        return *place;
    }
    let next = u32::try_from(known.len()).expect("labels are fewer than 2^32");
    known.insert(name.to_owned(), next);
    next
}

/// The text of an inspection that is set aside after its batch is gone.
pub fn record(urn: Urn, grade: Option<Grade>, open: bool) -> String {
    let mut object: BTreeMap<&str, serde_json::Value> = BTreeMap::new();
    object.insert("urn", urn.to_string().into());
    object.insert("grade", grade.map(Grade::level).into());
    object.insert("open", open.into());
    serde_json::to_string(&object).unwrap_or_default()
}

/// The fault of a row that is of the same visit as the row at `first`.
pub fn same_visit(first: Place) -> Fault {
    Fault::new(
        rules::DUPLICATE,
        format!(
            "row {} has the same setting, day and event; the first is kept",
            first.row()
        ),
    )
}

/// The key of an inspection that is set aside after its batch is gone.
pub fn key(urn: Urn) -> String {
    urn.to_string()
}

/// The setting and the day of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// The setting.
    pub urn: Urn,
    /// The day; `None` where there was no visit.
    pub day: Option<Day>,
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day.and_then(Day::date) {
            Some(day) => write!(f, "{} / {day}", self.urn),
            None => self.urn.fmt(f),
        }
    }
}
