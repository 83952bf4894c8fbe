//! Lines and rings with fewer points.

use std::collections::BTreeSet;

use super::*;

/// A ring around a box of kilometres with a place every 100 m, pushed about by `bend` metres.
fn boxed(west: i32, south: i32, side: i32, bend: i32) -> Vec<[f64; 2]> {
    let mut ring = Vec::new();
    let push = |ring: &mut Vec<[f64; 2]>, x: i32, y: i32| {
        // Off the corners, as much on either side of the line as the other.
        let is_corner = x % 10_000 == 0 && y % 10_000 == 0;
        let off = if is_corner {
            0
        } else {
            ((x / 100 + y / 100) % 2) * bend
        };
        ring.push([f64::from(x + off), f64::from(y + off)]);
    };
    let (w, s, e, n) = (
        west * 1000,
        south * 1000,
        (west + side) * 1000,
        (south + side) * 1000,
    );
    (w..e).step_by(100).for_each(|x| push(&mut ring, x, s));
    (s..n).step_by(100).for_each(|y| push(&mut ring, e, y));
    (w + 1..=e)
        .rev()
        .step_by(100)
        .for_each(|x| push(&mut ring, x, n));
    (s + 1..=n)
        .rev()
        .step_by(100)
        .for_each(|y| push(&mut ring, w, y));
    ring.push(ring[0]);
    ring
}

#[test]
fn neighbours_share_the_line_that_is_left_of_their_border() {
    let shapes = vec![
        vec![vec![boxed(0, 0, 10, 30)]],
        vec![vec![boxed(10, 0, 10, 30)]],
    ];
    let outlines = simplified(&shapes);
    let places: Vec<BTreeSet<[i32; 2]>> = outlines
        .iter()
        .map(|shape| shape[0][0].iter().copied().collect())
        .collect();
    let shared = |x: i32| move |place: &&[i32; 2]| (place[0] - x).abs() < 100;
    let border: Vec<_> = places[0].iter().filter(shared(10_000)).collect();
    assert_eq!(
        border,
        places[1].iter().filter(shared(10_000)).collect::<Vec<_>>()
    );
    assert!(places[0].len() < 40, "{}", places[0].len());
    assert!(places[0].contains(&[10_000, 0]) && places[0].contains(&[10_000, 10_000]));
}

#[test]
fn an_enclave_fills_the_hole_that_it_lies_in() {
    let inner = boxed(5, 5, 5, 30);
    let shapes = vec![
        vec![vec![boxed(0, 0, 20, 30), inner.clone()]],
        vec![vec![inner]],
    ];
    let outlines = simplified(&shapes);
    let sorted = |ring: &Vec<[i32; 2]>| ring.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(sorted(&outlines[0][0][1]), sorted(&outlines[1][0][0]));
    assert!(outlines[1][0][0].len() < 20);
}

#[test]
fn small_islands_go_and_small_areas_stay() {
    let shapes = vec![
        vec![vec![boxed(0, 0, 20, 0)], vec![boxed(100, 100, 1, 0)]],
        vec![vec![boxed(200, 0, 1, 0)]],
    ];
    let outlines = simplified(&shapes);
    assert_eq!(outlines[0].len(), 1);
    assert_eq!(outlines[1][0][0].len(), 4);
    assert!(simplified(&[]).is_empty());
    let flat = vec![vec![vec![vec![
        [0.0, 0.0],
        [0.2, 0.0],
        [0.0, 0.1],
        [0.0, 0.0],
    ]]]];
    assert_eq!(simplified(&flat), vec![Vec::<OutlinePolygon>::new()]);
}
