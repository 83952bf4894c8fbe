//! SIGINT and SIGTERM: clean up and end, at once.
//!
//! The stages work on all cores in libraries that cannot be interrupted, so a thread of its own
//! answers: it removes the staging folder and ends the process. A run that is just being put in
//! its place is let finish first; see [`give_up_unfinished`].

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::publish::give_up_unfinished;

/// Set once a signal is being answered.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Answers both signals from now on.
///
/// # Errors
/// When the operating system refuses the handler or the thread.
pub fn answer() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            if let Some(signal) = signals.forever().next() {
                STOPPING.store(true, Ordering::SeqCst);
                give_up_unfinished();
                eprintln!("plumbline: stopped by {}", name(signal));
                // As a shell counts: 128 and the number of the signal.
                signal_hook::low_level::exit(128 + signal);
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

fn name(signal: i32) -> &'static str {
    match signal {
        SIGINT => "SIGINT",
        _ => "SIGTERM",
    }
}
