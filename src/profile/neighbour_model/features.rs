//! The features of the authorities that can be neighbours, and what is done where one is missing.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::fit::Fit;
use crate::config::{ConfigError, MissingFeature, NeighbourModel as Choices, Pipeline};
use crate::domain::shown::listed;
use crate::domain::{AuthorityIx, nearest};
use crate::stats::median;
use crate::tables::{Area, Authorities, Characteristic, RowDay, Tables};

/// Where a value of the model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// It was given.
    Given,
    /// It was not given; the median of the region's authorities stands for it.
    RegionMedian,
    /// It was not given; the median of the nation's authorities stands for it.
    NationalMedian,
    /// It was not given, and nothing stands for it.
    Missing,
}

impl Treatment {
    /// Its word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::RegionMedian => "region_median",
            Self::NationalMedian => "national_median",
            Self::Missing => "none",
        }
    }
}

/// A feature of an authority on its way through the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// The authority.
    pub authority: AuthorityIx,
    /// The feature's place in the pipeline's list.
    pub feature: usize,
    /// The value, given or imputed; NaN where it is missing.
    pub value: f64,
    /// Where it comes from.
    pub treatment: Treatment,
    /// The value transformed; NaN where it is missing or the authority is not in the model.
    pub transformed: f64,
    /// The transformed value scaled and weighed; NaN likewise.
    pub scaled: f64,
    /// Whether the authority has neighbours and can be one.
    pub in_model: bool,
}

/// The features of a run.
pub(super) struct Features {
    /// The authorities in the model, in order of their codes.
    pub authorities: Vec<AuthorityIx>,
    /// For each feature of the pipeline its values over `authorities`; NaN is missing.
    pub columns: Vec<Vec<f64>>,
    /// Every authority that was considered, in order of code, with its values and whether it is
    /// in the model.
    considered: Vec<Considered>,
    /// Places of the features in order of their names.
    by_name: Vec<usize>,
}

struct Considered {
    authority: AuthorityIx,
    values: Vec<(f64, Treatment)>,
    in_model: bool,
}

impl Features {
    /// Gathers the features of authorities that exist on the as-of date and that the pipeline does
    /// not leave out.
    ///
    /// An authority that has none of the features is left out whatever the rule, because there is
    /// nothing in which it could be similar.
    pub(super) fn gather(
        pipeline: &Pipeline,
        choices: &Choices,
        tables: &Tables,
    ) -> Result<Self, ConfigError> {
        let list = &tables.authorities;
        let rows = tables.characteristics.as_deref().unwrap_or_default();
        check_names(pipeline, choices, rows)?;
        let left_out = left_out(pipeline, choices, list)?;

        let place_of: FxHashMap<&str, usize> = choices
            .features
            .iter()
            .enumerate()
            .map(|(place, feature)| (feature.name.as_str(), place))
            .collect();
        let mut considered: Vec<Considered> = list
            .open_on(pipeline.as_of)
            .into_iter()
            .filter(|place| !left_out.contains(place))
            .map(|authority| Considered {
                authority,
                values: vec![(f64::NAN, Treatment::Missing); choices.features.len()],
                in_model: true,
            })
            .collect();
        for row in rows {
            let at = considered.binary_search_by_key(&row.authority, |one| one.authority);
            if let (Ok(at), Some(feature)) = (at, place_of.get(row.feature.as_str())) {
                considered[at].values[*feature] = (row.value, Treatment::Given);
            }
        }
        treat_missing(&mut considered, choices.missing, list);
        report(&considered, list);

        let in_model = || considered.iter().filter(|one| one.in_model);
        let columns = (0..choices.features.len())
            .map(|feature| in_model().map(|one| one.values[feature].0).collect())
            .collect();
        let mut by_name: Vec<usize> = (0..choices.features.len()).collect();
        by_name.sort_by_key(|place| &choices.features[*place].name);
        Ok(Self {
            authorities: in_model().map(|one| one.authority).collect(),
            columns,
            by_name,
            considered,
        })
    }

    /// Every value with what the fits made of it, in order of authority and feature name.
    pub(super) fn described(self, fits: &[Fit]) -> Vec<Feature> {
        let mut row = 0;
        let mut described = Vec::with_capacity(self.considered.len() * fits.len());
        for one in &self.considered {
            for feature in &self.by_name {
                let (value, treatment) = one.values[*feature];
                let fitted = |values: &[f64]| if one.in_model { values[row] } else { f64::NAN };
                described.push(Feature {
                    authority: one.authority,
                    feature: *feature,
                    value,
                    treatment,
                    transformed: fitted(&fits[*feature].transformed.values),
                    scaled: fitted(&fits[*feature].scaled),
                    in_model: one.in_model,
                });
            }
            row += usize::from(one.in_model);
        }
        described
    }
}

