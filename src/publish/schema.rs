//! What every output table holds: names, types, units and meanings.
//!
//! The descriptions travel with the data, in the metadata of every field, so that a table is
//! understood by someone who has the file and nothing else.

mod corrections;
mod indicator;
mod inspection_history;
mod national;
mod neighbour_model;
mod neighbours;
mod profile;
mod quarantine;
mod rating;
mod reference;

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use serde::Serialize;

/// The key of a field's metadata that holds its description.
pub const DESCRIPTION: &str = "description";

/// The key of a field's metadata that holds its unit.
pub const UNIT: &str = "unit";

/// What a column holds, in words that name both the type and its meaning.
///
/// Numbers are signed throughout, so that a difference of two counts or two ratings that a user
/// works out in DuckDB or Polars can be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text in which hardly two rows are alike.
    Text,
    /// Text with few different values, such as a code or a word of a fixed vocabulary.
    Category,
    /// A whole number.
    Integer,
    /// How many of something there are, never negative.
    Count,
    /// A level from 1 to 4; the unit says which end is the best.
    Level,
    /// The number of a row in a file, which may be beyond 32 bits.
    Row,
    /// A number in the unit of its column.
    Number,
    /// A share from 0 to 1.
    Share,
    /// True or false.
    Flag,
    /// A day.
    Date,
    /// A list of texts; an empty list says that there are none.
    TextList,
}

impl Kind {
    /// The Arrow type of a column of this kind.
    #[must_use]
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text | Self::Category => DataType::Utf8,
            Self::Integer | Self::Count | Self::Level => DataType::Int32,
            Self::Row => DataType::Int64,
            Self::Number | Self::Share => DataType::Float64,
            Self::Flag => DataType::Boolean,
            Self::Date => DataType::Date32,
            // `element` is the name that the Parquet specification gives a list's field.
            Self::TextList => DataType::List(Arc::new(Field::new("element", DataType::Utf8, true))),
        }
    }
}

/// A column of an output table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in the file.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What its values are counted or measured in.
    pub unit: &'static str,
    /// What it means, how it is worked out and what a missing value says.
    pub about: &'static str,
    /// Whether a value may be missing.
    pub nullable: bool,
}

impl Column {
    /// A column that has a value in every row.
    const fn new(name: &'static str, kind: Kind, unit: &'static str, about: &'static str) -> Self {
        Self {
            name,
            kind,
            unit,
            about,
            nullable: false,
        }
    }

    /// The same column, in which a value may be missing.
    const fn or_missing(mut self) -> Self {
        self.nullable = true;
        self
    }

    fn field(&self) -> Field {
        Field::new(self.name, self.kind.data_type(), self.nullable).with_metadata(HashMap::from([
            (DESCRIPTION.to_owned(), self.about.to_owned()),
            (UNIT.to_owned(), self.unit.to_owned()),
        ]))
    }
}

/// An output table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its name, and that of its file without the ending.
    pub name: &'static str,
    /// What one row of it says.
    pub about: &'static str,
    /// The columns by which it is sorted, which come first.
    pub key: &'static [&'static str],
    /// Every column, in the order of the file.
    pub columns: &'static [Column],
}

impl Table {
    /// The name of the table's file in a run's folder.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.parquet", self.name)
    }

    /// The Arrow schema, with `description` and `unit` in the metadata of every field.
    #[must_use]
    pub fn arrow_schema(&self) -> SchemaRef {
        let fields: Vec<Field> = self.columns.iter().map(Column::field).collect();
        Arc::new(Schema::new(fields))
    }
}

/// Every output table, in the order in which they are documented.
#[must_use]
pub fn tables() -> &'static [Table] {
    TABLES
}

/// The output table of this name.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

static TABLES: &[Table] = &[
    rating::RATINGS,
    profile::PROVISION_PROFILE,
    indicator::INDICATOR_PROFILE,
    indicator::INDICATOR_DISTRIBUTION,
    profile::OUTCOME_PROFILE,
    profile::FINDING_PROFILE,
    neighbours::NEIGHBOURS,
    neighbour_model::NEIGHBOUR_FEATURES,
    neighbour_model::NEIGHBOUR_CONTRIBUTIONS,
    neighbour_model::NEIGHBOUR_MODEL,
    rating::EVIDENCE,
    quarantine::QUARANTINE,
    corrections::CORRECTIONS,
    rating::DIRECTION,
    national::NATIONAL_SUMMARY,
    profile::SETTING_PROFILE,
    reference::AUTHORITIES,
    reference::INDICATORS,
    inspection_history::INSPECTION_HISTORY,
];

/// The column that names the authority, the same in every table.
const AUTHORITY: Column = Column::new(
    "authority",
    Kind::Category,
    "authority code",
    "The authority, by its code in the pipeline's authorities table.",
);

/// The unit of a rating and of a band.
const RATING: &str = "rating from 1 to 4, 4 is best";

/// The unit of a share.
const SHARE: &str = "share from 0 to 1";

