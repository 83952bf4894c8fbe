//! The mapping that is suggested for a file, and what a pipeline with it reads.

use super::{WAITS, begins, inspected, judged, with, with_book};
use crate::books::{Cell, row, xlsx};
use crate::nation::RULEBOOK;
use crate::workdir::Workdir;

#[test]
fn the_mapping_of_a_text_file_reads_it() {
    let work = with("waits.csv", WAITS.replace("12,5", "12.5"));
    let (mapping, counts) = begins(&work, "waits.csv", "observations");
    assert!(mapping.ends_with(
        "[sources.observations.columns]\nauthority = '\"Local authority\"'\nindicator = '\"Measure\"'\nperiod = '\"Year\"'\nvalue = '\"Value\"'\n"
    ));
    assert_eq!(counts, ["3", "0"]);
}

#[test]
fn grades_side_by_side_are_aspects_of_findings() {
    let work = with_book(
        "la.xlsx",
        xlsx,
        &[("Cover", vec![row!["x"]]), ("History", judged())],
    );
    // The rulebook of the test has no findings, so their kinds are all unknown to it.
    let inspection = inspected(&work, "la.xlsx");
    assert_eq!(inspection["contract"], "findings");
    let mapping: toml::Table =
        toml::from_str(inspection["mapping"].as_str().expect("TOML")).expect("TOML");
    let source = &mapping["sources"]["findings"];
    assert_eq!(source["sheet"].as_str(), Some("History"));
    assert_eq!(source["where"].as_str(), Some("COALESCE(grade, '') <> ''"));
    assert_eq!(
        source["unpivot"]["columns"]["grade"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    assert_eq!(
        source["columns"]["kind"].as_str(),
        Some("\"Inspection type\"")
    );
}

#[test]
fn pairs_of_neighbours_side_by_side_become_rows() {
    let rows = vec![
        row!["LA number", "SN1", "SNP", "SN2", "SNP", "SN3", "SNP"],
        row![301.0, 302.0, "Close", 303.0, "Close", 304.0, "Not close"],
        row![302.0, 301.0, "Close", 303.0, "Close", "-", "-"],
    ];
    let work = with_book("sn.xlsx", xlsx, &[("Sheet1", rows)]);
    let (mapping, counts) = begins(&work, "sn.xlsx", "neighbours");
    assert!(
        mapping.contains("closeness = [\"SNP\", \"SNP (2)\", \"SNP (3)\"]"),
        "{mapping}"
    );
    assert_eq!(counts, ["6", "0"]);
}

#[test]
fn years_side_by_side_become_periods() {
    let work = with(
        "wide.csv",
        "LA Code,Indicator,2022,2023,2024\n301,waits,1,2,3\n302,waits,4,c,6\n",
    );
    let (_, counts) = begins(&work, "wide.csv", "observations");
    assert_eq!(counts, ["6", "0"]);
}

#[test]
fn a_file_in_the_open_data_standard_is_known_as_such() {
    let work = with(
        "ees.csv",
        "time_period,time_identifier,geographic_level,country_code,region_code,old_la_code,new_la_code,group,waits,visits\n\
         202324,Academic year,National,E92000001,,,,All,10,3\n\
         202324,Academic year,Local authority,E92000001,E12000981,301,E06000301,All,12.5,c\n\
         202324,Academic year,Local authority,E92000001,E12000981,301,E06000301,Girls,z,2\n",
    );
    let (mapping, counts) = begins(&work, "ees.csv", "observations");
    assert!(mapping.contains("format = \"ees\""), "{mapping}");
    assert!(
        mapping.contains("indicators = { waits = \"waits\", visits = \"visits\" }"),
        "{mapping}"
    );
    assert!(mapping.contains("filters = [\"group\"]"), "{mapping}");
    assert_eq!(counts, ["6", "0"]);
}

#[test]
fn what_a_contract_needs_and_the_file_does_not_say_is_left_to_the_analyst() {
    let work = with("codes.csv", "LA Number,LA Name\n301,Ashby\n302,Birchwick\n");
    let (mapping, counts) = begins(&work, "codes.csv", "authorities");
    assert!(
        mapping.contains("# taken to be councils only: say which rows are regions or the nation\nlevel = \"'authority'\"\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["2", "0"]);
    let work = with(
        "schools.csv",
        "URN,Local authority,Rating\n1,Ashby,Good\n2,Ashby,Outstanding\n",
    );
    let found = inspected(&work, "schools.csv");
    assert_eq!(found["contract"], "inspections");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains("# nothing in the file looks like it: Day of the inspection; blank when there was\n# none\ninspected_on = \"NULL\"\n"),
        "{mapping}"
    );
}

#[test]
fn a_header_that_the_mapping_would_find_twice_is_said_by_its_row() {
    let work = with(
        "waits.csv",
        "Local authority,Measure,Year,Value,Note\nLocal authority,Measure,Year,Value,\nAshby,waits,2024,1,\n",
    );
    let (mapping, counts) = begins(&work, "waits.csv", "observations");
    assert!(mapping.contains("\nheader_row = 1\n"), "{mapping}");
    assert_eq!(counts, ["2", "1"]);
}

#[test]
fn how_final_figures_are_is_their_status_and_no_group_of_children() {
    let work = with(
        "ees.csv",
        "time_period,time_identifier,geographic_level,country_code,old_la_code,new_la_code,group,version,waits\n\
         202223,Academic year,Local authority,E92000001,301,E06000301,All,Final,10\n\
         202324,Academic year,Local authority,E92000001,301,E06000301,All,Provisional,12\n\
         202324,Academic year,Local authority,E92000001,301,E06000301,Girls,Provisional,11\n",
    );
    let (mapping, counts) = begins(&work, "ees.csv", "observations");
    assert!(mapping.contains("filters = [\"group\"]\n"), "{mapping}");
    assert!(
        mapping.contains("\n[sources.observations.columns]\nstatus = '\"version\"'\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["3", "0"]);
}

#[test]
fn parts_of_a_year_are_left_out_beside_years_and_read_where_there_is_nothing_else() {
    let header =
        "time_period,time_identifier,geographic_level,country_code,old_la_code,new_la_code,waits\n";
    let row = |of: &str| format!("202324,{of},Local authority,E92000001,301,E06000301,1\n");
    for (identifiers, kept, read) in [
        (
            &["Financial year", "Financial year Q1", "Financial year Q2"][..],
            "where = \"time_identifier IN ('Financial year')\"\n",
            ["3", "0"],
        ),
        (
            &["Financial year Q1", "Financial year Q2"],
            "where = \"time_identifier IN ('Financial year Q1', 'Financial year Q2')\"\n",
            ["2", "0"],
        ),
    ] {
        let rows: String = identifiers.iter().map(|of| row(of)).collect();
        let work = with("ees.csv", format!("{header}{rows}"));
        let (mapping, counts) = begins(&work, "ees.csv", "observations");
        assert!(mapping.contains(kept), "{mapping}");
        assert_eq!(counts, read);
    }
}

#[test]
fn inspections_of_settings_are_no_findings_whatever_some_visits_say_in_place_of_a_grade() {
    let work = with(
        "visits.csv",
        "URN,Local authority,Provision type,Registration status,Event type,Inspection date,Publication date,Overall effectiveness,Quality of care,Leadership and management\n\
         1,Ashby,children's home,Active,Full inspection,2023-01-09,2023-02-09,Good,Good,Good\n\
         2,Ashby,children's home,Active,Full inspection,2023-01-09,2023-02-09,Good,Good,Good\n\
         2,Ashby,children's home,Active,Interim inspection,2023-06-09,2023-07-09,Improved effectiveness,,\n",
    );
    let found = inspected(&work, "visits.csv");
    assert_eq!(found["contract"], "inspections");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains(
            "# 1 rows with no grade, such as \"Improved effectiveness\", are rejected\ngrade = "
        ),
        "{mapping}"
    );
}

#[test]
fn an_export_of_fingertips_is_known_as_such() {
    let work = with(
        "fingertips.csv",
        "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note\n\
         90284,Admissions of children,,,E92000001,England,England,Persons,<15 yrs,,,2022/23,75.5,75,76,100,1000,\n\
         90284,Admissions of children,E92000001,England,E06000301,Ashby,Counties,Persons,<15 yrs,,,2022/23,80.5,-1,-1,10,100,\n",
    );
    let (mapping, counts) = begins(&work, "fingertips.csv", "observations");
    assert!(
        mapping.contains(
            "format = \"fingertips\"\n# Each indicator by its number, with the catalogue's name of it.\n# 90284: Admissions of children\nindicators = { 90284 = \"90284\" }\n"
        ),
        "{mapping}"
    );
    assert_eq!(counts[0], "2");
}

#[test]
fn a_column_a_council_is_a_list_of_neighbours_in_order_of_rank() {
    let names = [
        "Leeds", "York", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "Croydon", "Ealing",
        "Enfield",
    ];
    let lists = |from: usize| {
        (0..10)
            .map(|at| names[(at + from) % 10])
            .collect::<Vec<_>>()
    };
    let council = |(at, name): (usize, &&str)| format!("{},{name},authority\n", 301 + at);
    let authorities: String = names.iter().enumerate().map(council).collect();
    let text = [lists(0), lists(1), lists(2)]
        .map(|row| row.join(","))
        .join("\n");
    let rows: Vec<Vec<Cell>> = [vec!["The nearest first"], lists(0), lists(1), lists(2)]
        .iter()
        .map(|row| row.iter().map(|name| Cell::from(*name)).collect())
        .collect();
    let work = Workdir::new();
    work.write("data/columns.csv", text);
    xlsx(&work, "data/columns.xlsx", &[("Sheet1", rows)]);
    for (file, rank) in [
        ("columns.csv", "row_number"),
        ("columns.xlsx", "row_number - 2"),
    ] {
        let mapping = inspected(&work, file)["mapping"]
            .as_str()
            .expect("a mapping")
            .to_owned();
        let parsed: toml::Table = toml::from_str(&mapping).expect("TOML");
        let source = &parsed["sources"]["neighbours"];
        assert_eq!(source["columns"]["rank"].as_str(), Some(rank), "{mapping}");
        work.write("data/authorities.csv", format!("code,name,level\n{authorities}"))
            .write("rulebook.toml", RULEBOOK)
            .write(
                "pipeline.toml",
                format!(
                    "[pipeline]\nname = \"new\"\ntitle = \"New\"\nas_of = 2024-12-31\nrulebook = \"rulebook.toml\"\n\
                     [sources]\nroot = \"data\"\n[sources.authorities]\npath = \"authorities.csv\"\n{mapping}"
                ),
            );
        work.run();
        let neighbours = work.table("neighbours");
        assert_eq!(neighbours.len(), 20, "{file}");
        let nearest = neighbours.row(&[("authority", "301"), ("neighbour", "302")]);
        assert_eq!(nearest["rank"], 1, "{file}");
    }
}

#[test]
fn topics_of_a_publisher_are_not_taken_for_outcomes_of_the_rulebook() {
    let work = with(
        "dictionary.csv",
        "Measure_short,Measure,Topic,Polarity,dps\nwaits,Days waited,Health and wellbeing,Low,1\nvisits,Visits,Housing,High,NA\n",
    );
    let (mapping, counts) = begins(&work, "dictionary.csv", "indicators");
    assert!(!mapping.contains("\noutcome = "), "{mapping}");
    let lines: String = mapping
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .collect();
    assert!(lines.contains("\"Topic\""), "{mapping}");
    assert!(
        mapping.contains("decimals = \"NULLIF(\\\"dps\\\", 'NA')\"\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["2", "0"]);
    let keys = with(
        "keys.csv",
        "indicator,title,outcome,polarity\nwaits,Days,being_healthy,low\n",
    );
    let mapping = inspected(&keys, "keys.csv")["mapping"].to_string();
    assert!(mapping.contains("noutcome = "), "{mapping}");
}
