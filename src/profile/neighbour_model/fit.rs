//! One feature fitted: transformed towards normal, scaled and weighed.

use rayon::prelude::*;

use crate::config::{ModelFeature, Scale};
use crate::stats::{
    Transformation, Transformed, correlation, mean, shapiro_wilk, standard_deviation,
};

/// Above this, in either direction, two features say nearly the same.
const HIGH_CORRELATION: f64 = 0.9;

/// A feature of the model as it was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedFeature {
    /// Its name.
    pub name: String,
    /// Its weight.
    pub weight: f64,
    /// The transformation that was taken, by the pipeline's word or as the best.
    pub transformation: Transformation,
    /// The parameter of it, where it has one.
    pub parameter: Option<f64>,
    /// The p-value of Shapiro and Wilk before the transformation.
    pub p_before: Option<f64>,
    /// The p-value after it.
    pub p_after: Option<f64>,
    /// The transformed value that becomes 0.
    pub origin: f64,
    /// The length, in transformed values, that becomes the weight.
    pub length: f64,
    /// The other feature that it goes with most; `None` when it is the only one.
    pub closest: Option<Correlated>,
    /// The features that it goes with more than 0.9, in order of their names.
    pub correlated: Vec<Correlated>,
}

/// Another feature, and how it goes with this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlated {
    /// The other feature's name.
    pub feature: String,
    /// Pearson's correlation of the transformed values, from -1 to 1.
    pub correlation: f64,
}

/// A feature's values on their way through the model.
pub(super) struct Fit {
    fitted: FittedFeature,
    /// The values transformed.
    pub transformed: Transformed,
    /// The transformed values scaled and weighed.
    pub scaled: Vec<f64>,
}

/// Fits `feature` to `values`, of which a missing one is NaN.
///
/// # Errors
/// The sentence that says why the values cannot be used.
pub(super) fn fit(feature: &ModelFeature, scale: Scale, values: &[f64]) -> Result<Fit, String> {
    let name = &feature.name;
    let (low, high) = ends(values).ok_or_else(|| {
        format!("the feature {name:?} has no value for any authority in the model")
    })?;
    if low == high {
        return Err(format!(
            "the feature {name:?} is {low} for every authority and tells none apart; leave it out"
        ));
    }
    let transformed = match feature.transformation {
        Some(chosen) => chosen
            .apply(values)
            .ok_or_else(|| refusal(name, chosen, values))?,
        // With two authorities there is nothing to test; the values stay as they are.
        None => match Transformation::best(values) {
            Some((transformed, _)) => transformed,
            None => Transformed {
                transformation: Transformation::None,
                parameter: None,
                values: values.to_vec(),
            },
        },
    };
    let (origin, length) = scaling(scale, &transformed.values).ok_or_else(|| {
        format!(
            "the feature {name:?} has the same value for every authority once {} is applied; take another transformation",
            transformed.transformation.word()
        )
    })?;
    let scaled = transformed
        .values
        .iter()
        .map(|value| (value - origin) * (feature.weight / length))
        .collect();
    Ok(Fit {
        fitted: FittedFeature {
            name: name.clone(),
            weight: feature.weight,
            transformation: transformed.transformation,
            parameter: transformed.parameter,
            p_before: shapiro_wilk(values).map(|test| test.p),
            p_after: shapiro_wilk(&transformed.values).map(|test| test.p),
            origin,
            length,
            closest: None,
            correlated: Vec::new(),
        },
        transformed,
        scaled,
    })
}

/// The fitted features with what they have in common.
pub(super) fn with_correlations(fits: &[Fit]) -> Vec<FittedFeature> {
    fits.par_iter()
        .enumerate()
        .map(|(place, fit)| {
            let mut others: Vec<Correlated> = fits
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .filter_map(|(_, other)| {
                    let correlation =
                        correlation(&fit.transformed.values, &other.transformed.values)?;
                    Some(Correlated {
                        feature: other.fitted.name.clone(),
                        correlation,
                    })
                })
                .collect();
            others.sort_by(|a, b| a.feature.cmp(&b.feature));
            let closest = others
                .iter()
                .max_by(|a, b| a.correlation.abs().total_cmp(&b.correlation.abs()))
                .cloned();
            others.retain(|other| other.correlation.abs() > HIGH_CORRELATION);
            FittedFeature {
                closest,
                correlated: others,
                ..fit.fitted.clone()
            }
        })
        .collect()
}

/// The transformed value that becomes 0, and the length that becomes the weight.
fn scaling(scale: Scale, values: &[f64]) -> Option<(f64, f64)> {
    let (origin, length) = match scale {
        Scale::ZeroToWeight => {
            let (low, high) = ends(values)?;
            (low, high - low)
        }
        Scale::ZScore => (mean(values)?.value, standard_deviation(values)?.value),
    };
    (length > 0.0 && length.is_finite()).then_some((origin, length))
}

/// The smallest and the largest value that is present.
fn ends(values: &[f64]) -> Option<(f64, f64)> {
    let present = || values.iter().copied().filter(|value| !value.is_nan());
    Some((
        present().min_by(f64::total_cmp)?,
        present().max_by(f64::total_cmp)?,
    ))
}

fn refusal(name: &str, chosen: Transformation, values: &[f64]) -> String {
    let refused = values
        .iter()
        .find(|value| !value.is_nan() && !chosen.takes(**value));
    match (refused, chosen.needs()) {
        (Some(value), Some(needs)) => format!(
            "the feature {name:?} has the value {value}, and {} needs every value {needs}; take yeo_johnson or best",
            chosen.word()
        ),
        _ => format!(
            "the feature {name:?} becomes too large for a number under {}; take yeo_johnson or best",
            chosen.word()
        ),
    }
}
