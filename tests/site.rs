//! `plumbline site`: the pages of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::nation::five_councils;
use crate::shipped::{ANNUAL_RATING, RATED, rated};
use crate::workdir::{Table, Workdir};

/// Every file below `folder`, by its path within it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(&within).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies below");
                files.insert(
                    name.to_string_lossy().replace('\\', "/"),
                    fs::read(&path).expect("a file"),
                );
            }
        }
    }
    files
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    let bytes = files
        .get(name)
        .unwrap_or_else(|| panic!("{name} is not among {:?}", files.keys()));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

/// The site of the annual rating.
fn annual_rating() -> (Workdir, BTreeMap<String, Vec<u8>>) {
    let work = Workdir::new();
    work.ask(&["site", &rated(), "--out", "site"])
        .code(0)
        .prints(&["site/index.html"]);
    let files = files(&work.path("site"));
    (work, files)
}

/// The values of an attribute in a page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!(" {name}=\"");
    page.split(begin.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn leeds_performs_poorly_and_its_page_says_why() {
    let (_work, files) = annual_rating();
    let leeds = text(&files, "authority/383-leeds.html");
    for said in [
        "Leeds performs poorly (1).",
        "found an area for priority action",
        "It allows at most 1, and that is what decides the rating.",
        "which the rating does not exceed anyway.",
        "Worse than in 2008, when it was 2",
        "Place 141 of 152 rated councils",
        "Childminders: 59% good or better of 759 inspected",
        "Every rule that was asked, down to the single setting",
        "16 to 18-year-olds not in education employment or training",
    ] {
        assert!(leeds.contains(said), "{said:?} is not on the page of Leeds");
    }
    // Every inadequate setting is named by its number.
    let settings = Table::read(&RATED.0.path("out/current/setting_profile.parquet"));
    for row in settings.rows() {
        if row["authority"] == "383" && row["grade"] == 4 {
            let urn = row["urn"].as_str().expect("a number");
            assert!(leeds.contains(urn), "{urn}");
        }
    }
    let nation = text(&files, "index.html");
    for said in [
        "3 perform excellently (4), 94 perform well (3), 43 perform adequately (2) and 12 perform poorly (1).",
        "8 councils, at most 1",
    ] {
        assert!(
            nation.contains(said),
            "{said:?} is not on the nation's page"
        );
    }
}

#[test]
fn every_link_leads_to_a_page_of_the_site_and_nothing_is_fetched() {
    let (_work, files) = annual_rating();
    for (name, bytes) in &files {
        let is_page = name.ends_with(".html");
        let content = String::from_utf8_lossy(bytes);
        for address in ["http:", "https:", "//cdn", "@import", "url("] {
            let found = content.replace("http://www.w3.org/2000/svg", "");
            assert!(!found.contains(address), "{name} has {address}");
        }
        if !is_page {
            continue;
        }
        let ids: BTreeSet<&str> = attributes(&content, "id").into_iter().collect();
        assert_eq!(
            ids.len(),
            attributes(&content, "id").len(),
            "{name}: an id twice"
        );
        for kind in ["href", "src"] {
            for link in attributes(&content, kind) {
                if link == "data:," {
                    continue;
                }
                let path = link.split(['?', '#']).next().unwrap_or_default();
                if path.is_empty() {
                    assert!(ids.contains(&link[1..]), "{name}: {link}");
                    continue;
                }
                let within = Path::new(name).parent().expect("a folder").join(path);
                let mut parts: Vec<String> = Vec::new();
                for part in within.components() {
                    match part.as_os_str().to_str().expect("text") {
                        ".." => drop(parts.pop().expect("it stays in the site")),
                        part => parts.push(part.to_owned()),
                    }
                }
                assert!(
                    files.contains_key(&parts.join("/")),
                    "{name}: {link} leads nowhere"
                );
            }
        }
    }
}

#[test]
fn the_figures_of_an_indicator_are_those_of_the_table() {
    let (_work, files) = annual_rating();
    let profile = Table::read(&RATED.0.path("out/current/indicator_profile.parquet"));
    let of = profile.rows_with(&[("indicator", "117")]);
    let mut expected: BTreeMap<(String, String, String), &Value> = of
        .into_iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().expect("text").to_owned();
            ((text("authority"), text("breakdown"), text("period")), row)
        })
        .collect();
    let mut reader = csv::Reader::from_reader(files["indicator/117.csv"].as_slice());
    let header = reader.headers().expect("a header").clone();
    for record in reader.records() {
        let record = record.expect("a record");
        let cell = |name: &str| {
            let at = header.iter().position(|of| of == name).expect("a column");
            record[at].to_owned()
        };
        let row = expected
            .remove(&(cell("authority"), cell("breakdown"), cell("period")))
            .expect("a row of the table");
        for name in [
            "value",
            "value_low",
            "value_high",
            "neighbour_mean",
            "national_value",
        ] {
            match row[name].as_f64() {
                Some(value) => assert_eq!(cell(name).parse::<f64>().ok(), Some(value), "{name}"),
                None => assert_eq!(cell(name), "", "{name}"),
            }
        }
        assert_eq!(
            cell("missing_reason"),
            row["missing_reason"].as_str().unwrap_or_default()
        );
    }
    assert!(
        expected.is_empty(),
        "{} rows are not in the file",
        expected.len()
    );
}

#[test]
fn one_run_gives_one_site_to_the_byte() {
    let (work, first) = annual_rating();
    let again = Workdir::new();
    let outcome = again
        .program()
        .env("RAYON_NUM_THREADS", "1")
        .args(["site", &rated(), "--out", "site"])
        .assert();
    crate::workdir::Outcome::of(outcome).code(0);
    assert!(first == files(&again.path("site")), "the two differ");
    // It takes its own place, too.
    work.ask(&["site", &rated(), "--out", "site"]).code(0);
    assert!(first == files(&work.path("site")));
}

