//! What moved the neighbours of a list: the features, and their shares of distances.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::side::Model;

/// Features that are named for one neighbour.
const NAMED: usize = 3;

/// A feature's share of squared distances in two models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ShareChange {
    /// The feature.
    pub feature: String,
    /// Its share in the old model; 0 where that does not have it.
    pub old: f64,
    /// Its share in the new model; 0 where that does not have it.
    pub new: f64,
}

impl ShareChange {
    /// How much the share grew.
    pub(super) fn growth(&self) -> f64 {
        self.new - self.old
    }
}

/// How the features of two models differ.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct ModelChange {
    /// Features of the old model alone.
    pub only_old: Vec<String>,
    /// Features of the new model alone.
    pub only_new: Vec<String>,
    /// Features with another weight.
    pub weights: Vec<WeightChange>,
    /// Features with another transformation.
    pub transformations: Vec<TransformationChange>,
}

/// A feature whose weight is another.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct WeightChange {
    pub feature: String,
    pub old: f64,
    pub new: f64,
}

/// A feature that is transformed in another way.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct TransformationChange {
    pub feature: String,
    pub old: String,
    pub new: String,
}

impl ModelChange {
    /// What `new` has otherwise than `old`.
    pub(super) fn of(old: &Model, new: &Model) -> Self {
        let only = |these: &Model, those: &Model| {
            let has = |name: &String| those.features.iter().any(|of| of.feature == *name);
            let names = these.features.iter().map(|of| &of.feature);
            names.filter(|name| !has(name)).cloned().collect()
        };
        let pairs = || {
            let before = old.features.iter();
            before.filter_map(|before| {
                let mut after = new.features.iter();
                let after = after.find(|after| after.feature == before.feature)?;
                Some((before, after))
            })
        };
        Self {
            only_old: only(old, new),
            only_new: only(new, old),
            weights: pairs()
                .filter(|(before, after)| before.weight != after.weight)
                .map(|(before, after)| WeightChange {
                    feature: before.feature.clone(),
                    old: before.weight,
                    new: after.weight,
                })
                .collect(),
            transformations: pairs()
                .filter(|(before, after)| before.transformation != after.transformation)
                .map(|(before, after)| TransformationChange {
                    feature: before.feature.clone(),
                    old: before.transformation.clone(),
                    new: after.transformation.clone(),
                })
                .collect(),
        }
    }
}

/// How the features' shares of the squared distances between `authority` and `others` changed, the
/// one that grew most first. Of several others the squares are added up first. Only those count who
/// are in both models.
pub(super) fn shares(
    (old, new): (&Model, &Model),
    authority: &str,
    others: &[&String],
) -> Vec<ShareChange> {
    let mut squares: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    for other in others {
        let parts = (
            old.contributions(authority, other),
            new.contributions(authority, other),
        );
        let (Some(before), Some(after)) = parts else {
            continue;
        };
        for (side, parts) in [before, after].into_iter().enumerate() {
            for (feature, part) in parts {
                if !part.squared_difference.is_nan() {
                    let sums = squares.entry(feature.to_owned()).or_default();
                    sums[side] += part.squared_difference;
                }
            }
        }
    }
    let all = [0, 1].map(|side| squares.values().map(|sums| sums[side]).sum::<f64>());
    if !all.iter().all(|all| *all > 0.0) {
        return Vec::new();
    }
    let mut changes: Vec<ShareChange> = squares
        .into_iter()
        .map(|(feature, [old, new])| ShareChange {
            feature,
            old: old / all[0],
            new: new / all[1],
        })
        .collect();
    changes.sort_by(|a, b| b.growth().total_cmp(&a.growth()));
    changes
}

/// The first changes for which `counts` holds.
pub(super) fn foremost<'a>(
    changes: impl Iterator<Item = &'a ShareChange>,
    counts: impl Fn(&ShareChange) -> bool,
) -> Vec<ShareChange> {
    let counting = changes.filter(|of| counts(of));
    counting.take(NAMED).cloned().collect()
}
