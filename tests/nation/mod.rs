//! A nation of five councils, small enough to work out by hand.

use crate::workdir::Workdir;

pub(crate) const AUTHORITIES: &str = "\
code,name,level,region,ons_code
301,Ashby,authority,North,E06000301
302,Birchwick,authority,North,E06000302
303,Calder Vale,authority,North,E06000303
304,Dunmere,authority,South,E06000304
305,Elmstead,authority,South,E06000305
981,North,region,,E12000981
982,South,region,,E12000982
970,England,nation,,E92000001
";

/// Everybody is Ashby's neighbour, and Ashby and Birchwick are Elmstead's.
pub(crate) const NEIGHBOURS: &str = "\
authority,neighbour,rank,closeness
301,302,1,Very close
301,303,2,Very Close
301,304,3,close
301,305,4,Close
305,301,1,Not close
305,302,2,Not close
";

/// A share of children, a rate and a count; high, low and neither are good.
pub(crate) const INDICATORS: &str = "\
indicator,title,polarity,unit
reading,Children who read well,high,percent
waits,Days waited,low,days
visits,Visits made,neutral,visits
";

/// Reading has its numerators and denominators, the others have not. Elmstead's are suppressed.
pub(crate) const OBSERVATIONS: &str = "\
authority,indicator,period,value,numerator,denominator
301,reading,2024,60,60,100
302,reading,2024,50,100,200
303,reading,2024,80,40,50
304,reading,2024,70,210,300
305,reading,2024,c,c,c
301,waits,2024,10,,
302,waits,2024,20,,
303,waits,2024,30,,
304,waits,2024,40,,
305,waits,2024,-,,
301,visits,2024,10,,
302,visits,2024,20,,
303,visits,2024,30,,
304,visits,2024,40,,
305,visits,2024,..,,
";

pub(crate) const PIPELINE: &str = r#"[pipeline]
name = "small"
title = "Five councils"
as_of = 2024-12-31
rulebook = "rulebook.toml"
neighbours = "mean"
max_rejected = 0.5

[sources]
root = "data"

[sources.authorities]
path = "authorities.csv"

[sources.indicators]
path = "indicators.csv"

[sources.neighbours]
path = "neighbours.csv"

[sources.observations]
path = "observations.csv"
"#;

pub(crate) const RULEBOOK: &str = r#"[rulebook]
name = "small"
version = "1"
about = "Tolerances only."

[comparison.indicators]
confidence = 0.95
margin = 0.5

[trend]
points = 5
minimum = 3
steady = 0.25
"#;

/// A folder with the pipeline of the five councils.
pub(crate) fn five_councils() -> Workdir {
    nation_of("", [AUTHORITIES, NEIGHBOURS, INDICATORS, OBSERVATIONS])
}

/// A folder with the same pipeline, `more` at its end, and other authorities, neighbours, indicators and
/// observations.
pub(crate) fn nation_of(more: &str, data: [&str; 4]) -> Workdir {
    let [authorities, neighbours, indicators, observations] = data;
    let work = Workdir::new();
    work.write("pipeline.toml", format!("{PIPELINE}{more}"))
        .write("rulebook.toml", RULEBOOK)
        .write("data/authorities.csv", authorities)
        .write("data/neighbours.csv", neighbours)
        .write("data/indicators.csv", indicators)
        .write("data/observations.csv", observations);
    work
}

/// Adds to the pipeline a source that has the columns of its contract.
pub(crate) fn with_source(work: &Workdir, name: &str, csv: &str) {
    let pipeline = work.read("pipeline.toml");
    work.write(
        "pipeline.toml",
        format!("{pipeline}\n[sources.{name}]\npath = \"{name}.csv\"\n"),
    )
    .write(&format!("data/{name}.csv"), csv);
}
