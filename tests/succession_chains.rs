//! Councils that came after others which came after others themselves: figures are carried through
//! every step.
//!
//! Vale was merged from Upper and Lower in 2009, and divided in 2021 between East Vale and the new
//! West Vale, which took Marsh in. The figures are made up and worked out by hand.

use serde_json::{Value, json};

use crate::nation::nation_of;
use crate::workdir::{Workdir, near};

const AUTHORITIES: &str = "\
code,name,level,region,opened_on,closed_on
301,Ashby,authority,North,,
302,Brook,authority,North,,
901,Upper,authority,North,,2009-04-01
902,Lower,authority,North,,2009-04-01
903,Marsh,authority,North,,2021-04-01
910,Vale,authority,North,2009-04-01,2021-04-01
911,East Vale,authority,North,2021-04-01,
912,West Vale,authority,North,2021-04-01,
981,North,region,,,
970,England,nation,,,
";

const INDICATORS: &str = "\
indicator,title,polarity,unit,kind
children,Children,neutral,number,count
days,Days waited,low,days,mean
share,Share,high,percent,proportion
visits,Visits,neutral,number,count
waits,Waits,low,days,mean
";

const OBSERVATIONS: &str = "\
authority,indicator,period,value,numerator,denominator
901,children,2007,1000,,
902,children,2007,3000,,
903,children,2007,600,,
901,days,2007,10,,
902,days,2007,20,,
903,days,2007,40,,
910,days,2010,14,,
903,days,2010,30,,
911,days,2022,16,,
912,days,2022,25,,
901,share,2007,30,30,100
902,share,2007,10,20,200
903,share,2007,50,40,80
901,visits,2007,100,,
902,visits,2007,300,,
901,waits,2007,c,,
902,waits,2007,5,,
";

/// The last step stands first: their order in the file says nothing.
const SUCCESSIONS: &str = r#"
[[successions]]
successor = "East Vale"
predecessors = [{ authority = "Vale", share = 0.6 }]

[[successions]]
successor = "West Vale"
predecessors = [{ authority = "Vale", share = 0.4 }, { authority = "Marsh" }]
population = "children"

[[successions]]
successor = "Vale"
predecessors = [{ authority = "Upper" }, { authority = "Lower" }]
population = "children"
"#;

fn nation(more: &str) -> Workdir {
    let neighbours = "authority,neighbour,rank\n301,302,1\n302,301,1\n";
    nation_of(more, [AUTHORITIES, neighbours, INDICATORS, OBSERVATIONS])
}

fn row(work: &Workdir, table: &str, authority: &str, indicator: &str, period: &str) -> Value {
    work.table(table)
        .figure(authority, indicator, period)
        .clone()
}

fn carried(work: &Workdir, authority: &str, indicator: &str) -> Value {
    row(work, "carried_figures", authority, indicator, "2007")
}

#[test]
fn figures_are_carried_through_a_merger_and_a_division() {
    let work = nation(SUCCESSIONS);
    work.run();
    // (10 x 1000 + 20 x 3000) / 4000.
    let vale = carried(&work, "910", "days");
    assert_eq!(
        json!([vale["value"], vale["carried_by"], vale["steps"]]),
        json!([17.5, "weighted", 1])
    );
    let east = carried(&work, "911", "days");
    assert_eq!(
        json!([
            east["value"],
            east["carried_by"],
            east["predecessors"],
            east["steps"]
        ]),
        json!([17.5, "same", ["910"], 2])
    );
    // The population of Vale is that of Upper and Lower: (17.5 x 0.4 x 4000 + 40 x 600) / 2200.
    let west = carried(&work, "912", "days");
    near(&west["value"], 52_000.0 / 2200.0);
    assert_eq!(
        json!([west["carried_by"], west["predecessors"], west["steps"]]),
        json!(["weighted", ["910", "903"], 2])
    );
    let shown = row(&work, "indicator_profile", "912", "days", "2007");
    assert_eq!(shown["value"], west["value"]);
    assert_eq!(
        shown["status"],
        "carried from Vale (carried from Upper, Lower), Marsh"
    );
    // A figure of Vale itself has come one step, and the series goes on.
    let one = row(&work, "carried_figures", "911", "days", "2010");
    assert_eq!(json!([one["value"], one["steps"]]), json!([14.0, 1]));
    let next = row(&work, "indicator_profile", "911", "days", "2010");
    assert_eq!(
        json!([next["previous_value"], next["change"], next["status"]]),
        json!([17.5, -3.5, "carried from Vale"])
    );
}

#[test]
fn numerators_and_sums_go_by_the_shares_of_every_step() {
    let work = nation(SUCCESSIONS);
    work.run();
    // (0.4 x (30 + 20) + 40) of (0.4 x (100 + 200) + 80).
    let west = carried(&work, "912", "share");
    near(&west["value"], 30.0);
    assert_eq!(west["carried_by"], "pooled");
    near(&carried(&work, "911", "visits")["value"], 240.0);
    // Marsh has none.
    assert_eq!(carried(&work, "912", "visits")["missing_reason"], "no_row");
}

#[test]
fn what_is_missing_at_the_first_step_is_missing_at_the_last_for_the_same_reason() {
    let work = nation(SUCCESSIONS);
    work.run();
    for council in ["910", "911"] {
        let waits = carried(&work, council, "waits");
        assert_eq!(
            json!([waits["value"], waits["missing_reason"]]),
            json!([null, "c"])
        );
    }
    // Without a succession of Vale there is nothing to carry on.
    let (one_step, _) = SUCCESSIONS
        .rsplit_once("[[successions]]")
        .expect("there are three");
    let work = nation(one_step);
    work.run();
    let table = work.table("carried_figures");
    let east = table.rows_with(&[("authority", "911")]);
    assert_eq!(east.len(), 1, "that of 2010");
    assert_eq!(carried(&work, "912", "days")["missing_reason"], "no_row");
}

#[test]
fn councils_do_not_come_after_one_another_in_a_circle() {
    let circle = r#"
[[successions]]
successor = "Ashby"
from = 2015-01-01
predecessors = [{ authority = "Brook" }]

[[successions]]
successor = "Brook"
from = 2015-01-01
predecessors = [{ authority = "Ashby" }]
"#;
    nation(circle).plumbline("check pipeline.toml").code(2).says(&[
        "pipeline.toml:",
        "councils come after one another in a circle: Ashby after Brook after Ashby; a council cannot come after one that came after it",
    ]);
    let later = circle.replacen("2015", "2012", 1);
    nation(&later).plumbline("check pipeline.toml").code(2).says(&[
        "the predecessor Brook came into being on 2015-01-01, after its successor Ashby, which has been there since 2012-01-01",
    ]);
}
