//! Block A: inspected and regulated settings, by authority and type.

use super::comparison::ProvisionRule;
use super::neighbours::NeighbourTable;
use crate::config::Rulebook;
use crate::domain::{AuthorityIx, Comparison, Grade, Share};
use crate::stats::{Interval, proportion_word};
use crate::tables::{Authorities, SettingCount, SettingCounts};

/// The settings of one authority and type, beside similar areas, the region and the nation.
#[derive(Debug, Clone, PartialEq)]
pub struct ProvisionProfile {
    /// The authority.
    pub authority: AuthorityIx,
    /// The type's place in the rulebook.
    pub provision: usize,
    /// Open settings, and how many were found at each grade.
    pub count: SettingCount,
    /// Share good or better of those inspected.
    pub good_or_better: Option<Share>,
    /// Its Wilson interval.
    pub interval: Option<Interval>,
    /// Share inadequate of those inspected.
    pub inadequate: Option<Share>,
    /// Share good or better of the neighbours' inspected settings, pooled.
    pub neighbour_good_or_better: Option<Share>,
    /// The neighbours' inspected settings.
    pub neighbour_inspected: u32,
    /// Share good or better of the region's inspected settings.
    pub region_good_or_better: Option<Share>,
    /// Share good or better of all inspected settings.
    pub national_good_or_better: Option<Share>,
    /// Comparison with the neighbours' pooled share.
    pub vs_neighbours: Option<Comparison>,
    /// Comparison with the national share.
    pub vs_national: Option<Comparison>,
    /// The word for the share good or better.
    pub wording: Option<String>,
}

impl ProvisionProfile {
    /// Counts the settings otherwise, and takes the shares anew; comparisons, which no rating asks
    /// about, stay what they were.
    pub fn recount(&mut self, count: SettingCount) {
        self.count = count;
        self.good_or_better = share(count.good_or_better(), count.inspected());
        self.inadequate = share(count.at(Grade::Inadequate), count.inspected());
    }
}

/// Good or better, and inspected.
#[derive(Debug, Clone, Copy, Default)]
struct Pool {
    good: u32,
    inspected: u32,
}

impl Pool {
    fn add(&mut self, count: &SettingCount) {
        self.good += count.good_or_better();
        self.inspected += count.inspected();
    }

    fn share(self) -> Option<Share> {
        share(self.good, self.inspected)
    }
}

/// Profiles every type of setting that an authority of `rated` has, in order of authority and
/// type.
pub(super) fn profile(
    counts: &SettingCounts,
    rated: &[AuthorityIx],
    authorities: &Authorities,
    neighbours: &NeighbourTable,
    rulebook: &Rulebook,
) -> Vec<ProvisionProfile> {
    let rule = ProvisionRule::new(rulebook.provision);
    let provisions = rulebook.provisions.len();
    let mut national = vec![Pool::default(); provisions];
    let mut regional = vec![Pool::default(); provisions * authorities.regions().len()];
    for authority in authorities.places() {
        let region = authorities.get(authority).region;
        for provision in 0..provisions {
            let count = counts.get(authority, provision);
            national[provision].add(count);
            if let Some(region) = region {
                regional[region.index() * provisions + provision].add(count);
            }
        }
    }

    let mut profiles = Vec::new();
    for &authority in rated {
        for provision in 0..provisions {
            let count = *counts.get(authority, provision);
            if count.settings == 0 {
                continue;
            }
            let mut similar = Pool::default();
            for neighbour in neighbours.of(authority) {
                similar.add(counts.get(*neighbour, provision));
            }
            let (good, inspected) = (count.good_or_better(), count.inspected());
            let good_or_better = share(good, inspected);
            let compare = |pool: Pool| {
                pool.share()
                    .and_then(|share| rule.compare(good, inspected, share.fraction()))
            };
            profiles.push(ProvisionProfile {
                authority,
                provision,
                count,
                good_or_better,
                interval: rule.interval(good, inspected),
                inadequate: share(count.grades[3], inspected),
                neighbour_good_or_better: similar.share(),
                neighbour_inspected: similar.inspected,
                region_good_or_better: authorities
                    .get(authority)
                    .region
                    .and_then(|region| regional[region.index() * provisions + provision].share()),
                national_good_or_better: national[provision].share(),
                vs_neighbours: compare(similar),
                vs_national: compare(national[provision]),
                wording: good_or_better
                    .and_then(|share| proportion_word(&rulebook.proportion_words, share))
                    .map(str::to_owned),
            });
        }
    }
    profiles
}

fn share(part: u32, whole: u32) -> Option<Share> {
    Share::of(f64::from(part), f64::from(whole))
}
