//! Series of councils that were divided or merged, carried back by the figures of those that they
//! came after.
//!
//! A carried figure belongs to a series and to nothing else: the council was not there, so that it has
//! no rank, quarter or comparison in that period, and counts in nobody's mean. Its successor's change
//! and trend are taken across it.

use std::sync::Arc;

use super::comparators::Comparators;
use super::successions::Succession;
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
        if self.successions.is_empty() {
            return Vec::new();
        }
        let populations: Vec<Vec<&Slice>> = self
            .successions
            .iter()
            .map(|of| self.populations(of, slices))
            .collect();
        let each = slices.iter();
        each.map(|slice| self.carried_in(slice, &populations))
            .collect()
    }

    /// The slices of a succession's population about everybody in which every predecessor has one, in
    /// order of period.
    fn populations<'s>(&self, of: &Succession<'_>, slices: &'s [Slice]) -> Vec<&'s Slice> {
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
            .filter(|slice| {
                let mut each = of.predecessors.iter();
                each.all(|(council, _)| slice.values[council.index()] >= 0.0)
            })
            .collect()
    }

    fn carried_in(
        &self,
        slice: &Slice,
        populations: &[Vec<&Slice>],
    ) -> Option<Box<CarriedFigures>> {
        let indicator = self.indicators.get(slice.indicator);
        let figures: Vec<CarriedFigure> = self
            .successions
            .iter()
            .zip(populations)
            .enumerate()
            .filter(|(_, (of, _))| {
                let is_spoken_of = |(council, _): &(AuthorityIx, f64)| {
                    let place = council.index();
                    !slice.values[place].is_nan() || slice.missing[place] != MissingReason::NoRow
                };
                slice.values[of.successor.index()].is_nan()
                    && slice.period.speaks_of() < of.from
                    && of.asked.is_of(&indicator.name)
                    && of.predecessors.iter().any(is_spoken_of)
            })
            .map(|(succession, (of, populations))| CarriedFigure {
                succession,
                authority: of.successor,
                predecessors: of
                    .predecessors
                    .iter()
                    .map(|(council, _)| *council)
                    .collect(),
                found: figure(of, slice, indicator.measure, populations).map(|(figure, by)| {
                    let status = Some(self.status(of));
                    (Figure { status, ..figure }, by)
                }),
            })
            .collect();
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

    /// What a carried figure's status says.
    fn status(&self, of: &Succession<'_>) -> Arc<str> {
        let each = of.predecessors.iter();
        let names: Vec<&str> = each
            .map(|(council, _)| self.authorities.get(*council).name.as_str())
            .collect();
        format!("carried from {}", names.join(", ")).into()
    }
}

/// The figure of a successor, of those of its predecessors.
fn figure(
    of: &Succession<'_>,
    slice: &Slice,
    measure: Measure,
    populations: &[&Slice],
) -> Result<(Figure, CarriedBy), NotCarried> {
    for (council, _) in &of.predecessors {
        if slice.values[council.index()].is_nan() {
            return Err(NotCarried::Missing(slice.missing[council.index()]));
        }
    }
    let kind = measure.kind.ok_or(NotCarried::NoKind)?;
    let sum = |part: &dyn Fn(usize) -> f64| -> f64 {
        let each = of.predecessors.iter();
        each.map(|(council, share)| part(council.index()) * share)
            .sum()
    };
    let parts = match &slice.parts {
        Some(parts) => (
            sum(&|place| parts.numerators[place]),
            sum(&|place| parts.denominators[place]),
        ),
        None => (f64::NAN, f64::NAN),
    };
    let carried = |value: f64| Figure {
        value,
        parts,
        limits: (f64::NAN, f64::NAN),
        missing: MissingReason::NoRow,
        status: None,
    };
    if kind.is_sum() {
        return Ok((carried(sum(&|place| slice.values[place])), CarriedBy::Sum));
    }
    if let [(council, share)] = of.predecessors.as_slice() {
        let place = council.index();
        let figure = carried(slice.values[place]);
        // The limits of the whole are not those of a part.
        let limits = slice.limits.as_ref().filter(|_| *share == 1.0);
        let limits = limits.map_or(figure.limits, |limits| limits.at(place));
        return Ok((Figure { limits, ..figure }, CarriedBy::Same));
    }
    if let Some(factor) = measure.factor()
        && parts.1 > 0.0
        && !parts.0.is_nan()
    {
        return Ok((carried(parts.0 / parts.1 * factor), CarriedBy::Pooled));
    }
    let population = nearest_in_time(populations, slice).ok_or(NotCarried::NoPopulation)?;
    let heads = sum(&|place| population.values[place]);
    if heads <= 0.0 {
        return Err(NotCarried::NoPopulation);
    }
    let weighted = sum(&|place| slice.values[place] * population.values[place]);
    Ok((carried(weighted / heads), CarriedBy::Weighted))
}

/// Of the populations in order of period, the latest that speaks of no later day than the slice, or
/// else the first after it.
fn nearest_in_time<'s>(populations: &[&'s Slice], slice: &Slice) -> Option<&'s Slice> {
    let day = slice.period.speaks_of();
    let after = populations.partition_point(|of| of.period.speaks_of() <= day);
    let nearest = after.checked_sub(1).unwrap_or(after);
    populations.get(nearest).copied()
}
