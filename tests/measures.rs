//! What values are made of: units as publishers write them, kinds of measures, what is pooled, what
//! is compared by which interval, and what is missing for which reason.

use serde_json::{Value, json};

use crate::nation::{PIPELINE, RULEBOOK};
use crate::workdir::{Table, Workdir, near};

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
authority,neighbour,rank
1,2,1
1,3,2
2,1,1
2,3,2
3,1,1
3,2,2
";

/// A nation of four councils with this catalogue and these figures, similar areas pooled.
fn nation(indicators: &str, observations: &str) -> Workdir {
    let work = Workdir::new();
    work.write("data/authorities.csv", AUTHORITIES)
        .write("data/neighbours.csv", NEIGHBOURS)
        .write("data/indicators.csv", indicators)
        .write("data/observations.csv", observations)
        .write("rulebook.toml", RULEBOOK)
        .write(
            "pipeline.toml",
            PIPELINE.replace("neighbours = \"mean\"", "neighbours = \"pooled\""),
        );
    work
}

fn row(work: &Workdir, authority: &str, indicator: &str) -> Value {
    work.table("indicator_profile")
        .row(&[("authority", authority), ("indicator", indicator)])
        .clone()
}

/// The three councils of 100, 100 and 2,000 events among 10,000, 10,000 and 1,000,000.
const EVENTS: &str = "\
authority,indicator,period,value,numerator,denominator
1,rate,2023/24,100,100,10000
2,rate,2023/24,100,100,10000
3,rate,2023/24,20,2000,1000000
1,share,2023/24,1,100,10000
2,share,2023/24,1,100,10000
3,share,2023/24,0.2,2000,1000000
";

#[test]
fn rates_and_percentages_are_pooled_whatever_words_their_unit_has() {
    for (rate, share) in [
        ("\"per 10,000\"", "percent"),
        ("rate per 10000", "Percent"),
        ("rate_per_10000", "%"),
        ("Crude rate per 10k children", "per cent"),
    ] {
        let catalogue = format!(
            "indicator,title,polarity,unit\nrate,Admissions,low,{rate}\nshare,Share,low,{share}\n"
        );
        let work = nation(&catalogue, EVENTS);
        work.run();
        // 2,200 of 1,020,000; Ashby's neighbours: 2,100 of 1,010,000.
        let of_rate = row(&work, "1", "rate");
        near(&of_rate["region_value"], 2_200.0 / 1_020_000.0 * 1e4);
        near(&of_rate["neighbour_mean"], 2_100.0 / 1_010_000.0 * 1e4);
        assert_eq!(of_rate["neighbour_statistic"], "pooled", "{rate}");
        // phstatsmethods: byars_lower(100, 0.95) / 10000 * 10000, byars_upper.
        assert_eq!(of_rate["compared_by"], "byar", "{rate}");
        near(&of_rate["value_low"], 81.362_105_490_527_88);
        near(&of_rate["value_high"], 121.627_937_579_206_5);
        let of_share = row(&work, "1", "share");
        near(&of_share["region_value"], 2_200.0 / 1_020_000.0 * 100.0);
        assert_eq!(of_share["compared_by"], "wilson", "{share}");
        assert_eq!(of_share["vs_neighbours"], "worse");
    }
}

#[test]
fn the_catalogue_may_name_kind_and_factor_in_place_of_a_unit() {
    let work = nation(
        "indicator,title,polarity,unit,kind,per\n\
         rate,Admissions,low,admissions,rate,10000\n\
         share,Share,low,of children,proportion,100\n",
        EVENTS,
    );
    work.run();
    near(
        &row(&work, "1", "rate")["region_value"],
        2_200.0 / 1_020_000.0 * 1e4,
    );
    let catalogue = work.table("indicators");
    let rate = catalogue.row(&[("indicator", "rate")]);
    assert_eq!(
        (&rate["kind"], &rate["per"]),
        (&json!("rate"), &json!(10000.0))
    );
}

