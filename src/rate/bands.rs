//! Bands by fixed cut-offs: provision types, findings and outcomes on the rating's own scale.

use super::Effect;
use super::evidence::{EvidenceRow, Inputs, Notes, Words, number, text, whole};
use crate::config::{FewSettings, FewSettingsBand, Rulebook};
use crate::domain::{AuthorityIx, Rating, Step};
use crate::profile::{FindingProfile, OutcomeProfile, Profile, ProvisionProfile};
use crate::sql::Value;

/// The bands of a profile, each in the order of its table.
#[derive(Debug, Clone, Default)]
pub struct Bands {
    /// Of the provision profiles; `None` where nothing was inspected, or too few settings.
    pub provision: Vec<Option<ProvisionBand>>,
    /// Of the findings; `None` where a later finding has superseded one.
    pub findings: Vec<Option<Rating>>,
    /// Of the outcomes; `None` where nothing was compared.
    pub outcomes: Vec<Option<Rating>>,
}

/// The band of a type of setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvisionBand {
    /// The band.
    pub rating: Rating,
    /// What gave it.
    pub basis: BandBasis,
}

/// What gave a type of setting its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandBasis {
    /// The cut-offs on its shares.
    CutOffs,
    /// The worst grade, since too few settings were inspected for a share.
    WorstGrade,
}

impl BandBasis {
    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CutOffs => "cut-offs",
            Self::WorstGrade => "worst grade",
        }
    }
}

impl Bands {
    /// Bands everything in `profile`, with the evidence for each.
    pub(super) fn of(profile: &Profile, rulebook: &Rulebook, notes: &mut Notes) -> Self {
        let banding = Banding { rulebook };
        Self {
            provision: banding.provisions(profile, notes),
            findings: banding.findings(profile, notes),
            outcomes: banding.outcomes(profile, notes),
        }
    }
}

/// What bands are given by.
pub(super) struct Banding<'a> {
    /// The cut-offs, and the bands of grades and outcomes.
    pub(super) rulebook: &'a Rulebook,
}

impl Banding<'_> {
    /// The bands of the provision profiles, in their order.
    pub(super) fn provisions(
        &self,
        profile: &Profile,
        notes: &mut Notes,
    ) -> Vec<Option<ProvisionBand>> {
        let profiles = profile.provision.as_deref().unwrap_or_default();
        notes.of_each(profiles, |_, of, notes| self.provision(of, notes))
    }

    /// The bands of the findings, in their order.
    pub(super) fn findings(&self, profile: &Profile, notes: &mut Notes) -> Vec<Option<Rating>> {
        let profiles = profile.findings.as_deref().unwrap_or_default();
        notes.of_each(profiles, |_, of, notes| self.finding(of, notes))
    }

    /// The bands of the outcomes, in their order.
    pub(super) fn outcomes(&self, profile: &Profile, notes: &mut Notes) -> Vec<Option<Rating>> {
        let profiles = profile.outcomes.as_deref().unwrap_or_default();
        notes.of_each(profiles, |_, of, notes| self.outcome(of, notes))
    }

    fn provision(&self, profile: &ProvisionProfile, notes: &mut Notes) -> Option<ProvisionBand> {
        let (good, inadequate) = (profile.good_or_better?, profile.inadequate?);
        let few = self.rulebook.few_settings;
        if let Some(few) = few.filter(|few| profile.count.inspected() < few.least) {
            return self.few_settings(profile, few, notes);
        }
        let about = About {
            authority: profile.authority,
            step: Step::ProvisionBand,
            subject: &self.rulebook.provisions[profile.provision].key,
            inputs: &|words| {
                words.inputs([
                    ("inspected", whole(profile.count.inspected())),
                    ("good_or_better", number(good.fraction())),
                    ("inadequate_share", number(inadequate.fraction())),
                ])
            },
        };
        let questions = self
            .rulebook
            .provision_cut_offs
            .iter()
            .map(|cut_off| Question {
                band: cut_off.band,
                condition: || {
                    format!(
                        "good_or_better >= {} AND inadequate_share <= {}",
                        cut_off.good_or_better, cut_off.inadequate
                    )
                },
                holds: reaches(good.fraction(), cut_off.good_or_better)
                    && reaches(cut_off.inadequate, inadequate.fraction()),
            });
        let rating = about.first_that_holds(questions, notes)?;
        Some(ProvisionBand {
            rating,
            basis: BandBasis::CutOffs,
        })
    }

    /// The band of a type of which fewer settings were inspected than its shares need.
    fn few_settings(
        &self,
        profile: &ProvisionProfile,
        few: FewSettings,
        notes: &mut Notes,
    ) -> Option<ProvisionBand> {
        let worst = profile.count.worst()?;
        let key = &self.rulebook.provisions[profile.provision].key;
        let least = few.least;
        let (band, then) = match few.band {
            FewSettingsBand::WorstGrade => (
                Some(self.rulebook.grade_band(worst)),
                "the band of the worst grade",
            ),
            FewSettingsBand::None => (None, "no band"),
        };
        notes.push(|words| EvidenceRow {
            authority: profile.authority,
            asked: 0,
            step: Step::ProvisionBand,
            rule: words.word(&format!("{key} few settings")),
            subject: Some(words.word(key)),
            aspect: None,
            condition: words.word(&format!("inspected < {least}: {then}")),
            inputs: words.inputs([
                ("inspected", whole(profile.count.inspected())),
                ("worst_grade", whole(worst.level())),
            ]),
            fired: true,
            effect: band.map_or(Effect::TooFewSettings { least }, Effect::Band),
        });
        band.map(|rating| ProvisionBand {
            rating,
            basis: BandBasis::WorstGrade,
        })
    }

    fn outcome(&self, profile: &OutcomeProfile, notes: &mut Notes) -> Option<Rating> {
        let share = profile.neighbours.share()?;
        let about = About {
            authority: profile.authority,
            step: Step::OutcomeBand,
            subject: &self.rulebook.outcomes[profile.outcome].key,
            inputs: &|words| {
                words.inputs([
                    ("compared", whole(profile.neighbours.compared)),
                    ("share_neighbours", number(share.fraction())),
                ])
            },
        };
        let questions = self
            .rulebook
            .outcome_cut_offs
            .iter()
            .map(|cut_off| Question {
                band: cut_off.band,
                condition: || format!("share_neighbours >= {}", cut_off.in_line_or_better),
                holds: reaches(share.fraction(), cut_off.in_line_or_better),
            });
        about.first_that_holds(questions, notes)
    }

    /// The band of a finding: by its outcome where its kind has outcomes, else by its grade.
    fn finding(&self, profile: &FindingProfile, notes: &mut Notes) -> Option<Rating> {
        let finding = &profile.finding;
        let kind = &self.rulebook.findings[profile.kind];
        let by_outcome = finding
            .outcome
            .as_ref()
            .and_then(|outcome| kind.outcomes.get(outcome));
        let by_grade = finding.grade.map(|grade| self.rulebook.grade_band(grade));
        let effect = if profile.superseded {
            let by = kind.superseded_by.clone().unwrap_or_default();
            Effect::Superseded { by }
        } else {
            let band = by_outcome.copied().or(by_grade);
            band.map_or(Effect::NoBand, Effect::Band)
        };
        let band = effect.columns().level;
        notes.push(|words| EvidenceRow {
            authority: finding.authority,
            asked: 0,
            step: Step::FindingBand,
            rule: words.word(&finding_rule(profile)),
            subject: Some(words.word(&finding.kind)),
            aspect: Some(words.word(&finding.aspect)),
            condition: match (&finding.outcome, finding.grade) {
                (Some(outcome), _) if by_outcome.is_some() => {
                    words.word(&format!("outcome = '{outcome}'"))
                }
                (_, Some(grade)) => words.word(&format!("grade = {}", grade.level())),
                (_, None) => words.word("no grade"),
            },
            inputs: words.inputs([
                (
                    "grade",
                    finding
                        .grade
                        .map_or(Value::Null, |grade| whole(grade.level())),
                ),
                ("outcome", text(finding.outcome.clone())),
                ("published_on", text(finding.published_on.to_string())),
                ("reference", text(finding.reference.clone())),
            ]),
            fired: band.is_some(),
            effect,
        });
        band
    }
}

