//! Levers held against every single change and every pair of changes there is, each rated by itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::change::{Change, Finds, What};
use super::council::Council;
use super::goal::Found;
use crate::config::{ConfigFile, ProfileFact, ProfileSubject, Rulebook};
use crate::domain::{AuthorityIx, Grade, LeverDirection, Rating, Share};
use crate::profile::{
    Coverage, FindingProfile, InLineCount, OutcomeProfile, Profile, ProvisionProfile,
};
use crate::rate::{self, BoundRules};
use crate::tables::{Authorities, Authority, Finding, Names, SettingCount, Tables};

const RULEBOOK: &str = include_str!("../../../pipelines/annual-rating/rulebook.toml");

/// How large a lever is: things, parts, grades.
type Size = (u32, usize, u32);

fn rulebook() -> Rulebook {
    Rulebook::of(ConfigFile::of("rulebook.toml", RULEBOOK)).expect("the rulebook ships")
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2009, 12, 9).expect("a day")
}

fn tables() -> Tables {
    let council = Authority::called("301", "Ashby");
    let list = Authorities::new(vec![council], Vec::new(), None, Names::default());
    Tables {
        authorities: list.expect("a list").into(),
        ..Tables::default()
    }
}

/// A council with two types of setting, three findings and two outcomes, all of them small.
fn any_profile(rulebook: &Rulebook, rng: &mut ChaCha8Rng) -> Profile {
    let authority = AuthorityIx::new(0);
    let place = |key: &str| rulebook.provisions.iter().position(|of| of.key == key);
    let mut types = ["primary_school", "childrens_home"].map(|key| place(key).expect("a type"));
    types.sort_unstable();
    let provision = types.map(|provision| {
        let mut of = ProvisionProfile {
            authority,
            provision,
            count: SettingCount::default(),
            good_or_better: None,
            interval: None,
            inadequate: None,
            neighbour_good_or_better: None,
            neighbour_inspected: 0,
            region_good_or_better: None,
            national_good_or_better: None,
            vs_neighbours: None,
            vs_national: None,
            wording: None,
        };
        let grades = std::array::from_fn(|_| rng.random_range(0..4));
        of.recount(SettingCount {
            settings: 16,
            grades,
        });
        of
    });
    let findings = [
        ("adoption_service", "overall"),
        ("joint_area_review", "safeguarding"),
        ("joint_area_review", "looked_after_children"),
    ]
    .map(|(key, aspect)| FindingProfile {
        finding: Finding {
            authority,
            kind: key.to_owned(),
            aspect: aspect.to_owned(),
            outcome: None,
            grade: Grade::from_level(rng.random_range(1..=4)),
            inspected_on: day(),
            published_on: day(),
            reference: None,
            extracted_on: None,
        },
        kind: rulebook
            .findings
            .iter()
            .position(|of| of.key == key)
            .expect("a kind"),
        superseded: false,
    });
    let outcomes = [0, 1].map(|outcome| {
        let compared = InLineCount {
            in_line_or_better: rng.random_range(0..=5),
            compared: 5,
        };
        OutcomeProfile {
            authority,
            outcome,
            indicators: 5,
            with_value: 5,
            neighbours: compared,
            national: compared,
        }
    });
    let whole = Share::new(1.0);
    Profile {
        rated: vec![authority],
        provision: Some(provision.to_vec()),
        findings: Some(findings.to_vec()),
        outcomes: Some(outcomes.to_vec()),
        coverage: vec![Coverage {
            authority,
            settings: whole,
            findings: whole,
            indicators: whole,
        }],
        ..Profile::default()
    }
}

