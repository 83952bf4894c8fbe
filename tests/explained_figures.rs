//! `plumbline explain OUT AUTHORITY --indicator I`: one figure, with everything that it stands
//! beside.

use serde_json::{Value, json};

use crate::nation::{PIPELINE, RULEBOOK};
use crate::workdir::Workdir;

const AUTHORITIES: &str = "\
code,name,level,region
1,Ashby,authority,North
2,Birchwick,authority,North
3,Calder Vale,authority,North
4,Dunmere,authority,North
981,North,region,
970,England,nation,
";

const NEIGHBOURS: &str = "\
authority,neighbour,rank,closeness
1,3,1,Very close
1,2,2,Close
2,1,1,Close
";

const INDICATORS: &str = "\
indicator,title,polarity,unit
visits,Visits made in time,high,percent
waits,Days waited for a visit,low,days
";

/// Ashby has 60 of 100 in 2023, 45 of 100 in 2022, said to be 44 by an earlier extract.
const OBSERVATIONS: &str = "\
authority,indicator,breakdown,period,value,numerator,denominator,extracted_on
1,visits,,2023,60,60,100,2024-06-30
1,visits,,2022,44,44,100,2023-06-30
1,visits,,2022,45,45,100,2024-06-30
2,visits,,2023,c,,,2024-06-30
3,visits,,2023,80,80,100,2024-06-30
4,visits,,2023,70,70,100,2024-06-30
1,visits,girls,2023,62,31,50,2024-06-30
Ashby,visits,,soon,61,61,100,2024-06-30
1,waits,boys,2023,12.25,,,2024-06-30
1,waits,girls,2023,13,,,2024-06-30
2,waits,boys,2023,11,,,2024-06-30
";

fn published() -> Workdir {
    let work = Workdir::new();
    work.write("pipeline.toml", PIPELINE)
        .write("rulebook.toml", RULEBOOK)
        .write("data/authorities.csv", AUTHORITIES)
        .write("data/neighbours.csv", NEIGHBOURS)
        .write("data/indicators.csv", INDICATORS)
        .write("data/observations.csv", OBSERVATIONS);
    work.run();
    work
}

fn explained(work: &Workdir, more: &[&str]) -> Value {
    let mut arguments = vec!["explain", "out", "Ashby", "--format", "json", "--indicator"];
    arguments.extend(more);
    serde_json::from_str(&work.ask(&arguments).code(0).stdout()).expect("JSON")
}

#[test]
fn a_figure_stands_beside_everything_it_is_compared_with() {
    let work = published();
    let text = work
        .plumbline("explain out Ashby --indicator visits")
        .code(0)
        .stdout();
    // Wilson for 60 of 100: statsmodels.stats.proportion.proportion_confint(60, 100,
    // method="wilson") is 0.50200 to 0.69060.
    for line in [
        "Ashby (1): Visits made in time",
        "visits · percent · high is good · all · 2023 (latest)",
        "other breakdowns  girls",
        "value             60   interval 50.2 to 69.1",
        "period before     45   change +15",
        "similar areas     80.0   mean of 1   worse   place 2 of 2",
        "North             70.0",
        "England           70.0   computed   worse",
        "rank              3 of 3   quarter D (A is best)",
        "compared by       Wilson's interval of 95% confidence",
        "   1  Calder Vale                       Very close                         80",
        "   2  Birchwick                         Close                             (c)",
        "2022                              45",
        "observations.csv (BLAKE3 ",
        "the tables keep no row numbers of values",
        "1 / visits / all / 2022: observations.csv row 2 said value 44; row 3 of",
        "rejected: observations.csv row 8 (unreadable_period): ",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn another_breakdown_and_period_are_explained_where_they_are_named() {
    let work = published();
    let girls = explained(&work, &["visits", "--breakdown", "Girls"]);
    assert_eq!(girls["figure"]["value"], 62.0);
    assert_eq!(girls["figure"]["compared_by"], "wilson");
    let earlier = explained(&work, &["visits", "--period", "2022"]);
    assert_eq!(earlier["figure"]["value"], 45.0);
    assert_eq!(earlier["figure"]["is_latest"], false);
    assert_eq!(earlier["neighbours"][0]["value"], Value::Null);
    assert_eq!(earlier["neighbours"][0]["missing_reason"], "no_row");
}

#[test]
fn as_json_every_number_is_that_of_the_tables() {
    let work = published();
    let of = explained(&work, &["Visits MADE"]);
    let row = work
        .table("indicator_profile")
        .row(&[
            ("authority", "1"),
            ("indicator", "visits"),
            ("breakdown", "all"),
            ("period", "2023"),
        ])
        .clone();
    for (column, value) in of["figure"].as_object().expect("a row") {
        assert_eq!(*value, row[column], "{column}");
    }
    assert_eq!(
        of["neighbours"][1],
        json!({
            "rank": 2, "authority": "2", "name": "Birchwick", "closeness": "Close",
            "distance": null, "value": null, "missing_reason": "c",
        })
    );
    assert_eq!(of["test"]["confidence"], 0.95);
    assert_eq!(of["corrections"][0]["said"], "44");
    assert_eq!(of["corrections"].as_array().expect("a list").len(), 2);
    assert_eq!(of["rejected"][0]["rule"], "unreadable_period");
}

#[test]
fn what_is_not_there_is_answered_by_what_is() {
    let work = published();
    work.plumbline("explain out Ashby --indicator vists")
        .code(2)
        .says(&[
            "there is no indicator \"vists\" in this run; the nearest are visits (Visits made in time)",
        ]);
    work.plumbline("explain out Ashby --indicator visit")
        .code(2)
        .says(&["is more than one indicator of this run: visits (Visits made in time), waits"]);
    work.plumbline("explain out Ashby --indicator waits")
        .code(2)
        .says(&["no breakdown of this indicator stands for everybody; name one with --breakdown: boys, girls"]);
    work.plumbline("explain out Ashby --indicator waits --breakdown both")
        .code(2)
        .says(&["it has boys, girls"]);
    work.plumbline("explain out Ashby --indicator visits --period 1999")
        .code(2)
        .says(&["this indicator has no period \"1999\"; it has 2022, 2023"]);
    work.plumbline("explain out Ashby --period 1999").code(2);
}
