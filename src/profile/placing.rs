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
use crate::stats::Ordered;
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
    /// The authorities' values in order.
    pub order: &'a Ordered,
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
                    ranks: self.group_ranks(groups),
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

    /// The rank of every value among itself and those of its group, 1 the best by polarity, equal
    /// values sharing the lowest number. None where the value or those of all others are missing, and
    /// without polarity.
    fn group_ranks(&self, groups: &GroupTable) -> Vec<Option<NonZeroU16>> {
        let mut ranks = vec![None; self.areas.authorities];
        let group_of = |place| Some((groups.group_of(place)?, groups.has(place)));
        self.order
            .rank_in_groups(self.polarity, groups.len(), group_of, &mut ranks);
        ranks
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
