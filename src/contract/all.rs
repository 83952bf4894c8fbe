//! Every contract.

use std::fmt;

use super::column::{CellKind, Column, Contract, optional, required, required_or_blank};
use super::kinds::SourceKind;

/// A look-up: not a source of a run, but a table by which a mapping translates.
pub const LOOKUP: Contract = Contract {
    kind: SourceKind::LookUp,
    name: "lookups",
    about: "What a key of a look-up stands for.",
    key: &["key"],
    columns: &[
        required("key", CellKind::Text, "What a mapping gives."),
        required("value", CellKind::Text, "What it is called instead."),
    ],
};

/// A join: not a source of a run, but what another row or another file says of the same area and
/// time. Which columns are its key, the pipeline says.
pub const JOIN: Contract = Contract {
    kind: SourceKind::Join,
    name: "join",
    about: "A value for a key.",
    key: &[],
    columns: &[
        optional(
            "authority",
            CellKind::Text,
            "The area, however it is written.",
        ),
        optional("indicator", CellKind::Text, "The indicator."),
        optional(
            "breakdown",
            CellKind::Text,
            "Group of children; blank is `all`.",
        ),
        optional(
            "period",
            CellKind::Text,
            "The period, however it is written.",
        ),
        optional("feature", CellKind::Text, "The feature."),
        optional("urn", CellKind::Text, "The setting."),
        required_or_blank("value", CellKind::Text, "What the join's column holds."),
    ],
};

/// The day of the extract, the same in every contract whose rows are published again and again.
const EXTRACTED_ON: Column = optional(
    "extracted_on",
    CellKind::Date,
    "Day on which the row's extract was taken. Of several extracts' rows with the same key that of \
     the latest by the as-of date stands, or else that of the first after it.",
);

