//! The keys of `pipeline.toml`.

use super::{Key, KeyTable, needed, optional};

/// The tables of `pipeline.toml`.
pub static PIPELINE: &[KeyTable] = &[
    KeyTable {
        path: "pipeline",
        about: "What is run.",
        keys: &[
            needed(
                "name",
                "letters, digits, `-` and `_`; names the output folder",
            ),
            needed("title", "what it is called"),
            needed(
                "as_of",
                "the day whose knowledge the run has; `--as-of` replaces it",
            ),
            optional(
                "rulebook",
                "the shipped default, which rates nothing",
                "the rulebook's file, beside this one",
            ),
            optional(
                "neighbours",
                "`\"mean\"`",
                "what similar areas are summed up by: `mean`, `median`, `pooled` or `weighted`",
            ),
            optional(
                "outside",
                "`\"set aside\"`",
                "what becomes of rows of councils of other nations: `set aside` rejects them, `leave out` counts them",
            ),
            optional(
                "joint_returns",
                "`\"set aside\"`",
                "what becomes of rows that several councils return together, such as `314 / 318`: `set aside` rejects them, `to both` gives them to each",
            ),
            optional(
                "levers",
                "false",
                "whether the table `rating_levers` says what would move each rating; see [what would move a rating](what-if.md)",
            ),
            optional(
                "max_rejected",
                "0.01",
                "the largest share of a source's rows that may be rejected",
            ),
        ],
    },
    KeyTable {
        path: "robustness",
        about: "How firm the ratings are: they are drawn anew with each source of doubt as it might as well be. Only with it are there the tables `rating_robustness` and `robustness_sources`. See [firmness](firmness.md).",
        keys: &[
            needed("draws", "how many draws, an even number such as 1000"),
            optional(
                "seed",
                "1",
                "what the draws begin from: the same seed gives the same tables",
            ),
            optional(
                "uninspected",
                "true",
                "whether grades of settings not inspected are drawn",
            ),
            optional(
                "sampling",
                "true",
                "whether the shares of the settings inspected are drawn, as those of a sample",
            ),
            optional(
                "prior_settings",
                "4",
                "how many settings the nation's shares stand for beside an area's own, in both",
            ),
            optional(
                "indicators",
                "true",
                "whether values are drawn within their intervals; one without stays as it is",
            ),
            optional(
                "neighbours",
                "true",
                "whether none or one of each authority's similar areas is left out",
            ),
            optional(
                "neighbour_lists",
                "none",
                "other lists of similar areas, such as another year's, of which a draw takes one or the run's own: feeds, as below",
            ),
            optional(
                "cut_offs",
                "0.02",
                "how far each cut-off moves either way at most, as a share; `true` is the default, `false` draws none",
            ),
            optional(
                "weights",
                "0.05",
                "the standard deviation of a weight that is half of its group; `true` is the default, `false` draws none",
            ),
            optional(
                "comparisons",
                "0.2",
                "how much wider or narrower the interval and the margin of a comparison become at most, as a part of them; `true` is the default, `false` draws none",
            ),
            optional("halves", "true", "whether halves go either way"),
        ],
    },
    KeyTable {
        path: "robustness.neighbour_lists",
        about: "Another list of similar areas: a feed of the contract `neighbours`, with its keys. `[[robustness.neighbour_lists]]` as often as there are lists, each with a `name`. A row that is rejected stops the run unless `max_rejected` lets it pass.",
        keys: &[],
    },
    KeyTable {
        path: "sources",
        about: "Where the data is. Below it, one table a source: `[sources.authorities]`, `indicators`, `neighbours`, `groups`, `characteristics`, `inspections`, `findings`, `observations`, `judgements`, `ratings` and `boundaries`; all but the first may be left out.",
        keys: &[
            optional(
                "root",
                "the pipeline's folder",
                "the folder below which the paths start; `--root` replaces it",
            ),
            needed("authorities", "the councils, regions and the nation"),
            optional("indicators", "none", "the catalogue of indicators"),
            optional("neighbours", "none", "published statistical neighbours"),
            optional(
                "groups",
                "none",
                "groups of authorities, for `[[comparators]]`",
            ),
            optional(
                "characteristics",
                "none",
                "background features, for a model of neighbours",
            ),
            optional("inspections", "none", "inspections of settings"),
            optional(
                "findings",
                "none",
                "findings about the authorities themselves",
            ),
            optional("observations", "none", "the values of indicators"),
            optional("judgements", "none", "moderation of ratings"),
            optional("ratings", "none", "ratings of earlier years"),
            optional(
                "boundaries",
                "none",
                "the shapes of authorities, for a map on the pages; see [pages](site.md)",
            ),
        ],
    },
    KeyTable {
        path: "sources.SOURCE",
        about: "A feed. `[[sources.SOURCE]]` as often as there are feeds of one contract.",
        keys: FEED,
    },
    KeyTable {
        path: "sources.SOURCE.columns.COLUMN",
        about: "A contract's column, where it is more than SQL: `COLUMN = '\"Name\"'`, or a list of which the first is taken whose columns are all in the file.",
        keys: &[
            needed("sql", "SQL over the columns of a row, or a list as above"),
            optional(
                "values",
                "none",
                "other words for values: `{ \"Days waited*\" = \"waits\" }`; `*` is any text",
            ),
            optional(
                "lookup",
                "none",
                "the table of `[lookups]` that the value is looked up in",
            ),
        ],
    },
    KeyTable {
        path: "sources.SOURCE.join.NAME",
        about: "Other rows or another file, of which the mapping may use `NAME`: a feed, with its keys, whose columns are those in `on` and `value`.",
        keys: &[],
    },
    KeyTable {
        path: "sources.SOURCE.unpivot",
        about: "Wide columns that become rows.",
        keys: &[
            needed(
                "columns",
                "the wide columns by name or pattern, one or several groups: `{ figure = \"20*\" }`",
            ),
            optional(
                "name",
                "none",
                "the column that the wide column's name goes into",
            ),
            optional(
                "position",
                "none",
                "the column that its place goes into: 1, 2, …",
            ),
        ],
    },
    KeyTable {
        path: "gates",
        about: "What stops a run of any source against the current run; each also for one source, where it is a source's.",
        keys: &[
            optional(
                "max_row_drop",
                "none",
                "the largest share of the rows kept that may be gone",
            ),
            optional(
                "max_value_drop",
                "none",
                "the largest share of the values that may be gone",
            ),
            optional(
                "authorities_gone",
                "none",
                "the most authorities that may be gone from a source",
            ),
            optional(
                "max_age_days",
                "none",
                "the greatest age in days of a source's newest file",
            ),
            optional(
                "max_ratings_moved",
                "none",
                "the largest share of ratings that may differ",
            ),
            optional(
                "max_shift",
                "none",
                "how many times larger or smaller the median of an indicator may be",
            ),
            optional(
                "latest_period_lost",
                "none",
                "the most indicators whose newest period may be gone",
            ),
            optional(
                "lone_period",
                "0.5",
                "the least share of an indicator's councils that must have a value in a period before it is the newest; 0 asks nothing",
            ),
        ],
    },
    KeyTable {
        path: "history",
        about: "Which runs are kept.",
        keys: &[optional(
            "retain",
            "every run",
            "`{ runs = 30, days = 90 }`: a run goes when it is beyond both",
        )],
    },
    KeyTable {
        path: "history.retain",
        about: "How many.",
        keys: &[
            needed("runs", "the newest so many stay"),
            needed("days", "those of the last so many days stay"),
        ],
    },
    KeyTable {
        path: "limits",
        about: "What a run may take.",
        keys: &[
            optional(
                "unpacked_bytes",
                "16 GiB",
                "the most that a packed file may unpack to",
            ),
            optional(
                "page_bytes",
                "256 MiB",
                "the most that a page of a Parquet file may unpack to",
            ),
            optional(
                "file_rows",
                "500,000,000",
                "the most rows of a file or a sheet",
            ),
            optional("memory_limit", "none", "the memory that a run keeps within"),
        ],
    },
    KeyTable {
        path: "lookups.NAME",
        about: "A file that values are looked up in: a feed, with its keys, whose columns are `key` and `value`.",
        keys: &[],
    },
    KeyTable {
        path: "authority_aliases",
        about: "Other spellings of authorities, each with the code that it stands for: `\"Bristol\" = \"801\"`.",
        keys: &[],
    },
    KeyTable {
        path: "comparators",
        about: "Whom every authority is compared with in the tables `comparison` and `provision_comparison`, which are published where there is any. `[[comparators]]` as often as there are.",
        keys: &[
            needed(
                "of",
                "`neighbours`, `neighbours:LIST`, `model`, `region`, `nation`, `kind`, `all`, `within:region`, `group:NAME` or `within:group:NAME`",
            ),
            optional("name", "what `of` says", "what the tables call it"),
            optional(
                "statistic",
                "that of `[pipeline]` for similar areas, `pooled` for region and nation, else `mean`",
                "what their values are summed up by: `mean`, `median`, `pooled` or `weighted`",
            ),
            optional(
                "settings",
                "`\"pooled\"`",
                "what their shares of settings are summed up by",
            ),
            optional(
                "self",
                "`exclude` for similar areas, else `include`",
                "whether the authority itself counts among them: `include` or `exclude`",
            ),
        ],
    },
    KeyTable {
        path: "breaks",
        about: "Where series break: nothing is compared across. `[[breaks]]` as often as there are, beside `breaks` in the catalogue.",
        keys: &[
            optional(
                "period",
                "`status`",
                "the first period that cannot be compared with those before it",
            ),
            optional(
                "status",
                "`period`",
                "words of the status of figures that cannot be compared with earlier ones; `*` is any text",
            ),
            optional(
                "indicators",
                "every one",
                "the indicators, by name or with `*` for any text",
            ),
            optional("reason", "none", "why, for the table `series_breaks`"),
        ],
    },
    KeyTable {
        path: "successions",
        about: "Councils that were divided or merged: the figures of their predecessors carry their series back, marked in `status` and in the table `carried_figures`. `[[successions]]` as often as there are.",
        keys: &[
            needed("successor", "the council, by code or name"),
            needed(
                "predecessors",
                "those that it came after; one that came after others itself is followed through its own `[[successions]]`",
            ),
            optional(
                "from",
                "its `opened_on`",
                "its first day: figures that speak of an earlier one are carried back",
            ),
            optional(
                "population",
                "none",
                "the indicator whose figures weigh several predecessors, where theirs have no numerators and denominators",
            ),
            optional(
                "indicators",
                "every one",
                "the indicators, by name or with `*` for any text",
            ),
        ],
    },
    KeyTable {
        path: "successions.predecessors",
        about: "A council that another came after.",
        keys: &[
            needed("authority", "the council, by code or name"),
            optional(
                "share",
                "1",
                "the share of its population that went to the successor",
            ),
        ],
    },
    KeyTable {
        path: "neighbour_model",
        about: "Statistical neighbours worked out from `characteristics`.",
        keys: &[
            needed("k", "how many neighbours each authority has"),
            needed("features", "the features that count"),
            optional(
                "leave_out",
                "none",
                "authorities that are nobody's neighbour and have none",
            ),
            optional(
                "distance",
                "`\"euclidean\"`",
                "the distance, of which there is one",
            ),
            optional(
                "scale",
                "`\"zero_to_weight\"`",
                "how features are made alike: `zero_to_weight` or `z_score`",
            ),
            optional(
                "missing",
                "`\"leave_out\"`",
                "what is done about an authority without a feature: `leave_out`, `region_median`, `national_median` or `shared`",
            ),
            optional("closeness", "none", "the words for how near a neighbour is"),
            optional(
                "comparators",
                "`\"model\"` without published neighbours",
                "`published` or `model`: whom figures are compared with",
            ),
        ],
    },
    KeyTable {
        path: "neighbour_model.features",
        about: "A feature.",
        keys: &[
            needed("name", "its name in `characteristics`"),
            needed("weight", "how much it counts, from 0 to 1"),
            optional(
                "transformation",
                "`\"best\"`",
                "`none`, `log1p`, `square_root`, `square`, `reciprocal`, `reciprocal_square_root`, `box_cox`, `yeo_johnson`, or `best`: the one after which the values look most normal, by the test of Shapiro and Wilk",
            ),
        ],
    },
    KeyTable {
        path: "neighbour_model.closeness",
        about: "Where one word for closeness ends and the next begins: four numbers.",
        keys: &[
            optional("quantiles", "none", "shares of all pairs"),
            optional("distances", "none", "distances"),
        ],
    },
    KeyTable {
        path: "notable",
        about: "Asks for the table `notable`: how unusual each figure is among similar areas and all authorities.",
        keys: &[
            needed(
                "false_discovery",
                "the share of false discoveries, over all comparisons of one authority, within which figures are notable: 0.05",
            ),
            optional(
                "minimum",
                "5",
                "the fewest other values among which a figure can be unusual",
            ),
            optional(
                "by",
                "`\"comparison\"`",
                "what says how unlikely a figure is: `comparison`, the test that it is compared by, and its robust z-score where it has no interval; or `robust`, the z-score alone",
            ),
            optional(
                "periods",
                "`\"latest\"`",
                "whose figures are asked: those of the `latest` period of each series, or of `all`",
            ),
            optional(
                "rows",
                "`\"all\"`",
                "which of those that are asked the table has: `all`, or the `notable` ones",
            ),
        ],
    },
    KeyTable {
        path: "statistics",
        about: "Asks for further tables about indicators.",
        keys: &[
            optional(
                "periods",
                "`\"latest\"`",
                "whose figures they speak of: those of the `latest` period of each series, or of `all`",
            ),
            optional(
                "limits",
                "false",
                "the table `indicator_limits`: intervals at 95% and 99.8%, and the limits of funnel plots",
            ),
            optional(
                "quantiles",
                "none",
                "the table `indicator_quantiles`: numbers of groups of equal size, `[5, 10]` for quintiles and deciles",
            ),
        ],
    },
    KeyTable {
        path: "inequality",
        about: "Breakdowns that have an order, each in a `[[inequality]]`: asks for the table `indicator_inequality`.",
        keys: &[
            needed("name", "what they are called, such as `deprivation`"),
            needed("breakdowns", "the breakdowns, the worst off first"),
        ],
    },
    KeyTable {
        path: "letter",
        about: "The letter's files, beside this one.",
        keys: &[
            needed("template", "what it says, in Markdown"),
            needed("page", "the HTML page around it"),
        ],
    },
    KeyTable {
        path: "site",
        about: "Pages for a browser, which every run then makes in its folder.",
        keys: &[optional(
            "templates",
            "the program's own",
            "a folder beside this file; a file in it takes the place of the template of its name",
        )],
    },
];

