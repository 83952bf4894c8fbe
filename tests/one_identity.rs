//! One identity, decided once: a code means one area, and an alias means no other one. What would
//! send one council's figures to another is refused before any other source is read.

use crate::nation::{AUTHORITIES, five_councils, with_source};
use crate::workdir::{Table, Workdir};

/// What both commands say of a pipeline that they refuse with this exit code.
fn refused(work: &Workdir, code: i32, parts: &[&str]) {
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(code).says(parts);
    }
    assert!(work.names("out/runs").is_empty());
}

fn with_authorities(old: &str, new: &str) -> Workdir {
    assert!(AUTHORITIES.contains(old));
    let work = five_councils();
    work.write("data/authorities.csv", AUTHORITIES.replace(old, new));
    work
}

#[test]
fn two_areas_with_one_ons_code_are_refused() {
    refused(
        &with_authorities("E06000302", "e06000301"),
        1,
        &[
            "source authorities: row 2 of authorities.csv: Birchwick (302)",
            "\"e06000301\", which is the ONS code of Ashby (301) in row 1 of authorities.csv",
            "`where`",
        ],
    );
    // A region's and the nation's count as well.
    refused(
        &with_authorities("E12000981", "E92000001"),
        1,
        &["England (970)", "North (981)"],
    );
}

#[test]
fn an_ons_code_that_is_another_area_s_code_is_refused() {
    refused(
        &with_authorities("E06000302", "301"),
        1,
        &["Birchwick (302) has the ONS code \"301\", which is the code of Ashby (301)"],
    );
}

#[test]
fn an_area_whose_code_is_its_ons_code_is_read() {
    let work = with_authorities(
        "302,Birchwick,authority,North,E06000302",
        "302,Birchwick,authority,North,302",
    );
    work.plumbline("check pipeline.toml").code(0);
}

#[test]
fn an_alias_that_means_another_area_is_refused_at_its_line() {
    for (alias, other) in [
        ("302", "302"),
        ("e06000302", "302"),
        ("BIRCHWICK", "302"),
        ("England", "970"),
        ("South", "982"),
    ] {
        let work = five_councils();
        work.append("pipeline.toml", "\n[authority_aliases]")
            .append("pipeline.toml", &format!("\"{alias}\" = \"301\""));
        let line = work.read("pipeline.toml").lines().count();
        refused(
            &work,
            2,
            &[
                &format!("pipeline.toml:{line}: the alias \"{alias}\" stands for \"301\""),
                &format!("of {other} in the list"),
            ],
        );
    }
}

#[test]
fn two_aliases_of_one_text_mean_one_area() {
    let work = five_councils();
    work.append(
        "pipeline.toml",
        "\n[authority_aliases]\n\"The Birches\" = \"302\"\n\"the  birches\" = \"303\"",
    );
    refused(&work, 2, &["which is the same text", "keep one of them"]);
}

#[test]
fn an_alias_that_says_what_the_list_says_is_read() {
    let work = five_councils();
    work.append(
        "pipeline.toml",
        "\n[authority_aliases]\n\"Ashby\" = \"301\"\n\"Ashby upon Sea\" = \"E06000301\"",
    );
    work.plumbline("check pipeline.toml").code(0);
}

#[test]
fn a_breakdown_is_the_same_however_it_is_written() {
    let work = five_councils();
    work.write(
        "data/observations.csv",
        "authority,indicator,breakdown,period,value\n\
         301,waits,Girls,2024,1\n302,waits,girls,2024,2\n303,waits,girls ,2024,3\n\
         304,waits,GIRLS,2024,4\n301,waits,girls,2024,9\n301,waits,All,2024,5\n302,waits,,2024,6\n",
    );
    work.run();
    let profile = work.table("indicator_profile");
    let girls = profile.rows_with(&[("breakdown", "girls"), ("indicator", "waits")]);
    assert_eq!(girls.len(), 5);
    assert!(girls.iter().all(|row| row["ranked_count"] == 4));
    assert_eq!(girls[0]["value"], 1.0);
    assert_eq!(
        work.table("quarantine").row(&[("rule", "duplicate_key")])["row"],
        5
    );
    let all = profile.rows_with(&[("breakdown", "all"), ("indicator", "waits")]);
    assert_eq!(
        (&all[0]["value"], &all[1]["value"]),
        (&5.0.into(), &6.0.into())
    );
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current/pipeline.toml --out again")
        .code(0);
    let again = Table::read(&work.path("again/current/indicator_profile.parquet"));
    assert_eq!(profile.rows(), again.rows());
}

#[test]
fn a_finding_is_the_same_however_its_label_is_written() {
    let work = five_councils();
    work.append(
        "rulebook.toml",
        "[findings.case_review]\ntitle = \"case review\"\n\
         [grades]\noutstanding = 4\ngood = 3\nsatisfactory = 2\ninadequate = 1\n",
    );
    with_source(
        &work,
        "findings",
        "authority,kind,aspect,grade,inspected_on,published_on\n\
         301,case_review,2023-A,2,2023-05-01,2023-06-01\n\
         301,case_review,2023-a,3,2023-05-01,2023-06-01\n",
    );
    work.run();
    let quarantine = work.table("quarantine");
    assert_eq!(quarantine.row(&[("rule", "duplicate_key")])["row"], 2);
    assert_eq!(work.table("finding_profile").len(), 1);
}

#[test]
fn an_alias_says_which_of_two_councils_bore_a_name_one_after_the_other() {
    let list = "code,name,level,region,ons_code,opened_on,closed_on\n\
        301,Ashby (before 2019),authority,North,E06000301,,2019-04-01\n\
        302,Ashby,authority,North,E06000302,2019-04-01,\n\
        303,Calder Vale,authority,North,E06000303,,\n\
        304,Dunmere,authority,South,E06000304,,\n305,Elmstead,authority,South,E06000305,,\n\
        981,North,region,,,,\n982,South,region,,,,\n970,England,nation,,,,\n";
    let work = five_councils();
    work.write("data/authorities.csv", list)
        .replace("pipeline.toml", "as_of = 2024-12-31", "as_of = 2018-12-31")
        .write(
            "data/observations.csv",
            "authority,indicator,period,value\nAshby,waits,2018,7\n",
        )
        .append(
            "pipeline.toml",
            "\n[authority_aliases]\n\"Ashby\" = \"301\"",
        );
    work.run();
    let profile = work.table("indicator_profile");
    assert_eq!(
        profile.row(&[("authority", "301"), ("indicator", "waits")])["value"],
        7.0
    );
    work.replace("pipeline.toml", "\"Ashby\" = ", "\"E06000302\" = ");
    work.plumbline("check pipeline.toml").code(2);
}
