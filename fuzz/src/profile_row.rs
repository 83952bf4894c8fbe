//! The profile of one council with any evidence.

use chrono::NaiveDate;
use plumbline::config::Rulebook;
use plumbline::domain::{AuthorityIx, Grade, Share};
use plumbline::profile::{
    Coverage, FindingProfile, InLineCount, OutcomeProfile, Profile, ProvisionProfile,
};
use plumbline::tables::{Authorities, Authority, Finding, SettingCount, Tables};

use super::choices::Choices;

/// The tables of a nation of one council.
pub fn tables() -> Tables {
    let council = Authority::called("301", "Ashby");
    let authorities = Authorities::new(vec![council], Vec::new(), None, Default::default());
    Tables {
        authorities: authorities.unwrap_or_default().into(),
        ..Tables::default()
    }
}

/// The evidence about one council.
#[derive(Debug, Clone)]
pub struct Row {
    /// The settings of each type by grade, and how many wait for their inspection.
    settings: Vec<([u32; 4], u32)>,
    /// How many of the compared indicators of each outcome are at least in line.
    outcomes: Vec<(u32, u32)>,
    /// The kind of each finding, its aspect, and what it is chosen by.
    findings: Vec<(usize, usize, usize)>,
    covered: [f64; 3],
}

impl Row {
    /// Evidence that `choices` choose.
    pub fn new(rulebook: &Rulebook, choices: &mut Choices<'_>) -> Self {
        // Few and many: shares of one setting as well as any share.
        let most = [2, 5, 40][choices.of(3)];
        let mut some = || u32::try_from(choices.of(most)).unwrap_or_default();
        let settings = rulebook
            .provisions
            .iter()
            .map(|_| ([some(), some(), some(), some()], some()))
            .collect();
        let outcomes = rulebook
            .outcomes
            .iter()
            .map(|_| {
                let (one, other) = (some(), some());
                (one.min(other), one.max(other))
            })
            .collect();
        let findings = (0..rulebook.findings.len())
            .map(|kind| (kind, choices.of(4), choices.of(12)))
            .filter(|(.., by)| *by < 8)
            .collect();
        Self {
            settings,
            outcomes,
            findings,
            covered: [0; 3].map(|_| choices.of(21) as f64 / 20.0),
        }
    }

    /// The row with one setting of a better grade, or one indicator more in line.
    pub fn better(&self, choices: &mut Choices<'_>) -> Self {
        let mut better = self.clone();
        let all = better.settings.len() + better.outcomes.len();
        if all == 0 {
            return better;
        }
        let at = choices.of(all);
        if let Some((grades, _)) = better.settings.get_mut(at) {
            if let Some(worse) = (1..4).rev().find(|grade| grades[*grade] > 0) {
                grades[worse] -= 1;
                grades[worse - 1] += 1;
            }
        } else {
            let (in_line, compared) = &mut better.outcomes[at - self.settings.len()];
            *in_line = (*in_line + 1).min(*compared);
        }
        better
    }

    /// It as the profile that `rate` takes.
    pub fn profile(&self, rulebook: &Rulebook) -> Profile {
        let authority = AuthorityIx::new(0);
        let share = |part: u32, whole: u32| Share::of(part.into(), whole.into());
        let provision = self
            .settings
            .iter()
            .enumerate()
            .map(|(provision, (grades, waiting))| {
                let count = SettingCount {
                    settings: grades.iter().sum::<u32>() + waiting,
                    grades: *grades,
                };
                ProvisionProfile {
                    authority,
                    provision,
                    count,
                    good_or_better: share(count.good_or_better(), count.inspected()),
                    interval: None,
                    inadequate: share(grades[3], count.inspected()),
                    neighbour_good_or_better: None,
                    neighbour_inspected: 0,
                    region_good_or_better: None,
                    national_good_or_better: None,
                    vs_neighbours: None,
                    vs_national: None,
                    wording: None,
                }
            });
        let outcomes = self
            .outcomes
            .iter()
            .enumerate()
            .map(|(outcome, (in_line, compared))| {
                let neighbours = InLineCount {
                    in_line_or_better: *in_line,
                    compared: *compared,
                };
                OutcomeProfile {
                    authority,
                    outcome,
                    indicators: *compared,
                    with_value: *compared,
                    neighbours,
                    national: neighbours,
                }
            });
        let findings = self
            .findings
            .iter()
            .map(|(kind, aspect, by)| finding(rulebook, *kind, *aspect, *by));
        let [settings, of_findings, indicators] = self.covered.map(Share::new);
        Profile {
            rated: vec![authority],
            provision: Some(provision.collect()),
            outcomes: Some(outcomes.collect()),
            findings: Some(findings.collect()),
            coverage: vec![Coverage {
                authority,
                settings,
                findings: of_findings,
                indicators,
            }],
            ..Profile::default()
        }
    }
}

/// A finding of the kind at `kind`, as `extract` would let it pass: with an outcome of the kind's,
/// or with a grade.
fn finding(rulebook: &Rulebook, kind: usize, aspect: usize, by: usize) -> FindingProfile {
    let known = &rulebook.findings[kind];
    let aspect = match known.aspects.len() {
        0 => "Child A".to_owned(),
        aspects => known.aspects[aspect % aspects].key.clone(),
    };
    let outcome = match known.outcomes.len() {
        0 => None,
        outcomes => known.outcomes.keys().nth(by % outcomes).cloned(),
    };
    let day = NaiveDate::from_ymd_opt(2008, 5, 12).unwrap_or_default();
    FindingProfile {
        finding: Finding {
            authority: AuthorityIx::new(0),
            kind: known.key.clone(),
            aspect,
            grade: match outcome {
                Some(_) => None,
                None => Grade::from_level(1 + (by % 4) as u8),
            },
            outcome,
            inspected_on: day,
            published_on: day,
            reference: None,
            extracted_on: None,
        },
        kind,
        superseded: by == 7,
    }
}
