//! `neighbour_features`.

use std::sync::Arc;

use arrow::array::{DictionaryArray, StringArray};
use arrow::datatypes::Int32Type;

use super::columns::{flags, numbers, placed, words};
use super::declaration::table;
use super::kind::{Category, Flag, Number};
use super::recurring::WORD;
use crate::domain::AuthorityIx;
use crate::profile::NeighbourModel;
use crate::profile::neighbour_model::Feature;
use crate::tables::Authorities;

table! {
    /// One row per feature of each authority that the neighbour model considered.
    neighbour_features by [authority, feature];
    columns this: FeatureRows, rows;

    authority = this.names.authorities(this.values[rows].iter().map(|of| of.authority));
    feature = this.names.features(this.values[rows].iter().map(|of| of.feature));
    /// The value that the model used, given or imputed; missing where it had none.
    value: Option<Number> ["the feature's own unit"]
        = numbers(this.values[rows].iter().map(|of| of.value));
    /// `given` where the characteristics have the value; `region_median` or `national_median` where
    /// that stands for it; `none` where nothing does.
    treatment: Category [WORD] = words(this.values[rows].iter().map(|of| of.treatment.word()));
    /// The value transformed; missing where there is no value or the authority is not in the model.
    transformed: Option<Number> ["unit of the transformation"]
        = numbers(this.values[rows].iter().map(|of| of.transformed));
    /// The transformed value scaled and weighed, in which distances are taken; missing where there
    /// is no value or the authority is not in the model.
    scaled: Option<Number> ["distance of the model"]
        = numbers(this.values[rows].iter().map(|of| of.scaled));
    /// Whether the authority has neighbours and can be one; false where it lacks features that the
    /// pipeline's rule asks for.
    in_model: Flag ["true or false"] = flags(this.values[rows].iter().map(|of| of.in_model));
}

/// The rows of `neighbour_features`.
pub(super) struct FeatureRows<'a> {
    values: &'a [Feature],
    names: Names,
}

impl<'a> FeatureRows<'a> {
    /// The rows of `model`.
    pub(super) fn new(model: &'a NeighbourModel, list: &Authorities) -> Self {
        Self {
            values: &model.values,
            names: Names::new(model, list),
        }
    }

    fn len(&self) -> usize {
        self.values.len()
    }
}

/// Codes and names that rows refer to by place.
pub(super) struct Names {
    authorities: Arc<StringArray>,
    features: Arc<StringArray>,
}

impl Names {
    /// The names in these lists.
    pub(super) fn new(model: &NeighbourModel, list: &Authorities) -> Self {
        let authorities = list.all().iter();
        let features = model.features.iter();
        Self {
            authorities: Arc::new(authorities.map(|one| Some(one.code.as_str())).collect()),
            features: Arc::new(features.map(|one| Some(one.name.as_str())).collect()),
        }
    }

    /// The codes of these authorities.
    pub(super) fn authorities(
        &self,
        places: impl Iterator<Item = AuthorityIx>,
    ) -> DictionaryArray<Int32Type> {
        let places = places.map(|place| i32::try_from(place.index()).ok());
        placed(&self.authorities, places)
    }

    /// The names of the features at these places.
    pub(super) fn features(
        &self,
        places: impl Iterator<Item = usize>,
    ) -> DictionaryArray<Int32Type> {
        let places = places.map(|place| i32::try_from(place).ok());
        placed(&self.features, places)
    }
}
