//! From observations to dense slices.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::domain::{Period, PeriodKind, PeriodLabel, folded};
use crate::extract::contract::correction::{Settled, Side};
use crate::extract::contract::observations::{self, Observation, ObservationBatch, same};
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::Ledgers;
use crate::tables::{self, ALL, Area, Areas, Fault, IndicatorIx, Rule, Slice};

/// The place of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The council, region or nation.
    pub area: Area,
    /// The indicator.
    pub indicator: IndicatorIx,
    /// Group of children.
    pub breakdown: String,
    /// The slice that it would be in, by its place.
    pub slice: usize,
}

/// Two kinds of period in one series, which has one.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoKinds {
    /// The indicator.
    pub indicator: IndicatorIx,
    /// Group of children.
    pub breakdown: String,
    /// The kinds, each with a period of the series as it is published.
    pub kinds: [(PeriodKind, String); 2],
}

/// What became of observations.
#[derive(Debug, Default)]
pub struct SliceTable {
    /// The figures.
    pub slices: Vec<Slice>,
    /// Rows superseded by another extract's.
    pub settled: Settled<Figure>,
    /// The label of each slice by the places that figures name.
    pub labels: Vec<String>,
    /// The first series with two kinds of period.
    pub two_kinds: Option<TwoKinds>,
}

/// Lays observations out as dense slices, in order of indicator name, breakdown and period. Of
/// several extracts' figures for the same place that of the preferred extract is retained; a second
/// figure of the same extract is set aside.
///
/// `feed` gives one batch after another, in the order of the rows. Where none of them is of a
/// `dated` extract, only few are in memory at a time.
///
/// # Errors
/// What `feed` fails with.
pub fn latest<E>(
    feed: impl FnOnce(&mut (dyn FnMut(ObservationBatch) + Send)) -> Result<(), E>,
    ledgers: &Ledgers<'_>,
    dated: bool,
    areas: Areas,
    as_of: NaiveDate,
) -> Result<SliceTable, E> {
    if !dated {
        let mut builder = SliceBuilder::new(ledgers, areas, false);
        feed(&mut |batch| builder.add(Precedence::UNKNOWN, &batch, &batch.rows))?;
        return Ok(builder.finish());
    }
    let mut batches = Vec::new();
    feed(&mut |batch| batches.push(batch))?;
    // The preferred extract first, so that the first figure for a place is the one that
    // retained.
    let mut extracts: Vec<(Precedence, &ObservationBatch, &[Observation])> = batches
        .iter()
        .flat_map(|batch| {
            batch.editions.iter().map(move |(edition, rows)| {
                (
                    Precedence::of(edition.day(), as_of),
                    batch,
                    &batch.rows[rows.clone()],
                )
            })
        })
        .collect();
    extracts.sort_by_key(|(precedence, ..)| *precedence);
    let several = extracts.first().map(|(precedence, ..)| precedence)
        != extracts.last().map(|(precedence, ..)| precedence);
    let mut builder = SliceBuilder::new(ledgers, areas, several);
    for (precedence, batch, figures) in extracts {
        builder.add(precedence, batch, figures);
    }
    Ok(builder.finish())
}

/// Which slice a figure belongs to: indicator, breakdown and period, however that is written.
type Key = (IndicatorIx, u32, u32);

/// Slices as they fill up.
struct SliceBuilder<'a> {
    ledgers: &'a Ledgers<'a>,
    areas: Areas,
    breakdowns: Breakdowns,
    periods: FxHashMap<Period, u32>,
    labels: Labels,
    places: FxHashMap<Key, usize>,
    slices: Vec<Slice>,
    /// The labels of each slice, each with its rows.
    labelled: Vec<Vec<(u32, u64)>>,
    taken: Vec<Vec<u64>>,
    /// Where each figure of a slice comes from; only kept where there are several extracts.
    sides: Option<Vec<Vec<Option<Side>>>>,
    settled: Settled<Figure>,
}

impl<'a> SliceBuilder<'a> {
    fn new(ledgers: &'a Ledgers<'a>, areas: Areas, several_extracts: bool) -> Self {
        Self {
            ledgers,
            areas,
            breakdowns: Breakdowns::default(),
            periods: FxHashMap::default(),
            labels: Labels::default(),
            places: FxHashMap::default(),
            slices: Vec::new(),
            labelled: Vec::new(),
            taken: Vec::new(),
            sides: several_extracts.then(Vec::new),
            settled: Settled::default(),
        }
    }

