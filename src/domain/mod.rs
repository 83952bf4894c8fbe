//! The vocabulary of the field: grades, ratings, polarities, periods, shares and authorities.
//!
//! Every word that two stages share is a type here, so that the compiler refuses what an analyst
//! would refuse: a grade where a rating belongs, a percentage where a share belongs, a row number
//! where an authority belongs.

mod authority;
mod comparison;
mod delay;
mod doubt;
mod firmness;
mod geographic_level;
mod grade;
mod lever;
mod measure;
mod missing;
mod period;
mod polarity;
mod quartile;
mod rating;
mod series_break;
mod share;
pub mod shown;
mod spelling;
mod step;
mod trend;
mod unit;
pub(crate) mod wrapping;

pub use authority::{AuthorityIx, Level, RegionIx};
pub use comparison::Comparison;
pub use delay::Delay;
pub use doubt::Doubt;
pub use firmness::{DoubtShare, Estimate, Firmness, Robustness};
pub use geographic_level::GeographicLevel;
pub use grade::Grade;
pub use lever::{Lever, LeverDirection, LeverKind};
pub use measure::{Measure, MeasureError, MeasureKind};
pub use missing::{MissingReason, figure_note};
pub use period::{MONTHS, Period, PeriodError, PeriodKind, PeriodLabel, PeriodUnit, YearKind};
pub use polarity::Polarity;
pub use quartile::QuartileBand;
pub use rating::Rating;
pub use series_break::SeriesBreak;
pub use share::Share;
pub use spelling::{folded, folded_name, nearest};
pub use step::Step;
pub use trend::Trend;
pub use unit::KNOWN_UNITS;
