//! How every value of a slice stands to that of its neighbours and to the nation's.

use super::area_figures::FigureSource;
use super::comparator_figures::ComparatorFigures;
use super::comparators::{Comparators, Scratch};
use super::comparison::{IndicatorRule, Yardstick, by_margin};
use super::intervals::Intervals;
use crate::domain::{AuthorityIx, Comparison, Polarity};
use crate::stats::{deviation_from, mean};
use crate::tables::Slice;

/// What is known of a slice's values before they are compared.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Their standard deviation; `None` for one authority.
    pub(super) deviation: Option<f64>,
    /// The nation's figure, and where it comes from; `None` where nobody asks.
    pub(super) national: Option<(f64, FigureSource)>,
}

/// How the values of a slice stand to those of others, and what they were compared by.
pub(super) struct Verdicts {
    /// The intervals that they were compared by.
    pub(super) intervals: Option<Intervals>,
    /// How each stands to similar areas.
    pub(super) vs_neighbours: Vec<Option<Comparison>>,
    /// How each stands to the nation.
    pub(super) vs_national: Vec<Option<Comparison>>,
    /// How each stands to whom else the pipeline asks to compare with.
    pub(super) comparisons: Vec<Option<ComparatorFigures>>,
}

/// The values of a slice, ready to be compared.
#[derive(Clone, Copy)]
pub(super) struct Compared<'a> {
    pub slice: &'a Slice,
    /// The authorities' values, or what they are by head.
    pub values: &'a [f64],
    pub polarity: Polarity,
    pub rule: IndicatorRule,
    pub deviation: Option<f64>,
    pub intervals: Option<&'a Intervals>,
}

impl Compared<'_> {
    /// How every value stands to that of its neighbours and to the nation's, where that is given.
    pub(super) fn with(
        &self,
        neighbour_values: &[f64],
        national_value: Option<f64>,
    ) -> (Vec<Option<Comparison>>, Vec<Option<Comparison>>) {
        let with_nation = national_value.map(|value| self.against(|_| value));
        (
            self.against(|place| neighbour_values[place]),
            with_nation.unwrap_or_else(|| vec![None; self.values.len()]),
        )
    }

    /// How every value stands to the comparator's that `other` has for its place.
    pub(super) fn against(&self, other: impl Fn(usize) -> f64) -> Vec<Option<Comparison>> {
        let margin = self.rule.margin(self.deviation);
        let values = self.values.iter().enumerate();
        if let (None, Some(margin)) = (self.intervals, margin) {
            let pairs = values.map(|(place, value)| (*value, other(place)));
            return by_margin(margin, pairs, self.polarity);
        }
        let by_margin = margin.map_or(Yardstick::None, Yardstick::Margin);
        values
            .map(|(place, value)| {
                let interval = self.intervals.and_then(|intervals| intervals.at(place));
                let yardstick = interval.map_or(by_margin, Yardstick::Interval);
                yardstick.compare(*value, other(place), self.polarity)
            })
            .collect()
    }
}

/// The sums of a slice by head.
pub(super) struct ByHead {
    values: Vec<f64>,
    deviation: Option<f64>,
    intervals: Option<Intervals>,
}

impl ByHead {
    /// What the sums are by head; `None` where there are no denominators.
    pub(super) fn of(compared: &Compared<'_>) -> Option<Self> {
        let slice = compared.slice;
        let parts = slice.parts.as_ref()?;
        let heads = |place: usize| parts.denominators[place];
        let count = compared.values.len();
        let by_head = |place: usize| slice.values[place] / heads(place);
        let values: Vec<f64> = (0..count).map(by_head).collect();
        let intervals = compared.intervals.map(|intervals| Intervals {
            lows: (0..count)
                .map(|place| intervals.lows[place] / heads(place))
                .collect(),
            highs: (0..count)
                .map(|place| intervals.highs[place] / heads(place))
                .collect(),
            sources: intervals.sources.clone(),
        });
        Some(Self {
            deviation: mean(&values).and_then(|centre| deviation_from(centre, &values)),
            intervals,
            values,
        })
    }

    /// The sum of the area at `place` by head.
    pub(super) fn at(&self, slice: &Slice, place: usize) -> f64 {
        let parts = slice.parts.as_ref();
        let heads = parts.map_or(f64::NAN, |parts| parts.denominators[place]);
        slice.values[place] / heads
    }

    /// What the members have by head together.
    pub(super) fn together(
        &self,
        slice: &Slice,
        members: impl Iterator<Item = AuthorityIx>,
    ) -> f64 {
        let Some(parts) = &slice.parts else {
            return f64::NAN;
        };
        let known = members
            .map(AuthorityIx::index)
            .filter(|place| self.at(slice, *place).is_finite());
        let (sum, all) = known.fold((0.0, 0.0), |(sum, all), place| {
            (sum + slice.values[place], all + parts.denominators[place])
        });
        sum / all
    }

    /// The values by head in place of those of `compared`.
    pub(super) fn compared<'a>(&'a self, compared: &Compared<'a>) -> Compared<'a> {
        Compared {
            values: &self.values,
            deviation: self.deviation,
            intervals: self.intervals.as_ref(),
            ..*compared
        }
    }
}

impl Comparators<'_> {
    /// How every value of a slice stands to the figure of its similar areas and to the nation's.
    pub(super) fn verdicts(
        &self,
        slice: &Slice,
        measured: Measured,
        neighbour_values: &[f64],
        scratch: &mut Scratch,
    ) -> Verdicts {
        let Measured {
            deviation,
            national,
        } = measured;
        let indicator = self.indicators.get(slice.indicator);
        let measure = indicator.measure;
        let values = &slice.values[..self.authorities.len()];
        let rule = IndicatorRule::new(self.rulebook.indicators);
        let intervals = Intervals::of(slice, measure, values.len(), rule.z());
        let compared = Compared {
            slice,
            values,
            polarity: indicator.polarity,
            rule,
            deviation,
            intervals: intervals.as_ref(),
        };
        let (vs_neighbours, vs_national) = match measure.kind {
            Some(kind) if kind.is_sum() => {
                // The mean of the authorities' sums is of their size; a published total is not.
                let national = match national {
                    Some((value, FigureSource::Computed)) => value,
                    Some((_, FigureSource::Published)) | None => f64::NAN,
                };
                self.compare_sums(&compared, neighbour_values, national)
            }
            _ => compared.with(neighbour_values, national.map(|(value, _)| value)),
        };
        Verdicts {
            comparisons: self.comparisons(&compared, measure, scratch),
            intervals,
            vs_neighbours,
            vs_national,
        }
    }

    /// How sums stand to those of others: by head where there are denominators; otherwise to the
    /// neighbours' and to `national`, which is missing where it is a nation's total.
    pub(super) fn compare_sums(
        &self,
        compared: &Compared<'_>,
        neighbour_values: &[f64],
        national: f64,
    ) -> (Vec<Option<Comparison>>, Vec<Option<Comparison>>) {
        let slice = compared.slice;
        let Some(by_head) = ByHead::of(compared) else {
            return compared.with(neighbour_values, Some(national));
        };
        let similar: Vec<f64> = self
            .authorities
            .places()
            .map(|authority| by_head.together(slice, self.neighbours.of(authority).iter().copied()))
            .collect();
        let nation = by_head.at(slice, slice.values.len() - 1);
        let national = match nation.is_finite() {
            true => nation,
            false => by_head.together(slice, self.authorities.places()),
        };
        by_head.compared(compared).with(&similar, Some(national))
    }
}
