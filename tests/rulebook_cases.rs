//! A rulebook covers every case: what would leave somebody without a band or a word, or could
//! never be asked, is refused before data is read, at its line and with what to do instead.

use std::path::Path;

use crate::nation::{five_councils, with_source};
use crate::workdir::Workdir;
use plumbline::config::{ConfigFile, Rulebook};
use plumbline::rate;
use proptest::prelude::*;

const RULEBOOK: &str = include_str!("../pipelines/annual-rating/rulebook.toml");

/// What is said of the shipped rulebook of the annual rating with `old` as `new`.
fn refusal(old: &str, new: &str) -> String {
    assert!(RULEBOOK.contains(old), "{old:?} stands in the rulebook");
    said(&RULEBOOK.replacen(old, new, 1))
}

/// What is said of a rulebook that is refused.
fn said(text: &str) -> String {
    match Rulebook::of(ConfigFile::of("rulebook.toml", text)) {
        Err(error) => error.to_string(),
        Ok(rulebook) => match rate::bind(&rulebook) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("the rulebook is accepted"),
        },
    }
}

/// The line, counted from 1, on which `text` begins in the shipped rulebook.
fn line_of(text: &str) -> usize {
    let at = RULEBOOK
        .find(text)
        .expect("the text stands in the rulebook");
    RULEBOOK[..at].matches('\n').count() + 1
}

#[track_caller]
fn says(error: &str, parts: &[&str]) {
    for part in parts {
        assert!(error.contains(part), "{part:?} is not in: {error}");
    }
}

const LOWEST: &str = "band = 1\ngood_or_better = 0.00\ninadequate = 1.00";

#[test]
fn a_lowest_band_that_some_do_not_reach_is_refused() {
    let error = refusal(LOWEST, "band = 1\ngood_or_better = 0.10\ninadequate = 0.50");
    let place = format!("rulebook.toml:{}: ", line_of(LOWEST) - 1);
    says(
        &error,
        &[
            &place,
            "good_or_better >= 0.1",
            "no band",
            "write good_or_better = 0.00",
        ],
    );
    let error = refusal("in_line_or_better = 0.00", "in_line_or_better = 0.01");
    says(
        &error,
        &["outcome_cut_offs", "write in_line_or_better = 0.00"],
    );
}

#[test]
fn a_band_that_asks_for_less_than_the_one_below_is_refused() {
    for (old, new, parts) in [
        (
            "band = 4\ngood_or_better = 0.80\ninadequate = 0.02",
            "band = 4\ngood_or_better = 0.55\ninadequate = 0.20",
            ["band 4 asks for good_or_better >= 0.55", "wrong order"],
        ),
        (
            "good_or_better = 0.80",
            "good_or_better = 0.40",
            [
                "band 3, below it, for good_or_better >= 0.65",
                "wrong order",
            ],
        ),
        (
            "in_line_or_better = 0.80",
            "in_line_or_better = 0.60",
            ["band 4 asks for in_line_or_better >= 0.6", "wrong order"],
        ),
        (
            "in_line_or_better = 0.80",
            "in_line_or_better = 0.65",
            [
                "band 3 asks for in_line_or_better >= 0.65",
                "nobody can have it",
            ],
        ),
    ] {
        says(&refusal(old, new), &parts);
    }
}

#[test]
fn a_scale_with_a_hole_is_refused() {
    let error = refusal(
        "[[outcome_cut_offs]]\nband = 3\nin_line_or_better = 0.65\n",
        "",
    );
    says(&error, &["band 2 follows band 4", "nobody can have band 3"]);
}

#[test]
fn a_worse_grade_with_a_higher_band_is_refused() {
    let error = refusal(
        "satisfactory = 2\ninadequate = 1",
        "satisfactory = 2\ninadequate = 3",
    );
    let place = format!("rulebook.toml:{}: ", line_of("inadequate = 1\n"));
    says(
        &error,
        &[&place, "inadequate has band 3 and satisfactory has band 2"],
    );
}

#[test]
fn a_kind_that_supersedes_itself_is_refused() {
    let old = "superseded_by = \"safeguarding_inspection\"";
    let error = refusal(old, "superseded_by = \"joint_area_review\"");
    let place = format!(
        "rulebook.toml:{}: ",
        line_of("[findings.joint_area_review]")
    );
    says(
        &error,
        &[
            &place,
            "in a circle: joint_area_review -> joint_area_review",
        ],
    );
    let kind = "title = \"inspection of safeguarding and looked after children\"\n";
    let circle = format!("{kind}superseded_by = \"joint_area_review\"\n");
    says(
        &refusal(kind, &circle),
        &["joint_area_review -> safeguarding_inspection -> joint_area_review"],
    );
    says(
        &refusal(old, "superseded_by = \"adoption_service\""),
        &["none of the aspects", "can never supersede"],
    );
}

