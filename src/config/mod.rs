//! Pipeline and rulebook files, checked completely before any data is read.
//!
//! Both are TOML written by an analyst. An unknown key, a repeated key, a number out of its
//! range, a name that nothing declares or SQL that does not parse is a [`ConfigError`] that
//! names the file, the line and what was expected.

mod area_rules;
mod available_after;
mod breaks;
mod comparators;
mod day_in_name;
mod ees;
mod error;
mod feed;
mod feed_checker;
mod feed_toml;
mod file;
mod fingertips;
mod gates;
mod implied;
mod imported;
mod join;
pub mod keys;
mod known_format;
mod letter;
mod lookup;
mod mapping;
mod neighbour_model;
mod neighbour_statistic;
mod notable;
mod pipeline;
mod pipeline_checks;
mod pipeline_toml;
mod plain_words;
mod ranges;
mod reading;
mod robustness;
mod rulebook;
mod site;
mod source;
mod statistics;
mod successions;
mod unpivot;

pub use area_rules::{JointReturns, OutsideCouncils};
pub use available_after::AvailableAfter;
pub use breaks::{Break, BrokenBy};
pub use comparators::{Comparator, ComparedWith};
pub use day_in_name::DayInName;
pub use error::ConfigError;
pub use feed::{Feed, Join};
pub use file::ConfigFile;
pub use gates::{Limits, Retain, RunGates, SourceGates};
pub use imported::Imported;
pub use letter::LetterFiles;
pub use lookup::Lookup;
pub use mapping::{Mapping, ValueMap};
pub use neighbour_model::{
    Closeness, LeftOut, MissingFeature, ModelFeature, NeighbourModel, Scale,
};
pub use neighbour_statistic::NeighbourStatistic;
pub use notable::{NotableRows, NotableRule, NotableTest, Periods};
pub use pipeline::{Overrides, Pipeline};
pub use robustness::Robustness;
pub use rulebook::{
    AskedKey, Aspect, AspectAt, Before, BlockWeights, Coverage, Family, FewSettings,
    FewSettingsBand, FindingKind, HalfRule, IndicatorComparison, Limiter, Moderation, Outcome,
    OutcomeCutOff, ProfileColumn, ProfileFact, ProfileSubject, ProfileValue, Provision,
    ProvisionComparison, ProvisionCutOff, RatingYear, Rulebook, SignificantWeakness, TrendMethod,
    TrendRule, Trigger, is_last_of_month, last_of_month,
};
pub use site::SiteFiles;
pub use source::Source;
pub use statistics::{OrderedGroups, Statistics};
pub use successions::{Predecessor, Succession};
pub use unpivot::Unpivot;
