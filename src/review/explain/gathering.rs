//! What the tables of a run say of one authority, brought together.

use std::collections::BTreeMap;

use super::{
    AskedRule, ExplainedFirmness, ExplainedIndicator, ExplainedLimiter, ExplainedOutcome,
    ExplainedProvision, ExplainedTrigger, Explanation,
};
use crate::domain::Step;
use crate::review::{
    AuthorityRow, CatalogueRow, DirectionRow, EvidenceRow, IndicatorRow, OutcomeRow, ProvisionRow,
    PublishedRun, RankedLever, RatingRow, ReviewError, SettingRow,
};

/// Explains the rating of `authority` in `run`.
///
/// # Errors
/// When a table of the run cannot be read.
pub fn explain(run: &PublishedRun, authority: &AuthorityRow) -> Result<Explanation, ReviewError> {
    let code = Some(authority.authority.as_str());
    let evidence = EvidenceOf(EvidenceRow::read(run, code)?);
    let catalogue = CatalogueRow::read(run, None)?
        .into_iter()
        .map(|row| (row.indicator.clone(), row))
        .collect();
    let latest = IndicatorRow::read_latest_of(run, |of| of == authority.authority)?
        .into_iter()
        .filter(|row| row.value.is_some())
        .collect();
    let (outcomes, other_indicators) =
        outcomes(OutcomeRow::read(run, code)?, latest, &catalogue, &evidence);
    Ok(Explanation {
        authority: authority.clone(),
        rating: RatingRow::read(run, code)?.pop(),
        before_limiters: evidence.of_step(Step::Indicative).find_map(|row| row.level),
        weighing: evidence.first(Step::Indicative),
        limiters: evidence.limiters(),
        moderation: evidence.first(Step::Moderation),
        direction: DirectionRow::read(run, code)?.pop(),
        settings: settings(
            ProvisionRow::read(run, code)?,
            SettingRow::read(run, code)?,
            &evidence,
        ),
        findings: evidence
            .of_step(Step::FindingBand)
            .map(AskedRule::of)
            .collect(),
        outcomes,
        other_indicators,
        coverage: evidence.first(Step::Coverage),
        firmness: ExplainedFirmness::read(run, &authority.authority)?,
        levers: RankedLever::read(run, &authority.authority)?,
        triggers: ExplainedTrigger::read(run, &authority.authority)?,
    })
}

/// The evidence about one authority.
struct EvidenceOf(Vec<EvidenceRow>);

impl EvidenceOf {
    fn of_step(&self, step: Step) -> impl Iterator<Item = &EvidenceRow> {
        self.0.iter().filter(move |row| row.is_of(step))
    }

    fn first(&self, step: Step) -> Option<AskedRule> {
        self.of_step(step).next().map(AskedRule::of)
    }

    /// The rule that gave the band of `subject`.
    fn cut_off(&self, step: Step, subject: &str) -> Option<AskedRule> {
        self.of_step(step)
            .find(|row| row.fired && row.subject.as_deref() == Some(subject))
            .map(AskedRule::of)
    }

    /// The limiters, those that decide first, then those that fired, then the others.
    fn limiters(&self) -> Vec<ExplainedLimiter> {
        let mut limiters: Vec<ExplainedLimiter> = self
            .of_step(Step::Limiter)
            .map(|row| ExplainedLimiter {
                asked: AskedRule::of(row),
                cap: row.cap,
                decides: row.decides,
                overridden: row.overridden,
                findings: self
                    .of_step(Step::FindingBand)
                    .filter(|finding| row.findings.contains(&finding.rule))
                    .map(AskedRule::of)
                    .collect(),
            })
            .collect();
        limiters.sort_by_key(|limiter| (!limiter.decides, !limiter.asked.fired));
        limiters
    }
}