#[test]
fn a_catalogue_that_contradicts_itself_is_set_aside() {
    let work = nation(
        "indicator,title,polarity,unit,kind,per,minimum,maximum\n\
         rate,Admissions,low,\"per 10,000\",,1000,,\n\
         share,Share,low,percent,ratio,,,\n\
         other,Other,low,percent,,,5,1\n\
         fine,Fine,low,percent,,,,\n",
        "authority,indicator,period,value\n1,fine,2024,5\n",
    );
    work.replace("pipeline.toml", "max_rejected = 0.5", "max_rejected = 0.9");
    work.run();
    let quarantine = work.table("quarantine");
    let reasons: Vec<String> = quarantine
        .rows_with(&[("rule", "impossible_measure")])
        .iter()
        .map(|row| row["reason"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons[0].contains("leave one of them out"), "{reasons:?}");
    assert!(
        reasons[1].contains("\"ratio\" is no kind of measure"),
        "{reasons:?}"
    );
    assert!(
        reasons[2].contains("minimum 5 is above maximum 1"),
        "{reasons:?}"
    );
}

#[test]
fn a_row_that_is_not_its_numerator_over_its_denominator_is_set_aside() {
    let work = nation(
        "indicator,title,polarity,unit\nshare,Share,low,percent\n",
        "authority,indicator,period,value,numerator,denominator\n\
         1,share,2024,45,3,5\n2,share,2024,0.6,3,5\n3,share,2024,60,3,5\n4,share,2024,33.3,1,3\n",
    );
    work.run();
    let quarantine = work.table("quarantine");
    let set_aside = quarantine.rows_with(&[("rule", "contradicts_parts")]);
    let reasons: Vec<&str> = set_aside
        .iter()
        .filter_map(|row| row["reason"].as_str())
        .collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(
        reasons[0].contains("45 is not 3 / 5 x 100 = 60"),
        "{reasons:?}"
    );
    assert!(reasons[1].contains("100 times too small"), "{reasons:?}");
}

#[test]
fn a_feed_of_another_scale_is_stopped() {
    let work = nation(
        "indicator,title,polarity,unit\nshare,Share,low,percent\n",
        "authority,indicator,period,value,numerator,denominator\n\
         1,share,2024,0.45,45,100\n2,share,2024,0.6,60,100\n3,share,2024,0.7,70,100\n",
    );
    let outcome = work.plumbline("run pipeline.toml --out out").code(3);
    assert!(
        outcome.stderr().contains("100 times too small"),
        "{}",
        outcome.stderr()
    );
}

#[test]
fn a_percentage_a_little_above_a_hundred_is_kept_and_marked() {
    let work = nation(
        "indicator,title,polarity,unit\noffers,Offers,high,%\n",
        "authority,indicator,period,value\n1,offers,2023,100.2\n2,offers,2023,95\n3,offers,2023,93.7\n",
    );
    work.run();
    let first = row(&work, "1", "offers");
    assert_eq!(first["value"], 100.2);
    assert_eq!(first["status"], "above 100%");
    assert_eq!(first["national_rank"], 1);
    assert_eq!(row(&work, "3", "offers")["national_rank"], 3);
}

#[test]
fn how_far_a_share_may_be_above_its_whole_is_the_pipelines_to_say() {
    let offers = "indicator,title,polarity,unit\noffers,Offers,high,%\n";
    let observations = "authority,indicator,period,value\n1,offers,2023,100.2\n2,offers,2023,150\n3,offers,2023,93.7\n";
    for (said, kept) in [
        ("", ["1", "3"].as_slice()),
        ("above_whole = 0.0", &["3"]),
        ("above_whole = 0.5", &["1", "2", "3"]),
    ] {
        let work = nation(offers, observations);
        work.edit("pipeline.toml", |text| {
            let path = "path = \"observations.csv\"";
            assert!(text.contains(path), "{text}");
            text.replace(path, &format!("{path}\nmax_rejected = 1.0\n{said}"))
        });
        work.run();
        let table = work.table("indicator_profile");
        let with_value = table.rows().iter().filter(|row| !row["value"].is_null());
        let found: Vec<&str> = with_value
            .filter_map(|row| row["authority"].as_str())
            .collect();
        assert_eq!(found, kept, "{said}");
    }
    let work = nation(offers, observations);
    work.edit("pipeline.toml", |text| {
        let path = "path = \"indicators.csv\"";
        text.replace(path, &format!("{path}\nabove_whole = 0.5"))
    });
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["above_whole belongs to observations"]);
}

#[test]
fn sums_are_compared_with_similar_areas_and_by_head_with_england() {
    let work = nation(
        "indicator,title,polarity,unit\nchildren,Children,low,count\nvisits,Visits,low,count\n",
        "authority,indicator,period,value,denominator\n\
         1,children,2024,100,\n2,children,2024,10,\n3,children,2024,12,\n970,children,2024,1000,\n\
         1,visits,2024,200,1000\n2,visits,2024,100,1000\n3,visits,2024,1000,10000\n970,visits,2024,5000,50000\n",
    );
    work.run();
    let children = row(&work, "1", "children");
    assert_eq!(children["vs_national"], Value::Null);
    assert_eq!(children["vs_neighbours"], "worse");
    assert_eq!(children["national_value"], 1000.0);
    // 200 of 1,000 beside 5,000 of 50,000.
    let visits = row(&work, "1", "visits");
    assert_eq!(visits["vs_national"], "worse");
    assert_eq!(visits["compared_by"], "byar");
    assert_eq!(row(&work, "2", "visits")["vs_national"], "in line");
}

