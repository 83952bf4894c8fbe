//! A yearly series of lists of open settings: who left the list is closed, and a day between two
//! lists has the answer of that day.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::council::Ashby;
use crate::workdir::Workdir;

const HEADER: &str = "urn,provision,authority,inspected_on,published_on,grade,status,event\n";

/// A folder whose inspections are these snapshots, by month and year.
fn snapshots(lists: &[(&str, &str)]) -> Workdir {
    let work = Ashby::default().workdir();
    for (day, rows) in lists {
        work.write(&format!("providers_{day}.csv"), format!("{HEADER}{rows}"));
    }
    work.replace(
        "pipeline.toml",
        "path = \"inspections.csv\"",
        "path = \"providers_*.csv\"\nextracted_on = \"providers_{month}_{year}\"\nsnapshots = true",
    );
    work
}

/// The open settings as of a day: reference number to authority, type and grade.
fn settings(work: &Workdir, as_of: &str) -> BTreeMap<String, String> {
    // A type of setting that nobody has any more would stop the run.
    let run = format!("run pipeline.toml --out out --as-of {as_of} --accept evidence_gone");
    work.plumbline(&run).code(0);
    let rows = work.table("setting_profile");
    rows.rows()
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().expect("text").to_owned();
            let grade = row["grade"]
                .as_u64()
                .map_or("-".into(), |of| of.to_string());
            let said = format!("{} {} {grade}", text("authority"), text("provision"));
            (text("urn"), said)
        })
        .collect()
}

fn expect(work: &Workdir, as_of: &str, expected: &[(&str, &str)]) {
    let expected: BTreeMap<String, String> = expected
        .iter()
        .map(|(urn, said)| ((*urn).to_owned(), (*said).to_owned()))
        .collect();
    assert_eq!(settings(work, as_of), expected, "as of {as_of}");
}

/// What the manifest says of the inspections.
fn inspections(work: &Workdir) -> Value {
    let inputs = work.manifest()["inputs"].clone();
    let mut all = inputs.as_array().expect("a list").iter();
    all.find(|of| of["source"] == "inspections")
        .expect("inspections were read")
        .clone()
}

#[test]
fn a_setting_that_left_the_list_is_closed_from_the_list_s_day_on() {
    let work = snapshots(&[
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n\
             2,childrens_home,301,2007-05-01,2007-06-01,4,open,full\n",
        ),
        (
            "march_2009",
            "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n",
        ),
    ]);
    let both = [("1", "301 childrens_home 2"), ("2", "301 childrens_home 4")];
    expect(&work, "2008-03-31", &both);
    expect(&work, "2009-03-30", &both);
    expect(&work, "2009-03-31", &both[..1]);
    // The row that was only repeated is no second inspection, and nothing was rejected.
    assert_eq!(inspections(&work)["superseded"], 1);
    assert_eq!(work.table("quarantine").len(), 0);
    assert_eq!(work.table("corrections").len(), 0);
}

#[test]
fn a_setting_that_comes_back_is_open_again() {
    let row = "2,childrens_home,301,2006-05-01,2006-06-01,3,open,full\n";
    let other = "1,childrens_home,301,2006-05-01,2006-06-01,2,open,full\n";
    let work = snapshots(&[
        ("march_2007", &[row, other].concat()),
        ("march_2008", other),
        ("march_2009", &[row, other].concat()),
    ]);
    expect(
        &work,
        "2007-12-31",
        &[("1", "301 childrens_home 2"), ("2", "301 childrens_home 3")],
    );
    // The list of 2009 shows nothing that was done after that of 2008.
    expect(&work, "2008-12-31", &[("1", "301 childrens_home 2")]);
    expect(
        &work,
        "2009-03-31",
        &[("1", "301 childrens_home 2"), ("2", "301 childrens_home 3")],
    );
}

#[test]
fn a_setting_only_in_a_later_list_counts_once_an_inspection_of_it_is_published() {
    let work = snapshots(&[
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n",
        ),
        (
            "march_2009",
            "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n\
             2,childrens_home,301,2008-09-01,2008-10-01,1,open,full\n\
             3,childrens_home,301,,,,open,\n",
        ),
    ]);
    let first = ("1", "301 childrens_home 2");
    expect(&work, "2008-09-30", &[first]);
    expect(&work, "2008-10-01", &[first, ("2", "301 childrens_home 1")]);
    expect(
        &work,
        "2009-03-31",
        &[
            first,
            ("2", "301 childrens_home 1"),
            ("3", "301 childrens_home -"),
        ],
    );
}

#[test]
fn an_inspection_between_two_lists_counts_from_its_publication_on() {
    let work = snapshots(&[
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,4,open,full\n",
        ),
        (
            "march_2009",
            "1,childrens_home,301,2008-09-01,2008-10-01,2,open,full\n",
        ),
    ]);
    expect(&work, "2008-09-30", &[("1", "301 childrens_home 4")]);
    expect(&work, "2008-10-01", &[("1", "301 childrens_home 2")]);
    // What is not published by the list's own day is known to exist, not how it went.
    let work = snapshots(&[(
        "march_2008",
        "1,childrens_home,301,2008-03-10,2008-04-20,4,open,full\n",
    )]);
    expect(&work, "2008-03-31", &[("1", "301 childrens_home -")]);
    expect(&work, "2008-04-20", &[("1", "301 childrens_home 4")]);
}

