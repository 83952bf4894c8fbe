//! The first measurement, in single precision: which points could be among the nearest.

use super::lanes::{Instructions, LANES, QUERIES};
use super::points::{Points, euclidean};
use super::shortlist::{Near, Shortlist};

/// Tiles that a batch meets before it goes on: few enough to stay in the nearest cache.
const TILES_AT_ONCE: usize = 16;

/// Half the distance from 1 to the next `f32`: the largest relative error of one rounding.
const ROUNDING: f64 = 0.5 * f32::EPSILON as f64;

/// The points in single precision, for the first measurement.
pub(super) struct Screen {
    /// Tiles of sixteen points, in a tile one coordinate after the other.
    tiles: Vec<f32>,
    dimensions: usize,
    /// What the coordinates were divided by, so that none is beyond 1 and no square too large.
    unit: f64,
}

impl Screen {
    pub(super) fn new(points: &Points<'_>) -> Self {
        let largest = points
            .coordinates
            .iter()
            .fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let unit = if largest > 0.0 { largest } else { 1.0 };
        let tile_size = LANES * points.dimensions;
        // Places after the last point lie infinitely far away.
        let mut tiles = vec![f32::INFINITY; points.count.div_ceil(LANES) * tile_size];
        for place in 0..points.count {
            let tile = &mut tiles[place / LANES * tile_size..];
            for (dimension, value) in points.at(place).iter().enumerate() {
                tile[dimension * LANES + place % LANES] = (value / unit) as f32;
            }
        }
        Self {
            tiles,
            dimensions: points.dimensions,
            unit,
        }
    }

    /// Fills the lists of the points from `first` on.
    pub(super) fn measure(&self, points: &Points<'_>, first: usize, lists: &mut [Shortlist]) {
        let tile_size = LANES * self.dimensions;
        if tile_size == 0 {
            return;
        }
        let queries = self.queries(points, first, lists.len());
        let mut thresholds: Vec<[f32; QUERIES]> =
            vec![[f32::INFINITY; QUERIES]; queries.len() / (QUERIES * self.dimensions)];
        let screening = Instructions::of_this_machine();
        let mut place_of_tile = 0;
        for tiles in self.tiles.chunks(TILES_AT_ONCE * tile_size) {
            let groups = queries.chunks_exact(QUERIES * self.dimensions);
            for (group, (queries, thresholds)) in groups.zip(&mut thresholds).enumerate() {
                for (number, tile) in tiles.chunks_exact(tile_size).enumerate() {
                    let passed = screening.passed(queries, tile, thresholds);
                    if passed == [0; QUERIES] {
                        continue;
                    }
                    let base = place_of_tile + number * LANES;
                    for (slot, mut passed) in passed.into_iter().enumerate() {
                        let Some(list) = lists.get_mut(group * QUERIES + slot) else {
                            break;
                        };
                        let query = first + group * QUERIES + slot;
                        while passed != 0 {
                            let place = base + passed.trailing_zeros() as usize;
                            passed &= passed - 1;
                            if place == query || place >= points.count {
                                continue;
                            }
                            let distance = euclidean(points.at(query), points.at(place));
                            list.offer(Near { place, distance });
                        }
                        thresholds[slot] = self.threshold(list.reach());
                    }
                }
            }
            place_of_tile += tiles.len() / self.dimensions;
        }
    }

    /// The queries of a batch in groups, in a group one coordinate after the other.
    fn queries(&self, points: &Points<'_>, first: usize, count: usize) -> Vec<f32> {
        let group_size = QUERIES * self.dimensions;
        let mut queries = vec![0.0_f32; count.div_ceil(QUERIES) * group_size];
        for query in 0..count {
            let group = &mut queries[query / QUERIES * group_size..];
            for (dimension, value) in points.at(first + query).iter().enumerate() {
                group[dimension * QUERIES + query % QUERIES] = (value / self.unit) as f32;
            }
        }
        queries
    }

    /// The largest squared distance that single precision can give for two points that are no
    /// farther apart than `reach`.
    ///
    /// Rounding moves each coordinate by at most `ROUNDING`, as none is beyond 1, and so the
    /// distance by twice that times the root of the dimensions. The difference, its square and the
    /// sum lose at most a few roundings each: N. J. Higham, *Accuracy and Stability of Numerical
    /// Algorithms*, 2nd edition (SIAM 2002), section 3.1.
    fn threshold(&self, reach: f64) -> f32 {
        if reach.is_infinite() {
            return f32::INFINITY;
        }
        let dimensions = self.dimensions as f64;
        let farthest = reach / self.unit + 2.0 * ROUNDING * dimensions.sqrt();
        let loss = 1.0 + 2.0 * (dimensions + 4.0) * ROUNDING;
        let smallest = dimensions * f64::from(f32::MIN_POSITIVE);
        ((farthest * farthest * loss + smallest) as f32).next_up()
    }
}
