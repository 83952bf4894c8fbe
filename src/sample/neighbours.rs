//! Ten statistical neighbours for each authority.
//!
//! As in the model of the National Foundation for Educational Research (Benton, Chamberlain,
//! Wilson and Teeman, "The development of the Children's Services Statistical Neighbour
//! Benchmarking Tool", NFER 2007): background features are standardised, the Euclidean distance
//! is taken, and the ten nearest are kept. Here every feature weighs the same.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, StringArray};

use super::area::{Area, Neighbour};
use super::characteristics::{self, FEATURES};
use super::write::{Column, FieldKind, Layout, Packing};

/// The neighbours table.
pub(super) const LAYOUT: Layout = Layout {
    table: "neighbours",
    columns: &[
        Column::new("authority", FieldKind::Text, Packing::Repeats),
        Column::new("neighbour", FieldKind::Text, Packing::Repeats),
        Column::new("rank", FieldKind::Integer, Packing::Repeats),
        Column::new("closeness", FieldKind::Text, Packing::Repeats),
        Column::new("distance", FieldKind::Number, Packing::Plain),
    ],
};

/// How many neighbours an authority has.
pub(super) const PER_AREA: usize = 10;

/// Gives every area of one nation its ten nearest others.
pub(super) fn find(nation: &mut [Area], seed: u64) {
    let points = standardised(nation, seed);
    for (number, point) in points.iter().enumerate() {
        let mut others: Vec<Neighbour> = points
            .iter()
            .zip(nation.iter())
            .enumerate()
            .filter(|(other, _)| *other != number)
            .map(|(_, (other, area))| Neighbour {
                position: area.position,
                distance: distance(point, other),
            })
            .collect();
        // A stable sort: of two equally near areas the one with the lower code comes first.
        others.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        others.truncate(PER_AREA);
        nation[number].neighbours = others;
    }
}

/// The word for a distance. The published words follow the distance too; these cut-offs leave
/// each word in use.
fn closeness(distance: f64) -> &'static str {
    match distance {
        near if near < 1.2 => "Extremely close",
        near if near < 1.8 => "Very close",
        near if near < 2.4 => "Close",
        near if near < 3.2 => "Somewhat close",
        _ => "Not close",
    }
}

/// The neighbours of one area after the other, nearest first; `all` are the areas that
/// positions refer to.
pub(super) fn columns(areas: &[Area], all: &[Area]) -> Vec<ArrayRef> {
    let pairs = || {
        areas.iter().flat_map(|area| {
            area.neighbours
                .iter()
                .zip(1..)
                .map(move |(near, rank)| (area, near, rank))
        })
    };
    let authority: StringArray = pairs().map(|(area, _, _)| Some(&area.code)).collect();
    let neighbour: StringArray = pairs()
        .map(|(_, near, _)| Some(&all[near.position].code))
        .collect();
    let rank: Int32Array = pairs().map(|(_, _, rank)| Some(rank)).collect();
    let word: StringArray = pairs()
        .map(|(_, near, _)| Some(closeness(near.distance)))
        .collect();
    let distance: Float64Array = pairs()
        .map(|(_, near, _)| Some((near.distance * 1e4).round() / 1e4))
        .collect();
    vec![
        Arc::new(authority),
        Arc::new(neighbour),
        Arc::new(rank),
        Arc::new(word),
        Arc::new(distance),
    ]
}

/// The features with mean 0 and standard deviation 1, the skewed ones after a logarithm.
fn standardised(nation: &[Area], seed: u64) -> Vec<[f64; FEATURES]> {
    let mut points: Vec<[f64; FEATURES]> = nation
        .iter()
        .map(|area| {
            let mut point = characteristics::of(area, seed);
            for (value, name) in point.iter_mut().zip(characteristics::NAMES) {
                if is_skewed(name) {
                    *value = value.ln_1p();
                }
            }
            point
        })
        .collect();
    let size = points.len() as f64;
    for feature in 0..FEATURES {
        let mean = points.iter().map(|point| point[feature]).sum::<f64>() / size;
        let squares = points.iter().map(|point| (point[feature] - mean).powi(2));
        let spread = (squares.sum::<f64>() / size).sqrt();
        for point in &mut points {
            point[feature] = (point[feature] - mean) / spread;
        }
    }
    points
}

fn is_skewed(feature: &str) -> bool {
    matches!(
        feature,
        "children_0_to_17" | "population_density" | "asian_pupils" | "black_pupils"
    )
}

fn distance(a: &[f64; FEATURES], b: &[f64; FEATURES]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}
