//! `plumbline sample`: a national year, the same from the same seed.

use std::fs;
use std::path::Path;

use crate::workdir::{Table, Workdir};

const TABLES: [&str; 8] = [
    "authorities",
    "characteristics",
    "findings",
    "inspections",
    "judgements",
    "neighbours",
    "observations",
    "ratings",
];

fn bytes(folder: &Path, table: &str) -> Vec<u8> {
    fs::read(folder.join(format!("{table}.parquet"))).expect("the table is there")
}

#[test]
fn the_sample_that_ships_is_what_the_program_writes() {
    let work = Workdir::new();
    work.plumbline("sample --out s").code(0).prints(&TABLES);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/england-2009");
    let mut size = 0;
    for table in TABLES {
        assert!(
            bytes(&work.path("s"), table) == bytes(&shipped, table),
            "{table}"
        );
        size += bytes(&shipped, table).len();
    }
    assert!(size < 8_000_000, "the sample has {size} bytes");
}

#[test]
fn another_seed_is_another_nation_with_the_same_councils() {
    let work = Workdir::new();
    work.plumbline("sample --out one --seed 1").code(0);
    work.plumbline("sample --out two --seed 2").code(0);
    let read = |folder: &str, table: &str| bytes(&work.path(folder), table);
    assert!(read("one", "inspections") != read("two", "inspections"));
    assert!(read("one", "observations") != read("two", "observations"));
    let names = |folder: &str| {
        Table::read(&work.path(format!("{folder}/authorities.parquet"))).column("name")
    };
    assert_eq!(names("one"), names("two"));
}

#[test]
fn scale_multiplies_authorities_and_everything_with_them() {
    let work = Workdir::new();
    work.plumbline("sample --out s --scale 2").code(0);
    let read = |table: &str| Table::read(&work.path(format!("s/{table}.parquet")));
    assert_eq!(
        read("authorities")
            .rows_with(&[("level", "authority")])
            .len(),
        304
    );
    assert_eq!(read("neighbours").len(), 3040);
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples/england-2009");
    let one = Table::read(&Path::new(shipped).join("observations.parquet")).len();
    let two = read("observations").len();
    assert!(
        (19 * one / 10..=21 * one / 10).contains(&two),
        "{two} rows beside {one}"
    );
}

#[test]
fn the_year_moves_the_whole_sample() {
    let work = Workdir::new();
    work.plumbline("sample --out s --year 2012").code(0);
    let ratings = Table::read(&work.path("s/ratings.parquet"));
    let years: Vec<i64> = ratings
        .column("year")
        .iter()
        .filter_map(serde_json::Value::as_i64)
        .collect();
    assert!(
        !years.is_empty() && years.iter().all(|year| (2009..2012).contains(year)),
        "{years:?}"
    );
}

#[test]
fn the_sample_at_scale_one_is_a_year_of_152_councils() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/england-2009");
    let read = |table: &str| Table::read(&shipped.join(format!("{table}.parquet")));
    let authorities = read("authorities");
    assert_eq!(authorities.rows_with(&[("level", "authority")]).len(), 152);
    assert_eq!(authorities.rows_with(&[("level", "region")]).len(), 9);
    assert_eq!(authorities.rows_with(&[("level", "nation")]).len(), 1);
    assert_eq!(read("neighbours").len(), 1520);
    assert_eq!(authorities.rows_with(&[("name", "Leeds")]).len(), 1);
}
