//! The statistics of the field: slices in, numbers out.
//!
//! Nothing here knows of tables, files or rules. A missing value is NaN in a slice; each function
//! says what it does with missing values, ties and an empty slice.

mod box_cox;
mod brent;
mod concordance;
mod correlation;
mod difference;
mod false_discovery;
mod funnel;
mod interval;
mod lanes;
mod line;
mod mean_interval;
mod nearest;
mod outline;
mod p_value;
mod proportion;
mod quantile;
mod quantile_group;
mod quartile;
mod rank;
mod robust;
#[cfg(test)]
mod samples;
mod shapiro;
mod spread;
mod transformation;
mod trend;
mod yeo_johnson;

pub use box_cox::{box_cox, box_cox_parameter};
pub use concordance::{Concordance, Pairs};
pub use correlation::{correlation, rank_correlation};
pub use difference::difference;
pub use false_discovery::false_discovery;
pub use funnel::Funnel;
pub use interval::{Interval, byar, normal_quantile, normal_within, wilson};
pub use lanes::LANES;
pub use line::{Inequality, Line, inequality};
pub use mean_interval::mean_interval;
pub use nearest::{Near, euclidean, nearest, nearest_by_shared};
pub use outline::{OutlinePolygon, national_grid, simplified};
pub use p_value::{byar_z, two_sided, wilson_z};
pub use proportion::{ProportionWord, proportion_word};
pub use quantile::{CutPoints, cut_points, cut_points_by_selection, quantile};
pub use quantile_group::quantile_groups;
pub use quartile::quartile_band;
pub use rank::Ordered;
pub use robust::Robust;
pub use shapiro::{ShapiroWilk, shapiro_wilk};
pub use spread::{
    Means, Summary, deviation_from, gather_present, mean, means_in_lanes, median,
    standard_deviation,
};
pub use transformation::{Transformation, Transformed};
pub use trend::{theil_sen, theil_sen_of_five};
pub use yeo_johnson::{yeo_johnson, yeo_johnson_parameter};
