//! `indicator_distribution`.

use super::recurring::{AUTHORITIES, BREAKDOWN, INDICATOR, PERIOD, UNIT_OF_INDICATOR};
use super::schema::{Column, Kind, Table};

/// How the values of authorities are spread.
pub static TABLE: Table = Table {
    name: "indicator_distribution",
    about: "One row per indicator, breakdown and period: how the values of authorities are \
            spread, regions and England left out.",
    key: &["indicator", "breakdown", "period"],
    columns: &[
        INDICATOR,
        BREAKDOWN,
        PERIOD,
        Column::new(
            "authorities",
            Kind::Count,
            AUTHORITIES,
            "Authorities that have a value.",
        ),
        Column::new(
            "minimum",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The lowest value; missing where no authority has one.",
        )
        .or_missing(),
        Column::new(
            "q25",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The lower quartile, by R's type 7; missing where no authority has a value.",
        )
        .or_missing(),
        Column::new(
            "median",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The median, by R's type 7; missing where no authority has a value.",
        )
        .or_missing(),
        Column::new(
            "q75",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The upper quartile, by R's type 7; missing where no authority has a value.",
        )
        .or_missing(),
        Column::new(
            "maximum",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The highest value; missing where no authority has one.",
        )
        .or_missing(),
        Column::new(
            "mean",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The unweighted mean of authorities; missing where none has a value.",
        )
        .or_missing(),
        Column::new(
            "standard_deviation",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The sample standard deviation, with one less than the number of authorities as \
             divisor; missing where fewer than two have a value.",
        )
        .or_missing(),
    ],
};
