//! The rows of published tables, as values.
//!
//! Each type has the columns of one table that a reader of a run needs, under their own names;
//! what they mean stands in the table's own description (`plumbline schema`).

use serde::Serialize;

use super::table::{Columns, Day};
use super::{PublishedRun, ReviewError};

/// The type of a column in a row.
macro_rules! kind {
    (text) => { String };
    (maybe_text) => { Option<String> };
    (integer) => { i32 };
    (maybe_integer) => { Option<i32> };
    (maybe_number) => { Option<f64> };
    (flag) => { bool };
    (maybe_date) => { Option<Day> };
    (list) => { Vec<String> };
}

/// One column as a reader of its rows.
macro_rules! column {
    ($columns:ident, $name:ident, text) => {{
        let column = $columns.texts(stringify!($name))?;
        move |row| column.of(row)
    }};
    ($columns:ident, $name:ident, maybe_text) => {{
        let column = $columns.texts(stringify!($name))?;
        move |row| column.at(row)
    }};
    ($columns:ident, $name:ident, integer) => {{
        let column = $columns.integers(stringify!($name))?;
        move |row| column.of(row)
    }};
    ($columns:ident, $name:ident, maybe_integer) => {{
        let column = $columns.integers(stringify!($name))?;
        move |row| column.at(row)
    }};
    ($columns:ident, $name:ident, maybe_number) => {{
        let column = $columns.numbers(stringify!($name))?;
        move |row| column.at(row)
    }};
    ($columns:ident, $name:ident, flag) => {{
        let column = $columns.flags(stringify!($name))?;
        move |row| column.of(row)
    }};
    ($columns:ident, $name:ident, maybe_date) => {{
        let column = $columns.dates(stringify!($name))?;
        move |row| column.at(row)
    }};
    ($columns:ident, $name:ident, list) => {{
        let column = $columns.lists(stringify!($name))?;
        move |row: usize| column[row].clone()
    }};
}

