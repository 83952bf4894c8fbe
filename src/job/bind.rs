//! What is tried before any data is read.

use crate::config::Pipeline;
use crate::error::Error;
use crate::letters::Letters;
use crate::rate::{self, BoundRules};

/// Tries the rulebook's conditions and the letter's template before any data is read; gives the
/// conditions.
pub(super) fn bind(pipeline: &Pipeline) -> Result<BoundRules, Error> {
    let rules = rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    Ok(rules)
}
