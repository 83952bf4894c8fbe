//! The outlines of authorities for maps of the nation.

use crate::domain::AuthorityIx;
use crate::stats::{national_grid, simplified};
use crate::tables::{Boundary, Coordinates, Tables};

/// A place of an outline, in the order in which the line goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutlinePlace {
    /// The authority.
    pub authority: AuthorityIx,
    /// Which of its polygons, from 1.
    pub part: u32,
    /// Which ring of the polygon, from 1; every one after the first is a hole.
    pub ring: u32,
    /// Which place of the ring, from 1; the ring closes with the first.
    pub point: u32,
    /// Metres east by the British National Grid.
    pub easting: i32,
    /// Metres north by it.
    pub northing: i32,
}

/// The shapes of authorities as a map of the nation can show them, in order of authority, part, ring
/// and place; `None` where the pipeline has none.
#[must_use]
pub fn outlines(tables: &Tables) -> Option<Vec<OutlinePlace>> {
    let boundaries = tables.boundaries.as_deref()?;
    let shapes: Vec<_> = boundaries.iter().map(on_grid).collect();
    let mut places = Vec::new();
    for (boundary, polygons) in boundaries.iter().zip(simplified(&shapes)) {
        for (part, polygon) in (1..).zip(polygons) {
            for (ring, line) in (1..).zip(polygon) {
                let of_ring = (1..)
                    .zip(line)
                    .map(|(point, [easting, northing])| OutlinePlace {
                        authority: boundary.authority,
                        part,
                        ring,
                        point,
                        easting,
                        northing,
                    });
                places.extend(of_ring);
            }
        }
    }
    Some(places)
}

fn on_grid(boundary: &Boundary) -> Vec<Vec<Vec<[f64; 2]>>> {
    let mut polygons = boundary.polygons.clone();
    match boundary.coordinates {
        Coordinates::Grid => {}
        Coordinates::Degrees => {
            let places = polygons.iter_mut().flatten().flatten();
            places.for_each(|place| *place = national_grid(*place));
        }
    }
    polygons
}
