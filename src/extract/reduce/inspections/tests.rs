//! What a setting is on the as-of date, whatever the order of its visits and however they are
//! batched.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::domain::{AuthorityIx, Grade};
use crate::extract::contract::inspection::{Provisions, VisitState};
use crate::extract::contract::precedence::Precedence;
use crate::extract::contract::visit_list;
use crate::extract::quarantine::RowLocation;
use crate::extract::reduce::series::ListFeed;
use crate::tables::{ProvisionIx, Rule};

const AS_OF: &str = "2024-12-31";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn taken(text: &str) -> Precedence {
    Precedence::of(Some(day(text)), day(AS_OF))
}

fn grade(level: u8) -> Option<Grade> {
    Grade::from_level(level)
}

/// A full inspection of an open setting of council 0, published by the as-of date, of an extract
/// of no known day; a level of 0 is no grade.
fn visit(row: u64, urn: &str, inspected_on: &str, level: u8) -> Inspection {
    Inspection {
        urn: Urn::new(urn).unwrap(),
        location: RowLocation::new(0, row),
        inspected_on: (!inspected_on.is_empty()).then(|| Day::new(day(inspected_on)).unwrap()),
        event: 0,
        authority: AuthorityIx::new(0),
        precedence: Precedence::UNKNOWN,
        provision: ProvisionIx::new(0),
        standing: VisitState::new(grade(level), true, true),
    }
}

/// The same row in an extract of another day.
fn of_extract(file: u16, extracted_on: &str, visit: Inspection) -> Inspection {
    Inspection {
        location: RowLocation::new(file, visit.location.row()),
        precedence: taken(extracted_on),
        ..visit
    }
}

fn closed(visit: Inspection) -> Inspection {
    let standing = VisitState::new(visit.standing.grade(), false, true);
    Inspection { standing, ..visit }
}

/// The same visit, published after the as-of date: its grade is not known yet.
fn not_published_yet(visit: Inspection) -> Inspection {
    let standing = VisitState::new(None, visit.standing.is_open(), false);
    Inspection { standing, ..visit }
}

/// The series of files all of which are visits.
fn no_lists() -> SeriesOfFiles {
    SeriesOfFiles::default()
}

fn reduce(batches: Vec<Vec<Inspection>>, series: &SeriesOfFiles) -> Reduced {
    let batches = batches
        .iter()
        .map(|visits| visit_list::lists(visits))
        .collect();
    latest(batches, series, 2, 2)
}

/// Each setting that was counted, with its grade.
fn settings(reduced: &Reduced) -> Vec<(String, Option<Grade>)> {
    let settings = reduced.settings.iter();
    settings.map(|of| (of.urn.to_string(), of.grade)).collect()
}

/// The row that was superseded, the one that was retained, and what each says of the grade.
type Corrected = (RowLocation, RowLocation, Option<String>, Option<String>);

fn corrected(reduced: &Reduced) -> Vec<Corrected> {
    let corrected = reduced.settled.corrected.iter();
    let mut found: Vec<Corrected> = corrected
        .map(|of| {
            let (said, says) = of.values.clone();
            (of.superseded.location, of.retained.location, said, says)
        })
        .collect();
    found.sort();
    found
}

fn superseded(reduced: &Reduced) -> u64 {
    reduced.settled.superseded.values().sum()
}

#[test]
fn a_setting_has_the_grade_of_its_latest_full_inspection() {
    let monitoring = Inspection {
        event: 7,
        ..visit(3, "100", "2023-09-01", 0)
    };
    let reduced = reduce(
        vec![vec![
            visit(1, "100", "2021-03-01", 4),
            visit(2, "100", "2022-05-01", 2),
            monitoring,
            visit(4, "200", "", 0),
        ]],
        &no_lists(),
    );
    let expected = [("100".to_owned(), grade(2)), ("200".to_owned(), None)];
    assert_eq!(settings(&reduced), expected);
    assert_eq!(
        reduced.settings[0].inspected_on,
        Day::new(day("2022-05-01"))
    );
    let count = reduced.counts.get(AuthorityIx::new(0), 0);
    assert_eq!((count.settings, count.grades), (2, [0, 1, 0, 0]));
}

