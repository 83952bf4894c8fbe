//! The k nearest points to every point of a set, exactly.
//!
//! Every pair is looked at, so time grows with the square of the number of points and memory with
//! the number itself. A pair is first measured in single precision, sixteen points and four
//! queries at a time, and only a pair that could be among the nearest is measured in double
//! precision. The threshold of the first measurement allows for all that rounding can do, so the
//! result is that of double precision alone. With twenty features this is faster than a k-d tree,
//! which at that dimension visits most of its leaves; `benches/neighbours.rs` measures both.

use rayon::prelude::*;

/// Points that are measured together.
const LANES: usize = 16;

/// Queries that are measured together.
const QUERIES: usize = 4;

/// Queries that share a pass over the points, and so one thread's piece of work.
const BATCH: usize = 16 * QUERIES;

/// Tiles that a batch meets before it goes on: few enough to stay in the nearest cache.
const TILES_AT_ONCE: usize = 16;

/// Half the distance from 1 to the next `f32`: the largest relative error of one rounding.
const ROUNDING: f64 = 0.5 * f32::EPSILON as f64;

/// A point near another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its place among the points.
    pub place: usize,
    /// Its Euclidean distance, in the unit of the coordinates.
    pub distance: f64,
}

/// The `k` nearest other points to each point, the nearest first; of points equally far the one
/// that comes first among the points. With fewer than `k` others, all of them.
///
/// `coordinates` holds one point after the other, `dimensions` finite numbers each.
///
/// # Panics
/// If `coordinates` is no whole number of points, which no data can bring about.
pub fn nearest(coordinates: &[f64], dimensions: usize, k: usize) -> Vec<Vec<Near>> {
    let points = Points::new(coordinates, dimensions);
    let screen = Screen::new(&points);
    let mut found: Vec<Shortlist> = (0..points.count).map(|_| Shortlist::new(k)).collect();
    found
        .par_chunks_mut(BATCH)
        .enumerate()
        .for_each(|(batch, lists)| screen.measure(&points, batch * BATCH, lists));
    found.into_iter().map(|list| list.near).collect()
}

/// The same for points of which some coordinates are missing (NaN).
///
/// The squared distance is taken over the coordinates that both points have, and multiplied by the
/// sum of all `weights` over the sum of those shared, so that a pair with gaps is as far apart as
/// it would be if it differed elsewhere as it does where it can be seen. With equal weights this is
/// scikit-learn's `nan_euclidean_distances`, after J. K. Dixon, "Pattern recognition with partly
/// missing data", *IEEE Transactions on Systems, Man and Cybernetics* 9 (1979), 617-621. Points
/// that share no coordinate are never near each other.
///
/// # Panics
/// If `coordinates` is no whole number of points of as many dimensions as there are weights, which
/// no data can bring about.
pub fn nearest_by_shared(coordinates: &[f64], weights: &[f64], k: usize) -> Vec<Vec<Near>> {
    let points = Points::new(coordinates, weights.len());
    (0..points.count)
        .into_par_iter()
        .map(|query| {
            let mut list = Shortlist::new(k);
            for place in (0..points.count).filter(|place| *place != query) {
                let distance = shared_distance(points.at(query), points.at(place), weights);
                if let Some(distance) = distance {
                    list.offer(Near { place, distance });
                }
            }
            list.near
        })
        .collect()
}

/// The Euclidean distance of two points.
pub fn euclidean(a: &[f64], b: &[f64]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b) * (a - b))
        .sum::<f64>()
        .sqrt()
}

/// The distance over the coordinates that both have, rescaled; `None` when they share none of any
/// weight.
fn shared_distance(a: &[f64], b: &[f64], weights: &[f64]) -> Option<f64> {
    let (mut squares, mut shared, mut all) = (0.0, 0.0, 0.0);
    for ((a, b), weight) in a.iter().zip(b).zip(weights) {
        let difference = a - b;
        all += weight;
        if !difference.is_nan() {
            squares += difference * difference;
            shared += weight;
        }
    }
    (shared > 0.0).then(|| (squares * (all / shared)).sqrt())
}

/// Points, one after the other.
struct Points<'a> {
    coordinates: &'a [f64],
    dimensions: usize,
    count: usize,
}

impl<'a> Points<'a> {
    fn new(coordinates: &'a [f64], dimensions: usize) -> Self {
        let count = coordinates.len().checked_div(dimensions).unwrap_or(0);
        assert_eq!(count * dimensions, coordinates.len(), "whole points");
        Self {
            coordinates,
            dimensions,
            count,
        }
    }

    fn at(&self, place: usize) -> &'a [f64] {
        &self.coordinates[place * self.dimensions..][..self.dimensions]
    }
}

/// The nearest so far, the nearest first.
#[derive(Debug)]
struct Shortlist {
    near: Vec<Near>,
    k: usize,
}

