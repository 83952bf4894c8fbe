//! The seam between raw rows and small tables.
//!
//! Everything after it is as large as the nation has authorities; only what is behind
//! [`Reduction`] grows with the rows. It has two functions, so that a distributed engine can
//! take its place without anything else noticing.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::quarantine::{Fault, Quarantined, rules};
use super::tables::{Area, Day, IndicatorIx, Inspection, ObservationBatch, ProvisionIx, Urn};
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
    /// The settings that were counted, in order of authority, type and reference number.
    pub settings: Vec<Setting>,
}

impl SettingCounts {
    fn new(authorities: usize, provisions: usize) -> Self {
        Self {
            provisions,
            counts: vec![SettingCount::default(); authorities * provisions],
            settings: Vec::new(),
        }
    }

    /// The count of one authority and provision type, by its place in the rulebook.
    pub fn get(&self, authority: AuthorityIx, provision: usize) -> &SettingCount {
        &self.counts[authority.index() * self.provisions + provision]
    }

    fn add(&mut self, others: &Self) {
        self.settings.extend_from_slice(&others.settings);
        for (count, other) in self.counts.iter_mut().zip(&others.counts) {
            count.settings += other.settings;
            for (grade, more) in count.grades.iter_mut().zip(other.grades) {
                *grade += more;
            }
        }
    }

    fn get_mut(&mut self, authority: AuthorityIx, provision: ProvisionIx) -> &mut SettingCount {
        &mut self.counts[authority.index() * self.provisions + provision.index()]
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

/// Turns many rows into small tables.
pub trait Reduction {
    /// Counts open settings by the grade of their latest full inspection. A second row with
    /// the same key is set aside. Each batch is in order of [`Inspection::order`].
    fn latest_inspections(
        &self,
        batches: Vec<Vec<Inspection>>,
        authorities: usize,
        provisions: usize,
    ) -> (SettingCounts, Vec<(Inspection, Fault)>);

    /// Lays observations out as dense slices, in order of indicator name, breakdown and
    /// period. A second figure for the same place is set aside.
    fn latest_observations(
        &self,
        batches: Vec<ObservationBatch>,
        areas: Areas,
    ) -> (Vec<Slice>, Vec<Quarantined>);
}

/// The reduction on one machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

impl Reduction for Local {
    fn latest_inspections(
        &self,
        batches: Vec<Vec<Inspection>>,
        authorities: usize,
        provisions: usize,
    ) -> (SettingCounts, Vec<(Inspection, Fault)>) {
        let none = || (SettingCounts::new(authorities, provisions), Vec::new());
        // One part of the settings at a time on each core: a part fits a cache, and what is
        // copied out of the batches is never more than the parts at hand.
        let (mut counts, mut duplicates) = (0..Urn::PARTS)
            .into_par_iter()
            .fold(none, |(mut counts, mut duplicates), part| {
                let mut visits: Vec<Inspection> = Vec::new();
                for batch in &batches {
                    let start = batch.partition_point(|visit| visit.urn.part() < part);
                    let length = batch[start..].partition_point(|visit| visit.urn.part() == part);
                    visits.extend_from_slice(&batch[start..start + length]);
                }
                // Stable, because it makes use of the order that each batch has already.
                visits.sort_by_key(Inspection::order);
                for visits in visits.chunk_by(|a, b| a.urn == b.urn) {
                    duplicates.extend(repeated(visits));
                    count(visits, &mut counts);
                }
                (counts, duplicates)
            })
            .reduce(none, |(mut counts, mut duplicates), (others, more)| {
                counts.add(&others);
                duplicates.extend(more);
                (counts, duplicates)
            });
        duplicates.sort_unstable_by_key(|(visit, _)| visit.place);
        counts
            .settings
            .par_sort_unstable_by_key(|of| (of.authority, of.provision, of.urn));
        (counts, duplicates)
    }

    fn latest_observations(
        &self,
        batches: Vec<ObservationBatch>,
        areas: Areas,
    ) -> (Vec<Slice>, Vec<Quarantined>) {
        let mut layout = Layout::new(areas);
        for batch in batches {
            layout.add(&batch);
        }
        let mut slices = layout.slices;
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
        (slices, layout.duplicates)
    }
}

/// The visits to a setting whose day and event an earlier row has already.
fn repeated(visits: &[Inspection]) -> impl Iterator<Item = (Inspection, Fault)> {
    visits.windows(2).filter_map(|pair| {
        let [first, second] = pair else { return None };
        (first.inspected_on == second.inspected_on && first.event == second.event).then(|| {
            let reason = format!(
                "row {} has the same setting, day and event; the first is kept",
                first.place.row()
            );
            (*second, Fault::new(rules::DUPLICATE, reason))
        })
    })
}

/// Counts a setting by its visits, the latest last. Where two rows share a key, the first is
/// the one that stands.
fn count(visits: &[Inspection], counts: &mut SettingCounts) {
    let stands = |at: usize| {
        at == 0
            || (visits[at - 1].inspected_on, visits[at - 1].event)
                != (visits[at].inspected_on, visits[at].event)
    };
    let latest_first = || {
        (0..visits.len())
            .rev()
            .filter(|at| stands(*at))
            .map(|at| &visits[at])
    };
    let Some(newest) = latest_first().next() else {
        return;
    };
    if !newest.open {
        return;
    }
    let count = counts.get_mut(newest.authority, newest.provision);
    count.settings += 1;
    let graded = latest_first().find(|visit| visit.grade.is_some());
    let grade = graded.and_then(|visit| visit.grade);
    if let Some(grade) = grade {
        count.grades[usize::from(grade.level()) - 1] += 1;
    }
    counts.settings.push(Setting {
        authority: newest.authority,
        provision: newest.provision,
        urn: newest.urn,
        grade,
        inspected_on: graded.and_then(|visit| visit.inspected_on),
    });
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
    duplicates: Vec<Quarantined>,
}

impl Layout {
    fn new(areas: Areas) -> Self {
        Self {
            areas,
            breakdowns: FxHashMap::default(),
            periods: FxHashMap::default(),
            places: FxHashMap::default(),
            slices: Vec::new(),
            taken: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    fn add(&mut self, batch: &ObservationBatch) {
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
        for figure in &batch.rows {
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
                let slice = &self.slices[at];
                let fault = Fault::new(
                    rules::DUPLICATE,
                    "an earlier row has a figure for the same area, indicator, breakdown and period; the first is kept",
                );
                let key = format!("{} / {}", slice.breakdown, slice.label);
                self.duplicates
                    .push(batch.raw.quarantine(figure.row as usize, key, fault));
                continue;
            }
            *taken |= bit;
            self.slices[at].set(area, figure.value, figure.parts);
        }
    }

    fn slice(&mut self, key: Key, batch: &ObservationBatch, breakdown: u32, period: u32) -> usize {
        let (areas, slices, taken) = (self.areas, &mut self.slices, &mut self.taken);
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
            slices.len() - 1
        })
    }
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
pub fn record(visit: &Inspection) -> String {
    let mut object: BTreeMap<&str, serde_json::Value> = BTreeMap::new();
    object.insert("urn", visit.urn.to_string().into());
    object.insert("grade", visit.grade.map(Grade::level).into());
    object.insert("open", visit.open.into());
    serde_json::to_string(&object).unwrap_or_default()
}

/// The key of an inspection that is set aside after its batch is gone.
pub fn key(urn: Urn) -> String {
    urn.to_string()
}
