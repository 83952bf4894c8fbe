//! The shape of `rulebook.toml`, and how it becomes a checked [`Rulebook`].

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::check::Check;
use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
    pub(super) limiters: Vec<LimiterToml>,
    #[serde(default)]
    pub(super) moderation: Moderation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub(super) struct ComparisonToml {
    pub(super) indicators: Spanned<IndicatorComparison>,
    pub(super) provision: Option<Spanned<ProvisionComparison>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProvisionToml {
    pub(super) family: String,
    pub(super) one: String,
    pub(super) many: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct InspectionsToml {
    #[serde(default)]
    pub(super) full: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub(super) struct GradesToml {
    #[serde(deserialize_with = "rating")]
    pub(super) outstanding: Rating,
    #[serde(deserialize_with = "rating")]
    pub(super) good: Rating,
    #[serde(deserialize_with = "rating")]
    pub(super) satisfactory: Rating,
    #[serde(deserialize_with = "rating")]
    pub(super) inadequate: Rating,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeToml {
    pub(super) title: String,
    #[serde(default = "one")]
    pub(super) weight: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimiterToml {
    pub(super) name: Spanned<String>,
    #[serde(deserialize_with = "rating")]
    pub(super) cap: Rating,
    pub(super) condition: Spanned<String>,
    pub(super) reason: String,
}

impl Rulebook {
    /// Reads and checks the rulebook at `path`.
    ///
    /// # Errors
    /// Any mistake in the file, with its line.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::of(ConfigFile::read(path)?)
    }

    /// Checks the rulebook that is in `file`.
    ///
    /// # Errors
    /// Any mistake in the file, with its line.
    pub fn of(file: ConfigFile) -> Result<Self, ConfigError> {
        let toml: RulebookToml = file.parse()?;
        let check = Check { file: &file };

        let indicators = *toml.comparison.indicators.get_ref();
        let span = toml.comparison.indicators.span();
        check.confidence(&span, indicators.confidence)?;
        check.at_least_zero(&span, "margin", indicators.margin)?;

        let provision = match &toml.comparison.provision {
            None => ProvisionComparison {
                confidence: indicators.confidence,
                interval_from: 0,
                margin: 0.0,
            },
            Some(rule) => {
                check.confidence(&rule.span(), rule.get_ref().confidence)?;
                check.share(&rule.span(), "margin", rule.get_ref().margin)?;
                *rule.get_ref()
            }
        };
        if toml.comparison.provision.is_none() && !toml.provision.is_empty() {
            return Err(file.error_near(
                "comparison",
                "[provision.…] is declared but [comparison.provision] is not; add it with confidence, interval_from and margin",
            ));
        }

        let trend = *toml.trend.get_ref();
        check.at_least_zero(&toml.trend.span(), "steady", trend.steady)?;
        if trend.minimum < 3 || trend.points < trend.minimum {
            return Err(file.error_at(
                &toml.trend.span(),
                "a trend needs minimum >= 3 and points >= minimum",
            ));
        }

        let families = check.families(toml.families)?;
        let provisions = check.provisions(toml.provision, &families)?;
        let provision_cut_offs = check.provision_cut_offs(toml.provision_cut_offs)?;
        let findings = check.findings(toml.findings)?;
        let outcomes = check.outcomes(toml.outcomes)?;
        let outcome_cut_offs = check.outcome_cut_offs(toml.outcome_cut_offs)?;
        let proportion_words = check.proportion_words(toml.proportion_words)?;

        let grade_bands = match toml.grades {
            Some(grades) => [
                grades.outstanding,
                grades.good,
                grades.satisfactory,
                grades.inadequate,
            ],
            None if findings.is_empty() => [
                Rating::PerformsExcellently,
                Rating::PerformsWell,
                Rating::PerformsAdequately,
                Rating::PerformsPoorly,
            ],
            None => {
                return Err(file.error_near(
                    "findings",
                    "[findings.…] is declared but [grades] is not; add it with outstanding, good, satisfactory and inadequate",
                ));
            }
        };
        let rating = match &toml.rating {
            None => None,
            Some(weights) => {
                let span = weights.span();
                let weights = *weights.get_ref();
                for (name, weight) in [("a", weights.a), ("b", weights.b), ("c", weights.c)] {
                    check.at_least_zero(&span, name, weight)?;
                }
                if weights.a + weights.b + weights.c <= 0.0 {
                    return Err(file.error_at(&span, "at least one block needs a weight above 0"));
                }
                Some(weights)
            }
        };
        let coverage = match &toml.coverage {
            None if rating.is_some() => {
                return Err(file.error_near(
                    "rating",
                    "[rating] is declared but [coverage] is not; add it with minimum",
                ));
            }
            None => Coverage { minimum: 0.0 },
            Some(coverage) => {
                check.share(&coverage.span(), "minimum", coverage.get_ref().minimum)?;
                *coverage.get_ref()
            }
        };
        let limiters = check.limiters(toml.limiters, rating.is_some())?;

        Ok(Self {
            name: toml.rulebook.name,
            version: toml.rulebook.version,
            indicators,
            provision,
            trend,
            proportion_words,
            families,
            provisions,
            provision_cut_offs,
            full_inspection_events: toml.inspections.full,
            findings,
            grade_bands,
            outcomes,
            outcome_cut_offs,
            rating,
            coverage,
            limiters,
            moderation: toml.moderation,
            file,
        })
    }
}
