//! Councils that were divided or merged: the figures of their predecessors carry their series back,
//! marked, and change nothing for anybody else.
//!
//! Northamptonshire was divided in two in 2021; Bournemouth, Poole and a tenth of the old Dorset became
//! one council in 2019. The figures are made up and worked out by hand.

use serde_json::{Value, json};

use crate::nation::nation_of;
use crate::workdir::{Workdir, near};

const AUTHORITIES: &str = "\
code,name,level,region,opened_on,closed_on
301,Ashby,authority,North,,
302,Brook,authority,North,,
303,Calder,authority,North,,
835,Dorset,authority,North,,2019-04-01
836,Poole,authority,North,,2019-04-01
837,Bournemouth,authority,North,,2019-04-01
838,Dorset,authority,North,2019-04-01,
839,\"Bournemouth, Christchurch and Poole\",authority,North,2019-04-01,
928,Northamptonshire,authority,North,,2021-04-01
940,North Northamptonshire,authority,North,2021-04-01,
941,West Northamptonshire,authority,North,2021-04-01,
981,North,region,,,
970,England,nation,,,
";

const INDICATORS: &str = "\
indicator,title,polarity,unit,kind
children,Children,neutral,number,count
days,Days waited,low,days,mean
share,Share,high,percent,proportion
visits,Visits,neutral,number,count
odd,A figure of no known kind,high,widgets,
";

const OBSERVATIONS: &str = "\
authority,indicator,period,value,numerator,denominator
301,days,2017,10,,
301,days,2018,10,,
301,days,2019,10,,
301,days,2020,10,,
301,days,2021,10,,
301,days,2022,10,,
302,days,2018,11,,
302,days,2019,11,,
302,days,2020,11,,
302,days,2021,11,,
302,days,2022,11,,
303,days,2018,12,,
303,days,2020,12,,
303,days,2022,12,,
928,days,2018,10,,
928,days,2019,12,,
928,days,2020,14,,
928,days,2021,16,,
940,days,2022,10,,
941,days,2021,z,,
941,days,2022,20,,
928,visits,2020,1000,,
928,odd,2020,5,,
837,days,2017,10,,
836,days,2017,20,,
835,days,2017,c,,
837,days,2018,10,,
836,days,2018,20,,
835,days,2018,40,,
837,children,2018,1000,,
836,children,2018,500,,
835,children,2018,2000,,
837,share,2018,30,30,100
836,share,2018,20,10,50
835,share,2018,20,40,200
839,share,2019,27,27,100
301,share,2019,50,50,100
302,share,2019,60,60,100
";

const SUCCESSIONS: &str = r#"
[[successions]]
successor = "North Northamptonshire"
predecessors = [{ authority = "Northamptonshire", share = 0.46 }]

[[successions]]
successor = "941"
predecessors = [{ authority = "928", share = 0.54 }]

[[successions]]
successor = "Bournemouth, Christchurch and Poole"
predecessors = [
    { authority = "Bournemouth" },
    { authority = "Poole" },
    { authority = "Dorset", share = 0.1 },
]
population = "children"

[[successions]]
successor = "Dorset"
predecessors = [{ authority = "835", share = 0.9 }]
"#;

fn nation(more: &str) -> Workdir {
    let neighbours = "authority,neighbour,rank\n301,302,1\n302,301,1\n941,301,1\n941,302,2\n";
    nation_of(more, [AUTHORITIES, neighbours, INDICATORS, OBSERVATIONS])
}

fn published(more: &str) -> Workdir {
    let work = nation(more);
    work.run();
    work
}

fn profile(work: &Workdir, authority: &str, indicator: &str, period: &str) -> Value {
    let table = work.table("indicator_profile");
    table.figure(authority, indicator, period).clone()
}

