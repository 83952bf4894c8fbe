//! `neighbour_contributions`.

use std::ops::Range;

use arrow::array::Float64Array;

use super::columns::{counts, numbers, optional_words};
use super::declaration::table;
use super::kind::{Category, Integer, Number, Share};
use super::neighbour_features::Names;
use super::recurring::{SHARE, WORD};
use crate::profile::NeighbourModel;
use crate::profile::neighbour_model::Contribution;
use crate::tables::{Authorities, Neighbour};

table! {
    /// One row per authority, neighbour that the model gives it, and feature.
    neighbour_contributions by [authority, rank, feature];
    columns this: ContributionRows, rows;

    authority = this.names.authorities(this.pairs(rows).map(|pair| pair.authority));
    /// The neighbour's place in the model's list.
    rank: Integer ["rank, 1 is most similar"] = counts(this.pairs(rows).map(|pair| pair.rank));
    feature = this.names.features(this.features(rows));
    neighbour = this.names.authorities(this.pairs(rows).map(|pair| pair.neighbour));
    /// How far apart the two are over all features, 0 being alike.
    distance: Number ["distance of the model"]
        = numbers(this.pairs(rows).map(|pair| pair.distance.unwrap_or(f64::NAN)));
    /// How close the neighbour is, from `Extremely close` to `Not close`.
    closeness: Category [WORD]
        = optional_words(this.pairs(rows).map(|pair| pair.closeness.as_deref()));
    /// The square of the difference of the two scaled values; missing where either is.
    squared_difference: Option<Number> ["square of the distance of the model"]
        = this.part(rows, |part| part.squared_difference);
    /// The feature's share of the squared differences of all features, 0 where the two are alike in
    /// it; missing where either value is, and for a pair alike in everything.
    share: Option<Share> [SHARE] = this.part(rows, |part| part.share);
}

/// The rows of `neighbour_contributions`: for each pair as many as there are features.
pub(super) struct ContributionRows<'a> {
    model: &'a NeighbourModel,
    by_name: Vec<usize>,
    names: Names,
}

impl<'a> ContributionRows<'a> {
    /// The rows of `model`.
    pub(super) fn new(model: &'a NeighbourModel, list: &Authorities) -> Self {
        Self {
            model,
            by_name: model.by_name(),
            names: Names::new(model, list),
        }
    }

    fn len(&self) -> usize {
        self.model.neighbours.len() * self.by_name.len()
    }

    /// The pair of each row.
    fn pairs(&self, rows: Range<usize>) -> impl Iterator<Item = &Neighbour> {
        rows.map(|row| &self.model.neighbours[row / self.by_name.len()])
    }

    /// The place of each row's feature.
    fn features(&self, rows: Range<usize>) -> impl Iterator<Item = usize> {
        rows.map(|row| self.by_name[row % self.by_name.len()])
    }

    /// A number of each row's contribution; what a pair has in all is worked out once a pair.
    fn part(&self, rows: Range<usize>, value: fn(&Contribution) -> f64) -> Float64Array {
        let features = self.by_name.len();
        let pairs = rows.start / features..rows.end.div_ceil(features);
        let first = pairs.start * features;
        let parts: Vec<f64> = self.model.neighbours[pairs]
            .iter()
            .flat_map(|pair| {
                let of_pair = self.model.contributions(pair.authority, pair.neighbour);
                self.by_name
                    .iter()
                    .map(move |feature| value(&of_pair[*feature]))
            })
            .collect();
        numbers(parts[rows.start - first..rows.end - first].iter().copied())
    }
}
