//! Limits of the operating system are called by their names, and no panic leaves the process.

use std::process::Command;

use crate::workdir::{Outcome, Workdir};

/// A run after a line of shell, such as `ulimit -n 10`.
fn run_after(place: &Workdir, shell: &str) -> Outcome {
    let script = format!(
        "{shell}; exec '{}' run pipeline --out out --quiet --force",
        env!("CARGO_BIN_EXE_plumbline")
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(place.path("."))
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap();
    let ended = Outcome::from(output);
    for word in ["panicked", "damaged", "fetch it again", "RUST_BACKTRACE"] {
        assert!(!ended.stderr().contains(word), "{word}: {}", ended.stderr());
    }
    ended
}

#[test]
fn too_few_files_are_called_so() {
    let place = Workdir::with_the_sample();
    for limit in 4..14 {
        let ended = run_after(&place, &format!("ulimit -n {limit}"));
        if ended.status() == Some(0) {
            assert!(limit > 6, "{limit} files are enough");
            continue;
        }
        ended.code(1).says(&["oo many", "open", "ulimit -n"]);
    }
}

#[test]
fn too_little_memory_ends_a_run_with_a_message_and_1() {
    let place = Workdir::with_the_sample();
    for megabytes in [120, 200, 300, 400, 600] {
        let ended = run_after(&place, &format!("ulimit -v {}", megabytes * 1000));
        match ended.status() {
            Some(0) => {}
            Some(1) => assert!(
                ["memory", "threads cannot be started"]
                    .iter()
                    .any(|word| ended.stderr().contains(word)),
                "{megabytes}: {}",
                ended.stderr()
            ),
            other => panic!("{megabytes} MB: {other:?}: {}", ended.stderr()),
        }
    }
}

#[test]
fn a_file_that_may_not_grow_is_an_error_that_names_the_limit() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    let before = place.current();
    let ended = run_after(&place, "ulimit -f 200");
    ended.code(1).says(&["cannot write the table", "ulimit -f"]);
    assert_eq!(place.current(), before);
    assert_eq!(place.leftovers(), [""; 0]);
}

#[test]
fn a_small_stack_of_the_process_changes_nothing() {
    let place = Workdir::with_the_sample();
    for kilobytes in [64, 256] {
        run_after(&place, &format!("ulimit -s {kilobytes}")).code(0);
    }
}

#[test]
fn a_number_of_threads_that_is_none_is_refused() {
    let place = Workdir::with_a_small_source(1);
    for (variable, value) in [
        ("RAYON_NUM_THREADS", "0"),
        ("RAYON_NUM_THREADS", "many"),
        ("RAYON_NUM_THREADS", "-1"),
    ] {
        let output = place.command(&[]).env(variable, value).output().unwrap();
        Outcome::from(output)
            .code(2)
            .says(&[variable, value, "from 1 on"]);
    }
    let output = place.command(&[]).env("RAYON_NUM_THREADS", "1").output();
    Outcome::from(output.unwrap()).code(0);
}

#[test]
fn a_limit_that_a_reader_meets_is_no_fault_of_the_run_that_it_reads() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    for command in ["explain out Leeds", "letter out Leeds"] {
        let script = format!(
            "ulimit -n 4; exec '{}' {command}",
            env!("CARGO_BIN_EXE_plumbline")
        );
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(place.path("."))
            .output()
            .unwrap();
        let ended = Outcome::from(output).code(1).says(&["ulimit -n"]);
        assert!(
            !ended.stderr().contains("run the pipeline again"),
            "{}",
            ended.stderr()
        );
    }
}