/// Each type of setting with the rule of its band and its own settings.
fn settings(
    profiles: Vec<ProvisionRow>,
    rows: Vec<SettingRow>,
    evidence: &EvidenceOf,
) -> Vec<ExplainedProvision> {
    let mut counted: BTreeMap<String, Vec<SettingRow>> = BTreeMap::new();
    for row in rows {
        counted.entry(row.provision.clone()).or_default().push(row);
    }
    profiles
        .into_iter()
        .map(|profile| ExplainedProvision {
            cut_off: evidence.cut_off(Step::ProvisionBand, &profile.provision),
            rows: counted.remove(&profile.provision).unwrap_or_default(),
            profile,
        })
        .collect()
}

/// Each outcome with the rule of its band and the figures of its indicators, and the figures that
/// belong to none of them.
fn outcomes(
    profiles: Vec<OutcomeRow>,
    latest: Vec<IndicatorRow>,
    catalogue: &BTreeMap<String, CatalogueRow>,
    evidence: &EvidenceOf,
) -> (Vec<ExplainedOutcome>, Vec<ExplainedIndicator>) {
    let mut by_outcome: BTreeMap<Option<String>, Vec<ExplainedIndicator>> = BTreeMap::new();
    for row in latest {
        if let Some(known) = catalogue.get(&row.indicator) {
            let figures = by_outcome.entry(known.outcome.clone()).or_default();
            figures.push(ExplainedIndicator {
                title: known.title.clone(),
                row,
            });
        }
    }
    let outcomes = profiles
        .into_iter()
        .map(|profile| ExplainedOutcome {
            cut_off: evidence.cut_off(Step::OutcomeBand, &profile.outcome),
            figures: by_outcome
                .remove(&Some(profile.outcome.clone()))
                .unwrap_or_default(),
            profile,
        })
        .collect();
    (outcomes, by_outcome.into_values().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(step: Step, rule: &str, subject: &str, fired: bool) -> EvidenceRow {
        EvidenceRow {
            authority: "301".to_owned(),
            step: step.word().to_owned(),
            rule: rule.to_owned(),
            condition: "asked".to_owned(),
            inputs: r#"{"inspected":3}"#.to_owned(),
            fired,
            effect: Some("words that nobody reads".to_owned()),
            subject: Some(subject.to_owned()),
            aspect: None,
            level: None,
            cap: None,
            mean: None,
            decides: false,
            overridden: false,
            superseded_by: None,
            reason: None,
            findings: Vec::new(),
        }
    }

    #[test]
    fn limiters_that_decide_come_first_with_the_findings_that_they_name() {
        let evidence = EvidenceOf(vec![
            asked(Step::FindingBand, "review help", "review", true),
            asked(Step::FindingBand, "review care", "review", true),
            asked(Step::Limiter, "a", "a", false),
            asked(Step::Limiter, "b", "b", true),
            EvidenceRow {
                decides: true,
                cap: Some(1),
                findings: vec!["review help".to_owned()],
                ..asked(Step::Limiter, "c", "c", true)
            },
        ]);
        let limiters = evidence.limiters();
        let order: Vec<&str> = limiters.iter().map(|of| of.asked.rule.as_str()).collect();
        assert_eq!(order, ["c", "b", "a"]);
        assert_eq!(limiters[0].findings.len(), 1);
        assert_eq!(limiters[0].findings[0].rule, "review help");
        assert!(limiters[1].findings.is_empty());
    }

    #[test]
    fn a_band_comes_with_the_rule_that_gave_it_and_no_other() {
        let evidence = EvidenceOf(vec![
            asked(Step::ProvisionBand, "home band 4", "home", false),
            asked(Step::ProvisionBand, "home band 3", "home", true),
            asked(Step::OutcomeBand, "home band 2", "home", true),
        ]);
        let cut_off = evidence.cut_off(Step::ProvisionBand, "home").unwrap();
        assert_eq!(cut_off.rule, "home band 3");
        assert_eq!(cut_off.inputs["inspected"], 3);
        assert_eq!(evidence.cut_off(Step::ProvisionBand, "homes"), None);
    }
}