#[test]
fn a_sum_in_whatever_words_is_not_compared_with_england_s_total() {
    for unit in [
        "Number of children",
        "Number",
        "Total cases",
        "Spend",
        "£",
        "FTE",
    ] {
        let work = nation(
            &format!("indicator,title,polarity,unit\nchildren,Children,low,{unit}\n"),
            "authority,indicator,period,value\n\
             1,children,2024,100\n2,children,2024,10\n3,children,2024,12\n970,children,2024,1000\n",
        );
        work.run();
        let children = row(&work, "1", "children");
        assert_eq!(children["vs_national"], Value::Null, "{unit}");
        assert_eq!(children["vs_neighbours"], "worse", "{unit}");
        assert_eq!(children["national_value"], 1000.0, "{unit}");
    }
}

#[test]
fn published_limits_decide_where_they_are_given() {
    let work = nation(
        "indicator,title,polarity,unit\nscore,Score,high,points\n",
        "authority,indicator,period,value,low,high\n\
         1,score,2024,10,9,11\n2,score,2024,12,5,20\n3,score,2024,13,12.5,13.5\n970,score,2024,11.5,,\n4,score,2024,1,2,3\n",
    );
    work.run();
    let first = row(&work, "1", "score");
    assert_eq!(first["compared_by"], "published");
    assert_eq!(first["vs_national"], "worse");
    assert_eq!(
        (&first["value_low"], &first["value_high"]),
        (&json!(9.0), &json!(11.0))
    );
    assert_eq!(row(&work, "2", "score")["vs_national"], "in line");
    assert_eq!(row(&work, "3", "score")["vs_national"], "better");
    // A value outside of its own limits is rejected.
    let aside = work.table("quarantine");
    assert_eq!(aside.rows_with(&[("rule", "out_of_range")]).len(), 1);
}

#[test]
fn a_value_is_missing_for_a_reason() {
    let work = nation(
        "indicator,title,polarity,unit\na,A,high,%\nb,B,high,%\n",
        "authority,indicator,period,value\n\
         1,a,2024,[c]\n2,a,2024,Low\n3,a,2024,[x] note 3\n\
         1,b,2024,12.5 [r]\n2,b,2024,\n3,b,2024,-0\n",
    );
    work.run();
    for (authority, indicator, reason) in [
        ("1", "a", json!("c")),
        ("2", "a", json!("low")),
        ("3", "a", json!("x")),
        ("4", "a", json!("no_row")),
        ("1", "b", Value::Null),
        ("2", "b", json!("blank")),
    ] {
        assert_eq!(
            row(&work, authority, indicator)["missing_reason"],
            reason,
            "{authority} {indicator}"
        );
    }
    let revised = row(&work, "1", "b");
    assert_eq!(
        (&revised["value"], &revised["status"]),
        (&json!(12.5), &json!("revised"))
    );
    let zero = row(&work, "3", "b")["value"].as_f64().expect("a number");
    assert!(zero == 0.0 && zero.is_sign_positive());
    let missing = &work.manifest()["inputs"][3]["missing"];
    assert_eq!(missing["c"], 1, "{missing}");
    assert_eq!(missing["x"], 1, "{missing}");
}

#[test]
fn a_reason_is_kept_by_an_import() {
    let work = nation(
        "indicator,title,polarity,unit,per\na,A,high,per 1000,1000\n",
        "authority,indicator,period,value,numerator,denominator,status\n\
         1,a,2024,[c],,,\n2,a,2024,5,5,1000,provisional\n",
    );
    work.run();
    let before =
        std::fs::read(work.path("out/current/indicator_profile.parquet")).expect("a table");
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --out again").code(0);
    let table = Table::read(&work.path("again/current/indicator_profile.parquet"));
    let suppressed = table.row(&[("authority", "1"), ("indicator", "a")]);
    assert_eq!(suppressed["missing_reason"], "c");
    let after =
        std::fs::read(work.path("again/current/indicator_profile.parquet")).expect("a table");
    assert!(before == after, "the import gives the same bytes");
}

#[test]
fn a_percentage_above_a_hundred_is_marked_once_by_a_run_on_an_import() {
    let work = nation(
        "indicator,title,polarity,unit\noffers,Offers,high,%\n",
        "authority,indicator,period,value,status\n\
         1,offers,2023,100.2,provisional\n2,offers,2023,101,\n3,offers,2023,93.7,provisional\n",
    );
    work.run();
    work.plumbline("import pipeline.toml --out kept").code(0);
    work.plumbline("run kept/current --out again").code(0);
    for out in ["out", "again"] {
        let table = Table::read(&work.path(format!("{out}/current/indicator_profile.parquet")));
        let status = |authority| table.row(&[("authority", authority)])["status"].clone();
        assert_eq!(status("1"), "provisional; above 100%", "{out}");
        assert_eq!(status("2"), "above 100%", "{out}");
        assert_eq!(status("3"), "provisional", "{out}");
    }
}

