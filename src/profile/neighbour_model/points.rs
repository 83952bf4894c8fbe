//! Authorities as points whose coordinates are scaled features, and which of them are near.

use crate::stats::{Near, nearest, nearest_by_shared};

/// What one feature adds to the distance of two authorities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// The feature's place in [`NeighbourModel::features`](super::NeighbourModel).
    pub feature: usize,
    /// The square of the difference of the scaled values; NaN where either is missing.
    pub squared_difference: f64,
    /// Its share of the squares of all features that both have; NaN where either is missing and
    /// for authorities that are alike in everything.
    pub share: f64,
}

/// Scaled features, one authority after the other; NaN where a feature is missing.
#[derive(Debug, Clone)]
pub struct Points {
    coordinates: Vec<f64>,
    /// The weight of each feature.
    weights: Vec<f64>,
}

impl Points {
    /// The points of `coordinates`, of which each authority has as many as there are `weights`.
    pub fn new(coordinates: Vec<f64>, weights: Vec<f64>) -> Self {
        Self {
            coordinates,
            weights,
        }
    }

    /// The features of the authority at a place.
    fn at(&self, place: usize) -> &[f64] {
        let width = self.weights.len();
        &self.coordinates[place * width..][..width]
    }

    /// The `k` nearest others of every authority. By the features that both have where any is
    /// missing, which without missing ones is the plain distance.
    pub fn nearest(&self, k: usize) -> Vec<Vec<Near>> {
        if !self.coordinates.iter().any(|value| value.is_nan()) {
            return nearest(&self.coordinates, self.weights.len(), k);
        }
        // A feature scaled to its weight can differ by the weight at most, its square by the
        // square of it; so that is what it counts for.
        let squares: Vec<f64> = self.weights.iter().map(|weight| weight * weight).collect();
        nearest_by_shared(&self.coordinates, &squares, k)
    }

    /// The same authorities without the feature at `left_out`. Each feature is fitted by itself, so
    /// that what is left is what the model would be had the pipeline not named that feature.
    pub fn without(&self, left_out: usize) -> Self {
        let width = self.weights.len();
        let kept = |values: &[f64]| -> Vec<f64> {
            let values = values.iter().enumerate();
            let kept = values.filter(|(place, _)| place % width != left_out);
            kept.map(|(_, value)| *value).collect()
        };
        Self {
            coordinates: kept(&self.coordinates),
            weights: kept(&self.weights),
        }
    }

    /// What each feature adds to the distance of the authorities at two places, in the order of the
    /// features.
    pub fn contributions(&self, a: usize, b: usize) -> Vec<Contribution> {
        let pairs = self.at(a).iter().zip(self.at(b));
        let squares: Vec<f64> = pairs.map(|(a, b)| (a - b) * (a - b)).collect();
        let all: f64 = squares.iter().filter(|square| !square.is_nan()).sum();
        squares
            .into_iter()
            .enumerate()
            .map(|(feature, squared_difference)| Contribution {
                feature,
                squared_difference,
                share: if all > 0.0 {
                    squared_difference / all
                } else {
                    f64::NAN
                },
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_is_left_out_leaves_the_others_as_they_are() {
        let points = Points::new(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], vec![1.0, 0.5, 0.25]);
        let without = points.without(1);
        assert_eq!(without.coordinates, [0.0, 2.0, 3.0, 5.0]);
        assert_eq!(without.weights, [1.0, 0.25]);
    }

    #[test]
    fn shares_are_of_the_features_that_both_have() {
        let points = Points::new(vec![0.0, 0.0, f64::NAN, 1.0, 2.0, 3.0], vec![1.0; 3]);
        let shares: Vec<f64> = points
            .contributions(0, 1)
            .iter()
            .map(|of| of.share)
            .collect();
        assert_eq!(shares[..2], [0.2, 0.8]);
        assert!(shares[2].is_nan());
        assert!(points.contributions(0, 0)[0].share.is_nan());
    }
}
