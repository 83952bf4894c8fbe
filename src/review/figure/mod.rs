//! One figure of one authority: its value, whom it stands beside, how it was compared, and the
//! files that it was read from.

mod finding;
mod gathering;
mod lines;
mod rows;
mod unusual;

use serde::Serialize;

pub use self::gathering::explain_figure;
pub use self::rows::{CorrectionRow, FigureRow, RejectedRow};
use super::{AuthorityRow, NotableRow};
use crate::review::rows::{DefinitionRow, DistributionRow};

/// The figure that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct AskedFigure<'a> {
    /// The indicator, by its key, its title or a part of either that no other has.
    pub indicator: &'a str,
    /// The breakdown; the one that stands for everybody where none is named.
    pub breakdown: Option<&'a str>,
    /// The period; the latest of the breakdown where none is named.
    pub period: Option<&'a str>,
}

/// A figure with everything that the tables of a run say of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedFigure {
    /// The run that says so.
    pub run: String,
    /// The authority.
    pub authority: AuthorityRow,
    /// What is measured.
    pub indicator: DefinitionRow,
    /// The figure beside its comparators.
    pub figure: FigureRow,
    /// The test that was used.
    pub test: Option<ComparisonTest>,
    /// How unusual it is; none where the run was not asked, or not of this figure.
    pub notable: Option<NotableRow>,
    /// Whether the run says of any figure how unusual it is.
    #[serde(skip)]
    pub tells_notable: bool,
    /// Each similar area, the most similar first.
    pub neighbours: Vec<NeighbourFigure>,
    /// The values of the authority in every period of the series, the earliest first.
    pub series: Vec<SeriesPoint>,
    /// How the values of all authorities are spread; none where nobody has one.
    pub spread: Option<DistributionRow>,
    /// The breakdowns that the indicator has for the authority.
    pub breakdowns: Vec<String>,
    /// The files that the values were read from, by source.
    pub sources: Vec<SourceFile>,
    /// What other extracts say of the figures of its series than those that stand.
    pub corrections: Vec<CorrectionRow>,
    /// Rows about the indicator and the authority that were rejected.
    pub rejected: Vec<RejectedRow>,
}

/// How a value was compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonTest {
    /// What it was compared by, in the word of the table.
    pub compared_by: String,
    /// The confidence of intervals that are worked out, by the rulebook.
    pub confidence: f64,
    /// The margin in standard deviations across authorities, by the rulebook.
    pub margin: f64,
}

/// The figure of a similar area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeighbourFigure {
    /// Its place among the similar areas, 1 the most similar.
    pub rank: i32,
    /// Its code.
    pub authority: String,
    /// Its name.
    pub name: String,
    /// How close it is, in the words of the list; none where the list does not say.
    pub closeness: Option<String>,
    /// How far it is in the neighbour model; none where the list gives none.
    pub distance: Option<f64>,
    /// Its value.
    pub value: Option<f64>,
    /// Why it has none.
    pub missing_reason: Option<String>,
}

/// The value of a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesPoint {
    /// The period as published.
    pub period: String,
    /// The value.
    pub value: Option<f64>,
    /// Why there is none.
    pub missing_reason: Option<String>,
    /// The state of the figure in words, such as revised, or carried from predecessors.
    pub status: Option<String>,
    /// The trend up to this period.
    pub trend: Option<String>,
}

/// A file that values of indicators were read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceFile {
    /// The source, by its name in the pipeline.
    pub source: String,
    /// The file.
    pub file: String,
    /// The BLAKE3 digest of its bytes.
    pub digest: String,
}
