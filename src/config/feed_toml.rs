//! `[sources]` and its feeds as the pipeline file writes them, before they are checked.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::available_after::AvailableAfterToml;
use super::mapping::ColumnToml;
use super::unpivot::UnpivotToml;
use crate::read::Encoding;

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table of sources, such as [sources.authorities]"
)]
pub(super) struct SourcesToml {
    pub(super) root: Option<PathBuf>,
    pub(super) authorities: Option<FeedsToml>,
    pub(super) indicators: Option<FeedsToml>,
    pub(super) neighbours: Option<FeedsToml>,
    pub(super) groups: Option<FeedsToml>,
    pub(super) characteristics: Option<FeedsToml>,
    pub(super) inspections: Option<FeedsToml>,
    pub(super) findings: Option<FeedsToml>,
    pub(super) observations: Option<FeedsToml>,
    pub(super) judgements: Option<FeedsToml>,
    pub(super) ratings: Option<FeedsToml>,
    pub(super) boundaries: Option<FeedsToml>,
}

/// `[sources.observations]`, or `[[sources.observations]]` as often as there are feeds.
pub(super) enum FeedsToml {
    One(Box<FeedToml>),
    Several(Vec<Spanned<FeedToml>>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with path")]
pub(super) struct FeedToml {
    pub(super) name: Option<String>,
    pub(super) path: Option<PathBuf>,
    #[serde(default)]
    pub(super) format: FormatToml,
    pub(super) indicators: Option<Spanned<IndicatorsToml>>,
    pub(super) filters: Option<Vec<String>>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Spanned<ColumnToml>>,
    pub(super) aliases: Option<BTreeMap<String, String>>,
    #[serde(rename = "where")]
    pub(super) filter: Option<Spanned<String>>,
    pub(super) unpivot: Option<UnpivotToml>,
    #[serde(default)]
    pub(super) encoding: Encoding,
    pub(super) delimiter: Option<Spanned<char>>,
    pub(super) sheet: Option<String>,
    pub(super) skip_rows: Option<Spanned<u64>>,
    pub(super) extracted_on: Option<Spanned<String>>,
    pub(super) available_after: Option<Spanned<AvailableAfterToml>>,
    #[serde(default)]
    pub(super) snapshots: bool,
    pub(super) series: Option<Spanned<String>>,
    pub(super) header_row: Option<Spanned<u64>>,
    #[serde(default)]
    pub(super) stop_at_blank: bool,
    #[serde(default)]
    pub(super) fill_down: Vec<String>,
    #[serde(default)]
    pub(super) strip_footnotes: bool,
    pub(super) max_rejected: Option<Spanned<f64>>,
    pub(super) min_rows: Option<Spanned<u64>>,
    pub(super) max_row_drop: Option<Spanned<f64>>,
    pub(super) max_value_drop: Option<Spanned<f64>>,
    pub(super) authorities_gone: Option<Spanned<u64>>,
    pub(super) max_age_days: Option<Spanned<u64>>,
    #[serde(default)]
    pub(super) may_be_empty: bool,
    pub(super) total: Option<Vec<String>>,
    pub(super) above_whole: Option<Spanned<f64>>,
    pub(super) on: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub(super) join: BTreeMap<String, Spanned<FeedToml>>,
}

/// What is known of a feed's columns.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum FormatToml {
    /// Nothing.
    #[default]
    Table,
    /// The open data standard of Explore education statistics.
    Ees,
    /// A CSV export of Fingertips, the public health data of the Office for Health Improvement and
    /// Disparities.
    Fingertips,
}

/// Indicator columns: by their own names, or each with the catalogue's name of the indicator.
pub(super) struct IndicatorsToml(pub(super) Vec<(String, String)>);

impl<'de> Deserialize<'de> for FeedsToml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Feeds;
        impl<'de> Visitor<'de> for Feeds {
            type Value = FeedsToml;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a table, or an array of tables")
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<FeedsToml, A::Error> {
                let feed = FeedToml::deserialize(MapAccessDeserializer::new(table))?;
                Ok(FeedsToml::One(Box::new(feed)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<FeedsToml, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(FeedsToml::Several)
            }
        }
        deserializer.deserialize_any(Feeds)
    }
}

impl<'de> Deserialize<'de> for IndicatorsToml {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Indicators;
        impl<'de> Visitor<'de> for Indicators {
            type Value = IndicatorsToml;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list of columns, or a table of columns and their indicators")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<IndicatorsToml, A::Error> {
                let names: Vec<String> = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(IndicatorsToml(
                    names.into_iter().map(|name| (name.clone(), name)).collect(),
                ))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<IndicatorsToml, A::Error> {
                let names: BTreeMap<String, String> =
                    BTreeMap::deserialize(MapAccessDeserializer::new(table))?;
                Ok(IndicatorsToml(names.into_iter().collect()))
            }
        }
        deserializer.deserialize_any(Indicators)
    }
}

impl FormatToml {
    /// The word in pipelines; none where nothing is known.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Table => None,
            Self::Ees => Some("ees"),
            Self::Fingertips => Some("fingertips"),
        }
    }
}