    /// Takes in figures of `batch` that are of an extract of this `precedence`.
    fn add(&mut self, precedence: Precedence, batch: &ObservationBatch, figures: &[Observation]) {
        let breakdowns: Vec<u32> = batch
            .breakdowns
            .iter()
            .map(|name| self.breakdowns.place(name))
            .collect();
        let mut of_breakdown = vec![0; breakdowns.len()];
        let periods: Vec<(u32, u32)> = batch
            .periods
            .iter()
            .map(|(_, label)| {
                let next = u32::try_from(self.periods.len()).expect("periods are fewer than 2^32");
                let period = *self.periods.entry(label.period).or_insert(next);
                (period, self.labels.place(label))
            })
            .collect();
        // Rows of a slice stand together in most extracts, so the last slice is tried first.
        let mut last: Option<(Key, usize)> = None;
        for figure in figures {
            let (period, label) = periods[figure.period as usize];
            let key = (
                figure.indicator,
                breakdowns[figure.breakdown as usize],
                period,
            );
            let at = match last {
                Some((known, at)) if known == key => at,
                _ => self.slice(key, batch, figure.breakdown, figure.period),
            };
            last = Some((key, at));
            count(&mut self.labelled[at], label);
            of_breakdown[figure.breakdown as usize] += 1;

            let area = self.areas.place(figure.area);
            let (word, bit) = (area / 64, 1 << (area % 64));
            let taken = &mut self.taken[at][word];
            if *taken & bit != 0 {
                self.repeated(at, area, precedence, batch, figure);
                continue;
            }
            *taken |= bit;
            if let Some(sides) = &mut self.sides {
                sides[at][area] = Some(Side {
                    location: batch.raw.location(figure.row as usize),
                    precedence,
                });
            }
            let status = figure.status.map(|status| &batch.statuses[status as usize]);
            self.slices[at].set(
                area,
                &tables::Figure {
                    value: figure.value,
                    parts: figure.parts,
                    limits: figure.limits,
                    missing: figure.missing,
                    status: status.map(Arc::clone),
                },
            );
        }
        for (name, rows) in batch.breakdowns.iter().zip(of_breakdown) {
            self.breakdowns.count(name, rows);
        }
    }

    /// A figure for a place that has one already: it repeats it, or is superseded by it.
    fn repeated(
        &mut self,
        at: usize,
        area: usize,
        precedence: Precedence,
        batch: &ObservationBatch,
        figure: &Observation,
    ) {
        let slice = &self.slices[at];
        let retained = self.sides.as_ref().and_then(|sides| sides[at][area]);
        let row = figure.row as usize;
        let Some(retained) = retained.filter(|retained| retained.precedence != precedence) else {
            if batch.may_repeat && repeats(slice, area, figure) {
                let ledger = self.ledgers.of(batch.raw.location(row));
                ledger.note(|counts| counts.repeat(!figure.value.is_nan()));
                return;
            }
            let fault = Fault::new(Rule::DuplicateKey, observations::REPEATED);
            let (label, _) = &batch.periods[figure.period as usize];
            let key = format!("{} / {label}", slice.breakdown);
            self.ledgers.reject(&batch.raw.row(row), || key, fault);
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
        .filter(|(_, said, says)| !same(*said, *says))
        .map(|(column, said, says)| (column, shown(said), shown(says)));
        let key = Figure {
            area: figure.area,
            indicator: slice.indicator,
            breakdown: slice.breakdown.clone(),
            slice: at,
        };
        let location = batch.raw.location(row);
        self.settled.note(
            Side {
                location,
                precedence,
            },
            retained,
            &key,
            differ,
        );
    }

    fn slice(&mut self, key: Key, batch: &ObservationBatch, breakdown: u32, period: u32) -> usize {
        let (areas, slices, taken) = (self.areas, &mut self.slices, &mut self.taken);
        let (sides, labelled) = (&mut self.sides, &mut self.labelled);
        *self.places.entry(key).or_insert_with(|| {
            let (_, label) = &batch.periods[period as usize];
            slices.push(Slice::empty(
                key.0,
                batch.breakdowns[breakdown as usize].clone(),
                label.shown.clone(),
                label.period,
                areas,
            ));
            labelled.push(Vec::with_capacity(1));
            taken.push(vec![0; areas.count().div_ceil(64)]);
            if let Some(sides) = sides {
                sides.push(vec![None; areas.count()]);
            }
            slices.len() - 1
        })
    }

    /// The slices in their order, and what was set aside.
    fn finish(mut self) -> SliceTable {
        for slice in &mut self.slices {
            if let Some(name) = self.breakdowns.commonest(&slice.breakdown) {
                slice.breakdown = name.to_owned();
            }
        }
        let two_kinds = self.two_kinds();
        for (slice, labelled) in self.slices.iter_mut().zip(&self.labelled) {
            if let [_, _, ..] = labelled[..] {
                slice.label = self.labels.commonest(labelled).to_owned();
            }
        }
        let labels = match self.settled.is_empty() {
            true => Vec::new(),
            false => self.slices.iter().map(|of| of.label.clone()).collect(),
        };
        let mut slices = self.slices;
        slices.sort_unstable_by(|a, b| {
            let order = |of: &Slice| of.period.order();
            (a.indicator, &a.breakdown, order(a)).cmp(&(b.indicator, &b.breakdown, order(b)))
        });
        SliceTable {
            slices,
            settled: self.settled,
            labels,
            two_kinds,
        }
    }

    /// The first series, in order of its name, of which two labels are of kinds that cannot stand
    /// in one.
    fn two_kinds(&self) -> Option<TwoKinds> {
        let mut series: FxHashMap<(IndicatorIx, &str), Vec<u32>> = FxHashMap::default();
        for (slice, labelled) in self.slices.iter().zip(&self.labelled) {
            let kinds = series
                .entry((slice.indicator, &slice.breakdown))
                .or_default();
            for (label, _) in labelled {
                let kind = self.labels.kind(*label);
                if !kinds.iter().any(|known| self.labels.kind(*known) == kind) {
                    kinds.push(*label);
                }
            }
        }
        let clash = |kinds: &[u32]| {
            let pairs = kinds
                .iter()
                .enumerate()
                .flat_map(|(at, a)| kinds[at + 1..].iter().map(move |b| (*a, *b)));
            pairs
                .into_iter()
                .find(|(a, b)| !self.labels.kind(*a).goes_with(self.labels.kind(*b)))
        };
        series
            .into_iter()
            .filter_map(|(series, kinds)| Some((series, clash(&kinds)?)))
            .min_by_key(|(series, _)| *series)
            .map(|((indicator, breakdown), (a, b))| TwoKinds {
                indicator,
                breakdown: breakdown.to_owned(),
                kinds: [a, b]
                    .map(|label| (self.labels.kind(label), self.labels.shown(label).to_owned())),
            })
    }
}

/// Breakdowns, which are the same however their names are written.
#[derive(Default)]
struct Breakdowns {
    /// By the folded name.
    places: FxHashMap<String, u32>,
    /// The spellings of each, each with its rows.
    spellings: FxHashMap<String, BTreeMap<String, u64>>,
}

impl Breakdowns {
    fn place(&mut self, name: &str) -> u32 {
        let next = u32::try_from(self.places.len()).expect("breakdowns are fewer than 2^32");
        *self.places.entry(folded(name)).or_insert(next)
    }

