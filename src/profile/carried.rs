//! Series of councils that were divided or merged, carried back by the figures of those that they
//! came after.
//!
//! A carried figure belongs to a series and to nothing else: the council was not there, so that it has
//! no rank, quarter or comparison in that period, and counts in nobody's mean. Its successor's change
//! and trend are taken across it.

use std::sync::Arc;

use super::comparators::Comparators;
use super::successions::{Predecessor, Succession};
use super::totals::the_total;
use crate::domain::{AuthorityIx, Measure, MissingReason};
use crate::tables::{Figure, Slice};

/// Figures of a slice that stand for councils which were not there yet.
#[derive(Debug, Clone)]
pub struct CarriedFigures {
    /// The values of the slice with the carried ones at their places.
    pub values: Vec<f64>,
    /// Each, in the order of the pipeline's successions.
    pub figures: Vec<CarriedFigure>,
}

/// The figure of a council for a period before it was there.
#[derive(Debug, Clone)]
pub struct CarriedFigure {
    /// The place of its succession in the pipeline.
    pub succession: usize,
    /// The council.
    pub authority: AuthorityIx,
    /// Those whose figures it is of.
    pub predecessors: Vec<AuthorityIx>,
    /// The successions that it has come through: this one, and where the figure of a predecessor is a
    /// carried one itself, the most of those that that has come through.
    pub steps: u32,
    /// The figure and how it was found, or why there is none.
    pub found: Result<(Figure, CarriedBy), NotCarried>,
}

/// How a figure is made of those of predecessors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarriedBy {
    /// It is that of the only one.
    Same,
    /// Their numerators over their denominators.
    Pooled,
    /// The mean of theirs, weighted by population.
    Weighted,
    /// The sum of theirs.
    Sum,
}

impl CarriedBy {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Pooled => "pooled",
            Self::Weighted => "weighted",
            Self::Sum => "sum",
        }
    }
}

/// Why a figure is not carried back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCarried {
    /// A predecessor has none, for this reason.
    Missing(MissingReason),
    /// There are several predecessors, and no population of one of them.
    NoPopulation,
    /// The catalogue does not say whether the values are sums.
    NoKind,
}

impl NotCarried {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing(reason) => reason.word(),
            Self::NoPopulation => "no_population",
            Self::NoKind => "no_kind",
        }
    }
}

impl CarriedFigures {
    /// What is carried to an authority.
    pub fn of(&self, authority: usize) -> Option<&Figure> {
        let mut figures = self.figures.iter();
        let carried = figures.find(|of| of.authority.index() == authority)?;
        carried.found.as_ref().ok().map(|(figure, _)| figure)
    }

    /// Puts what is carried into `slice`.
    pub(super) fn fill(&self, slice: &mut Slice) {
        for of in &self.figures {
            if let Ok((figure, _)) = &of.found {
                slice.set(of.authority.index(), figure);
            }
        }
    }
}

