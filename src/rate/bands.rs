//! Bands by fixed cut-offs: provision types, findings and outcomes on the rating's own scale.

use super::evidence::{Evidence, EvidenceRow, number};
use crate::config::Rulebook;
use crate::domain::Rating;
use crate::extract::tables::Authorities;
use crate::profile::{FindingProfile, OutcomeProfile, ProvisionProfile};

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
            let key = &rulebook.provisions[profile.provision].key;
            for cut_off in &rulebook.provision_cut_offs {
                let fired = reaches(good.fraction(), cut_off.good_or_better)
                    && reaches(cut_off.inadequate, inadequate.fraction());
                evidence.push(EvidenceRow {
                    authority: authorities.get(profile.authority).code.clone(),
                    step: "provision_band",
                    rule: format!("{key} band {}", cut_off.band.level()),
                    condition: format!(
                        "good_or_better >= {} AND inadequate_share <= {}",
                        cut_off.good_or_better, cut_off.inadequate
                    ),
                    inputs: vec![
                        ("inspected".into(), profile.count.inspected().into()),
                        ("good_or_better".into(), number(good.fraction())),
                        ("inadequate_share".into(), number(inadequate.fraction())),
                    ],
                    fired,
                    effect: effect(fired, cut_off.band),
                });
                if fired {
                    return Some(cut_off.band);
                }
            }
            None
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
            let key = &rulebook.outcomes[profile.outcome].key;
            for cut_off in &rulebook.outcome_cut_offs {
                let fired = reaches(share.fraction(), cut_off.in_line_or_better);
                evidence.push(EvidenceRow {
                    authority: authorities.get(profile.authority).code.clone(),
                    step: "outcome_band",
                    rule: format!("{key} band {}", cut_off.band.level()),
                    condition: format!("share_neighbours >= {}", cut_off.in_line_or_better),
                    inputs: vec![
                        ("compared".into(), profile.neighbours.compared.into()),
                        ("share_neighbours".into(), number(share.fraction())),
                    ],
                    fired,
                    effect: effect(fired, cut_off.band),
                });
                if fired {
                    return Some(cut_off.band);
                }
            }
            None
        })
        .collect()
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

fn effect(fired: bool, band: Rating) -> String {
    if fired {
        format!("band {}", band.level())
    } else {
        format!("below band {}", band.level())
    }
}

/// Whether a share reaches a cut-off. Both are quotients of small whole numbers, so the binary
/// noise of either is far below a thousand-millionth: 13 of 20 reaches 0.65.
fn reaches(share: f64, cut_off: f64) -> bool {
    share >= cut_off - 1e-9
}
