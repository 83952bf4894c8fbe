//! Damaged files: a reader that stops in the middle becomes an error that says what to do.

use std::fmt::Display;

use crate::catch_panic::catch_panic;
use crate::system_limit::SystemLimit;

/// A sentence about a file that a reader stops at: that it `is` damaged in some way, unless the
/// operating system refused the reader something, of which the file knows nothing.
pub(super) fn damaged(is: &str, error: &dyn Display) -> String {
    let error = error.to_string();
    match SystemLimit::said_in(&error) {
        Some(limit) => format!("cannot be read: {limit}"),
        // What the disk or the network refuses is nothing that the file says.
        None if error.contains("(os error ") => format!("cannot be read ({error})"),
        // So the Parquet library begins what it says of lawful forms that it does not have.
        None if error.contains("NYI: ") => {
            format!("is in a form that is not read ({error}); write it anew in a plainer one")
        }
        None => format!("{is} ({error}); fetch it again"),
    }
}

/// Runs `read`, and gives a panic of the Parquet library in it as an error.
///
/// # Errors
/// What `read` returns, and what the library said when it stopped.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_panic(read).unwrap_or_else(|said| {
        let said = format!("the reader stopped: {said}");
        Err(damaged("is damaged", &said))
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

    #[test]
    fn what_a_reader_does_not_have_and_what_a_disk_refuses_are_no_damage() {
        for said in [
            "Parquet argument error: NYI: encoding 7",
            "External: Input/output error (os error 5)",
        ] {
            let message = damaged("row group 0 is damaged", &said);
            assert!(
                message.contains(said) && !message.contains("fetch it again"),
                "{message}"
            );
        }
    }

    #[cfg(all(unix, not(feature = "portable")))]
    #[test]
    fn a_limit_of_the_system_is_no_damage() {
        let error = std::io::Error::from_raw_os_error(libc::EMFILE);
        let said = damaged("is damaged or cut short", &error);
        assert!(
            said.contains("ulimit -n") && !said.contains("damaged"),
            "{said}"
        );
    }
}
