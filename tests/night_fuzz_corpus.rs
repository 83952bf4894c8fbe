//! The inputs that the fuzz targets kept are asked again, each as the target asks it.

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "it is a library of its own")]
mod fuzz;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use plumbline::sql::Value;
use proptest::prelude::*;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value as Json, json};

/// How long one input may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks every input of `fuzz/corpus/NAME`; gives how many there are.
fn replay(name: &str, ask: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut inputs: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inputs.sort();
    for path in &inputs {
        let bytes = fs::read(path).unwrap();
        let began = Instant::now();
        ask(&bytes);
        let took = began.elapsed();
        assert!(took < PATIENCE, "{} took {took:?}", path.display());
    }
    inputs.len()
}

#[test]
fn no_kept_sql_stops_a_mapping_or_makes_a_row_depend_on_another() {
    assert!(replay("mapping_sql", fuzz::mapping_sql::ask) > 50);
}

#[test]
fn every_kept_label_is_a_period_within_bounds_or_an_error_that_quotes_it() {
    assert!(replay("period", fuzz::period::ask) > 40);
}

#[test]
fn every_kept_rulebook_is_read_or_refused_at_a_line_that_it_has() {
    assert!(replay("rulebook", fuzz::rulebook::ask) > 50);
}

/// As many bytes as `count`, which go on from those before.
fn some_bytes(random: &mut ChaCha8Rng, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    random.fill_bytes(&mut bytes);
    bytes
}

#[test]
fn a_rulebook_that_is_accepted_has_a_band_for_every_row() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let accepted = (0..1_000)
        .filter(|_| fuzz::rulebook::ask_made(&some_bytes(&mut random, 64)))
        .count();
    // Most are as they should be, and some are refused.
    assert!((200..900).contains(&accepted), "{accepted}");
}

#[test]
fn every_function_stands_in_some_expression_that_is_made() {
    let called = regex::Regex::new(r"([A-Z_0-9]+)\(").unwrap();
    let names = |sql: &str| -> BTreeSet<String> {
        let found = called.captures_iter(sql);
        found.map(|name| name[1].to_owned()).collect()
    };
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let made: BTreeSet<String> = (0..20_000)
        .flat_map(|_| names(&fuzz::expressions::expression(&some_bytes(&mut random, 64)).ours))
        .collect();
    let missing: BTreeSet<String> = plumbline::sql::examples()
        .flat_map(|example| names(example.sql))
        .filter(|name| !made.contains(name))
        .collect();
    assert_eq!(missing, BTreeSet::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_expression_means_the_same_within_others(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        fuzz::expressions::ask(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_number_is_read_as_it_is_written_or_not_at_all(bytes in prop::collection::vec(any::<u8>(), 0..14)) {
        fuzz::numbers::ask(&bytes);
    }
}

/// A value as JSON; a day as it is written.
fn shown(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::Flag(flag) => (*flag).into(),
        Value::Text(_) | Value::Day(_) => value.shown().into_owned().into(),
    }
}

#[test]
#[ignore = "writes what tests/witness/sql.py reads"]
fn expressions_are_written_for_the_witness() {
    use fuzz::expressions::{answers, expression};
    use fuzz::rows::{COLUMNS, Rows};
    let setting = |name: &str| std::env::var(name).ok();
    let folder = setting("PLUMBLINE_WITNESS").expect("PLUMBLINE_WITNESS names a folder");
    let number = |name: &str, otherwise: u64| {
        setting(name).map_or(otherwise, |text| text.parse().expect("a number"))
    };
    let seed = number("PLUMBLINE_SEED", 1);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let asked = Rows::new(&seed.to_le_bytes());
    let folder = Path::new(&folder);
    let rows = json!({
        "columns": COLUMNS.map(|(name, kind)| json!({
            "name": name,
            "kind": format!("{kind:?}").to_lowercase(),
        })),
        "rows": asked
            .each()
            .map(|row| row.iter().map(shown).collect())
            .collect::<Vec<Vec<Json>>>(),
    });
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("rows.json"), rows.to_string()).unwrap();
    let file = fs::File::create(folder.join("expressions.jsonl")).unwrap();
    let mut file = std::io::BufWriter::new(file);
    for _ in 0..number("PLUMBLINE_EXPRESSIONS", 10_000) {
        let made = expression(&some_bytes(&mut random, 64));
        let mut line = json!({ "ours": made.ours, "theirs": made.theirs });
        match answers(&made.ours, &asked) {
            Err(refused) => line["refused"] = refused.into(),
            Ok((_, given)) => {
                line["values"] = given
                    .iter()
                    .map(|value| match value {
                        Ok(value) => shown(value),
                        Err(error) => json!({ "refused": error }),
                    })
                    .collect();
            }
        }
        writeln!(file, "{line}").unwrap();
    }
}
