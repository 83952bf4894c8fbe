//! A council's name means who bore it on the day that a row speaks of. Ashby was abolished at the
//! end of March 2019, and another Ashby, larger, came in its place.

use serde_json::Value;

use crate::nation::{five_councils, with_source};
use crate::workdir::{Table, Workdir};

/// The old Ashby (301, until 2019-04-01) as `name`, and the new one (302).
fn two_ashbys(name: &str) -> Workdir {
    let work = five_councils();
    let observations = "path = \"observations.csv\"\n";
    work.replace(
        "pipeline.toml",
        observations,
        &format!("{observations}may_be_empty = true\n"),
    )
    .write(
        "data/authorities.csv",
        format!(
            "code,name,level,region,ons_code,opened_on,closed_on\n\
             301,{name},authority,North,E06000301,,2019-04-01\n\
             302,Ashby,authority,North,E06000302,2019-04-01,\n\
             303,Calder Vale,authority,North,E06000303,,\n\
             304,Dunmere,authority,South,E06000304,,\n305,Elmstead,authority,South,E06000305,,\n\
             981,North,region,,,,\n982,South,region,,,,\n970,England,nation,,,,\n"
        ),
    );
    work
}

/// Lists of homes at the end of March of these years, each with one in Ashby.
fn with_lists(work: &Workdir, years: &[u32]) {
    let keys = "path = \"homes_*.csv\"\nextracted_on = \"homes_{month}_{year}\"\nsnapshots = true";
    work.append("pipeline.toml", &format!("[sources.inspections]\n{keys}"))
        .append(
            "rulebook.toml",
            "[comparison.provision]\nconfidence = 0.95\ninterval_from = 10\nmargin = 0.1\n\
             [families.care]\nweight = 1\n\
             [provision.home]\nfamily = \"care\"\none = \"home\"\nmany = \"homes\"\n",
        );
    for year in years {
        work.write(
            &format!("data/homes_march_{year}.csv"),
            "urn,provision,authority,inspected_on,published_on,grade,status\n\
             1,home,Ashby,2017-05-01,2017-06-01,2,open\n\
             2,home,Dunmere,2017-05-01,2017-06-01,3,open\n",
        );
    }
}

/// The council of the first home as of a day.
fn home(work: &Workdir, as_of: &str) -> String {
    work.plumbline(&format!("run pipeline.toml --out out --as-of {as_of}"))
        .code(0);
    let table = work.table("setting_profile");
    text(&table.row(&[("urn", "1")])["authority"])
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

#[test]
fn a_list_s_names_are_those_of_the_list_s_day() {
    // Told apart by a remark, or by nothing but their days.
    for name in ["Ashby", "Ashby (before 2019)", "Ashby (Pre LG)"] {
        let work = two_ashbys(name);
        with_lists(&work, &[2018, 2019, 2020]);
        for (as_of, council) in [
            ("2018-03-31", "301"),
            ("2019-03-31", "301"),
            ("2020-03-31", "302"),
            ("2024-12-31", "302"),
        ] {
            assert_eq!(home(&work, as_of), council, "{name}, as of {as_of}");
        }
        // An import keeps the day's answer, whichever day it was made with.
        work.plumbline("import pipeline.toml --out kept").code(0);
        for (as_of, council) in [("2019-03-31", "301"), ("2020-03-31", "302")] {
            work.plumbline(&format!("run kept/current --out again --as-of {as_of}"))
                .code(0);
            let table = Table::read(&work.path("again/current/setting_profile.parquet"));
            assert_eq!(text(&table.row(&[("urn", "1")])["authority"]), council);
        }
    }
}

#[test]
fn a_list_without_a_day_speaks_of_the_as_of_date() {
    let work = two_ashbys("Ashby");
    with_lists(&work, &[2018]);
    work.replace(
        "pipeline.toml",
        "extracted_on = \"homes_{month}_{year}\"\nsnapshots = true",
        "",
    );
    assert_eq!(home(&work, "2018-12-31"), "301");
    assert_eq!(home(&work, "2019-04-01"), "302");
}

#[test]
fn a_list_that_is_older_than_a_council_does_not_mean_it() {
    // The list of authorities has forgotten the old Ashby.
    let work = two_ashbys("Ashton");
    with_lists(&work, &[2019]);
    work.plumbline("run pipeline.toml --out out --as-of 2019-03-31 --accept max_rejected")
        .code(0);
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "unknown_authority")]);
    let reason = text(&row["reason"]);
    assert!(
        reason.contains("was the name of no council on 2019-03-31: Ashby (302) since 2019-04-01"),
        "{reason}"
    );
    // An alias says who it was; the new Ashby keeps its name.
    work.append("pipeline.toml", "[authority_aliases]\nAshby = \"301\"");
    assert_eq!(home(&work, "2019-03-31"), "301");
    with_lists(&work, &[]);
    let work = two_ashbys("Ashton");
    with_lists(&work, &[2019, 2020]);
    work.append("pipeline.toml", "[authority_aliases]\nAshby = \"301\"");
    assert_eq!(home(&work, "2020-03-31"), "302");
}

