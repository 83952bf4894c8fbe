//! What an area is like: the features by which similar areas are found.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, StringArray};

use super::area::Area;
use super::draws::{self, Subject};
use super::write::{Column, FieldKind, Layout, Packing};

/// The characteristics table.
pub(super) const LAYOUT: Layout = Layout {
    table: "characteristics",
    columns: &[
        Column::new("authority", FieldKind::Text, Packing::Repeats),
        Column::new("feature", FieldKind::Text, Packing::Repeats),
        Column::new("value", FieldKind::Number, Packing::Repeats),
    ],
};

/// How many features describe an area.
pub(super) const FEATURES: usize = 14;

/// The features, with their units in the names' own words: children in number, density in
/// residents to the hectare, all others in percent.
pub(super) const NAMES: [&str; FEATURES] = [
    "children_0_to_17",
    "population_density",
    "low_income_children",
    "free_school_meals",
    "lone_parent_households",
    "overcrowded_households",
    "owner_occupied_households",
    "degree_qualified_adults",
    "routine_occupations",
    "limiting_long_term_illness",
    "asian_pupils",
    "black_pupils",
    "mixed_heritage_pupils",
    "english_additional_language",
];

/// The features of an area, in the order of [`NAMES`]. Those that the built-in table has are
/// taken from it; the others follow from them with some scatter, as they do between councils.
pub(super) fn of(area: &Area, seed: u64) -> [f64; FEATURES] {
    // Part 1 of the stream: part 0 made the area itself.
    let mut rng = draws::stream(seed, Subject::Area, area.key, 1);
    let urban = (1.0 + area.density).ln();
    let london = f64::from(u8::from(super::area::REGIONS[area.region].1 == "London"));
    let minority = area.asian + area.black;
    let mut percent = |usual: f64, scatter: f64| -> f64 {
        let value = usual + scatter * draws::normal(&mut rng);
        (value.clamp(0.5, 98.0) * 10.0).round() / 10.0
    };
    [
        (area.children * 1_000.0).round(),
        tenth(area.density),
        tenth(area.poverty),
        percent(0.75 * area.poverty, 1.0),
        percent(3.0 + 0.25 * area.poverty, 0.6),
        percent(1.5 + 0.12 * area.poverty + 0.8 * urban + 5.0 * london, 0.7),
        percent(84.0 - 0.7 * area.poverty - 1.5 * urban - 4.0 * london, 1.8),
        percent(
            26.0 - 0.35 * area.poverty + 1.2 * urban + 14.0 * london,
            2.2,
        ),
        percent(20.0 + 0.5 * area.poverty - 0.8 * urban - 9.0 * london, 1.5),
        percent(14.0 + 0.25 * area.poverty - 4.5 * london, 1.0),
        tenth(area.asian),
        tenth(area.black),
        tenth(area.mixed),
        percent(0.8 * minority, 1.2),
    ]
}

/// The features table of one area after the other.
pub(super) fn columns(areas: &[Area], seed: u64) -> Vec<ArrayRef> {
    let authority: StringArray = areas
        .iter()
        .flat_map(|area| std::iter::repeat_n(Some(area.code.as_str()), FEATURES))
        .collect();
    let feature: StringArray = areas.iter().flat_map(|_| NAMES.map(Some)).collect();
    let value: Float64Array = areas
        .iter()
        .flat_map(|area| of(area, seed).map(Some))
        .collect();
    vec![Arc::new(authority), Arc::new(feature), Arc::new(value)]
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