#[test]
fn two_columns_of_one_name_are_refused_by_check_as_by_run() {
    let work = five_councils();
    let rating = RULEBOOK.to_owned()
        + "\n[findings.childrens_home]\ntitle = \"x\"\n[findings.childrens_home.aspects]\noverall = 1\n";
    let line = rating
        .lines()
        .position(|line| line == "[findings.childrens_home]")
        .expect("the table is there")
        + 1;
    work.write("rulebook.toml", rating);
    for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
        work.plumbline(command).code(2).says(&[
            &format!("rulebook.toml:{line}: "),
            "childrens_home_inadequate",
            "[provision.childrens_home]",
        ]);
    }
    assert!(work.names("out").is_empty());
    // A column may be the same by another division of the name, too.
    let text = RULEBOOK.to_owned()
        + "\n[findings.adoption]\ntitle = \"x\"\n[findings.adoption.aspects]\nservice_overall = 1\n";
    says(
        &said(&text),
        &["adoption_service_overall_grade", "[findings.adoption]"],
    );
}

#[test]
fn a_limiter_that_can_never_fire_is_refused() {
    for (condition, reason) in [
        ("1 = 2", "`1 = 2` is never true"),
        ("indicative > 4", "indicative is 1, 2, 3 or 4"),
        ("staying_safe_band = 0", "staying_safe_band is 1, 2, 3 or 4"),
        ("childrens_home_inadequate_share > 10", "is from 0 to 1"),
        (
            "unannounced_inspection_contact_referral_assessment_outcome = 'priority_action'",
            "is one of areas_for_development, areas_for_priority_action, satisfactory, strengths",
        ),
        (
            "block_a < 2 AND adoption_service_overall_grade = 5",
            "adoption_service_overall_grade is 1, 2, 3 or 4",
        ),
        (
            "childrens_home_inspected > 3 AND childrens_home_inspected < 4",
            "is never true",
        ),
    ] {
        let limiter = format!(
            "\n[[limiters]]\nname = \"zz\"\ncap = 3\ncondition = \"{condition}\"\nreason = \"r\"\n"
        );
        let text = format!("{RULEBOOK}{limiter}");
        let line = text.matches('\n').count() - 1;
        says(
            &said(&text),
            &[
                &format!("rulebook.toml:{line}: limiter zz: it can never fire"),
                reason,
                "take the limiter out",
            ],
        );
    }
}

#[test]
fn words_that_overlap_leave_gaps_or_mean_two_things_are_refused() {
    for (old, new, parts) in [
        (
            "from_percent = 51",
            "from_percent = 50",
            &["50% already has a word", "\"majority\""][..],
        ),
        (
            "from_percent = 51",
            "from_percent = 52",
            &["no word covers 51%"],
        ),
        ("to_percent = 64", "to_percent = 50", &["51 to 50"]),
        ("word = \"half\"", "word = \" \"", &["is blank"]),
        (
            "many = \"nursery schools\"",
            "many = \"nursery schools\"\naliases = [\"Primary School\"]",
            &["\"primary school\"", "[provision.nursery_school]"],
        ),
    ] {
        says(&refusal(old, new), parts);
    }
}

#[test]
fn a_block_that_weighs_something_has_a_band_that_counts() {
    for (old, new, parts) in [
        (
            "[[outcome_cut_offs]]",
            "[[ignored]]",
            &["unknown field"][..],
        ),
        (
            "[families.universal]\nweight = 1",
            "[families.universal]\nweight = 0",
            &[],
        ),
    ] {
        if parts.is_empty() {
            // The other family still counts.
            let text = RULEBOOK.replacen(old, new, 1);
            assert!(Rulebook::of(ConfigFile::of("r.toml", text)).is_ok());
        } else {
            says(&refusal(old, new), parts);
        }
    }
    let weightless = RULEBOOK
        .replacen(
            "[families.universal]\nweight = 1",
            "[families.universal]\nweight = 0",
            1,
        )
        .replacen(
            "[families.social_care]\nweight = 2",
            "[families.social_care]\nweight = 0",
            1,
        );
    says(
        &said(&weightless),
        &[
            "block a weighs 1",
            "everything in it weighs 0",
            "[families]",
        ],
    );
    let start = RULEBOOK.find("[[outcome_cut_offs]]").expect("cut-offs");
    let end = RULEBOOK.find("[rating]").expect("a rating");
    let bandless = format!("{}{}", &RULEBOOK[..start], &RULEBOOK[end..]);
    says(
        &said(&bandless),
        &["block c weighs 1", "no [[outcome_cut_offs]]"],
    );
}

