//! A manifest as it is written, and what is said of one that is none.

use super::*;
use crate::runs::InputFile;
use crate::warning::WarningKind;

fn manifest() -> Manifest {
    let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let as_of = NaiveDate::from_ymd_opt(2009, 12, 9).unwrap();
    let inputs = vec![SourceEntry {
        source: "observations".to_owned(),
        files: vec![InputFile {
            path: PathBuf::from("observations.parquet"),
            bytes: 12,
            digest: "ab".repeat(32),
            partitions: BTreeMap::new(),
        }],
        rows: 100,
        rejected: 2,
        left_out: 3,
        outside: 0,
        kept: Some(95),
        values: Some(91),
        areas: Some(vec!["301".to_owned()]),
        after_as_of: 1,
        of_other_years: 0,
        superseded: 0,
        notes: 0,
        missing: BTreeMap::from([("..".to_owned(), 3), (String::new(), 1)]),
    }];
    let configuration = BTreeMap::from([("pipeline.toml".to_owned(), "cd".repeat(32))]);
    Manifest {
        manifest_version: Manifest::VERSION,
        run: "20091210T031500Z-0a1b2c3d".to_owned(),
        status: Status::Complete,
        started: time("2009-12-10T03:15:00.125Z"),
        ended: time("2009-12-10T03:15:02Z"),
        pipeline: PipelineEntry {
            name: "annual-rating".to_owned(),
            path: PathBuf::from("pipelines/annual-rating/pipeline.toml"),
        },
        as_of,
        software_version: "0.1.0".to_owned(),
        engine: "local".to_owned(),
        fingerprint: Fingerprint::of("0.1.0", as_of, &configuration, &inputs),
        configuration,
        inputs,
        outputs: vec![WrittenTable {
            table: "ratings".to_owned(),
            rows: 152,
            bytes: 4096,
            digest: "ef".repeat(32),
        }],
        rejected: vec![Rejected {
            source: "observations".to_owned(),
            rule: "period".to_owned(),
            rows: 2,
        }],
        stages: vec![StageSeconds {
            stage: "extract".to_owned(),
            seconds: 0.75,
        }],
        peak_memory_bytes: Some(1 << 20),
        ratings: vec![RatingCount {
            rating: None,
            descriptor: "Not rated".to_owned(),
            authorities: 1,
        }],
        gates: vec![GateEntry {
            gate: "min_rows".to_owned(),
            source: Some("observations".to_owned()),
            measured: Some(100.0),
            limit: 120.0,
            state: GateState::Accepted,
            message: Some("it has 100 rows".to_owned()),
        }],
        warnings: vec![Warning::of(WarningKind::EmptyFeed, "findings")],
        evidence: Some(EvidenceCounts::default()),
        ratings_moved: Some(3),
        replaced: Some("20091209T031500Z-0a1b2c3d".to_owned()),
    }
}

#[test]
fn a_manifest_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let written = manifest();
    written.write(folder.path()).unwrap();
    assert_eq!(Manifest::read(folder.path()).unwrap(), written);
}

#[test]
fn moments_and_days_are_written_as_people_read_them() {
    let folder = tempfile::tempdir().unwrap();
    manifest().write(folder.path()).unwrap();
    let text = fs::read_to_string(Manifest::path_in(folder.path())).unwrap();
    assert!(
        text.contains(r#""started": "2009-12-10T03:15:00.125Z""#),
        "{text}"
    );
    assert!(text.contains(r#""as_of": "2009-12-09""#), "{text}");
    assert!(text.contains(r#""status": "complete""#), "{text}");
}

#[test]
fn a_folder_without_a_manifest_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = Manifest::read(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("manifest.json: cannot read the run's manifest"),
        "{error}"
    );
}

#[test]
fn a_manifest_of_another_form_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        Manifest::path_in(folder.path()),
        r#"{"manifest_version": 99}"#,
    )
    .unwrap();
    let error = Manifest::read(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("is of form 99, and this version reads form 1"),
        "{error}"
    );
}

#[test]
fn a_manifest_cut_short_says_where() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        Manifest::path_in(folder.path()),
        "{\"manifest_version\": 1,",
    )
    .unwrap();
    let error = Manifest::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("is not a run's manifest: EOF"), "{error}");
    assert!(error.contains("line 1 column"), "{error}");
}