#[test]
fn a_rate_of_a_council_that_was_divided_is_that_of_each_part() {
    let work = published(SUCCESSIONS);
    let row = profile(&work, "941", "days", "2020");
    assert_eq!(row["value"], 14.0);
    assert_eq!(row["status"], "carried from Northamptonshire");
    assert_eq!(row["missing_reason"], Value::Null);
    assert_eq!(
        json!([row["previous_value"], row["change"]]),
        json!([12.0, 2.0])
    );
    // What the publisher says of a period before the council was there is no figure.
    assert_eq!(profile(&work, "941", "days", "2021")["value"], 16.0);
    // The first own figure stands in the series of the predecessor: 10, 12, 14, 16 and 20.
    let first = profile(&work, "941", "days", "2022");
    assert_eq!(
        json!([
            first["previous_value"],
            first["change"],
            first["trend"],
            first["status"]
        ]),
        json!([16.0, 4.0, "worsening", null])
    );
    let table = work.table("carried_figures");
    let row = table.figure("941", "days", "2020");
    assert_eq!(
        json!([
            row["value"],
            row["carried_by"],
            row["predecessors"],
            row["missing_reason"]
        ]),
        json!([14.0, "same", ["928"], null])
    );
}

#[test]
fn a_sum_of_a_council_that_was_divided_goes_by_the_shares_of_its_population() {
    let work = published(SUCCESSIONS);
    near(&profile(&work, "940", "visits", "2020")["value"], 460.0);
    near(&profile(&work, "941", "visits", "2020")["value"], 540.0);
    let table = work.table("carried_figures");
    assert_eq!(table.figure("940", "visits", "2020")["carried_by"], "sum");
}

#[test]
fn figures_of_merged_councils_are_pooled_or_else_weighted_by_population() {
    let work = published(SUCCESSIONS);
    let table = work.table("carried_figures");
    // (30 + 10 + 0.1 x 40) of (100 + 50 + 0.1 x 200).
    let share = table.figure("839", "share", "2018");
    near(&share["value"], 100.0 * 44.0 / 170.0);
    assert_eq!(share["carried_by"], "pooled");
    // (10 x 1000 + 20 x 500 + 40 x 0.1 x 2000) / (1000 + 500 + 0.1 x 2000).
    let days = table.figure("839", "days", "2018");
    near(&days["value"], 28_000.0 / 1700.0);
    assert_eq!(days["carried_by"], "weighted");
    assert_eq!(days["predecessors"], json!(["837", "836", "835"]));
    let row = profile(&work, "839", "days", "2018");
    assert_eq!(row["value"], days["value"]);
    assert_eq!(row["status"], "carried from Bournemouth, Poole, Dorset");
    let change = profile(&work, "839", "share", "2019")["change"].clone();
    near(&change, 27.0 - 100.0 * 44.0 / 170.0);
}

#[test]
fn where_a_predecessor_has_no_figure_none_is_carried_and_the_table_says_why() {
    let work = published(SUCCESSIONS);
    let table = work.table("carried_figures");
    let suppressed = table.figure("839", "days", "2017");
    assert_eq!(
        json!([
            suppressed["value"],
            suppressed["carried_by"],
            suppressed["missing_reason"]
        ]),
        json!([null, null, "c"])
    );
    assert_eq!(profile(&work, "839", "days", "2017")["value"], Value::Null);
    let odd = table.figure("940", "odd", "2020");
    assert_eq!(odd["missing_reason"], "no_kind");
    let without = published(&SUCCESSIONS.replace("population = \"children\"\n", ""));
    let table = without.table("carried_figures");
    let days = table.figure("839", "days", "2018");
    assert_eq!(days["missing_reason"], "no_population");
    assert_eq!(table.figure("839", "share", "2018")["carried_by"], "pooled");
}

#[test]
fn nobody_else_is_compared_with_a_figure_that_is_carried_back() {
    let (with, without) = (published(SUCCESSIONS), published(""));
    assert!(
        !without
            .names("out/current")
            .contains(&"carried_figures.parquet".to_owned())
    );
    let row = profile(&with, "941", "days", "2020");
    for column in [
        "national_rank",
        "quartile_band",
        "vs_neighbours",
        "vs_national",
        "compared_by",
    ] {
        assert_eq!(row[column], Value::Null, "{column}");
    }
    // Ashby, Brook, Calder and Northamptonshire.
    assert_eq!(profile(&with, "301", "days", "2020")["ranked_count"], 4);
    let successors = ["838", "839", "940", "941"].map(|code| json!(code));
    let (with, without) = (
        with.table("indicator_profile"),
        without.table("indicator_profile"),
    );
    assert_eq!(with.len(), without.len());
    for (with, without) in with.rows().iter().zip(without.rows()) {
        let mut with = with.clone();
        if successors.contains(&with["authority"]) {
            let series = [
                "value",
                "previous_value",
                "change",
                "trend",
                "status",
                "missing_reason",
            ];
            for column in series {
                with[column] = without[column].clone();
            }
        }
        assert_eq!(with, *without);
    }
}

