//! The shape of `rulebook.toml`, as TOML reads it and before anything is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::*;

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "the tables of a rulebook, such as [rulebook], [comparison] and [trend]"
)]
pub(super) struct RulebookToml {
    pub(super) rulebook: HeadToml,
    pub(super) comparison: ComparisonToml,
    pub(super) trend: Spanned<TrendRule>,
    #[serde(default)]
    pub(super) proportion_words: Vec<Spanned<ProportionWord>>,
    #[serde(default)]
    pub(super) families: BTreeMap<String, Spanned<Family>>,
    #[serde(default)]
    pub(super) provision: BTreeMap<String, Spanned<ProvisionToml>>,
    #[serde(default)]
    pub(super) provision_cut_offs: Vec<Spanned<ProvisionCutOff>>,
    pub(super) few_settings: Option<Spanned<FewSettings>>,
    #[serde(default)]
    pub(super) inspections: InspectionsToml,
    #[serde(default)]
    pub(super) findings: BTreeMap<String, Spanned<FindingToml>>,
    pub(super) grades: Option<GradesToml>,
    #[serde(default)]
    pub(super) outcomes: BTreeMap<String, Spanned<OutcomeToml>>,
    #[serde(default)]
    pub(super) outcome_cut_offs: Vec<Spanned<OutcomeCutOff>>,
    pub(super) rating: Option<Spanned<BlockWeights>>,
    pub(super) coverage: Option<Spanned<Coverage>>,
    #[serde(default)]
    pub(super) significant_weakness: SignificantWeakness,
    #[serde(default)]
    pub(super) limiters: Vec<LimiterToml>,
    #[serde(default)]
    pub(super) triggers: Vec<TriggerToml>,
    #[serde(default)]
    pub(super) moderation: Moderation,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with name, version and about"
)]
pub(super) struct HeadToml {
    pub(super) name: String,
    pub(super) version: String,
    #[allow(
        dead_code,
        reason = "read by people; declared so that it is not an unknown key"
    )]
    pub(super) about: String,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with indicators and provision"
)]
pub(super) struct ComparisonToml {
    pub(super) indicators: Spanned<IndicatorComparison>,
    pub(super) provision: Option<Spanned<ProvisionComparison>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with family, one and many")]
pub(super) struct ProvisionToml {
    pub(super) family: String,
    pub(super) one: String,
    pub(super) many: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) grades: BTreeMap<String, Grade>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table with full")]
pub(super) struct InspectionsToml {
    #[serde(default)]
    pub(super) full: Vec<String>,
    #[serde(default)]
    pub(super) other: Vec<String>,
    pub(super) tolerated_days: Option<Spanned<u64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with title")]
pub(super) struct FindingToml {
    pub(super) title: String,
    #[serde(default)]
    pub(super) aspects: BTreeMap<String, f64>,
    #[serde(default = "one")]
    pub(super) weight: f64,
    #[serde(default)]
    pub(super) expected: bool,
    #[serde(default)]
    pub(super) outcomes: BTreeMap<String, u8>,
    pub(super) superseded_by: Option<String>,
}

fn one() -> f64 {
    1.0
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with outstanding, good, satisfactory and inadequate"
)]
pub(super) struct GradesToml {
    #[serde(deserialize_with = "spanned_rating")]
    pub(super) outstanding: Spanned<Rating>,
    #[serde(deserialize_with = "spanned_rating")]
    pub(super) good: Spanned<Rating>,
    #[serde(deserialize_with = "spanned_rating")]
    pub(super) satisfactory: Spanned<Rating>,
    #[serde(deserialize_with = "spanned_rating")]
    pub(super) inadequate: Spanned<Rating>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with title")]
pub(super) struct OutcomeToml {
    pub(super) title: String,
    #[serde(default = "one")]
    pub(super) weight: f64,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with name, cap, condition and reason"
)]
pub(super) struct LimiterToml {
    pub(super) name: Spanned<String>,
    #[serde(deserialize_with = "rating")]
    pub(super) cap: Rating,
    pub(super) condition: Spanned<String>,
    pub(super) reason: String,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with name, condition, before and reason"
)]
pub(super) struct TriggerToml {
    pub(super) name: Spanned<String>,
    pub(super) condition: Spanned<String>,
    #[serde(default)]
    pub(super) before: Before,
    pub(super) reason: String,
}
