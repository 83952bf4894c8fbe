//! The statistics of the field: slices in, numbers out.
//!
//! Nothing here knows of tables, files or rules. A missing value is NaN in a slice; each function
//! says what it does with missing values, ties and an empty slice.

mod interval;
mod proportion;
mod quantile;
mod quartile;
mod rank;
mod spread;
mod trend;

pub use interval::{Interval, byar, normal_quantile, wilson};
pub use proportion::{ProportionWord, proportion_word};
pub use quantile::{CutPoints, cut_points, cut_points_by_selection, quantile};
pub use quartile::quartile_band;
pub use rank::Ordered;
pub use spread::{Summary, deviation_from, gather_present, mean, median, standard_deviation};
pub use trend::{LANES, theil_sen, theil_sen_of_five};