impl Comparators<'_> {
    /// What is carried back in each of `slices`; nothing at all where the pipeline does not ask.
    pub(super) fn carried(&self, slices: &[Slice]) -> Vec<Option<Box<CarriedFigures>>> {
        if self.successions.each.is_empty() {
            return Vec::new();
        }
        let populations: Vec<Vec<Population<'_>>> = self
            .successions
            .each
            .iter()
            .map(|of| self.populations(of, slices))
            .collect();
        let each = slices.iter();
        each.map(|slice| self.carried_in(slice, &populations))
            .collect()
    }

    /// A succession's population about everybody, in order of period, where every predecessor has one.
    fn populations<'s>(&self, of: &Succession<'_>, slices: &'s [Slice]) -> Vec<Population<'s>> {
        let Some(population) = of.population else {
            return Vec::new();
        };
        let all: Vec<&Slice> = slices
            .iter()
            .filter(|slice| slice.indicator == population)
            .collect();
        let mut breakdowns: Vec<&str> = all.iter().map(|slice| slice.breakdown.as_str()).collect();
        breakdowns.dedup();
        let total = match breakdowns.as_slice() {
            [only] => Some(*only),
            several => the_total(self.indicators.get(population), &self.totals, several),
        };
        all.into_iter()
            .filter(|slice| Some(slice.breakdown.as_str()) == total)
            .filter_map(|slice| {
                let heads = of.predecessors.iter().map(|of| self.heads(*of, slice));
                let heads: Vec<f64> = heads.collect();
                let is_whole = heads.iter().all(|heads| *heads >= 0.0);
                is_whole.then_some(Population { slice, heads })
            })
            .collect()
    }

    /// The population of a predecessor, or of those that it came after itself; NaN where there is none.
    fn heads(&self, of: Predecessor, slice: &Slice) -> f64 {
        let own = slice.values[of.council.index()];
        let earlier = of.succession.map(|place| &self.successions.each[place]);
        match earlier {
            Some(earlier) if own.is_nan() && slice.period.speaks_of() < earlier.from => {
                let each = earlier.predecessors.iter();
                each.map(|of| self.heads(*of, slice) * of.share).sum()
            }
            _ => own,
        }
    }

    fn carried_in(
        &self,
        slice: &Slice,
        populations: &[Vec<Population<'_>>],
    ) -> Option<Box<CarriedFigures>> {
        let indicator = self.indicators.get(slice.indicator);
        let successions = &self.successions.each;
        let mut carried: Vec<Option<CarriedFigure>> = vec![None; successions.len()];
        for place in self.successions.order.iter().copied() {
            let of = &successions[place];
            let before: Vec<Before<'_>> = of
                .predecessors
                .iter()
                .map(|of| Before {
                    of: *of,
                    slice,
                    carried: of.succession.and_then(|place| carried[place].as_ref()),
                })
                .collect();
            if !slice.values[of.successor.index()].is_nan()
                || slice.period.speaks_of() >= of.from
                || !of.asked.is_of(&indicator.name)
                || !before.iter().any(Before::is_spoken_of)
            {
                continue;
            }
            let found = figure(&before, slice, indicator.measure, &populations[place]);
            let steps = before.iter().filter_map(|of| of.carried.map(|of| of.steps));
            carried[place] = Some(CarriedFigure {
                succession: place,
                authority: of.successor,
                predecessors: before.iter().map(|of| of.of.council).collect(),
                steps: 1 + steps.max().unwrap_or(0),
                found: found.map(|(figure, by)| {
                    let status = Some(self.status(&before));
                    (Figure { status, ..figure }, by)
                }),
            });
        }
        let figures: Vec<CarriedFigure> = carried.into_iter().flatten().collect();
        if figures.is_empty() {
            return None;
        }
        let mut values = slice.values.clone();
        for of in &figures {
            if let Ok((figure, _)) = &of.found {
                values[of.authority.index()] = figure.value;
            }
        }
        Some(Box::new(CarriedFigures { values, figures }))
    }

    /// What a carried figure's status says: whose it is, and of a predecessor's that is carried itself
    /// what that one's says.
    fn status(&self, before: &[Before<'_>]) -> Arc<str> {
        let each = before.iter().map(|of| {
            let name = self.authorities.get(of.of.council).name.as_str();
            let carried = of.carried.and_then(|of| of.found.as_ref().ok());
            match carried.and_then(|(figure, _)| figure.status.as_deref()) {
                Some(status) => format!("{name} ({status})"),
                None => name.to_owned(),
            }
        });
        let names: Vec<String> = each.collect();
        format!("carried from {}", names.join(", ")).into()
    }
}

/// A population in one period.
struct Population<'a> {
    slice: &'a Slice,
    /// That of each predecessor.
    heads: Vec<f64>,
}