#[test]
fn its_latest_visit_says_where_it_is_and_whether_it_is_open() {
    let moved = Inspection {
        authority: AuthorityIx::new(1),
        provision: ProvisionIx::new(1),
        ..visit(2, "100", "2023-05-01", 0)
    };
    let reduced = reduce(
        vec![vec![
            visit(1, "100", "2021-03-01", 1),
            moved,
            visit(3, "200", "2021-03-01", 1),
            closed(visit(4, "200", "2023-05-01", 1)),
        ]],
        &no_lists(),
    );
    // The grade goes with the setting to where it is now.
    let [setting] = reduced.settings.as_slice() else {
        panic!("one is open: {:?}", reduced.settings)
    };
    assert_eq!(setting.authority, AuthorityIx::new(1));
    assert_eq!(setting.grade, grade(1));
    let there = reduced.counts.get(AuthorityIx::new(1), 1);
    assert_eq!((there.settings, there.grades), (1, [1, 0, 0, 0]));
    assert_eq!(reduced.counts.get(AuthorityIx::new(0), 0).settings, 0);
}

#[test]
fn a_visit_that_was_not_published_yet_leaves_the_grade_before_it() {
    let reduced = reduce(
        vec![vec![
            visit(1, "100", "2021-03-01", 3),
            not_published_yet(visit(2, "100", "2024-12-01", 1)),
        ]],
        &no_lists(),
    );
    assert_eq!(settings(&reduced), [("100".to_owned(), grade(3))]);
}

#[test]
fn a_row_that_repeats_a_visit_of_its_extract_is_rejected_and_names_the_one_that_is_kept() {
    let reduced = reduce(
        vec![
            vec![visit(9, "100", "2022-05-01", 4)],
            vec![
                visit(5, "100", "2022-05-01", 2),
                visit(7, "100", "2022-05-01", 1),
            ],
        ],
        &no_lists(),
    );
    assert_eq!(settings(&reduced), [("100".to_owned(), grade(2))]);
    let rejected: Vec<u64> = reduced
        .duplicates
        .iter()
        .map(|(visit, _)| visit.location.row())
        .collect();
    assert_eq!(rejected, [7, 9]);
    let (_, kept) = &reduced.duplicates[0];
    let fault = kept.evidence().repeated();
    assert_eq!(fault.rule, Rule::DuplicateKey);
    assert!(
        fault.reason.starts_with("row 5 has the same"),
        "{}",
        fault.reason
    );
    assert_eq!(superseded(&reduced), 0);
}

#[test]
fn another_kind_of_visit_on_the_same_day_is_another_visit() {
    let other = Inspection {
        event: 7,
        ..visit(2, "100", "2022-05-01", 0)
    };
    let reduced = reduce(
        vec![vec![visit(1, "100", "2022-05-01", 2), other]],
        &no_lists(),
    );
    assert_eq!(settings(&reduced), [("100".to_owned(), grade(2))]);
    assert_eq!(reduced.duplicates.len(), 0);
}

#[test]
fn of_several_extracts_of_a_visit_the_latest_by_the_as_of_date_is_retained() {
    let of = |file, extracted_on, level| {
        of_extract(file, extracted_on, visit(1, "100", "2022-05-01", level))
    };
    let reduced = reduce(
        vec![
            vec![of(0, "2023-03-31", 4), of(2, "2025-03-31", 1)],
            vec![of(1, "2024-03-31", 2)],
        ],
        &no_lists(),
    );
    assert_eq!(settings(&reduced), [("100".to_owned(), grade(2))]);
    assert_eq!((superseded(&reduced), reduced.duplicates.len()), (2, 0));
    // What the extract of 2025 says otherwise was not known on the as-of date.
    let (before, after) = (RowLocation::new(0, 1), RowLocation::new(1, 1));
    let text = |level: &str| Some(level.to_owned());
    assert_eq!(corrected(&reduced), [(before, after, text("4"), text("2"))]);
    assert_eq!(
        reduced.settled.corrected[0].key.to_string(),
        "100 / 2022-05-01"
    );
}

