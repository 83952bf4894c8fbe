//! Columns and units that several tables share.

use super::schema::{Column, Kind, WORD};

/// The column that says which way a council has gone since its last rating.
pub(super) const AGAINST_PREVIOUS: Column = Column::new(
    "direction",
    Kind::Category,
    WORD,
    "The awarded rating against the previous one: `improved`, `same` or `declined`; missing \
     where either is missing.",
)
.or_missing();

/// The column that names the type of provision, the same in every table.
pub(super) const PROVISION: Column = Column::new(
    "provision",
    Kind::Category,
    "provision key",
    "The type of provision, such as `childrens_home`.",
);

/// The unit of a number of settings.
pub(super) const SETTINGS: &str = "settings";

/// The unit of a number of indicators.
pub(super) const INDICATORS: &str = "indicators";

/// The unit of a number of authorities.
pub(super) const AUTHORITIES: &str = "authorities";

/// The unit of a value of whatever indicator stands in the row.
pub(super) const UNIT_OF_INDICATOR: &str = "unit of the indicator";

pub(super) const INDICATOR: Column = Column::new(
    "indicator",
    Kind::Category,
    "indicator key",
    "The indicator, by its key in the pipeline's indicators table.",
);

pub(super) const BREAKDOWN: Column = Column::new(
    "breakdown",
    Kind::Category,
    "breakdown key",
    "The group that the value is of, such as an ethnic group; `all` where it is of everybody.",
);

pub(super) const PERIOD: Column = Column::new(
    "period",
    Kind::Category,
    "period label",
    "The period as it is published.",
);

pub(super) const FEATURE: Column = Column::new(
    "feature",
    Kind::Category,
    "feature name",
    "The feature, by its name in the characteristics.",
);

/// The column that names a similar area, the same in every table that has one.
pub(super) const NEIGHBOUR: Column = Column::new(
    "neighbour",
    Kind::Category,
    "authority code",
    "The similar area, by its code in the pipeline's authorities table.",
);