/// Every change of one thing, however much of it.
fn every_change(profile: &Profile, limiters: usize, direction: LeverDirection) -> Vec<Change> {
    let grades = || (1..=4).filter_map(Grade::from_level);
    let goes = |from: Grade, to: Grade| match direction {
        LeverDirection::Raise => to.level() < from.level(),
        LeverDirection::Lower => to.level() > from.level(),
    };
    let steps = |from: Grade, to: Grade| u32::from(from.level().abs_diff(to.level()));
    let mut all = Vec::new();
    for (place, of) in profile.provision.iter().flatten().enumerate() {
        for (from, to) in grades().flat_map(|from| grades().map(move |to| (from, to))) {
            let amounts = 1..=of.count.at(from);
            all.extend(amounts.filter(|_| goes(from, to)).map(|amount| Change {
                what: What::Settings { place, from, to },
                amount,
                steps: steps(from, to),
            }));
        }
    }
    for (place, of) in profile.findings.iter().flatten().enumerate() {
        let from = of.finding.grade.expect("a grade");
        all.extend(grades().filter(|to| goes(from, *to)).map(|to| Change {
            what: What::Finding {
                place,
                to: Finds::Grade(to),
            },
            amount: 1,
            steps: steps(from, to),
        }));
    }
    for (place, of) in profile.outcomes.iter().flatten().enumerate() {
        let in_line = direction == LeverDirection::Raise;
        let most = match in_line {
            true => of.neighbours.compared - of.neighbours.in_line_or_better,
            false => of.neighbours.in_line_or_better,
        };
        all.extend((1..=most).map(|amount| Change {
            what: What::Indicators { place, in_line },
            amount,
            steps: 1,
        }));
    }
    if direction == LeverDirection::Raise {
        all.extend((0..limiters).map(|at| Change {
            what: What::Limiter { at },
            amount: 1,
            steps: 1,
        }));
    }
    all
}

/// What a profile is rated with some changes, by the stage itself.
fn rated(
    tables: &Tables,
    profile: &Profile,
    (rulebook, rules): (&Rulebook, &BoundRules),
    changes: &[&Change],
) -> Option<Rating> {
    let mut profile = Profile {
        rated: profile.rated.clone(),
        provision: profile.provision.clone(),
        findings: profile.findings.clone(),
        outcomes: profile.outcomes.clone(),
        coverage: profile.coverage.clone(),
        ..Profile::default()
    };
    let mut rules = rules.clone();
    let mut removed = BTreeSet::new();
    for Change { what, amount, .. } in changes.iter().copied() {
        match what {
            What::Settings { place, from, to } => {
                let of = &mut profile.provision.as_mut()?[*place];
                let mut count = of.count;
                count.grades[usize::from(from.level()) - 1] -= amount;
                count.grades[usize::from(to.level()) - 1] += amount;
                of.recount(count);
            }
            What::Finding { place, to } => {
                let of = &mut profile.findings.as_mut()?[*place].finding;
                match to {
                    Finds::Grade(grade) => of.grade = Some(*grade),
                    Finds::Outcome(outcome) => of.outcome = Some(outcome.clone()),
                }
            }
            What::Indicators { place, in_line } => {
                let of = &mut profile.outcomes.as_mut()?[*place].neighbours;
                match in_line {
                    true => of.in_line_or_better += amount,
                    false => of.in_line_or_better -= amount,
                }
            }
            What::Limiter { at } => {
                removed.insert(*at);
            }
        }
    }
    let limiters = std::mem::take(&mut rules.limiters).into_iter().enumerate();
    let kept = limiters.filter(|(at, _)| !removed.contains(at));
    rules.limiters = kept.map(|(_, limiter)| limiter).collect();
    let rated = rate::rate_only(tables, &profile, rulebook, &rules, day());
    rated.expect("it can be worked out").ratings?.pop()?.awarded
}

fn size(changes: &[&Change]) -> Size {
    let amount = changes.iter().map(|of| of.amount).sum();
    let steps = changes.iter().map(|of| of.distance()).sum();
    (amount, changes.len(), steps)
}

/// Changes by what they are, in one order.
fn told(changes: &[&Change]) -> Vec<String> {
    let mut told: Vec<String> = changes
        .iter()
        .map(|of| format!("{} {:?}", of.amount, of.what))
        .collect();
    told.sort_unstable();
    told
}

