//! `[statistics]` and `[[inequality]]`: further tables about indicators, for whoever asks.

use serde::Deserialize;
use toml::Spanned;

use super::notable::Periods;
use super::ranges::GROUPS;
use super::{ConfigError, ConfigFile};

/// The further tables that a pipeline asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// The periods that they speak of.
    pub periods: Periods,
    /// Whether there is a table of intervals and funnel limits.
    pub limits: bool,
    /// Into how many groups of equal size authorities are parted, each number by itself.
    pub quantiles: Vec<u32>,
    /// Ordered groups over which inequality is measured.
    pub inequality: Vec<OrderedGroups>,
}

/// Breakdowns that have an order, such as tenths of areas by deprivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedGroups {
    /// What they are called.
    pub name: String,
    /// The breakdowns, the worst off first.
    pub breakdowns: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "a table with limits and quantiles")]
pub(super) struct StatisticsToml {
    #[serde(default)]
    periods: Periods,
    #[serde(default)]
    limits: bool,
    #[serde(default)]
    quantiles: Vec<Spanned<u64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with name and breakdowns")]
pub(super) struct InequalityToml {
    name: Spanned<String>,
    breakdowns: Spanned<Vec<String>>,
}

impl StatisticsToml {
    /// What the pipeline asks for, its numbers within their ranges.
    pub(super) fn checked(
        &self,
        file: &ConfigFile,
        inequality: Vec<InequalityToml>,
    ) -> Result<Statistics, ConfigError> {
        let mut quantiles = Vec::new();
        for groups in &self.quantiles {
            let checked = GROUPS.of(file, "quantiles", groups)?;
            quantiles.push(u32::try_from(checked).unwrap_or(u32::MAX));
        }
        quantiles.sort_unstable();
        quantiles.dedup();
        let mut names: Vec<String> = Vec::new();
        let mut ordered = Vec::new();
        for groups in inequality {
            let (span, name) = (groups.name.span(), groups.name.into_inner());
            if names.contains(&name) {
                return Err(file.error_at(
                    &span,
                    format!(
                        "there are two [[inequality]] called {name:?}; each needs a name of its own"
                    ),
                ));
            }
            let given = groups.breakdowns.get_ref();
            let mut once = given.clone();
            once.sort();
            once.dedup();
            if given.len() < 3 || once.len() < given.len() {
                return Err(file.error_at(
                    &groups.breakdowns.span(),
                    format!(
                        "the breakdowns of {name:?} are {}; three or more different ones are needed, the worst off first",
                        given.len()
                    ),
                ));
            }
            names.push(name.clone());
            ordered.push(OrderedGroups {
                name,
                breakdowns: groups.breakdowns.into_inner(),
            });
        }
        Ok(Statistics {
            periods: self.periods,
            limits: self.limits,
            quantiles,
            inequality: ordered,
        })
    }
}
