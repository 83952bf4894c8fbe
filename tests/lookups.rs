//! `[lookups]`: tables by which a mapping translates what it gives.

use crate::nation::five_councils;
use crate::workdir::Workdir;

/// The five councils' observations by a number that only a list of registers knows.
fn registers() -> Workdir {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        r#"path = "observations.csv"

[sources.observations.columns]
authority = { sql = '"Register"', lookup = "registers" }
indicator = "indicator"
period = "period"
value = "value"

[lookups.registers]
path = "registers.csv"

[lookups.registers.columns]
key = '"Register of"'
value = '"LA"'

[lookups.registers.aliases]
"Ashby-on-Sea" = "Ashby St. Mary"
"#,
    )
    .write(
        "data/registers.csv",
        "Register of,LA\nAshby St. Mary,301\nBirch & Wick,302\nbirch and wick,302\n-,303\n",
    )
    .write(
        "data/observations.csv",
        "Register,indicator,period,value\n\
         ashby ST  Mary,waits,2023,5\n\
         Ashby-on-Sea,waits,2024,6\n\
         Birch and Wick,waits,2024,7\n",
    );
    work
}

#[test]
fn a_name_in_any_spelling_is_what_the_look_up_says() {
    let work = registers();
    work.run();
    let profile = work.table("indicator_profile");
    let value = |authority, period| {
        profile.row(&[("authority", authority), ("period", period)])["value"].clone()
    };
    assert_eq!(value("301", "2023"), 5.0);
    assert_eq!(value("301", "2024"), 6.0);
    assert_eq!(value("302", "2024"), 7.0);
}

#[test]
fn a_look_up_is_an_input_of_the_run() {
    let work = registers();
    work.run();
    let input = &work.manifest()["inputs"][0];
    assert_eq!(input["source"], "lookups.registers");
    assert_eq!(input["rows"], 4);
    work.run().prints(&["nothing to do"]);
    work.append("data/registers.csv", "Calder,303");
    let again = work.run().stdout();
    assert!(!again.contains("nothing to do"), "{again}");
}

#[test]
fn what_the_look_up_does_not_have_is_set_aside_with_the_nearest_key() {
    let work = registers();
    work.append("data/observations.csv", "Ashby St. Marys,waits,2022,8")
        .run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "not_in_lookup")]);
    assert_eq!(row["row"], 4);
    assert_eq!(
        row["reason"],
        "authority: \"Ashby St. Marys\" is no key of the look-up `registers`; did you mean \
         \"Ashby St. Mary\"?; other spellings go into [lookups.registers.aliases]"
    );
}

#[test]
fn a_key_that_stands_for_two_things_keeps_the_first() {
    let work = registers();
    work.append("data/registers.csv", "Ashby St Mary,304").run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("source", "lookups.registers")]);
    assert_eq!(
        (&row["row"], &row["rule"]),
        (&5.into(), &"duplicate_key".into())
    );
}

#[test]
fn an_alias_that_is_a_key_for_something_else_is_refused() {
    let work = registers();
    work.replace(
        "pipeline.toml",
        "\"Ashby-on-Sea\" =",
        "\"birch AND wick\" =",
    );
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(2).says(&[
            "pipeline.toml:",
            "the alias \"birch AND wick\" stands for \"Ashby St. Mary\"",
            "take it out",
        ]);
    }
}

#[test]
fn a_look_up_s_path_is_replaced_by_its_name() {
    let work = registers();
    work.write("other.csv", "Register of,LA\nAshby St. Mary,303\n");
    work.plumbline("run pipeline.toml --out out --source lookups.registers=other.csv")
        .code(0);
    let profile = work.table("indicator_profile");
    profile.row(&[
        ("authority", "303"),
        ("period", "2023"),
        ("indicator", "waits"),
    ]);
}

#[test]
fn mistakes_are_named_before_data_is_read() {
    for (old, new, message) in [
        (
            "lookup = \"registers\"",
            "lookup = \"register\"",
            "there is no look-up `register`; did you mean `registers`?",
        ),
        (
            "value = '\"LA\"'",
            "",
            "[lookups.registers.columns] does not map `value`",
        ),
        (
            "= \"Ashby St. Mary\"",
            "= \"Ashby St. Marie\"",
            "the alias \"Ashby-on-Sea\" stands for \"Ashby St. Marie\", which is no key",
        ),
        (
            "value = '\"LA\"'",
            "value = { sql = '\"LA\"', lookup = \"registers\" }",
            "there is no look-up `registers`",
        ),
    ] {
        let work = registers();
        work.replace("pipeline.toml", old, new);
        work.plumbline("check pipeline.toml")
            .code(2)
            .says(&["pipeline.toml:", message]);
    }
}

#[test]
fn what_a_row_can_do_without_is_missing_and_told_where_the_look_up_does_not_have_it() {
    let work = five_councils();
    work.edit("pipeline.toml", |text| {
        text.replace(
            "path = \"authorities.csv\"\n",
            "path = \"authorities.csv\"\n\n[sources.authorities.columns]\ncode = \"code\"\n\
             name = \"name\"\nlevel = \"level\"\nons_code = \"ons_code\"\nregion = \"region\"\n\
             kind = { sql = \"region\", lookup = \"kinds\" }\n",
        ) + "\n[lookups.kinds]\npath = \"kinds.csv\"\n"
    });
    work.write("data/kinds.csv", "key,value\nNorth,unitary\n");
    let summary = work.run().stdout();
    assert!(
        summary.contains(
            "1 column with texts that the look-up does not have, which are missing: kind (such as \"South\", 2 rows)"
        ),
        "{summary}"
    );
    let manifest = work.manifest();
    assert_eq!(manifest["inputs"][1]["rejected"], 0);
    assert_eq!(manifest["warnings"][0]["kind"], "not_looked_up");
    // Everybody is there.
    let table = work.table("indicator_profile");
    let row = table.row(&[
        ("authority", "304"),
        ("indicator", "waits"),
        ("period", "2024"),
    ]);
    assert_eq!(row["value"], 40.0);
}

#[test]
fn a_part_of_a_key_that_the_look_up_does_not_have_is_no_other_key() {
    let work = registers();
    work.edit("pipeline.toml", |text| {
        text.replace(
            "period = \"period\"",
            "period = \"period\"\nbreakdown = { sql = '\"Register\"', lookup = \"groups\" }",
        ) + "\n[lookups.groups]\npath = \"groups.csv\"\n"
    });
    work.write(
        "data/groups.csv",
        "key,value\nAshby-on-Sea,boys\nBirch and Wick,girls\n",
    );
    work.run();
    // Blank would be everybody.
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "not_in_lookup")]);
    assert_eq!(row["row"], 1);
}
