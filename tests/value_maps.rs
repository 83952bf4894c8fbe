//! `values` in a mapping: what a publisher writes, in the contract's words.

use crate::nation::five_councils;
use crate::workdir::Workdir;

fn measures(values: &str, observations: &str) -> Workdir {
    let work = five_councils();
    work.replace(
        "pipeline.toml",
        "path = \"observations.csv\"\n",
        &format!(
            r#"path = "observations.csv"

[sources.observations.columns]
authority = "authority"
period = "period"
value = {{ sql = "value", values = {{ "none*" = 0, "n/a" = "" }} }}

[sources.observations.columns.indicator]
sql = ['"Measure"', '"indicator"']
values = {{ {values} }}
"#
        ),
    )
    .write("data/observations.csv", observations);
    work
}

#[test]
fn a_value_is_called_what_the_map_calls_it() {
    let work = measures(
        r#""Days  waited" = "waits", "Visits*" = "visits""#,
        "authority,Measure,period,value\n\
         301,days waited,2024,5\n\
         301,Visits made (note 2),2024,None at all\n\
         302,visits,2024,n/a\n",
    );
    work.run();
    let profile = work.table("indicator_profile");
    let value = |authority, indicator| {
        profile.row(&[("authority", authority), ("indicator", indicator)])["value"].clone()
    };
    assert_eq!(value("301", "waits"), 5.0);
    assert_eq!(value("301", "visits"), 0.0);
    assert!(value("302", "visits").is_null());
}

#[test]
fn what_no_key_fits_stays_and_is_set_aside_by_its_contract() {
    let work = measures(
        r#""Days waited" = "waits""#,
        "authority,Measure,period,value\n301,Days waited,2024,5\n301,Hours waited,2024,5\n",
    );
    work.run();
    let quarantine = work.table("quarantine");
    let row = quarantine.row(&[("rule", "unknown_indicator")]);
    let reason = row["reason"].as_str().expect("a reason");
    assert!(reason.contains("Hours waited"), "{reason}");
}

#[test]
fn a_map_without_sql_is_refused() {
    let work = measures("", "authority,Measure,period,value\n301,waits,2024,5\n");
    work.replace(
        "pipeline.toml",
        "sql = ['\"Measure\"', '\"indicator\"']\n",
        "",
    );
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml", "missing field `sql`"]);
}

#[test]
fn a_value_that_is_no_scalar_is_refused() {
    let work = measures(
        "\"a\" = [1]",
        "authority,Measure,period,value\n301,waits,2024,5\n",
    );
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml", "a text, a number, true or false"]);
}
