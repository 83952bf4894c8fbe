//! What becomes of standard error changes nothing: neither what is published, nor the exit code,
//! nor how soon a signal ends a run.

use std::fs::File;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::workdir::{Outcome, Workdir};

/// Standard errors that nobody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unread {
    /// On a disk that is full.
    Full,
    /// A pipe whose reader is gone, as after `head -1`.
    Broken,
    /// A pipe that is full and whose reader does not read on, as under a held `less`.
    Held,
}

const UNREAD: [Unread; 3] = [Unread::Full, Unread::Broken, Unread::Held];

/// The bytes that a pipe of Linux holds.
const PIPE: usize = 65_536;

/// Starts a command with such a standard error; the reader is to be kept while it runs.
fn start(command: &mut Command, unread: Unread) -> (Child, Option<std::io::PipeReader>) {
    let (stderr, reader) = match unread {
        Unread::Full => (Stdio::from(File::create("/dev/full").unwrap()), None),
        Unread::Broken => (Stdio::from(std::io::pipe().unwrap().1), None),
        Unread::Held => {
            let (reader, mut writer) = std::io::pipe().unwrap();
            writer.write_all(&vec![b'x'; PIPE]).unwrap();
            (Stdio::from(writer), Some(reader))
        }
    };
    let child = command
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn()
        .unwrap();
    (child, reader)
}

/// Waits for the end, which must come soon.
fn ends_within(child: &mut Child, patience: Duration) -> Option<i32> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if began.elapsed() > patience {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("still running after {patience:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_run_whose_log_nobody_reads_is_published() {
    let place = Workdir::with_the_sample();
    place.night(&["--quiet"]).code(0);
    for unread in UNREAD {
        for form in ["text", "json"] {
            let before = place.current();
            let mut command = place.command(&["--force", "-v", "--log-format", form]);
            let (mut child, _reader) = start(&mut command, unread);
            let code = ends_within(&mut child, Duration::from_secs(30));
            assert_eq!(code, Some(0), "{unread:?} {form}");
            assert_ne!(place.current(), before, "{unread:?} {form}");
        }
    }
}

#[test]
fn a_log_of_more_than_a_pipe_holds_does_not_hold_a_run() {
    let place = Workdir::with_a_small_source(1);
    let mut command = place.command(&["-v", "-v"]);
    command.env("RUST_LOG", "trace");
    let (mut child, _reader) = start(&mut command, Unread::Held);
    assert_eq!(ends_within(&mut child, Duration::from_secs(30)), Some(0));
    assert!(place.path("out/current").exists());
}

#[test]
fn what_is_wrong_keeps_its_exit_code() {
    let place = Workdir::with_a_small_source(1);
    place.night(&["--quiet"]).code(0);
    for unread in UNREAD {
        for (arguments, code) in [
            (&["run", "none.toml"][..], 2),
            (&["explain", "out", "Nowhere"], 2),
            (&["check", "pipeline"], 0),
            (&["runs", "out"], 0),
            (&["run", "pipeline", "--out", "/proc/plumbline"], 1),
        ] {
            let (mut child, _reader) = start(place.process().args(arguments), unread);
            let ended = ends_within(&mut child, Duration::from_secs(10));
            assert_eq!(ended, Some(code), "{unread:?} {arguments:?}");
        }
    }
}

/// A run that waits for the lock of another, which the file holds.
fn waiting(place: &Workdir, unread: Unread) -> (Child, Option<std::io::PipeReader>, File) {
    std::fs::create_dir_all(place.path("out")).unwrap();
    let lock = File::create(place.path("out/.lock")).unwrap();
    lock.lock().unwrap();
    // Whoever starts the tests may ignore signals, and what they start would inherit that.
    let run = place.command(&["--wait", "60", "-v", "--lineage", "lineage.jsonl"]);
    let mut command = Command::new("env");
    command
        .arg("--default-signal=HUP,INT,TERM")
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(place.path("."));
    let (child, reader) = start(&mut command, unread);
    let began = Instant::now();
    while !place.path("lineage.jsonl").exists() {
        assert!(began.elapsed() < Duration::from_secs(20), "no run began");
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(Duration::from_millis(100));
    (child, reader, lock)
}

fn send(signal: &str, process: u32) {
    let kill = Command::new("kill")
        .args([signal, &process.to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
}

#[test]
fn a_signal_ends_a_run_within_a_second_whatever_standard_error_is() {
    for unread in UNREAD {
        for (signal, code) in [("-TERM", 143), ("-INT", 130), ("-HUP", 129)] {
            let place = Workdir::with_a_small_source(1);
            let (mut child, _reader, _lock) = waiting(&place, unread);
            send(signal, child.id());
            let ended = ends_within(&mut child, Duration::from_secs(1));
            assert_eq!(ended, Some(code), "{unread:?} {signal}");
            let lineage = std::fs::read_to_string(place.path("lineage.jsonl")).unwrap();
            assert!(lineage.contains("\"ABORT\""), "{unread:?} {signal}");
        }
    }
}

#[test]
fn a_run_under_nohup_outlives_its_terminal() {
    let place = Workdir::with_a_small_source(1);
    std::fs::create_dir_all(place.path("out")).unwrap();
    let lock = File::create(place.path("out/.lock")).unwrap();
    lock.lock().unwrap();
    let script = format!(
        "trap '' HUP; exec '{}' run pipeline --out out --wait 60 --lineage lineage.jsonl",
        env!("CARGO_BIN_EXE_plumbline")
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir(place.path("."));
    let (mut child, _reader) = start(&mut command, Unread::Full);
    let began = Instant::now();
    while !place.path("lineage.jsonl").exists() {
        assert!(began.elapsed() < Duration::from_secs(20), "no run began");
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(Duration::from_millis(100));
    send("-HUP", child.id());
    std::thread::sleep(Duration::from_millis(300));
    drop(lock);
    assert_eq!(ends_within(&mut child, Duration::from_secs(20)), Some(0));
    assert!(place.path("out/current").exists());
}

#[test]
fn a_summary_that_cannot_be_printed_does_not_undo_what_is_published() {
    let place = Workdir::with_a_small_source(1);
    let output = place
        .command(&[])
        .stdout(File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    let ended = Outcome::from(output);
    ended
        .code(0)
        .says(&["published", "summary", "cannot be written to"]);
    assert!(place.path("out/current").exists());

    // What is asked for on standard output is all there is of it.
    let output = place
        .process()
        .args(["runs", "out"])
        .stdout(File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    Outcome::from(output)
        .code(1)
        .says(&["standard output cannot be written to"]);
}