/// The warnings of a kind, as `subject (detail)`.
fn warnings(work: &Workdir, kind: &str) -> Vec<String> {
    let manifest = work.manifest();
    let all = manifest["warnings"].as_array().expect("warnings").clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.iter()
        .filter(|warning| warning["kind"] == kind)
        .map(|warning| {
            format!(
                "{} ({})",
                text(&warning["subject"]),
                text(&warning["detail"])
            )
        })
        .collect()
}

#[test]
fn a_unit_that_is_not_known_is_told_once_with_what_is() {
    let work = nation(
        "indicator,title,polarity,unit\na,A,high,widgets\nb,B,high,Widgets\nc,C,high,Case load\n\
         d,D,high,\ne,E,high,\nf,F,high,%\n",
        "authority,indicator,period,value,numerator,denominator\n\
         1,a,2024,1,,\n1,b,2024,2,,\n1,c,2024,3,,\n1,d,2024,4,,\n1,e,2024,50,1,2\n1,f,2024,5,,\n",
    );
    work.run().says(&[
        "indicators: 3 units are not known: values of such a unit are not pooled",
        "known are percent, share, per 10,000, count, £, average, score, days, ratio, index, \
         percentage points and the like, or name `kind` and `per` in the catalogue",
        "\"widgets\" (2 indicators)",
    ]);
    let mut told = warnings(&work, "unknown_unit");
    told.sort();
    // A blank unit is only missed where there are numerators and denominators.
    assert_eq!(
        told,
        [
            "\"Case load\" (1 indicator)",
            "\"widgets\" (2 indicators)",
            "blank (1 indicator)"
        ]
    );
    // A kind in the catalogue says enough.
    work.write(
        "data/indicators.csv",
        "indicator,title,polarity,unit,kind\na,A,high,widgets,count\nb,B,high,Widgets,count\n\
         c,C,high,Case load,mean\nd,D,high,,\ne,E,high,,mean\nf,F,high,%,\n",
    );
    work.run();
    assert_eq!(warnings(&work, "unknown_unit"), [""; 0]);
}

#[test]
fn where_pooling_is_asked_for_and_cannot_be_done_the_run_says_of_what_and_why() {
    let catalogue = "indicator,title,polarity,unit\nrate,Rate,low,\"per 10,000\"\n\
                     bare,Bare,low,percent\nholed,Holed,low,percent\nsum,Sum,low,count\n\
                     odd,Odd,low,widgets\n";
    let figures = "authority,indicator,period,value,numerator,denominator\n\
                   1,rate,2024,100,100,10000\n2,rate,2024,100,100,10000\n3,rate,2024,20,2000,1000000\n\
                   1,bare,2024,5,,\n2,bare,2024,6,,\n3,bare,2024,7,,\n\
                   1,holed,2024,50,1,2\n2,holed,2024,60,,\n3,holed,2024,50,2,4\n\
                   1,sum,2024,1,1,2\n2,sum,2024,1,1,2\n3,sum,2024,1,1,2\n\
                   1,odd,2024,1,1,2\n2,odd,2024,1,1,2\n3,odd,2024,1,1,2\n";
    let work = nation(catalogue, figures);
    work.run().says(&[
        "observations: 4 indicators are averaged over similar areas, regions or England and not \
         pooled, though the pipeline asks for it",
    ]);
    let mut told = warnings(&work, "not_pooled");
    told.sort();
    assert_eq!(
        told,
        [
            "bare (without numerators and denominators)",
            "holed (numerators or denominators missing in 2024)",
            "odd (its unit is not known)",
            "sum (its kind, count, is no quotient)",
        ]
    );
    assert_eq!(row(&work, "1", "holed")["neighbour_statistic"], "mean");
    // Published figures of regions and England need no pooling, and nobody asks for it here.
    work.replace("pipeline.toml", "\"pooled\"", "\"mean\"");
    work.run();
    assert_eq!(warnings(&work, "not_pooled"), [""; 0]);
}

#[test]
fn a_title_says_what_a_blank_unit_does_not() {
    let work = nation(
        "indicator,title,polarity,unit\nrate,\"Admissions (rate per 10,000)\",low,\n\
         share,Percentage of children,low,\n",
        EVENTS,
    );
    work.run();
    let of_rate = row(&work, "1", "rate");
    near(&of_rate["region_value"], 2_200.0 / 1_020_000.0 * 1e4);
    assert_eq!(of_rate["compared_by"], "byar");
    assert_eq!(row(&work, "1", "share")["compared_by"], "wilson");
    let catalogue = work.table("indicators");
    let rate = catalogue.row(&[("indicator", "rate")]);
    assert_eq!(
        (&rate["kind"], &rate["per"]),
        (&json!("rate"), &json!(10000.0))
    );
}