#[test]
fn an_outcome_without_an_indicator_is_refused_before_figures_are_read() {
    let outcomes = "[outcomes.learning]\ntitle = \"learning\"\n[outcomes.health]\ntitle = \"health\"\n\
        [[outcome_cut_offs]]\nband = 1\nin_line_or_better = 0\n\
        [rating]\na = 1\nb = 1\nc = 1\nhalves = \"down\"\n[coverage]\nminimum = 0\n";
    for (has, missing) in [("learning", "health"), ("health", "learning")] {
        let work = five_councils();
        work.append("rulebook.toml", outcomes).write(
            "data/indicators.csv",
            format!(
                "indicator,title,polarity,unit,outcome\nreading,Children who read well,high,percent,{has}\n\
                 waits,Days waited,low,days,\nvisits,Visits made,neutral,visits,\n"
            ),
        );
        let line = work
            .read("rulebook.toml")
            .lines()
            .position(|line| line == format!("[outcomes.{missing}]"))
            .expect("the table is there")
            + 1;
        let said = format!("rulebook.toml:{line}: [outcomes.{missing}] has no indicator");
        // Where nothing else is rated by, it is said and no more.
        work.plumbline("check pipeline.toml").code(0).says(&[&said]);
        with_source(
            &work,
            "findings",
            "authority,kind,aspect,grade,inspected_on,published_on\n",
        );
        work.append("pipeline.toml", "may_be_empty = true");
        for command in ["check pipeline.toml", "run pipeline.toml --out out"] {
            work.plumbline(command)
                .code(2)
                .says(&[&said, "take the outcome out"]);
        }
        assert!(work.names("out/runs").is_empty());
        // One that is neither good nor bad is an indicator too.
        work.append(
            "data/indicators.csv",
            &format!("calls,Calls made,neutral,calls,{missing}"),
        );
        work.plumbline("check pipeline.toml").code(0);
    }
}

#[test]
fn the_shipped_rulebooks_cover_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the pipelines are there") {
        let path = entry.expect("an entry").path().join("rulebook.toml");
        if path.is_file() {
            let rulebook = Rulebook::read(&path).expect("a rulebook that covers every case");
            rate::bind(&rulebook).expect("limiters that can fire");
            read += 1;
        }
    }
    assert!(read >= 5);
}

/// A rulebook of cut-offs only.
fn cut_offs(rows: &[(u8, f64, f64)]) -> String {
    let mut text = String::from(crate::nation::RULEBOOK);
    for (band, good, inadequate) in rows {
        text.push_str(&format!(
            "[[provision_cut_offs]]\nband = {band}\ngood_or_better = {good:?}\ninadequate = {inadequate:?}\n"
        ));
    }
    text
}

proptest! {
    /// Whatever cut-offs are accepted, every share has a band, and a better share no lower one.
    #[test]
    fn accepted_cut_offs_give_every_share_a_band(
        goods in prop::collection::vec(0_u8..=4, 4),
        inadequates in prop::collection::vec(0_u8..=4, 4),
        bands in prop::sample::select(vec![vec![4, 3, 2, 1], vec![4, 3], vec![3, 2, 1], vec![4, 2, 1]]),
        settles in prop::bool::weighted(0.8),
        (good, inadequate) in (0_u8..=20, 0_u8..=20),
        (better, fewer) in (0_u8..=20, 0_u8..=20),
    ) {
        let mut rows: Vec<(u8, f64, f64)> = bands
            .iter()
            .zip(goods.iter().zip(&inadequates))
            .map(|(band, (good, inadequate))| {
                (*band, f64::from(*good) / 4.0, f64::from(*inadequate) / 4.0)
            })
            .collect();
        if settles {
            rows.sort_by(|a, b| b.1.total_cmp(&a.1));
            let rising: Vec<f64> = {
                let mut all: Vec<f64> = rows.iter().map(|row| row.2).collect();
                all.sort_by(f64::total_cmp);
                all
            };
            for ((row, inadequate), band) in rows.iter_mut().zip(rising).zip(&bands) {
                row.0 = *band;
                row.2 = inadequate;
            }
            if let Some(last) = rows.last_mut() {
                (last.1, last.2) = (0.0, 1.0);
            }
        }
        let Ok(rulebook) = Rulebook::of(ConfigFile::of("r.toml", cut_offs(&rows))) else {
            return Ok(());
        };
        let band = |good: f64, inadequate: f64| {
            let mut list = rulebook.provision_cut_offs.iter();
            list.find(|of| good >= of.good_or_better && inadequate <= of.inadequate)
                .map(|of| of.band)
        };
        let share = |part: u8| f64::from(part) / 20.0;
        let worse = band(share(good.min(better)), share(inadequate.max(fewer)));
        let better = band(share(good.max(better)), share(inadequate.min(fewer)));
        prop_assert!(worse.is_some());
        prop_assert!(better >= worse);
    }
}

