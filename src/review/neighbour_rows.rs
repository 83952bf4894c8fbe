//! The rows of published tables that say what a neighbour model measured.

use serde::Serialize;

use super::rows::row;
use super::table::Held;
use super::{PublishedRun, ReviewError};
use crate::publish::tables;
use crate::review::table::Columns;

row! {
    /// A row of `neighbour_model`.
    ModelFeatureRow of neighbour_model {
        feature,
        weight,
        transformation,
    }
}

row! {
    /// A row of `neighbour_features`.
    ScaledFeatureRow of neighbour_features {
        authority,
        feature,
        scaled,
        in_model,
    }
}
