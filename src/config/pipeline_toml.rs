//! `pipeline.toml` as it is written, before it is checked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::breaks::BreakToml;
use super::comparators::ComparatorToml;
use super::feed_toml::{FeedToml, SourcesToml};
use super::gates::{GatesToml, HistoryToml, LimitsToml};
use super::letter::LetterToml;
use super::neighbour_model::NeighbourModelToml;
use super::notable::NotableToml;
use super::robustness::RobustnessToml;
use super::site::SiteToml;
use super::statistics::{InequalityToml, StatisticsToml};
use super::successions::SuccessionToml;
use super::{JointReturns, NeighbourStatistic, OutsideCouncils};

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "the tables of a pipeline, such as [pipeline] and [sources]"
)]
pub(super) struct PipelineToml {
    pub(super) pipeline: HeadToml,
    #[serde(default)]
    pub(super) gates: GatesToml,
    #[serde(default)]
    pub(super) history: HistoryToml,
    #[serde(default)]
    pub(super) limits: LimitsToml,
    pub(super) sources: SourcesToml,
    #[serde(default)]
    pub(super) lookups: BTreeMap<String, FeedToml>,
    pub(super) neighbour_model: Option<Spanned<NeighbourModelToml>>,
    pub(super) notable: Option<NotableToml>,
    #[serde(default)]
    pub(super) statistics: StatisticsToml,
    #[serde(default)]
    pub(super) inequality: Vec<InequalityToml>,
    #[serde(default)]
    pub(super) comparators: Vec<Spanned<ComparatorToml>>,
    #[serde(default)]
    pub(super) breaks: Vec<Spanned<BreakToml>>,
    #[serde(default)]
    pub(super) successions: Vec<Spanned<SuccessionToml>>,
    #[serde(default)]
    pub(super) authority_aliases: BTreeMap<String, String>,
    pub(super) letter: Option<LetterToml>,
    pub(super) robustness: Option<Spanned<RobustnessToml>>,
    pub(super) site: Option<SiteToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with name, title and as_of")]
pub(super) struct HeadToml {
    pub(super) name: Spanned<String>,
    pub(super) title: String,
    pub(super) as_of: Spanned<toml::value::Datetime>,
    pub(super) rulebook: Option<PathBuf>,
    pub(super) neighbours: Option<Spanned<NeighbourStatistic>>,
    #[serde(default)]
    pub(super) outside: OutsideCouncils,
    #[serde(default)]
    pub(super) joint_returns: JointReturns,
    #[serde(default)]
    pub(super) levers: bool,
    #[serde(default = "default_max_rejected")]
    pub(super) max_rejected: Spanned<f64>,
}

fn default_max_rejected() -> Spanned<f64> {
    Spanned::new(0..0, 0.01)
}