/// The unit of a word from a fixed list.
const WORD: &str = "word";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_and_their_columns_are_those_of_the_design() {
        let design: &[(&str, &str, &str)] = &[
            (
                "ratings",
                "authority",
                "name, region, year, indicative_rating, awarded_rating, descriptor, band_a, \
                 band_b, band_c, coverage, limiters, moderated, moderation_reason, \
                 previous_rating, direction",
            ),
            (
                "provision_profile",
                "authority, provision",
                "family, settings, inspected, outstanding, good, satisfactory, inadequate, \
                 good_or_better, good_or_better_low, good_or_better_high, inadequate_share, \
                 neighbour_good_or_better, neighbour_inspected, region_good_or_better, \
                 national_good_or_better, vs_neighbours, vs_national, band, wording",
            ),
            (
                "indicator_profile",
                "authority, indicator, breakdown, period",
                "period_start, period_end, is_latest, value, neighbour_mean, neighbour_count, \
                 region_value, national_value, national_source, national_rank, ranked_count, \
                 quartile_band, previous_value, change, trend, vs_neighbours, vs_national",
            ),
            (
                "indicator_distribution",
                "indicator, breakdown, period",
                "authorities, minimum, q25, median, q75, maximum, mean, standard_deviation",
            ),
            (
                "outcome_profile",
                "authority, outcome",
                "indicators, with_value, in_line_or_better_neighbours, \
                 in_line_or_better_national, share_neighbours, share_national, band",
            ),
            (
                "finding_profile",
                "authority, kind, aspect",
                "outcome, grade, inspected_on, published_on",
            ),
            (
                "neighbours",
                "authority, rank",
                "neighbour, distance, closeness, source",
            ),
            (
                "neighbour_features",
                "authority, feature",
                "value, treatment, transformed, scaled, in_model",
            ),
            (
                "neighbour_contributions",
                "authority, rank, feature",
                "neighbour, distance, closeness, squared_difference, share",
            ),
            (
                "neighbour_model",
                "feature",
                "weight, transformation, parameter, p_before, p_after, origin, length, \
                 closest_feature, closest_correlation, high_correlations",
            ),
            (
                "evidence",
                "authority, step, rule",
                "condition, inputs, fired, effect",
            ),
            (
                "quarantine",
                "source, row",
                "file, key, rule, reason, record",
            ),
            (
                "corrections",
                "source, file, row, column",
                "key, extracted_on, said, stands_file, stands_row, stands_extracted_on, stands",
            ),
            (
                "direction",
                "authority",
                "previous_year, previous_rating, awarded_rating, direction, neighbour_rank, \
                 neighbour_count, national_rank, national_count, improving, steady, worsening",
            ),
            (
                "national_summary",
                "grouping, name",
                "authorities, performs_excellently, performs_well, performs_adequately, \
                 performs_poorly, not_rated",
            ),
            (
                "setting_profile",
                "authority, provision, urn",
                "grade, inspected_on",
            ),
            ("authorities", "authority", "name, region, kind, addressee"),
            (
                "indicators",
                "indicator",
                "title, outcome, polarity, unit, decimals",
            ),
            (
                "inspection_history",
                "urn",
                "inspected_on, event, published_on, grade, provision, authority, status, \
                 extracts, first_seen, last_seen, setting_first_seen, setting_last_seen",
            ),
        ];
        assert_eq!(tables().len(), design.len());
        for (table, (name, key, others)) in tables().iter().zip(design) {
            assert_eq!(table.name, *name);
            assert_eq!(table.key.join(", "), *key, "key of {name}");
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(
                columns.join(", "),
                format!("{key}, {others}"),
                "columns of {name}"
            );
        }
    }

    #[test]
    fn a_key_is_never_missing() {
        for table in tables() {
            for column in table.columns.iter().take(table.key.len()) {
                assert!(!column.nullable, "{}.{}", table.name, column.name);
            }
        }
    }

    #[test]
    fn every_field_carries_its_description_and_unit() {
        for table in tables() {
            assert!(table.about.ends_with('.'), "{}", table.name);
            for field in table.arrow_schema().fields() {
                let place = format!("{}.{}", table.name, field.name());
                let metadata = field.metadata();
                assert!(metadata[DESCRIPTION].ends_with('.'), "{place}");
                assert!(!metadata[UNIT].is_empty(), "{place}");
            }
        }
    }

    #[test]
    fn the_description_of_a_column_says_what_missing_means() {
        for table in tables() {
            for column in table.columns {
                assert_eq!(
                    column.about.contains("missing"),
                    column.nullable,
                    "{}.{}: {}",
                    table.name,
                    column.name,
                    column.about
                );
            }
        }
    }

    #[test]
    fn a_table_is_found_by_name_and_nothing_else_is() {
        assert_eq!(
            table("ratings").map(|table| table.key),
            Some(&["authority"][..])
        );
        assert_eq!(table("Ratings"), None);
    }
}
