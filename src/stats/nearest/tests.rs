//! The nearest points, held against sorting all pairs and against other libraries.

use proptest::prelude::*;

use super::lanes::{Instructions, LANES, QUERIES};
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
            Instructions::Portable.passed(&queries, &tile, &thresholds)[2..].to_vec(),
            Instructions::of_this_machine().passed(&queries, &tile, &thresholds)[2..].to_vec()
        );
    }
}
