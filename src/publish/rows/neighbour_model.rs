//! `neighbour_features`, `neighbour_contributions` and `neighbour_model`.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};

use super::columns::{batch_of, counts, flags, lists, numbers, placed, words};
use crate::domain::AuthorityIx;
use crate::extract::Extract;
use crate::extract::tables::Neighbour;
use crate::profile::NeighbourModel;
use crate::profile::neighbour_model::{Contribution, Feature};
use crate::publish::Table;

/// Rows of a batch, as for the other large tables: enough to be quick, few enough for memory.
const ROWS: usize = 65_536;

/// `neighbour_features`, in batches.
pub fn features<'a>(
    table: &'static Table,
    model: &'a NeighbourModel,
    extract: &'a Extract,
) -> impl Iterator<Item = RecordBatch> + 'a {
    let names = Names::new(model, extract);
    model.values.chunks(ROWS).map(move |rows| {
        let each = || rows.iter();
        let number = |value: fn(&Feature) -> f64| numbers(each().map(value));
        let columns = vec![
            names.authorities(each().map(|row| row.authority)),
            names.features(each().map(|row| row.feature)),
            number(|row| row.value),
            words(each().map(|row| Some(row.treatment.word()))),
            number(|row| row.transformed),
            number(|row| row.scaled),
            flags(each().map(|row| row.in_model)),
        ];
        batch_of(table, columns)
    })
}

/// `neighbour_contributions`, in batches.
pub fn contributions<'a>(
    table: &'static Table,
    model: &'a NeighbourModel,
    extract: &'a Extract,
) -> impl Iterator<Item = RecordBatch> + 'a {
    let names = Names::new(model, extract);
    let by_name = model.by_name();
    let pairs = (ROWS / by_name.len().max(1)).max(1);
    model.neighbours.chunks(pairs).map(move |pairs| {
        let rows: Vec<(&Neighbour, Contribution)> = pairs
            .iter()
            .flat_map(|pair| {
                let of_pair = model.contributions(pair.authority, pair.neighbour);
                by_name.iter().map(move |feature| (pair, of_pair[*feature]))
            })
            .collect();
        let each = || rows.iter();
        let columns = vec![
            names.authorities(each().map(|(pair, _)| pair.authority)),
            counts(each().map(|(pair, _)| pair.rank)),
            names.features(each().map(|(_, part)| part.feature)),
            names.authorities(each().map(|(pair, _)| pair.neighbour)),
            numbers(each().map(|(pair, _)| pair.distance.unwrap_or(f64::NAN))),
            words(each().map(|(pair, _)| pair.closeness.as_deref())),
            numbers(each().map(|(_, part)| part.squared_difference)),
            numbers(each().map(|(_, part)| part.share)),
        ];
        batch_of(table, columns)
    })
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
    fn new(model: &NeighbourModel, extract: &Extract) -> Self {
        let authorities = extract.authorities.all().iter();
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
