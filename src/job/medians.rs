//! Medians held against those of the current run.

use std::collections::{BTreeMap, HashMap};

use crate::domain::Period;
use crate::gate::Shift;
use crate::profile::IndicatorSlice;
use crate::review::PublishedMedian;
use crate::tables::Indicators;

/// The medians of the current run, by indicator and breakdown.
pub(super) struct Earlier<'m> {
    series: BTreeMap<(&'m str, &'m str), Vec<(Period, &'m PublishedMedian)>>,
}

impl<'m> Earlier<'m> {
    pub(super) fn new(medians: &'m [PublishedMedian]) -> Self {
        let mut series: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for median in medians {
            if let Ok(period) = Period::parse(&median.period) {
                let key = (median.indicator.as_str(), median.breakdown.as_str());
                series.entry(key).or_default().push((period, median));
            }
        }
        for periods in series.values_mut() {
            periods.sort_by_key(|(period, _)| *period);
        }
        Self { series }
    }

    /// The median that has moved most: of the same period, or of the latest one where the period
    /// is new. Where one of the two is 0 there is no factor between them.
    pub(super) fn largest_shift(
        &self,
        catalogue: &Indicators,
        slices: &[IndicatorSlice],
    ) -> Option<Shift> {
        let shifts = slices.iter().filter_map(|slice| {
            let now = slice.distribution?.cuts.q50;
            let of = &slice.slice;
            let name = catalogue.get(of.indicator).name.as_str();
            let periods = self.series.get(&(name, of.breakdown.as_str()))?;
            let same = periods.iter().find(|(period, _)| *period == of.period);
            // Across a break nothing is compared.
            let is_anew = slice.broken.as_ref().is_some_and(|of| !of.whole.is_empty());
            let last = || periods.last().filter(|_| slice.is_latest && !is_anew);
            let (_, before) = same.or_else(last)?;
            let before = before.median;
            (now != 0.0 && before != 0.0).then(|| Shift {
                series: format!("{name}, {}, {}", of.breakdown, of.label),
                now,
                before,
            })
        });
        shifts.max_by(|a, b| a.factor().total_cmp(&b.factor()))
    }

    /// Indicators of the current run that have no value in a period as late as its latest.
    pub(super) fn lost_periods(
        &self,
        catalogue: &Indicators,
        slices: &[IndicatorSlice],
    ) -> Vec<String> {
        let mut latest: HashMap<(&str, &str), Period> = HashMap::new();
        for slice in slices.iter().filter(|slice| slice.distribution.is_some()) {
            let of = &slice.slice;
            let name = catalogue.get(of.indicator).name.as_str();
            let known = latest
                .entry((name, of.breakdown.as_str()))
                .or_insert(of.period);
            *known = (*known).max(of.period);
        }
        let lost = self
            .series
            .iter()
            .filter_map(|((name, breakdown), periods)| {
                let (period, before) = periods.last()?;
                let now = latest.get(&(*name, *breakdown));
                let is_lost = now.is_none_or(|now| now < period);
                is_lost.then(|| format!("{name}, {breakdown}, {}", before.period))
            });
        lost.collect()
    }
}
