//! However the rows of a bucket are divided among processes, and in whatever order they come, what
//! becomes of them is the same.

use chrono::NaiveDate;
use datafusion::arrow::array::{ArrayRef, RecordBatch};

use super::portions::{self, Portion};
use super::spec::{Configured, FileMark, Large, PieceAt, ScanSpec};
use super::visits::{BucketMessage, Placed, ToSettings, columns};
use super::wire::message;
use super::{figures, lists, visits};
use crate::cluster::Gathers;
use crate::domain::{AuthorityIx, Grade};
use crate::extract::contract::inspection::{Inspection, VisitState};
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::RowLocation;
use crate::extract::reduce::series::SeriesOfFiles;
use crate::tables::{Area, Areas, Day, ProvisionIx, Urn};

/// A visit of this setting on this day, of this grade, in a row of this number.
fn visit(row: u32, urn: &str, day: u32, level: u8) -> Placed {
    Placed {
        order: u64::from(row),
        visit: Inspection {
            urn: Urn::new(urn).unwrap(),
            location: RowLocation::new(3, row.into()),
            inspected_on: Day::from_number(day),
            event: 7,
            authority: AuthorityIx::new(5),
            precedence: Precedence::UNKNOWN,
            provision: ProvisionIx::new(2),
            standing: VisitState::new(Grade::from_level(level), true, true),
        },
    }
}

fn visits_of_one_bucket() -> Vec<Placed> {
    vec![
        visit(1, "SC1", 733_000, 4),
        visit(2, "SC1", 733_400, 2),
        visit(3, "SC1", 733_400, 3),
        visit(4, "SC2", 0, 0),
        visit(5, "SC1", 732_000, 1),
    ]
}

fn rule() -> ToSettings {
    ToSettings::new(&lists::known(&SeriesOfFiles::default())).unwrap()
}

/// What becomes of rows that come in these parts, each gathered by a process of its own.
fn settled(parts: &[&[Placed]]) -> Vec<Portion> {
    let rule = rule();
    let mut whole = Vec::new();
    for part in parts {
        let values: Vec<ArrayRef> = columns(part).unwrap();
        let mut groups = [Vec::new()];
        rule.push(&mut groups, &values, &|_| Some(0)).unwrap();
        rule.merge(&mut whole, &rule.encode(&groups[0])).unwrap();
    }
    rule.settle(whole).unwrap()
}

#[test]
fn it_does_not_matter_who_read_which_visit() {
    let all = visits_of_one_bucket();
    let whole = settled(&[&all]);
    let mut reversed = all.clone();
    reversed.reverse();
    assert_eq!(whole, settled(&[&reversed]));
    assert_eq!(whole, settled(&[&all[3..], &[], &all[..1], &all[1..3]]));
    let [of_block, others] = &whole[..] else {
        panic!("{whole:?}");
    };
    assert_eq!((of_block.block, others.block), (Some(0), None));
    let settings = portions::settings(&of_block.bytes).unwrap();
    let settings: Vec<_> = settings
        .iter()
        .map(|of| {
            (
                of.urn.to_string(),
                of.grade,
                of.inspected_on.map(Day::number),
            )
        })
        .collect();
    assert_eq!(
        settings,
        [
            ("SC1".to_owned(), Grade::from_level(2), Some(733_400)),
            ("SC2".to_owned(), None, None),
        ]
    );
    let reduced = message::<BucketMessage>(&others.bytes).unwrap();
    let reduced = reduced.read().unwrap();
    // The second row of the visit is rejected, and the first is kept.
    let [(rejected, kept)] = reduced.duplicates[..] else {
        panic!("{:?}", reduced.duplicates);
    };
    assert_eq!((rejected, kept), (all[2].visit, all[1].visit));
}

#[test]
fn bytes_of_another_form_are_told() {
    let rule = rule();
    let mut group = Vec::new();
    let error = rule.merge(&mut group, &[1, 2, 3]).unwrap_err();
    assert!(
        error.contains("let every process be of one version"),
        "{error}"
    );
    let error = portions::settings(&[0; 27]).unwrap_err();
    assert!(error.contains("one version"), "{error}");
    let error = figures::ToSlices::new(&[0xFF; 3]).unwrap_err();
    assert!(error.contains("one version"), "{error}");
}

#[test]
fn a_column_of_visits_has_a_row_for_each() {
    for count in [0, 5] {
        let all = visits_of_one_bucket();
        let schema = datafusion::arrow::datatypes::Schema::new(visits::fields());
        let columns = columns(&all[..count]).unwrap();
        let batch = RecordBatch::try_new(schema.into(), columns).unwrap();
        assert_eq!(batch.num_rows(), count);
    }
}

#[test]
fn the_place_of_an_area_is_its_own() {
    let areas = Areas {
        authorities: 3,
        regions: 2,
    };
    for place in 0..areas.count() {
        let area = areas.at(place).unwrap();
        assert_eq!(areas.place(area), place);
    }
    assert_eq!(areas.at(5), Some(Area::Nation));
    assert_eq!(areas.at(6), None);
}

#[test]
fn a_spec_comes_back_from_its_text() {
    let spec = ScanSpec {
        pipeline: Configured {
            text: "[pipeline]\nname = \"small\"\n".to_owned(),
            rulebook: String::new(),
            place: "/srv/plumbline".into(),
            as_of: NaiveDate::from_ymd_opt(2024, 12, 31).unwrap(),
            root: None,
            sources: vec![("observations".to_owned(), "s3://bucket/o.parquet".into())],
        },
        rows: Large::Observations,
        parts: 0..0,
        noted: true,
        pieces: vec![PieceAt {
            feed: 0,
            file: 1,
            piece: 2,
        }],
        files: vec![FileMark {
            name: "o.parquet".to_owned(),
            bytes: 12,
            digest: "etag:1".to_owned(),
        }],
        may_lose: vec![("observations".to_owned(), 0.01_f64.to_bits())],
    };
    let text = spec.to_json().unwrap();
    assert_eq!(ScanSpec::from_json(&text), Ok(spec));
    assert!(ScanSpec::from_json("{}").is_err());
}
