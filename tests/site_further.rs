//! What pages show where a run has more than it must: letters, levers, triggers, further comparators,
//! funnels, breaks, groups of equal size and inequality; and nothing of it where it has not.

use serde_json::Value;

use crate::council::Ashby;
use crate::nation::five_councils;
use crate::shipped::rated;
use crate::workdir::Workdir;

/// The site of five councils whose pipeline asks for more.
fn asking(more: &str, edit: impl FnOnce(&Workdir)) -> Workdir {
    let work = five_councils();
    work.append("pipeline.toml", more);
    edit(&work);
    work.run();
    work.plumbline("site out --out site").code(0);
    work
}

/// The rows of a file of comma-separated values, each by the names of its columns.
fn csv(work: &Workdir, name: &str) -> Vec<serde_json::Map<String, Value>> {
    let text = work.read(name);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let records = reader.records().map(|record| record.expect("a record"));
    records
        .map(|record| {
            let cells = header.iter().zip(record.iter());
            cells
                .map(|(name, cell)| (name.to_owned(), Value::from(cell)))
                .collect()
        })
        .collect()
}

#[test]
fn a_funnel_has_the_limits_of_the_table() {
    let work = asking("[statistics]\nlimits = true", |_| {});
    let page = work.read("site/indicator/reading.html");
    for said in [
        "What chance may explain",
        "2 councils lie above what chance explains, 1 below, of 4",
        "Birchwick: 50% of 200 counted, below the limit of 99.8%",
        "England, 63%",
        "Councils vary",
    ] {
        assert!(page.contains(said), "{said:?} is not in {page}");
    }
    let table = work.table("indicator_limits");
    let rows = csv(&work, "site/indicator/reading-funnel.csv");
    assert_eq!(rows.len(), 4);
    for row in rows {
        let of = table.row(&[
            ("authority", row["authority"].as_str().expect("a code")),
            ("indicator", "reading"),
        ]);
        for name in [
            "denominator",
            "value",
            "baseline",
            "funnel_low_95",
            "funnel_high_95",
            "funnel_low_998",
            "funnel_high_998",
        ] {
            let number = row[name].as_str().expect("a cell").parse::<f64>().ok();
            assert_eq!(number, of[name].as_f64(), "{name}");
        }
        assert_eq!(row["funnel"], of["funnel"]);
    }
    assert_eq!(
        table.row(&[("authority", "302"), ("indicator", "reading")])["denominator"],
        200.0
    );
    // What has no denominator has no funnel.
    let waits = work.read("site/indicator/waits.html");
    assert!(!waits.contains("What chance may explain"));
    assert!(!work.path("site/indicator/waits-funnel.csv").exists());
}

#[test]
fn what_was_not_asked_for_is_on_no_page() {
    let work = asking("", |_| {});
    for page in ["indicator/reading.html", "authority/301-ashby.html"] {
        let page = work.read(&format!("site/{page}"));
        for said in [
            "What chance may explain",
            "Beside other comparators",
            "How unequal it is",
            "What would change the rating",
            "What calls for a look",
            "The letter",
            "Fifth",
            "The series breaks",
        ] {
            assert!(!page.contains(said), "{said:?}");
        }
    }
}

#[test]
fn further_comparators_stand_on_both_pages() {
    let work = asking(
        "[[comparators]]\nof = \"region\"\n[[comparators]]\nof = \"kind\"",
        |work| {
            work.edit("data/authorities.csv", |text| {
                text.replace("ons_code", "ons_code,kind")
                    .replace("E06000301", "E06000301,town")
                    .replace("E06000302", "E06000302,town")
                    .replace("E06000303", "E06000303,shire")
                    .replace("E06000304", "E06000304,shire")
                    .replace("E06000305", "E06000305,shire")
                    .replace("E12000981", "E12000981,")
                    .replace("E12000982", "E12000982,")
                    .replace("E92000001", "E92000001,")
            });
        },
    );
    let table = work.table("comparison");
    let ashby = work.read("site/authority/301-ashby.html");
    assert!(
        ashby.contains("compares every council with kind and region."),
        "{ashby}"
    );
    assert!(ashby.contains("Every indicator beside each comparator"));
    for row in csv(&work, "site/authority/301-ashby-comparators.csv") {
        let text = |name: &str| row[name].as_str().expect("a cell");
        let of = table.row(&[
            ("authority", "301"),
            ("indicator", text("indicator")),
            ("comparator", text("comparator")),
        ]);
        assert_eq!(
            text("comparator_value").parse::<f64>().ok(),
            of["comparator_value"].as_f64()
        );
        assert_eq!(text("vs"), of["vs"].as_str().unwrap_or_default());
        assert_eq!(text("rank").parse::<i64>().ok(), of["rank"].as_i64());
    }
    let reading = work.read("site/indicator/reading.html");
    assert!(reading.contains("Every council beside 2 further comparators"));
}

