//! Ratings: blocks, coverage, limiters, moderation and the year before.

use super::*;
use crate::domain::Rating::{
    PerformsAdequately, PerformsExcellently, PerformsPoorly, PerformsWell,
};

/// What the evidence says of each limiter: its name, whether it fired, lowers and decides.
fn limiters(rated: &Rated) -> Vec<(String, bool, bool, bool)> {
    rated
        .evidence
        .iter()
        .filter_map(|row| match &row.effect {
            Effect::Limit(limit) => Some((
                row.rule.to_string(),
                limit.fired,
                limit.lowers,
                limit.decides,
            )),
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
