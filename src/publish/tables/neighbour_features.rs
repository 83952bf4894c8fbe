//! `neighbour_features`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::columns::{counts, flags, lists, numbers, placed, words};
use super::recurring::FEATURE;
use super::schema::{AUTHORITY, Column, Kind, Table, WORD};
use crate::domain::AuthorityIx;
use crate::profile::NeighbourModel;
use crate::profile::neighbour_model::{Contribution, Feature};
use crate::publish::TableRows;
use crate::runs::PublishError;
use crate::tables::{Neighbour, Tables};

/// What the model made of every feature of every authority.
pub static TABLE: Table = Table {
    name: "neighbour_features",
    about: "One row per feature of each authority that the neighbour model considered.",
    key: &["authority", "feature"],
    columns: &[
        AUTHORITY,
        FEATURE,
        Column::new(
            "value",
            Kind::Number,
            "the feature's own unit",
            "The value that the model used, given or imputed; missing where it had none.",
        )
        .or_missing(),
        Column::new(
            "treatment",
            Kind::Category,
            WORD,
            "`given` where the characteristics have the value; `region_median` or \
             `national_median` where that stands for it; `none` where nothing does.",
        ),
        Column::new(
            "transformed",
            Kind::Number,
            "unit of the transformation",
            "The value transformed; missing where there is no value or the authority is not in the \
             model.",
        )
        .or_missing(),
        Column::new(
            "scaled",
            Kind::Number,
            "distance of the model",
            "The transformed value scaled and weighed, in which distances are taken; missing where \
             there is no value or the authority is not in the model.",
        )
        .or_missing(),
        Column::new(
            "in_model",
            Kind::Flag,
            "true or false",
            "Whether the authority has neighbours and can be one; false where it lacks features \
             that the pipeline's rule asks for.",
        ),
    ],
};

/// The rows of `neighbour_features`.
pub struct FeatureRows<'a> {
    values: &'a [Feature],
    names: Names,
}

impl<'a> FeatureRows<'a> {
    pub fn new(model: &'a NeighbourModel, tables: &Tables) -> Self {
        Self {
            values: &model.values,
            names: Names::new(model, tables),
        }
    }
}

impl TableRows for FeatureRows<'_> {
    fn rows(&self) -> usize {
        self.values.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        let each = self.values[rows].iter();
        Ok(match column {
            0 => self.names.authorities(each.map(|row| row.authority)),
            1 => self.names.features(each.map(|row| row.feature)),
            2 => numbers(each.map(|row| row.value)),
            3 => words(each.map(|row| Some(row.treatment.word()))),
            4 => numbers(each.map(|row| row.transformed)),
            5 => numbers(each.map(|row| row.scaled)),
            _ => flags(each.map(|row| row.in_model)),
        })
    }
}

/// The rows of `neighbour_contributions`: for each pair as many as there are features.
pub struct ContributionRows<'a> {
    model: &'a NeighbourModel,
    by_name: Vec<usize>,
    names: Names,
}

impl<'a> ContributionRows<'a> {
    pub fn new(model: &'a NeighbourModel, tables: &Tables) -> Self {
        Self {
            model,
            by_name: model.by_name(),
            names: Names::new(model, tables),
        }
    }

    /// For each row its pair, and the place of its feature.
    fn each(&self, rows: Range<usize>) -> impl Iterator<Item = (&Neighbour, usize)> {
        let features = self.by_name.len();
        rows.map(move |row| {
            let pair = &self.model.neighbours[row / features];
            (pair, self.by_name[row % features])
        })
    }

    /// A number of each row's contribution; what a pair has in all is worked out once a pair.
    fn part(&self, rows: Range<usize>, value: fn(&Contribution) -> f64) -> ArrayRef {
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

impl TableRows for ContributionRows<'_> {
    fn rows(&self) -> usize {
        self.model.neighbours.len() * self.by_name.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        let each = self.each(rows.clone());
        Ok(match column {
            0 => self.names.authorities(each.map(|(pair, _)| pair.authority)),
            1 => counts(each.map(|(pair, _)| pair.rank)),
            2 => self.names.features(each.map(|(_, feature)| feature)),
            3 => self.names.authorities(each.map(|(pair, _)| pair.neighbour)),
            4 => numbers(each.map(|(pair, _)| pair.distance.unwrap_or(f64::NAN))),
            5 => words(each.map(|(pair, _)| pair.closeness.as_deref())),
            6 => self.part(rows, |part| part.squared_difference),
            _ => self.part(rows, |part| part.share),
        })
    }
}

/// `neighbour_model`.
pub fn model(model: &NeighbourModel) -> Vec<ArrayRef> {
    let by_name = model.by_name();
    let each = || by_name.iter().map(|place| &model.features[*place]);
    let or_missing = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let high: Vec<Vec<String>> = each()
        .map(|feature| {
            let names = feature.correlated.iter();
            names.map(|other| other.feature.clone()).collect()
        })
        .collect();
    vec![
        words(each().map(|feature| Some(feature.name.as_str()))),
        numbers(each().map(|feature| feature.weight)),
        words(each().map(|feature| Some(feature.transformation.word()))),
        numbers(each().map(|feature| or_missing(feature.parameter))),
        numbers(each().map(|feature| or_missing(feature.p_before))),
        numbers(each().map(|feature| or_missing(feature.p_after))),
        numbers(each().map(|feature| feature.origin)),
        numbers(each().map(|feature| feature.length)),
        words(each().map(|feature| {
            let closest = feature.closest.as_ref();
            closest.map(|other| other.feature.as_str())
        })),
        numbers(each().map(|feature| {
            let closest = feature.closest.as_ref();
            or_missing(closest.map(|other| other.correlation))
        })),
        lists(high.iter().map(Vec::as_slice)),
    ]
}

/// Codes and names that rows refer to by place.
struct Names {
    authorities: Arc<StringArray>,
    features: Arc<StringArray>,
}

impl Names {
    fn new(model: &NeighbourModel, tables: &Tables) -> Self {
        let authorities = tables.authorities.all().iter();
        Self {
            authorities: Arc::new(authorities.map(|one| Some(one.code.as_str())).collect()),
            features: Arc::new(
                model
                    .features
                    .iter()
                    .map(|feature| Some(feature.name.as_str()))
                    .collect(),
            ),
        }
    }

    fn authorities(&self, places: impl Iterator<Item = AuthorityIx>) -> ArrayRef {
        placed(
            &self.authorities,
            places.map(|place| i32::try_from(place.index()).ok()),
        )
    }

    fn features(&self, places: impl Iterator<Item = usize>) -> ArrayRef {
        placed(
            &self.features,
            places.map(|place| i32::try_from(place).ok()),
        )
    }
}
