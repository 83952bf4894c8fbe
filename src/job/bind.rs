//! What is tried before any data is read.

use crate::config::Pipeline;
use crate::error::Error;
use crate::letters::Letters;
use crate::rate::{self, BoundLimiter};

/// Tries the rulebook's limiters and the letter's template before any data is read; gives the
/// limiters.
pub(super) fn bind(pipeline: &Pipeline) -> Result<Vec<BoundLimiter>, Error> {
    let limiters = rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    Ok(limiters)
}
