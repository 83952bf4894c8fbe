//! The k nearest points to every point of a set, exactly.
//!
//! Every pair is looked at, so time grows with the square of the number of points and memory with
//! the number itself. A pair is first measured in single precision, sixteen points and four
//! queries at a time, and only a pair that could be among the nearest is measured in double
//! precision. The threshold of the first measurement allows for all that rounding can do, so the
//! result is that of double precision alone. With twenty features this is faster than a k-d tree,
//! which at that dimension visits most of its leaves; `benches/neighbours.rs` measures both.

mod lanes;
mod points;
mod screen;
mod shortlist;

use rayon::prelude::*;

use self::lanes::QUERIES;
pub use self::points::euclidean;
use self::points::{Points, shared_distance};
use self::screen::Screen;
pub use self::shortlist::Near;
use self::shortlist::Shortlist;

/// Queries that share a pass over the points, and so one thread's piece of work.
const BATCH: usize = 16 * QUERIES;

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

#[cfg(test)]
mod tests;
