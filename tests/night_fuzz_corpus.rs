//! The inputs that the fuzz targets kept are asked again, each as the target asks it.

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

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
