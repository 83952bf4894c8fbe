//! Block C: the indicators of each outcome, counted by how they stand to similar areas and to
//! the nation.

use super::indicator_slice::IndicatorSlice;
use crate::config::Rulebook;
use crate::domain::{AuthorityIx, Comparison, Polarity, Share};
use crate::tables::Indicators;

/// The indicators of one outcome for one authority. An indicator counts once, by the latest
/// period of its total; breakdowns are shown in the indicator profile but not counted again.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeProfile {
    /// The authority.
    pub authority: AuthorityIx,
    /// The outcome's place in the rulebook.
    pub outcome: usize,
    /// Indicators of the catalogue that have a polarity.
    pub indicators: u32,
    /// Those for which the authority has a value.
    pub with_value: u32,
    /// Those at least in line with similar areas, and those compared.
    pub neighbours: InLineCount,
    /// Those at least in line with the nation, and those compared.
    pub national: InLineCount,
}

/// How many of the indicators that could be compared are at least in line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InLineCount {
    /// In line or better.
    pub in_line_or_better: u32,
    /// Compared.
    pub compared: u32,
}

impl InLineCount {
    fn count(&mut self, comparison: Option<Comparison>) {
        let Some(comparison) = comparison.filter(|comparison| comparison.is_judged()) else {
            return;
        };
        self.compared += 1;
        self.in_line_or_better += u32::from(comparison.at_least_in_line());
    }

    /// The share at least in line; `None` where nothing was compared.
    pub fn share(self) -> Option<Share> {
        Share::of(f64::from(self.in_line_or_better), f64::from(self.compared))
    }
}

/// Profiles every outcome of the rulebook for every authority of `rated`, in that order.
pub(super) fn profile(
    slices: &[IndicatorSlice],
    rated: &[AuthorityIx],
    indicators: &Indicators,
    rulebook: &Rulebook,
) -> Vec<OutcomeProfile> {
    let outcomes: Vec<(usize, u32, Vec<&IndicatorSlice>)> = rulebook
        .outcomes
        .iter()
        .enumerate()
        .map(|(at, outcome)| {
            let belongs = |name: &Option<String>| name.as_deref() == Some(outcome.key.as_str());
            let judged = indicators.all().iter().filter(|indicator| {
                belongs(&indicator.outcome) && indicator.polarity != Polarity::Neutral
            });
            let latest = slices.iter().filter(|slice| {
                let indicator = indicators.get(slice.slice.indicator);
                slice.is_latest
                    && slice.is_total
                    && belongs(&indicator.outcome)
                    && indicator.polarity != Polarity::Neutral
            });
            (
                at,
                u32::try_from(judged.count()).unwrap_or(u32::MAX),
                latest.collect(),
            )
        })
        .collect();

    let mut profiles = Vec::with_capacity(rated.len() * outcomes.len());
    for &authority in rated {
        for (outcome, count, latest) in &outcomes {
            let mut profile = OutcomeProfile {
                authority,
                outcome: *outcome,
                indicators: *count,
                with_value: 0,
                neighbours: InLineCount::default(),
                national: InLineCount::default(),
            };
            for slice in latest {
                profile.with_value += u32::from(!slice.value(authority).is_nan());
                profile
                    .neighbours
                    .count(slice.vs_neighbours[authority.index()]);
                profile.national.count(slice.vs_national[authority.index()]);
            }
            profiles.push(profile);
        }
    }
    profiles
}
