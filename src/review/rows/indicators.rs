//! Rows about indicators and outcomes.

use serde::Serialize;

use super::{kept, row};
use crate::publish::tables::{self, indicator_profile::column as indicator_profile};
use crate::review::table::{Columns, Held};
use crate::review::{PublishedRun, ReviewError};

row! {
    /// A row of `outcome_profile`.
    OutcomeRow of outcome_profile {
        authority,
        outcome,
        indicators,
        with_value,
        in_line_or_better_neighbours,
        in_line_or_better_national,
        share_neighbours,
        share_national,
        band,
    }
}

row! {
    /// A row of `indicator_profile`.
    IndicatorRow of indicator_profile {
        authority,
        indicator,
        breakdown,
        period,
        is_latest,
        value,
        neighbour_mean,
        neighbour_count,
        neighbour_rank,
        national_value,
        national_rank,
        ranked_count,
        quartile_band,
        change,
        trend,
        vs_neighbours,
        vs_national,
        is_total,
    }
}

row! {
    /// A row of `indicator_profile`, with all that a briefing says of a figure.
    MeasureRow of indicator_profile {
        authority,
        indicator,
        breakdown,
        period,
        period_end,
        is_latest,
        value,
        neighbour_mean,
        neighbour_count,
        neighbour_rank,
        national_value,
        national_source,
        national_rank,
        ranked_count,
        quartile_band,
        previous_value,
        change,
        trend,
        vs_neighbours,
        vs_national,
        is_total,
    }
}

row! {
    /// A row of `indicators`.
    CatalogueRow of indicators {
        indicator,
        title,
        outcome,
        polarity,
        unit,
        decimals,
    }
}

row! {
    /// A row of `indicators`, with what kind of figure it is.
    DefinitionRow of indicators {
        indicator,
        title,
        outcome,
        polarity,
        unit,
        decimals,
        kind,
        per,
    }
}

row! {
    /// A row of `notable`.
    NotableRow of notable {
        authority,
        indicator,
        breakdown,
        period,
        neighbour_median,
        z_neighbours,
        q_neighbours,
        national_median,
        z_national,
        q_national,
        comparisons,
        notable,
        against,
        way,
        place,
    }
}

row! {
    /// A row of `indicator_distribution`.
    DistributionRow of indicator_distribution {
        indicator,
        breakdown,
        period,
        authorities,
        minimum,
        q25,
        median,
        q75,
        maximum,
        mean,
        standard_deviation,
    }
}

row! {
    /// A row of `indicator_limits`, as far as it is about the funnel.
    LimitRow of indicator_limits {
        authority,
        indicator,
        breakdown,
        period,
        value,
        denominator,
        baseline,
        funnel_low_95,
        funnel_high_95,
        funnel_low_998,
        funnel_high_998,
        funnel,
        overdispersion,
        wide_funnel,
    }
}

row! {
    /// A row of `indicator_quantiles`.
    QuantileRow of indicator_quantiles {
        authority,
        indicator,
        breakdown,
        period,
        groups,
        quantile,
        first,
    }
}

row! {
    /// A row of `indicator_inequality`.
    InequalityRow of indicator_inequality {
        authority,
        indicator,
        inequality,
        period,
        slope,
        slope_low,
        slope_high,
        relative,
        relative_low,
        relative_high,
        sizes,
    }
}

row! {
    /// A row of `series_breaks`.
    BreakRow of series_breaks {
        indicator,
        breakdown,
        period,
        source,
        reason,
        authorities,
    }
}

impl IndicatorRow {
    /// Reads the latest rows of every indicator for all authorities.
    ///
    /// # Errors
    /// As [`IndicatorRow::read`].
    pub fn read_latest(run: &PublishedRun) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(&columns.keep_where::<indicator_profile::is_latest>()?),
            None => Ok(Vec::new()),
        }
    }

    /// Reads the latest rows of every indicator for the authorities for which `keep` holds.
    ///
    /// # Errors
    /// As [`IndicatorRow::read`].
    pub fn read_latest_of(
        run: &PublishedRun,
        keep: impl Fn(&str) -> bool,
    ) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(
                &columns
                    .keep_where::<indicator_profile::is_latest>()?
                    .keep::<indicator_profile::authority, indicator_profile::indicator>(
                    |authority, _| keep(authority),
                )?,
            ),
            None => Ok(Vec::new()),
        }
    }

    /// Whether the value is worse than similar areas or than England, and better than neither.
    pub fn is_weak(&self) -> bool {
        let is = |word: &str| {
            [&self.vs_neighbours, &self.vs_national]
                .into_iter()
                .any(|comparison| comparison.as_deref() == Some(word))
        };
        is("worse") && !is("better")
    }
}

impl MeasureRow {
    /// Reads the latest figures about everybody, of every indicator and authority.
    ///
    /// # Errors
    /// As [`MeasureRow::read`].
    pub fn read_latest(run: &PublishedRun) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(
                &columns
                    .keep_where::<indicator_profile::is_latest>()?
                    .keep_where::<indicator_profile::is_total>()?,
            ),
            None => Ok(Vec::new()),
        }
    }
}

kept! { LimitRow of indicator_limits by indicator, period }

kept! { QuantileRow of indicator_quantiles by indicator, period }
