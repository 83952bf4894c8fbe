//! What there is to say of the comparators that a pipeline asks for.

use std::collections::BTreeMap;

use crate::config::{ComparedWith, NeighbourStatistic, Pipeline};
use crate::contract::SourceKind;
use crate::domain::{AuthorityIx, folded};
use crate::profile::{AskedComparator, IndicatorSlice, Profile};
use crate::tables::{Indicators, Tables};
use crate::warning::{Warning, WarningKind};

/// Fewer authorities than this are hardly a group: the figure of two tells each the other's.
const FEW: usize = 3;

/// What there is to say of the comparators.
pub(in crate::job) fn of_comparators(
    pipeline: &Pipeline,
    tables: &Tables,
    profile: &Profile,
) -> Vec<Warning> {
    let mut warnings = groups(pipeline, tables);
    let slices = profile.indicators.as_deref().unwrap_or_default();
    warnings.extend(averaged(profile, &tables.indicators, slices));
    warnings
}

/// Groups that no comparator names, and those that are named and have few authorities.
fn groups(pipeline: &Pipeline, tables: &Tables) -> Vec<Warning> {
    let mut members: BTreeMap<&str, Vec<AuthorityIx>> = BTreeMap::new();
    for row in tables.groups.iter().flatten() {
        members.entry(&row.group).or_default().push(row.authority);
    }
    let is_named = |group: &str| {
        let mut all = pipeline.comparators.iter();
        all.any(|comparator| match &comparator.of {
            ComparedWith::Group { name, .. } => folded(name) == folded(group),
            ComparedWith::Neighbours(_)
            | ComparedWith::Model
            | ComparedWith::Region
            | ComparedWith::Nation
            | ComparedWith::WithinRegion
            | ComparedWith::Kind
            | ComparedWith::All => false,
        })
    };
    let warning =
        |kind, group: &str| Warning::of(kind, SourceKind::Groups.word()).about(group.to_owned());
    let each = members.into_iter().filter_map(|(group, mut members)| {
        members.sort_unstable();
        members.dedup();
        if !is_named(group) {
            Some(warning(WarningKind::UnusedGroup, group))
        } else if members.len() < FEW {
            let few = warning(WarningKind::SmallGroup, group);
            Some(few.with(members.len().to_string()))
        } else {
            None
        }
    });
    each.collect()
}

/// Comparators whose values are averaged although the pipeline asks for another statistic.
fn averaged(profile: &Profile, catalogue: &Indicators, slices: &[IndicatorSlice]) -> Vec<Warning> {
    let asked = profile.comparators.iter().enumerate();
    // Of similar areas that are to be pooled, another warning says so.
    let is_said = |comparator: &AskedComparator| {
        comparator.is_profile && comparator.statistic == NeighbourStatistic::Pooled
    };
    let asked = asked.filter(|(_, comparator)| comparator.is_asked && !is_said(comparator));
    let each = asked.filter_map(|(at, comparator)| {
        let falls_short = slices.iter().filter(|slice| {
            let against = slice.against(at, comparator);
            against.falls_short(comparator.statistic)
        });
        let mut indicators: Vec<&str> = falls_short
            .map(|slice| catalogue.get(slice.slice.indicator).name.as_str())
            .collect();
        indicators.dedup();
        let first = indicators.first()?;
        let about = Warning::of(
            WarningKind::ComparatorAveraged,
            SourceKind::Observations.word(),
        );
        let detail = match indicators.len() {
            1 => format!("{}: {first}", comparator.statistic.word()),
            many => format!(
                "{}: {many} indicators, such as {first}",
                comparator.statistic.word()
            ),
        };
        Some(about.about(&comparator.name).with(detail))
    });
    each.collect()
}
