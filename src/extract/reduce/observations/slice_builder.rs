//! Slices as they fill up with figures.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::figures::{FigureRows, Texts};
use super::laid::{Laid, LaidSlice};
use super::names::{Breakdowns, Labels, count};
use super::slice_table::Figure;
use crate::domain::Period;
use crate::extract::contract::correction::{Settled, Side};
use crate::extract::contract::observation::{Observation, same};
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::RowLocation;
use crate::tables::{self, Areas, IndicatorIx, Slice};

/// Which slice a figure belongs to: indicator, breakdown and period, however that is written.
type Key = (IndicatorIx, u32, u32);

/// Slices as they fill up.
pub(crate) struct SliceBuilder {
    areas: Areas,
    breakdowns: Breakdowns,
    periods: FxHashMap<Period, u32>,
    labels: Labels,
    places: FxHashMap<Key, usize>,
    slices: Vec<Slice>,
    /// The labels of each slice, each with its rows.
    labelled: Vec<Vec<(u32, u64)>>,
    /// The number of the first row of each slice.
    began: Vec<u32>,
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

impl SliceBuilder {
    /// No slice yet; figures are of `several_extracts`, or of one.
    pub(crate) fn new(areas: Areas, several_extracts: bool) -> Self {
        Self {
            areas,
            breakdowns: Breakdowns::default(),
            periods: FxHashMap::default(),
            labels: Labels::default(),
            places: FxHashMap::default(),
            slices: Vec::new(),
            labelled: Vec::new(),
            began: Vec::new(),
            taken: Vec::new(),
            origins: several_extracts.then(Vec::new),
            settled: Settled::default(),
        }
    }

    /// Takes in figures of `rows` that are of an extract of this `precedence`.
    pub(crate) fn add(
        &mut self,
        precedence: Precedence,
        rows: &impl FigureRows,
        figures: &[Observation],
    ) {
        let texts = rows.texts();
        let breakdowns: Vec<u32> = texts
            .breakdowns
            .iter()
            .map(|name| self.breakdowns.place(name))
            .collect();
        let mut of_breakdown = vec![0; breakdowns.len()];
        let periods: Vec<(u32, u32)> = texts
            .periods
            .iter()
            .map(|(written, label)| {
                let next = u32::try_from(self.periods.len()).expect("periods are fewer than 2^32");
                let period = *self.periods.entry(label.period).or_insert(next);
                (period, self.labels.place(written, label))
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
                _ => self.slice(key, texts, figure),
            };
            last = Some((key, at));
            count(&mut self.labelled[at], label);
            of_breakdown[figure.breakdown as usize] += 1;

            let area = self.areas.place(figure.area);
            let (word, bit) = (area / 64, 1 << (area % 64));
            let taken = &mut self.taken[at][word];
            if *taken & bit != 0 {
                self.repeated(at, area, precedence, rows, figure);
                continue;
            }
            *taken |= bit;
            if let Some(origins) = &mut self.origins {
                origins[at][area] = Some(Origin {
                    location: rows.location(figure.row),
                    precedence,
                    last: precedence,
                });
            }
            let status = figure.status.map(|status| &texts.statuses[status as usize]);
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
        for (name, rows) in texts.breakdowns.iter().zip(of_breakdown) {
            self.breakdowns.count(name, rows);
        }
    }

    /// A figure for a place that has one already: it repeats it, or is superseded by it.
    fn repeated(
        &mut self,
        at: usize,
        area: usize,
        precedence: Precedence,
        rows: &impl FigureRows,
        figure: &Observation,
    ) {
        let slice = &self.slices[at];
        let origins = self.origins.as_mut();
        let origin = origins.and_then(|origins| origins[at][area].as_mut());
        let Some(origin) = origin.filter(|origin| {
            // What a superseded row said is not kept, so nobody knows whether another repeats it.
            origin.last != precedence || (rows.may_repeat() && origin.precedence != precedence)
        }) else {
            if rows.may_repeat() && repeats(slice, area, figure) {
                rows.leave_out(figure.row, !figure.value.is_nan());
                return;
            }
            let (label, _) = &rows.texts().periods[figure.period as usize];
            rows.reject(figure.row, format!("{} / {label}", slice.breakdown));
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
        let location = rows.location(figure.row);
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

    fn slice(&mut self, key: Key, texts: Texts<'_>, figure: &Observation) -> usize {
        let (areas, slices, taken) = (self.areas, &mut self.slices, &mut self.taken);
        let (origins, labelled) = (&mut self.origins, &mut self.labelled);
        let began = &mut self.began;
        *self.places.entry(key).or_insert_with(|| {
            let (_, label) = &texts.periods[figure.period as usize];
            began.push(figure.row);
            slices.push(Slice::empty(
                key.0,
                texts.breakdowns[figure.breakdown as usize].clone(),
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

    /// What was laid out.
    pub(crate) fn finish(self) -> Laid {
        let slices = self.slices.into_iter().zip(self.labelled).zip(self.began);
        Laid {
            slices: slices
                .map(|((slice, labelled), began)| LaidSlice {
                    slice,
                    labelled,
                    began,
                })
                .collect(),
            labels: self.labels.into_list(),
            breakdowns: self.breakdowns,
            settled: self.settled,
        }
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