#[test]
fn a_folder_with_other_things_is_not_replaced() {
    let (work, _) = annual_rating();
    let again = |work: &Workdir, out: &str| work.ask(&["site", &rated(), "--out", out]);
    work.write("site/notes.txt", "mine");
    again(&work, "site")
        .code(2)
        .says(&["notes.txt was added", "not replaced"]);
    fs::remove_file(work.path("site/notes.txt")).expect("it was there");
    work.write("site/authority/383-leeds.html", "edited");
    again(&work, "site")
        .code(2)
        .says(&["383-leeds.html was changed"]);
    work.write("other/notes.txt", "mine");
    again(&work, "other")
        .code(2)
        .says(&["no site.json of a site"]);
    assert_eq!(work.read("other/notes.txt"), "mine");
    fs::create_dir(work.path("empty")).expect("a folder");
    again(&work, "empty").code(0);
}

/// A name that would act if it were not escaped.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\"'&amp;";

#[test]
fn a_hostile_name_is_a_name_everywhere() {
    let work = five_councils();
    let quoted = format!("\"{}\"", HOSTILE.replace('"', "\"\""));
    work.edit("data/authorities.csv", |text| {
        text.replace("Ashby", &quoted)
            .replace(",North", &format!(",{quoted}"))
            .replace("\n981,North", &format!("\n981,{quoted}"))
    });
    work.edit("data/indicators.csv", |text| {
        text.replace("Children who read well", &quoted)
            .replace(",percent", &format!(",{quoted}"))
    });
    work.edit("data/observations.csv", |text| {
        text.replace("reading", "=reading<b>")
    });
    work.edit("data/indicators.csv", |text| {
        text.replace("reading", "=reading<b>")
    });
    work.edit("data/neighbours.csv", |text| {
        text.replace("Very close", &quoted)
    });
    work.edit("pipeline.toml", |text| {
        text.replace("Five councils", "</title><script>alert(1)</script>")
    });
    work.run();
    work.plumbline("site out --out site").code(0);
    for (name, bytes) in files(&work.path("site")) {
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte)),
            "{name}"
        );
        let content = String::from_utf8(bytes).expect("UTF-8");
        if name.ends_with(".html") {
            let own = content.matches("<script").count();
            assert_eq!(own, 1, "{name}: a script that is not its own");
            assert!(!content.contains("<img"), "{name}");
            assert!(!content.contains("<b>"), "{name}");
            assert!(
                content.contains("default-src &#x27;none&#x27;")
                    || content.contains("default-src 'none'")
            );
        }
        if name.ends_with(".csv") {
            for line in content.lines() {
                assert!(
                    !line.starts_with('=') && !line.contains(",="),
                    "{name}: {line}"
                );
            }
        }
    }
    let page = work.read("site/authority/301-script-img-src-x-onerror-alert-1-amp.html");
    assert!(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
}

#[test]
fn a_pipeline_that_rates_nobody_has_the_same_pages_without_ratings() {
    let work = five_councils();
    work.run();
    work.plumbline("site out --out site").code(0);
    let files = files(&work.path("site"));
    let nation = text(&files, "index.html");
    assert!(nation.contains("Nobody is rated."));
    assert!(!nation.contains("Every council performs"));
    let ashby = text(&files, "authority/301-ashby.html");
    assert!(ashby.contains("<strong>Ashby</strong> has figures of 3 indicators."));
    assert!(!ashby.contains("What decided the rating"));
    let elmstead = text(&files, "authority/305-elmstead.html");
    assert!(elmstead.contains("1 indicator: suppressed, so that no child can be recognised"));
    let reading = text(&files, "indicator/reading.html");
    assert!(reading.contains("1 council: suppressed, so that no child can be recognised"));
    assert!(!reading.contains(">0%<"), "what is missing is no zero");
}

#[test]
fn a_run_makes_its_pages_where_its_pipeline_asks_for_them() {
    let work = five_councils();
    work.append("pipeline.toml", "[site]\ntemplates = \"pages\"");
    work.write(
        "pages/method.html",
        "<!doctype html><title>{{ title }}</title>{{ site.title }}!",
    );
    work.run();
    assert_eq!(
        work.read("out/current/site/method.html"),
        "<!doctype html><title>How this was worked out</title>Five councils!"
    );
    assert!(
        work.read("out/current/site/index.html")
            .contains("There is no earlier run")
    );
    // The run keeps its templates.
    work.plumbline("site out --out elsewhere").code(0);
    assert_eq!(
        work.read("elsewhere/method.html"),
        work.read("out/current/site/method.html")
    );
    // Another run says what moved since.
    work.edit("data/observations.csv", |text| {
        text.replace("302,waits,2024,20", "302,waits,2024,90")
    });
    work.run();
    assert!(
        work.read("out/current/site/index.html")
            .contains("Something moved for")
    );
    assert!(
        work.read("out/current/site/authority/302-birchwick.html")
            .contains("What moved since the run before")
    );
    // A mistake is found before any data is read.
    work.write("pages/method.html", "\n{% if %}");
    work.plumbline("run pipeline.toml --out out")
        .code(2)
        .says(&["method.html:2"]);
}

#[test]
fn a_run_that_a_gate_stopped_has_no_pages() {
    let folder: PathBuf = PathBuf::from(ANNUAL_RATING);
    let work = Workdir::new();
    let folder = folder.display().to_string();
    work.ask(&["site", &folder, "--out", "site"]).code(1);
    assert!(!work.path("site").exists());
}
