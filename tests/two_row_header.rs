//! A sheet whose header stands in two rows: years above, measures below, and over the councils no
//! name at all. The council column is `""`, the year is the place of the group, footnote numbers are
//! glued to names, regions stand between the councils, and one row is two councils, one after the
//! other.

use serde_json::Value;

use crate::books::{Sheet, row, xlsx};
use crate::nation::five_councils;
use crate::workdir::{Workdir, near};

const SOURCE: &str = r#"path = "appeals.xlsx"
header_row = 2
where = """ "n" IS NOT NULL AND NOT ("appeals" IS NULL AND "decisions" IS NULL) """

[sources.observations.unpivot]
columns = { rate = "Appeal rate2*", appeals = "Appeals registered4*", decisions = "Appealable decisions1*" }
position = "n"

[sources.observations.columns]
authority = """ CASE WHEN "" = 'Calder Vale and Dunmere6' AND "n" <= 1 THEN '303' ELSE "" END """
indicator = "'appeals'"
period = 'CAST(2020 + "n" AS VARCHAR)'
value = 'TRY_CAST("rate" AS DOUBLE) * 100'
numerator = '"appeals"'
denominator = '"decisions"'
"#;

const ALIASES: &str = r#"
[authority_aliases]
"Ashby5" = "301"
"Calder Vale and Dunmere6" = "304"
"England Total4" = "970"
"#;

fn appeals() -> Workdir {
    let sheet: Sheet = (
        "SEND_2",
        vec![
            row!["Local Authority", "2021", "", "", "2022", "", ""],
            row![
                "",
                "Appeals registered4",
                "Appealable decisions1",
                "Appeal rate2",
                "Appeals registered4",
                "Appealable decisions1",
                "Appeal rate2"
            ],
            row!["NORTH", "", "", "", "", "", ""],
            row!["Ashby5", 0.0, 450.0, 0.0, 149.0, 4441.0, 149.0 / 4441.0],
            row!["Birchwick", 85.0, "..", "..", 81.0, 5492.0, 81.0 / 5492.0],
            row!["SOUTH", "", "", "", "", "", ""],
            row![
                "Calder Vale and Dunmere6",
                1.0,
                7.0,
                1.0 / 7.0,
                2.0,
                16.0,
                0.125
            ],
            row![
                "England Total4",
                86.0,
                457.0,
                86.0 / 457.0,
                232.0,
                9949.0,
                232.0 / 9949.0
            ],
            row![
                "4. Appeals are registered in the year.",
                "",
                "",
                "",
                "",
                "",
                ""
            ],
        ],
    );
    let work = five_councils();
    work.replace("pipeline.toml", "path = \"observations.csv\"\n", SOURCE)
        .replace(
            "pipeline.toml",
            "neighbours = \"mean\"",
            "neighbours = \"pooled\"",
        )
        .append("pipeline.toml", ALIASES)
        .write(
            "data/indicators.csv",
            "indicator,title,polarity,unit\nappeals,Appeal rate,low,percent\n",
        );
    xlsx(&work, "data/appeals.xlsx", &[sheet]);
    work
}

fn figure(work: &Workdir, authority: &str, period: &str) -> Value {
    work.table("indicator_profile")
        .row(&[("authority", authority), ("period", period)])
        .clone()
}

#[test]
fn every_figure_is_that_of_its_year_and_its_council() {
    let work = appeals();
    work.run();
    assert_eq!(work.table("quarantine").len(), 0);
    near(
        &figure(&work, "301", "2022")["value"],
        149.0 / 4441.0 * 100.0,
    );
    near(
        &figure(&work, "302", "2022")["value"],
        81.0 / 5492.0 * 100.0,
    );
    near(
        &figure(&work, "301", "2022")["national_value"],
        232.0 / 9949.0 * 100.0,
    );
    // Elmstead's neighbours are Ashby and Birchwick.
    near(
        &figure(&work, "305", "2022")["neighbour_mean"],
        230.0 / 9933.0 * 100.0,
    );
    // None among so many is a value and the best one; appeals without decisions make no rate.
    assert_eq!(figure(&work, "301", "2021")["value"], 0.0);
    assert_eq!(figure(&work, "301", "2021")["national_rank"], 1);
    assert!(figure(&work, "302", "2021")["value"].is_null());
}

#[test]
fn one_row_of_two_councils_is_no_series_across_the_two() {
    let work = appeals();
    work.run();
    near(&figure(&work, "303", "2021")["value"], 100.0 / 7.0);
    assert!(figure(&work, "303", "2022")["value"].is_null());
    let after = figure(&work, "304", "2022");
    near(&after["value"], 12.5);
    assert!(after["change"].is_null());
}
