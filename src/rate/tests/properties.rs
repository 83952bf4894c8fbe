//! What holds of any council.

use proptest::prelude::*;

use super::*;

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