/// Settings of one type are a pair where they are of two grades; nothing else changes twice.
fn may_be_a_pair(one: &Change, other: &Change) -> bool {
    match (&one.what, &other.what) {
        (
            What::Settings { place, from, .. },
            What::Settings {
                place: of,
                from: and,
                ..
            },
        ) if place == of => from != and,
        _ => one.what.subject() != other.what.subject(),
    }
}

#[test]
fn the_least_of_one_thing_and_all_least_pairs_are_those_of_all_there_are() {
    let (rulebook, tables) = (rulebook(), tables());
    let rules = rate::bind(&rulebook).expect("it binds");
    let by = (&rulebook, &rules);
    let mut rng = ChaCha8Rng::seed_from_u64(15);
    let mut pairs_met = 0;
    for _ in 0..16 {
        let profile = any_profile(&rulebook, &mut rng);
        let Some(awarded) = rated(&tables, &profile, by, &[]) else {
            continue;
        };
        for direction in LeverDirection::ALL {
            let moves = |changes: &[&Change]| {
                let to = rated(&tables, &profile, by, changes);
                to.is_some_and(|to| direction.is_of(awarded, to))
            };
            let all = every_change(&profile, rules.limiters.len(), direction);
            let mut singles = BTreeMap::new();
            for change in all.iter().filter(|change| moves(&[change])) {
                let least = singles
                    .entry(change.what.subject())
                    .or_insert(size(&[change]));
                *least = size(&[change]).min(*least);
            }
            let least = singles.values().min().map_or(u32::MAX, |of: &Size| of.0);
            let mut pairs: BTreeMap<Size, BTreeSet<Vec<String>>> = BTreeMap::new();
            for (at, one) in all.iter().enumerate() {
                for other in &all[at + 1..] {
                    let pair = [one, other];
                    let known = pairs.keys().next().copied();
                    if size(&pair).0 < least
                        && known.is_none_or(|known| size(&pair) <= known)
                        && may_be_a_pair(one, other)
                        && moves(&pair)
                    {
                        pairs.entry(size(&pair)).or_default().insert(told(&pair));
                    }
                }
            }
            let mut council = Council::new(by, day(), &tables, &profile, 0);
            let found = super::least(&mut council, direction, awarded);
            let (alone, together): (Vec<&Found>, Vec<&Found>) =
                found.iter().partition(|of| of.changes.len() == 1);
            let alone: BTreeMap<_, Size> = alone
                .into_iter()
                .map(|of| (of.changes[0].what.subject(), of.size()))
                .collect();
            assert_eq!(
                alone, singles,
                "{direction:?} from {awarded:?} of {profile:#?}"
            );
            let together: BTreeSet<Vec<String>> = together
                .into_iter()
                .map(|of| told(&of.changes.iter().collect::<Vec<_>>()))
                .collect();
            let expected = pairs.into_values().next().unwrap_or_default();
            pairs_met += expected.len();
            assert_eq!(
                together, expected,
                "{direction:?} from {awarded:?} of {profile:#?}"
            );
        }
    }
    assert!(pairs_met >= 10, "{pairs_met} pairs are no test");
}

#[test]
fn a_rulebook_can_tell_no_more_of_settings_than_levers_take_them_by() {
    // Whoever adds a column has to think of `Told`, by which settings count alike.
    let facts = rulebook().profile_facts();
    let of_first = facts
        .into_iter()
        .filter(|(_, fact)| fact.about() == ProfileSubject::Provision(0));
    for (name, fact) in of_first {
        let is_known = matches!(
            fact,
            ProfileFact::Settings(_)
                | ProfileFact::Inspected(_)
                | ProfileFact::GoodOrBetter(_)
                | ProfileFact::Inadequate(_)
                | ProfileFact::InadequateShare(_)
                | ProfileFact::ProvisionBand(_)
        );
        assert!(is_known, "{name}");
    }
}
