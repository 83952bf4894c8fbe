//! Damaged files: a library that stops in the middle becomes an error like any other.
//!
//! The Parquet reader checks most of what it reads, and asserts the rest. A bit that fell over in
//! a national extract must not end the night's run with a backtrace, so a panic of the reader is
//! caught here, and only here, and its report on standard error is held back.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `read`, and gives a panic in it as an error.
///
/// `read` must hand out nothing that a panic could have left half-made: what it was reading is
/// given up with the error.
///
/// # Errors
/// What `read` returns, and what the library said when it stopped.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                report(panic);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(outer);
    done.unwrap_or_else(|panic| {
        Err(format!(
            "is damaged (the reader stopped: {}); fetch it again",
            said(panic.as_ref())
        ))
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
    fn a_reader_that_stops_is_an_error_that_says_what_it_said() {
        let broken: Result<(), String> = guarded(|| panic!("index 7 of 3"));
        assert_eq!(
            broken.unwrap_err(),
            "is damaged (the reader stopped: index 7 of 3); fetch it again"
        );
        assert_eq!(guarded(|| Ok(1)), Ok(1));
    }
}
