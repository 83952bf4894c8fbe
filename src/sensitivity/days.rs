//! What profile and rating came to on each of many as-of dates, by sources that were read once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::config::Pipeline;
use crate::error::Error;
use crate::extract::held_sources::HeldSources;
use crate::profile::{self, IndicatorSlice, Profile};
use crate::rate::{self, Rated};
use crate::sensitivity::held::Held;
use crate::tables::{Neighbour, Tables};
use crate::warning::Warning;

/// An as-of date, and what was known then.
pub(super) struct Day {
    /// The pipeline with this as-of date.
    pub(super) pipeline: Pipeline,
    /// What the sources say, without the figures of indicators.
    pub(super) tables: Tables,
    /// What the evidence says, without the indicators one by one.
    pub(super) profile: Profile,
    /// What the rulebook makes of it: bands and ratings.
    pub(super) rated: Rated,
}

/// The pipeline as it is asked about another day.
pub(super) fn pipeline_at(pipeline: &Pipeline, as_of: NaiveDate) -> Pipeline {
    Pipeline {
        as_of,
        ..pipeline.clone()
    }
}

/// What was taken of the days of a group, each with its place, and what a person should know.
type Taken<T> = (Vec<(usize, T)>, Vec<Warning>);

/// Profiles and rates each of `days`, and gives what `take` makes of it, in their order, with what a
/// person should know. Days that know the same figures of indicators have them compared once.
///
/// # Errors
/// What a run of that day would fail with, and what `take` does.
pub(super) fn each_day<T: Send>(
    pipeline: &Pipeline,
    held: &Held,
    days: &[NaiveDate],
    take: impl Fn(Day) -> Result<T, Error> + Sync,
) -> Result<(Vec<T>, Vec<Warning>), Error> {
    let mut alike: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, day) in days.iter().enumerate() {
        let known = held.sources.figures_known(*day);
        alike.entry(known).or_default().push(place);
    }
    let groups: Vec<Vec<usize>> = alike.into_values().collect();
    let taken: Vec<Taken<T>> = groups
        .par_iter()
        .map(|places| {
            let first = pipeline_at(pipeline, days[places[0]]);
            let compared = Compared::of(&first, &held.sources)?;
            let slices = compared.indicators.as_deref().unwrap_or_default();
            let warnings = held.told(&first, slices);
            let taken = places
                .par_iter()
                .map(|place| {
                    let pipeline = pipeline_at(pipeline, days[*place]);
                    let day = Day::of(pipeline, held, &compared)?;
                    Ok((*place, take(day)?))
                })
                .collect::<Result<_, Error>>()?;
            Ok((taken, warnings))
        })
        .collect::<Result<_, Error>>()?;
    let (mut all, mut warnings) = (Vec::new(), Vec::new());
    for (of_group, told) in taken {
        all.extend(of_group);
        warnings.extend(told);
    }
    all.sort_unstable_by_key(|(place, _)| *place);
    // Each series once, with the first day on which it was so.
    warnings.sort();
    warnings.dedup_by(|again, first| again.subject == first.subject);
    Ok((all.into_iter().map(|(_, taken)| taken).collect(), warnings))
}

/// Indicators compared with similar areas, and which these were.
struct Compared {
    neighbours: Vec<Neighbour>,
    indicators: Option<Vec<IndicatorSlice>>,
}

impl Compared {
    fn of(pipeline: &Pipeline, sources: &HeldSources) -> Result<Self, Error> {
        let tables = sources.tables(pipeline)?;
        let slices = sources.slices(pipeline)?;
        let profile = profile::profile_slices(pipeline, &tables, slices)?;
        let neighbours = profile.neighbours(&tables).to_vec();
        let indicators = profile.indicators;
        Ok(Self {
            neighbours,
            indicators,
        })
    }
}

impl Day {
    fn of(pipeline: Pipeline, held: &Held, compared: &Compared) -> Result<Self, Error> {
        let tables = held.sources.tables(&pipeline)?;
        let mut profile =
            profile::profile_compared(&pipeline, &tables, compared.indicators.as_deref())?;
        if profile.neighbours(&tables) != compared.neighbours {
            let slices = held.sources.slices(&pipeline)?;
            profile = profile::profile_slices(&pipeline, &tables, slices)?;
            profile.indicators = None;
        }
        let rulebook = &pipeline.rulebook;
        let rated = rate::rate_only(&tables, &profile, rulebook, &held.rules, pipeline.as_of)
            .map_err(Error::Rate)?;
        Ok(Self {
            pipeline,
            tables,
            profile,
            rated,
        })
    }

    /// Whether anything was known of any council: a setting, a finding or a figure.
    pub(super) fn knows_anything(&self) -> bool {
        let provision = self.profile.provision.iter().flatten();
        let outcomes = self.profile.outcomes.iter().flatten();
        provision.into_iter().any(|of| of.count.settings > 0)
            || self.profile.findings.iter().flatten().next().is_some()
            || outcomes.into_iter().any(|of| of.with_value > 0)
    }
}
