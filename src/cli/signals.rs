//! SIGINT, SIGTERM and SIGHUP: clean up and end, at once.
//!
//! The stages work on all cores in libraries that cannot be interrupted, so a thread of its own
//! answers: it removes the staging folder and ends the process. A run that is just being put in
//! its place is let finish, and has then ended well; see [`give_up_unfinished`].

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use super::standard_error;
use crate::runs::give_up_unfinished;
use crate::system::{Stop, Stops, end_at_once};

pub(super) use crate::system::take_limits_as_errors;

/// Set once a signal is being answered.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// How long a run that is published already may take to keep its history and tell of itself.
const TO_THE_END: Duration = Duration::from_millis(900);

/// How long it may take to tell that a run was stopped: a disk or a pipe may not answer.
pub(super) const TO_TELL: Duration = Duration::from_millis(500);

/// Answers the signals from now on. Before the process ends, `stopped` is told the exit code and
/// why.
///
/// # Errors
/// When the operating system refuses the handler or the thread.
pub(super) fn answer(stopped: impl FnOnce(u8, &str) + Send + 'static) -> io::Result<()> {
    let Some(mut stops) = Stops::listen()? else {
        return Ok(());
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            if let Some(Stop { name, exit_code }) = stops.wait() {
                STOPPING.store(true, Ordering::SeqCst);
                if !give_up_unfinished() {
                    // The run is the current one: it is at its end anyway, and ended well.
                    STOPPING.store(false, Ordering::SeqCst);
                    std::thread::sleep(TO_THE_END);
                    end_at_once(0);
                }
                tell(exit_code, format!("stopped by {name}"), stopped);
                end_at_once(exit_code);
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