impl Shortlist {
    fn new(k: usize) -> Self {
        Self {
            near: Vec::with_capacity(k),
            k,
        }
    }

    /// How far the farthest of a full list is; anything is nearer than a list that is not full.
    fn reach(&self) -> f64 {
        match self.near.last() {
            Some(farthest) if self.near.len() == self.k => farthest.distance,
            _ => f64::INFINITY,
        }
    }

    /// Takes a point that is nearer than the farthest. Points are offered in their order, so an
    /// equally near one stands behind those that are there.
    fn offer(&mut self, point: Near) {
        let full = self.near.len() == self.k;
        if self.k == 0 || (full && point.distance >= self.reach()) {
            return;
        }
        if full {
            self.near.pop();
        }
        let behind = self
            .near
            .partition_point(|near| near.distance <= point.distance);
        self.near.insert(behind, point);
    }
}

/// The points in single precision, for the first measurement.
struct Screen {
    /// Tiles of sixteen points, in a tile one coordinate after the other.
    tiles: Vec<f32>,
    dimensions: usize,
    /// What the coordinates were divided by, so that none is beyond 1 and no square too large.
    unit: f64,
}

impl Screen {
    fn new(points: &Points<'_>) -> Self {
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
    fn measure(&self, points: &Points<'_>, first: usize, lists: &mut [Shortlist]) {
        let tile_size = LANES * self.dimensions;
        if tile_size == 0 {
            return;
        }
        let queries = self.queries(points, first, lists.len());
        let mut thresholds: Vec<[f32; QUERIES]> =
            vec![[f32::INFINITY; QUERIES]; queries.len() / (QUERIES * self.dimensions)];
        let screening = Screening::of_this_machine();
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

/// Which instructions the first measurement may use.
#[derive(Clone, Copy)]
enum Screening {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

impl Screening {
    fn of_this_machine() -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma")
        {
            return Self::Avx2;
        }
        Self::Portable
    }

    /// For each query, the points of the tile that are within its threshold, as bits.
    #[inline(always)]
    fn passed(self, queries: &[f32], tile: &[f32], thresholds: &[f32; QUERIES]) -> [u32; QUERIES] {
        match self {
            Self::Portable => passed::<false>(queries, tile, thresholds),
            // SAFETY: this variant is made only where the machine has both features.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { passed_avx2(queries, tile, thresholds) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn passed_avx2(queries: &[f32], tile: &[f32], thresholds: &[f32; QUERIES]) -> [u32; QUERIES] {
    passed::<true>(queries, tile, thresholds)
}

/// Written so that a compiler turns the inner loops into vector instructions. `FUSED` where the
/// machine multiplies and adds in one.
#[inline(always)]
fn passed<const FUSED: bool>(
    queries: &[f32],
    tile: &[f32],
    thresholds: &[f32; QUERIES],
) -> [u32; QUERIES] {
    let mut squares = [[0.0_f32; LANES]; QUERIES];
    let (queries, _) = queries.as_chunks::<QUERIES>();
    let (tile, _) = tile.as_chunks::<LANES>();
    for (query, point) in queries.iter().zip(tile) {
        for (squares, query) in squares.iter_mut().zip(query) {
            for (square, point) in squares.iter_mut().zip(point) {
                let difference = point - query;
                *square = if FUSED {
                    difference.mul_add(difference, *square)
                } else {
                    *square + difference * difference
                };
            }
        }
    }
    // Almost always no point is near any query: one look at all of them together tells.
    let mut beyond = [f32::INFINITY; LANES];
    for (squares, threshold) in squares.iter().zip(thresholds) {
        for (beyond, square) in beyond.iter_mut().zip(squares) {
            let by = square - threshold;
            *beyond = if by < *beyond { by } else { *beyond };
        }
    }
    let mut passed = [0; QUERIES];
    if beyond.iter().fold(false, |any, by| any | (*by <= 0.0)) {
        for ((passed, squares), threshold) in passed.iter_mut().zip(&squares).zip(thresholds) {
            for (lane, square) in squares.iter().enumerate() {
                *passed |= u32::from(square <= threshold) << lane;
            }
        }
    }
    passed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every pair in double precision, sorted by distance and place.
    fn by_sorting(coordinates: &[f64], dimensions: usize, k: usize) -> Vec<Vec<Near>> {
        let points: Vec<&[f64]> = coordinates.chunks(dimensions).collect();
        let others_of = |query: usize| {
            let mut others: Vec<Near> = (0..points.len())
                .filter(|place| *place != query)
                .map(|place| Near {
                    place,
                    distance: euclidean(points[query], points[place]),
                })
                .collect();
            others.sort_by(|a, b| a.distance.total_cmp(&b.distance));
            others.truncate(k);
            others
        };
        (0..points.len()).map(others_of).collect()
    }

    fn places(list: &[Near]) -> Vec<usize> {
        list.iter().map(|near| near.place).collect()
    }

    #[test]
    fn distances_are_those_of_scipy() {
        // scipy.spatial.distance.squareform(pdist(x))[0] in ascending order
        let points = [
            0.1, 0.7, 0.25, 0.9, 0.3, 0.55, 0.2, 0.65, 0.0, 0.1, 0.15, 1.0, 0.1, 0.7, 0.25,
        ];
        let found = nearest(&points, 3, 4);
        assert_eq!(places(&found[0]), [4, 2, 3, 1]);
        let distances: Vec<f64> = found[0].iter().map(|near| near.distance).collect();
        for (found, expected) in distances.iter().zip([
            0.0,
            0.27386127875258304,
            0.9300537618869137,
            0.9433981132056605,
        ]) {
            assert!(
                (found - expected).abs() <= 1e-15 * expected,
                "{found} {expected}"
            );
        }
    }

    #[test]
    fn equally_near_points_stand_in_their_order_and_a_point_is_never_its_own() {
        // Six corners at distance 1 from the middle, and a second middle.
        let points = [
            1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        ];
        let found = nearest(&points, 3, 3);
        assert_eq!(places(&found[2]), [4, 0, 1]);
        assert_eq!(found[2][0].distance, 0.0);
        assert_eq!(places(&found[4]), [2, 0, 1]);
    }

    #[test]
    fn with_fewer_others_than_asked_for_all_of_them_are_near() {
        assert_eq!(nearest(&[1.0, 2.0, 4.0], 1, 10)[0].len(), 2);
        assert_eq!(nearest(&[1.0], 1, 10), [vec![]]);
        assert_eq!(nearest(&[], 3, 10), Vec::<Vec<Near>>::new());
        assert_eq!(nearest(&[1.0, 2.0], 1, 0), [vec![], vec![]]);
    }

    #[test]
    fn shared_coordinates_are_rescaled_as_in_scikit_learn() {
        // sklearn.metrics.pairwise.nan_euclidean_distances(x)[0]
        let gap = f64::NAN;
        let points = [
            0.1, 0.7, gap, 0.25, 0.9, 0.3, 0.55, gap, 0.2, gap, 0.65, 0.05,
        ];
        let found = nearest_by_shared(&points, &[1.0; 4], 2);
        for (near, (place, expected)) in found[0]
            .iter()
            .zip([(2, 0.31622776601683805), (1, 1.2649110640673518)])
        {
            assert_eq!(near.place, place);
            assert!(
                (near.distance - expected).abs() <= 1e-15 * expected,
                "{near:?}"
            );
        }
    }

    #[test]
    fn points_that_share_nothing_are_not_near() {
        let gap = f64::NAN;
        let found = nearest_by_shared(&[1.0, gap, gap, 1.0, 3.0, 3.0], &[1.0, 1.0], 5);
        assert_eq!(places(&found[0]), [2]);
        assert_eq!(places(&found[2]), [0, 1]);
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_of_sorting_all_pairs(
            grid in prop::collection::vec(-3_i32..3, 0..240),
            dimensions in 1_usize..5,
            k in 0_usize..12,
            unit in prop::sample::select(vec![1.0, 1e-30, 1e30, 0.1]),
        ) {
            // A coarse grid, so that many pairs are equally far.
            let whole = grid.len() / dimensions * dimensions;
            let points: Vec<f64> =
                grid[..whole].iter().map(|place| f64::from(*place) * unit).collect();
            prop_assert_eq!(
                nearest(&points, dimensions, k),
                by_sorting(&points, dimensions, k)
            );
        }

        #[test]
        fn points_that_single_precision_cannot_tell_apart_are_told_apart(
            shifts in prop::collection::vec(0.0..1e-9, 60),
            k in 1_usize..8,
        ) {
            let points: Vec<f64> = shifts.iter().map(|shift| 1.0 + shift).collect();
            prop_assert_eq!(nearest(&points, 2, k), by_sorting(&points, 2, k));
        }

        #[test]
        fn without_gaps_shared_coordinates_are_all_of_them(
            points in prop::collection::vec(-5.0..5.0, 30),
        ) {
            prop_assert_eq!(nearest_by_shared(&points, &[0.5; 3], 4), nearest(&points, 3, 4));
        }

        #[test]
        fn both_sets_of_instructions_pass_the_same_points(
            queries in prop::collection::vec(-1.0_f32..1.0, 3 * QUERIES),
            tile in prop::collection::vec(-1.0_f32..1.0, 3 * LANES),
        ) {
            // Far from every threshold the last digit does not matter.
            let thresholds = [0.0, 1e-3, 100.0, f32::INFINITY];
            prop_assert_eq!(
                Screening::Portable.passed(&queries, &tile, &thresholds)[2..].to_vec(),
                Screening::of_this_machine().passed(&queries, &tile, &thresholds)[2..].to_vec()
            );
        }
    }
}
