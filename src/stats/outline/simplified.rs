//! Outlines with as few places as a map of the nation can show.
//!
//! Neighbours stay neighbours: the rings of all areas are cut where three lines meet, each line
//! between two such places is simplified once, and every ring that runs along it takes it as it has
//! become. Lines are simplified by the effective area of each place: the one whose triangle with
//! the places before and after it is the smallest goes first. Source: Visvalingam and Whyatt, "Line
//! generalisation by repeated elimination of points", The Cartographic Journal 30 (1993); cutting
//! into shared lines as in TopoJSON.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

/// An outline and its holes in whole metres; each ring is closed by its first place, which is not
/// repeated.
pub type OutlinePolygon = Vec<Vec<[i32; 2]>>;

/// The largest triangle that a place may be left out for, in square metres: a few square pixels where
/// England is as high as a page.
const LARGEST: f64 = 6_000_000.0;

/// Into how many such triangles at least an area's surface goes, so that small ones keep their
/// shape.
const FINENESS: f64 = 70.0;

/// So many such triangles make an island that is still seen.
const ISLAND: f64 = 4.0;

/// No place.
const NONE: u32 = u32::MAX;

/// A line between two places where lines meet, or around an area that meets none.
struct Arc {
    places: Vec<u32>,
    /// Twice the area of a triangle that it may lose.
    limit: i64,
    /// Rings that run along it.
    rings: u32,
    /// Places between its ends that it has to keep, so that no ring becomes a line.
    least: usize,
}

/// A ring by the lines that it runs along, each forwards or backwards.
struct Along {
    shape: usize,
    polygon: usize,
    is_hole: bool,
    arcs: Vec<(usize, bool)>,
    /// Twice its area.
    area: i64,
}

/// The shapes with fewer places, in the same order. A polygon that is left out is an island too
/// small to be seen beside others of its shape.
#[must_use]
pub fn simplified(shapes: &[Vec<Vec<Vec<[f64; 2]>>>]) -> Vec<Vec<OutlinePolygon>> {
    let mut lines = Lines::default();
    let limits: Vec<i64> = shapes.iter().map(|shape| limit(shape)).collect();
    let rings = lines.rings(shapes);
    let junctions = junctions(
        lines.at.len(),
        rings.iter().map(|(_, ring)| ring.as_slice()),
    );
    let mut alongs = Vec::with_capacity(rings.len());
    for ((shape, polygon, is_hole), ring) in rings {
        let area = lines.twice_area(&ring);
        let mut arcs = Vec::new();
        for places in cut(ring, &junctions) {
            arcs.push(lines.arc(places, limits[shape]));
        }
        // Two lines that both become straight would lie upon each other.
        let least = match arcs.len() {
            1 => 2,
            2 => 1,
            _ => 0,
        };
        for (arc, _) in &arcs {
            let arc = &mut lines.arcs[*arc];
            arc.least = arc.least.max(least);
        }
        alongs.push(Along {
            shape,
            polygon,
            is_hole,
            arcs,
            area,
        });
    }
    let kept: Vec<Vec<u32>> = lines.arcs.iter().map(|arc| lines.fewer(arc)).collect();
    lines.put_together(shapes, &limits, &alongs, &kept)
}

/// Twice the area of the largest triangle that a place of the shape may be left out for.
fn limit(shape: &[Vec<Vec<[f64; 2]>>]) -> i64 {
    let outer = shape.iter().filter_map(|polygon| polygon.first());
    let surface: f64 = outer
        .map(|ring| {
            let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
            let twice: f64 = pairs.map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum();
            twice.abs() / 2.0
        })
        .sum();
    ((surface / FINENESS).min(LARGEST) * 2.0) as i64
}

#[derive(Default)]
struct Lines {
    /// Where each place is.
    at: Vec<[i32; 2]>,
    known: FxHashMap<[i32; 2], u32>,
    arcs: Vec<Arc>,
    by_places: FxHashMap<Vec<u32>, usize>,
}

/// Of which shape and polygon a ring is, and whether it is a hole.
type Of = (usize, usize, bool);

impl Lines {
    /// Every ring by its places, each of which stands once and the first not again at the end.
    fn rings(&mut self, shapes: &[Vec<Vec<Vec<[f64; 2]>>>]) -> Vec<(Of, Vec<u32>)> {
        let mut rings = Vec::new();
        for (shape, polygons) in shapes.iter().enumerate() {
            for (polygon, of) in polygons.iter().enumerate() {
                for (at, ring) in of.iter().enumerate() {
                    let mut places: Vec<u32> =
                        ring.iter().map(|place| self.place(*place)).collect();
                    places.dedup();
                    while places.len() > 1 && places.first() == places.last() {
                        places.pop();
                    }
                    if places.len() > 2 {
                        rings.push(((shape, polygon, at > 0), places));
                    }
                }
            }
        }
        rings
    }

    /// The number of a place, to a metre.
    fn place(&mut self, [x, y]: [f64; 2]) -> u32 {
        let at = [x.round() as i32, y.round() as i32];
        *self.known.entry(at).or_insert_with(|| {
            self.at.push(at);
            (self.at.len() - 1) as u32
        })
    }

    /// The line through these places, whichever way, and whether it runs the other way.
    fn arc(&mut self, places: Vec<u32>, limit: i64) -> (usize, bool) {
        let mut backwards = places.clone();
        backwards.reverse();
        let is_backwards = backwards < places;
        let places = if is_backwards { backwards } else { places };
        let arcs = &mut self.arcs;
        let at = *self.by_places.entry(places).or_insert_with_key(|places| {
            arcs.push(Arc {
                places: places.clone(),
                limit,
                rings: 0,
                least: 0,
            });
            arcs.len() - 1
        });
        let arc = &mut arcs[at];
        arc.limit = arc.limit.min(limit);
        arc.rings += 1;
        (at, is_backwards)
    }

