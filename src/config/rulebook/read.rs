//! How `rulebook.toml` becomes a checked [`Rulebook`].

use std::path::Path;

use super::check::Check;
use super::rulebook_toml::{GradesToml, RulebookToml};
use super::*;
use crate::config::ranges::{
    CONFIDENCE, DEVIATIONS, POINTS, SETTINGS, SHARE, TOLERATED_DAYS, WEIGHT,
};

impl Rulebook {
    /// Reads and checks the rulebook at `path`.
    ///
    /// # Errors
    /// Any mistake in the file, with its line.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::of(ConfigFile::read(path)?)
    }

    /// What a pipeline that names no rulebook is run with: tolerances, and nothing that rates.
    ///
    /// # Errors
    /// None, as long as that file has no mistake.
    pub(in crate::config) fn default_one() -> Result<Self, ConfigError> {
        let text = include_str!("../../../pipelines/default-rulebook.toml");
        Self::of(ConfigFile::of("default-rulebook.toml", text))
    }

    /// Checks the rulebook that is in `file`.
    ///
    /// # Errors
    /// Any mistake in the file, with its line.
    pub fn of(file: ConfigFile) -> Result<Self, ConfigError> {
        let toml: RulebookToml = file.parse()?;
        let check = Check { file: &file };

        let indicators = indicators(&file, &toml.comparison.indicators)?;
        let provision = provision(&file, toml.comparison.provision.as_ref(), indicators)?;
        if toml.comparison.provision.is_none() && !toml.provision.is_empty() {
            return Err(file.error_near(
                "comparison",
                "[provision.…] is declared but [comparison.provision] is not; add it with confidence, interval_from and margin",
            ));
        }

        let trend = trend(&file, &toml.trend)?;
        let days = toml.inspections.tolerated_days.as_ref();
        let tolerated_days = TOLERATED_DAYS
            .optional(&file, "tolerated_days", days)?
            .unwrap_or(0);
        let families = check.families(toml.families)?;
        let provisions = check.provisions(toml.provision, &families)?;
        let provision_cut_offs = cut_offs::provision(&file, toml.provision_cut_offs)?;
        let few_settings = few_settings::check(
            &file,
            toml.few_settings,
            !provision_cut_offs.is_empty(),
            toml.grades.is_some(),
        )?;
        let findings = check.findings(toml.findings)?;
        let outcomes = check.outcomes(toml.outcomes)?;
        let outcome_cut_offs = cut_offs::outcomes(&file, toml.outcome_cut_offs)?;
        let proportion_words = words::proportions(&file, toml.proportion_words)?;

        let grade_bands = grade_bands(&file, toml.grades, !findings.is_empty())?;
        let rating = toml.rating.map(|of| rating(&file, &of)).transpose()?;
        let coverage = coverage(&file, toml.coverage.as_ref(), rating.is_some())?;
        let limiters = check.limiters(toml.limiters, rating.is_some())?;

        let triggers = check.triggers(toml.triggers, rating.is_some())?;

        let rulebook = Self {
            name: toml.rulebook.name,
            version: toml.rulebook.version,
            indicators,
            provision,
            trend,
            proportion_words,
            families,
            provisions,
            provision_cut_offs,
            few_settings,
            full_inspection_events: toml.inspections.full,
            other_events: toml.inspections.other,
            tolerated_days,
            findings,
            grade_bands,
            outcomes,
            outcome_cut_offs,
            rating,
            coverage,
            limiters,
            triggers,
            significant_weakness: toml.significant_weakness,
            moderation: toml.moderation,
            file: file.clone(),
        };
        check.whole(&rulebook)?;
        Ok(rulebook)
    }
}

/// The tolerances of comparisons of indicators.
fn indicators(
    file: &ConfigFile,
    toml: &Spanned<IndicatorComparison>,
) -> Result<IndicatorComparison, ConfigError> {
    let (span, rule) = (toml.span(), *toml.get_ref());
    CONFIDENCE.check(file, &span, "confidence", rule.confidence)?;
    DEVIATIONS.check(file, &span, "margin", rule.margin)?;
    Ok(rule)
}

