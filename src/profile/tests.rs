//! Settings, findings and coverage of three councils, worked out by hand.

use chrono::NaiveDate;

use super::*;
use crate::config::{ConfigFile, Rulebook};
use crate::domain::{Comparison, Grade, RegionIx, Share};
use crate::tables::{
    Authorities, Authority, Finding, Names, ProvisionIx, Region, Setting, SettingCounts, Urn,
};

const RULEBOOK: &str = include_str!("../../pipelines/annual-rating/rulebook.toml");

fn rulebook() -> Rulebook {
    Rulebook::of(ConfigFile::of("rulebook.toml", RULEBOOK)).unwrap()
}

fn council(place: u32) -> AuthorityIx {
    AuthorityIx::new(place)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Three councils: two in one region, the third in another.
fn authorities() -> Authorities {
    let of = |code: &str, region: usize| Authority {
        region: Some(RegionIx::try_from(region).unwrap()),
        ..Authority::called(code, code)
    };
    let region = |name: &str| Region {
        code: None,
        name: name.to_owned(),
        ons_code: None,
    };
    let councils = vec![of("301", 0), of("302", 0), of("303", 1)];
    let regions = vec![region("North"), region("South")];
    Authorities::new(councils, regions, None, Names::default()).unwrap()
}

/// Counts of settings of one type: of each council, how many were found at each grade and how
/// many wait for their inspection.
fn counts(rulebook: &Rulebook, key: &str, of: [([u32; 4], u32); 3]) -> SettingCounts {
    let mut counts = SettingCounts::new(3, rulebook.provisions.len());
    let at = rulebook.provisions.iter().position(|of| of.key == key);
    let provision = ProvisionIx::new(u8::try_from(at.unwrap()).unwrap());
    for (place, (grades, waiting)) in (0..).zip(of) {
        let graded = (1..)
            .zip(grades)
            .map(|(level, many)| (Grade::from_level(level), many));
        for (grade, many) in graded.chain([(None, waiting)]) {
            for _ in 0..many {
                counts.count(&Setting {
                    authority: council(place),
                    provision,
                    urn: Urn::new("100").unwrap(),
                    grade,
                    inspected_on: None,
                });
            }
        }
    }
    counts
}

fn neighbours(of: &[(u32, u32)]) -> NeighbourTable {
    let rows: Vec<Neighbour> = (1..)
        .zip(of)
        .map(|(rank, (of, near))| Neighbour {
            authority: council(*of),
            neighbour: council(*near),
            rank,
            closeness: None,
            distance: None,
        })
        .collect();
    NeighbourTable::new(&rows, 3)
}

fn share(share: Option<Share>) -> Option<f64> {
    share.map(Share::fraction)
}

#[test]
fn settings_are_pooled_over_similar_areas_the_region_and_the_nation() {
    let rulebook = rulebook();
    let counts = counts(
        &rulebook,
        "childrens_home",
        [([1, 5, 3, 1], 2), ([10, 8, 1, 1], 0), ([0, 10, 10, 0], 0)],
    );
    let rated = [council(0), council(2)];
    let near = neighbours(&[(0, 1), (0, 2)]);
    let profiles = provision::profile(&counts, &rated, &authorities(), &near, &rulebook);
    let [first, third] = profiles.as_slice() else {
        panic!("one type of two councils: {profiles:?}")
    };
    assert_eq!((first.authority, third.authority), (council(0), council(2)));
    assert_eq!((first.count.settings, first.count.inspected()), (12, 10));
    assert_eq!(share(first.good_or_better), Some(0.6));
    assert_eq!(share(first.inadequate), Some(0.1));
    // 18 of 20 and 10 of 20.
    assert_eq!(share(first.neighbour_good_or_better), Some(0.7));
    assert_eq!(first.neighbour_inspected, 40);
    // 6 of 10 and 18 of 20 in the region; with 10 of 20 in the nation.
    assert_eq!(share(first.region_good_or_better), Some(24.0 / 30.0));
    assert_eq!(share(first.national_good_or_better), Some(34.0 / 50.0));
    // By the Wilson interval of 6 in 10, from 0.31 to 0.83.
    assert_eq!(first.vs_neighbours, Some(Comparison::InLine));
    assert_eq!(first.wording.as_deref(), Some("majority"));
    // Without neighbours nothing is compared with them.
    assert_eq!(third.neighbour_good_or_better, None);
    assert_eq!(third.vs_neighbours, None);
    assert_eq!(share(third.region_good_or_better), Some(0.5));
}

#[test]
fn a_council_without_settings_of_a_type_has_no_profile_of_it_and_one_uninspected_no_share() {
    let rulebook = rulebook();
    let counts = counts(
        &rulebook,
        "childminder",
        [([0; 4], 0), ([0; 4], 3), ([1, 0, 0, 0], 0)],
    );
    let rated = [council(0), council(1), council(2)];
    let near = neighbours(&[]);
    let profiles = provision::profile(&counts, &rated, &authorities(), &near, &rulebook);
    let [second, third] = profiles.as_slice() else {
        panic!("two councils have some: {profiles:?}")
    };
    assert_eq!(second.authority, council(1));
    assert_eq!((second.good_or_better, second.inadequate), (None, None));
    assert_eq!(
        (second.vs_national, second.wording.as_deref()),
        (None, None)
    );
    // One is fewer than an interval needs, and 1 differs from 1 by no margin.
    assert_eq!(third.vs_national, Some(Comparison::InLine));
}

#[test]
fn fewer_settings_than_an_interval_needs_are_compared_by_the_margin() {
    let rulebook = rulebook();
    // 9 settings of which all are good, beside 10 of 12 similar ones: 0.17 apart, and a margin of 0.1.
    let counts = counts(
        &rulebook,
        "childminder",
        [([0, 9, 0, 0], 0), ([0, 10, 2, 0], 0), ([0; 4], 0)],
    );
    let near = neighbours(&[(0, 1)]);
    let profiles = provision::profile(&counts, &[council(0)], &authorities(), &near, &rulebook);
    assert_eq!(profiles[0].vs_neighbours, Some(Comparison::Better));
    // 19 of 21 in the nation are within it.
    assert_eq!(profiles[0].vs_national, Some(Comparison::InLine));
}

fn finding(
    place: u32,
    kind: &str,
    aspect: &str,
    (inspected_on, published_on): (&str, &str),
    level: u8,
) -> Finding {
    Finding {
        authority: council(place),
        kind: kind.to_owned(),
        aspect: aspect.to_owned(),
        outcome: None,
        grade: Grade::from_level(level),
        inspected_on: day(inspected_on),
        published_on: day(published_on),
        reference: None,
        extracted_on: None,
    }
}

#[test]
fn of_findings_of_one_kind_and_aspect_the_latest_inspected_counts() {
    let findings = [
        finding(
            0,
            "adoption_service",
            "overall",
            ("2007-01-01", "2007-03-01"),
            1,
        ),
        finding(
            0,
            "adoption_service",
            "overall",
            ("2008-05-01", "2008-06-01"),
            3,
        ),
        finding(
            1,
            "adoption_service",
            "overall",
            ("2008-05-01", "2008-06-01"),
            4,
        ),
        finding(
            2,
            "adoption_service",
            "overall",
            ("2008-05-01", "2008-06-01"),
            2,
        ),
    ];
    let rated = [council(0), council(2)];
    let profiles = findings::profile(&findings, &rated, &rulebook());
    let found: Vec<(AuthorityIx, Option<u8>)> = profiles
        .iter()
        .map(|of| (of.finding.authority, of.finding.grade.map(Grade::level)))
        .collect();
    // The council that is not rated has none.
    assert_eq!(found, [(council(0), Some(3)), (council(2), Some(2))]);
}

#[test]
fn a_finding_is_superseded_by_the_later_kind_on_the_same_aspect() {
    let of = |published_on: &'static str, aspect| {
        [
            finding(
                0,
                "joint_area_review",
                "safeguarding",
                ("2007-01-01", "2007-03-01"),
                2,
            ),
            finding(
                0,
                "safeguarding_inspection",
                aspect,
                ("2007-01-01", published_on),
                3,
            ),
        ]
    };
    let superseded = |findings: [Finding; 2]| -> Vec<bool> {
        let profiles = findings::profile(&findings, &[council(0)], &rulebook());
        profiles.iter().map(|of| of.superseded).collect()
    };
    assert_eq!(superseded(of("2009-07-01", "safeguarding")), [true, false]);
    // Published on the same day, the later kind counts; published before, it does not.
    assert_eq!(superseded(of("2007-03-01", "safeguarding")), [true, false]);
    assert_eq!(superseded(of("2007-02-01", "safeguarding")), [false, false]);
    let other = of("2009-07-01", "looked_after_children");
    assert_eq!(superseded(other), [false, false]);
}

