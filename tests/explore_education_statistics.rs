//! `format = "ees"`: files in the open data standard of Explore education statistics, of which
//! only the indicator columns and the filters are named.

use crate::nation::five_councils;
use crate::workdir::Workdir;

const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,\
                      region_code,region_name,old_la_code,new_la_code,la_name,group,sex,\
                      wait_days,visit_count\n";

fn row(time: &str, place: &str, filters: &str, figures: &str) -> String {
    let place = match place {
        "England" => "National,E92000001,England,,,,,".to_owned(),
        "North" => "Regional,E92000001,England,E12000981,North,,,".to_owned(),
        "Ashby" => "Local authority,E92000001,England,E12000981,North,301,E06000301,Ashby".into(),
        // The standard has `z` where there never was an old code.
        "Birchwick" => {
            "Local authority,E92000001,England,E12000981,North,z,E06000302,Birchwick".to_owned()
        }
        other => format!("School,E92000001,England,E12000981,North,301,E06000301,{other}"),
    };
    format!("{time},{place},{filters},{figures}\n")
}

fn ees(keys: &str, rows: &[String]) -> Workdir {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        &format!("path = \"ees.csv\"\nformat = \"ees\"\n{keys}\n"),
    )
    .write("data/ees.csv", format!("\u{feff}{HEADER}{}", rows.concat()));
    work
}

const KEYS: &str = "indicators = { wait_days = \"waits\", visit_count = \"visits\" }\n\
                    filters = [\"group\", \"sex\"]";

const YEAR: &str = "202425,Academic year";

fn published() -> Vec<String> {
    vec![
        row(YEAR, "England", "Total,Total", "7,700"),
        row(YEAR, "North", "Total,Total", "6,300"),
        row(YEAR, "Ashby", "Total,Total", "5,z"),
        row(YEAR, "Ashby", "In care,Total", "4,k"),
        row(YEAR, "Ashby", "In care,Girls", "3,low"),
        row(YEAR, "Birchwick", "Total,Total", ":,u"),
        row(YEAR, "Ashby School", "Total,Total", "1,1"),
    ]
}

#[test]
fn each_indicator_column_is_an_indicator_of_the_catalogue() {
    let work = ees(KEYS, &published());
    work.run();
    let profile = work.table("indicator_profile");
    let ashby = profile.row(&[
        ("authority", "301"),
        ("indicator", "waits"),
        ("breakdown", "all"),
    ]);
    assert_eq!(ashby["value"], 5.0);
    assert_eq!(ashby["period"], "202425");
    assert_eq!(
        (&ashby["period_start"], &ashby["period_end"]),
        (&2024.into(), &2025.into())
    );
    assert_eq!(ashby["region_value"], 6.0);
    assert_eq!(ashby["national_value"], 7.0);
}

#[test]
fn filters_are_the_breakdown_and_a_total_is_everybody() {
    let work = ees(KEYS, &published());
    work.run();
    let profile = work.table("indicator_profile");
    let mut groups: Vec<String> = profile
        .rows()
        .iter()
        .filter(|row| row["authority"] == "301" && row["indicator"] == "waits")
        .map(|row| format!("{}: {}", row["breakdown"], row["value"]).replace('"', ""))
        .collect();
    groups.sort();
    assert_eq!(groups, ["In care / Girls: 3.0", "In care: 4.0", "all: 5.0"]);
}

#[test]
fn the_standard_s_symbols_are_missing_values_and_never_zero() {
    let work = ees(KEYS, &published());
    work.run();
    let missing = &work.manifest()["inputs"][3]["missing"];
    for symbol in ["z", "k", "low", ":", "u"] {
        assert_eq!(missing[symbol], 1, "{symbol}");
    }
    let profile = work.table("indicator_profile");
    let visits = profile.row(&[
        ("authority", "301"),
        ("indicator", "visits"),
        ("breakdown", "all"),
    ]);
    assert!(visits["value"].is_null());
}

#[test]
fn levels_that_are_no_authority_region_or_nation_are_left_out() {
    let work = ees(KEYS, &published());
    work.plumbline("check pipeline.toml")
        .code(0)
        .prints(&["observations", "14          0          2"]);
}

