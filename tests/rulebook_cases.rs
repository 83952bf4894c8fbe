//! A rulebook covers every case: what would leave somebody without a band or a word, or could
//! never be asked, is refused before data is read, at its line and with what to do instead.

mod ranges;
mod types;

use std::path::Path;

use crate::nation::{five_councils, with_source};
use plumbline::config::{ConfigFile, Rulebook};
use plumbline::rate;

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
    assert_eq!(work.names("out"), ["journal.jsonl"]);
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
