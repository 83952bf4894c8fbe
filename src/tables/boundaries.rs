//! The shapes of authorities.

use std::fmt::Write;

use crate::domain::AuthorityIx;

/// A closed line: the last place is the first.
pub type Ring = Vec<[f64; 2]>;

/// An outline, and the holes in it.
pub type Polygon = Vec<Ring>;

/// What the numbers of a shape are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordinates {
    /// Degrees of longitude and latitude by WGS 84, as GeoJSON has them.
    Degrees,
    /// Metres east and north by the British National Grid.
    Grid,
}

/// The shape of an authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// The authority.
    pub authority: AuthorityIx,
    /// What its numbers are.
    pub coordinates: Coordinates,
    /// Its parts, of which an island is one.
    pub polygons: Vec<Polygon>,
}

impl Boundary {
    /// The shape as GeoJSON writes it.
    #[must_use]
    pub fn geometry(&self) -> String {
        let mut text = String::from("{\"type\":\"MultiPolygon\",\"coordinates\":");
        listed(&mut text, &self.polygons, |text, polygon| {
            listed(text, polygon, |text, ring| {
                listed(text, ring, |text, [x, y]| {
                    // Nothing can be wrong with writing to a string.
                    let _ = write!(text, "[{x},{y}]");
                });
            });
        });
        text.push('}');
        text
    }
}

fn listed<T>(text: &mut String, all: &[T], each: impl Fn(&mut String, &T)) {
    text.push('[');
    for (at, one) in all.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        each(text, one);
    }
    text.push(']');
}
