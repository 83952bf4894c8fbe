//! The rows of published tables that speak of one figure.

use serde::Serialize;

use crate::publish::tables::{self, indicator_profile::column as indicator_profile};
use crate::review::rows::row;
use crate::review::table::{Columns, Held};
use crate::review::{PublishedRun, ReviewError};

row! {
    /// A row of `indicator_profile`, with all that is known of a figure.
    FigureRow of indicator_profile {
        authority,
        indicator,
        breakdown,
        period,
        period_end,
        is_latest,
        is_total,
        value,
        value_low,
        value_high,
        status,
        missing_reason,
        compared_by,
        neighbour_mean,
        neighbour_count,
        neighbour_statistic,
        neighbour_rank,
        vs_neighbours,
        region_value,
        national_value,
        national_source,
        vs_national,
        national_rank,
        ranked_count,
        quartile_band,
        previous_value,
        change,
        trend,
    }
}

row! {
    /// A row of `corrections`.
    CorrectionRow of corrections {
        source,
        file,
        row,
        column,
        key,
        said,
        stands_file,
        stands_row,
        stands,
    }
}

row! {
    /// A row of `quarantine`, without the record.
    RejectedRow of quarantine {
        source,
        row,
        file,
        key,
        rule,
        reason,
    }
}

impl FigureRow {
    /// Reads every row about `indicator` of the authorities for which `keep` holds.
    ///
    /// # Errors
    /// As [`FigureRow::read`].
    pub(super) fn read_of(
        run: &PublishedRun,
        indicator: &str,
        keep: impl Fn(&str) -> bool,
    ) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(
                &columns.keep::<indicator_profile::authority, indicator_profile::indicator>(
                    |authority, of| of == indicator && keep(authority),
                )?,
            ),
            None => Ok(Vec::new()),
        }
    }
}