#[test]
fn two_councils_that_bear_a_name_at_once_are_not_guessed_between() {
    let work = two_ashbys("Ashby");
    work.edit("data/authorities.csv", |text| {
        text.replace("2019-04-01,\n", "2018-04-01,\n")
    });
    with_lists(&work, &[2018, 2019]);
    // Both were there for a year.
    assert_eq!(home(&work, "2018-03-31"), "301");
    work.plumbline("run pipeline.toml --out out --as-of 2019-03-31 --accept max_rejected")
        .code(0);
    let quarantine = work.table("quarantine");
    let reason = text(&quarantine.row(&[("file", "homes_march_2019.csv")])["reason"]);
    assert!(
        reason.contains("the name of more than one area"),
        "{reason}"
    );
}

#[test]
fn a_figure_s_name_is_that_of_its_period() {
    let work = two_ashbys("Ashby");
    work.write(
        "data/observations.csv",
        "authority,indicator,period,value\n\
         Ashby,waits,2018/19,1\nAshby,waits,2019/20,2\nAshby,waits,2020/21,3\n\
         Ashby,visits,2018,4\nAshby,visits,2019,5\nAshby,visits,2020,6\n\
         Ashby,reading,2016/17-18/19,7\nAshby,reading,2017/18-19/20,8\n\
         302,visits,2018,9\n",
    );
    work.run();
    let profile = work.table("indicator_profile");
    for (authority, indicator, period, value) in [
        ("301", "waits", "2018/19", 1.0),
        ("302", "waits", "2019/20", 2.0),
        ("302", "waits", "2020/21", 3.0),
        ("301", "visits", "2018", 4.0),
        ("301", "visits", "2019", 5.0),
        ("302", "visits", "2020", 6.0),
        ("301", "reading", "2016/17-18/19", 7.0),
        ("302", "reading", "2017/18-19/20", 8.0),
        // A code means its council whatever the year: figures are worked out for new areas too.
        ("302", "visits", "2018", 9.0),
    ] {
        let key = [
            ("authority", authority),
            ("indicator", indicator),
            ("period", period),
        ];
        assert_eq!(profile.row(&key)["value"], value, "{key:?}");
    }
    assert_eq!(work.table("quarantine").len(), 0);
}

#[test]
fn a_finding_is_about_who_was_inspected() {
    let work = two_ashbys("Ashby (Pre LG)");
    work.append(
        "rulebook.toml",
        "[findings.review]\ntitle = \"review\"\n\
         [grades]\noutstanding = 4\ngood = 3\nsatisfactory = 2\ninadequate = 1\n",
    );
    with_source(
        &work,
        "findings",
        "authority,kind,aspect,grade,inspected_on,published_on\n\
         Ashby,review,A,2,2018-05-01,2018-06-01\nAshby,review,A,3,2019-05-01,2019-06-01\n",
    );
    for (as_of, council, grade) in [("2019-03-31", "301", 2), ("2024-12-31", "302", 3)] {
        work.plumbline(&format!("run pipeline.toml --out out --as-of {as_of}"))
            .code(0);
        let profile = work.table("finding_profile");
        assert_eq!(profile.len(), 1);
        let row = profile.row(&[("authority", council)]);
        assert_eq!(row["grade"], grade);
    }
}