/// What `check` says of the five councils' pipeline with a line more in a table.
fn pipeline_refusal(table: &str, line: &str) -> String {
    let work = five_councils();
    let text = work.read("pipeline.toml");
    let text = match text.contains(&format!("[{table}]\n")) {
        true => text.replace(&format!("[{table}]\n"), &format!("[{table}]\n{line}\n")),
        false => format!("{text}\n[{table}]\n{line}\n"),
    };
    let at = text.lines().position(|of| of == line).expect("the line") + 1;
    work.write("pipeline.toml", text);
    let said = work.plumbline("check pipeline.toml").code(2).stderr();
    says(&said, &[&format!("pipeline.toml:{at}: ")]);
    said
}

#[test]
fn numbers_of_a_pipeline_beyond_their_range_are_refused_with_what_is_allowed() {
    for (table, line, parts) in [
        (
            "history",
            "retain = { runs = 30, days = 999999999 }",
            ["days is 999999999", "from 0 to 36,525"],
        ),
        (
            "history",
            "retain = { runs = 1000000000, days = 30 }",
            ["runs is 1000000000", "from 0 to 100,000"],
        ),
        (
            "gates",
            "max_age_days = 4000000000",
            ["max_age_days is 4000000000", "36,525"],
        ),
        (
            "gates",
            "max_row_drop = nan",
            ["max_row_drop is NaN", "a share from 0 to 1"],
        ),
        (
            "gates",
            "max_ratings_moved = inf",
            ["max_ratings_moved is inf", "a share"],
        ),
        (
            "sources.observations",
            "max_rejected = -0.1",
            ["max_rejected is -0.1", "a share"],
        ),
        (
            "sources.observations",
            "min_rows = 9000000000000000000",
            ["min_rows is 9000000000000000000", "1,000,000,000,000"],
        ),
        (
            "sources.observations",
            "max_age_days = 36526",
            ["max_age_days is 36526", "36,525"],
        ),
        (
            "sources.observations",
            "skip_rows = 5000000",
            ["skip_rows is 5000000", "1,048,576"],
        ),
        (
            "sources.observations",
            "header_row = 0",
            ["header_row is 0", "counted from 1"],
        ),
        ("limits", "file_rows = 0", ["file_rows is 0", "from 1 to"]),
        (
            "limits",
            "unpacked_bytes = 0",
            ["unpacked_bytes is 0", "from 1 to"],
        ),
        (
            "limits",
            "memory_limit = 9000000000000000000",
            ["memory_limit is 9000000000000000000", "petabyte"],
        ),
        (
            "limits",
            "page_bytes = -1",
            ["-1", "a whole number of 0 or more"],
        ),
    ] {
        says(&pipeline_refusal(table, line), &parts);
    }
}

#[test]
fn a_day_beyond_all_evidence_is_refused() {
    let work = five_councils();
    work.replace("pipeline.toml", "as_of = 2024-12-31", "as_of = 0024-12-31");
    work.plumbline("check pipeline.toml")
        .code(2)
        .says(&["pipeline.toml:4: ", "a day from 1900 to 2100"]);
}

