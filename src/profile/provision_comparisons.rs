//! Every share of settings beside every comparator that the pipeline asks for.
//!
//! A share is a value with its numerator and denominator, the settings that are good or better and
//! those that were inspected, so that it is placed as an indicator's values are.

use std::num::NonZeroU16;

use super::against::NotCompared;
use super::asked_comparators::AskedComparator;
use super::comparators::Scratch;
use super::comparison::ProvisionRule;
use super::intervals::ComparedBy;
use super::members::Members;
use super::neighbour_figures::StatisticTaken;
use super::placing::{FigureStatistics, Placed, Placing};
use super::provision::ProvisionProfile;
use super::statistic_used::StatisticUsed;
use crate::config::{NeighbourStatistic, Rulebook};
use crate::domain::{AuthorityIx, Comparison, Measure, MeasureKind, Polarity};
use crate::stats::Ordered;
use crate::tables::{ALL, Areas, Authorities, Figure, SettingCounts, Slice};

/// The settings of one authority and type beside one comparator.
#[derive(Debug, Clone, PartialEq)]
pub struct ProvisionComparison {
    /// The authority.
    pub authority: AuthorityIx,
    /// The type's place in the rulebook.
    pub provision: usize,
    /// The comparator's place in the profile.
    pub comparator: usize,
    /// The comparator's share good or better; NaN where none of its settings was inspected.
    pub share: f64,
    /// The inspected settings of its authorities.
    pub inspected: u32,
    /// Its authorities with an inspected setting.
    pub count: u16,
    /// Which statistic the share is.
    pub statistic: Option<StatisticUsed>,
    /// The authority's rank among itself and them.
    pub rank: Option<NonZeroU16>,
    /// How many are ranked.
    pub ranked: Option<u16>,
    /// How the authority's share stands to the comparator's.
    pub verdict: Option<Comparison>,
    /// What it is compared by.
    pub compared_by: Option<ComparedBy>,
    /// Why it is not compared.
    pub not_compared: Option<NotCompared>,
}

/// The comparisons of every profile, in order of authority, type and comparator.
pub(super) fn compare(
    profiles: &[ProvisionProfile],
    counts: &SettingCounts,
    comparators: &[AskedComparator],
    authorities: &Authorities,
    rulebook: &Rulebook,
    as_of: chrono::NaiveDate,
) -> Vec<ProvisionComparison> {
    let rule = ProvisionRule::new(rulebook.provision);
    let areas = Areas {
        authorities: authorities.len(),
        regions: authorities.regions().len(),
    };
    let mut scratch = Scratch::default();
    let mut order = Ordered::new();
    let placed: Vec<Vec<Placed>> = (0..rulebook.provisions.len())
        .map(|provision| {
            let slice = shares(counts, provision, authorities, areas);
            order.fill(&slice.values[..areas.authorities]);
            let each = comparators.iter();
            each.map(|comparator| {
                let placing = Placing {
                    slice: &slice,
                    polarity: Polarity::High,
                    measure: SHARE,
                    members: comparator.members(comparator.spell(as_of)),
                    statistic: comparator.settings,
                    published: None,
                    areas,
                    order: &order,
                };
                placing.placed(&mut scratch)
            })
            .collect()
        })
        .collect();
    let each = profiles.iter().flat_map(|profile| {
        comparators.iter().enumerate().map(move |(at, comparator)| {
            let members = comparator.members(comparator.spell(as_of));
            (profile, at, members)
        })
    });
    each.map(|(profile, at, members)| {
        let beside = Beside {
            placed: &placed[profile.provision][at],
            members,
            counts,
            rule,
        };
        beside.comparison(profile, at)
    })
    .collect()
}

/// What a share of settings is.
const SHARE: Measure = Measure {
    kind: Some(MeasureKind::Proportion),
    per: Some(1.0),
};

/// The shares of one type of setting, as a slice of an indicator.
fn shares(
    counts: &SettingCounts,
    provision: usize,
    authorities: &Authorities,
    areas: Areas,
) -> Slice {
    let mut slice = Slice::of_shares(ALL.to_owned(), areas);
    for authority in authorities.places() {
        let count = counts.get(authority, provision);
        let (good, inspected) = (count.good_or_better(), count.inspected());
        if inspected > 0 {
            let parts = (f64::from(good), f64::from(inspected));
            slice.set(authority.index(), &Figure::of_parts(parts));
        }
    }
    slice
}

/// The figures of a comparator, and those whom it compares with.
struct Beside<'a> {
    placed: &'a Placed,
    members: &'a Members,
    counts: &'a SettingCounts,
    rule: ProvisionRule,
}

impl Beside<'_> {
    fn comparison(&self, profile: &ProvisionProfile, at: usize) -> ProvisionComparison {
        let authority = profile.authority;
        let column = self.members.column(authority);
        let share = column.map_or(f64::NAN, |column| self.placed.values[column]);
        let count = column.map_or(0, |column| self.placed.counts[column]);
        let members = self.members.of(authority);
        let inspected = members
            .iter()
            .map(|member| self.counts.get(*member, profile.provision).inspected());
        let (good, own) = (profile.count.good_or_better(), profile.count.inspected());
        let verdict = self.rule.compare(good, own, share);
        let rank = self.placed.ranks[authority.index()];
        ProvisionComparison {
            authority,
            provision: profile.provision,
            comparator: at,
            share,
            inspected: inspected.sum(),
            count,
            statistic: column
                .filter(|_| !share.is_nan())
                .map(|column| self.statistic(authority, column)),
            rank,
            ranked: rank.map(|_| count + u16::from(!self.members.has(authority))),
            verdict,
            compared_by: verdict.map(|_| self.rule.compares_by(own)),
            not_compared: match verdict {
                Some(_) => None,
                None if members.is_empty() => Some(NotCompared::NoMembers),
                None if share.is_nan() => Some(NotCompared::NoValues),
                None => Some(NotCompared::NoOwnValue),
            },
        }
    }

    fn statistic(&self, authority: AuthorityIx, column: usize) -> StatisticUsed {
        let taken: NeighbourStatistic = match &self.placed.statistics {
            FigureStatistics::Groups(used) => return used[column],
            FigureStatistics::Lists(StatisticTaken::One(statistic)) => *statistic,
            FigureStatistics::Lists(taken) => taken.of(authority),
        };
        taken.into()
    }
}
