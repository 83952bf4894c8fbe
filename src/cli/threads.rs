//! The threads that the work is spread over.

use crate::error::Error;

/// Variables of the environment that say how many threads a library uses.
const VARIABLES: [&str; 2] = ["POLARS_MAX_THREADS", "RAYON_NUM_THREADS"];

/// Checks that whoever sets a number of threads sets one: what a library makes of another text
/// ranges from all processors to none at all.
///
/// # Errors
/// [`Error::Usage`] with the variable.
pub fn check() -> Result<(), Error> {
    for variable in VARIABLES {
        let Some(value) = std::env::var_os(variable) else {
            continue;
        };
        let threads = value.to_str().and_then(|value| value.parse::<u16>().ok());
        if threads.is_none_or(|threads| threads == 0) {
            return Err(Error::Usage(format!(
                "the environment sets {variable} to {value:?}; set a number of threads from 1 on, or leave it unset for one on each processor"
            )));
        }
    }
    Ok(())
}