/// The band of the settings of one authority and type; `None` where it has none.
pub fn settings_band(profile: &ProvisionProfile, rulebook: &Rulebook) -> Option<Rating> {
    let banding = Banding { rulebook };
    let band = banding.provision(profile, &mut Notes::none());
    band.map(|band| band.rating)
}

/// The band of an outcome of one authority; `None` where nothing was compared.
pub fn outcome_band(profile: &OutcomeProfile, rulebook: &Rulebook) -> Option<Rating> {
    let banding = Banding { rulebook };
    banding.outcome(profile, &mut Notes::none())
}

/// The rule under which the evidence has the band of a finding.
pub(super) fn finding_rule(profile: &FindingProfile) -> String {
    format!("{} {}", profile.finding.kind, profile.finding.aspect)
}

/// Whether a band is earned.
struct Question<C> {
    band: Rating,
    condition: C,
    holds: bool,
}

/// What the questions of one band are about.
struct About<'a> {
    authority: AuthorityIx,
    step: Step,
    subject: &'a str,
    inputs: &'a dyn Fn(&mut Words) -> Inputs,
}

impl About<'_> {
    /// The band of the first question that holds; each that was asked is noted.
    fn first_that_holds<C: Fn() -> String>(
        self,
        questions: impl Iterator<Item = Question<C>>,
        notes: &mut Notes,
    ) -> Option<Rating> {
        for Question {
            band,
            condition,
            holds,
        } in questions
        {
            notes.push(|words| EvidenceRow {
                authority: self.authority,
                asked: 0,
                step: self.step,
                rule: words.word(&format!("{} band {}", self.subject, band.level())),
                subject: Some(words.word(self.subject)),
                aspect: None,
                condition: words.word(&condition()),
                inputs: (self.inputs)(words),
                fired: holds,
                effect: if holds {
                    Effect::Band(band)
                } else {
                    Effect::BelowBand(band)
                },
            });
            if holds {
                return Some(band);
            }
        }
        None
    }
}

/// Whether a share reaches a cut-off. Both are quotients of small whole numbers, so the binary
/// noise of either is far below a thousand-millionth: 13 of 20 reaches 0.65.
fn reaches(share: f64, cut_off: f64) -> bool {
    share >= cut_off - 1e-9
}
