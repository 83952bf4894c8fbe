//! The tables of the rating: `ratings`, `evidence` and `direction`.

use super::{AUTHORITY, Column, Kind, RATING, SHARE, Table, WORD};

/// The column that says which way a council has gone since its last rating.
const AGAINST_PREVIOUS: Column = Column::new(
    "direction",
    Kind::Category,
    WORD,
    "The awarded rating against the previous one: `improved`, `same` or `declined`; missing \
     where either is missing.",
)
.or_missing();

/// One rating an authority.
pub(super) const RATINGS: Table = Table {
    name: "ratings",
    about: "One row per authority: the rating that its evidence indicates, the rating awarded \
            after moderation, and what both rest on.",
    key: &["authority"],
    columns: &[
        AUTHORITY,
        Column::new(
            "name",
            Kind::Category,
            "name",
            "The authority's name.",
        ),
        Column::new(
            "region",
            Kind::Category,
            "name",
            "The region that the authority lies in; missing where the authorities table names none.",
        )
        .or_missing(),
        Column::new(
            "year",
            Kind::Integer,
            "calendar year",
            "The year of the rating, which is that of the as-of date.",
        ),
        Column::new(
            "indicative_rating",
            Kind::Level,
            RATING,
            "The rating that the rulebook alone gives: the weighted blocks, lowered to the cap of \
             any limiter that fired; missing where the authority is not rated.",
        )
        .or_missing(),
        Column::new(
            "awarded_rating",
            Kind::Level,
            RATING,
            "The rating after moderation, the same as the indicative one where there was none; \
             missing where the authority is not rated.",
        )
        .or_missing(),
        Column::new(
            "descriptor",
            Kind::Category,
            WORD,
            "The words for the awarded rating, or `Not rated: ` and the reason.",
        ),
        Column::new(
            "band_a",
            Kind::Number,
            RATING,
            "Block A, inspected and regulated settings: the weighted mean of the bands of the \
             authority's provision types; missing where none has a band.",
        )
        .or_missing(),
        Column::new(
            "band_b",
            Kind::Number,
            RATING,
            "Block B, safeguarding and looked-after children: the weighted mean of the bands of \
             the findings about the authority; missing where there is no finding.",
        )
        .or_missing(),
        Column::new(
            "band_c",
            Kind::Number,
            RATING,
            "Block C, national indicators: the mean of the bands of the outcomes; missing where \
             no outcome has a band.",
        )
        .or_missing(),
        Column::new(
            "coverage",
            Kind::Share,
            SHARE,
            "How much of the evidence that the rulebook asks for the authority has; below the \
             rulebook's least coverage it is not rated.",
        ),
        Column::new(
            "limiters",
            Kind::TextList,
            "rule names",
            "The limiters that fired, by name, whether or not moderation set them aside; empty \
             where none did.",
        ),
        Column::new(
            "moderated",
            Kind::Flag,
            "true or false",
            "Whether a judgement replaced the indicative rating.",
        ),
        Column::new(
            "moderation_reason",
            Kind::Text,
            "text",
            "The reason given with the judgement; missing where the rating was not moderated.",
        )
        .or_missing(),
        Column::new(
            "previous_rating",
            Kind::Level,
            RATING,
            "The awarded rating of the latest earlier year; missing where no earlier rating is known.",
        )
        .or_missing(),
        AGAINST_PREVIOUS,
    ],
};

/// Every rule that was asked, whether it fired or not.
pub(super) const EVIDENCE: Table = Table {
    name: "evidence",
    about: "One row per authority and rule: every rule that was asked on the way to the rating, \
            fired or not.",
    key: &["authority", "step", "rule"],
    columns: &[
        AUTHORITY,
        Column::new(
            "step",
            Kind::Category,
            WORD,
            "The step of the rating in which the rule was asked.",
        ),
        Column::new(
            "rule",
            Kind::Category,
            "rule name",
            "The rule, by its name in the rulebook.",
        ),
        Column::new(
            "condition",
            Kind::Category,
            "text",
            "The rule's condition as the rulebook states it.",
        ),
        Column::new(
            "inputs",
            Kind::Text,
            "JSON object",
            "The values that the condition was asked of, by name; null for those the authority \
             does not have.",
        ),
        Column::new(
            "fired",
            Kind::Flag,
            "true or false",
            "Whether the condition held.",
        ),
        Column::new(
            "effect",
            Kind::Category,
            "text",
            "What the rule did to the result; missing where it did nothing.",
        )
        .or_missing(),
    ],
};

/// The unit of a number of authorities.
const AUTHORITIES: &str = "authorities";

/// The unit of a number of indicators.
const INDICATORS: &str = "indicators";

/// Which way a council is going, and where it stands.
pub(super) const DIRECTION: Table = Table {
    name: "direction",
    about: "One row per rated authority: its rating beside the year before, beside similar areas \
            and the nation, and the trend of its indicators.",
    key: &["authority"],
    columns: &[
        AUTHORITY,
        Column::new(
            "previous_year",
            Kind::Integer,
            "calendar year",
            "The year of the latest earlier rating; missing where none is known.",
        )
        .or_missing(),
        Column::new(
            "previous_rating",
            Kind::Level,
            RATING,
            "The rating awarded in that year; missing where none is known.",
        )
        .or_missing(),
        Column::new(
            "awarded_rating",
            Kind::Level,
            RATING,
            "The rating after moderation; missing where the authority is not rated.",
        )
        .or_missing(),
        AGAINST_PREVIOUS,
        Column::new(
            "neighbour_rank",
            Kind::Integer,
            "rank, 1 is best",
            "The place of the awarded rating among the authority and its similar areas, equal \
             ratings sharing the lowest number; missing where the authority is not rated or has \
             no similar areas.",
        )
        .or_missing(),
        Column::new(
            "neighbour_count",
            Kind::Count,
            AUTHORITIES,
            "Rated authorities among the authority and its similar areas.",
        ),
        Column::new(
            "national_rank",
            Kind::Integer,
            "rank, 1 is best",
            "The place of the awarded rating among all authorities, equal ratings sharing the \
             lowest number; missing where the authority is not rated.",
        )
        .or_missing(),
        Column::new(
            "national_count",
            Kind::Count,
            AUTHORITIES,
            "Rated authorities of the nation.",
        ),
        Column::new(
            "improving",
            Kind::Count,
            INDICATORS,
            "Indicators whose total is `improving` over its latest periods.",
        ),
        Column::new(
            "steady",
            Kind::Count,
            INDICATORS,
            "Indicators with a polarity whose total is `steady` over its latest periods.",
        ),
        Column::new(
            "worsening",
            Kind::Count,
            INDICATORS,
            "Indicators whose total is `worsening` over its latest periods.",
        ),
    ],
};
