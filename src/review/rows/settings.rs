//! Rows about settings and findings.

use serde::Serialize;

use super::{kept, row};
use crate::publish::tables;
use crate::review::table::{Columns, Held};
use crate::review::{PublishedRun, ReviewError};

row! {
    /// A row of `provision_profile`.
    ProvisionRow of provision_profile {
        authority,
        provision,
        family,
        settings,
        inspected,
        outstanding,
        good,
        satisfactory,
        inadequate,
        good_or_better,
        inadequate_share,
        neighbour_good_or_better,
        national_good_or_better,
        vs_neighbours,
        vs_national,
        band,
        wording,
    }
}

row! {
    /// A row of `provision_profile`, with intervals and every comparator.
    ShareRow of provision_profile {
        authority,
        provision,
        settings,
        inspected,
        outstanding,
        good,
        satisfactory,
        inadequate,
        good_or_better,
        good_or_better_low,
        good_or_better_high,
        inadequate_share,
        neighbour_good_or_better,
        region_good_or_better,
        national_good_or_better,
        vs_neighbours,
        vs_national,
        band,
        wording,
    }
}

row! {
    /// A row of `setting_profile`.
    SettingRow of setting_profile {
        authority,
        provision,
        urn,
        grade,
        inspected_on,
    }
}

row! {
    /// A row of `finding_profile`.
    FindingRow of finding_profile {
        authority,
        kind,
        aspect,
        outcome,
        grade,
        inspected_on,
        published_on,
    }
}

row! {
    /// A row of `provision_comparison`.
    ProvisionComparisonRow of provision_comparison {
        authority,
        provision,
        comparator,
        comparator_good_or_better,
        comparator_count,
        statistic,
        rank,
        ranked_count,
        vs,
        missing_reason,
    }
}

kept! { SettingRow of setting_profile by authority, provision }