const FEED: &[Key] = &[
    optional(
        "name",
        "that of the source",
        "what the feed is called, where a source has several",
    ),
    optional(
        "path",
        "needed in a source",
        "a file, a folder or a pattern; one that begins with `./` starts beside the pipeline file",
    ),
    optional(
        "format",
        "`\"table\"`",
        "`ees`: the open data standard of Explore education statistics; `fingertips`: an export of Fingertips",
    ),
    optional(
        "indicators",
        "every one of the file",
        "with a known format: the indicator columns, with the catalogue's names",
    ),
    optional(
        "filters",
        "none",
        "with a known format: the columns that make the breakdown",
    ),
    optional(
        "columns",
        "the contract's own names",
        "how the contract's columns come about",
    ),
    optional(
        "aliases",
        "none",
        "in a look-up: other spellings of its keys",
    ),
    optional(
        "where",
        "every row",
        "the rows that are kept: those for which it is true",
    ),
    optional("unpivot", "none", "wide columns that become rows"),
    optional("encoding", "`\"auto\"`", "`utf-8` or `windows-1252`"),
    optional("delimiter", "found", "the separator of a text"),
    optional(
        "sheet",
        "the only one that fits",
        "the sheet of a workbook, by name or pattern",
    ),
    optional("skip_rows", "0", "rows above the header"),
    optional(
        "extracted_on",
        "none",
        "how a file's name gives the day of its extract, such as `list_at_{month}_{year}`",
    ),
    optional(
        "available_after",
        "when the period begins",
        "how long after the end of a period its figures come out, where no `published_on` says it: `\"8 months\"`, or by indicator `{ \"*\" = \"8 months\", \"Births\" = \"2 years\" }`; `*` is any text",
    ),
    optional(
        "snapshots",
        "false",
        "whether each extract of inspections lists every setting that was open on its day",
    ),
    optional(
        "series",
        "its own",
        "feeds of one name here make one history of snapshots",
    ),
    optional("header_row", "found", "the row of the header"),
    optional(
        "stop_at_blank",
        "false",
        "whether the first blank row ends the table",
    ),
    optional(
        "fill_down",
        "none",
        "columns in which a blank repeats what stands above it",
    ),
    optional(
        "strip_footnotes",
        "false",
        "whether footnote marks are taken off values",
    ),
    optional(
        "max_rejected",
        "that of `[pipeline]`",
        "the largest share of the rows that may be rejected",
    ),
    optional("min_rows", "none", "the fewest rows that must be kept"),
    optional("max_row_drop", "that of `[gates]`", "as there"),
    optional("max_value_drop", "that of `[gates]`", "as there"),
    optional("authorities_gone", "that of `[gates]`", "as there"),
    optional("max_age_days", "that of `[gates]`", "as there"),
    optional(
        "may_be_empty",
        "false",
        "whether a source of evidence may have no row",
    ),
    optional(
        "above_whole",
        "0.1",
        "how far a share may be above its whole before its row is rejected, such as 0.1 for 110%",
    ),
    optional(
        "total",
        "`all`, `Total`, `Persons`",
        "the words for the breakdown that stands for everybody",
    ),
    optional(
        "on",
        "needed in a join",
        "the columns by which a joined file is matched",
    ),
    optional(
        "join",
        "none",
        "other files whose columns its mapping may use",
    ),
];
