//! Bands, at their cut-offs and beside them.

use super::*;
use crate::domain::Rating::{
    PerformsAdequately, PerformsExcellently, PerformsPoorly, PerformsWell,
};
use crate::domain::Step;

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