/// A feature of the pipeline that no authority has is a spelling mistake.
fn check_names(
    pipeline: &Pipeline,
    choices: &Choices,
    rows: &[Characteristic],
) -> Result<(), ConfigError> {
    let known: BTreeSet<&str> = rows.iter().map(|row| row.feature.as_str()).collect();
    let Some(unknown) = choices
        .features
        .iter()
        .find(|feature| !known.contains(feature.name.as_str()))
    else {
        return Ok(());
    };
    let known: Vec<&str> = known.into_iter().collect();
    let hint = match nearest(&unknown.name, &known) {
        Some(near) => format!("; did you mean {near:?}?"),
        None => format!("; they have {}", listed(known)),
    };
    Err(pipeline.file.error_at(
        &unknown.span,
        format!(
            "the characteristics have no feature {:?}{hint}",
            unknown.name
        ),
    ))
}

/// The authorities that the pipeline leaves out.
fn left_out(
    pipeline: &Pipeline,
    choices: &Choices,
    list: &Authorities,
) -> Result<BTreeSet<AuthorityIx>, ConfigError> {
    choices
        .left_out
        .iter()
        .map(|named| {
            let refuse = |reason: String| pipeline.file.error_at(&named.span, reason);
            match list.find(&named.authority, RowDay::Own(pipeline.as_of)) {
                Ok(Area::Authority(place)) => Ok(place),
                Ok(_) => Err(refuse(format!(
                    "leave_out names {:?}, which is no council; only councils are neighbours",
                    named.authority
                ))),
                Err(unknown) => Err(refuse(format!("leave_out: {unknown}"))),
            }
        })
        .collect()
}

/// Applies the pipeline's rule to authorities that lack a feature.
fn treat_missing(considered: &mut [Considered], rule: MissingFeature, list: &Authorities) {
    let given = |value: &(f64, Treatment)| value.1 == Treatment::Given;
    for one in &mut *considered {
        one.in_model = match rule {
            MissingFeature::LeaveOut => one.values.iter().all(given),
            _ => one.values.iter().any(given),
        };
    }
    let by_region = match rule {
        MissingFeature::LeaveOut | MissingFeature::Shared => return,
        MissingFeature::RegionMedian => true,
        MissingFeature::NationalMedian => false,
    };
    let features = considered.first().map_or(0, |one| one.values.len());
    let region = |one: &Considered| list.get(one.authority).region;
    let mut scratch = Vec::new();
    for feature in 0..features {
        let national: Vec<f64> = considered.iter().map(|one| one.values[feature].0).collect();
        let national_median = median(&national, &mut scratch);
        let regional: Vec<_> = (0..list.regions().len())
            .map(|place| {
                let values: Vec<f64> = considered
                    .iter()
                    .filter(|one| region(one).is_some_and(|region| region.index() == place))
                    .map(|one| one.values[feature].0)
                    .collect();
                median(&values, &mut scratch)
            })
            .collect();
        for one in considered.iter_mut().filter(|one| one.in_model) {
            if one.values[feature].1 == Treatment::Given {
                continue;
            }
            let of_region = region(one)
                .filter(|_| by_region)
                .and_then(|region| regional.get(region.index()).copied().flatten());
            one.values[feature] = match (of_region, national_median) {
                (Some(median), _) => (median.value, Treatment::RegionMedian),
                (None, Some(median)) => (median.value, Treatment::NationalMedian),
                (None, None) => continue,
            };
        }
    }
}

/// Says in the log which authorities lack a feature; the table of features says it too.
fn report(considered: &[Considered], list: &Authorities) {
    let name = |one: &Considered| list.get(one.authority).name.clone();
    let left_out: Vec<String> = considered
        .iter()
        .filter(|one| !one.in_model)
        .map(name)
        .collect();
    let touched: Vec<String> = considered
        .iter()
        .filter(|one| one.in_model)
        .filter(|one| one.values.iter().any(|value| value.1 != Treatment::Given))
        .map(name)
        .collect();
    for (what, names) in [
        ("left out for want of features", left_out),
        ("lack a feature", touched),
    ] {
        if !names.is_empty() {
            const SHOWN: usize = 10;
            tracing::warn!(
                authorities = names.len(),
                first = names[..names.len().min(SHOWN)].join(", "),
                "neighbour model: {what}"
            );
        }
    }
}
