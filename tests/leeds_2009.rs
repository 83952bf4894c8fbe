//! The case of the seed: what the rating letter of 9 December 2009 says of Leeds follows from
//! the rows of the sample, statement by statement.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::DataType;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use plumbline::config::{Overrides, Pipeline};
use plumbline::job::{self, EngineChoice, Request};
use plumbline::review::{
    AuthorityRow, EvidenceRow, Explanation, FindingRow, IndicatorRow, OutcomeRow, ProvisionRow,
    PublishedRun, RatingRow, Subject, explain,
};
use plumbline::stats::proportion_word;
use tempfile::TempDir;

const LEEDS: Option<&str> = Some("383");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the pipeline of the annual rating on the sample, with other files for some sources.
fn run(out: &Path, sources: Vec<(String, PathBuf)>) -> PublishedRun {
    let overrides = Overrides {
        sources,
        ..Overrides::default()
    };
    let file = root().join("pipelines/annual-rating/pipeline.toml");
    let pipeline = Pipeline::read(&file, &overrides).unwrap();
    let request = Request {
        engine: EngineChoice::default(),
        out,
        adopt: false,
        force: false,
        wait: Duration::ZERO,
        accept: &[],
    };
    let done = job::run(&pipeline, &request, &mut ()).unwrap();
    PublishedRun::open(&done.folder).unwrap()
}

/// One run for all the statements.
static RUN: LazyLock<(TempDir, PublishedRun)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let run = run(folder.path(), Vec::new());
    (folder, run)
});

fn sample() -> &'static PublishedRun {
    &RUN.1
}

fn leeds(run: &PublishedRun) -> AuthorityRow {
    AuthorityRow::read(run, LEEDS).unwrap().remove(0)
}

fn rating(run: &PublishedRun) -> RatingRow {
    RatingRow::read(run, LEEDS).unwrap().remove(0)
}

fn explained(run: &PublishedRun) -> Explanation {
    explain(run, &leeds(run)).unwrap()
}

fn provision(key: &str) -> ProvisionRow {
    let rows = ProvisionRow::read(sample(), LEEDS).unwrap();
    rows.into_iter().find(|row| row.provision == key).unwrap()
}

/// How a type compares with similar areas and with England.
fn compared(key: &str) -> (String, String) {
    let row = provision(key);
    (row.vs_neighbours.unwrap(), row.vs_national.unwrap())
}

fn both(word: &str) -> (String, String) {
    (word.to_owned(), word.to_owned())
}

fn grade(kind: &str, aspect: &str) -> Option<i32> {
    let rows = FindingRow::read(sample(), LEEDS).unwrap();
    let row = rows
        .into_iter()
        .find(|row| row.kind == kind && row.aspect == aspect)
        .unwrap();
    row.grade
}

fn indicator(key: &str, breakdown: &str) -> IndicatorRow {
    let rows = IndicatorRow::read(sample(), LEEDS).unwrap();
    rows.into_iter()
        .find(|row| row.is_latest && row.indicator == key && row.breakdown == breakdown)
        .unwrap()
}

fn is_worse(row: &IndicatorRow) -> bool {
    [&row.vs_neighbours, &row.vs_national]
        .into_iter()
        .any(|comparison| comparison.as_deref() == Some("worse"))
}

fn word_for(part: i32, whole: i32) -> String {
    let share = plumbline::domain::Share::of(f64::from(part), f64::from(whole)).unwrap();
    let words = &sample().rulebook.proportion_words;
    proportion_word(words, share).unwrap().to_owned()
}

#[test]
fn leeds_performs_poorly() {
    let rating = rating(sample());
    assert_eq!(rating.name, "Leeds");
    assert_eq!(rating.year, 2009);
    assert_eq!(rating.awarded_rating, Some(1));
    assert_eq!(rating.descriptor, "Performs poorly");
    assert!(!rating.moderated);
}

#[test]
fn the_limiter_of_the_priority_action_decides() {
    let explained = explained(sample());
    assert!(explained.before_limiters > Some(1));
    let deciding: Vec<&str> = explained
        .limiters
        .iter()
        .filter(|limiter| limiter.decides)
        .map(|limiter| limiter.asked.rule.as_str())
        .collect();
    assert_eq!(deciding, ["priority_action"]);
    assert!(
        rating(sample())
            .limiters
            .contains(&"priority_action".to_owned())
    );
}

#[test]
fn a_majority_of_services_are_good_or_better() {
    let rows = ProvisionRow::read(sample(), LEEDS).unwrap();
    let inspected = rows.iter().map(|row| row.inspected).sum();
    let good = rows.iter().map(|row| row.outstanding + row.good).sum();
    assert_eq!(word_for(good, inspected), "majority");
}