/// The tolerances of comparisons of settings; without any, settings are not compared.
fn provision(
    file: &ConfigFile,
    toml: Option<&Spanned<ProvisionComparison>>,
    indicators: IndicatorComparison,
) -> Result<ProvisionComparison, ConfigError> {
    let Some(toml) = toml else {
        return Ok(ProvisionComparison {
            confidence: indicators.confidence,
            interval_from: 0,
            margin: 0.0,
        });
    };
    let (span, rule) = (toml.span(), *toml.get_ref());
    CONFIDENCE.check(file, &span, "confidence", rule.confidence)?;
    SETTINGS.check(file, &span, "interval_from", rule.interval_from.into())?;
    SHARE.check(file, &span, "margin", rule.margin)?;
    Ok(rule)
}

/// When a series moves.
fn trend(file: &ConfigFile, toml: &Spanned<TrendRule>) -> Result<TrendRule, ConfigError> {
    let (span, trend) = (toml.span(), *toml.get_ref());
    DEVIATIONS.check(file, &span, "steady", trend.steady)?;
    CONFIDENCE.check(file, &span, "confidence", trend.confidence)?;
    for (key, points) in [("points", trend.points), ("minimum", trend.minimum)] {
        POINTS.check(file, &span, key, points as u64)?;
    }
    if trend.points < trend.minimum {
        return Err(file.error_at(
            &span,
            format!(
                "minimum is {} and points is {}; a trend needs minimum >= 3 and points >= minimum",
                trend.minimum, trend.points
            ),
        ));
    }
    Ok(trend)
}

/// The band of each grade, which findings need.
fn grade_bands(
    file: &ConfigFile,
    toml: Option<GradesToml>,
    has_findings: bool,
) -> Result<[Rating; 4], ConfigError> {
    match toml {
        Some(grades) => grades.falling(file),
        None if !has_findings => Ok([
            Rating::PerformsExcellently,
            Rating::PerformsWell,
            Rating::PerformsAdequately,
            Rating::PerformsPoorly,
        ]),
        None => Err(file.error_near(
            "findings",
            "[findings.…] is declared but [grades] is not; add it with outstanding, good, satisfactory and inadequate",
        )),
    }
}

/// The weights of the blocks.
fn rating(file: &ConfigFile, toml: &Spanned<BlockWeights>) -> Result<BlockWeights, ConfigError> {
    let (span, weights) = (toml.span(), *toml.get_ref());
    for (name, weight) in [("a", weights.a), ("b", weights.b), ("c", weights.c)] {
        WEIGHT.check(file, &span, name, weight)?;
    }
    if weights.a + weights.b + weights.c <= 0.0 {
        return Err(file.error_at(&span, "at least one block needs a weight above 0"));
    }
    Ok(weights)
}

/// How much evidence a rating needs.
fn coverage(
    file: &ConfigFile,
    toml: Option<&Spanned<Coverage>>,
    rates: bool,
) -> Result<Coverage, ConfigError> {
    let Some(toml) = toml else {
        if rates {
            return Err(file.error_near(
                "rating",
                "[rating] is declared but [coverage] is not; add it with minimum",
            ));
        }
        return Ok(Coverage { minimum: 0.0 });
    };
    let coverage = *toml.get_ref();
    SHARE.check(file, &toml.span(), "minimum", coverage.minimum)?;
    Ok(coverage)
}

impl GradesToml {
    /// The bands of the grades, the best grade first, none of which has a higher band than a
    /// better one.
    fn falling(&self, file: &ConfigFile) -> Result<[Rating; 4], ConfigError> {
        let grades = [
            ("outstanding", &self.outstanding),
            ("good", &self.good),
            ("satisfactory", &self.satisfactory),
            ("inadequate", &self.inadequate),
        ];
        for pair in grades.windows(2) {
            let ((better, upper), (worse, lower)) = (pair[0], pair[1]);
            if lower.get_ref() > upper.get_ref() {
                return Err(file.error_at(
                    &lower.span(),
                    format!(
                        "{worse} has band {} and {better} has band {}; a worse grade has no higher band than a better one",
                        lower.get_ref().level(),
                        upper.get_ref().level()
                    ),
                ));
            }
        }
        Ok(grades.map(|(_, band)| *band.get_ref()))
    }
}
