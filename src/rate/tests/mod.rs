//! Bands and ratings of one council, worked out by hand from the rulebook of the annual rating,
//! and what holds of them whatever the evidence says.

mod bands;
mod properties;
mod ratings;

use chrono::NaiveDate;

use super::*;
use crate::config::ConfigFile;
use crate::domain::{AuthorityIx, Grade, Rating, Share};
use crate::profile::{Coverage, FindingProfile, InLineCount, OutcomeProfile, ProvisionProfile};
use crate::tables::{
    Authorities, Authority, EarlierRating, Finding, Judgement, Names, SettingCount,
};

const RULEBOOK: &str = include_str!("../../../pipelines/annual-rating/rulebook.toml");

/// What is known of a council.
#[derive(Debug, Clone)]
struct Council {
    /// Settings of a type by grade, Outstanding first.
    settings: Vec<(&'static str, [u32; 4])>,
    /// Kind and aspect of a finding, with its grade or its outcome.
    findings: Vec<(&'static str, &'static str, Found)>,
    /// How many of the compared indicators of an outcome are at least in line.
    outcomes: Vec<(&'static str, u32, u32)>,
    /// The share of the settings, findings and indicators that there is evidence of.
    covered: [f64; 3],
    /// The rating that a judgement awards, and whether it is exceptional.
    judgement: Option<(Rating, bool)>,
    earlier: Vec<(i32, Rating)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Found {
    Grade(u8),
    Outcome(&'static str),
}

impl Council {
    /// No evidence, all of which is there.
    fn empty() -> Self {
        Self {
            settings: Vec::new(),
            findings: Vec::new(),
            outcomes: Vec::new(),
            covered: [1.0; 3],
            judgement: None,
            earlier: Vec::new(),
        }
    }

    /// Blocks of 10/3, 8/3 and 7/2: the mean is 73/24, a little above 3.
    fn well() -> Self {
        Self {
            // Bands 4 and 3, by 20 of 20 and 13 of 20; homes weigh twice.
            settings: vec![
                ("childminder", [10, 10, 0, 0]),
                ("childrens_home", [0, 13, 7, 0]),
            ],
            // Bands 3 and 2; safeguarding weighs twice.
            findings: vec![
                ("adoption_service", "overall", Found::Grade(3)),
                ("joint_area_review", "safeguarding", Found::Grade(2)),
            ],
            // Bands 3 and 4, by 13 and 16 of 20.
            outcomes: vec![("being_healthy", 13, 20), ("staying_safe", 16, 20)],
            ..Self::empty()
        }
    }

    fn profile(&self, rulebook: &Rulebook) -> Profile {
        let authority = AuthorityIx::new(0);
        let share = |part: u32, whole: u32| Share::of(part.into(), whole.into());
        let provision = self.settings.iter().map(|(key, grades)| {
            let count = SettingCount {
                settings: grades.iter().sum(),
                grades: *grades,
            };
            let provision = rulebook.provisions.iter().position(|of| of.key == *key);
            ProvisionProfile {
                authority,
                provision: provision.expect("a type of the rulebook"),
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
        let findings = self.findings.iter().map(|(key, aspect, found)| {
            let kind = rulebook.findings.iter().position(|of| of.key == *key);
            let (grade, outcome) = match found {
                Found::Grade(level) => (Grade::from_level(*level), None),
                Found::Outcome(outcome) => (None, Some((*outcome).to_owned())),
            };
            FindingProfile {
                finding: Finding {
                    authority,
                    kind: (*key).to_owned(),
                    aspect: (*aspect).to_owned(),
                    outcome,
                    grade,
                    inspected_on: day("2008-05-12"),
                    published_on: day("2008-06-30"),
                    reference: None,
                    extracted_on: None,
                },
                kind: kind.expect("a kind of the rulebook"),
                superseded: false,
            }
        });
        let outcomes = self.outcomes.iter().map(|(key, in_line, compared)| {
            let outcome = rulebook.outcomes.iter().position(|of| of.key == *key);
            let neighbours = InLineCount {
                in_line_or_better: *in_line,
                compared: *compared,
            };
            OutcomeProfile {
                authority,
                outcome: outcome.expect("an outcome of the rulebook"),
                indicators: *compared,
                with_value: *compared,
                neighbours,
                national: neighbours,
            }
        });
        let [settings, of_findings, indicators] = self.covered.map(Share::new);
        Profile {
            rated: vec![authority],
            provision: Some(provision.collect()),
            findings: Some(findings.collect()),
            outcomes: Some(outcomes.collect()),
            coverage: vec![Coverage {
                authority,
                settings,
                findings: of_findings,
                indicators,
            }],
            ..Profile::default()
        }
    }

    fn tables(&self) -> Tables {
        let authority = AuthorityIx::new(0);
        let council = Authority::called("301", "Ashby");
        let list = Authorities::new(vec![council], Vec::new(), None, Names::default());
        let judgement = self.judgement.map(|(rating, exceptional)| Judgement {
            authority,
            year: None,
            rating,
            reason: "A return visit found the fault put right.".to_owned(),
            decided_by: "Panel".to_owned(),
            decided_on: day("2009-12-02"),
            exceptional,
        });
        let earlier = self.earlier.iter().map(|(year, rating)| EarlierRating {
            authority,
            year: *year,
            rating: *rating,
        });
        Tables {
            authorities: list.unwrap().into(),
            judgements: Some(judgement.into_iter().collect()),
            earlier_ratings: Some(earlier.collect()),
            ..Tables::default()
        }
    }

    /// Its rating by `rules`, with all that was asked.
    fn rated_by(&self, rulebook: &Rulebook, rules: &BoundRules) -> Rated {
        let profile = self.profile(rulebook);
        rate(&self.tables(), &profile, rulebook, rules, day("2009-12-09")).unwrap()
    }

    fn rated(&self, rulebook: &Rulebook) -> Rated {
        self.rated_by(rulebook, &bind(rulebook).unwrap())
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rulebook() -> Rulebook {
    Rulebook::of(ConfigFile::of("rulebook.toml", RULEBOOK)).unwrap()
}

/// The rulebook with `old` as `new`.
fn rulebook_with(old: &str, new: &str) -> Rulebook {
    assert!(RULEBOOK.contains(old), "{old:?} stands in the rulebook");
    let text = RULEBOOK.replacen(old, new, 1);
    Rulebook::of(ConfigFile::of("rulebook.toml", text)).unwrap()
}

fn rating(rated: &Rated) -> &AuthorityRating {
    &rated.ratings.as_ref().expect("the rulebook rates")[0]
}

fn provision_bands(rated: &Rated) -> Vec<Option<Rating>> {
    let bands = rated.bands.provision.iter();
    bands.map(|band| band.map(|band| band.rating)).collect()
}
