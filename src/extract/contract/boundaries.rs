//! The shapes of authorities.

use std::fmt;

use chrono::NaiveDate;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::area_names;
use super::parse::{self, Cell};
use super::rows::TypedRows;
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::read::Scalar;
use crate::tables::{Authorities, Boundary, Coordinates, Fault, Polygon, RowDay, Rule};

/// Places that make the least ring: three corners and the first of them again.
const LEAST: usize = 4;

/// The box of degrees in which the British Isles lie: longitude and latitude, each from and to.
const DEGREES: [[f64; 2]; 2] = [[-11.0, 2.0], [49.0, 61.0]];

/// The box of metres that the British National Grid covers: eastings and northings.
const GRID: [[f64; 2]; 2] = [[0.0, 700_000.0], [0.0, 1_300_000.0]];

/// A shape as a cell gives it.
#[derive(Debug, Clone, PartialEq)]
struct Shape {
    coordinates: Coordinates,
    polygons: Vec<Polygon>,
}

/// Reads the rows of a batch. A name is that of `as_of`.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    as_of: NaiveDate,
) -> TypedRows<Boundary> {
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let geometry = batch.parse("geometry", shape);
    TypedRows::collect(batch, &["authority"], |row| {
        let authority = authority.council(row, authorities, || RowDay::Own(as_of))?;
        let Shape {
            coordinates,
            polygons,
        } = geometry.required(row)?.clone();
        Ok(Some(Boundary {
            authority,
            coordinates,
            polygons,
        }))
    })
}

/// The shapes in the order of their authorities; a second one of an authority is rejected.
pub(crate) fn checked(mut rows: TypedRows<Boundary>, ledgers: &Ledgers<'_>) -> Vec<Boundary> {
    rows.reject_duplicates(ledgers, |row| row.authority);
    let mut boundaries: Vec<Boundary> = rows.into_values().collect();
    boundaries.sort_by_key(|of| of.authority);
    boundaries
}

/// Reads a cell that holds a shape.
fn shape(scalar: Scalar<'_>) -> Cell<Shape> {
    match parse::text(scalar) {
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
        Cell::Value(text) => match polygons(&text).and_then(placed) {
            Ok(shape) => Cell::Value(shape),
            Err(reason) => Cell::Fault(Fault::new(Rule::UnreadableBoundary, reason)),
        },
    }
}

/// What a shape says that it is; the rest is passed over.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow)]
    kind: std::borrow::Cow<'a, str>,
}

/// The places of a shape, in lists as deep as its kind has them.
#[derive(Deserialize)]
struct Places<T> {
    coordinates: T,
}

fn polygons(text: &str) -> Result<Vec<Polygon>, String> {
    const EXPECTED: &str = "expected a Polygon or a MultiPolygon of GeoJSON, {\"type\": \"Polygon\", \"coordinates\": […]}";
    let unread = |error: serde_json::Error| {
        let begins: String = text.chars().take(40).collect();
        format!("{begins:?} cannot be read ({error}); {EXPECTED}")
    };
    let Kind { kind } = serde_json::from_str(text).map_err(unread)?;
    match kind.as_ref() {
        "Polygon" => {
            let of: Places<Vec<Vec<Place>>> = serde_json::from_str(text).map_err(unread)?;
            Ok(vec![plain(of.coordinates)])
        }
        "MultiPolygon" => {
            let of: Places<Vec<Vec<Vec<Place>>>> = serde_json::from_str(text).map_err(unread)?;
            Ok(of.coordinates.into_iter().map(plain).collect())
        }
        other => {
            let other: String = other.chars().take(40).collect();
            Err(format!("{other:?} is no area; {EXPECTED}"))
        }
    }
}

fn plain(rings: Vec<Vec<Place>>) -> Polygon {
    let places = |ring: Vec<Place>| ring.into_iter().map(|Place(place)| place).collect();
    rings.into_iter().map(places).collect()
}

