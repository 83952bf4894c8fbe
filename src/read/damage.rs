//! Damaged files: a reader that stops in the middle becomes an error that says what to do.

use crate::catch_panic::catch_panic;

/// Runs `read`, and gives a panic of the Parquet library in it as an error.
///
/// # Errors
/// What `read` returns, and what the library said when it stopped.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_panic(read).unwrap_or_else(|said| {
        Err(format!(
            "is damaged (the reader stopped: {said}); fetch it again"
        ))
    })
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
