//! Lists of open settings in files of several layouts: a feed a layout, and one series.

use std::collections::BTreeMap;

use crate::council::Ashby;
use crate::workdir::Workdir;

/// Ashby with these feeds of inspections in place of its own: name, files, mapping or more keys.
fn feeds(feeds: &[(&str, &str)]) -> Workdir {
    let work = Ashby::default().workdir();
    work.replace(
        "pipeline.toml",
        "[sources.inspections]\npath = \"inspections.csv\"\nmay_be_empty = true\n",
        "",
    );
    for (name, keys) in feeds {
        work.append(
            "pipeline.toml",
            &format!("[[sources.inspections]]\nname = \"{name}\"\n{keys}"),
        );
    }
    work
}

const YEARS: &str = "extracted_on = \"{month}_{year}\"\nsnapshots = true\n";

/// Three layouts, as a publisher changed them from year to year.
fn three_layouts() -> Workdir {
    let mapping = |urn: &str, grade: &str, published: &str| {
        format!(
            "path = \"LIST\"\n{YEARS}[sources.inspections.columns]\nurn = '\"{urn}\"'\n\
             provision = '\"Type\"'\nauthority = '\"Council\"'\ninspected_on = '\"Inspected\"'\n\
             published_on = {published}\ngrade = '\"{grade}\"'\nstatus = \"'open'\"\n"
        )
    };
    let first = mapping("Number", "Overall", "\"'2015-03-31'\"").replace("LIST", "march_2015.csv");
    let second = mapping("URN", "Overall", "\"'2016-03-31'\"").replace("LIST", "march_2016.csv");
    let later =
        mapping("URN", "Effectiveness", "'\"Published\"'").replace("LIST", "march_201[79].csv");
    let work = feeds(&[("y2015", &first), ("y2016", &second), ("later", &later)]);
    work.write(
        "march_2015.csv",
        "Number,Type,Council,Inspected,Overall\n\
         1,childrens_home,301,2014-05-01,Good\n2,childrens_home,301,2014-06-01,Adequate\n\
         3,childrens_home,302,2014-07-01,Inadequate\n",
    )
    .write(
        "march_2016.csv",
        "URN,Type,Council,Inspected,Overall\n\
         1,childrens_home,301,2015-05-01,Outstanding\n3,childrens_home,302,2014-07-01,Inadequate\n\
         4,childrens_home,302,2016-01-01,Good\n",
    )
    .write(
        "march_2017.csv",
        "URN,Type,Council,Inspected,Published,Effectiveness\n\
         1,childrens_home,301,2016-05-01,2016-06-01,Good\n\
         4,childrens_home,302,2016-01-01,2016-02-01,Good\n",
    )
    .write(
        "march_2019.csv",
        "URN,Type,Council,Inspected,Published,Effectiveness\n\
         4,childrens_home,302,2018-01-01,2018-02-01,Inadequate\n\
         2,childrens_home,301,2018-03-01,2018-04-01,Good\n",
    );
    work
}

/// The open settings as of a day: reference number to grade.
fn settings(work: &Workdir, as_of: &str) -> BTreeMap<String, Option<u64>> {
    work.plumbline(&format!(
        "run pipeline.toml --out out --as-of {as_of} --accept evidence_gone"
    ))
    .code(0);
    let table = work.table("setting_profile");
    let rows = table.rows().iter();
    rows.map(|row| {
        let urn = row["urn"].as_str().expect("text").to_owned();
        (urn, row["grade"].as_u64())
    })
    .collect()
}

fn expect(work: &Workdir, as_of: &str, expected: &[(&str, u64)]) {
    let expected: BTreeMap<String, Option<u64>> = expected
        .iter()
        .map(|(urn, grade)| ((*urn).to_owned(), Some(*grade)))
        .collect();
    assert_eq!(settings(work, as_of), expected, "as of {as_of}");
}

#[test]
fn what_a_later_feed_s_list_does_not_have_is_closed() {
    let work = three_layouts();
    expect(&work, "2015-03-31", &[("1", 2), ("2", 3), ("3", 4)]);
    // The list of 2017 has it that the fourth was reported in February 2016.
    expect(
        &work,
        "2016-03-30",
        &[("1", 2), ("2", 3), ("3", 4), ("4", 2)],
    );
    expect(&work, "2016-03-31", &[("1", 1), ("3", 4), ("4", 2)]);
    expect(&work, "2017-04-30", &[("1", 2), ("4", 2)]);
    // One that comes back is open again.
    expect(&work, "2019-04-30", &[("2", 2), ("4", 4)]);
    let told = work
        .plumbline("run pipeline.toml --out out --as-of 2017-04-30 --force --accept evidence_gone")
        .code(0)
        .stderr();
    assert!(
        !told.contains("snapshot") && !told.contains("series"),
        "{told}"
    );
}

