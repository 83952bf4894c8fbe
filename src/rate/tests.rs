//! Bands and ratings of one council, worked out by hand from the rulebook of the annual rating,
//! and what holds of them whatever the evidence says.

use chrono::NaiveDate;
use proptest::prelude::*;
use rustc_hash::FxHashMap;

use super::*;
use crate::config::ConfigFile;
use crate::domain::{AuthorityIx, Grade, Rating, Share, Step};
use crate::profile::{Coverage, FindingProfile, InLineCount, OutcomeProfile, ProvisionProfile};
use crate::tables::{Authorities, Authority, EarlierRating, Finding, Judgement, SettingCount};

use Rating::{PerformsAdequately, PerformsExcellently, PerformsPoorly, PerformsWell};

const RULEBOOK: &str = include_str!("../../pipelines/annual-rating/rulebook.toml");

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
        let council = Authority {
            code: "301".to_owned(),
            name: "Ashby".to_owned(),
            region: None,
            kind: None,
            ons_code: None,
            opened_on: None,
            closed_on: None,
            addressee: None,
        };
        let list = Authorities::new(vec![council], Vec::new(), None, FxHashMap::default());
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
            authorities: list.unwrap(),
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

/// What the evidence says of each limiter: its name, whether it fired, lowers and decides.
fn limiters(rated: &Rated) -> Vec<(String, bool, bool, bool)> {
    rated
        .evidence
        .iter()
        .filter_map(|row| match &row.effect {
            Effect::Limit(limit) => {
                Some((row.rule.clone(), limit.fired, limit.lowers, limit.decides))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn the_rating_is_nearest_to_the_weighted_mean_of_three_blocks() {
    let rated = Council::well().rated(&rulebook());
    let found = rating(&rated);
    let means = found.blocks.map(|block| block.mean.unwrap());
    assert_eq!(means, [10.0 / 3.0, 8.0 / 3.0, 3.5]);
    assert_eq!(found.blocks.map(|block| block.bands), [2, 2, 2]);
    assert_eq!(
        (found.indicative, found.awarded),
        (Some(PerformsWell), Some(PerformsWell))
    );
    assert_eq!((found.coverage, found.not_rated), (1.0, None));
    assert_eq!(found.limiters, Vec::<String>::new());
    assert_eq!((found.year, found.previous), (2009, None));
}

#[test]
fn a_band_is_earned_at_its_cut_off_and_not_below() {
    let of = |grades| Council {
        settings: vec![("childrens_home", grades)],
        ..Council::empty()
    };
    let rulebook = rulebook();
    for (grades, band) in [
        // 13 of 20 is 0.65 and 12 of 20 below it.
        ([0, 13, 7, 0], PerformsWell),
        ([0, 12, 8, 0], PerformsAdequately),
        // 1 of 20 is 0.05 inadequate and 1 of 19 above it.
        ([0, 15, 4, 1], PerformsWell),
        ([0, 15, 3, 1], PerformsAdequately),
        // However many are good, one in five inadequate is the lowest band.
        ([0, 16, 0, 4], PerformsPoorly),
        ([0, 16, 4, 0], PerformsExcellently),
    ] {
        let rated = of(grades).rated(&rulebook);
        assert_eq!(provision_bands(&rated), [Some(band)], "{grades:?}");
    }
}

#[test]
fn every_cut_off_that_was_asked_is_evidence() {
    let rated = Council {
        settings: vec![("childrens_home", [0, 13, 7, 0])],
        ..Council::empty()
    }
    .rated(&rulebook());
    let asked: Vec<(&str, bool)> = rated
        .evidence
        .iter()
        .filter(|row| row.step == Step::ProvisionBand)
        .map(|row| (&*row.rule, row.fired))
        .collect();
    assert_eq!(
        asked,
        [
            ("childrens_home band 3", true),
            ("childrens_home band 4", false)
        ]
    );
}

#[test]
fn few_settings_have_the_band_of_their_worst_grade_or_none() {
    let council = Council {
        settings: vec![
            ("childminder", [1, 1, 0, 0]),
            ("childrens_home", [1, 0, 1, 0]),
        ],
        ..Council::empty()
    };
    let rated = council.rated(&rulebook());
    assert_eq!(
        provision_bands(&rated),
        [Some(PerformsWell), Some(PerformsAdequately)]
    );
    assert_eq!(
        rated.bands.provision[0].map(|band| band.basis),
        Some(BandBasis::WorstGrade)
    );
    let none = rulebook_with("band = \"worst_grade\"", "band = \"none\"");
    let rated = council.rated(&none);
    assert_eq!(provision_bands(&rated), [None, None]);
    let says_why = |row: &EvidenceRow| row.effect == Effect::TooFewSettings { least: 3 };
    assert_eq!(rated.evidence.iter().filter(|row| says_why(row)).count(), 2);
    // Nothing inspected is no band either, and nothing is asked of it.
    let waiting = Council {
        settings: vec![("childminder", [0; 4])],
        ..Council::empty()
    };
    assert_eq!(provision_bands(&waiting.rated(&rulebook())), [None]);
}

#[test]
fn a_finding_has_the_band_of_its_grade_or_its_outcome() {
    let rated = Council {
        findings: vec![
            ("adoption_service", "overall", Found::Grade(1)),
            ("serious_case_review", "Child A", Found::Grade(4)),
            (
                "unannounced_inspection",
                "contact_referral_assessment",
                Found::Outcome("areas_for_development"),
            ),
        ],
        ..Council::empty()
    }
    .rated(&rulebook());
    let bands = [PerformsExcellently, PerformsPoorly, PerformsAdequately];
    assert_eq!(rated.bands.findings, bands.map(Some));
    // (4 x 1 + 1 x 1 + 2 x 2) / 4
    assert_eq!(rating(&rated).blocks[1].mean, Some(2.25));
}

#[test]
fn a_superseded_finding_has_no_band_and_counts_for_nothing() {
    let rulebook = rulebook();
    let council = Council::well();
    let mut profile = council.profile(&rulebook);
    profile.findings.as_mut().unwrap()[1].superseded = true;
    let rules = bind(&rulebook).unwrap();
    let rated = rate(
        &council.tables(),
        &profile,
        &rulebook,
        &rules,
        day("2009-12-09"),
    )
    .unwrap();
    assert_eq!(rated.bands.findings, [Some(PerformsAdequately), None]);
    assert_eq!(rating(&rated).blocks[1].mean, Some(2.0));
}

#[test]
fn a_block_without_bands_is_left_out_of_the_mean() {
    let council = Council {
        settings: Vec::new(),
        outcomes: Vec::new(),
        findings: vec![
            ("adoption_service", "overall", Found::Grade(2)),
            ("fostering_service", "overall", Found::Grade(3)),
        ],
        ..Council::well()
    };
    // Bands 3 and 2 alone: 2.5, which goes where the rulebook sends halves.
    let down = council.rated(&rulebook());
    assert_eq!(rating(&down).awarded, Some(PerformsAdequately));
    let up = council.rated(&rulebook_with("halves = \"down\"", "halves = \"up\""));
    assert_eq!(rating(&up).awarded, Some(PerformsWell));
}

#[test]
fn too_little_evidence_is_no_rating_and_says_how_little() {
    let mut council = Council::well();
    // (1 + 2 x 0 + 0.9) / 4 = 0.475
    council.covered = [1.0, 0.0, 0.9];
    council.findings = vec![("joint_area_review", "safeguarding", Found::Grade(4))];
    let rated = council.rated(&rulebook());
    let found = rating(&rated);
    assert_eq!((found.indicative, found.awarded), (None, None));
    let Some(NotRated::TooLittleEvidence { coverage, minimum }) = found.not_rated else {
        panic!("{:?}", found.not_rated)
    };
    assert!((coverage - 0.475).abs() < 1e-12 && minimum == 0.5);
    // What fired is told all the same.
    assert_eq!(found.limiters, ["safeguarding_inadequate"]);
    // Exactly as much as is asked for is enough: (1 + 2 x 0.05 + 0.9) / 4 = 0.5
    council.covered = [1.0, 0.05, 0.9];
    assert_eq!(rating(&council.rated(&rulebook())).not_rated, None);
    let none = Council::empty().rated(&rulebook());
    assert_eq!(rating(&none).not_rated, Some(NotRated::NoEvidence));
}

#[test]
fn the_lowest_cap_that_fires_stands_and_decides() {
    let mut council = Council::well();
    council.findings[0].2 = Found::Grade(4);
    council.findings[1].2 = Found::Grade(4);
    let rated = council.rated(&rulebook());
    let found = rating(&rated);
    // (10/3 + 2 x 1 + 7/2) / 4 is 2.2 before limiters.
    assert_eq!(found.indicative, Some(PerformsPoorly));
    assert_eq!(
        found.limiters,
        ["safeguarding_inadequate", "own_service_inadequate"]
    );
    let fired: Vec<_> = limiters(&rated).into_iter().filter(|of| of.1).collect();
    assert_eq!(
        fired,
        [
            ("own_service_inadequate".to_owned(), true, false, false),
            ("safeguarding_inadequate".to_owned(), true, true, true)
        ]
    );
    assert_eq!(limiters(&rated).len(), rulebook().limiters.len());
}

#[test]
fn a_limiter_fires_beyond_its_number_and_not_at_it() {
    let of = |good, inadequate| Council {
        settings: vec![("childrens_home", [0, good, 0, inadequate])],
        ..Council::empty()
    };
    let fires = |council: Council| !rating(&council.rated(&rulebook())).limiters.is_empty();
    assert!(!fires(of(9, 1)), "one in ten is not more than a tenth");
    assert!(fires(of(8, 1)));
    assert!(!fires(Council::empty()), "no evidence limits nothing");
}

#[test]
fn a_judgement_moves_the_rating_as_far_as_the_rulebook_lets_it() {
    let judged = |rating, exceptional| Council {
        judgement: Some((rating, exceptional)),
        ..Council::well()
    };
    let rulebook = rulebook();
    let one = judged(PerformsExcellently, false).rated(&rulebook);
    assert_eq!(rating(&one).awarded, Some(PerformsExcellently));
    assert_eq!(rating(&one).indicative, Some(PerformsWell));
    assert!(rating(&one).moderation.is_some() && one.refused.is_empty());

    let two = judged(PerformsPoorly, false).rated(&rulebook);
    assert_eq!(rating(&two).awarded, Some(PerformsWell));
    assert!(rating(&two).moderation.is_none());
    let [(0, reason)] = two.refused.as_slice() else {
        panic!("{:?}", two.refused)
    };
    assert!(
        reason.contains("awards 1 where the evidence indicates 3"),
        "{reason}"
    );
    let exceptional = judged(PerformsPoorly, true).rated(&rulebook);
    assert_eq!(rating(&exceptional).awarded, Some(PerformsPoorly));

    // One that confirms the rating is no moderation, and without a rating there is none to move.
    let same = judged(PerformsWell, false).rated(&rulebook);
    assert!(rating(&same).moderation.is_none() && same.refused.is_empty());
    let nothing = Council {
        judgement: Some((PerformsExcellently, false)),
        ..Council::empty()
    };
    let nothing = nothing.rated(&rulebook);
    assert_eq!(rating(&nothing).awarded, None);
    assert!(nothing.refused.is_empty());
}

#[test]
fn a_limiter_that_a_judgement_goes_beyond_is_told_as_overridden() {
    let mut council = Council::well();
    council.findings = vec![("joint_area_review", "safeguarding", Found::Grade(4))];
    council.judgement = Some((PerformsAdequately, false));
    let rated = council.rated(&rulebook());
    let found = rating(&rated);
    assert_eq!(
        (found.indicative, found.awarded),
        (Some(PerformsPoorly), Some(PerformsAdequately))
    );
    assert_eq!(found.limiters, ["safeguarding_inadequate"]);
    let overridden: Vec<&str> = rated
        .evidence
        .iter()
        .filter(|row| matches!(&row.effect, Effect::Limit(limit) if limit.overridden))
        .map(|row| &*row.rule)
        .collect();
    assert_eq!(overridden, ["safeguarding_inadequate"]);
}

#[test]
fn the_earlier_rating_is_that_of_the_latest_year_before() {
    let mut council = Council::well();
    council.earlier = vec![
        (2006, PerformsPoorly),
        (2007, PerformsAdequately),
        (2009, PerformsExcellently),
    ];
    let rated = council.rated(&rulebook());
    let found = rating(&rated);
    assert_eq!(found.previous, Some((2007, PerformsAdequately)));
    assert_eq!(found.direction(), Some(Direction::Improved));
}

const FINDINGS: [(&str, &str); 7] = [
    ("adoption_service", "overall"),
    ("fostering_service", "overall"),
    ("joint_area_review", "looked_after_children"),
    ("joint_area_review", "safeguarding"),
    ("private_fostering", "overall"),
    ("serious_case_review", "Child A"),
    ("serious_case_review", "Child B"),
];

/// The outcomes of an unannounced inspection, the best first.
const UNANNOUNCED: [&str; 4] = [
    "strengths",
    "satisfactory",
    "areas_for_development",
    "areas_for_priority_action",
];

/// A council with any evidence.
fn any_council() -> impl Strategy<Value = Council> {
    let grades = prop::array::uniform4(0_u32..6);
    (
        prop::array::uniform3(grades),
        prop::array::uniform7(0_u8..=4),
        prop::option::of(0_usize..4),
        prop::array::uniform2((0_u32..=20, 0_u32..=20)),
    )
        .prop_map(|(settings, levels, unannounced, outcomes)| {
            let types = ["childminder", "primary_school", "childrens_home"];
            let graded = FINDINGS.into_iter().zip(levels);
            let mut findings: Vec<_> = graded
                .filter(|(_, level)| *level > 0)
                .map(|((kind, aspect), level)| (kind, aspect, Found::Grade(level)))
                .collect();
            findings.extend(unannounced.map(|at| {
                let outcome = Found::Outcome(UNANNOUNCED[at]);
                (
                    "unannounced_inspection",
                    "contact_referral_assessment",
                    outcome,
                )
            }));
            let outcome = |key, (one, other): (u32, u32)| (key, one.min(other), one.max(other));
            Council {
                settings: types.into_iter().zip(settings).collect(),
                findings,
                outcomes: vec![
                    outcome("staying_safe", outcomes[0]),
                    outcome("economic_wellbeing", outcomes[1]),
                ],
                ..Council::empty()
            }
        })
}

/// The council with one thing about it better: the thing at `at`, where it can be.
fn better(mut council: Council, at: usize) -> Council {
    let things = council.settings.len() + council.findings.len() + council.outcomes.len();
    let at = at % things;
    let (settings, findings) = (council.settings.len(), council.findings.len());
    if at < settings {
        let grades = &mut council.settings[at].1;
        if let Some(worse) = (1..4).rev().find(|grade| grades[*grade] > 0) {
            grades[worse] -= 1;
            grades[worse - 1] += 1;
        }
    } else if at < settings + findings {
        let found = &mut council.findings[at - settings].2;
        *found = match *found {
            Found::Grade(level) => Found::Grade(level.saturating_sub(1).max(1)),
            Found::Outcome(outcome) => {
                let place = UNANNOUNCED
                    .iter()
                    .position(|known| *known == outcome)
                    .unwrap();
                Found::Outcome(UNANNOUNCED[place.saturating_sub(1)])
            }
        };
    } else {
        let (_, in_line, compared) = &mut council.outcomes[at - settings - findings];
        *in_line = (*in_line + 1).min(*compared);
    }
    council
}

proptest! {
    /// What was inspected has a band, and better settings no lower one.
    #[test]
    fn every_share_has_a_band_and_better_evidence_no_lower_rating(
        council in any_council(),
        at in any::<usize>(),
    ) {
        let rulebook = rulebook();
        let rules = bind(&rulebook).unwrap();
        let before = council.rated_by(&rulebook, &rules);
        let after = better(council.clone(), at).rated_by(&rulebook, &rules);
        for ((_, grades), band) in council.settings.iter().zip(&before.bands.provision) {
            prop_assert_eq!(band.is_some(), grades.iter().any(|of| *of > 0));
        }
        for ((_, _, compared), band) in council.outcomes.iter().zip(&before.bands.outcomes) {
            prop_assert_eq!(band.is_some(), *compared > 0);
        }
        prop_assert!(before.bands.findings.iter().all(Option::is_some));
        prop_assert!(provision_bands(&after) >= provision_bands(&before));
        prop_assert!(after.bands.findings >= before.bands.findings);
        prop_assert!(after.bands.outcomes >= before.bands.outcomes);
        prop_assert!(rating(&after).awarded >= rating(&before).awarded);
    }

    /// Limiters only lower: without some of them a rating is as high or higher, and it is what the
    /// blocks give, held below the caps of those that fired.
    #[test]
    fn a_limiter_that_is_taken_out_never_lowers_a_rating(
        council in any_council(),
        kept in prop::collection::vec(any::<bool>(), 7),
    ) {
        let rulebook = rulebook();
        let rules = bind(&rulebook).unwrap();
        prop_assert_eq!(rules.limiters.len(), kept.len());
        let mut fewer = rules.clone();
        let mut kept = kept.into_iter();
        fewer.limiters.retain(|_| kept.next().unwrap());
        let mut none = rules.clone();
        none.limiters.clear();
        let [all, fewer, none] =
            [rules, fewer, none].map(|rules| council.rated_by(&rulebook, &rules));
        let indicative = |rated: &Rated| rating(rated).indicative;
        prop_assert!(indicative(&all) <= indicative(&fewer));
        prop_assert!(indicative(&fewer) <= indicative(&none));
        let caps = |rated: &Rated| -> Option<Rating> {
            let effects = rated.evidence.iter().map(|row| &row.effect);
            effects
                .filter_map(|effect| match effect {
                    Effect::Limit(limit) if limit.fired => Some(limit.cap),
                    _ => None,
                })
                .min()
        };
        for rated in [&all, &fewer] {
            let expected = indicative(&none).map(|free| caps(rated).map_or(free, |cap| cap.min(free)));
            prop_assert_eq!(indicative(rated), expected);
        }
    }
}
