//! Levers, history and backtest on the published files.

use std::fs;
use std::path::Path;

use super::{agrees, extracts, project, run};
use crate::workdir::{Outcome, Workdir};

const CHILDREN: &str = "pipelines/children-2025";

#[test]
#[ignore = "needs the published files: set PLUMBLINE_REAL_EXTRACTS"]
fn levers_of_three_councils_move_their_ratings_when_the_files_are_changed() {
    let program = Path::new(env!("CARGO_BIN_EXE_plumbline"));
    let (pipeline, root) = (project(CHILDREN), extracts());
    agrees("tests/witness/levers.py", &[program, &pipeline, &root], &[]);
}

#[test]
#[ignore = "needs the published files: set PLUMBLINE_REAL_EXTRACTS"]
fn a_quarter_of_a_history_is_to_the_byte_what_a_run_of_that_day_publishes() {
    let (work, root) = (Workdir::new(), extracts());
    let mut program = work.program();
    program.arg("history").arg(project(CHILDREN));
    program.arg("--root").arg(&root).args([
        "--from",
        "2023-03-31",
        "--to",
        "2023-09-30",
        "--every",
        "quarter",
        "--out",
        "past",
    ]);
    Outcome::of(program.assert()).code(0);
    run(&work, CHILDREN, &root, &["--as-of", "2023-06-30"]);
    // A run has no row before it, so that its triggers are others.
    for table in [
        "ratings",
        "provision_profile",
        "outcome_profile",
        "finding_profile",
    ] {
        let [past, plain] = ["past/as_of=2023-06-30", "out/current"].map(|folder| {
            fs::read(work.path(format!("{folder}/{table}.parquet"))).expect("a table")
        });
        assert!(past == plain, "{table} of the history is another");
    }
}

#[test]
#[ignore = "needs the published files: set PLUMBLINE_REAL_EXTRACTS"]
fn what_a_rating_foretold_is_as_scipy_works_it_out() {
    let work = Workdir::new();
    let mut program = work.program();
    program.arg("backtest").arg(project(CHILDREN));
    program.arg("--root").arg(extracts()).args([
        "--finding",
        "ilacs.overall",
        "--from",
        "2018-03-01",
        "--out",
        "tested",
    ]);
    Outcome::of(program.assert()).code(0);
    agrees("tests/witness/backtest.py", &[&work.path("tested")], &[]);
}
