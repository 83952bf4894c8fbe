//! How far a judgement may move a rating, and what becomes of one that goes too far.

use std::fs;
use std::path::Path;

use plumbline::review::{EvidenceRow, PublishedRun, RatingRow};

use crate::shipped::ANNUAL_RATING;
use crate::workdir::Workdir;

const HEADER: &str = "authority,rating,reason,decided_by,decided_on,exceptional\n";

/// Runs the annual rating on the sample with these judgements.
struct Case {
    work: Workdir,
}

impl Case {
    fn of(rows: &str) -> Self {
        Self::with_pipeline(Workdir::new(), rows, ANNUAL_RATING)
    }

    fn with_pipeline(work: Workdir, rows: &str, pipeline: &str) -> Self {
        work.write("judgements.csv", format!("{HEADER}{rows}"));
        let source = format!("judgements={}", work.path("judgements.csv").display());
        work.ask(&["run", pipeline, "--out", "out", "--source", &source])
            .code(0);
        Self { work }
    }

    fn run(&self) -> PublishedRun {
        PublishedRun::open(&self.work.path("out")).unwrap()
    }

    fn leeds(&self) -> RatingRow {
        RatingRow::read(&self.run(), Some("383")).unwrap().remove(0)
    }

    /// Rules and reasons of the judgements that were rejected.
    fn set_aside(&self) -> Vec<(String, u64)> {
        let rejected = self.run().manifest.rejected;
        rejected
            .into_iter()
            .filter(|of| of.source == "judgements")
            .map(|of| (of.rule, of.rows))
            .collect()
    }
}

#[test]
fn a_judgement_moves_a_rating_by_one_level_and_the_overridden_limiter_stays_reported() {
    let case = Case::of("383,2,Put right at once.,Panel,2009-12-02,\n");
    let leeds = case.leeds();
    assert_eq!(leeds.indicative_rating, Some(1));
    assert_eq!(leeds.awarded_rating, Some(2));
    assert!(leeds.moderated);
    assert_eq!(
        leeds.moderation_reason.as_deref(),
        Some("Put right at once.")
    );
    assert!(leeds.limiters.contains(&"priority_action".to_owned()));
    let evidence = EvidenceRow::read(&case.run(), Some("383")).unwrap();
    let moderation = evidence.iter().find(|row| row.step == "moderation");
    assert_eq!(
        moderation.and_then(|row| row.effect.as_deref()),
        Some("awarded 2 in place of 1; sets aside priority_action")
    );
    assert!(case.set_aside().is_empty());
}

#[test]
fn a_judgement_that_goes_two_levels_is_set_aside_and_the_indicative_rating_stands() {
    let case = Case::of("383,3,Put right at once.,Panel,2009-12-02,no\n");
    let leeds = case.leeds();
    assert_eq!(leeds.awarded_rating, Some(1));
    assert!(!leeds.moderated);
    assert_eq!(case.set_aside(), [("moderation_too_far".to_owned(), 1)]);
}

#[test]
fn an_exceptional_judgement_may_go_two_levels() {
    let case = Case::of("383,3,Put right at once.,Panel,2009-12-02,yes\n");
    assert_eq!(case.leeds().awarded_rating, Some(3));
    assert!(case.set_aside().is_empty());
}

#[test]
fn a_judgement_without_reason_name_or_date_is_set_aside() {
    for row in [
        "383,2,,Panel,2009-12-02,\n",
        "383,2,Put right at once.,,2009-12-02,\n",
        "383,2,Put right at once.,Panel,,\n",
    ] {
        let case = Case::of(row);
        assert_eq!(case.leeds().awarded_rating, Some(1), "{row}");
        assert_eq!(case.set_aside(), [("missing_value".to_owned(), 1)], "{row}");
    }
}

#[test]
fn outside_a_transitional_year_an_ordinary_judgement_moves_nothing() {
    let work = Workdir::new();
    let root = Path::new(ANNUAL_RATING).join("../../data-samples/england-2009");
    for file in fs::read_dir(ANNUAL_RATING).unwrap() {
        let file = file.unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        let text = text
            .replace("transitional = true", "transitional = false")
            .replace("\"../../data-samples/england-2009\"", &format!("{root:?}"));
        work.write(&file.file_name().to_string_lossy(), text);
    }
    let judgement = "383,2,Put right.,Panel,2009-12-02,\n";
    let case = Case::with_pipeline(work, judgement, "pipeline.toml");
    assert_eq!(case.leeds().awarded_rating, Some(1));
    assert_eq!(case.set_aside(), [("moderation_too_far".to_owned(), 1)]);
}
