//! Pipeline and rulebook files, checked completely before any data is read.
//!
//! Both are TOML written by an analyst. An unknown key, a repeated key, a number out of its
//! range, a name that nothing declares or SQL that does not parse is a [`ConfigError`] that
//! names the file, the line and what was expected.

mod error;
mod file;
mod gates;
mod letter;
mod neighbour_model;
mod pipeline;
mod rulebook;

pub use error::ConfigError;
pub use file::ConfigFile;
pub use gates::{Limits, Retain, SourceGates};
pub use letter::LetterFiles;
pub use neighbour_model::{
    Closeness, LeftOut, MissingFeature, ModelFeature, NeighbourModel, Scale,
};
pub use pipeline::{Encoding, Mapping, NeighbourStatistic, Overrides, Pipeline, Source};
pub use rulebook::{
    Aspect, BlockWeights, Coverage, Family, FindingKind, HalfRule, IndicatorComparison, Limiter,
    Moderation, Outcome, OutcomeCutOff, Provision, ProvisionComparison, ProvisionCutOff, Rulebook,
    TrendRule,
};