#[test]
fn a_condition_of_the_feed_holds_as_well() {
    let work = ees(
        &format!("{KEYS}\nwhere = \"sex = 'Total' OR sex = 'Boys'\""),
        &published(),
    );
    work.run();
    let profile = work.table("indicator_profile");
    let girls = profile
        .column("breakdown")
        .contains(&"In care / Girls".into());
    assert!(!girls);
    assert_eq!(work.manifest()["inputs"][3]["rejected"], 0);
}

#[test]
fn a_term_is_no_year_and_is_set_aside() {
    let work = ees(
        KEYS,
        &[row("202425,Autumn term", "Ashby", "Total,Total", "5,6")],
    );
    work.plumbline("run pipeline.toml --out out --accept max_rejected")
        .code(0);
    let quarantine = work.table("quarantine");
    let reason = quarantine.rows()[0]["reason"].to_string();
    assert!(reason.contains("202425, Autumn term"), "{reason}");
}

#[test]
fn indicators_can_be_a_list_of_columns_that_are_called_alike() {
    let work = ees("indicators = [\"wait_days\"]", &published()[..1]);
    work.append("data/indicators.csv", "wait_days,Days,low,days");
    work.run();
    let spread = work.manifest()["inputs"][3]["rejected"].clone();
    assert_eq!(spread, 0);
}

#[test]
fn a_mapped_column_takes_the_place_of_the_standard_s() {
    let work = ees(KEYS, &published());
    work.append(
        "pipeline.toml",
        "[sources.observations.columns]\nbreakdown = '\"group\"'",
    )
    .replace(
        "pipeline.toml",
        "filters = [\"group\", \"sex\"]",
        "where = \"sex = 'Total'\"",
    );
    work.run();
    let profile = work.table("indicator_profile");
    assert!(profile.column("breakdown").contains(&"Total".into()));
}

#[test]
fn mistakes_of_the_format_are_named() {
    for (keys, message) in [
        ("", "format = \"ees\" needs its indicator columns"),
        (
            "indicators = []",
            "indicators is empty; name at least one column",
        ),
        ("indicators = [\"wait_dys\"]", "did you mean \"wait_days\"?"),
        (
            "indicators = [\"wait_days\"]\nfilters = [\"grup\"]",
            "did you mean \"group\"?",
        ),
        (
            "indicators = [\"wait_days\"]\nunpivot = { columns = { a = \"b\" } }",
            "leave `unpivot` out",
        ),
    ] {
        let work = ees(keys, &published());
        work.plumbline("check pipeline.toml")
            .code(2)
            .says(&["pipeline.toml", message]);
    }
    let work = ees(KEYS, &published());
    work.replace("pipeline.toml", "format = \"ees\"\n", "");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["`indicators` and `filters` belong to format = \"ees\""]);
}

/// Case: quarters stand beside the year that they make up.
fn quarterly() -> Vec<String> {
    let mut rows: Vec<String> = (1..=4)
        .map(|quarter| {
            let time = format!("202324,Financial year Q{quarter}");
            row(
                &time,
                "Ashby",
                "Total,Total",
                &format!("{},1", 10 + quarter),
            )
        })
        .collect();
    rows.push(row(
        "202324,Financial year",
        "Ashby",
        "Total,Total",
        "12.5,4",
    ));
    rows.push(row(
        "202324,Financial year Q1",
        "Birchwick",
        "Total,Total",
        "21,1",
    ));
    rows.push(row(
        "202425,Calendar year Q2",
        "Birchwick",
        "Total,Total",
        "16,1",
    ));
    rows
}

#[test]
fn a_quarter_never_passes_for_the_year_that_it_is_a_part_of() {
    let work = ees(
        "indicators = { wait_days = \"waits\" }\nmax_rejected = 1.0",
        &quarterly(),
    );
    work.run();
    let profile = work.table("indicator_profile");
    let figures: Vec<_> = profile
        .rows()
        .iter()
        .filter(|row| !row["value"].is_null())
        .map(|row| {
            (
                row["authority"].clone(),
                row["period"].clone(),
                row["value"].clone(),
            )
        })
        .collect();
    assert_eq!(figures, [("301".into(), "202324".into(), 12.5.into())]);
    assert_eq!(work.table("quarantine").len(), 6);
}

