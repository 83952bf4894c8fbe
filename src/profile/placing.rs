//! The figures of those whom authorities are compared with in a slice, and the authorities' places
//! among them.

use std::num::NonZeroU16;

use super::asked_comparators::PublishedFor;
use super::comparators::Scratch;
use super::members::{GroupTable, Members};
use super::neighbour_figures::{Lists, StatisticTaken, summed_up};
use super::neighbour_ranks::neighbour_ranks;
use super::statistic_used::StatisticUsed;
use crate::config::NeighbourStatistic;
use crate::domain::{Measure, Polarity};
use crate::tables::{Areas, Slice};

/// Which statistic each figure of a comparator is.
#[derive(Debug, Clone)]
pub(super) enum FigureStatistics {
    /// Of every authority's own list.
    Lists(StatisticTaken),
    /// Of every group.
    Groups(Vec<StatisticUsed>),
}

/// The figures of lists or groups, and every authority's rank among its own.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// A figure for each list or group.
    pub values: Vec<f64>,
    /// Authorities of each with a value.
    pub counts: Vec<u16>,
    /// Which statistic each figure is.
    pub statistics: FigureStatistics,
    /// Each authority's rank among itself and them.
    pub ranks: Vec<Option<NonZeroU16>>,
}

/// A slice, and those whose figures are asked for.
#[derive(Clone, Copy)]
pub(super) struct Placing<'a> {
    pub slice: &'a Slice,
    pub polarity: Polarity,
    pub measure: Measure,
    pub members: &'a Members,
    pub statistic: NeighbourStatistic,
    pub published: Option<PublishedFor>,
    pub areas: Areas,
}

impl Placing<'_> {
    /// The figures, and every authority's place.
    pub(super) fn placed(&self, scratch: &mut Scratch) -> Placed {
        let own = &self.slice.values[..self.areas.authorities];
        match self.members {
            Members::Lists(table) => {
                let lists = Lists {
                    table,
                    statistic: self.statistic,
                    authorities: own.len(),
                };
                let found = lists.figures(self.slice, self.measure, scratch);
                Placed {
                    values: found.values,
                    counts: found.counts,
                    statistics: FigureStatistics::Lists(found.statistic),
                    ranks: neighbour_ranks(own, table, self.polarity),
                }
            }
            Members::Groups(groups) => {
                let (values, counts, used) = self.of_groups(groups, scratch);
                Placed {
                    values,
                    counts,
                    statistics: FigureStatistics::Groups(used),
                    ranks: group_ranks(own, groups, self.polarity, scratch),
                }
            }
        }
    }

    /// The place in a slice of the area whose published figure goes before that of a group.
    pub(super) fn published_place(&self, group: usize) -> Option<usize> {
        Some(match self.published? {
            PublishedFor::Region => self.areas.authorities + group,
            PublishedFor::Nation => self.areas.count() - 1,
        })
    }

    /// The figure of every group, how many of it have a value, and which statistic it is.
    fn of_groups(
        &self,
        groups: &GroupTable,
        scratch: &mut Scratch,
    ) -> (Vec<f64>, Vec<u16>, Vec<StatisticUsed>) {
        let mut figures = (Vec::new(), Vec::new(), Vec::new());
        for group in 0..groups.len() {
            let members = groups.of(group);
            let (worked_out, count, taken) =
                summed_up(self.slice, self.measure, members, self.statistic, scratch);
            let published = self
                .published_place(group)
                .map_or(f64::NAN, |place| self.slice.values[place]);
            let (value, used) = match published.is_nan() {
                true => (worked_out, taken.into()),
                false => (published, StatisticUsed::Published),
            };
            figures.0.push(value);
            figures.1.push(count);
            figures.2.push(used);
        }
        figures
    }
}

/// The rank of every value among itself and those of its group, 1 the best by polarity, equal
/// values sharing the lowest number. None where the value or those of all others are missing, and
/// without polarity.
fn group_ranks(
    values: &[f64],
    groups: &GroupTable,
    polarity: Polarity,
    scratch: &mut Scratch,
) -> Vec<Option<NonZeroU16>> {
    // What is ahead is less: the ranks go from the least up.
    let sign = match polarity {
        Polarity::High => -1.0,
        Polarity::Low => 1.0,
        Polarity::Neutral => return vec![None; values.len()],
    };
    let sorted = &mut scratch.gathered;
    sorted.clear();
    let mut ends = Vec::with_capacity(groups.len());
    for group in 0..groups.len() {
        let start = sorted.len();
        let of_group = groups.of(group).iter().map(|place| values[place.index()]);
        sorted.extend(
            of_group
                .filter(|value| !value.is_nan())
                .map(|value| sign * value),
        );
        sorted[start..].sort_unstable_by(f64::total_cmp);
        ends.push(sorted.len());
    }
    values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let group = groups.group_of(place).filter(|_| !value.is_nan())?;
            let start = group.checked_sub(1).map_or(0, |before| ends[before]);
            let sorted = &sorted[start..ends[group]];
            let is_alone = match sorted.len() {
                0 => true,
                1 => groups.has(place),
                _ => false,
            };
            let ahead = sorted.partition_point(|other| *other < sign * value);
            let rank = NonZeroU16::MIN.saturating_add(u16::try_from(ahead).unwrap_or(u16::MAX));
            (!is_alone).then_some(rank)
        })
        .collect()
}
