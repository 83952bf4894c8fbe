//! Logs of every visit: what the rulebook does not count decides nothing, days a little out of order
//! are read where it says so, and settings that are graded in words of their own.

use serde_json::Value;

use crate::council::Ashby;
use crate::workdir::Workdir;

const HEADER: &str = "urn,provision,authority,inspected_on,published_on,grade,status,event\n";

fn homes(rows: &str) -> Workdir {
    let work = Ashby::default().workdir();
    work.write("inspections.csv", format!("{HEADER}{rows}"));
    work
}

/// Lets rows be rejected.
fn lenient(work: &Workdir) -> &Workdir {
    let day = "as_of = 2009-12-09";
    work.replace("pipeline.toml", day, &format!("{day}\nmax_rejected = 1.0"))
}

/// Settings, inspected, and the four grades of Ashby's children's homes.
fn counts(work: &Workdir) -> Vec<u64> {
    let table = work.table("provision_profile");
    let row: &Value = table.row(&[("authority", "301"), ("provision", "childrens_home")]);
    [
        "settings",
        "inspected",
        "outstanding",
        "good",
        "satisfactory",
        "inadequate",
    ]
    .iter()
    .map(|name| row[*name].as_u64().expect("a count"))
    .collect()
}

/// The rows that were rejected, and why.
fn rejected(work: &Workdir) -> Vec<(u64, String)> {
    let table = work.table("quarantine");
    let rows = table.rows().iter();
    rows.map(|row| {
        let rule = row["rule"].as_str().expect("a rule").to_owned();
        (row["row"].as_u64().expect("a row"), rule)
    })
    .collect()
}

#[test]
fn words_of_visits_that_do_not_count_are_no_grades_and_no_faults() {
    let work = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,Good,open,Full\n\
         1,childrens_home,301,2009-03-01,2009-04-01,Declined in effectiveness,open,Interim\n\
         2,childrens_home,301,2009-03-01,2009-04-01,Not judged,open,Interim\n\
         3,childrens_home,301,2009-03-01,2009-04-01,Improved effectiveness,open,Full\n\
         4,childrens_home,301,2009-03-01,2009-04-01,Improved effectiveness,open,\n",
    );
    lenient(&work);
    work.run();
    // The second home was visited and is open. A full inspection, and a visit of no kind, which
    // counts as one, need a grade that can be read.
    assert_eq!(counts(&work), [2, 1, 0, 1, 0, 0]);
    let grade = || "unreadable_grade".to_owned();
    assert_eq!(rejected(&work), [(4, grade()), (5, grade())]);
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --out again").code(0);
    let again = crate::workdir::Table::read(&work.path("again/current/provision_profile.parquet"));
    assert_eq!(again.rows(), work.table("provision_profile").rows());
}

#[test]
fn a_report_dated_a_little_before_its_inspection_is_kept_where_the_rulebook_says_so() {
    let rows = "1,childrens_home,301,2008-03-02,2008-03-01,2,open,full\n\
                2,childrens_home,301,2008-03-03,2008-03-01,3,open,full\n";
    let work = homes(rows);
    lenient(&work);
    let date = |row| (row, "impossible_date".to_owned());
    work.plumbline("run pipeline.toml --out out --accept no_rows")
        .code(0);
    assert_eq!(rejected(&work), [date(1), date(2)]);

    let tolerant = |work: &Workdir| {
        work.edit("rulebook.toml", |text| {
            text.replace("[inspections]\n", "[inspections]\ntolerated_days = 1\n")
        });
    };
    tolerant(&work);
    work.run();
    assert_eq!(counts(&work), [1, 1, 0, 1, 0, 0]);
    assert_eq!(rejected(&work), [date(2)]);
    // It is known from the day of the inspection on, not from a day before it.
    work.plumbline(
        "run pipeline.toml --out out --as-of 2008-03-01 --accept evidence_gone --accept no_rows",
    )
    .code(0);
    assert_eq!(work.table("setting_profile").len(), 0);

    // The same for findings about the council itself.
    let work = Ashby::default().workdir();
    work.edit("findings.csv", |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = lines[0].split(',').position(|name| name == "published_on");
        let mut cells: Vec<String> = lines[1].split(',').map(str::to_owned).collect();
        let inspected = lines[0].split(',').position(|name| name == "inspected_on");
        let day: chrono::NaiveDate = cells[inspected.expect("a column")].parse().expect("a day");
        cells[at.expect("a column")] = (day - chrono::Days::new(1)).to_string();
        lines[1] = cells.join(",");
        lines.join("\n") + "\n"
    });
    lenient(&work);
    work.run();
    assert_eq!(rejected(&work), [date(1)]);
    tolerant(&work);
    work.run();
    assert_eq!(rejected(&work), []);

    work.edit("rulebook.toml", |text| {
        text.replace("tolerated_days = 1", "tolerated_days = 400")
    });
    work.plumbline("check pipeline.toml").code(2).says(&[
        "rulebook.toml:",
        "tolerated_days is 400",
        "from 0 to 31",
    ]);
}

#[test]
fn a_type_of_setting_may_be_graded_in_words_of_its_own() {
    let work = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,Consistently  strong service delivery,open,full\n\
         2,childrens_home,301,2008-03-01,2008-04-01,SERIOUS OR WIDESPREAD WEAKNESSES,open,full\n\
         3,childrens_home,301,2008-03-01,2008-04-01,Outstanding,open,full\n\
         4,childrens_home,301,2008-03-01,2008-04-01,,open,\n\
         5,primary_school,301,2008-03-01,2008-04-01,Serious or widespread weaknesses,open,full\n",
    );
    lenient(&work)
        .edit("rulebook.toml", |text| {
            text.replace(
                "[provision.childrens_home]\n",
                "[provision.childrens_home]\ngrades = { \"Consistently strong service delivery\" = \"good\", \
                 \"Serious or widespread weaknesses\" = \"inadequate\" }\n",
            )
        });
    work.run();
    assert_eq!(counts(&work), [4, 3, 1, 1, 0, 1]);
    // The words of one type are no grades of another.
    assert_eq!(rejected(&work), [(5, "unreadable_grade".to_owned())]);

    for (old, new, message) in [
        ("= \"good\"", "= \"fair\"", "unknown variant `fair`"),
        (
            "\"Serious or",
            "\"consistently  STRONG service delivery\" = \"inadequate\", \"Serious or",
            "which is the same text",
        ),
    ] {
        let text = work.read("rulebook.toml");
        work.replace("rulebook.toml", old, new);
        work.plumbline("check pipeline.toml")
            .code(2)
            .says(&["rulebook.toml:", message]);
        work.write("rulebook.toml", text);
    }
}