#[test]
fn a_condition_on_the_time_identifier_chooses_the_kind_of_period() {
    let keys = "indicators = { wait_days = \"waits\" }\nfilters = [\"group\", \"sex\"]\n\
                where = \"time_identifier LIKE 'Financial year Q%'\"";
    let work = ees(keys, &quarterly());
    work.run();
    let profile = work.table("indicator_profile");
    let latest = profile.row(&[("authority", "301"), ("is_latest", "true")]);
    assert_eq!(latest["period"], "202324, Financial year Q4");
    assert_eq!(
        (&latest["value"], &latest["previous_value"]),
        (&14.0.into(), &13.0.into())
    );
    assert_eq!(latest["period_start"], 2024);
    assert_eq!(work.manifest()["inputs"][3]["rejected"], 0);
}

#[test]
fn two_kinds_of_year_in_one_series_are_an_error_that_names_both() {
    let rows = [
        row("202324,Academic year", "Ashby", "Total,Total", "5,6"),
        row("202425,Financial year", "Ashby", "Total,Total", "6,7"),
    ];
    let work = ees(KEYS, &rows);
    work.plumbline("check pipeline.toml")
        .code(1)
        .says(&["academic year (\"202324\")", "financial year (\"202425\")"]);
}

#[test]
fn an_import_keeps_the_kinds_of_period_apart() {
    let work = ees(KEYS, &published());
    work.run();
    let here = work.table("indicator_profile");
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current/pipeline.toml --out again")
        .code(0);
    let again = crate::workdir::Table::read(&work.path("again/current/indicator_profile.parquet"));
    assert_eq!(here.rows(), again.rows());
}

#[test]
fn a_file_without_the_columns_of_a_level_that_no_row_is_of_is_read() {
    for (header, place) in [
        ("", ""),
        ("region_code,region_name,", ",,"),
        ("new_la_code,la_name,", ",,"),
        ("old_la_code,la_name,", ",,"),
        ("region_code,region_name,new_la_code,la_name,", ",,,,"),
    ] {
        let work = ees("indicators = { wait_days = \"waits\" }", &[]);
        work.write(
            "data/ees.csv",
            format!(
                "time_period,time_identifier,geographic_level,country_code,country_name,{header}wait_days\n\
                 201718,Academic year,National,E92000001,England,{place}4.2\n"
            ),
        );
        work.run();
        let national = work.table("indicator_distribution");
        assert_eq!(national.len(), 1, "{header}");
        let profile = work.table("indicator_profile");
        assert_eq!(profile.rows()[0]["national_value"], 4.2, "{header}");
        assert_eq!(work.manifest()["inputs"][3]["rejected"], 0);
    }
}

#[test]
fn a_region_or_council_without_a_code_is_left_out_and_no_fault() {
    let mut rows = published();
    for place in [
        "Regional,E92000001,England,z,Outside of England and unknown,,,",
        "Local authority,E92000001,England,E12000981,North,z,z,Not applicable",
    ] {
        rows.push(format!("202425,Academic year,{place},Total,Total,9,9\n"));
    }
    let work = ees(KEYS, &rows);
    work.plumbline("check pipeline.toml")
        .code(0)
        .prints(&["observations", "18          0          6"]);
}

#[test]
fn a_level_that_the_standard_does_not_have_is_told_and_not_left_out() {
    let rows: Vec<String> = published()
        .iter()
        .map(|row| {
            row.replace("National", "Nation")
                .replace("Regional", "Region")
        })
        .collect();
    let work = ees(KEYS, &rows);
    work.run();
    let quarantine = work.table("quarantine");
    assert_eq!(quarantine.len(), 4);
    let reasons: Vec<String> = quarantine
        .column("reason")
        .iter()
        .map(ToString::to_string)
        .collect();
    for level in ["geographic level Nation", "geographic level Region"] {
        assert_eq!(
            reasons
                .iter()
                .filter(|reason| reason.contains(&format!("{level}\\\"")))
                .count(),
            2,
            "{reasons:?}"
        );
    }
}
