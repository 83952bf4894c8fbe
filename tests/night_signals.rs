//! SIGINT and SIGTERM end a run at once, and nothing of it stays but the news that it was stopped.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::night;
use crate::workdir::Workdir;

/// Stops a run by a signal as soon as it has begun; it ends within a second, with `code`, and the
/// run before it stays the current one.
fn stopped_by(signal: &str, code: i32) -> Workdir {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    let before = place.current();
    let told = ["--lineage", "lineage.jsonl", "--metrics", "plumbline.prom"];
    let mut child = place
        .command(&["--quiet", "--force"])
        .args(told)
        .spawn()
        .unwrap();
    let begins = Instant::now();
    while place.leftovers().is_empty() {
        assert!(begins.elapsed() < Duration::from_secs(20), "no run began");
        std::thread::sleep(Duration::from_millis(1));
    }
    let sent = Instant::now();
    send(signal, child.id());
    let status = child.wait().unwrap();
    let took = sent.elapsed();
    assert_eq!(status.code(), Some(code));
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(place.leftovers(), [""; 0]);
    assert_eq!(place.current(), before);
    assert_eq!(place.names("out/runs"), [before]);
    place
}

fn send(signal: &str, process: u32) {
    let kill = Command::new("kill")
        .args([signal, &process.to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
}

/// The last event, and the exit code of the metrics.
fn told(place: &Workdir) -> (Value, String) {
    let lineage = fs::read_to_string(place.path("lineage.jsonl")).unwrap();
    let last = lineage.lines().last().unwrap();
    let metrics = fs::read_to_string(place.path("plumbline.prom")).unwrap();
    let code = metrics
        .lines()
        .find(|line| line.starts_with("plumbline_run_exit_code{"))
        .and_then(|line| line.rsplit(' ').next())
        .unwrap()
        .to_owned();
    (serde_json::from_str(last).unwrap(), code)
}

#[test]
fn an_interrupted_run_ends_within_a_second_with_130_and_says_so() {
    let place = stopped_by("-INT", 130);
    let (event, code) = told(&place);
    assert_eq!(event["eventType"], "ABORT");
    let message = &event["run"]["facets"]["errorMessage"]["message"];
    assert_eq!(message, "stopped by SIGINT");
    assert_eq!(code, "130");
}

#[test]
fn a_terminated_run_ends_within_a_second_with_143_and_says_so() {
    let place = stopped_by("-TERM", 143);
    let (event, code) = told(&place);
    assert_eq!(event["eventType"], "ABORT");
    let message = &event["run"]["facets"]["errorMessage"]["message"];
    assert_eq!(message, "stopped by SIGTERM");
    assert_eq!(code, "143");
}

#[test]
fn a_signal_at_any_moment_leaves_either_the_old_run_or_the_new_one_and_the_code_says_which() {
    let place = Workdir::with_a_small_source(5);
    let began = Instant::now();
    place.night(&["--quiet"]).code(0);
    let whole = began.elapsed().mul_f64(1.2);
    let mut published = 0;
    for moment in 0..60 {
        let before = place.current();
        let mut child = place.command(&["--quiet", "--force"]).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(moment) / 60.0));
        if child.try_wait().unwrap().is_none() {
            send("-TERM", child.id());
        }
        match child.wait().unwrap().code() {
            Some(0) => {
                assert_ne!(place.current(), before);
                published += 1;
            }
            Some(143) => {
                assert_eq!(place.current(), before);
                assert_eq!(place.leftovers(), [""; 0]);
            }
            // Before the signal is answered, it ends the process as it does any other.
            None => assert_eq!(place.current(), before),
            other => panic!("{other:?}"),
        }
        night::is_whole(&place.path("out/current")).unwrap();
    }
    let journal = fs::read_to_string(place.path("out/journal.jsonl")).unwrap();
    let noted = journal.matches(r#""event":"published""#).count();
    assert_eq!(noted, published + 1);
    assert_eq!(place.names("out/runs").len(), published + 1);
}
