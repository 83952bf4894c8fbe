//! Ratings of the two years before, as published then.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, StringArray};

use super::area::{Area, Role};
use super::calendar::Calendar;
use super::draws::{self, Subject};
use super::leeds;
use super::write::{Column, FieldKind, Layout, Packing};

/// The table of earlier ratings.
pub(super) const LAYOUT: Layout = Layout {
    table: "ratings",
    columns: &[
        Column::new("authority", FieldKind::Text, Packing::Repeats),
        Column::new("year", FieldKind::Integer, Packing::Repeats),
        Column::new("rating", FieldKind::Integer, Packing::Repeats),
    ],
};

/// Earlier ratings of one area after the other; councils formed in the year have none.
pub(super) fn columns(areas: &[Area], calendar: Calendar, seed: u64) -> Vec<ArrayRef> {
    let rows: Vec<(&str, i32, i32)> = areas
        .iter()
        .filter(|area| !area.newly_formed)
        .flat_map(|area| {
            let [first, second] = earlier(area, seed);
            [
                (area.code.as_str(), calendar.year - 2, first),
                (area.code.as_str(), calendar.year - 1, second),
            ]
        })
        .collect();
    let authority: StringArray = rows.iter().map(|row| Some(row.0)).collect();
    let year: Int32Array = rows.iter().map(|row| Some(row.1)).collect();
    let rating: Int32Array = rows.iter().map(|row| Some(row.2)).collect();
    vec![Arc::new(authority), Arc::new(year), Arc::new(rating)]
}

/// The ratings of two years and one year before: 4 performs excellently, 1 poorly.
fn earlier(area: &Area, seed: u64) -> [i32; 2] {
    if area.role == Role::Leeds {
        return leeds::EARLIER_RATINGS;
    }
    let rng = &mut draws::stream(seed, Subject::EarlierRatings, area.key, 0);
    let first = 0.7 * area.quality + 0.7 * draws::normal(rng);
    let second = 0.75 * first + 0.25 * area.quality + 0.5 * draws::normal(rng);
    [rating(first), rating(second)]
}

fn rating(score: f64) -> i32 {
    match score {
        excellent if excellent > 1.5 => 4,
        well if well > -0.4 => 3,
        adequate if adequate > -1.6 => 2,
        _ => 1,
    }
}