/// A row type with the columns that it reads, and the table that they are read from.
macro_rules! row {
    ($(#[$about:meta])* $row:ident of $table:literal { $($name:ident: $kind:ident,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[allow(missing_docs, reason = "columns are described by the table's schema")]
        pub struct $row { $(pub $name: kind!($kind),)+ }

        impl $row {
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

            fn columns(
                run: &PublishedRun,
                authority: Option<&str>,
            ) -> Result<Option<Columns>, ReviewError> {
                run.has($table)
                    .then(|| run.table($table, &[$(stringify!($name)),+], authority))
                    .transpose()
            }

            fn rows(columns: &Columns) -> Result<Vec<Self>, ReviewError> {
                $(let $name = column!(columns, $name, $kind);)+
                Ok((0..columns.len()).map(|row| Self { $($name: $name(row),)+ }).collect())
            }
        }
    };
}

row! {
    /// A row of `authorities`.
    AuthorityRow of "authorities" {
        authority: text,
        name: text,
        region: maybe_text,
        kind: maybe_text,
        addressee: maybe_text,
    }
}

row! {
    /// A row of `ratings`.
    RatingRow of "ratings" {
        authority: text,
        name: text,
        region: maybe_text,
        year: integer,
        indicative_rating: maybe_integer,
        awarded_rating: maybe_integer,
        descriptor: text,
        band_a: maybe_number,
        band_b: maybe_number,
        band_c: maybe_number,
        coverage: maybe_number,
        limiters: list,
        moderated: flag,
        moderation_reason: maybe_text,
        previous_rating: maybe_integer,
        direction: maybe_text,
    }
}

row! {
    /// A row of `direction`.
    DirectionRow of "direction" {
        authority: text,
        previous_year: maybe_integer,
        previous_rating: maybe_integer,
        awarded_rating: maybe_integer,
        direction: maybe_text,
        neighbour_rank: maybe_integer,
        neighbour_count: integer,
        national_rank: maybe_integer,
        national_count: integer,
        improving: integer,
        steady: integer,
        worsening: integer,
    }
}

row! {
    /// A row of `provision_profile`.
    ProvisionRow of "provision_profile" {
        authority: text,
        provision: text,
        family: text,
        settings: integer,
        inspected: integer,
        outstanding: integer,
        good: integer,
        satisfactory: integer,
        inadequate: integer,
        good_or_better: maybe_number,
        inadequate_share: maybe_number,
        neighbour_good_or_better: maybe_number,
        national_good_or_better: maybe_number,
        vs_neighbours: maybe_text,
        vs_national: maybe_text,
        band: maybe_integer,
        wording: maybe_text,
    }
}

row! {
    /// A row of `setting_profile`.
    SettingRow of "setting_profile" {
        authority: text,
        provision: text,
        urn: text,
        grade: maybe_integer,
        inspected_on: maybe_date,
    }
}

row! {
    /// A row of `finding_profile`.
    FindingRow of "finding_profile" {
        authority: text,
        kind: text,
        aspect: text,
        outcome: maybe_text,
        grade: maybe_integer,
        inspected_on: maybe_date,
        published_on: maybe_date,
    }
}

row! {
    /// A row of `outcome_profile`.
    OutcomeRow of "outcome_profile" {
        authority: text,
        outcome: text,
        indicators: integer,
        with_value: integer,
        in_line_or_better_neighbours: integer,
        in_line_or_better_national: integer,
        share_neighbours: maybe_number,
        share_national: maybe_number,
        band: maybe_integer,
    }
}

row! {
    /// A row of `indicator_profile`.
    IndicatorRow of "indicator_profile" {
        authority: text,
        indicator: text,
        breakdown: text,
        period: text,
        is_latest: flag,
        value: maybe_number,
        neighbour_mean: maybe_number,
        national_value: maybe_number,
        national_rank: maybe_integer,
        ranked_count: maybe_integer,
        quartile_band: maybe_text,
        change: maybe_number,
        trend: maybe_text,
        vs_neighbours: maybe_text,
        vs_national: maybe_text,
    }
}

row! {
    /// A row of `indicators`.
    CatalogueRow of "indicators" {
        indicator: text,
        title: text,
        outcome: maybe_text,
        polarity: text,
        unit: maybe_text,
        decimals: maybe_integer,
    }
}

row! {
    /// A row of `neighbours`.
    NeighbourRow of "neighbours" {
        authority: text,
        rank: integer,
        neighbour: text,
    }
}

row! {
    /// A row of `evidence`.
    EvidenceRow of "evidence" {
        authority: text,
        step: text,
        rule: text,
        condition: text,
        inputs: text,
        fired: flag,
        effect: maybe_text,
    }
}

impl IndicatorRow {
    /// Reads the latest rows of every indicator for all authorities.
    ///
    /// # Errors
    /// As [`IndicatorRow::read`].
    pub fn read_latest(run: &PublishedRun) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(&columns.keep_where("is_latest")?),
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
                    .keep_where("is_latest")?
                    .keep(["authority", "indicator"], |authority, _| keep(authority))?,
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
            Some(columns) => Self::rows(&columns.keep(["authority", "provision"], keep)?),
            None => Ok(Vec::new()),
        }
    }
}

impl EvidenceRow {
    /// Reads the rows of one step for all authorities.
    ///
    /// # Errors
    /// As [`EvidenceRow::read`].
    pub fn read_step(run: &PublishedRun, step: &str) -> Result<Vec<Self>, ReviewError> {
        match Self::columns(run, None)? {
            Some(columns) => Self::rows(&columns.keep(["step", "rule"], |of, _| of == step)?),
            None => Ok(Vec::new()),
        }
    }

    /// What the rule was asked about, by name, in its order.
    pub fn inputs(&self) -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(&self.inputs).unwrap_or_default()
    }

    /// The rating or band that the effect begins with or names after `at most`.
    pub fn level(&self) -> Option<i32> {
        let effect = self.effect.as_deref()?;
        let rest = effect
            .strip_prefix("at most ")
            .or_else(|| effect.strip_prefix("band "))
            .unwrap_or(effect);
        let digit = rest.chars().next()?.to_digit(10)?;
        i32::try_from(digit).ok()
    }
}
