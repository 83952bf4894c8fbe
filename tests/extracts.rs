//! Several extracts of the same rows: the later one wins, the earlier is noted, and an old as-of
//! date keeps its answer.

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::nation::five_councils;
use crate::workdir::Workdir;

const INSPECTIONS: &str =
    "urn,provision,authority,inspected_on,published_on,grade,status,event,extracted_on\n";

/// Ashby's children's homes from extracts of these rows.
fn homes(rows: &str) -> Workdir {
    let work = Ashby::default().workdir();
    work.write("inspections.csv", format!("{INSPECTIONS}{rows}"));
    work
}

/// Settings of Ashby and their grades, Outstanding first, as of a day.
fn grades(work: &Workdir, as_of: &str) -> Vec<Value> {
    work.plumbline(&format!("run pipeline.toml --out out --as-of {as_of}"))
        .code(0);
    let table = work.table("provision_profile");
    let row = table.row(&[("authority", "301"), ("provision", "childrens_home")]);
    [
        "settings",
        "outstanding",
        "good",
        "satisfactory",
        "inadequate",
    ]
    .map(|name| row[name].clone())
    .to_vec()
}

/// What the manifest says of a source.
fn source(work: &Workdir, name: &str) -> Value {
    let inputs = work.manifest()["inputs"].clone();
    let mut all = inputs.as_array().expect("a list").iter();
    all.find(|of| of["source"] == name)
        .expect("the source was read")
        .clone()
}

#[test]
fn the_later_extract_wins_whatever_the_order_of_the_rows() {
    let first = "1,childrens_home,301,2008-03-01,2008-04-01,4,open,full,2008-06-30\n";
    let later = "1,childrens_home,301,2008-03-01,2008-04-01,2,open,full,2009-06-30\n";
    for rows in [[first, later], [later, first]] {
        let work = homes(&rows.concat());
        assert_eq!(grades(&work, "2009-12-09"), [1, 0, 1, 0, 0]);
        assert_eq!(work.table("quarantine").len(), 0);
        let inspections = source(&work, "inspections");
        assert_eq!(inspections["superseded"], 1);
        assert_eq!(inspections["rejected"], 0);
    }
}

#[test]
fn a_corrected_grade_is_listed_with_both_rows() {
    let work = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,4,open,full,2008-06-30\n\
         2,childrens_home,301,2008-03-01,2008-04-01,1,open,full,2008-06-30\n\
         1,childrens_home,301,2008-03-01,2008-04-01,2,open,full,2009-06-30\n\
         2,childrens_home,301,2008-03-01,2008-04-01,1,open,full,2009-06-30\n",
    );
    grades(&work, "2009-12-09");
    assert_eq!(source(&work, "inspections")["superseded"], 2);
    // The second home's grade was only said again.
    let corrections = work.table("corrections");
    assert_eq!(corrections.len(), 1);
    assert_eq!(
        corrections.rows()[0],
        json!({
            "source": "inspections", "file": "inspections.csv", "row": 1, "column": "grade",
            "key": "1 / 2008-03-01", "extracted_on": "2008-06-30", "said": "4",
            "stands_file": "inspections.csv", "stands_row": 3,
            "stands_extracted_on": "2009-06-30", "stands": "2",
        })
    );
}

#[test]
fn an_old_as_of_date_gives_the_answer_of_its_day() {
    let work = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,4,open,full,2008-06-30\n\
         1,childrens_home,301,2008-03-01,2008-04-01,3,open,full,2008-12-31\n\
         1,childrens_home,301,2008-03-01,2008-04-01,2,open,full,2009-06-30\n",
    );
    assert_eq!(grades(&work, "2008-06-30"), [1, 0, 0, 0, 1]);
    assert_eq!(work.table("corrections").len(), 0);
    assert_eq!(grades(&work, "2009-06-29"), [1, 0, 0, 1, 0]);
    assert_eq!(work.table("corrections").len(), 1);
    assert_eq!(grades(&work, "2009-06-30"), [1, 0, 1, 0, 0]);
    assert_eq!(work.table("corrections").len(), 2);
    // Before the first extract, what it shows of reports published by then is all there is.
    assert_eq!(grades(&work, "2008-04-30"), [1, 0, 0, 0, 1]);
}

#[test]
fn a_row_published_by_the_as_of_date_stands_before_one_that_says_it_was_not() {
    let work = homes(
        "1,childrens_home,301,2008-03-01,2009-01-31,4,open,full,2008-06-30\n\
         1,childrens_home,301,2008-03-01,2008-04-01,2,open,full,2009-06-30\n",
    );
    assert_eq!(grades(&work, "2008-12-31"), [1, 0, 1, 0, 0]);
}

#[test]
fn the_same_key_twice_in_one_extract_is_still_a_duplicate() {
    let work = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,4,open,full,2008-06-30\n\
         1,childrens_home,301,2008-03-01,2008-04-01,2,open,full,2009-06-30\n\
         1,childrens_home,301,2008-03-01,2008-04-01,1,open,full,2009-06-30\n\
         2,childrens_home,301,2008-03-01,2008-04-01,1,open,full,\n\
         2,childrens_home,301,2008-03-01,2008-04-01,3,open,full,\n",
    );
    work.replace(
        "pipeline.toml",
        "rulebook = ",
        "max_rejected = 0.5\nrulebook = ",
    );
    assert_eq!(grades(&work, "2009-12-09"), [2, 1, 1, 0, 0]);
    let quarantine = work.table("quarantine");
    assert_eq!(quarantine.len(), 2);
    for row in ["3", "5"] {
        assert_eq!(
            quarantine.row(&[("row", row)])["rule"],
            json!("duplicate_key")
        );
    }
    assert_eq!(source(&work, "inspections")["superseded"], 1);
}

