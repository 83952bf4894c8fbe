//! Gaps between two breakdowns, as indicators of their own.

use serde_json::{Value, json};

use crate::nation::five_councils;
use crate::workdir::{Table, Workdir, near};

/// Reading of white and Asian children in two of the five councils.
fn reading(gap: &str) -> Workdir {
    let work = five_councils();
    work.write(
        "data/indicators.csv",
        format!(
            "indicator,title,polarity,unit,gap\n\
             reading,Children who read well,high,percent,\n\
             reading_gap,How far apart they read,low,percentage points,{gap}\n"
        ),
    )
    .write(
        "data/observations.csv",
        "authority,indicator,breakdown,period,value,numerator,denominator\n\
         301,reading,white,2023/24,80,56,70\n\
         301,reading,Asian,2023/24,60,48,80\n\
         301,reading,white,2022/23,75,75,100\n\
         302,reading,white,2023/24,70,70,100\n\
         302,reading,Asian,2023/24,c,,\n",
    );
    work
}

const GAP: &str = r#""[""reading.white"", ""reading.asian""]""#;

fn of(work: &Workdir, authority: &str) -> Value {
    work.table("indicator_profile")
        .row(&[
            ("authority", authority),
            ("indicator", "reading_gap"),
            ("period", "2023/24"),
        ])
        .clone()
}

#[test]
fn a_gap_is_the_first_figure_less_the_second_with_the_interval_of_both() {
    for gap in [GAP, "\"reading.white, reading.asian\""] {
        let work = reading(gap);
        work.run();
        let row = of(&work, "301");
        // Newcombe (1998), table II, method 10: 56 of 70 less 48 of 80 is 0.0524 to 0.3339.
        near(&row["value"], 20.0);
        near(&row["value_low"], 5.243_147_240_236_482);
        near(&row["value_high"], 33.38726540369059);
        assert_eq!(row["compared_by"], "difference");
        assert_eq!(
            (&row["is_total"], &row["is_latest"]),
            (&json!(true), &json!(true))
        );
        // A side that is suppressed leaves no gap, for its reason.
        let suppressed = of(&work, "302");
        assert_eq!(
            (&suppressed["value"], &suppressed["missing_reason"]),
            (&Value::Null, &json!("c"))
        );
        // Of an earlier period one side alone has a figure.
        let rows = work.table("indicator_profile");
        let gaps = rows
            .rows()
            .iter()
            .filter(|row| row["indicator"] == "reading_gap");
        assert!(gaps.clone().all(|row| row["period"] == "2023/24") && gaps.count() > 0);
    }
}

#[test]
fn a_gap_of_figures_that_are_not_there_is_warned_of() {
    for (gap, why) in [
        (
            r#""[""reading.white"", ""reading.black""]""#,
            "\"reading.black\" has no figures",
        ),
        (
            r#""[""sums.white"", ""reading.asian""]""#,
            "\"sums.white\" begins with no indicator",
        ),
    ] {
        let work = reading(gap);
        let printed = work
            .plumbline("run pipeline.toml --out out")
            .code(0)
            .stdout();
        assert!(
            printed.contains("1 gap is not worked out: reading_gap"),
            "{printed}"
        );
        assert!(printed.contains(why), "{printed}");
    }
    let work = reading(GAP);
    work.append("data/observations.csv", "301,reading_gap,,2023/24,19,,");
    let printed = work
        .plumbline("run pipeline.toml --out out")
        .code(0)
        .stdout();
    assert!(printed.contains("it has figures of its own"), "{printed}");
    near(&of(&work, "301")["value"], 19.0);
}

#[test]
fn a_gap_that_names_no_two_figures_is_rejected() {
    for gap in ["reading.white", "\"[1, 2]\"", "\"white, asian\""] {
        let work = reading(gap);
        work.run();
        let table: Table = work.table("quarantine");
        let row = table.row(&[("source", "indicators")]);
        assert!(
            row["reason"]
                .as_str()
                .is_some_and(|of| of.contains("is no gap; expected two figures")),
            "{row}"
        );
    }
}
