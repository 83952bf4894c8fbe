//! The rows of published tables, as values.
//!
//! Each type has the columns of one table that a reader of a run needs. Their names and kinds are
//! those of the table's own declaration; what they mean stands there (`plumbline schema`).

mod councils;
mod indicators;
mod ratings;
mod settings;

pub use self::councils::{
    AreaRow, AuthorityRow, BoundaryRow, ClosenessRow, ContributionRow, NeighbourRow,
};
pub use self::indicators::{
    BreakRow, CatalogueRow, DefinitionRow, DistributionRow, IndicatorRow, InequalityRow, LimitRow,
    MeasureRow, NotableRow, OutcomeRow, QuantileRow,
};
pub use self::ratings::{
    DirectionRow, DoubtRow, EvidenceRow, FirmnessRow, GroupRow, LeverRow, RatingRow, TriggerRow,
};
pub use self::settings::{FindingRow, ProvisionComparisonRow, ProvisionRow, SettingRow, ShareRow};

/// A row type with the columns that it reads, and the table that they are read from.
macro_rules! row {
    ($(#[$about:meta])* $row:ident of $table:ident { $($name:ident,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[allow(missing_docs, reason = "columns are described by the table's schema")]
        pub struct $row { $(pub $name: Held<tables::$table::column::$name>,)+ }

        impl $row {
            /// The table that the rows are of.
            pub const TABLE: &str = tables::$table::TABLE.name;

            /// Reads the rows of a run, or those of one authority; none where the run does not
            /// have the table.
            ///
            /// # Errors
            /// When the table has other columns than this version writes.
            pub fn read(
                run: &PublishedRun,
                authority: Option<&str>,
            ) -> Result<Vec<Self>, ReviewError> {
                match Self::columns(run, authority)? {
                    Some(columns) => Self::rows(&columns),
                    None => Ok(Vec::new()),
                }
            }

            pub(in crate::review) fn columns(
                run: &PublishedRun,
                authority: Option<&str>,
            ) -> Result<Option<Columns>, ReviewError> {
                run.has(Self::TABLE)
                    .then(|| run.table(Self::TABLE, &[$(stringify!($name)),+], authority))
                    .transpose()
            }

            pub(in crate::review) fn rows(columns: &Columns) -> Result<Vec<Self>, ReviewError> {
                $(let $name = columns.column::<tables::$table::column::$name>()?;)+
                (0..columns.len())
                    .map(|row| Ok(Self { $($name: $name.value(row)?,)+ }))
                    .collect()
            }
        }
    };
}

/// Rows of which those are read for whose two columns a question holds.
macro_rules! kept {
    ($row:ident of $table:ident by $one:ident, $other:ident) => {
        impl $row {
            #[doc = concat!(
                "Reads the rows for whose `", stringify!($one), "` and `", stringify!($other),
                "` `keep` holds.\n\n# Errors\nAs [`", stringify!($row), "::read`]."
            )]
            pub fn read_of(
                run: &PublishedRun,
                keep: impl Fn(&str, &str) -> bool,
            ) -> Result<Vec<Self>, ReviewError> {
                match Self::columns(run, None)? {
                    Some(columns) => Self::rows(
                        &columns.keep::<tables::$table::column::$one, tables::$table::column::$other>(keep)?,
                    ),
                    None => Ok(Vec::new()),
                }
            }
        }
    };
}

pub(super) use kept;
pub(super) use row;