#[test]
fn an_extract_of_an_unknown_day_gives_way_to_one_of_a_known_day() {
    let work = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,4,open,full,\n\
         1,childrens_home,301,2008-03-01,2008-04-01,2,open,full,2009-06-30\n",
    );
    assert_eq!(grades(&work, "2009-12-09"), [1, 0, 1, 0, 0]);
    assert_eq!(grades(&work, "2009-01-01"), [1, 0, 0, 0, 1]);
    assert_eq!(work.table("corrections").len(), 0);
}

#[test]
fn a_corrected_finding_is_listed_and_the_later_one_rated() {
    let work = Ashby::default().workdir();
    let text = work.read("findings.csv");
    let mut lines: Vec<String> = text
        .lines()
        .map(|line| format!("{line},2008-12-31"))
        .collect();
    lines[0] = format!("{},extracted_on", text.lines().next().expect("a header"));
    lines.push("301,private_fostering,overall,,4,2008-05-12,2008-06-30,2009-06-30".into());
    work.write("findings.csv", lines.join("\n") + "\n").run();
    let grade = |work: &Workdir| {
        let table = work.table("finding_profile");
        table.row(&[("authority", "301"), ("kind", "private_fostering")])["grade"].clone()
    };
    assert_eq!(grade(&work), 4);
    let corrections = work.table("corrections");
    assert_eq!(corrections.len(), 1);
    let correction = &corrections.rows()[0];
    assert_eq!(
        correction["key"],
        "301 / private_fostering / overall / 2008-05-12"
    );
    assert_eq!(
        (&correction["said"], &correction["stands"]),
        (&json!("1"), &json!("4"))
    );
    assert_eq!(source(&work, "findings")["superseded"], 1);

    work.plumbline("run pipeline.toml --out out --as-of 2009-01-31")
        .code(0);
    assert_eq!(grade(&work), 1);
}

#[test]
fn a_revised_figure_takes_the_place_of_the_provisional_one() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value,numerator,denominator,extracted_on\n\
         301,reading,2024,60,60,100,2024-06-30\n\
         301,reading,2024,64,64,100,2024-11-30\n\
         302,waits,2024,c,,,2024-11-30\n\
         302,waits,2024,20,,,2024-06-30\n\
         303,waits,2024,30,,,2024-06-30\n\
         303,waits,2024,30.0,,,2024-11-30\n\
         E92000001,waits,2024,25,,,2024-06-30\n\
         England,waits,2024,26,,,2024-11-30\n",
    );
    work.run();
    let value = |work: &Workdir, authority: &str, indicator: &str| {
        let table = work.table("indicator_profile");
        table.row(&[("authority", authority), ("indicator", indicator)])["value"].clone()
    };
    assert_eq!(value(&work, "301", "reading"), 64.0);
    assert_eq!(value(&work, "302", "waits"), Value::Null);
    assert_eq!(source(&work, "observations")["superseded"], 4);
    let corrections = work.table("corrections");
    let said: Vec<String> = corrections
        .rows()
        .iter()
        .map(|of| {
            format!(
                "{} {} {} {}",
                of["row"], of["column"], of["said"], of["stands"]
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            r#"1 "numerator" "60" "64""#,
            r#"1 "value" "60" "64""#,
            r#"4 "value" "20" null"#,
            r#"7 "value" "25" "26""#,
        ]
    );
    assert_eq!(corrections.rows()[3]["key"], "970 / waits / all / 2024");

    work.plumbline("run pipeline.toml --out out --as-of 2024-06-30")
        .code(0);
    assert_eq!(value(&work, "301", "reading"), 60.0);
    assert_eq!(value(&work, "302", "waits"), 20.0);
    assert_eq!(work.table("corrections").len(), 0);
}

#[test]
fn extracts_in_files_of_their_own_are_told_apart() {
    let work = five_councils();
    work.replace("pipeline.toml", "observations.csv", "returns/*.csv");
    for (name, day, value) in [("a", "2024-11-30", 12), ("b", "2024-06-30", 10)] {
        work.write(
            &format!("data/returns/{name}.csv"),
            format!(
                "authority,indicator,period,value,extracted_on\n301,waits,2024,{value},{day}\n"
            ),
        );
    }
    work.run();
    let table = work.table("indicator_profile");
    let row = table.row(&[("authority", "301"), ("indicator", "waits")]);
    assert_eq!(row["value"], 12.0);
    let correction = &work.table("corrections").rows()[0].clone();
    assert_eq!(correction["file"], "b.csv");
    assert_eq!(correction["stands_file"], "a.csv");
}

#[test]
fn a_pipeline_without_extracts_has_no_table_of_corrections() {
    let work = five_councils();
    work.run();
    assert!(
        !work
            .names("out/current")
            .contains(&"corrections.parquet".into())
    );
}