/// All contracts, in the order in which they are read.
pub const CONTRACTS: &[Contract] = &[
    Contract {
        kind: SourceKind::Authorities,
        name: "authorities",
        about: "A council, a region or the nation.",
        key: &["code"],
        columns: &[
            required("code", CellKind::Text, "The code that other sources use."),
            required("name", CellKind::Text, "Its name."),
            required("level", CellKind::Level, "Authority, region or nation."),
            optional(
                "region",
                CellKind::Text,
                "The name of the region that an authority lies in.",
            ),
            optional(
                "kind",
                CellKind::Text,
                "Kind of council, such as county or unitary authority.",
            ),
            optional(
                "ons_code",
                CellKind::Text,
                "The nine-character code, which sources may use as well.",
            ),
            optional(
                "opened_on",
                CellKind::Date,
                "The day on which it came into being.",
            ),
            optional(
                "closed_on",
                CellKind::Date,
                "The day on which it was abolished.",
            ),
            optional(
                "addressee",
                CellKind::Text,
                "To whom its letter goes: the lines of an address, separated by semicolons.",
            ),
            optional(
                "nation",
                CellKind::Text,
                "The nation that it lies in, where that is not the list's own: such a council is \
                 known by its name and codes, and no part of the list.",
            ),
        ],
    },
    Contract {
        kind: SourceKind::Indicators,
        name: "indicators",
        about: "A measure in the catalogue.",
        key: &["indicator"],
        columns: &[
            required(
                "indicator",
                CellKind::Text,
                "The name that observations use.",
            ),
            required("title", CellKind::Text, "What it measures, in words."),
            optional(
                "outcome",
                CellKind::Outcome,
                "The outcome that it belongs to.",
            ),
            required_or_blank(
                "polarity",
                CellKind::Polarity,
                "Whether high or low values are good.",
            ),
            optional(
                "unit",
                CellKind::Text,
                "Unit of the values, as publishers write it: percent, %, share, per 10,000, rate per \
                 1,000, count, £, average score …; a numerator and a denominator can be used where \
                 it says what they give. Blank is what the title says of percent or per 10,000.",
            ),
            optional(
                "kind",
                CellKind::Text,
                "What a value is: proportion, rate, mean, count, amount, index or difference; blank \
                 is what the unit says.",
            ),
            optional(
                "per",
                CellKind::Number,
                "A value is numerator / denominator x per: 1, 10, 100, 1000, 10000, 100000 or \
                 1000000; blank is what the unit says.",
            ),
            optional(
                "minimum",
                CellKind::Number,
                "The lowest value that can be; blank is 0 for a proportion, a rate or a count.",
            ),
            optional(
                "maximum",
                CellKind::Number,
                "The highest value that can be; blank is a tenth above the whole for a proportion.",
            ),
            optional("decimals", CellKind::Number, "Decimals to show."),
            optional(
                "total",
                CellKind::Text,
                "The breakdown that stands for everybody, where it is not `all`, `Total` or `Persons`.",
            ),
            optional(
                "breaks",
                CellKind::Text,
                "The periods from which on its figures cannot be compared with earlier ones, with \
                 semicolons between them, each with its reason after a colon: `2019/20: new method`.",
            ),
            optional(
                "gap",
                CellKind::Text,
                "Two figures of which each value is the difference, the first less the second: \
                 `[\"107.white\", \"107.asian\"]`, each an indicator, a full stop and a breakdown.",
            ),
        ],
    },
    Contract {
        kind: SourceKind::Neighbours,
        name: "neighbours",
        about: "A statistical neighbour of an authority, as published.",
        key: &["authority", "rank"],
        columns: &[
            required("authority", CellKind::Authority, "The authority."),
            required_or_blank(
                "neighbour",
                CellKind::Authority,
                "Its neighbour; blank where the list has none.",
            ),
            required("rank", CellKind::Rank, "1 is the nearest."),
            optional("closeness", CellKind::Text, "How close, in words."),
            optional(
                "distance",
                CellKind::Number,
                "How far, in the model's own unit.",
            ),
            optional(
                "list",
                CellKind::Text,
                "The name of the list, such as its year, where there are several; `[[comparators]]` \
                 names it.",
            ),
        ],
    },
    Contract {
        kind: SourceKind::Groups,
        name: "groups",
        about: "An authority of a group that authorities are compared with; groups may overlap.",
        key: &["group", "authority"],
        columns: &[
            required("group", CellKind::Text, "The group's name."),
            required("authority", CellKind::Authority, "An authority of it."),
            optional(
                "joined_on",
                CellKind::Date,
                "The first day on which it is of the group; blank is always.",
            ),
            optional(
                "left_on",
                CellKind::Date,
                "The day from which it is so no more; blank is never.",
            ),
        ],
    },
    Contract {
        kind: SourceKind::Characteristics,
        name: "characteristics",
        about: "A background feature of an authority.",
        key: &["authority", "feature", "period"],
        columns: &[
            required("authority", CellKind::Authority, "The authority."),
            required("feature", CellKind::Text, "The feature's name."),
            required_or_blank(
                "value",
                CellKind::Number,
                "Its value; a feature whose value is blank is left out.",
            ),
            optional(
                "period",
                CellKind::Period,
                "The period that the value is of; of each feature the latest counts that has begun by the \
                 as-of date and has a value of any authority.",
            ),
        ],
    },
    Contract {
        kind: SourceKind::Inspections,
        name: "inspections",
        about: "An inspection of a setting, or a registered setting that was not inspected yet.",
        key: &["urn", "inspected_on", "event"],
        columns: &[
            required(
                "urn",
                CellKind::Text,
                "Unique reference number of the setting.",
            ),
            required("provision", CellKind::Provision, "Type of setting."),
            required(
                "authority",
                CellKind::Authority,
                "The authority in whose area it is.",
            ),
            required_or_blank(
                "inspected_on",
                CellKind::Date,
                "Day of the inspection; blank when there was none.",
            ),
            required_or_blank(
                "published_on",
                CellKind::Date,
                "Day on which the report was published; blank when there was no inspection.",
            ),
            required_or_blank(
                "grade",
                CellKind::Grade,
                "Overall grade; blank when there was none.",
            ),
            required("status", CellKind::Status, "Whether the setting is open."),
            optional(
                "event",
                CellKind::Text,
                "Kind of visit; only full inspections count.",
            ),
            EXTRACTED_ON,
        ],
    },
    Contract {
        kind: SourceKind::Findings,
        name: "findings",
        about: "A finding about the authority itself.",
        key: &["authority", "kind", "aspect", "inspected_on"],
        columns: &[
            required("authority", CellKind::Authority, "The authority."),
            required("kind", CellKind::Text, "A kind of finding of the rulebook."),
            required("aspect", CellKind::Text, "An aspect of that kind."),
            optional(
                "outcome",
                CellKind::Text,
                "What was found, for kinds without a grade.",
            ),
            optional("grade", CellKind::Grade, "The grade, for kinds with one."),
            required("inspected_on", CellKind::Date, "Day of the inspection."),
            required("published_on", CellKind::Date, "Day of publication."),
            optional("reference", CellKind::Text, "Reference of the report."),
            EXTRACTED_ON,
        ],
    },
    Contract {
        kind: SourceKind::Observations,
        name: "observations",
        about: "An indicator's value for an authority, a region or the nation in a period.",
        key: &["authority", "indicator", "breakdown", "period"],
        columns: &[
            required("authority", CellKind::Authority, "The area."),
            required(
                "indicator",
                CellKind::Text,
                "An indicator of the catalogue.",
            ),
            optional(
                "breakdown",
                CellKind::Text,
                "Group of children; blank is `all`.",
            ),
            required(
                "period",
                CellKind::Period,
                "Year, span of years or part of a year.",
            ),
            required_or_blank(
                "value",
                CellKind::Number,
                "The value; `-`, `c`, `..`, `z`, `x`, `k`, `~`, `u`, `low`, `:`, each with or without \
                 square brackets or a note behind, and blank are missing.",
            ),
            optional("numerator", CellKind::Number, "Children counted."),
            optional(
                "denominator",
                CellKind::Number,
                "Children they are counted among.",
            ),
            optional(
                "low",
                CellKind::Number,
                "The publisher's lower limit of the value; where both are given they, and no \
                 interval worked out here, say how sure it is.",
            ),
            optional(
                "high",
                CellKind::Number,
                "The publisher's upper limit of the value.",
            ),
            optional(
                "status",
                CellKind::Text,
                "Status of the figure, such as provisional.",
            ),
            optional(
                "missing_reason",
                CellKind::Text,
                "The marker that says why the value is blank, where another column has it.",
            ),
            optional(
                "published_on",
                CellKind::Date,
                "Day on which the figure was published; it takes the place of `extracted_on` where that \
                 is not given.",
            ),
            EXTRACTED_ON,
        ],
    },
    Contract {
        kind: SourceKind::Judgements,
        name: "judgements",
        about: "A moderated rating.",
        key: &["authority", "year"],
        columns: &[
            required("authority", CellKind::Authority, "The authority."),
            optional(
                "year",
                CellKind::Year,
                "The year of ratings that it is for; blank is that in which it was decided, by the \
                 rulebook's `year_begins`.",
            ),
            required("rating", CellKind::Rating, "The rating awarded."),
            required("reason", CellKind::Text, "Why it differs."),
            required("decided_by", CellKind::Text, "Who decided."),
            required("decided_on", CellKind::Date, "When."),
            optional(
                "exceptional",
                CellKind::Flag,
                "Whether it may move the rating further than the rulebook lets moderation go; \
                 blank is no.",
            ),
        ],
    },
    Contract {
        kind: SourceKind::EarlierRatings,
        name: "ratings",
        about: "A rating of an earlier year.",
        key: &["authority", "year"],
        columns: &[
            required("authority", CellKind::Authority, "The authority."),
            required("year", CellKind::Year, "The year of the rating."),
            required("rating", CellKind::Rating, "The rating awarded."),
        ],
    },
    Contract {
        kind: SourceKind::Boundaries,
        name: "boundaries",
        about: "The shape of an authority, for maps; in GeoJSON a feature is a row.",
        key: &["authority"],
        columns: &[
            required("authority", CellKind::Authority, "The authority."),
            required(
                "geometry",
                CellKind::Text,
                "Its shape: a `Polygon` or a `MultiPolygon` as GeoJSON writes it, in degrees (longitude \
                 first) or in metres of the British National Grid.",
            ),
        ],
    },
];

impl SourceKind {
    /// Its contract.
    ///
    /// # Panics
    /// Never: every kind has one.
    pub fn contract(self) -> &'static Contract {
        let mut known = CONTRACTS.iter().chain([&LOOKUP, &JOIN]);
        known
            .find(|contract| contract.kind == self)
            .expect("every kind of source has a contract")
    }

    /// Its name, which is its contract's.
    pub fn word(self) -> &'static str {
        self.contract().name
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl Contract {
    /// The contract called `name`.
    pub fn named(name: &str) -> Option<&'static Contract> {
        let mut known = CONTRACTS.iter().chain(std::iter::once(&LOOKUP));
        known.find(|contract| contract.name == name)
    }
}