#[test]
fn numbers_of_a_rulebook_beyond_their_range_are_refused_with_what_is_allowed() {
    for (old, new, parts) in [
        (
            "a = 1\nb = 2\nc = 1",
            "a = 1e308\nb = 1e308\nc = 1e308",
            ["a is 1e308", "0.001 to 1,000"],
        ),
        (
            "a = 1\nb = 2\nc = 1",
            "a = 1e-320\nb = 2\nc = 1",
            ["a is 1e-320", "0.001 to 1,000"],
        ),
        (
            "a = 1\nb = 2\nc = 1",
            "a = inf\nb = 2\nc = 1",
            ["a is inf", "0.001 to 1,000"],
        ),
        (
            "[families.universal]\nweight = 1",
            "[families.universal]\nweight = nan",
            ["weight is NaN", "0 or more"],
        ),
        (
            "safeguarding = 2",
            "safeguarding = 1e9",
            ["safeguarding is 1000000000", "0.001 to 1,000"],
        ),
        (
            "confidence = 0.95",
            "confidence = 0.9999999999999999",
            ["confidence is 0.9999999999999999", "0.5 to 0.9999"],
        ),
        (
            "confidence = 0.95",
            "confidence = 95",
            ["confidence is 95", "such as 0.95"],
        ),
        (
            "margin = 0.5",
            "margin = inf",
            ["margin is inf", "up to 100"],
        ),
        (
            "interval_from = 10",
            "interval_from = 4000000000",
            ["interval_from is 4000000000", "1,000,000"],
        ),
        (
            "points = 5",
            "points = 1000000000",
            ["points is 1000000000", "from 3 to 1,000"],
        ),
        (
            "minimum = 3",
            "minimum = 6",
            ["minimum is 6 and points is 5", "points >= minimum"],
        ),
        (
            "steady = 0.25",
            "steady = -1",
            ["steady is -1", "0 or more"],
        ),
        (
            "minimum = 0.5",
            "minimum = 50",
            ["minimum is 50", "a share from 0 to 1"],
        ),
        (
            "good_or_better = 0.80",
            "good_or_better = 80",
            ["good_or_better is 80", "a share"],
        ),
        (
            "from_percent = 97",
            "from_percent = 300",
            ["300", "a whole number from 0 to 255"],
        ),
        ("cap = 1", "cap = 0", ["4, 3, 2 or 1", "not 0"]),
    ] {
        says(&refusal(old, new), &parts);
    }
}

/// Every place of a value in a TOML file, as the keys that lead there.
fn places(value: &toml::Value, at: &[Key], all: &mut Vec<Vec<Key>>) {
    if !at.is_empty() {
        all.push(at.to_vec());
    }
    let mut visit = |key: Key, value: &toml::Value| {
        let mut at = at.to_vec();
        at.push(key);
        places(value, &at, all);
    };
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                visit(Key::Name(key.clone()), value);
            }
        }
        toml::Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                visit(Key::Place(place), value);
            }
        }
        _ => {}
    }
}

#[derive(Debug, Clone)]
enum Key {
    Name(String),
    Place(usize),
}

fn set(value: &mut toml::Value, at: &[Key], new: toml::Value) {
    let place = at.iter().fold(value, |value, key| match key {
        Key::Name(name) => &mut value[name.as_str()],
        Key::Place(place) => &mut value[*place],
    });
    *place = new;
}

/// Words that belong to the program and not to a configuration file.
const OF_THE_PROGRAM: [&str; 14] = [
    "struct", "enum", "Toml", "tuple", "newtype", "u8", "u16", "u32", "u64", "usize", "i64", "f64",
    "sequence", "Spanned",
];

#[test]
fn a_value_of_the_wrong_type_is_never_told_in_the_program_s_own_words() {
    let work = Workdir::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let mut told = 0;
    for pipeline in ["annual-rating", "children-2025", "similar-areas"] {
        for file in ["pipeline.toml", "rulebook.toml"] {
            let folder = shipped.join(pipeline);
            for name in ["pipeline.toml", "rulebook.toml", "letter.md", "letter.html"] {
                if let Ok(bytes) = std::fs::read(folder.join(name)) {
                    work.write(name, bytes);
                }
            }
            let whole: toml::Value = work.read(file).parse::<toml::Table>().expect("TOML").into();
            let mut all = Vec::new();
            places(&whole, &[], &mut all);
            for at in all {
                for new in [
                    toml::Value::Integer(-5),
                    toml::Value::String("nonsense".to_owned()),
                    toml::Value::Array(vec![toml::Value::Integer(1)]),
                    toml::Value::Table(toml::Table::new()),
                ] {
                    let mut changed = whole.clone();
                    set(&mut changed, &at, new);
                    work.write(file, toml::to_string(&changed).expect("TOML"));
                    let read = plumbline::config::Pipeline::read(
                        &work.path("pipeline.toml"),
                        &plumbline::config::Overrides::default(),
                    );
                    if let Err(error) = read {
                        told += 1;
                        let mut words = error.message.split(|c: char| !c.is_ascii_alphanumeric());
                        let slip = words.find(|word| OF_THE_PROGRAM.contains(word));
                        assert_eq!(slip, None, "{file} {at:?}: {error}");
                    }
                }
            }
        }
    }
    assert!(told > 1000, "{told}");
}

#[test]
fn a_number_in_place_of_runs_and_days_names_both() {
    says(
        &pipeline_refusal("history", "retain = 30"),
        &["expected a table with runs and days, such as { runs = 30, days = 90 }"],
    );
}
