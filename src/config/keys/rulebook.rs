//! The keys of `rulebook.toml`.

use super::{KeyTable, needed, optional};

/// The tables of `rulebook.toml`.
pub static RULEBOOK: &[KeyTable] = &[
    KeyTable {
        path: "rulebook",
        about: "Which rulebook it is.",
        keys: &[
            needed("name", "a short name"),
            needed("version", "its version, as its authors count"),
            needed("about", "what it is for, for whoever reads it"),
        ],
    },
    KeyTable {
        path: "comparison",
        about: "When a figure differs from another.",
        keys: &[
            needed("indicators", "that of an indicator"),
            optional(
                "provision",
                "needed where settings are rated",
                "that of a share of settings",
            ),
        ],
    },
    KeyTable {
        path: "comparison.indicators",
        about: "An indicator's value.",
        keys: &[
            needed(
                "confidence",
                "of the interval, where there are numerator and denominator",
            ),
            needed(
                "margin",
                "elsewhere: in standard deviations across authorities",
            ),
        ],
    },
    KeyTable {
        path: "comparison.provision",
        about: "A share of settings good or better.",
        keys: &[
            needed("confidence", "of the Wilson interval"),
            needed(
                "interval_from",
                "the fewest inspected settings that are compared by their interval",
            ),
            needed("margin", "with fewer: in share"),
        ],
    },
    KeyTable {
        path: "trend",
        about: "When a series moves.",
        keys: &[
            needed("points", "the last points that are looked at"),
            needed("minimum", "the fewest values among them"),
            needed(
                "steady",
                "the change, in standard deviations across authorities, up to which it is steady",
            ),
            optional(
                "method",
                "`\"theil_sen\"`",
                "`theil_sen`, or `fingertips`: the chi-squared test of public health profiles, for figures with numerators and denominators or limits, whose last `points` periods all have one",
            ),
            optional(
                "confidence",
                "0.998",
                "the confidence at which `fingertips` calls a slope one",
            ),
        ],
    },
    KeyTable {
        path: "proportion_words",
        about: "What letters call a share; together they cover 0 to 100.",
        keys: &[
            needed("from_percent", "from"),
            needed("to_percent", "to"),
            needed("word", "the word"),
        ],
    },
    KeyTable {
        path: "families.FAMILY",
        about: "A family of types of setting.",
        keys: &[needed("weight", "of each of its types in block A")],
    },
    KeyTable {
        path: "provision.TYPE",
        about: "A type of setting.",
        keys: &[
            needed("family", "the family that it belongs to"),
            needed("one", "what one is called"),
            needed("many", "what several are called"),
            optional(
                "aliases",
                "none",
                "other words for the type in the extracts",
            ),
            optional(
                "grades",
                "the usual ones",
                "words of its own for grades, each with the grade",
            ),
        ],
    },
    KeyTable {
        path: "provision_cut_offs",
        about: "The least good settings that earn a band.",
        keys: &[
            needed("band", "the band"),
            needed("good_or_better", "at least this share"),
            needed("inadequate", "at most this share"),
        ],
    },
    KeyTable {
        path: "few_settings",
        about: "What is done where few settings of a type were inspected. Without it the cut-offs hold for any number.",
        keys: &[
            needed("least", "the fewest whose shares are asked of the cut-offs"),
            needed("band", "`worst_grade` or `none`"),
        ],
    },
    KeyTable {
        path: "inspections",
        about: "Which visits count.",
        keys: &[
            optional(
                "full",
                "every visit",
                "the words for visits whose grade counts",
            ),
            optional(
                "other",
                "every other word is news",
                "the words for those that do not",
            ),
            optional(
                "tolerated_days",
                "0",
                "by how many days a report may be dated before its inspection",
            ),
        ],
    },
    KeyTable {
        path: "findings.KIND",
        about: "A kind of finding about an authority itself.",
        keys: &[
            needed("title", "what it is called in a sentence"),
            optional(
                "aspects",
                "each finding is one",
                "its aspects, each with its weight in block B",
            ),
            optional("weight", "1", "that of a finding of a kind without aspects"),
            optional(
                "expected",
                "false",
                "whether coverage expects one for every authority",
            ),
            optional(
                "outcomes",
                "none",
                "words in place of grades, each with its band",
            ),
            optional(
                "superseded_by",
                "none",
                "the kind whose later finding on the same aspect replaces it",
            ),
        ],
    },
    KeyTable {
        path: "grades",
        about: "The band of each grade.",
        keys: &[
            needed("outstanding", "a band"),
            needed("good", "a band"),
            needed("satisfactory", "a band"),
            needed("inadequate", "a band"),
        ],
    },
    KeyTable {
        path: "outcomes.OUTCOME",
        about: "An outcome, to which the catalogue's indicators belong.",
        keys: &[
            needed("title", "what it is called in a sentence"),
            optional("weight", "1", "its weight in block C"),
        ],
    },
    KeyTable {
        path: "outcome_cut_offs",
        about: "The least good outcome that earns a band.",
        keys: &[
            needed("band", "the band"),
            needed(
                "in_line_or_better",
                "at least this share of its indicators in line with similar areas or better",
            ),
        ],
    },
    KeyTable {
        path: "rating",
        about: "How the blocks make a rating. Without it nobody is rated.",
        keys: &[
            needed("a", "weight of block A, settings"),
            needed("b", "weight of block B, findings"),
            needed("c", "weight of block C, indicators"),
            needed(
                "halves",
                "where a mean halfway between two ratings goes: `down` or `up`",
            ),
            optional(
                "year_begins",
                "`\"01-01\"`",
                "the day on which a year of ratings begins",
            ),
        ],
    },
    KeyTable {
        path: "coverage",
        about: "How much evidence a rating needs.",
        keys: &[needed(
            "minimum",
            "the least share of the expected evidence",
        )],
    },
    KeyTable {
        path: "significant_weakness",
        about: "What a letter may call so: SQL conditions.",
        keys: &[
            optional(
                "settings",
                "nothing",
                "over one type of setting of an authority",
            ),
            optional("findings", "nothing", "over one of its findings"),
        ],
    },
    KeyTable {
        path: "limiters",
        about: "A finding that caps the rating.",
        keys: &[
            needed("name", "its name in `ratings.limiters`"),
            needed("cap", "the highest rating that it leaves"),
            needed("condition", "SQL over the authority's profile row"),
            needed("reason", "one sentence for readers"),
        ],
    },
    KeyTable {
        path: "triggers",
        about: "What calls for somebody to look at an authority, and changes no rating.",
        keys: &[
            needed("name", "its name in `triggers.trigger`"),
            needed(
                "condition",
                "SQL over the authority's profile row and the same row some time before, whose columns begin with `before.`",
            ),
            optional(
                "before",
                "`\"quarter\"`",
                "how long before: a `quarter` or a `year`",
            ),
            needed("reason", "one sentence for readers"),
        ],
    },
    KeyTable {
        path: "moderation",
        about: "How far a judgement may move a rating.",
        keys: &[optional(
            "transitional",
            "false",
            "whether by one level; else it may only confirm, unless it is exceptional",
        )],
    },
];