#[test]
fn a_row_that_was_published_is_retained_before_one_that_was_not() {
    let known = of_extract(0, "2024-03-31", visit(1, "100", "2024-03-01", 3));
    let later = of_extract(1, "2024-06-30", visit(1, "100", "2024-03-01", 1));
    let reduced = reduce(vec![vec![known, not_published_yet(later)]], &no_lists());
    assert_eq!(settings(&reduced), [("100".to_owned(), grade(3))]);
}

/// The series of a feed of so many files, each a list of the settings open on its day, after files
/// of visits; `preferred` is when the list was taken that is preferred on the as-of date.
fn lists(files_of_visits: usize, files: usize, preferred: &str) -> SeriesOfFiles {
    let mut provisions = Provisions::default();
    provisions.insert(ProvisionIx::new(0));
    let feed = ListFeed {
        named: None,
        provisions,
        preferred: Some(taken(preferred)),
        is_later: false,
    };
    SeriesOfFiles::new(
        &[(files_of_visits, None), (files, Some(feed))],
        |precedence| precedence.day(day(AS_OF)).and_then(Day::new),
    )
}

#[test]
fn the_latest_list_by_the_as_of_date_says_which_settings_there_are() {
    let first = |urn, level| of_extract(0, "2023-03-31", visit(1, urn, "2022-05-01", level));
    let second = |urn, on, level| of_extract(1, "2024-03-31", visit(1, urn, on, level));
    let third = |urn, on, level| of_extract(2, "2025-03-31", visit(1, urn, on, level));
    let reduced = reduce(
        vec![vec![
            // On both lists.
            first("100", 4),
            second("100", "2022-05-01", 2),
            // Gone from the second, so closed by its day.
            first("200", 1),
            // Gone from the second, but inspected after it: open again.
            first("300", 1),
            third("300", "2024-06-01", 3),
            // On the third only, by an inspection that the second would have shown.
            third("400", "2024-02-01", 2),
            // On the second without an inspection.
            second("500", "", 0),
        ]],
        &lists(0, 3, "2024-03-31"),
    );
    assert_eq!(
        settings(&reduced),
        [
            ("100".to_owned(), grade(2)),
            ("300".to_owned(), grade(3)),
            ("500".to_owned(), None)
        ]
    );
}

#[test]
fn without_a_list_by_the_as_of_date_only_visits_of_later_ones_are_settings() {
    let series = lists(0, 1, "2025-03-31");
    let later = |urn, on, level| of_extract(0, "2025-03-31", visit(1, urn, on, level));
    let reduced = reduce(
        vec![vec![later("100", "2024-06-01", 2), later("200", "", 0)]],
        &series,
    );
    assert_eq!(settings(&reduced), [("100".to_owned(), grade(2))]);
}

/// Visits of a handful of settings, in extracts of several files.
fn any_visit() -> impl Strategy<Value = Inspection> {
    let extracts = [
        None,
        Some("2023-03-31"),
        Some("2024-03-31"),
        Some("2025-03-31"),
    ];
    (
        (0_u8..5, 0_usize..4, 0_u32..2),
        prop::sample::select(vec!["", "2022-05-01", "2023-05-01", "2024-06-01"]),
        (0_u8..5, any::<bool>(), any::<bool>()),
        (0_u32..2, 0_u8..2),
    )
        .prop_map(move |((urn, file, event), on, standing, place)| {
            let (level, open, reported) = standing;
            let level = if reported && !on.is_empty() { level } else { 0 };
            let extract = extracts[file].map_or(Precedence::UNKNOWN, taken);
            Inspection {
                location: RowLocation::new(file as u16, 0),
                event,
                authority: AuthorityIx::new(place.0),
                precedence: extract,
                provision: ProvisionIx::new(place.1),
                standing: VisitState::new(grade(level), open, reported || on.is_empty()),
                ..visit(0, &format!("SC{urn}"), on, 0)
            }
        })
}

