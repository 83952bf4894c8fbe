//! Libraries that stop in the middle: their panics become errors like any other.
//!
//! The readers of Parquet and of SQL check most of what they are given, and assert the rest. A bit
//! that fell over in a national extract, or an interval without its unit in a mapping, must not
//! end the night's run with a backtrace. So a panic is caught here, and only here, and its report
//! on standard error is held back.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind, set_hook, take_hook};
use std::sync::{Mutex, Once, PoisonError};

use crate::system_limit::SystemLimit;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Where the last panic was that nothing contained.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// A panic that nothing contained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The operating system refused something.
    #[error("{0}")]
    Limit(SystemLimit),
    /// A mistake of this program.
    #[error(
        "internal error at {place}: {said}; this is a mistake of plumbline {}, not of your files: please report it with this line",
        crate::VERSION
    )]
    Internal {
        /// File and line, where they are known.
        place: String,
        /// What it said.
        said: String,
    },
}

/// Runs the whole of the program, or the whole of a run, and gives the panic that would have ended
/// it. From then on no panic reports itself.
///
/// # Errors
/// What happened.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = said(panic.as_ref());
        SystemLimit::said_in(said).map_or_else(
            || {
                let place = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
                Fault::Internal {
                    place: place.unwrap_or_else(|| "an unknown place".to_owned()),
                    said: said.to_owned(),
                }
            },
            Fault::Limit,
        )
    })
}

/// Runs `work`, and gives what a library said when it panicked in it.
///
/// Where it met a limit of the operating system it goes on panicking, up to [`caught`].
///
/// `work` must hand out nothing that a panic could have left half-made: what it was making is
/// given up with the error.
///
/// # Errors
/// The panic's own words.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            if !CONTAINED.get() {
                report(panic);
            }
        }));
    });
    let outer = CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(outer);
    done.map_err(|panic| {
        let words = said(panic.as_ref()).to_owned();
        if SystemLimit::said_in(&words).is_some() {
            // That is no verdict on what the library was given.
            resume_unwind(panic);
        }
        words
    })
}

fn said(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a word")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_stops_is_an_error_in_its_own_words() {
        let broken: Result<(), String> = catch_panic(|| panic!("index 7 of 3"));
        assert_eq!(broken, Err("index 7 of 3".to_owned()));
        assert_eq!(catch_panic(|| 1), Ok(1));
    }

    #[test]
    fn a_fault_asks_for_a_report_unless_the_system_refused_something() {
        let fault = Fault::Internal {
            place: "src/rate/mod.rs:7:3".to_owned(),
            said: "index 7 of 3".to_owned(),
        };
        let message = fault.to_string();
        assert!(
            message.contains("src/rate/mod.rs:7:3: index 7 of 3"),
            "{message}"
        );
        assert!(message.contains("please report it"), "{message}");
        let limit = Fault::Limit(SystemLimit::Threads).to_string();
        assert!(
            limit.contains("ulimit -u") && !limit.contains("report"),
            "{limit}"
        );
    }
}
