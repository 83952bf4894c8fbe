//! The rows of published tables, as values.
//!
//! Each type has the columns of one table that a reader of a run needs. Their names and kinds are
//! those of the table's own declaration; what they mean stands there (`plumbline schema`).

use serde::Serialize;

use super::table::{Columns, Held};
use super::{PublishedRun, ReviewError};
use crate::domain::Step;
use crate::publish::tables::{
    self, evidence::column as evidence, indicator_profile::column as indicator_profile,
    setting_profile::column as setting_profile,
};

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

            pub(super) fn columns(
                run: &PublishedRun,
                authority: Option<&str>,
            ) -> Result<Option<Columns>, ReviewError> {
                run.has(Self::TABLE)
                    .then(|| run.table(Self::TABLE, &[$(stringify!($name)),+], authority))
                    .transpose()
            }

            pub(super) fn rows(columns: &Columns) -> Result<Vec<Self>, ReviewError> {
                $(let $name = columns.column::<tables::$table::column::$name>()?;)+
                (0..columns.len())
                    .map(|row| Ok(Self { $($name: $name.value(row)?,)+ }))
                    .collect()
            }
        }
    };
}

pub(super) use row;

row! {
    /// A row of `authorities`.
    AuthorityRow of authorities {
        authority,
        name,
        region,
        kind,
        addressee,
    }
}

row! {
    /// A row of `authorities`, with its codes.
    AreaRow of authorities {
        authority,
        name,
        region,
        ons_code,
        region_ons_code,
    }
}

row! {
    /// A row of `boundaries`.
    BoundaryRow of boundaries {
        authority,
        part,
        ring,
        easting,
        northing,
    }
}

row! {
    /// A row of `ratings`.
    RatingRow of ratings {
        authority,
        name,
        region,
        year,
        indicative_rating,
        awarded_rating,
        descriptor,
        band_a,
        band_b,
        band_c,
        coverage,
        limiters,
        moderated,
        moderation_reason,
        previous_rating,
        direction,
    }
}

row! {
    /// A row of `rating_levers`.
    LeverRow of rating_levers {
        authority,
        direction,
        rank,
        lever,
        subject,
        amount,
        from,
        to,
        rating,
    }
}

row! {
    /// A row of `triggers`.
    TriggerRow of triggers {
        authority,
        trigger,
        fired,
        condition,
        inputs,
        before_as_of,
        reason,
    }
}

row! {
    /// A row of `direction`.
    DirectionRow of direction {
        authority,
        previous_year,
        previous_rating,
        awarded_rating,
        direction,
        neighbour_rank,
        neighbour_count,
        national_rank,
        national_count,
        improving,
        steady,
        worsening,
    }
}

row! {
    /// A row of `provision_profile`.
    ProvisionRow of provision_profile {
        authority,
        provision,
        family,
        settings,
        inspected,
        outstanding,
        good,
        satisfactory,
        inadequate,
        good_or_better,
        inadequate_share,
        neighbour_good_or_better,
        national_good_or_better,
        vs_neighbours,
        vs_national,
        band,
        wording,
    }
}

row! {
    /// A row of `setting_profile`.
    SettingRow of setting_profile {
        authority,
        provision,
        urn,
        grade,
        inspected_on,
    }
}

row! {
    /// A row of `finding_profile`.
    FindingRow of finding_profile {
        authority,
        kind,
        aspect,
        outcome,
        grade,
        inspected_on,
        published_on,
    }
}

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
    /// A row of `neighbours`.
    NeighbourRow of neighbours {
        authority,
        rank,
        neighbour,
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
    /// A row of `evidence`.
    EvidenceRow of evidence {
        authority,
        step,
        rule,
        condition,
        inputs,
        fired,
        effect,
        subject,
        aspect,
        level,
        cap,
        mean,
        decides,
        overridden,
        superseded_by,
        reason,
        findings,
    }
}

row! {
    /// A row of `rating_robustness`.
    FirmnessRow of rating_robustness {
        authority,
        name,
        awarded_rating,
        draws,
        holds,
        most_frequent_rating,
        is_most_frequent,
        performs_excellently,
        performs_well,
        performs_adequately,
        performs_poorly,
        not_rated,
        band_a_low,
        band_a_high,
        band_b_low,
        band_b_high,
        band_c_low,
        band_c_high,
    }
}

row! {
    /// A row of `robustness_sources`.
    DoubtRow of robustness_sources {
        authority,
        doubt,
        drawn,
        first_order,
        first_order_error,
        total,
        total_error,
    }
}

row! {
    /// A row of `provision_profile`, with intervals and every comparator.
    ShareRow of provision_profile {
        authority,
        provision,
        settings,
        inspected,
        outstanding,
        good,
        satisfactory,
        inadequate,
        good_or_better,
        good_or_better_low,
        good_or_better_high,
        inadequate_share,
        neighbour_good_or_better,
        region_good_or_better,
        national_good_or_better,
        vs_neighbours,
        vs_national,
        band,
        wording,
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
    }
}

row! {
    /// A row of `neighbours`, with how near the two are.
    ClosenessRow of neighbours {
        authority,
        rank,
        neighbour,
        distance,
        closeness,
        source,
    }
}

row! {
    /// A row of `neighbour_contributions`.
    ContributionRow of neighbour_contributions {
        authority,
        rank,
        feature,
        share,
    }
}

row! {
    /// A row of `national_summary`.
    GroupRow of national_summary {
        grouping,
        name,
        authorities,
        performs_excellently,
        performs_well,
        performs_adequately,
        performs_poorly,
        not_rated,
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

impl SettingRow {
    /// Reads the settings of the authorities and types for which `keep` holds.
    ///
    /// # Errors
    /// As [`SettingRow::read`].
    pub fn read_of(
        run: &PublishedRun,
        keep: impl Fn(&str, &str) -> bool,
    ) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(
                &columns.keep::<setting_profile::authority, setting_profile::provision>(keep)?,
            ),
            None => Ok(Vec::new()),
        }
    }
}

impl EvidenceRow {
    /// Reads the rows of one step for all authorities.
    ///
    /// # Errors
    /// As [`EvidenceRow::read`].
    pub fn read_step(run: &PublishedRun, step: Step) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(
                &columns.keep::<evidence::step, evidence::rule>(|of, _| of == step.word())?,
            ),
            None => Ok(Vec::new()),
        }
    }

    /// Whether the rule was asked in this step.
    pub fn is_of(&self, step: Step) -> bool {
        Step::from_word(&self.step) == Some(step)
    }

    /// What the rule was asked about, by name, in its order.
    pub fn inputs(&self) -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(&self.inputs).unwrap_or_default()
    }
}