#[test]
fn a_single_series_is_carried_where_the_indicators_are_named() {
    let work = published(
        "[[successions]]\nsuccessor = \"941\"\npredecessors = [{ authority = \"928\" }]\nindicators = [\"vis*\"]\n",
    );
    assert_eq!(
        work.table("carried_figures").column("indicator"),
        ["visits"]
    );
}

#[test]
fn a_break_breaks_a_series_that_is_carried_back_as_any_other() {
    let work = published(&format!("{SUCCESSIONS}\n[[breaks]]\nperiod = \"2022\"\n"));
    let row = profile(&work, "941", "days", "2022");
    assert_eq!(json!([row["change"], row["trend"]]), json!([null, null]));
    assert_eq!(profile(&work, "941", "days", "2021")["value"], 16.0);
}

#[test]
fn a_succession_that_carries_nothing_is_told() {
    let more = "[[successions]]\nsuccessor = \"302\"\npredecessors = [{ authority = \"836\" }]\nfrom = 2016-04-01\n";
    let work = nation(more);
    work.plumbline("run pipeline.toml --out out")
        .code(0)
        .prints(&["1 succession by which no figure is carried back"]);
}

#[test]
fn what_is_wrong_with_a_succession_is_said_at_its_line() {
    for (old, new, says) in [
        (
            "\"Northamptonshire\"",
            "\"Northamptonshir\"",
            "\"Northamptonshir\" is not in the list of authorities; is it \"Northamptonshire\"? If so, write it in [[successions]] by that name, or by its code",
        ),
        (
            "share = 0.46",
            "share = 0.0",
            "the share of \"Northamptonshire\" is 0; it is the part of its population that went to the successor, above 0 and at most 1",
        ),
        (
            "share = 0.46",
            "share = 1.5",
            "the share of \"Northamptonshire\" is 1.5",
        ),
        (
            "share = 0.46",
            "share = 0.6",
            "the shares of Northamptonshire add up to 1.14",
        ),
        (
            "predecessors = [{ authority = \"928\", share = 0.54 }]",
            "predecessors = []",
            "predecessors of \"941\" is empty; name the councils that it came after",
        ),
        (
            "successor = \"941\"",
            "successor = \"Ashby\"",
            "the list of authorities does not say when \"Ashby\" came into being; add `from`, its first day",
        ),
        (
            "successor = \"941\"",
            "successor = \"940\"",
            "\"940\" is the successor of an earlier [[successions]]",
        ),
        (
            "successor = \"941\"",
            "successor = \"England\"",
            "\"England\" is no council",
        ),
        (
            "authority = \"928\"",
            "authority = \"941\"",
            "the predecessor \"941\" is the successor itself",
        ),
        (
            "authority = \"Poole\"",
            "authority = \"Bournemouth\"",
            "the predecessor \"Bournemouth\" is named twice",
        ),
        (
            "\"children\"",
            "\"childs\"",
            "the catalogue has no indicator \"childs\"",
        ),
        (
            "population = \"children\"",
            "indicators = [\"day\"]",
            "the catalogue has no indicator \"day\"; is it \"days\"?",
        ),
        (
            "population = \"children\"",
            "from = 2150-01-01",
            "from is 2150-01-01; expected a day such as 2021-04-01",
        ),
    ] {
        let work = nation(&SUCCESSIONS.replacen(old, new, 1));
        let asked = work.plumbline("check pipeline.toml").code(2);
        asked.says(&["pipeline.toml:", says]);
    }
}