    /// Twice the area of a triangle.
    fn triangle(&self, a: u32, b: u32, c: u32) -> i64 {
        let [a, b, c] = [a, b, c].map(|place| self.at[place as usize].map(i64::from));
        ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).abs()
    }

    fn twice_area(&self, ring: &[u32]) -> i64 {
        let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
        let twice = pairs.map(|(a, b)| {
            let [a, b] = [a, b].map(|place| self.at[*place as usize].map(i64::from));
            a[0] * b[1] - a[1] * b[0]
        });
        twice.sum::<i64>().abs()
    }

    /// The places of a line that stay.
    fn fewer(&self, arc: &Arc) -> Vec<u32> {
        let places = &arc.places;
        let last = places.len() - 1;
        let mut before: Vec<usize> = (0..places.len()).map(|at| at.wrapping_sub(1)).collect();
        let mut after: Vec<usize> = (1..=places.len()).collect();
        let mut stays = vec![true; places.len()];
        let mut areas = vec![i64::MAX; places.len()];
        let mut heap = BinaryHeap::new();
        for at in 1..last {
            areas[at] = self.triangle(places[at - 1], places[at], places[at + 1]);
            heap.push(Reverse((areas[at], at)));
        }
        let mut inner = last.saturating_sub(1);
        while let Some(Reverse((area, at))) = heap.pop() {
            if !stays[at] || area != areas[at] {
                continue;
            }
            if area > arc.limit || inner <= arc.least {
                break;
            }
            stays[at] = false;
            inner -= 1;
            let (from, to) = (before[at], after[at]);
            after[from] = to;
            before[to] = from;
            for next in [from, to] {
                if next == 0 || next == last {
                    continue;
                }
                let own = self.triangle(places[before[next]], places[next], places[after[next]]);
                // A place is not worth less than one that went before it.
                areas[next] = own.max(area);
                heap.push(Reverse((areas[next], next)));
            }
        }
        let kept = places.iter().zip(&stays).filter(|(_, stays)| **stays);
        kept.map(|(place, _)| *place).collect()
    }

    /// The rings of the shapes by the lines as they have become.
    fn put_together(
        &self,
        shapes: &[Vec<Vec<Vec<[f64; 2]>>>],
        limits: &[i64],
        alongs: &[Along],
        kept: &[Vec<u32>],
    ) -> Vec<Vec<OutlinePolygon>> {
        let mut largest = vec![0_i64; shapes.len()];
        for ring in alongs.iter().filter(|ring| !ring.is_hole) {
            largest[ring.shape] = largest[ring.shape].max(ring.area);
        }
        let mut polygons: Vec<Vec<OutlinePolygon>> = shapes
            .iter()
            .map(|shape| vec![OutlinePolygon::new(); shape.len()])
            .collect();
        for ring in alongs {
            let is_shared = || ring.arcs.iter().any(|(arc, _)| self.arcs[*arc].rings > 1);
            let is_seen = ring.area as f64 >= limits[ring.shape] as f64 * ISLAND;
            let is_main = !ring.is_hole && ring.area == largest[ring.shape];
            let polygon = &mut polygons[ring.shape][ring.polygon];
            // The holes of an island that is left out are left out with it.
            let has_outer = !ring.is_hole || !polygon.is_empty();
            if has_outer && (is_seen || is_main || is_shared()) {
                polygon.push(self.ring(&ring.arcs, kept));
            }
        }
        for shape in &mut polygons {
            shape.retain(|polygon| !polygon.is_empty());
        }
        polygons
    }

    fn ring(&self, arcs: &[(usize, bool)], kept: &[Vec<u32>]) -> Vec<[i32; 2]> {
        let mut ring = Vec::new();
        for (arc, is_backwards) in arcs {
            let places = &kept[*arc];
            // The end of each line is the beginning of the next.
            let at = |place: &u32| self.at[*place as usize];
            if *is_backwards {
                ring.extend(places[1..].iter().rev().map(at));
            } else {
                ring.extend(places[..places.len() - 1].iter().map(at));
            }
        }
        ring
    }
}

/// Whether lines meet at each place: it has more than two neighbours in all rings together.
fn junctions<'r>(places: usize, rings: impl Iterator<Item = &'r [u32]>) -> Vec<bool> {
    let mut beside = vec![[NONE; 2]; places];
    let mut junctions = vec![false; places];
    for ring in rings {
        for (at, place) in ring.iter().enumerate() {
            let before = ring[(at + ring.len() - 1) % ring.len()];
            let after = ring[(at + 1) % ring.len()];
            let known = &mut beside[*place as usize];
            for next in [before, after] {
                if known.contains(&next) {
                    continue;
                }
                match known.iter_mut().find(|of| **of == NONE) {
                    Some(free) => *free = next,
                    None => junctions[*place as usize] = true,
                }
            }
        }
    }
    junctions
}

/// The lines of a ring between the places where lines meet; the whole ring where none do, from its
/// first place by number on.
fn cut(mut ring: Vec<u32>, junctions: &[bool]) -> Vec<Vec<u32>> {
    let first = ring.iter().position(|place| junctions[*place as usize]);
    let start = first.unwrap_or_else(|| {
        let least = ring.iter().enumerate().min_by_key(|(_, place)| **place);
        least.map_or(0, |(at, _)| at)
    });
    ring.rotate_left(start);
    ring.push(ring[0]);
    let mut lines = Vec::new();
    let mut from = 0;
    for at in 1..ring.len() {
        if junctions[ring[at] as usize] || at == ring.len() - 1 {
            lines.push(ring[from..=at].to_vec());
            from = at;
        }
    }
    lines
}

#[cfg(test)]
mod tests;