/// Checks that rings are closed, and tells degrees from metres by where all of the places lie.
fn placed(polygons: Vec<Polygon>) -> Result<Shape, String> {
    for (at, polygon) in polygons.iter().enumerate() {
        for (ring, places) in polygon.iter().enumerate() {
            let which = || format!("ring {} of polygon {}", ring + 1, at + 1);
            if places.len() < LEAST {
                return Err(format!(
                    "{} has {} places; the least that close are {LEAST}, the last of them as the first",
                    which(),
                    places.len()
                ));
            }
            if places.first() != places.last() {
                return Err(format!(
                    "{} is not closed: its last place is not its first",
                    which()
                ));
            }
        }
    }
    let outside = |bounds: [[f64; 2]; 2]| {
        let mut places = polygons.iter().flatten().flatten();
        let is_in = |value: f64, [from, to]: [f64; 2]| (from..=to).contains(&value);
        let found = places.find(|[x, y]| !is_in(*x, bounds[0]) || !is_in(*y, bounds[1]));
        found.copied()
    };
    if polygons.iter().all(Vec::is_empty) {
        return Err("it has no places".to_owned());
    }
    let Some([x, y]) = outside(DEGREES) else {
        return Ok(Shape {
            coordinates: Coordinates::Degrees,
            polygons,
        });
    };
    // No land lies so near the origin of the grid, which is in the sea.
    let is_of_degrees = x.abs() <= 180.0 && y.abs() <= 180.0;
    let off = if is_of_degrees {
        Some([x, y])
    } else {
        outside(GRID)
    };
    let Some([x, y]) = off else {
        return Ok(Shape {
            coordinates: Coordinates::Grid,
            polygons,
        });
    };
    let swapped = is_of_degrees
        && (DEGREES[0][0]..=DEGREES[0][1]).contains(&y)
        && (DEGREES[1][0]..=DEGREES[1][1]).contains(&x);
    Err(format!(
        "{x}, {y} lies outside the British Isles{}; expected degrees, longitude {} to {} and latitude {} to {}, or metres of the British National Grid",
        if swapped {
            ": longitude comes first, then latitude"
        } else {
            ""
        },
        DEGREES[0][0],
        DEGREES[0][1],
        DEGREES[1][0],
        DEGREES[1][1],
    ))
}

/// A place: two numbers, and a height that a map has no use for.
#[derive(Debug, Clone, Copy)]
struct Place([f64; 2]);

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Place;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a place of two numbers")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Place, A::Error> {
                let short = |has| serde::de::Error::invalid_length(has, &self);
                let x = list.next_element()?.ok_or_else(|| short(0))?;
                let y = list.next_element()?.ok_or_else(|| short(1))?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Place([x, y]))
            }
        }
        reader.deserialize_seq(Numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Shape, String> {
        match shape(Scalar::Text(text)) {
            Cell::Value(shape) => Ok(shape),
            Cell::Fault(fault) => {
                assert_eq!(fault.rule, Rule::UnreadableBoundary);
                Err(fault.reason.into())
            }
            Cell::Missing(_) => Err("missing".to_owned()),
        }
    }

    fn square(x: f64, y: f64, side: f64) -> String {
        let (a, b) = (x + side, y + side);
        format!(
            "{{\"type\":\"Polygon\",\"coordinates\":[[[{x},{y}],[{a},{y},5],[{a},{b}],[{x},{y}]]]}}"
        )
    }

    #[test]
    fn degrees_and_metres_are_told_apart_by_where_they_lie() {
        let degrees = read(&square(-1.5, 53.8, 0.2)).unwrap();
        assert_eq!(degrees.coordinates, Coordinates::Degrees);
        assert_eq!(degrees.polygons[0][0].len(), 4);
        let grid = read(&square(430_000.0, 433_000.0, 5000.0)).unwrap();
        assert_eq!(grid.coordinates, Coordinates::Grid);
        let of_many =
            "{\"coordinates\":[[[[0,50],[1,50],[1,51],[0,50]]]],\"type\":\"MultiPolygon\"}";
        assert_eq!(read(of_many).unwrap().polygons.len(), 1);
    }

    #[test]
    fn what_is_no_shape_is_told_in_a_sentence() {
        let swapped = square(53.8, -1.5, 0.2);
        let elsewhere = square(-80.0, 40.0, 1.0);
        let web = square(-170_000.0, 7_130_000.0, 1000.0);
        for (text, said) in [
            (
                "{\"type\":\"Point\",\"coordinates\":[0,50]}",
                "\"Point\" is no area",
            ),
            ("x", "cannot be read"),
            ("{\"type\":\"Polygon\"}", "missing field `coordinates`"),
            (
                "{\"type\":\"Polygon\",\"coordinates\":[[[0],[1,2],[1,3],[0]]]}",
                "a place of two numbers",
            ),
            ("{\"type\":\"Polygon\",\"coordinates\":[]}", "no places"),
            (
                "{\"type\":\"Polygon\",\"coordinates\":[[[0,50],[1,50],[0,50]]]}",
                "ring 1 of polygon 1 has 3 places",
            ),
            (
                "{\"type\":\"Polygon\",\"coordinates\":[[[0,50],[1,50],[1,51],[0,51]]]}",
                "is not closed",
            ),
            (
                "{\"type\":\"Polygon\",\"coordinates\":[[[0,1e999],[1,50],[1,51],[0,51]]]}",
                "number out of range",
            ),
            (swapped.as_str(), "longitude comes first"),
            (elsewhere.as_str(), "outside the British Isles"),
            (web.as_str(), "outside the British Isles"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