/// What is left, in a form that two results can be held against each other in.
fn left(reduced: &Reduced) -> impl PartialEq + std::fmt::Debug + use<> {
    let counts: Vec<_> = [(0, 0), (0, 1), (1, 0), (1, 1)]
        .map(|(authority, provision)| *reduced.counts.get(AuthorityIx::new(authority), provision))
        .into();
    (
        reduced.settings.clone(),
        counts,
        reduced.duplicates.clone(),
        reduced.settled.superseded.clone(),
        corrected(reduced),
    )
}

proptest! {
    /// What is left depends on what the rows say and where they stand in their files, and not on
    /// the order or the batches in which they come, nor on the passes in which they are gone
    /// through.
    #[test]
    fn neither_order_nor_batches_nor_passes_matter(
        visits in prop::collection::vec(any_visit(), 0..40),
        places in prop::collection::vec(0_usize..5, 40),
        of_snapshots in any::<bool>(),
        pass in 1_u8..=Urn::PARTS,
    ) {
        let series = match of_snapshots {
            true => lists(1, 3, "2024-03-31"),
            false => no_lists(),
        };
        let visits: Vec<Inspection> = (1..)
            .zip(visits)
            .map(|(row, visit)| Inspection {
                location: RowLocation::new(visit.location.file() as u16, row),
                ..visit
            })
            .collect();
        let whole = left(&reduce(vec![visits.clone()], &series));

        let mut batches = vec![Vec::new(); 5];
        for (visit, place) in visits.iter().zip(&places).rev() {
            batches[*place].push(*visit);
        }
        prop_assert_eq!(&whole, &left(&reduce(batches, &series)));

        let mut passes = Reduced {
            counts: SettingCounts::new(2, 2),
            ..Reduced::default()
        };
        for start in (0..Urn::PARTS).step_by(usize::from(pass)) {
            let of_pass = |of: &&Inspection| (start..start.saturating_add(pass)).contains(&of.urn.part());
            let visits: Vec<Inspection> = visits.iter().filter(of_pass).copied().collect();
            passes.add(reduce(vec![visits], &series));
        }
        passes.settings.sort_by_key(|of| (of.authority, of.provision, of.urn));
        passes.duplicates.sort_by_key(|(visit, _)| visit.location);
        prop_assert_eq!(&whole, &left(&passes));
    }

    /// Every open setting is counted once, and every row is one of three things.
    #[test]
    fn no_row_is_lost(visits in prop::collection::vec(any_visit(), 0..40)) {
        let visits: Vec<Inspection> = (1..)
            .zip(visits)
            .map(|(row, visit)| Inspection {
                location: RowLocation::new(visit.location.file() as u16, row),
                ..visit
            })
            .collect();
        let reduced = reduce(vec![visits.clone()], &no_lists());
        let mut keys: Vec<_> = visits.iter().map(|of| (of.urn, of.inspected_on, of.event)).collect();
        keys.sort();
        keys.dedup();
        let aside = reduced.duplicates.len() as u64 + superseded(&reduced);
        prop_assert_eq!(visits.len() as u64, keys.len() as u64 + aside);
        let mut urns: Vec<Urn> = reduced.settings.iter().map(|of| of.urn).collect();
        urns.sort();
        urns.dedup();
        prop_assert_eq!(urns.len(), reduced.settings.len());
    }
}
