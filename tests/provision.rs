//! Settings by grade: the latest full inspection of each open setting, as far as it was published
//! by the as-of date, beside similar areas, the region and England.

use serde_json::{Value, json};

use crate::council::Ashby;
use crate::workdir::{Workdir, near};

const HEADER: &str = "urn,provision,authority,inspected_on,published_on,grade,status,event\n";

/// Ashby's children's homes, from these inspections alone.
fn homes(inspections: &str) -> Value {
    let work = Ashby::default().workdir();
    work.write("inspections.csv", format!("{HEADER}{inspections}"));
    work.run();
    assert_eq!(work.table("quarantine").len(), 0);
    of(&work, "301", "childrens_home")
}

fn of(work: &Workdir, authority: &str, provision: &str) -> Value {
    let table = work.table("provision_profile");
    table
        .row(&[("authority", authority), ("provision", provision)])
        .clone()
}

/// Settings, inspected, and the four grades.
fn counts(row: &Value) -> Vec<u64> {
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

#[test]
fn the_latest_full_inspection_counts() {
    let row = homes(
        "1,childrens_home,301,2007-03-01,2007-04-01,4,open,full\n\
         1,childrens_home,301,2009-03-01,2009-04-01,2,open,full\n\
         1,childrens_home,301,2008-03-01,2008-04-01,3,open,full\n",
    );
    assert_eq!(counts(&row), [1, 1, 0, 1, 0, 0]);
}

#[test]
fn an_interim_visit_does_not_replace_a_full_inspection() {
    let row = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,3,open,full\n\
         1,childrens_home,301,2009-03-01,2009-04-01,1,open,interim\n\
         2,childrens_home,301,2009-03-01,2009-04-01,1,open,interim\n",
    );
    // The second home was visited, but never inspected in full.
    assert_eq!(counts(&row), [2, 1, 0, 0, 1, 0]);
}

#[test]
fn a_closed_setting_does_not_count() {
    let row = homes(
        "1,childrens_home,301,2009-03-01,2009-04-01,4,closed,full\n\
         2,childrens_home,301,2009-03-01,2009-04-01,2,open,full\n",
    );
    assert_eq!(counts(&row), [1, 1, 0, 1, 0, 0]);
}

#[test]
fn a_setting_is_closed_when_its_latest_row_says_so() {
    let row = homes(
        "1,childrens_home,301,2008-03-01,2008-04-01,4,open,full\n\
         1,childrens_home,301,2009-03-01,2009-04-01,4,closed,full\n\
         2,childrens_home,301,2009-03-01,2009-04-01,2,open,full\n",
    );
    assert_eq!(counts(&row), [1, 1, 0, 1, 0, 0]);
}

#[test]
fn a_report_published_after_the_as_of_date_is_not_known_yet() {
    let inspections = "1,childrens_home,301,2008-03-01,2008-04-01,3,open,full\n\
         1,childrens_home,301,2009-11-20,2009-12-10,1,open,full\n\
         2,childrens_home,301,2009-11-20,2009-12-10,1,open,full\n\
         3,childrens_home,301,2009-11-20,2009-12-09,2,open,full\n\
         4,childrens_home,301,2010-02-01,2010-03-01,1,open,full\n";
    let work = Ashby::default().workdir();
    work.write("inspections.csv", format!("{HEADER}{inspections}"));
    work.run();
    // The first home still has its old grade, the second none, the third was published on the
    // very day, and the fourth was not there to be visited yet.
    assert_eq!(
        counts(&of(&work, "301", "childrens_home")),
        [3, 2, 0, 1, 1, 0]
    );
    let inputs = work.manifest()["inputs"].clone();
    let source = inputs
        .as_array()
        .and_then(|all| all.iter().find(|of| of["source"] == "inspections"));
    assert_eq!(source.expect("inspections were read")["after_as_of"], 3);

    work.plumbline("run pipeline.toml --out out --as-of 2010-03-01")
        .code(0);
    assert_eq!(
        counts(&of(&work, "301", "childrens_home")),
        [4, 4, 3, 1, 0, 0]
    );
}

#[test]
fn grades_are_read_in_the_words_of_every_year() {
    let words = [
        "Outstanding",
        "1",
        "good",
        "GOOD",
        "2",
        "Satisfactory",
        "Adequate",
        "Requires improvement",
        "requires improvement to be good",
        "3",
        "Inadequate",
        "4",
    ];
    let rows: String = (1..)
        .zip(words)
        .map(|(urn, word)| {
            format!("{urn},Children's home,301,01/03/2009,1 April 2009,{word},Open,Full\n")
        })
        .collect();
    assert_eq!(counts(&homes(&rows)), [12, 12, 2, 3, 5, 2]);
}