#[test]
fn an_earlier_grade_still_counts_where_the_latest_visit_was_no_full_inspection() {
    let work = snapshots(&[
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,3,open,full\n",
        ),
        (
            "march_2009",
            "1,childrens_home,301,2008-09-01,2008-10-01,1,open,interim\n",
        ),
    ]);
    expect(&work, "2009-03-31", &[("1", "301 childrens_home 3")]);
}

#[test]
fn a_corrected_grade_counts_from_the_list_on_that_corrects_it() {
    let work = snapshots(&[
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,4,open,full\n",
        ),
        (
            "march_2009",
            "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n",
        ),
    ]);
    expect(&work, "2009-03-30", &[("1", "301 childrens_home 4")]);
    assert_eq!(work.table("corrections").len(), 0);
    expect(&work, "2009-03-31", &[("1", "301 childrens_home 2")]);
    let corrections = work.table("corrections");
    let correction = corrections.row(&[("key", "1 / 2007-05-01")]);
    assert_eq!(correction["file"], "providers_march_2008.csv");
    assert_eq!(correction["stands_file"], "providers_march_2009.csv");
}

#[test]
fn authority_type_and_status_are_those_of_the_latest_list() {
    let work = snapshots(&[
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n\
             2,primary_school,301,2007-05-01,2007-06-01,3,open,full\n\
             3,childrens_home,301,2007-05-01,2007-06-01,3,open,full\n",
        ),
        (
            "march_2009",
            "1,childrens_home,302,2007-05-01,2007-06-01,2,open,full\n\
             2,secondary_school,301,2007-05-01,2007-06-01,3,open,full\n\
             3,childrens_home,301,2007-05-01,2007-06-01,3,closed,full\n",
        ),
    ]);
    expect(
        &work,
        "2009-03-30",
        &[
            ("1", "301 childrens_home 2"),
            ("2", "301 primary_school 3"),
            ("3", "301 childrens_home 3"),
        ],
    );
    expect(
        &work,
        "2009-03-31",
        &[
            ("1", "302 childrens_home 2"),
            ("2", "301 secondary_school 3"),
        ],
    );
}

#[test]
fn before_the_first_list_what_was_published_counts_and_the_log_says_so() {
    let work = snapshots(&[(
        "march_2009",
        "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n\
         2,childrens_home,301,2008-09-01,2008-10-01,1,open,full\n\
         3,childrens_home,301,,,,open,\n",
    )]);
    expect(&work, "2008-01-01", &[("1", "301 childrens_home 2")]);
    work.plumbline("run pipeline.toml --out out --as-of 2008-01-01 --force --quiet")
        .code(0)
        .says(&["no snapshot was taken by the as-of date", "2009-03-31"]);
}

#[test]
fn snapshots_and_ordinary_inspections_stand_side_by_side() {
    let work = snapshots(&[
        (
            "march_2008",
            "1,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n",
        ),
        (
            "march_2009",
            "2,childrens_home,301,2007-05-01,2007-06-01,2,open,full\n",
        ),
    ]);
    work.write(
        "schools.csv",
        format!("{HEADER}9,primary_school,301,2006-05-01,2006-06-01,1,open,full\n"),
    )
    .replace(
        "pipeline.toml",
        "[sources.inspections]",
        "[[sources.inspections]]\nname = \"homes\"",
    )
    .append(
        "pipeline.toml",
        "[[sources.inspections]]\nname = \"schools\"\npath = \"schools.csv\"",
    );
    expect(
        &work,
        "2009-03-31",
        &[("2", "301 childrens_home 2"), ("9", "301 primary_school 1")],
    );
}

#[test]
fn a_file_without_its_day_in_its_name_is_named_with_the_pattern() {
    let work = snapshots(&[("march_2008", "1,childrens_home,301,,,,open,\n")]);
    work.write(
        "providers_latest.csv",
        format!("{HEADER}1,childrens_home,301,,,,open,\n"),
    );
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&[
            "pipeline.toml:",
            "providers_latest.csv is not named so",
            "providers_march_2024",
        ]);
}

#[test]
fn snapshots_without_a_day_are_refused_before_anything_is_read() {
    for (old, new, message) in [
        (
            "extracted_on = \"providers_{month}_{year}\"\n",
            "",
            "snapshots need their days",
        ),
        (
            "{month}_{year}\"",
            "{yaer}\"",
            "{yaer} is none of {day}, {month} and {year}",
        ),
    ] {
        let work = snapshots(&[("march_2008", "1,childrens_home,301,,,,open,\n")]);
        work.replace("pipeline.toml", old, new);
        work.plumbline("check pipeline.toml")
            .code(2)
            .says(&[message]);
    }
    let work = Ashby::default().workdir();
    work.replace(
        "pipeline.toml",
        "path = \"neighbours.csv\"",
        "path = \"neighbours.csv\"\nextracted_on = \"{month}_{year}\"",
    );
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["neighbours has no column extracted_on"]);
}

#[test]
fn the_option_and_a_column_of_that_name_exclude_one_another() {
    let work = snapshots(&[]);
    work.write(
        "providers_march_2008.csv",
        format!(
            "{},extracted_on\n1,childrens_home,301,,,,open,,2008-03-31\n",
            HEADER.trim_end()
        ),
    );
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["has a column of that name; leave the option out"]);
}