#[test]
fn a_majority_of_childminders_and_childcare_settings_are_good_or_better() {
    for key in ["childminder", "childcare"] {
        assert_eq!(provision(key).wording.as_deref(), Some("majority"), "{key}");
    }
}

#[test]
fn childminders_and_childcare_are_above_similar_areas_and_below_england() {
    for key in ["childminder", "childcare"] {
        let expected = ("better".to_owned(), "worse".to_owned());
        assert_eq!(compared(key), expected, "{key}");
    }
}

#[test]
fn primary_schools_are_in_line_with_both() {
    assert_eq!(compared("primary_school"), both("in line"));
}

#[test]
fn secondary_schools_are_below_both() {
    assert_eq!(compared("secondary_school"), both("worse"));
}

#[test]
fn school_sixth_forms_are_below_both() {
    assert_eq!(compared("school_sixth_form"), both("worse"));
}

#[test]
fn special_schools_are_below_both_and_none_is_inadequate() {
    assert_eq!(compared("special_school"), both("worse"));
    assert_eq!(provision("special_school").inadequate, 0);
}

#[test]
fn pupil_referral_units_are_above_both() {
    assert_eq!(compared("pupil_referral_unit"), both("better"));
}

#[test]
fn the_one_sixth_form_college_is_above_both() {
    assert_eq!(provision("sixth_form_college").settings, 1);
    assert_eq!(compared("sixth_form_college"), both("better"));
}

#[test]
fn a_large_majority_of_children_s_homes_are_good_or_better_and_one_is_inadequate() {
    let homes = provision("childrens_home");
    assert_eq!(homes.wording.as_deref(), Some("large majority"));
    assert_eq!(homes.inadequate, 1);
}

#[test]
fn adoption_is_good() {
    assert_eq!(grade("adoption_service", "overall"), Some(2));
}

#[test]
fn fostering_is_satisfactory() {
    assert_eq!(grade("fostering_service", "overall"), Some(3));
}

#[test]
fn private_fostering_is_inadequate() {
    assert_eq!(grade("private_fostering", "overall"), Some(4));
}

#[test]
fn of_three_serious_case_reviews_two_were_adequate_and_one_good() {
    let rows = FindingRow::read(sample(), LEEDS).unwrap();
    let mut grades: Vec<Option<i32>> = rows
        .iter()
        .filter(|row| row.kind == "serious_case_review")
        .map(|row| row.grade)
        .collect();
    grades.sort();
    assert_eq!(grades, [Some(2), Some(3), Some(3)]);
}

#[test]
fn the_joint_area_review_of_may_2008_was_adequate_for_both_aspects() {
    for aspect in ["safeguarding", "looked_after_children"] {
        assert_eq!(grade("joint_area_review", aspect), Some(3), "{aspect}");
    }
    let rows = FindingRow::read(sample(), LEEDS).unwrap();
    let reviews = rows.iter().filter(|row| row.kind == "joint_area_review");
    for review in reviews {
        let day = review.inspected_on.to_string();
        assert!(day.starts_with("2008-05"), "{day}");
    }
}

#[test]
fn the_unannounced_inspection_found_an_area_for_priority_action() {
    let rows = FindingRow::read(sample(), LEEDS).unwrap();
    let found = rows
        .iter()
        .find(|row| row.kind == "unannounced_inspection")
        .and_then(|row| row.outcome.as_deref());
    assert_eq!(found, Some("areas_for_priority_action"));
}

#[test]
fn a_very_large_majority_of_indicators_are_at_least_in_line() {
    let rows = IndicatorRow::read(sample(), LEEDS).unwrap();
    let words = |of: fn(&IndicatorRow) -> Option<&str>| {
        let judged: Vec<&str> = rows
            .iter()
            .filter(|row| row.is_latest && row.breakdown == "all")
            .filter_map(of)
            .filter(|word| matches!(*word, "better" | "in line" | "worse"))
            .collect();
        let in_line = judged.iter().filter(|word| **word != "worse").count();
        word_for(in_line as i32, judged.len() as i32)
    };
    assert_eq!(
        words(|row| row.vs_neighbours.as_deref()),
        "very large majority"
    );
    assert_eq!(
        words(|row| row.vs_national.as_deref()),
        "very large majority"
    );
}

