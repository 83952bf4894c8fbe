//! SIGINT and SIGTERM: clean up and end, at once.
//!
//! The stages work on all cores in libraries that cannot be interrupted, so a thread of its own
//! answers: it removes the staging folder and ends the process. A run that is just being put in
//! its place is let finish, and has then ended well; see [`give_up_unfinished`].

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::runs::give_up_unfinished;

/// Set once a signal is being answered.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// How long a run that is published already may take to keep its history and tell of itself.
const TO_THE_END: Duration = Duration::from_millis(900);

/// Answers both signals from now on. Before the process ends, `stopped` is told the exit code and
/// why.
///
/// # Errors
/// When the operating system refuses the handler or the thread.
pub fn answer(stopped: impl FnOnce(u8, &str) + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
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
                let why = format!("stopped by {name}");
                stopped(code, &why);
                eprintln!("plumbline: {why}");
                signal_hook::low_level::exit(code.into());
            }
        })?;
    Ok(())
}

/// Waits for the end when a signal is being answered. What the run then reports is only that its
/// folder went away.
pub fn yield_to_the_end() {
    while STOPPING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// A signal's name, and the exit code for it as a shell counts: 128 and its number.
fn named(signal: i32) -> (&'static str, u8) {
    match signal {
        SIGINT => ("SIGINT", 130),
        _ => ("SIGTERM", 143),
    }
}
