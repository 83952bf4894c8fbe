//! Rows that are of no one council of the list: those of other nations, and joint returns.

use serde_json::{Value, json};

use crate::nation::{AUTHORITIES, NEIGHBOURS, five_councils};
use crate::workdir::Workdir;

const OUTSIDE: &str = "code,name,level,nation,ons_code
W06000015,Cardiff,authority,Wales,
S12000034,Aberdeenshire,authority,Scotland,
E09999999,Elsewhere in England,authority,England,
";

/// The five councils, with councils of other nations known and rows of two of them.
fn with_outside(rule: &str) -> Workdir {
    let work = five_councils();
    work.edit("pipeline.toml", |text| {
        text.replace("[sources.authorities]\n", "[[sources.authorities]]\n")
            .replace(
                "max_rejected = 0.5
",
                &format!(
                    "{rule}max_rejected = 0.9
"
                ),
            )
    })
    .append(
        "pipeline.toml",
        "[[sources.authorities]]\nname = \"outside\"\npath = \"./outside.csv\"\n\
         [authority_aliases]\n\"Caerdydd\" = \"W06000015\"",
    )
    .write("outside.csv", OUTSIDE)
    .write(
        "data/observations.csv",
        "authority,indicator,period,value\n301,waits,2024,1\nCardiff,waits,2024,2\n\
         w06000015,waits,2023,2\nABERDEENSHIRE,waits,2024,3\nCaerdydd,waits,2022,2\n\
         Elsewhere in England,waits,2024,4\n",
    )
    .write(
        "data/neighbours.csv",
        format!("{NEIGHBOURS}305,Cardiff,3,Close\n"),
    );
    work
}

fn rules(work: &Workdir) -> Vec<(String, String)> {
    let table = work.table("quarantine");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let rows = table.rows().iter();
    rows.map(|row| (text(&row["rule"]), text(&row["reason"])))
        .collect()
}

fn source(work: &Workdir, name: &str) -> Value {
    let manifest = work.manifest();
    let mut inputs = manifest["inputs"].as_array().expect("a list").iter();
    inputs
        .find(|of| of["source"] == name)
        .expect("it was read")
        .clone()
}

#[test]
fn councils_of_other_nations_are_left_out_and_counted_where_the_pipeline_says_so() {
    let work = with_outside("outside = \"leave out\"\n");
    let summary = work.run().stdout();
    assert_eq!(rules(&work), []);
    let observations = source(&work, "observations");
    assert_eq!(
        [
            &observations["outside"],
            &observations["left_out"],
            &observations["kept"]
        ],
        [&json!(4), &json!(4), &json!(2)]
    );
    assert_eq!(source(&work, "neighbours")["outside"], 1);
    assert!(summary.contains("left out"), "{summary}");
    // A row that says its nation and lies in it is one of the list.
    let profile = work.table("indicator_profile");
    let row = profile.row(&[("authority", "E09999999"), ("indicator", "waits")]);
    assert_eq!(row["value"], 4.0);
    assert_eq!(work.table("authorities").len(), 6);

    // On an import they are known as well.
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.write(
        "more.csv",
        "authority,indicator,period,value\nCardiff,waits,2024,2\n301,waits,2024,1\n",
    );
    work.plumbline("run kept/current --out again --source observations=more.csv")
        .code(0);
}

#[test]
fn without_a_word_of_it_they_are_set_aside_with_their_nation() {
    let work = with_outside("");
    work.run();
    let rules = rules(&work);
    assert_eq!(rules.len(), 5);
    assert!(
        rules.iter().all(|(rule, _)| rule == "outside_nation"),
        "{rules:?}"
    );
    assert!(
        rules
            .iter()
            .any(|(_, reason)| reason.contains("\"ABERDEENSHIRE\" is in Scotland"))
    );

    let work = with_outside("outside = \"drop\"\n");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml:", "unknown variant `drop`"]);

    // Nobody knows what is outside of a list that does not say which nation it is of.
    let work = with_outside("outside = \"leave out\"\n");
    work.write(
        "data/authorities.csv",
        AUTHORITIES.replace("970,England,nation,,E92000001\n", ""),
    );
    work.plumbline("check pipeline.toml")
        .code(1)
        .says(&["no row has the level nation"]);
}

/// Two councils that return their figures together, after they have returned some alone.
fn joint(rule: &str) -> Workdir {
    let work = five_councils();
    work.edit("pipeline.toml", |text| {
        text.replace(
            "max_rejected = 0.5
",
            &format!(
                "{rule}max_rejected = 0.9
"
            ),
        )
    })
    .write(
        "data/observations.csv",
        "authority,indicator,period,value,numerator,denominator\n\
         301 / 302,reading,2024,60,60,100\nE06000303/E06000304,reading,2024,50,50,100\n\
         Ashby & Birchwick,visits,2024,7,,\nAshby and Birchwick,waits,2024,3,,\n\
         301,waits,2024,4,,\nAshby / Nowhere,waits,2024,3,,\n305,reading,2024,40,40,100\n",
    );
    work
}

#[test]
fn a_joint_return_is_set_aside_with_its_councils() {
    let work = joint("");
    work.run();
    let rules = rules(&work);
    let joint: Vec<_> = rules
        .iter()
        .filter(|(rule, _)| rule == "joint_return")
        .collect();
    assert_eq!(joint.len(), 4, "{rules:?}");
    assert!(
        joint[0]
            .1
            .contains("\"301 / 302\" is one return of several councils")
    );
    assert!(rules.iter().any(|(rule, _)| rule == "unknown_authority"));
}

#[test]
fn a_joint_return_is_given_to_both_where_the_pipeline_says_so() {
    let work = joint("joint_returns = \"to both\"\n");
    work.run().says(&[
        "4 joint returns are given to each council",
        "\"301 / 302\" (1 row)",
    ]);
    let profile = work.table("indicator_profile");
    for (authority, indicator, value) in [
        ("301", "reading", 60.0),
        ("302", "reading", 60.0),
        ("303", "reading", 50.0),
        ("304", "reading", 50.0),
        ("305", "reading", 40.0),
        ("301", "visits", 7.0),
        ("302", "visits", 7.0),
        ("302", "waits", 3.0),
    ] {
        let key = [("authority", authority), ("indicator", indicator)];
        assert_eq!(profile.row(&key)["value"], value, "{key:?}");
    }
    // The first row of a council's figure is kept, with the row of the file in what is said.
    assert_eq!(
        profile.row(&[("authority", "301"), ("indicator", "waits")])["value"],
        3.0
    );
    let quarantine = work.table("quarantine");
    assert_eq!(quarantine.row(&[("rule", "duplicate_key")])["row"], 5);
    assert_eq!(quarantine.row(&[("rule", "unknown_authority")])["row"], 6);
    let observations = source(&work, "observations");
    assert_eq!(
        [&observations["rows"], &observations["kept"]],
        [&json!(11), &json!(9)]
    );
}