#[test]
fn shares_carry_their_wilson_interval() {
    let ashby = Ashby::default().with_settings("primary_school", [5, 35, 8, 2]);
    let row = of(&ashby.run(), "301", "primary_school");
    // scipy.stats.binomtest(40, 50).proportion_ci(0.95, method="wilson")
    near(&row["good_or_better"], 0.8);
    near(&row["good_or_better_low"], 0.669_628_940_677_745_8);
    near(&row["good_or_better_high"], 0.887_562_499_842_238_9);
    near(&row["inadequate_share"], 0.04);
    assert_eq!(row["family"], "universal");
    assert_eq!(row["wording"], "very large majority");
}

#[test]
fn similar_areas_the_region_and_england_are_pooled() {
    let work = Ashby::default()
        .with_settings("primary_school", [0, 6, 4, 0])
        .workdir();
    let mut text = work.read("inspections.csv");
    let mut urn = 1000;
    // 1 of 2 in Birchwick and 9 of 30 in Calder Vale, of Ashby's region; 8 of 8 in Dunmere.
    for (authority, good, others) in [(302, 1, 1), (303, 9, 21), (304, 8, 0)] {
        for grade in std::iter::repeat_n(2, good).chain(std::iter::repeat_n(3, others)) {
            urn += 1;
            text.push_str(&format!(
                "{urn},primary_school,{authority},2009-03-02,2009-04-06,{grade},open,full\n"
            ));
        }
    }
    work.write("inspections.csv", text);
    work.run();
    let row = of(&work, "301", "primary_school");
    near(&row["neighbour_good_or_better"], 18.0 / 40.0);
    assert_eq!(row["neighbour_inspected"], 40);
    near(&row["region_good_or_better"], 16.0 / 42.0);
    near(&row["national_good_or_better"], 24.0 / 50.0);
    // 6 of 10 has an interval from 0.31 to 0.83.
    assert_eq!(
        (&row["vs_neighbours"], &row["vs_national"]),
        (&json!("in line"), &json!("in line"))
    );
    // Calder Vale's 9 of 30 has one from 0.17 to 0.48, and England's 0.48 is just outside.
    let row = of(&work, "303", "primary_school");
    near(&row["good_or_better_high"], 0.478_757_874_587_149_5);
}

#[test]
fn a_few_settings_compare_by_the_margin() {
    let work = Ashby::default()
        .with_settings("special_school", [0, 3, 1, 0])
        .workdir();
    // Elsewhere 17 of 20: a difference of exactly ten percentage points is not beyond the margin,
    // so that 0.75 is in line with 0.85.
    let mut text = work.read("inspections.csv");
    for urn in 1000..1020 {
        let grade = if urn < 1017 { 2 } else { 3 };
        text.push_str(&format!(
            "{urn},special_school,302,2009-03-02,2009-04-06,{grade},open,full\n"
        ));
    }
    work.write("inspections.csv", text);
    work.run();
    assert_eq!(
        of(&work, "301", "special_school")["vs_neighbours"],
        "in line"
    );

    // 18 of 20 is fifteen points away.
    let text = work.read("inspections.csv").replace(
        "1017,special_school,302,2009-03-02,2009-04-06,3",
        "1017,special_school,302,2009-03-02,2009-04-06,2",
    );
    work.write("inspections.csv", text);
    work.run();
    assert_eq!(of(&work, "301", "special_school")["vs_neighbours"], "worse");
}

#[test]
fn the_words_for_a_share_are_ofsteds() {
    for (grades, word) in [
        ([100, 0, 0, 0], "vast majority"),
        ([80, 0, 20, 0], "very large majority"),
        ([65, 0, 35, 0], "large majority"),
        ([51, 0, 49, 0], "majority"),
        ([50, 0, 50, 0], "half"),
        ([35, 0, 65, 0], "minority"),
        ([20, 0, 80, 0], "small minority"),
        ([4, 0, 96, 0], "very small minority"),
        ([3, 0, 97, 0], "very few"),
    ] {
        let row = of(
            &Ashby::default().with_settings("childminder", grades).run(),
            "301",
            "childminder",
        );
        assert_eq!(row["wording"], word, "{grades:?}");
    }
}
