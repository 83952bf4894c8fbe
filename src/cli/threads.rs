//! The threads that the work is spread over.

use crate::error::Error;

/// The variable of the environment that says how many threads rayon uses.
const VARIABLE: &str = "RAYON_NUM_THREADS";

/// Checks that whoever sets a number of threads sets one: what rayon makes of another
/// text ranges from all processors to none at all.
///
/// # Errors
/// [`Error::Usage`] with the variable.
pub(super) fn check() -> Result<(), Error> {
    let Some(value) = std::env::var_os(VARIABLE) else {
        return Ok(());
    };
    let threads = value.to_str().and_then(|value| value.parse::<u16>().ok());
    if threads.is_some_and(|threads| threads > 0) {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "the environment sets {VARIABLE} to {value:?}; set a number of threads from 1 on, or leave it unset for one on each processor"
    )))
}
