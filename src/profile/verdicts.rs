//! How every value of a slice stands to that of its neighbours and to the nation's.

use super::comparators::Comparators;
use super::comparison::{IndicatorRule, Yardstick, by_margin};
use super::intervals::Intervals;
use crate::domain::{AuthorityIx, Comparison, Polarity};
use crate::stats::{deviation_from, mean};
use crate::tables::Slice;

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
    /// How every value stands to that of its neighbours and to the nation's.
    pub(super) fn with(
        &self,
        neighbour_values: &[f64],
        national_value: f64,
    ) -> (Vec<Option<Comparison>>, Vec<Option<Comparison>>) {
        let margin = self.rule.margin(self.deviation);
        let values = self.values.iter().zip(neighbour_values);
        if let (None, Some(margin)) = (self.intervals, margin) {
            let pairs = values.clone().map(|(value, similar)| (*value, *similar));
            let with_nation = values.map(|(value, _)| (*value, national_value));
            return (
                by_margin(margin, pairs, self.polarity),
                by_margin(margin, with_nation, self.polarity),
            );
        }
        let by_margin = margin.map_or(Yardstick::None, Yardstick::Margin);
        values
            .enumerate()
            .map(|(place, (value, similar))| {
                let interval = self.intervals.and_then(|intervals| intervals.at(place));
                let yardstick = interval.map_or(by_margin, Yardstick::Interval);
                (
                    yardstick.compare(*value, *similar, self.polarity),
                    yardstick.compare(*value, national_value, self.polarity),
                )
            })
            .unzip()
    }
}

impl Comparators<'_> {
    /// How sums stand to those of others: by head where there are denominators; otherwise to the
    /// neighbours' and to `national`, which is missing where it is a nation's total.
    pub(super) fn compare_sums(
        &self,
        compared: &Compared<'_>,
        neighbour_values: &[f64],
        national: f64,
    ) -> (Vec<Option<Comparison>>, Vec<Option<Comparison>>) {
        let slice = compared.slice;
        let count = compared.values.len();
        let Some(parts) = &slice.parts else {
            return compared.with(neighbour_values, national);
        };
        let heads = |place: usize| parts.denominators[place];
        let by_head = |place: usize| slice.values[place] / heads(place);
        let together = |members: &mut dyn Iterator<Item = AuthorityIx>| {
            let known = members
                .map(AuthorityIx::index)
                .filter(|place| by_head(*place).is_finite());
            let (sum, all) = known.fold((0.0, 0.0), |(sum, all), place| {
                (sum + slice.values[place], all + heads(place))
            });
            sum / all
        };
        let values: Vec<f64> = (0..count).map(by_head).collect();
        let similar: Vec<f64> = self
            .authorities
            .places()
            .map(|authority| together(&mut self.neighbours.of(authority).iter().copied()))
            .collect();
        let nation = by_head(slice.values.len() - 1);
        let national = match nation.is_finite() {
            true => nation,
            false => together(&mut self.authorities.places()),
        };
        let intervals = compared.intervals.map(|intervals| Intervals {
            lows: (0..count)
                .map(|place| intervals.lows[place] / heads(place))
                .collect(),
            highs: (0..count)
                .map(|place| intervals.highs[place] / heads(place))
                .collect(),
            sources: intervals.sources.clone(),
        });
        Compared {
            values: &values,
            deviation: mean(&values).and_then(|centre| deviation_from(centre, &values)),
            intervals: intervals.as_ref(),
            ..*compared
        }
        .with(&similar, national)
    }
}
