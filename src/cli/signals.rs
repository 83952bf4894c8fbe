//! SIGINT, SIGTERM and SIGHUP: clean up and end, at once.
//!
//! The stages work on all cores in libraries that cannot be interrupted, so a thread of its own
//! answers: it removes the staging folder and ends the process. A run that is just being put in
//! its place is let finish, and has then ended well; see [`give_up_unfinished`].

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use signal_hook::consts::{SIGABRT, SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use super::standard_error;
use crate::runs::give_up_unfinished;

/// Set once a signal is being answered.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// How long a run that is published already may take to keep its history and tell of itself.
const TO_THE_END: Duration = Duration::from_millis(900);

/// How long it may take to tell that a run was stopped: a disk or a pipe may not answer.
const TO_TELL: Duration = Duration::from_millis(500);

/// Takes the signals of limits as errors like any other: a file that grows too large is an error
/// of writing it, and a library that aborts the process ends it with exit code 1.
///
/// # Errors
/// When the operating system refuses a handler.
pub(super) fn take_limits_as_errors() -> io::Result<()> {
    let ignored = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGXFSZ, ignored)?;
    let always = Arc::new(AtomicBool::new(true));
    signal_hook::flag::register_conditional_shutdown(SIGABRT, 1, always)?;
    Ok(())
}

/// Answers the signals from now on. Before the process ends, `stopped` is told the exit code and
/// why.
///
/// # Errors
/// When the operating system refuses the handler or the thread.
pub(super) fn answer(stopped: impl FnOnce(u8, &str) + Send + 'static) -> io::Result<()> {
    let mut answered = vec![SIGINT, SIGTERM];
    // A run that was started with `nohup` outlives its terminal.
    if !is_ignored(SIGHUP) {
        answered.push(SIGHUP);
    }
    let mut signals = Signals::new(answered)?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            if let Some(signal) = signals.forever().next() {
                STOPPING.store(true, Ordering::SeqCst);
                if !give_up_unfinished() {
                    // The run is the current one: it is at its end anyway, and ended well.
                    STOPPING.store(false, Ordering::SeqCst);
                    std::thread::sleep(TO_THE_END);
                    signal_hook::low_level::exit(0);
                }
                let (name, code) = named(signal);
                tell(code, format!("stopped by {name}"), stopped);
                signal_hook::low_level::exit(code.into());
            }
        })?;
    Ok(())
}

/// Tells of the end, for as long as that may take.
fn tell(code: u8, why: String, stopped: impl FnOnce(u8, &str) + Send + 'static) {
    let (told, heard) = mpsc::channel();
    let telling = std::thread::Builder::new().spawn(move || {
        standard_error::say(&why);
        stopped(code, &why);
        standard_error::drain(TO_TELL);
        // Whoever waited may have given up.
        let _ = told.send(());
    });
    if telling.is_ok() {
        let _ = heard.recv_timeout(TO_TELL);
    }
}

/// Waits for the end when a signal is being answered. What the run then reports is only that its
/// folder went away.
pub(super) fn yield_to_the_end() {
    while STOPPING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// A signal's name, and the exit code for it as a shell counts: 128 and its number.
fn named(signal: i32) -> (&'static str, u8) {
    match signal {
        SIGINT => ("SIGINT", 130),
        SIGHUP => ("SIGHUP", 129),
        _ => ("SIGTERM", 143),
    }
}

/// Whether whoever started this process has it ignore a signal, as Linux says; elsewhere nobody
/// can ask, and it is taken to.
fn is_ignored(signal: i32) -> bool {
    let Ok(status) = fs::read_to_string("/proc/self/status") else {
        return true;
    };
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask & (1 << (signal - 1)) != 0)
}
