//! Points, and how far one is from another.

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
pub(super) fn shared_distance(a: &[f64], b: &[f64], weights: &[f64]) -> Option<f64> {
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
pub(super) struct Points<'a> {
    pub(super) coordinates: &'a [f64],
    pub(super) dimensions: usize,
    pub(super) count: usize,
}

impl<'a> Points<'a> {
    pub(super) fn new(coordinates: &'a [f64], dimensions: usize) -> Self {
        let count = coordinates.len().checked_div(dimensions).unwrap_or(0);
        assert_eq!(count * dimensions, coordinates.len(), "whole points");
        Self {
            coordinates,
            dimensions,
            count,
        }
    }

    pub(super) fn at(&self, place: usize) -> &'a [f64] {
        &self.coordinates[place * self.dimensions..][..self.dimensions]
    }
}
