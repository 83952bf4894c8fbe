//! The tables of the neighbour model: `neighbour_features`, `neighbour_contributions` and
//! `neighbour_model`.

use super::neighbours::NEIGHBOUR;
use super::{AUTHORITY, Column, Kind, SHARE, Table, WORD};

const FEATURE: Column = Column::new(
    "feature",
    Kind::Category,
    "feature name",
    "The feature, by its name in the characteristics.",
);

/// What the model made of every feature of every authority.
pub(super) const NEIGHBOUR_FEATURES: Table = Table {
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

/// What each feature adds to the distance of each pair that the model kept.
pub(super) const NEIGHBOUR_CONTRIBUTIONS: Table = Table {
    name: "neighbour_contributions",
    about: "One row per authority, neighbour that the model gives it, and feature.",
    key: &["authority", "rank", "feature"],
    columns: &[
        AUTHORITY,
        Column::new(
            "rank",
            Kind::Integer,
            "rank, 1 is most similar",
            "The neighbour's place in the model's list.",
        ),
        FEATURE,
        NEIGHBOUR,
        Column::new(
            "distance",
            Kind::Number,
            "distance of the model",
            "How far apart the two are over all features, 0 being alike.",
        ),
        Column::new(
            "closeness",
            Kind::Category,
            WORD,
            "How close the neighbour is, from `Extremely close` to `Not close`.",
        ),
        Column::new(
            "squared_difference",
            Kind::Number,
            "square of the distance of the model",
            "The square of the difference of the two scaled values; missing where either is.",
        )
        .or_missing(),
        Column::new(
            "share",
            Kind::Share,
            SHARE,
            "The feature's share of the squared differences of all features, 0 where the two are \
             alike in it; missing where either value is, and for a pair alike in everything.",
        )
        .or_missing(),
    ],
};

/// How each feature was fitted.
pub(super) const NEIGHBOUR_MODEL: Table = Table {
    name: "neighbour_model",
    about: "One row per feature of the neighbour model.",
    key: &["feature"],
    columns: &[
        FEATURE,
        Column::new(
            "weight",
            Kind::Number,
            "weight, above 0 and at most 1",
            "How much the feature counts, by the pipeline.",
        ),
        Column::new(
            "transformation",
            Kind::Category,
            WORD,
            "The transformation that was applied: the pipeline's, or the one after which the \
             values look most normal.",
        ),
        Column::new(
            "parameter",
            Kind::Number,
            "parameter of the transformation",
            "The parameter of greatest likelihood of `box_cox` or `yeo_johnson`; missing for other \
             transformations.",
        )
        .or_missing(),
        Column::new(
            "p_before",
            Kind::Number,
            "p-value from 0 to 1",
            "The p-value of the Shapiro-Wilk test before the transformation, an extrapolation for \
             more than 5,000 authorities; missing for fewer than three authorities.",
        )
        .or_missing(),
        Column::new(
            "p_after",
            Kind::Number,
            "p-value from 0 to 1",
            "The same after the transformation; missing for fewer than three authorities.",
        )
        .or_missing(),
        Column::new(
            "origin",
            Kind::Number,
            "unit of the transformation",
            "The transformed value that became 0: the smallest, or the mean for z-scores.",
        ),
        Column::new(
            "length",
            Kind::Number,
            "unit of the transformation",
            "The length in transformed values that became the weight: from the smallest to the \
             largest, or the standard deviation for z-scores.",
        ),
        Column::new(
            "closest_feature",
            Kind::Category,
            "feature name",
            "The other feature that it goes with most, up or down; missing when it is the only \
             one.",
        )
        .or_missing(),
        Column::new(
            "closest_correlation",
            Kind::Number,
            "correlation from -1 to 1",
            "Pearson's correlation with that feature after the transformations; missing when it is \
             the only one.",
        )
        .or_missing(),
        Column::new(
            "high_correlations",
            Kind::TextList,
            "feature names",
            "The features with which its correlation is above 0.9 or below -0.9, and which \
             therefore count nearly twice; empty when there are none.",
        ),
    ],
};
