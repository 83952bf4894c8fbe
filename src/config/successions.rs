//! `[[successions]]` of a pipeline: councils that were divided or merged, whose series predecessors'
//! figures carry back.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::mapping::ValueMap;
use super::ranges::is_plausible;
use super::{ConfigError, ConfigFile};

/// A council that came after others.
#[derive(Debug, Clone)]
pub struct Succession {
    /// The council, however it is written.
    pub successor: String,
    /// Those it came after.
    pub predecessors: Vec<Predecessor>,
    /// The first day of the successor; its own `opened_on` where there is none.
    pub from: Option<NaiveDate>,
    /// The indicator whose figures weigh several predecessors.
    pub population: Option<String>,
    /// The indicators whose series are carried back; every one where there is none.
    indicators: ValueMap,
    /// Those that are named in full.
    pub names: Vec<String>,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// A council that another came after.
#[derive(Debug, Clone)]
pub struct Predecessor {
    /// The council, however it is written.
    pub authority: String,
    /// The share of its population that went to the successor, above 0 and at most 1.
    pub share: f64,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

impl Succession {
    /// Whether it carries back the series of the indicator called `name`.
    pub fn is_of(&self, name: &str) -> bool {
        self.indicators.is_empty() || self.indicators.get(name).is_some()
    }
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a succession with `successor` and `predecessors`"
)]
pub(super) struct SuccessionToml {
    successor: String,
    predecessors: Vec<Spanned<PredecessorToml>>,
    from: Option<Spanned<toml::value::Datetime>>,
    population: Option<String>,
    #[serde(default)]
    indicators: Vec<String>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a predecessor such as { authority = \"Cumbria\", share = 0.5 }"
)]
struct PredecessorToml {
    authority: String,
    share: Option<Spanned<f64>>,
}

/// Checks the successions as far as the file alone says.
///
/// # Errors
/// A succession without predecessors, a share that is none, a `from` that is no day.
pub(super) fn checked(
    file: &ConfigFile,
    toml: Vec<Spanned<SuccessionToml>>,
) -> Result<Vec<Succession>, ConfigError> {
    let each = toml.into_iter().map(|given| {
        let span = given.span();
        let toml = given.into_inner();
        if toml.predecessors.is_empty() {
            return Err(file.error_at(
                &span,
                format!(
                    "predecessors of {:?} is empty; name the councils that it came after",
                    toml.successor
                ),
            ));
        }
        let named = toml.indicators.iter().filter(|name| !name.contains('*'));
        let pairs = toml.indicators.iter();
        Ok(Succession {
            from: toml.from.map(|from| day(file, &from)).transpose()?,
            names: named.cloned().collect(),
            indicators: ValueMap::new(pairs.map(|word| (word.clone(), word.clone()))),
            predecessors: toml
                .predecessors
                .into_iter()
                .map(|of| predecessor(file, of))
                .collect::<Result<_, _>>()?,
            successor: toml.successor,
            population: toml.population,
            span,
        })
    });
    each.collect()
}

fn day(file: &ConfigFile, from: &Spanned<toml::value::Datetime>) -> Result<NaiveDate, ConfigError> {
    let text = from.get_ref().to_string();
    let day = text.parse().ok().filter(|day| is_plausible(*day));
    day.ok_or_else(|| {
        file.error_at(
            &from.span(),
            format!("from is {text}; expected a day such as 2021-04-01"),
        )
    })
}

fn predecessor(
    file: &ConfigFile,
    given: Spanned<PredecessorToml>,
) -> Result<Predecessor, ConfigError> {
    let span = given.span();
    let toml = given.into_inner();
    let share = toml.share.map_or(1.0, |share| *share.get_ref());
    if !(share > 0.0 && share <= 1.0) {
        return Err(file.error_at(
            &span,
            format!(
                "the share of {:?} is {share}; it is the part of its population that went to the successor, above 0 and at most 1",
                toml.authority
            ),
        ));
    }
    Ok(Predecessor {
        authority: toml.authority,
        share,
        span,
    })
}
