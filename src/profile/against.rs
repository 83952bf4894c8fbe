//! What one comparator says of one slice, authority by authority.

use std::num::NonZeroU16;

use super::asked_comparators::AskedComparator;
use super::indicator_slice::IndicatorSlice;
use super::members::Members;
use super::neighbour_figures::StatisticTaken;
use super::placing::FigureStatistics;
use super::statistic_used::StatisticUsed;
use crate::config::NeighbourStatistic;
use crate::domain::{AuthorityIx, Comparison};

/// Why an authority is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCompared {
    /// There is nobody to compare it with.
    NoMembers,
    /// None of those whom it is compared with has a value.
    NoValues,
    /// It has no value itself.
    NoOwnValue,
    /// Its own sum stands beside a total of many.
    Total,
    /// It alone has a value, so that nothing says how far values lie apart.
    OneValue,
}

impl NotCompared {
    /// Each, in the order of its number.
    pub const ALL: [Self; 5] = [
        Self::NoMembers,
        Self::NoValues,
        Self::NoOwnValue,
        Self::Total,
        Self::OneValue,
    ];

    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoMembers => "no_members",
            Self::NoValues => "no_values",
            Self::NoOwnValue => "no_own_value",
            Self::Total => "total",
            Self::OneValue => "one_value",
        }
    }
}

/// What one comparator says of one slice.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    slice: &'a IndicatorSlice,
    members: &'a Members,
    values: &'a [f64],
    counts: &'a [u16],
    statistics: StatisticsOf<'a>,
    ranks: &'a [Option<NonZeroU16>],
    verdicts: &'a [Option<Comparison>],
}

#[derive(Debug, Clone, Copy)]
enum StatisticsOf<'a> {
    Lists(&'a StatisticTaken),
    Groups(&'a [StatisticUsed]),
}

impl IndicatorSlice {
    /// What the comparator at `at` says of the slice.
    pub fn against<'a>(&'a self, at: usize, comparator: &'a AskedComparator) -> Against<'a> {
        match &self.comparisons[at] {
            None => Against {
                slice: self,
                members: comparator.members(0),
                values: &self.neighbour_values,
                counts: &self.neighbour_counts,
                statistics: StatisticsOf::Lists(&self.neighbour_statistic),
                ranks: &self.neighbour_ranks,
                verdicts: &self.vs_neighbours,
            },
            Some(figures) => Against {
                slice: self,
                members: comparator.members(figures.spell),
                values: &figures.placed.values,
                counts: &figures.placed.counts,
                statistics: match &figures.placed.statistics {
                    FigureStatistics::Lists(taken) => StatisticsOf::Lists(taken),
                    FigureStatistics::Groups(used) => StatisticsOf::Groups(used),
                },
                ranks: &figures.placed.ranks,
                verdicts: &figures.verdicts,
            },
        }
    }
}

impl<'a> Against<'a> {
    /// The slice that it is about.
    pub fn slice(&self) -> &'a IndicatorSlice {
        self.slice
    }

    /// The comparator's figure for an authority; NaN where there is none.
    pub fn value(&self, authority: AuthorityIx) -> f64 {
        let column = self.members.column(authority);
        column.map_or(f64::NAN, |column| self.values[column])
    }

    /// How many of those whom an authority is compared with have a value.
    pub fn count(&self, authority: AuthorityIx) -> u16 {
        let column = self.members.column(authority);
        column.map_or(0, |column| self.counts[column])
    }

    /// Which statistic the figure is; `None` where there is no figure.
    pub fn statistic(&self, authority: AuthorityIx) -> Option<StatisticUsed> {
        if self.value(authority).is_nan() {
            return None;
        }
        let column = self.members.column(authority)?;
        Some(match self.statistics {
            StatisticsOf::Lists(taken) => taken.of(authority).into(),
            StatisticsOf::Groups(used) => used[column],
        })
    }

    /// The authority's rank among itself and those whom it is compared with.
    pub fn rank(&self, authority: AuthorityIx) -> Option<NonZeroU16> {
        self.ranks[authority.index()]
    }

    /// How many are ranked, the authority among them; `None` where it has no rank.
    pub fn ranked(&self, authority: AuthorityIx) -> Option<u16> {
        self.rank(authority)?;
        let others_alone = !self.members.has(authority);
        Some(self.count(authority) + u16::from(others_alone))
    }

    /// How the authority's value stands to the figure.
    pub fn verdict(&self, authority: AuthorityIx) -> Option<Comparison> {
        self.verdicts[authority.index()]
    }

    /// Whether another statistic than the one asked for was taken for anybody.
    pub fn falls_short(&self, asked: NeighbourStatistic) -> bool {
        let some = || self.counts.iter().any(|count| *count > 0);
        match self.statistics {
            StatisticsOf::Lists(StatisticTaken::One(taken)) => *taken != asked && some(),
            StatisticsOf::Lists(StatisticTaken::Where(..)) => true,
            StatisticsOf::Groups(used) => used.iter().zip(self.counts).any(|(used, count)| {
                *count > 0 && *used != asked.into() && *used != StatisticUsed::Published
            }),
        }
    }

    /// Why the authority is not compared; `None` where it is.
    pub fn not_compared(&self, authority: AuthorityIx) -> Option<NotCompared> {
        if self.verdict(authority).is_some() {
            return None;
        }
        Some(if self.value(authority).is_nan() {
            match self.members.of(authority) {
                [] => NotCompared::NoMembers,
                _ => NotCompared::NoValues,
            }
        } else if self.slice.value(authority).is_nan() {
            NotCompared::NoOwnValue
        } else if self.slice.compared_by(authority).is_none() {
            NotCompared::OneValue
        } else {
            NotCompared::Total
        })
    }
}
