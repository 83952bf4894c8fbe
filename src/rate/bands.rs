//! Bands by fixed cut-offs: provision types, findings and outcomes on the rating's own scale.

use super::evidence::{Evidence, EvidenceRow, number};
use crate::config::Rulebook;
use crate::domain::Rating;
use crate::profile::{FindingProfile, OutcomeProfile, ProvisionProfile};
use crate::tables::Authorities;

/// The band of each provision profile, in their order; `None` where nothing was inspected.
pub fn provision(
    profiles: &[ProvisionProfile],
    rulebook: &Rulebook,
    authorities: &Authorities,
    evidence: &mut Evidence,
) -> Vec<Option<Rating>> {
    profiles
        .iter()
        .map(|profile| {
            let (good, inadequate) = (profile.good_or_better?, profile.inadequate?);
            let asked = Asked {
                authority: &authorities.get(profile.authority).code,
                step: "provision_band",
                key: &rulebook.provisions[profile.provision].key,
                inputs: vec![
                    ("inspected".into(), profile.count.inspected().into()),
                    ("good_or_better".into(), number(good.fraction())),
                    ("inadequate_share".into(), number(inadequate.fraction())),
                ],
            };
            let questions = rulebook.provision_cut_offs.iter().map(|cut_off| Question {
                band: cut_off.band,
                condition: format!(
                    "good_or_better >= {} AND inadequate_share <= {}",
                    cut_off.good_or_better, cut_off.inadequate
                ),
                holds: reaches(good.fraction(), cut_off.good_or_better)
                    && reaches(cut_off.inadequate, inadequate.fraction()),
            });
            asked.first(questions, evidence)
        })
        .collect()
}

/// The band of each outcome profile, in their order; `None` where nothing was compared.
pub fn outcomes(
    profiles: &[OutcomeProfile],
    rulebook: &Rulebook,
    authorities: &Authorities,
    evidence: &mut Evidence,
) -> Vec<Option<Rating>> {
    profiles
        .iter()
        .map(|profile| {
            let share = profile.neighbours.share()?;
            let asked = Asked {
                authority: &authorities.get(profile.authority).code,
                step: "outcome_band",
                key: &rulebook.outcomes[profile.outcome].key,
                inputs: vec![
                    ("compared".into(), profile.neighbours.compared.into()),
                    ("share_neighbours".into(), number(share.fraction())),
                ],
            };
            let questions = rulebook.outcome_cut_offs.iter().map(|cut_off| Question {
                band: cut_off.band,
                condition: format!("share_neighbours >= {}", cut_off.in_line_or_better),
                holds: reaches(share.fraction(), cut_off.in_line_or_better),
            });
            asked.first(questions, evidence)
        })
        .collect()
}

/// Whether a band is earned.
struct Question {
    band: Rating,
    condition: String,
    holds: bool,
}

/// What the questions of one band are asked about.
struct Asked<'a> {
    authority: &'a str,
    step: &'static str,
    key: &'a str,
    inputs: Vec<(String, serde_json::Value)>,
}

impl Asked<'_> {
    /// The band of the first question that holds; each that was asked is noted.
    fn first(
        self,
        questions: impl Iterator<Item = Question>,
        evidence: &mut Evidence,
    ) -> Option<Rating> {
        for Question {
            band,
            condition,
            holds,
        } in questions
        {
            let effect = if holds { "band" } else { "below band" };
            evidence.push(EvidenceRow {
                authority: self.authority.to_owned(),
                step: self.step,
                rule: format!("{} band {}", self.key, band.level()),
                condition,
                inputs: self.inputs.clone(),
                fired: holds,
                effect: format!("{effect} {}", band.level()),
            });
            if holds {
                return Some(band);
            }
        }
        None
    }
}

/// The band of each finding, in their order: by its grade, or by its outcome where the kind has
/// outcomes. `None` where a later finding has superseded it.
pub fn findings(
    profiles: &[FindingProfile],
    rulebook: &Rulebook,
    authorities: &Authorities,
    evidence: &mut Evidence,
) -> Vec<Option<Rating>> {
    profiles
        .iter()
        .map(|profile| {
            let finding = &profile.finding;
            let kind = &rulebook.findings[profile.kind];
            let by_outcome = finding
                .outcome
                .as_ref()
                .and_then(|outcome| kind.outcomes.get(outcome));
            let by_grade = finding
                .grade
                .map(|grade| rulebook.grade_bands[usize::from(grade.level()) - 1]);
            let band = by_outcome.copied().or(by_grade);
            let condition = match (&finding.outcome, finding.grade) {
                (Some(outcome), _) if by_outcome.is_some() => format!("outcome = '{outcome}'"),
                (_, Some(grade)) => format!("grade = {}", grade.level()),
                (_, None) => "no grade".to_owned(),
            };
            let counts = band.filter(|_| !profile.superseded);
            evidence.push(EvidenceRow {
                authority: authorities.get(finding.authority).code.clone(),
                step: "finding_band",
                rule: format!("{} {}", finding.kind, finding.aspect),
                condition,
                inputs: vec![
                    (
                        "grade".into(),
                        finding.grade.map(|grade| grade.level()).into(),
                    ),
                    ("outcome".into(), finding.outcome.clone().into()),
                    (
                        "published_on".into(),
                        finding.published_on.to_string().into(),
                    ),
                    ("reference".into(), finding.reference.clone().into()),
                ],
                fired: counts.is_some(),
                effect: match (band, profile.superseded) {
                    (Some(band), false) => format!("band {}", band.level()),
                    (_, true) => "superseded by a later inspection".to_owned(),
                    (None, false) => "no band: the rulebook gives this outcome none".to_owned(),
                },
            });
            counts
        })
        .collect()
}

/// Whether a share reaches a cut-off. Both are quotients of small whole numbers, so the binary
/// noise of either is far below a thousand-millionth: 13 of 20 reaches 0.65.
fn reaches(share: f64, cut_off: f64) -> bool {
    share >= cut_off - 1e-9
}