/// Numerator and denominator, or limits, that are missing.
const NONE: (f64, f64) = (f64::NAN, f64::NAN);

/// A predecessor in one slice.
struct Before<'a> {
    of: Predecessor,
    slice: &'a Slice,
    /// What is carried back to it, where it was not there yet either.
    carried: Option<&'a CarriedFigure>,
}

impl Before<'_> {
    /// Whether there is anything about it.
    fn is_spoken_of(&self) -> bool {
        let place = self.of.council.index();
        self.carried.is_some()
            || !self.slice.values[place].is_nan()
            || self.slice.missing[place] != MissingReason::NoRow
    }

    /// Its figure, or that which is carried back to it.
    fn figure(&self) -> Result<Figure, NotCarried> {
        if let Some(carried) = self.carried {
            return carried.found.clone().map(|(figure, _)| figure);
        }
        let place = self.of.council.index();
        let slice = self.slice;
        if slice.values[place].is_nan() {
            return Err(NotCarried::Missing(slice.missing[place]));
        }
        Ok(Figure {
            value: slice.values[place],
            parts: slice.parts.as_ref().map_or(NONE, |parts| parts.at(place)),
            limits: slice
                .limits
                .as_ref()
                .map_or(NONE, |limits| limits.at(place)),
            missing: MissingReason::NoRow,
            status: None,
        })
    }
}

/// The figure of a successor, of those of its predecessors.
fn figure(
    before: &[Before<'_>],
    slice: &Slice,
    measure: Measure,
    populations: &[Population<'_>],
) -> Result<(Figure, CarriedBy), NotCarried> {
    let figures: Vec<(Figure, f64)> = before
        .iter()
        .map(|of| Ok((of.figure()?, of.of.share)))
        .collect::<Result<_, NotCarried>>()?;
    let kind = measure.kind.ok_or(NotCarried::NoKind)?;
    let sum = |part: &dyn Fn(&Figure) -> f64| -> f64 {
        let each = figures.iter();
        each.map(|(figure, share)| part(figure) * share).sum()
    };
    let carried = |value: f64| Figure {
        value,
        parts: (sum(&|of| of.parts.0), sum(&|of| of.parts.1)),
        limits: NONE,
        missing: MissingReason::NoRow,
        status: None,
    };
    if kind.is_sum() {
        return Ok((carried(sum(&|of| of.value)), CarriedBy::Sum));
    }
    if let [(only, share)] = figures.as_slice() {
        // The limits of the whole are not those of a part.
        let limits = match *share == 1.0 {
            true => only.limits,
            false => NONE,
        };
        let figure = carried(only.value);
        return Ok((Figure { limits, ..figure }, CarriedBy::Same));
    }
    if let Some(factor) = measure.factor() {
        let (numerators, denominators) = carried(f64::NAN).parts;
        if denominators > 0.0 && !numerators.is_nan() {
            let value = numerators / denominators * factor;
            return Ok((carried(value), CarriedBy::Pooled));
        }
    }
    let population = nearest_in_time(populations, slice).ok_or(NotCarried::NoPopulation)?;
    let each = || figures.iter().zip(&population.heads);
    let all: f64 = each().map(|((_, share), heads)| heads * share).sum();
    if all <= 0.0 {
        return Err(NotCarried::NoPopulation);
    }
    let weighted = each().map(|((figure, share), heads)| figure.value * heads * share);
    Ok((carried(weighted.sum::<f64>() / all), CarriedBy::Weighted))
}

/// Of the populations in order of period, the latest that speaks of no later day than the slice, or
/// else the first after it.
fn nearest_in_time<'p, 's>(
    populations: &'p [Population<'s>],
    slice: &Slice,
) -> Option<&'p Population<'s>> {
    let day = slice.period.speaks_of();
    let after = populations.partition_point(|of| of.slice.period.speaks_of() <= day);
    populations.get(after.checked_sub(1).unwrap_or(after))
}
