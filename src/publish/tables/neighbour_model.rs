//! `neighbour_model`.

use super::declaration::table;
use super::kind::{Category, Number, TextList};
use super::recurring::WORD;
use crate::profile::NeighbourModel;
use crate::profile::neighbour_model::FittedFeature;

table! {
    /// One row per feature of the neighbour model.
    neighbour_model by [feature];
    each feature: &'a FittedFeature, _: () => ModelRows<'a>;

    feature = &feature.name;
    /// How much the feature counts, by the pipeline.
    weight: Number ["weight, above 0 and at most 1"] = feature.weight;
    /// The transformation that was applied: the pipeline's, or the one after which the values look
    /// most normal.
    transformation: Category [WORD] = feature.transformation.word();
    /// The parameter of greatest likelihood of `box_cox` or `yeo_johnson`; missing for other
    /// transformations.
    parameter: Option<Number> ["parameter of the transformation"] = feature.parameter;
    /// The p-value of the Shapiro-Wilk test before the transformation, an extrapolation for more
    /// than 5,000 authorities; missing for fewer than three authorities.
    p_before: Option<Number> ["p-value from 0 to 1"] = feature.p_before;
    /// The same after the transformation; missing for fewer than three authorities.
    p_after: Option<Number> ["p-value from 0 to 1"] = feature.p_after;
    /// The transformed value that became 0: the smallest, or the mean for z-scores.
    origin: Number ["unit of the transformation"] = feature.origin;
    /// The length in transformed values that became the weight: from the smallest to the largest,
    /// or the standard deviation for z-scores.
    length: Number ["unit of the transformation"] = feature.length;
    /// The other feature that it goes with most, up or down; missing when it is the only one.
    closest_feature: Option<Category> ["feature name"]
        = feature.closest.as_ref().map(|other| &other.feature);
    /// Pearson's correlation with that feature after the transformations; missing when it is the
    /// only one.
    closest_correlation: Option<Number> ["correlation from -1 to 1"]
        = feature.closest.as_ref().map(|other| other.correlation);
    /// The features with which its correlation is above 0.9 or below -0.9, and which therefore
    /// count nearly twice; empty when there are none.
    high_correlations: TextList ["feature names"] = &correlated(feature)[..];
}

/// The features of `model` by name.
pub(super) fn by_name(model: &NeighbourModel) -> ModelRows<'_> {
    let places = model.by_name();
    ModelRows::new(places.into_iter().map(|place| &model.features[place]), ())
}

/// The features that a feature nearly repeats.
fn correlated(feature: &FittedFeature) -> Vec<&str> {
    let others = feature.correlated.iter();
    others.map(|other| other.feature.as_str()).collect()
}
