//! Libraries that stop in the middle: their panics become errors like any other.
//!
//! The readers of Parquet and of SQL check most of what they are given, and assert the rest. A bit
//! that fell over in a national extract, or an interval without its unit in a mapping, must not
//! end the night's run with a backtrace. So a panic is caught here, and only here, and its report
//! on standard error is held back.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`, and gives what a library said when it panicked in it.
///
/// `work` must hand out nothing that a panic could have left half-made: what it was making is
/// given up with the error.
///
/// # Errors
/// The panic's own words.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
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
    done.map_err(|panic| said(panic.as_ref()).to_owned())
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
}