#[test]
fn a_break_is_a_gap_with_its_reason() {
    let mut rows = String::from("authority,indicator,period,value,status\n");
    for authority in ["301", "302", "303", "304"] {
        for (year, value) in (2019..).zip([10, 12, 14, 36, 38, 40]) {
            rows.push_str(&format!("{authority},waits,{year},{value},\n"));
        }
    }
    let breaks =
        "[[breaks]]\nperiod = \"2022\"\nindicators = [\"waits\"]\nreason = \"another <method>\"";
    let work = asking(breaks, |work| {
        work.write("data/observations.csv", rows);
    });
    let page = work.read("site/indicator/waits.html");
    assert!(page.contains(
        "The series breaks at 2022: another &lt;method&gt;; nothing from then on is compared with what was before."
    ));
    assert_eq!(page.matches("class=\"break\"").count(), 1);
    // Six periods in two pieces.
    let own = page.split("<g class=\"m own\">").nth(1).expect("England");
    let own = own.split("</g>").next().expect("an end");
    assert_eq!(own.matches("<path d=").count(), 2, "{own}");
}

#[test]
fn groups_of_equal_size_stand_in_the_table_of_councils() {
    let work = asking("[statistics]\nquantiles = [2]", |_| {});
    let page = work.read("site/indicator/reading.html");
    assert!(page.contains("Of 2 groups</th>"));
    let table = work.table("indicator_quantiles");
    let first = table.row(&[("authority", "303"), ("indicator", "reading")]);
    assert_eq!(first["quantile"], 1);
}

#[test]
fn inequality_is_drawn_and_beside_it_is_a_file() {
    let mut rows = "authority,indicator,breakdown,period,value,numerator,denominator\n".to_owned();
    for (breakdown, part, whole) in [
        ("poorest", 40, 100),
        ("middle", 60, 200),
        ("richest", 20, 100),
    ] {
        let value = 100 * part / whole;
        rows.push_str(&format!(
            "301,reading,{breakdown},2024,{value},{part},{whole}\n"
        ));
    }
    let work = asking(
        "[[inequality]]\nname = \"wealth\"\nbreakdowns = [\"Poorest\", \"Middle\", \"Richest\"]",
        |work| {
            work.write("data/observations.csv", rows);
        },
    );
    let page = work.read("site/indicator/reading.html");
    assert!(
        page.contains("Wealth: the gap is more than chance in 1 of 1 council"),
        "{page}"
    );
    let rows = csv(&work, "site/indicator/reading-inequality.csv");
    let row = rows.iter().find(|row| row["authority"] == "301");
    let slope = row.expect("Ashby")["slope"].as_str().expect("a cell");
    assert!((slope.parse::<f64>().expect("a number") + 26.666_666_666_666_664).abs() < 1e-9);
}

#[test]
fn what_would_change_a_rating_is_said_in_words() {
    let ashby = Ashby::default().with_settings("childrens_home", [4, 6, 0, 1]);
    let work = ashby.workdir();
    let before = "rulebook = \"rulebook.toml\"";
    work.replace("pipeline.toml", before, &format!("{before}\nlevers = true"));
    let rulebook = work.read("rulebook.toml");
    work.write(
        "rulebook.toml",
        format!(
            "{rulebook}\n[[triggers]]\nname = \"homes\"\ncondition = \"childrens_home_inadequate > 0\"\nreason = \"A home is <inadequate>.\"\n[[triggers]]\nname = \"none\"\ncondition = \"childrens_home_inadequate > 5\"\nreason = \"Many homes are.\"\n"
        ),
    );
    work.run();
    work.plumbline("site out --out site").code(0);
    let page = work.read("site/authority/301-ashby.html");
    for said in [
        "What would raise it",
        "What would lower it",
        "A home is &lt;inadequate&gt;.",
        "1 trigger that did not fire",
    ] {
        assert!(page.contains(said), "{said:?} is not in {page}");
    }
    // Each lever is there, in words.
    let levers = work.table("rating_levers");
    let lower = [("authority", "301"), ("direction", "lower"), ("rank", "1")];
    let lowest = levers.rows_with(&lower)[0];
    let to = lowest["to"].as_str().expect("a word").replace('_', " ");
    assert!(
        page.contains(&format!("were {to}")) || page.contains(&format!("{to} instead of")),
        "{lowest}"
    );
}

