//! How `rulebook.toml` becomes a checked [`Rulebook`].

use std::path::Path;

use super::check::Check;
use super::rulebook_toml::RulebookToml;
use super::*;

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
