//! Which figure stands for a place, whatever the order of the rows and however they are batched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use proptest::prelude::*;

use super::*;
use crate::domain::{AuthorityIx, Measure, MissingReason, PeriodLabel, Polarity};
use crate::extract::contract::availability::Availability;
use crate::extract::contract::observation::Edition;
use crate::extract::quarantine::{Ledger, RawBatch, RejectionBudget};
use crate::read::RowNumbers;
use crate::tables::{Area, Indicator, IndicatorIx, Indicators};

/// The file that all rows are of.
const FILE: &str = "returns.csv";

/// Three councils, no region, and the nation.
const AREAS: Areas = Areas {
    authorities: 3,
    regions: 0,
};

const AS_OF: &str = "2024-12-31";

/// A row of an extract; council 3 is the nation.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    number: u64,
    area: u32,
    indicator: &'static str,
    breakdown: &'static str,
    period: &'static str,
    value: f64,
    extracted_on: Option<&'static str>,
}

/// Council 0's figure of `reading` for everybody in 2024, in a row of this number.
fn row(number: u64, value: f64, extracted_on: Option<&'static str>) -> Row {
    Row {
        number,
        area: 0,
        indicator: "reading",
        breakdown: "all",
        period: "2024",
        value,
        extracted_on,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn catalogue() -> Indicators {
    let indicator = |name: &str| Indicator {
        name: name.to_owned(),
        title: name.to_owned(),
        outcome: None,
        polarity: Polarity::Neutral,
        unit: None,
        measure: Measure::default(),
        minimum: None,
        maximum: None,
        decimals: None,
        total: None,
        breaks: Vec::new(),
        gap: None,
    };
    Indicators::new(["reading", "waits"].map(indicator).into()).unwrap()
}

/// The place of `name` in a list, where it is added if it is not there yet.
fn place<T: PartialEq>(list: &mut Vec<T>, name: T) -> u32 {
    let known = list.iter().position(|known| *known == name);
    let at = known.unwrap_or_else(|| {
        list.push(name);
        list.len() - 1
    });
    u32::try_from(at).unwrap()
}

/// The rows as the contract gives them: those of an extract together.
fn batch(rows: &[Row], catalogue: &Indicators) -> ObservationBatch {
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|row| row.extracted_on);
    let (mut periods, mut breakdowns) = (Vec::new(), Vec::new());
    let figures = (0..)
        .zip(&sorted)
        .map(|(at, row)| Observation {
            area: match row.area {
                3 => Area::Nation,
                council => Area::Authority(AuthorityIx::new(council)),
            },
            indicator: catalogue.find(row.indicator).unwrap(),
            breakdown: place(&mut breakdowns, row.breakdown.to_owned()),
            period: place(&mut periods, row.period.to_owned()),
            value: row.value,
            parts: (f64::NAN, f64::NAN),
            limits: (f64::NAN, f64::NAN),
            missing: MissingReason::NoRow,
            status: None,
            row: at,
        })
        .collect();
    let mut editions = Vec::new();
    let mut start = 0;
    for rows in sorted.chunk_by(|a, b| a.extracted_on == b.extracted_on) {
        let edition = Edition {
            extracted_on: rows[0].extracted_on.map(day),
            published_on: None,
        };
        editions.push((edition, start..start + rows.len()));
        start += rows.len();
    }
    ObservationBatch {
        availability: Availability::default(),
        periods: periods
            .into_iter()
            .map(|text| (text.clone(), PeriodLabel::parse(&text).unwrap()))
            .collect(),
        breakdowns,
        statuses: Vec::new(),
        rows: figures,
        editions,
        missing: BTreeMap::new(),
        after_as_of: 0,
        may_repeat: false,
        raw: Arc::new(RawBatch {
            file: 0,
            names: Vec::new(),
            columns: RecordBatch::new_empty(Arc::new(Schema::empty())),
            rows: RowNumbers::Listed(sorted.iter().map(|row| row.number).collect()),
            cells: None,
            again: Vec::new(),
        }),
    }
}

/// What is left of a number of batches.
#[derive(Debug, Default, PartialEq)]
struct Left {
    /// Indicator, breakdown and period of each slice, and the figures of its areas.
    slices: Vec<(IndicatorIx, String, String, Vec<Option<i64>>)>,
    /// Rows superseded by another extract's.
    superseded: u64,
    /// The superseded and the retained row, and what each says.
    corrected: BTreeSet<(u64, u64, Option<String>, Option<String>)>,
    /// Rows rejected.
    rejected: Vec<u64>,
    two_kinds: Option<TwoKinds>,
}

fn reduce(batches: &[Vec<Row>]) -> Left {
    let catalogue = catalogue();
    let files = vec![FILE.to_owned()];
    let budget = RejectionBudget::new(1.0, None);
    let mut ledger = Ledger::new(&"observations".into(), files, 0, budget);
    let dated = batches
        .iter()
        .flatten()
        .any(|row| row.extracted_on.is_some());
    let feed = |take: &mut (dyn FnMut(ObservationBatch) + Send)| -> Result<(), ()> {
        batches
            .iter()
            .for_each(|rows| take(batch(rows, &catalogue)));
        Ok(())
    };
    let ledgers = Ledgers::new(std::iter::once(&ledger));
    let table = latest(feed, &ledgers, dated, AREAS, day(AS_OF)).unwrap();
    let whole = |value: &f64| (!value.is_nan()).then_some(*value as i64);
    let corrected = table.settled.corrected.into_iter();
    Left {
        slices: table
            .slices
            .iter()
            .map(|slice| {
                let values = slice.values.iter().map(whole).collect();
                let (breakdown, label) = (slice.breakdown.clone(), slice.label.clone());
                (slice.indicator, breakdown, label, values)
            })
            .collect(),
        superseded: table.settled.superseded.values().sum(),
        corrected: corrected
            .map(|of| {
                let (said, says) = of.values;
                let rows = (of.superseded.location.row(), of.retained.location.row());
                (rows.0, rows.1, said, says)
            })
            .collect(),
        rejected: ledger.settle().rejected.iter().map(|row| row.row).collect(),
        two_kinds: table.two_kinds,
    }
}

/// The figure of council 0 in the only slice.
fn only_figure(left: &Left) -> Option<i64> {
    let [(_, _, _, values)] = left.slices.as_slice() else {
        panic!("one slice: {left:?}")
    };
    values[0]
}

fn text(value: i64) -> Option<String> {
    Some(value.to_string())
}

#[test]
fn figures_stand_in_slices_by_indicator_breakdown_and_period() {
    let of = |area, indicator, breakdown, period, value| Row {
        area,
        indicator,
        breakdown,
        period,
        ..row(1, value, None)
    };
    let left = reduce(&[vec![
        of(1, "waits", "all", "2023", 7.0),
        of(0, "reading", "girls", "2024", 4.0),
        of(3, "reading", "all", "2024", 3.0),
        of(2, "reading", "all", "2024", f64::NAN),
        of(0, "reading", "all", "2022-24", 2.0),
        of(1, "reading", "all", "2023", 1.0),
    ]]);
    let slices: Vec<(usize, &str, &str, &[Option<i64>])> = left
        .slices
        .iter()
        .map(|(of, breakdown, label, values)| (of.index(), &**breakdown, &**label, &**values))
        .collect();
    // Periods stand by their beginning.
    assert_eq!(
        slices,
        [
            (0, "all", "2022-24", &[Some(2), None, None, None][..]),
            (0, "all", "2023", &[None, Some(1), None, None]),
            (0, "all", "2024", &[None, None, None, Some(3)]),
            (0, "girls", "2024", &[Some(4), None, None, None]),
            (1, "all", "2023", &[None, Some(7), None, None]),
        ]
    );
}

#[test]
fn of_several_extracts_the_latest_by_the_as_of_date_is_retained() {
    let left = reduce(&[vec![
        row(1, 10.0, Some("2024-03-31")),
        row(2, 20.0, Some("2024-09-30")),
        row(3, 30.0, Some("2025-01-31")),
        row(4, 40.0, None),
    ]]);
    assert_eq!(only_figure(&left), Some(20));
    assert_eq!((left.superseded, left.rejected), (3, vec![]));
    // What an extract of a later day says otherwise was not known on the as-of date.
    assert_eq!(
        left.corrected,
        BTreeSet::from([(1, 2, text(10), text(20)), (4, 2, text(40), text(20))])
    );
}

#[test]
fn without_an_extract_by_the_as_of_date_the_undated_and_then_the_first_after_it_is_retained() {
    let first_after = row(1, 10.0, Some("2025-01-31"));
    let later = row(2, 20.0, Some("2025-06-30"));
    let undated = row(3, 30.0, None);
    let two = reduce(&[vec![later.clone(), first_after.clone()]]);
    assert_eq!((only_figure(&two), two.superseded), (Some(10), 1));
    assert_eq!(two.corrected, BTreeSet::new());
    let three = reduce(&[vec![later, first_after, undated]]);
    assert_eq!((only_figure(&three), three.superseded), (Some(30), 2));
}

#[test]
fn an_extract_that_says_the_same_again_is_superseded_and_no_correction() {
    let left = reduce(&[vec![
        row(1, 10.0, Some("2024-03-31")),
        row(2, 10.0, Some("2024-09-30")),
    ]]);
    assert_eq!((only_figure(&left), left.superseded), (Some(10), 1));
    assert_eq!(left.corrected, BTreeSet::new());
}

#[test]
fn a_missing_value_supersedes_a_figure_and_is_named_as_missing() {
    let left = reduce(&[vec![
        row(1, 10.0, Some("2024-03-31")),
        row(2, f64::NAN, Some("2024-09-30")),
    ]]);
    assert_eq!(only_figure(&left), None);
    assert_eq!(left.corrected, BTreeSet::from([(1, 2, text(10), None)]));
}

#[test]
fn a_second_figure_of_one_extract_is_rejected_and_the_first_kept() {
    for extracted_on in [None, Some("2024-09-30"), Some("2025-01-31")] {
        let rows = [row(1, 10.0, extracted_on), row(2, 20.0, extracted_on)];
        for batches in [vec![rows.to_vec()], rows.map(|row| vec![row]).to_vec()] {
            let left = reduce(&batches);
            assert_eq!(only_figure(&left), Some(10));
            assert_eq!((left.rejected, left.superseded), (vec![2], 0));
        }
    }
}

#[test]
fn a_second_figure_of_a_superseded_extract_is_rejected_too() {
    let left = reduce(&[vec![
        row(1, 10.0, Some("2024-03-31")),
        row(2, 11.0, Some("2024-03-31")),
        row(3, 20.0, Some("2024-09-30")),
    ]]);
    assert_eq!(only_figure(&left), Some(20));
    assert_eq!((left.rejected, left.superseded), (vec![2], 1));
    assert_eq!(left.corrected, BTreeSet::from([(1, 3, text(10), text(20))]));
}

#[test]
fn a_breakdown_and_a_period_are_the_same_however_they_are_written() {
    let of = |area, breakdown, period| Row {
        area,
        breakdown,
        period,
        ..row(1, 5.0, None)
    };
    let left = reduce(&[
        vec![of(0, "Girls", "2023/24"), of(1, "girls", "2023-24")],
        vec![of(2, "girls", "2023/24")],
    ]);
    let [(_, breakdown, label, values)] = left.slices.as_slice() else {
        panic!("one slice: {left:?}")
    };
    assert_eq!((&**breakdown, &**label), ("girls", "2023/24"));
    assert_eq!(values, &[Some(5), Some(5), Some(5), None]);
    // Where two spellings have as many rows, the first in order stands for both.
    let even = reduce(&[vec![of(0, "girls", "2024"), of(1, "Girls", "2024")]]);
    assert_eq!(even.slices[0].1, "Girls");
}

#[test]
fn a_series_with_a_financial_and_an_academic_year_has_two_kinds() {
    let of = |area, period| Row {
        area,
        period,
        ..row(1, 5.0, None)
    };
    let left = reduce(&[vec![
        of(0, "Financial year 2023/24"),
        of(0, "Academic year 2022/23"),
    ]]);
    let found = left.two_kinds.expect("two kinds");
    assert_eq!(found.breakdown, "all");
    assert_eq!(
        found.kinds.map(|(_, label)| label),
        ["Financial year 2023/24", "Academic year 2022/23"]
    );
    let one = reduce(&[vec![
        of(0, "Financial year 2023/24"),
        of(0, "Financial year 2022/23"),
    ]]);
    assert_eq!(one.two_kinds, None);
}

/// Rows of any area, series and extract.
fn any_row() -> impl Strategy<Value = Row> {
    let days = [
        None,
        Some("2024-03-31"),
        Some("2024-09-30"),
        Some("2025-01-31"),
        Some("2025-06-30"),
    ];
    (
        0_u32..4,
        prop::sample::select(vec!["reading", "waits"]),
        prop::sample::select(vec!["all", "girls"]),
        prop::sample::select(vec!["2022", "2023", "2024"]),
        prop::sample::select(days.to_vec()),
        0_u8..4,
    )
        .prop_map(
            |(area, indicator, breakdown, period, extracted_on, value)| Row {
                number: 0,
                area,
                indicator,
                breakdown,
                period,
                value: f64::from(value),
                extracted_on,
            },
        )
}

type Place = (u32, &'static str, &'static str, &'static str);

fn place_of(row: &Row) -> Place {
    (row.area, row.indicator, row.breakdown, row.period)
}

/// The rows in another order, in batches that end at `cuts`.
fn batches(mut rows: Vec<Row>, order: &[usize], cuts: &BTreeSet<usize>) -> Vec<Vec<Row>> {
    for (at, other) in order.iter().enumerate() {
        if at < rows.len() {
            let other = other % rows.len();
            rows.swap(at, other);
        }
    }
    let mut batches = vec![Vec::new()];
    for (at, row) in rows.into_iter().enumerate() {
        if cuts.contains(&at) {
            batches.push(Vec::new());
        }
        batches.last_mut().unwrap().push(row);
    }
    batches
}

proptest! {
    /// What is left depends on what the rows say, and not on how they come.
    #[test]
    fn neither_the_order_of_rows_nor_their_batches_matter(
        rows in prop::collection::vec(any_row(), 0..40),
        order in prop::collection::vec(any::<usize>(), 40),
        cuts in prop::collection::btree_set(0_usize..40, 0..6),
        dated in any::<bool>(),
    ) {
        // Of rows of one extract that repeat each other the first is kept, and that is their order.
        let mut known = BTreeSet::new();
        let rows: Vec<Row> = (1..)
            .zip(rows)
            .map(|(number, row)| Row {
                number,
                extracted_on: row.extracted_on.filter(|_| dated),
                ..row
            })
            .filter(|row| known.insert((place_of(row), row.extracted_on)))
            .collect();
        let whole = reduce(std::slice::from_ref(&rows));
        prop_assert_eq!(&whole, &reduce(&batches(rows.clone(), &order, &cuts)));
        prop_assert_eq!(whole.rejected.len(), 0);

        // The figure of each place is that of the preferred extract, and every other row gives way.
        let mut preferred: BTreeMap<Place, &Row> = BTreeMap::new();
        let precedence = |row: &Row| Precedence::of(row.extracted_on.map(day), day(AS_OF));
        for row in &rows {
            let best = preferred.entry(place_of(row)).or_insert(row);
            if precedence(row) < precedence(best) {
                *best = row;
            }
        }
        prop_assert_eq!(whole.superseded as usize, rows.len() - preferred.len());
        let catalogue = catalogue();
        let mut figures = 0;
        for ((area, indicator, breakdown, period), row) in preferred {
            let (_, _, _, values) = whole
                .slices
                .iter()
                .find(|(of, of_breakdown, label, _)| {
                    Some(*of) == catalogue.find(indicator) && of_breakdown == breakdown && label == period
                })
                .expect("a slice");
            prop_assert_eq!(values[area as usize], Some(row.value as i64));
            figures += 1;
        }
        let there = whole.slices.iter().flat_map(|(.., values)| values.iter().flatten());
        prop_assert_eq!(there.count(), figures);
    }
}
