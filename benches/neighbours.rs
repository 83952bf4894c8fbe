//! The k nearest of every area at the size of England's lower-layer areas: 33,755 areas and 20
//! features.
//!
//! `cargo bench --bench neighbours`. Two nations are made up: in one six things lie behind the
//! twenty features, as census figures go together, in the other every feature is its own, which is
//! the hardest case for a spatial index. With `PLUMBLINE_BENCH_POINTS` set to a folder, the points
//! are written there too, for `benches/peers/neighbours_peers.py`.

use std::path::PathBuf;

use divan::Bencher;
use divan::counter::ItemsCount;
use plumbline::stats::{Transformation, nearest};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

const AREAS: usize = 33_755;
const FEATURES: usize = 20;
const K: usize = 10;

fn main() {
    if let Some(folder) = std::env::var_os("PLUMBLINE_BENCH_POINTS").map(PathBuf::from) {
        for (name, points) in [("correlated", correlated()), ("independent", independent())] {
            let bytes: Vec<u8> = points
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            std::fs::write(folder.join(format!("{name}.f64")), bytes)
                .expect("the folder can be written to");
        }
    }
    divan::main();
}

/// Features that six things lie behind, with mean 0 and standard deviation about 1.
fn correlated() -> Vec<f64> {
    const BEHIND: usize = 6;
    let mut rng = ChaCha8Rng::seed_from_u64(2009);
    let loadings: Vec<f64> = (0..BEHIND * FEATURES)
        .map(|_| rng.sample(StandardNormal))
        .collect();
    let mut points = Vec::with_capacity(AREAS * FEATURES);
    for _ in 0..AREAS {
        let behind: [f64; BEHIND] = std::array::from_fn(|_| rng.sample(StandardNormal));
        for feature in 0..FEATURES {
            let common: f64 = (0..BEHIND)
                .map(|at| behind[at] * loadings[at * FEATURES + feature])
                .sum();
            let own: f64 = rng.sample(StandardNormal);
            points.push((common + 0.5 * own) / 2.5);
        }
    }
    points
}

/// Features that have nothing to do with each other.
fn independent() -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(1905);
    (0..AREAS * FEATURES)
        .map(|_| rng.sample(StandardNormal))
        .collect()
}

mod blocked {
    use super::*;

    fn bench(bencher: Bencher<'_, '_>, points: Vec<f64>) {
        bencher
            .counter(ItemsCount::new(AREAS))
            .bench_local(|| nearest(&points, FEATURES, K));
    }

    #[divan::bench(sample_count = 5, sample_size = 1)]
    fn six_things_behind(bencher: Bencher<'_, '_>) {
        bench(bencher, correlated());
    }

    #[divan::bench(sample_count = 5, sample_size = 1)]
    fn every_feature_its_own(bencher: Bencher<'_, '_>) {
        bench(bencher, independent());
    }
}

mod tree {
    use super::*;

    fn bench(bencher: Bencher<'_, '_>, points: Vec<f64>) {
        bencher.counter(ItemsCount::new(AREAS)).bench_local(|| {
            let mut tree = kdtree::KdTree::with_capacity(FEATURES, 32);
            for (place, point) in points.chunks_exact(FEATURES).enumerate() {
                tree.add(point, place).expect("coordinates are finite");
            }
            let near: Vec<Vec<(f64, &usize)>> = points
                .par_chunks_exact(FEATURES)
                .map(|point| {
                    tree.nearest(point, K + 1, &kdtree::distance::squared_euclidean)
                        .expect("coordinates are finite")
                })
                .collect();
            near.len()
        });
    }

    #[divan::bench(sample_count = 1, sample_size = 1)]
    fn six_things_behind(bencher: Bencher<'_, '_>) {
        bench(bencher, correlated());
    }

    #[divan::bench(sample_count = 1, sample_size = 1)]
    fn every_feature_its_own(bencher: Bencher<'_, '_>) {
        bench(bencher, independent());
    }
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn best_transformation_of_a_feature(bencher: Bencher<'_, '_>) {
    let skewed: Vec<f64> = independent()[..AREAS]
        .iter()
        .map(|value| value.exp())
        .collect();
    bencher.bench_local(|| Transformation::best(&skewed));
}
