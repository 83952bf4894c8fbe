//! `[neighbour_model]` of a pipeline: how similar areas are computed.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::ranges::{DISTANCE, FEATURE_WEIGHT, NEIGHBOURS, Real, SHARE};
use super::{ConfigError, ConfigFile};
use crate::stats::Transformation;

/// How statistical neighbours are computed, checked.
#[derive(Debug, Clone)]
pub struct NeighbourModel {
    /// How many neighbours an authority has.
    pub k: usize,
    /// What similarity is measured in, in the order of the file; every weight is above 0.
    pub features: Vec<ModelFeature>,
    /// Authorities, by code or name, that neither have neighbours nor are any.
    pub left_out: Vec<LeftOut>,
    /// How a feature is scaled before distances are taken.
    pub scale: Scale,
    /// What is done about an authority that lacks a feature.
    pub missing: MissingFeature,
    /// Where one closeness word ends and the next begins.
    pub closeness: Closeness,
    /// Whether the model's neighbours are what authorities are compared with.
    pub compares: bool,
}

/// A feature of the model.
#[derive(Debug, Clone)]
pub struct ModelFeature {
    /// Its name in the characteristics table.
    pub name: String,
    /// How much it counts, above 0 and at most 1.
    pub weight: f64,
    /// What is done to its values; `None` is whatever looks most normal.
    pub transformation: Option<Transformation>,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// An authority that the model leaves out.
#[derive(Debug, Clone)]
pub struct LeftOut {
    /// Its code or name.
    pub authority: String,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// How a feature is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// From 0 to the weight, as NHS England's peer groups do.
    #[default]
    ZeroToWeight,
    /// To mean 0 and standard deviation (divisor n - 1) 1, times the weight, as NFER and CIPFA do.
    ZScore,
}

/// What is done about an authority that lacks a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingFeature {
    /// It has no neighbours and is none.
    #[default]
    LeaveOut,
    /// It is taken to have its region's median, or the nation's where the region has none.
    RegionMedian,
    /// It is taken to have the nation's median.
    NationalMedian,
    /// Its distances are over the features that both authorities have, rescaled.
    Shared,
}

/// Where one closeness word ends and the next begins: at most the first is `Extremely close`, then
/// `Very close`, `Close` and `Somewhat close`; beyond the last is `Not close`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Closeness {
    /// At these quantiles of the distances of all neighbours that the model finds.
    Quantiles([f64; 4]),
    /// At these distances.
    Distances([f64; 4]),
}

