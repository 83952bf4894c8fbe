//! What a reader of exported files should know, as types; words for people are made here, last.

use std::fmt;

/// Something that is otherwise in a file than in the run's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Text that a spreadsheet would take for a formula, made harmless by an apostrophe.
    FormulasQuoted {
        /// The table.
        table: &'static str,
        /// How many cells.
        cells: u64,
    },
    /// Text longer than a cell of a workbook holds, which was cut.
    TextCut {
        /// The table.
        table: &'static str,
        /// How many cells.
        cells: u64,
    },
    /// A table of more rows than a sheet holds, which goes on in others.
    Split {
        /// The table.
        table: &'static str,
        /// Over how many sheets.
        sheets: usize,
    },
    /// Tables without a column that is asked for by, which an export of a part leaves out.
    TablesLeftOut {
        /// Their names.
        tables: Vec<&'static str>,
    },
    /// Periods that the standard has no year for.
    PeriodsLeftOut {
        /// Some of their labels.
        labels: Vec<String>,
        /// How many figures of councils have one of them.
        figures: u64,
    },
    /// Figures of England that are computed and not published.
    ComputedNational {
        /// How many.
        figures: u64,
    },
    /// Regions without a nine-character code, of which the standard has no rows.
    RegionsWithoutCode {
        /// Their names.
        names: Vec<String>,
    },
    /// Councils without a nine-character code, which stand as `x`.
    CouncilsWithoutCode {
        /// How many.
        councils: usize,
    },
    /// A year of four or six digits stands as one of this kind because nothing says which it is.
    YearAssumed {
        /// The standard's word.
        identifier: &'static str,
    },
    /// Indicators in whose names the Department's screener sees a group of children.
    NamesLikeGroups {
        /// The columns.
        columns: Vec<String>,
    },
    /// The run does not lie in an output folder, so there is no history to view.
    NoHistory,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FormulasQuoted { table, cells } => write!(
                f,
                "{table}: {cells} text cells begin with a sign that a spreadsheet takes for a \
                 formula; an apostrophe stands before each"
            ),
            Self::TextCut { table, cells } => write!(
                f,
                "{table}: {cells} cells hold more text than a cell of a workbook can; each is cut \
                 and ends in \u{201c}[cut]\u{201d}; the run's own table has the whole"
            ),
            Self::Split { table, sheets } => write!(
                f,
                "{table}: has more rows than a sheet holds and goes on over {sheets} sheets"
            ),
            Self::TablesLeftOut { tables } => write!(
                f,
                "left out, because their rows are not about what was asked for: {}",
                tables.join(", ")
            ),
            Self::PeriodsLeftOut { labels, figures } => write!(
                f,
                "{figures} figures are left out, because the standard has no such year: {}",
                labels.join(", ")
            ),
            Self::ComputedNational { figures } => write!(
                f,
                "{figures} of England's figures are computed from those of councils and not \
                 published; say so in a footnote"
            ),
            Self::RegionsWithoutCode { names } => write!(
                f,
                "there are no rows of regions without a nine-character code: {}; give them an \
                 ons_code in the source `authorities`",
                names.join(", ")
            ),
            Self::CouncilsWithoutCode { councils } => write!(
                f,
                "new_la_code is `x` for {councils} councils whose nine-character code the run does \
                 not have; give them an ons_code in the source `authorities`"
            ),
            Self::YearAssumed { identifier } => write!(
                f,
                "single years stand as \u{201c}{identifier}\u{201d}; --time-identifier says \
                 otherwise"
            ),
            Self::NamesLikeGroups { columns } => write!(
                f,
                "the Department's screener takes the names of these indicators for groups of \
                 children, and refuses them: {}; rename them, or make the group a breakdown",
                columns.join(", ")
            ),
            Self::NoHistory => f.write_str(
                "there are no views of a history, because the run does not lie below `runs` in an \
                 output folder",
            ),
        }
    }
}
