//! `neighbour_model`.

use super::recurring::FEATURE;
use super::schema::{Column, Kind, Table, WORD};

/// How each feature was fitted.
pub static TABLE: Table = Table {
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