#[test]
fn coverage_is_what_is_there_of_what_is_expected() {
    let rulebook = rulebook();
    let counts = counts(
        &rulebook,
        "childminder",
        [([1, 2, 0, 0], 1), ([0; 4], 0), ([0; 4], 2)],
    );
    let rated = [council(0), council(1), council(2)];
    let near = neighbours(&[]);
    let provision = provision::profile(&counts, &rated, &authorities(), &near, &rulebook);
    let findings = [
        finding(
            0,
            "adoption_service",
            "overall",
            ("2008-05-01", "2008-06-01"),
            2,
        ),
        finding(
            0,
            "serious_case_review",
            "Child A",
            ("2008-05-01", "2008-06-01"),
            2,
        ),
        finding(
            2,
            "fostering_service",
            "overall",
            ("2008-05-01", "2008-06-01"),
            2,
        ),
    ];
    let findings = findings::profile(&findings, &rated, &rulebook);
    let outcome = |place, with_value| OutcomeProfile {
        authority: council(place),
        outcome: 0,
        indicators: 20,
        with_value,
        neighbours: InLineCount::default(),
        national: InLineCount::default(),
    };
    let outcomes = [outcome(0, 15), outcome(1, 20), outcome(2, 0)];
    let covered = coverage::profile(&rated, &provision, &findings, &outcomes, &rulebook);
    let settings: Vec<_> = covered.iter().map(|of| share(of.settings)).collect();
    assert_eq!(settings, [Some(0.75), None, Some(0.0)]);
    // Five are expected: two aspects of a joint area review, private fostering, adoption and
    // fostering. A serious case review is not.
    let findings: Vec<_> = covered.iter().map(|of| share(of.findings)).collect();
    assert_eq!(findings, [Some(0.2), Some(0.0), Some(0.2)]);
    let indicators: Vec<_> = covered.iter().map(|of| share(of.indicators)).collect();
    assert_eq!(indicators, [Some(0.75), Some(1.0), Some(0.0)]);
}
