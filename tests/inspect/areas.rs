//! Which column names the area, and which rows are about regions and the nation.

use super::{begins, column, inspected, with};

#[test]
fn codes_are_taken_before_names_and_closeness_stays_beside_the_neighbour() {
    let work = with(
        "sn.csv",
        "la_name,old_la_code,SN_1,SN_1P,SN_2,SN_2P,SN_10,SN_10P\n\
         Ashby,301,302,Close ,303,Close ,304,Not close\n\
         Birchwick,302,301,Very close,303,Close ,304,Close \n",
    );
    let (mapping, counts) = begins(&work, "sn.csv", "neighbours");
    assert!(
        mapping.contains("authority = '\"old_la_code\"'\n"),
        "{mapping}"
    );
    assert!(
        mapping.contains(
            "columns = { neighbour = [\"SN_1\", \"SN_2\", \"SN_10\"], closeness = [\"SN_1P\", \"SN_2P\", \"SN_10P\"] }"
        ),
        "{mapping}"
    );
    assert!(
        mapping.contains("closeness = '\"closeness\"'\n"),
        "{mapping}"
    );
    assert_eq!(counts, ["6", "0"]);
}

#[test]
fn a_nine_character_code_says_what_the_list_of_authorities_needs() {
    let rows: String = ["Leeds", "York", "Barnet"]
        .iter()
        .zip(["E08000035", "E06000014", "E09000003"])
        .map(|(name, code)| format!("{code},{name},waits,2024,1\n"))
        .collect();
    let work = with(
        "codes.csv",
        format!("Area code,Council,Measure,Year,Value\n{rows}"),
    );
    let found = inspected(&work, "codes.csv");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains(
            "# the list of authorities needs its ons_code; names stand in \"Council\"\nauthority = '\"Area code\"'\n"
        ),
        "{mapping}"
    );
    assert_eq!(column(&found, "Council")["kind"], "council");
    work.plumbline("inspect data/codes.csv")
        .code(0)
        .prints(&["\nCouncil    council names"]);
}

#[test]
fn a_column_of_councils_under_any_name_is_the_authority_and_said_to_be_a_guess() {
    let work = with(
        "x.csv",
        "Where,Measure,Year,Value\nLeeds,waits,2024,1\nYork,waits,2024,2\nBarnet,waits,2024,3\n",
    );
    let found = inspected(&work, "x.csv");
    assert_eq!(found["certainty"], "guess");
    let mapping = found["mapping"].as_str().expect("a mapping");
    assert!(
        mapping.contains("authority = '\"Where\"'  # a guess: it holds council names\n"),
        "{mapping}"
    );
    // By a name that says it, it is sure.
    let named = with(
        "x.csv",
        "Council,Measure,Year,Value\nLeeds,waits,2024,1\nYork,waits,2024,2\n",
    );
    let work = named;
    assert_ne!(inspected(&work, "x.csv")["certainty"], "guess");
}

#[test]
fn a_file_without_a_row_of_an_area_says_why_it_cannot_be_read() {
    let work = with(
        "ees.csv",
        "time_period,time_identifier,geographic_level,country_code,school_urn,school_name,waits\n\
         202324,Academic year,School,E92000001,100,A school,10\n",
    );
    let found = inspected(&work, "ees.csv");
    let why =
        "none of its rows is about a council, a region or the nation; its levels are \"School\"";
    assert_eq!(found["cannot"], serde_json::json!([why]));
    work.plumbline("inspect data/ees.csv")
        .code(0)
        .prints(&["\nIt cannot be used as it stands: none of its rows is about a council, a region or\nthe nation; its levels are \"School\".\n"]);
}

#[test]
fn regions_and_the_nation_in_a_list_of_councils_are_told_by_their_names() {
    let work = with(
        "list.csv",
        "LA Number,LA Name,Region\n301,Ashby,Inner London\n302,Birchwick,North East\n\
         970,England,\n980,North East,\n987,London (Inner),\n",
    );
    let (mapping, counts) = begins(&work, "list.csv", "authorities");
    assert_eq!(counts, ["5", "0"], "{mapping}");
    let mapping: toml::Table = toml::from_str(&mapping).expect("TOML");
    let columns = &mapping["sources"]["authorities"]["columns"];
    assert_eq!(
        columns["level"].as_str(),
        Some(
            "CASE WHEN \"LA Name\" = 'England' THEN 'nation' WHEN \"LA Name\" IN ('London (Inner)', 'North East') THEN 'region' ELSE 'authority' END"
        )
    );
    assert_eq!(
        columns["region"]["values"]["Inner London"].as_str(),
        Some("London (Inner)")
    );
}