#[test]
fn the_letter_of_the_run_s_template_has_a_page() {
    let work = Workdir::new();
    work.ask(&["site", &rated(), "--out", "site"]).code(0);
    let page = work.read("site/letter/383-leeds.html");
    for said in [
        "<h1>The letter to Leeds</h1>",
        "<h2>Children's services annual rating: Leeds</h2>",
        "Children's services in Leeds perform poorly.",
        "Content-Security-Policy",
    ] {
        assert!(page.contains(said), "{said:?} is not in {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(page.matches("<script").count(), 1);
    let leeds = work.read("site/authority/383-leeds.html");
    assert!(leeds.contains("href=\"../letter/383-leeds.html\""));
    // A letter says the same in the site as by itself.
    work.ask(&["letter", &rated(), "Leeds", "--out", "letters"])
        .code(0);
    let text = |html: &str| -> String {
        let body = html.split("perform poorly.").nth(1).expect("the sentence");
        body.chars().take(80).collect()
    };
    assert_eq!(text(&page), text(&work.read("letters/383-leeds.html")));
}

#[test]
fn a_hostile_name_is_a_name_in_a_letter_too() {
    let hostile = "</script><img src=x onerror=alert(1)>";
    let work = asking("[letter]\ntemplate = \"l.md\"\npage = \"l.html\"", |work| {
        work.write(
            "l.md",
            "# {{ authority.name }}\n\n| {{ authority.name }} | x |\n| --- | --- |\n",
        );
        work.write("l.html", "{{ body }}");
        work.edit("data/authorities.csv", |text| {
            text.replace("Ashby", hostile)
        });
    });
    let page = work.read("site/letter/301-script-img-src-x-onerror-alert-1.html");
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img"), "{page}");
    assert!(
        page.contains("&lt;img src=x onerror=alert(1)&gt;"),
        "{page}"
    );
}

#[test]
fn findings_stand_along_time_with_a_file_of_their_own() {
    let work = Workdir::new();
    work.ask(&["site", &rated(), "--out", "site"]).code(0);
    let leeds = work.read("site/authority/383-leeds.html");
    assert!(leeds.contains("class=\"plot timeline\""));
    let rows = csv(&work, "site/authority/383-leeds-findings.csv");
    let table = crate::shipped::RATED.0.table("finding_profile");
    assert_eq!(rows.len(), table.rows_with(&[("authority", "383")]).len());
}

#[test]
fn a_band_leads_down_to_its_indicators_and_findings() {
    let work = Workdir::new();
    work.ask(&["site", &rated(), "--out", "site"]).code(0);
    let leeds = work.read("site/authority/383-leeds.html");
    for said in [
        "than in similar areas</summary>",
        "href=\"#spine-0\"",
        "What the blocks come to together",
        "href=\"../indicator/117.html\"",
    ] {
        assert!(leeds.contains(said), "{said:?}");
    }
}

#[test]
fn a_council_that_is_not_there_on_the_day_says_so_and_has_no_place_on_maps() {
    let work = Ashby::default().workdir();
    work.edit("authorities.csv", |text| {
        let known = text.replace('\n', ",,\n");
        let known = known.replacen("ons_code,,", "ons_code,opened_on,closed_on", 1);
        format!(
            "{known}398,Oldham Regis,authority,North,,,2001-03-31\n399,Newlands,authority,North,,2023-04-01,\n"
        )
    });
    let shapes = ["301", "398", "399"].iter().zip(0..).map(|(code, at)| {
        let (west, east) = (400_000 + 10_000 * at, 410_000 + 10_000 * at);
        format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"CODE\": \"{code}\"}}, \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [[[{west},300000],[{east},300000],[{east},310000],[{west},310000],[{west},300000]]]}}}}"
        )
    });
    let shapes: Vec<String> = shapes.collect();
    work.write(
        "shapes.geojson",
        format!(
            "{{\"type\": \"FeatureCollection\", \"features\": [{}]}}",
            shapes.join(",")
        ),
    );
    work.append(
        "pipeline.toml",
        "[sources.boundaries]\npath = \"shapes.geojson\"\n[sources.boundaries.columns]\nauthority = \"CODE\"\ngeometry = \"geometry\"",
    );
    work.run();
    work.plumbline("site out --out site").code(0);
    for page in ["398-oldham-regis", "399-newlands"] {
        let page = work.read(&format!("site/authority/{page}.html"));
        let said = "was abolished before this day or formed after it, and is not rated";
        assert!(page.contains(said), "{page}");
    }
    let nation = work.read("site/index.html");
    assert!(
        nation.contains("Of <strong>5 councils</strong>"),
        "{nation}"
    );
    assert!(
        nation.contains("2 councils are not there on this day: abolished before, or formed after")
    );
    let map = nation
        .split("<svg")
        .nth(1)
        .expect("a map")
        .split("</svg>")
        .next();
    let map = map.expect("its end");
    assert!(map.contains("Ashby"), "{map}");
    assert!(
        !map.contains("Oldham Regis") && !map.contains("Newlands"),
        "{map}"
    );
}
