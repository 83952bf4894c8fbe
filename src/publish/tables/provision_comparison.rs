//! `provision_comparison`.

use std::num::NonZeroU16;

use super::Results;
use super::declaration::table;
use super::kind::{Category, Count, Integer, Share};
use super::recurring::{AUTHORITIES, SETTINGS, SHARE, WORD};
use crate::domain::Comparison;
use crate::profile::{ComparedBy, NotCompared, ProvisionComparison, StatisticUsed};

table! {
    /// One row per authority, type of provision and comparator of the pipeline: the share of the
    /// comparator's inspected settings that are good or better, the authority's place among those
    /// that it is, and how its own share stands to it.
    provision_comparison by [authority, provision, comparator];
    each row: &'a ProvisionComparison, of: &'a Results<'a> => ProvisionComparisonRows<'a>;

    authority = &of.tables.authorities.get(row.authority).code;
    provision = &of.pipeline.rulebook.provisions[row.provision].key;
    comparator = &of.profile.comparators[row.comparator].name;
    /// The comparator's good or better settings as a share of those inspected, by the statistic that
    /// `statistic` names; missing where none was inspected.
    comparator_good_or_better: Option<Share> [SHARE]
        = Some(row.share).filter(|share| !share.is_nan());
    /// Inspected settings of the comparator's authorities together.
    comparator_inspected: Count [SETTINGS] = row.inspected;
    /// Authorities of the comparator with an inspected setting, the authority itself among them
    /// where it counts.
    comparator_count: Count [AUTHORITIES] = u32::from(row.count);
    /// Which statistic `comparator_good_or_better` is: `pooled`, `mean`, `median` or `weighted`;
    /// missing where there is no share.
    statistic: Option<Category> [WORD] = row.statistic.map(StatisticUsed::word);
    /// The place of the authority's share among itself and the comparator's authorities, equal
    /// shares sharing the lowest number; missing where its share or those of all others are missing.
    rank: Option<Integer> ["rank, 1 is best"]
        = row.rank.map(|rank| u32::from(NonZeroU16::get(rank)));
    /// How many are ranked, the authority among them; missing where it has no rank.
    ranked_count: Option<Count> [AUTHORITIES] = row.ranked.map(u32::from);
    /// The authority's share against the comparator's: `better`, `in line` or `worse`; missing for
    /// the reason in `missing_reason`.
    vs: Option<Category> [WORD] = row.verdict.map(Comparison::word);
    /// What the share is compared by: `wilson`, or `margin` where few settings were inspected, by
    /// the rulebook; missing where it is not compared.
    compared_by: Option<Category> [WORD] = row.compared_by.map(ComparedBy::word);
    /// Why `vs` is missing: `no_members` (the comparator has nobody for this authority),
    /// `no_values` (none of its settings was inspected) or `no_own_value` (none of the authority's
    /// was); missing where there is a `vs`.
    missing_reason: Option<Category> [WORD] = row.not_compared.map(NotCompared::word);
}