impl Default for Closeness {
    /// A fifth of all pairs each.
    fn default() -> Self {
        Self::Quantiles([0.2, 0.4, 0.6, 0.8])
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with k and features")]
pub(super) struct NeighbourModelToml {
    k: Spanned<u64>,
    features: Spanned<Vec<Spanned<FeatureToml>>>,
    #[serde(default)]
    leave_out: Vec<Spanned<String>>,
    #[serde(default)]
    #[allow(
        dead_code,
        reason = "there is one distance; the key says so to whoever reads the file"
    )]
    distance: Distance,
    #[serde(default)]
    scale: Scale,
    #[serde(default)]
    missing: MissingFeature,
    closeness: Option<Spanned<ClosenessToml>>,
    comparators: Option<Spanned<Comparators>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with name and weight")]
struct FeatureToml {
    name: String,
    weight: f64,
    #[serde(default)]
    transformation: Choice,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Distance {
    #[default]
    Euclidean,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Choice {
    #[default]
    Best,
    None,
    Log1p,
    SquareRoot,
    Square,
    Reciprocal,
    ReciprocalSquareRoot,
    BoxCox,
    YeoJohnson,
}

impl Choice {
    fn transformation(self) -> Option<Transformation> {
        Some(match self {
            Self::Best => return None,
            Self::None => Transformation::None,
            Self::Log1p => Transformation::Log1p,
            Self::SquareRoot => Transformation::SquareRoot,
            Self::Square => Transformation::Square,
            Self::Reciprocal => Transformation::Reciprocal,
            Self::ReciprocalSquareRoot => Transformation::ReciprocalSquareRoot,
            Self::BoxCox => Transformation::BoxCox,
            Self::YeoJohnson => Transformation::YeoJohnson,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with quantiles or distances")]
struct ClosenessToml {
    quantiles: Option<[f64; 4]>,
    distances: Option<[f64; 4]>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Comparators {
    Published,
    Model,
}

/// Checks what the file says; `published` is whether the pipeline has a published list.
pub(super) fn checked(
    file: &ConfigFile,
    toml: NeighbourModelToml,
    published: bool,
) -> Result<NeighbourModel, ConfigError> {
    let k = NEIGHBOURS.of(file, "k", &toml.k)?;
    let compares = match &toml.comparators {
        None => !published,
        Some(word) if *word.get_ref() == Comparators::Model => true,
        Some(_) if published => false,
        Some(word) => {
            return Err(file.error_at(
                &word.span(),
                "comparators is \"published\", but there is no [sources.neighbours]; say \"model\" or leave the key out",
            ));
        }
    };
    Ok(NeighbourModel {
        k: usize::try_from(k).expect("neighbours are fewer than a usize holds"),
        features: features(file, toml.features)?,
        left_out: toml
            .leave_out
            .into_iter()
            .map(|name| LeftOut {
                span: name.span(),
                authority: name.into_inner(),
            })
            .collect(),
        scale: toml.scale,
        missing: toml.missing,
        closeness: match toml.closeness {
            Some(toml) => closeness(file, &toml)?,
            None => Closeness::default(),
        },
        compares,
    })
}

fn features(
    file: &ConfigFile,
    toml: Spanned<Vec<Spanned<FeatureToml>>>,
) -> Result<Vec<ModelFeature>, ConfigError> {
    let whole = toml.span();
    let mut features: Vec<ModelFeature> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for feature in toml.into_inner() {
        let span = feature.span();
        let FeatureToml {
            name,
            weight,
            transformation,
        } = feature.into_inner();
        if names.contains(&name) {
            return Err(file.error_at(
                &span,
                format!("the feature {name:?} is named twice; keep one of them"),
            ));
        }
        FEATURE_WEIGHT.check(file, &span, &format!("the weight of {name:?}"), weight)?;
        names.push(name.clone());
        // A feature that does not count is left out, as in NHS England's peer groups.
        if weight > 0.0 {
            features.push(ModelFeature {
                name,
                weight,
                transformation: transformation.transformation(),
                span,
            });
        }
    }
    if features.is_empty() {
        return Err(file.error_at(
            &whole,
            "features names nothing with a weight above 0; name at least one, such as { name = \"population_density\", weight = 1.0 }",
        ));
    }
    Ok(features)
}

fn closeness(file: &ConfigFile, toml: &Spanned<ClosenessToml>) -> Result<Closeness, ConfigError> {
    let span = toml.span();
    let ascending = |cuts: [f64; 4], range: &Real, what: &str| {
        if cuts.is_sorted() && cuts.iter().all(|cut| range.has(*cut)) {
            Ok(cuts)
        } else {
            Err(file.error_at(&span, format!("{what}; these are {cuts:?}")))
        }
    };
    match (toml.get_ref().quantiles, toml.get_ref().distances) {
        (Some(cuts), None) => ascending(
            cuts,
            &SHARE,
            "quantiles are four shares from 0 to 1 that ascend, such as [0.2, 0.4, 0.6, 0.8]",
        )
        .map(Closeness::Quantiles),
        (None, Some(cuts)) => ascending(
            cuts,
            &DISTANCE,
            "distances are four numbers from 0 to 1,000,000 that ascend",
        )
        .map(Closeness::Distances),
        _ => Err(file.error_at(
            &span,
            "closeness has either quantiles or distances, four of them",
        )),
    }
}
