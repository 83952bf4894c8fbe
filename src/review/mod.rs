//! A published run, read back: nothing is computed anew, everything is what the tables say.
//!
//! A run is opened by its manifest, and each table by the columns that `publish` declares for it.
//! From its rows come the explanation of a rating and the difference between two runs, as facts;
//! the words for them are made by whoever shows them.

mod awarded;
mod cells;
mod diff;
mod error;
mod explain;
mod figure;
mod hundred;
mod levers;
mod medians;
mod name;
mod neighbour_rows;
mod profile_row;
mod rows;
mod run;
mod table;
mod tree;

pub use self::awarded::awarded;
pub use self::cells::{Cell, Only, Row, RunTable};
pub use self::diff::{Amount, Change, Comparator, Difference, Moved, State, Subject, diff};
pub use self::error::ReviewError;
pub use self::explain::{
    AskedRule, ExplainedFirmness, ExplainedIndicator, ExplainedLimiter, ExplainedOutcome,
    ExplainedProvision, ExplainedTrigger, Explanation, explain,
};
pub use self::figure::{
    AskedFigure, ComparisonTest, CorrectionRow, ExplainedFigure, FigureRow, NeighbourFigure,
    RejectedRow, SeriesPoint, SourceFile, explain_figure,
};
pub use self::hundred::of_hundred;
pub use self::levers::RankedLever;
pub use self::medians::{PublishedMedian, medians};
pub use self::name::find_authority;
pub use self::neighbour_rows::{ModelFeatureRow, ScaledFeatureRow};
pub use self::profile_row::{PublishedValue, profile_row};
pub use self::rows::{
    AreaRow, AuthorityRow, BoundaryRow, BreakRow, CatalogueRow, ClosenessRow, ContributionRow,
    DefinitionRow, DirectionRow, DistributionRow, DoubtRow, EvidenceRow, FindingRow, FirmnessRow,
    GroupRow, IndicatorRow, InequalityRow, LeverRow, LimitRow, MeasureRow, NeighbourRow,
    NotableRow, OutcomeRow, ProvisionComparisonRow, ProvisionRow, QuantileRow, RatingRow,
    SettingRow, ShareRow, TriggerRow,
};
pub use self::run::PublishedRun;
pub use self::table::Day;
pub use self::tree::{Emphasis, Node};