#[test]
fn a_run_on_an_import_of_several_feeds_has_the_same_settings() {
    let work = three_layouts();
    work.plumbline("import pipeline.toml --out kept").code(0);
    for as_of in ["2015-03-31", "2016-03-31", "2017-04-30", "2019-04-30"] {
        let expected = settings(&work, as_of);
        work.plumbline(&format!(
            "run kept/current --out again --as-of {as_of} --accept evidence_gone"
        ))
        .code(0);
        let table =
            crate::workdir::Table::read(&work.path("again/current/setting_profile.parquet"));
        let again = table.rows().iter().map(|row| {
            let urn = row["urn"].as_str().expect("text").to_owned();
            (urn, row["grade"].as_u64())
        });
        assert_eq!(again.collect::<BTreeMap<_, _>>(), expected, "{as_of}");
    }
}

const HEADER: &str = "urn,provision,authority,inspected_on,published_on,grade,status\n";

#[test]
fn lists_of_other_types_of_setting_close_nothing_of_each_other() {
    let work = feeds(&[
        (
            "homes",
            "path = \"homes_*.csv\"\nextracted_on = \"homes_{month}_{year}\"\nsnapshots = true\n",
        ),
        (
            "schools",
            "path = \"schools_*.csv\"\nextracted_on = \"schools_{month}_{year}\"\nsnapshots = true\n",
        ),
    ]);
    work.write(
        "homes_march_2008.csv",
        format!("{HEADER}1,childrens_home,301,2007-05-01,2007-06-01,2,open\n"),
    )
    .write(
        "schools_may_2009.csv",
        format!("{HEADER}9,primary_school,301,2007-05-01,2007-06-01,1,open\n"),
    );
    expect(&work, "2009-12-09", &[("1", 2), ("9", 1)]);
}

#[test]
fn a_pipeline_says_which_lists_are_of_one_series() {
    // A list for the north and a later one for the south, of one type of setting.
    let key = |name: &str, more: &str| {
        format!(
            "path = \"{name}_*.csv\"\nextracted_on = \"{name}_{{month}}_{{year}}\"\nsnapshots = true\n{more}"
        )
    };
    let parts = |north: &str, south: &str| {
        let work = feeds(&[
            ("north", &key("north", north)),
            ("south", &key("south", south)),
        ]);
        work.write(
            "north_march_2008.csv",
            format!("{HEADER}1,childrens_home,301,2007-05-01,2007-06-01,2,open\n2,childrens_home,301,2007-05-01,2007-06-01,2,open\n"),
        )
        .write(
            "south_april_2008.csv",
            format!("{HEADER}3,childrens_home,304,2007-05-01,2007-06-01,3,open\n"),
        );
        work
    };
    let apart = parts("series = \"north\"\n", "series = \"south\"\n");
    expect(&apart, "2009-12-09", &[("1", 2), ("2", 2), ("3", 3)]);
    // Without a word of it, the later one closes the former's, and the run says so.
    let together = parts("", "");
    expect(&together, "2009-12-09", &[("3", 3)]);
    together
        .plumbline("run pipeline.toml --out out --force --quiet --accept evidence_gone")
        .code(0)
        .says(&[
            "inspections.north",
            "0 of the 2 settings of its list of 2008-03-31 stayed",
            "its own `series`",
        ]);
    together
        .plumbline("import pipeline.toml --out kept")
        .code(0);
    apart.plumbline("import pipeline.toml --out kept").code(0);
    assert!(
        apart
            .read("kept/current/pipeline.toml")
            .contains("series = \"south\"")
    );

    let work = feeds(&[("north", "path = \"x.csv\"\nseries = \"north\"\n")]);
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml:", "snapshots = true"]);
}

#[test]
fn settings_left_in_councils_that_are_gone_are_told() {
    let work = three_layouts();
    work.edit("authorities.csv", |text| {
        let mut lines = text.lines();
        let header = lines.next().expect("a header");
        let rows: Vec<String> = lines
            .map(|line| match line.starts_with("302,") {
                true => format!("{line},2019-04-01"),
                false => format!("{line},"),
            })
            .collect();
        format!("{header},closed_on\n{}\n", rows.join("\n"))
    });
    for (as_of, told) in [("2019-03-31", false), ("2019-04-30", true)] {
        let outcome = work
            .plumbline(&format!(
                "run pipeline.toml --out out --as-of {as_of} --accept evidence_gone --quiet"
            ))
            .code(0);
        let message = "Birchwick (302) (1 open settings)";
        assert_eq!(
            outcome.stderr().contains(message),
            told,
            "{}",
            outcome.stderr()
        );
    }
}
