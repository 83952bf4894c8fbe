//! The tables of indicators: `indicator_profile` and `indicator_distribution`.

use super::{AUTHORITY, Column, Kind, Table, WORD};

/// The unit of a value of whatever indicator stands in the row.
const UNIT_OF_INDICATOR: &str = "unit of the indicator";

/// The unit of a number of authorities.
const AUTHORITIES: &str = "authorities";

const INDICATOR: Column = Column::new(
    "indicator",
    Kind::Category,
    "indicator key",
    "The indicator, by its key in the pipeline's indicators table.",
);

const BREAKDOWN: Column = Column::new(
    "breakdown",
    Kind::Category,
    "breakdown key",
    "The group that the value is of, such as an ethnic group; `all` where it is of everybody.",
);

const PERIOD: Column = Column::new(
    "period",
    Kind::Category,
    "period label",
    "The period as it is published.",
);

/// Every value beside its comparators.
pub(super) const INDICATOR_PROFILE: Table = Table {
    name: "indicator_profile",
    about: "One row per authority, indicator, breakdown and period: the value beside similar \
            areas, the region and England, its place among authorities and its change.",
    key: &["authority", "indicator", "breakdown", "period"],
    columns: &[
        AUTHORITY,
        INDICATOR,
        BREAKDOWN,
        PERIOD,
        Column::new(
            "period_start",
            Kind::Integer,
            "calendar year",
            "The year in which the period begins.",
        ),
        Column::new(
            "period_end",
            Kind::Integer,
            "calendar year",
            "The year in which the period ends.",
        ),
        Column::new(
            "is_latest",
            Kind::Flag,
            "true or false",
            "Whether this is the latest period of the indicator and breakdown.",
        ),
        Column::new(
            "value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The authority's value as published; missing where it is not published or suppressed.",
        )
        .or_missing(),
        Column::new(
            "neighbour_mean",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The similar areas' value, by the statistic that the pipeline chooses (mean, median \
             or pooled) over those that have a value; missing where none has.",
        )
        .or_missing(),
        Column::new(
            "neighbour_count",
            Kind::Count,
            AUTHORITIES,
            "Similar areas that have a value.",
        ),
        Column::new(
            "region_value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The region's value, published or else computed; missing where there is neither.",
        )
        .or_missing(),
        Column::new(
            "national_value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "England's value, published or else computed; missing where there is neither.",
        )
        .or_missing(),
        Column::new(
            "national_source",
            Kind::Category,
            WORD,
            "`published` where England's value is in the extract, `computed` where it was pooled \
             from numerators and denominators or is the mean of the authorities; missing where \
             there is no such value.",
        )
        .or_missing(),
        Column::new(
            "national_rank",
            Kind::Integer,
            "rank, 1 is best",
            "The place among authorities by polarity, ties sharing the lowest number; missing \
             where the value is missing or the indicator is neutral.",
        )
        .or_missing(),
        Column::new(
            "ranked_count",
            Kind::Count,
            AUTHORITIES,
            "Authorities that have a rank; missing where the indicator is neutral.",
        )
        .or_missing(),
        Column::new(
            "quartile_band",
            Kind::Category,
            WORD,
            "The quarter of authorities that the value lies in, `A` the best by polarity to `D`, \
             a value on a cut point in the lower interval; missing where the value is missing or \
             the indicator is neutral.",
        )
        .or_missing(),
        Column::new(
            "previous_value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The authority's value in the previous period of the same series; missing where there \
             is none.",
        )
        .or_missing(),
        Column::new(
            "change",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "`value` minus `previous_value`; missing where either is missing.",
        )
        .or_missing(),
        Column::new(
            "trend",
            Kind::Category,
            WORD,
            "The way of the latest periods up to this one: `improving`, `steady` or `worsening`, \
             and `rising` or `falling` for a neutral indicator; missing where there are too few \
             values.",
        )
        .or_missing(),
        Column::new(
            "vs_neighbours",
            Kind::Category,
            WORD,
            "The value against that of similar areas: `better`, `in line` or `worse`, and \
             `higher`, `similar` or `lower` for a neutral indicator; missing where either is \
             missing.",
        )
        .or_missing(),
        Column::new(
            "vs_national",
            Kind::Category,
            WORD,
            "The value against England's: `better`, `in line` or `worse`, and `higher`, `similar` \
             or `lower` for a neutral indicator; missing where either is missing.",
        )
        .or_missing(),
    ],
};

/// How the values of authorities are spread.
pub(super) const INDICATOR_DISTRIBUTION: Table = Table {
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