    fn count(&mut self, name: &str, rows: u64) {
        let spellings = self.spellings.entry(folded(name)).or_default();
        *spellings.entry(name.to_owned()).or_insert(0) += rows;
    }

    /// The spelling that most rows have of a breakdown that has several, the first in order where
    /// several do; that of everybody is one of the program's own words.
    fn commonest(&self, name: &str) -> Option<&str> {
        let folded = folded(name);
        let spellings = self.spellings.get(&folded)?;
        if folded == ALL {
            return Some(ALL);
        }
        spellings
            .iter()
            .min_by_key(|(name, rows)| (std::cmp::Reverse(**rows), *name))
            .filter(|_| spellings.len() > 1)
            .map(|(name, _)| name.as_str())
    }
}

/// The labels of periods, each once with its kind.
#[derive(Default)]
struct Labels {
    places: FxHashMap<(String, PeriodKind), u32>,
    labels: Vec<(String, PeriodKind)>,
}

impl Labels {
    fn place(&mut self, label: &PeriodLabel) -> u32 {
        let key = (label.shown.clone(), label.kind());
        *self.places.entry(key).or_insert_with_key(|key| {
            self.labels.push(key.clone());
            u32::try_from(self.labels.len() - 1).expect("labels are fewer than 2^32")
        })
    }

    fn shown(&self, label: u32) -> &str {
        &self.labels[label as usize].0
    }

    fn kind(&self, label: u32) -> PeriodKind {
        self.labels[label as usize].1
    }

    /// The label that most rows have; of several the first in order.
    fn commonest(&self, labelled: &[(u32, u64)]) -> &str {
        labelled
            .iter()
            .map(|(label, rows)| (std::cmp::Reverse(*rows), self.shown(*label)))
            .min()
            .map_or("", |(_, label)| label)
    }
}

/// Counts a row of a label.
fn count(labelled: &mut Vec<(u32, u64)>, label: u32) {
    match labelled.iter_mut().find(|(known, _)| *known == label) {
        Some((_, rows)) => *rows += 1,
        None => labelled.push((label, 1)),
    }
}

/// Whether the slice has the same figure for the area at `area`.
fn repeats(slice: &Slice, area: usize, figure: &Observation) -> bool {
    const NONE: (f64, f64) = (f64::NAN, f64::NAN);
    let parts = slice.parts.as_ref().map_or(NONE, |parts| parts.at(area));
    let limits = slice.limits.as_ref().map_or(NONE, |limits| limits.at(area));
    let pairs = [
        (slice.values[area], figure.value),
        (parts.0, figure.parts.0),
        (parts.1, figure.parts.1),
        (limits.0, figure.limits.0),
        (limits.1, figure.limits.1),
    ];
    pairs.into_iter().all(|(one, other)| same(one, other))
}

/// A number as an analyst would type it; NaN is missing.
fn shown(value: f64) -> Option<String> {
    (!value.is_nan()).then(|| value.to_string())
}
