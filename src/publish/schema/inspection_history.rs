//! The table of an import that has inspections of several extracts: `inspection_history`.

use super::{Column, Kind, Table};

/// One event a setting and inspection, over all extracts.
pub(super) const INSPECTION_HISTORY: Table = Table {
    name: "inspection_history",
    about: "One row per setting and inspection, or setting not inspected yet, over all extracts: \
            when it was first and last seen.",
    key: &["urn"],
    columns: &[
        Column::new(
            "urn",
            Kind::Text,
            "reference number",
            "Unique reference number of the setting.",
        ),
        Column::new(
            "inspected_on",
            Kind::Date,
            "day",
            "Day of the inspection; missing where the setting had none yet.",
        )
        .or_missing(),
        Column::new(
            "event",
            Kind::Category,
            "text",
            "Kind of visit; missing where the source gives none.",
        )
        .or_missing(),
        Column::new(
            "published_on",
            Kind::Date,
            "day",
            "Day on which the report was published; missing where there was no inspection.",
        )
        .or_missing(),
        Column::new(
            "grade",
            Kind::Level,
            "grade from 1 to 4, 1 is best",
            "Overall grade in the last extract that has the inspection; missing where it has none.",
        )
        .or_missing(),
        Column::new(
            "provision",
            Kind::Category,
            "provision type",
            "Type of setting in that extract.",
        ),
        Column::new(
            "authority",
            Kind::Category,
            "authority code",
            "The authority in whose area it was in that extract.",
        ),
        Column::new(
            "status",
            Kind::Category,
            "word",
            "Whether the setting was open in that extract.",
        ),
        Column::new(
            "extracts",
            Kind::Count,
            "extracts",
            "How many extracts have the inspection.",
        ),
        Column::new(
            "first_seen",
            Kind::Date,
            "day",
            "Day of the first extract that has the inspection; missing where no day is known.",
        )
        .or_missing(),
        Column::new(
            "last_seen",
            Kind::Date,
            "day",
            "Day of the last extract that has the inspection; missing where no day is known.",
        )
        .or_missing(),
        Column::new(
            "setting_first_seen",
            Kind::Date,
            "day",
            "Day of the first extract that has the setting; missing where no day is known.",
        )
        .or_missing(),
        Column::new(
            "setting_last_seen",
            Kind::Date,
            "day",
            "Day of the last extract that has the setting; missing where no day is known.",
        )
        .or_missing(),
    ],
};
