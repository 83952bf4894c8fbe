//! The nearest points that were found so far.

/// A point near another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its place among the points.
    pub place: usize,
    /// Its Euclidean distance, in the unit of the coordinates.
    pub distance: f64,
}
#[derive(Debug)]
pub(super) struct Shortlist {
    pub(super) near: Vec<Near>,
    k: usize,
}

impl Shortlist {
    pub(super) fn new(k: usize) -> Self {
        Self {
            near: Vec::with_capacity(k),
            k,
        }
    }

    /// How far the farthest of a full list is; anything is nearer than a list that is not full.
    pub(super) fn reach(&self) -> f64 {
        match self.near.last() {
            Some(farthest) if self.near.len() == self.k => farthest.distance,
            _ => f64::INFINITY,
        }
    }

    /// Takes a point that is nearer than the farthest. Points are offered in their order, so an
    /// equally near one stands behind those that are there.
    pub(super) fn offer(&mut self, point: Near) {
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
