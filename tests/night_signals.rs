//! SIGINT and SIGTERM end a run at once, and nothing of it stays.

mod night;

use std::process::Command;
use std::time::{Duration, Instant};

use night::Place;

fn stopped_by(signal: &str) -> (Option<i32>, Duration, Place) {
    let place = Place::with_the_sample();
    place.run(&["--quiet"]).expect(0, &[]);
    let mut child = place.command(&["--quiet", "--force"]).spawn().unwrap();
    let begins = Instant::now();
    while place.leftovers().is_empty() {
        assert!(begins.elapsed() < Duration::from_secs(20), "no run began");
        std::thread::sleep(Duration::from_millis(1));
    }
    let sent = Instant::now();
    let kill = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
    let status = child.wait().unwrap();
    (status.code(), sent.elapsed(), place)
}

#[test]
fn an_interrupted_run_ends_within_a_second_with_130_and_leaves_nothing() {
    let (code, took, place) = stopped_by("-INT");
    assert_eq!(code, Some(130));
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(place.leftovers(), [""; 0]);
    assert_eq!(place.names("out/runs"), [place.current()]);
}

#[test]
fn a_terminated_run_ends_within_a_second_with_143_and_leaves_nothing() {
    let (code, took, place) = stopped_by("-TERM");
    assert_eq!(code, Some(143));
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(place.leftovers(), [""; 0]);
    assert_eq!(place.names("out/runs"), [place.current()]);
}
