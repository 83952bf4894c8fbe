//! What is tried before any data is read.

use crate::config::Pipeline;
use crate::error::Error;
use crate::letters::Letters;
use crate::rate::{self, BoundRules};
use crate::site;

/// Tries the rulebook's conditions and the templates of letters and pages before any data is read;
/// gives the conditions.
pub(super) fn bind(pipeline: &Pipeline) -> Result<BoundRules, Error> {
    let rules = rate::bind(&pipeline.rulebook)?;
    pipeline.letter.as_ref().map(Letters::new).transpose()?;
    if let Some(files) = &pipeline.site {
        site::check(&files.templates)?;
    }
    Ok(rules)
}