#[test]
fn staying_safe_and_enjoying_and_achieving_are_among_them() {
    let rows = OutcomeRow::read(sample(), LEEDS).unwrap();
    for key in ["staying_safe", "enjoying_achieving"] {
        let row = rows.iter().find(|row| row.outcome == key).unwrap();
        for share in [row.share_neighbours, row.share_national] {
            let share = plumbline::domain::Share::new(share.unwrap()).unwrap();
            let word = proportion_word(&sample().rulebook.proportion_words, share);
            assert_eq!(word, Some("very large majority"), "{key}");
        }
    }
}

#[test]
fn early_years_are_weak() {
    assert!(is_worse(&indicator("72", "all")));
    assert!(is_worse(&indicator("92", "all")));
}

#[test]
fn asian_pupils_are_weak_at_eleven_though_all_pupils_are_not() {
    assert!(is_worse(&indicator("107", "asian")));
    assert!(!is_worse(&indicator("107", "all")));
}

#[test]
fn asian_and_mixed_pupils_are_weak_at_sixteen_though_all_pupils_are_not() {
    assert!(is_worse(&indicator("108", "asian")));
    assert!(is_worse(&indicator("108", "mixed")));
    assert!(!is_worse(&indicator("108", "all")));
}

#[test]
fn the_achievement_gaps_are_weak() {
    for key in ["81", "82", "92", "102", "104", "105"] {
        assert!(is_worse(&indicator(key, "all")), "{key}");
    }
}

#[test]
fn custodial_sentences_are_weak() {
    assert!(is_worse(&indicator("43", "all")));
}

#[test]
fn young_people_not_in_education_employment_or_training_are_many_but_fewer() {
    let neet = indicator("117", "all");
    assert!(neet.value > neet.neighbour_mean);
    assert!(neet.value > neet.national_value);
    assert!(is_worse(&neet));
    assert_eq!(neet.trend.as_deref(), Some("improving"));
}

/// The findings of the sample without those for which `leave_out` holds, by authority and kind.
fn findings_without(folder: &Path, leave_out: impl Fn(&str, &str) -> bool) -> PathBuf {
    let file = File::open(root().join("data-samples/england-2009/findings.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    let path = folder.join("findings.parquet");
    let mut writer: Option<ArrowWriter<File>> = None;
    for batch in reader {
        let batch = batch.unwrap();
        let (authority, kind) = (texts(&batch, "authority"), texts(&batch, "kind"));
        let kept: BooleanArray = authority
            .iter()
            .zip(&kind)
            .map(|(authority, kind)| Some(!leave_out(authority, kind)))
            .collect();
        let kept = filter_record_batch(&batch, &kept).unwrap();
        writer
            .get_or_insert_with(|| {
                let file = File::create(&path).unwrap();
                ArrowWriter::try_new(file, Arc::clone(&batch.schema()), None).unwrap()
            })
            .write(&kept)
            .unwrap();
    }
    writer.unwrap().close().unwrap();
    path
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let text = cast(batch.column_by_name(column).unwrap(), &DataType::Utf8).unwrap();
    let text = text.as_string::<i32>();
    (0..text.len())
        .map(|row| text.value(row).to_owned())
        .collect()
}

#[test]
fn without_the_priority_action_the_rating_rises() {
    let folder = tempfile::tempdir().unwrap();
    let findings = findings_without(folder.path(), |authority, kind| {
        authority == "383" && kind == "unannounced_inspection"
    });
    let without = run(
        &folder.path().join("out"),
        vec![("findings".to_owned(), findings)],
    );
    let (before, after) = (rating(sample()), rating(&without));
    assert_eq!(before.awarded_rating, Some(1));
    assert_eq!(after.awarded_rating, Some(3));
    assert!(!after.limiters.contains(&"priority_action".to_owned()));
    let asked = EvidenceRow::read(&without, LEEDS).unwrap();
    let limiter = asked.iter().find(|row| row.rule == "priority_action");
    assert!(limiter.is_some_and(|row| !row.fired), "it is still asked");

    // Nothing else moved: the difference of the two runs is Leeds alone, for this reason.
    let difference = plumbline::review::diff(sample(), &without).unwrap();
    let moved: Vec<&str> = difference
        .authorities
        .iter()
        .map(|of| of.authority.as_str())
        .collect();
    assert_eq!(moved, ["383"]);
    let leeds = &difference.authorities[0];
    let limiter = Subject::Limiter("priority_action".to_owned());
    assert_eq!(leeds.limiters[0].what, limiter);
    assert_eq!(leeds.evidence.len(), 1);
    assert_eq!(
        leeds.evidence[0].what,
        Subject::Finding {
            kind: "unannounced_inspection".to_owned(),
            aspect: "contact_referral_assessment".to_owned(),
        }
    );
    assert_eq!(leeds.evidence[0].to, None);
}
