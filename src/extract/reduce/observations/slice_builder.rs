//! Slices as they fill up with figures.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::names::{Breakdowns, Labels, count};
use super::slice_table::{Figure, SliceTable, TwoKinds};
use crate::domain::Period;
use crate::extract::contract::correction::{Settled, Side};
use crate::extract::contract::observation::{Observation, ObservationBatch, REPEATED, same};
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::{Ledgers, RowLocation};
use crate::tables::{self, Areas, Fault, IndicatorIx, Rule, Slice};

/// Which slice a figure belongs to: indicator, breakdown and period, however that is written.
type Key = (IndicatorIx, u32, u32);

/// Slices as they fill up.
pub(super) struct SliceBuilder<'a> {
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
    origins: Option<Vec<Vec<Option<Origin>>>>,
    settled: Settled<Figure>,
}

/// Where the figure of a place comes from.
#[derive(Debug, Clone, Copy)]
struct Origin {
    location: RowLocation,
    precedence: Precedence,
    /// The extract of the last row for the place, whether it was retained or superseded.
    last: Precedence,
}

impl<'a> SliceBuilder<'a> {
    pub(super) fn new(ledgers: &'a Ledgers<'a>, areas: Areas, several_extracts: bool) -> Self {
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
            origins: several_extracts.then(Vec::new),
            settled: Settled::default(),
        }
    }

    /// Takes in figures of `batch` that are of an extract of this `precedence`.
    pub(super) fn add(
        &mut self,
        precedence: Precedence,
        batch: &ObservationBatch,
        figures: &[Observation],
    ) {
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
            if let Some(origins) = &mut self.origins {
                origins[at][area] = Some(Origin {
                    location: batch.raw.location(figure.row as usize),
                    precedence,
                    last: precedence,
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
        let origins = self.origins.as_mut();
        let origin = origins.and_then(|origins| origins[at][area].as_mut());
        let row = figure.row as usize;
        let Some(origin) = origin.filter(|origin| {
            // What a superseded row said is not kept, so nobody knows whether another repeats it.
            origin.last != precedence || (batch.may_repeat && origin.precedence != precedence)
        }) else {
            if batch.may_repeat && repeats(slice, area, figure) {
                let ledger = self.ledgers.of(batch.raw.location(row));
                ledger.note(|counts| counts.repeat(!figure.value.is_nan()));
                return;
            }
            let fault = Fault::new(Rule::DuplicateKey, REPEATED);
            let (label, _) = &batch.periods[figure.period as usize];
            let key = format!("{} / {label}", slice.breakdown);
            self.ledgers.reject(&batch.raw.row(row), || key, fault);
            return;
        };
        origin.last = precedence;
        let retained = Side {
            location: origin.location,
            precedence: origin.precedence,
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
        let (origins, labelled) = (&mut self.origins, &mut self.labelled);
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
            if let Some(origins) = origins {
                origins.push(vec![None; areas.count()]);
            }
            slices.len() - 1
        })
    }

    /// The slices in their order, and what was rejected.
    pub(super) fn finish(mut self) -> SliceTable {
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
