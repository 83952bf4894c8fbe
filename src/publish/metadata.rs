//! What goes into every table's file.

use crate::config::Pipeline;

/// What goes into every table's file: the pipeline's name, the as-of date, the digest of the rulebook and
/// the version of the software.
#[must_use]
pub fn metadata(pipeline: &Pipeline) -> [(String, String); 4] {
    [
        ("pipeline".to_owned(), pipeline.name.clone()),
        ("as_of".to_owned(), pipeline.as_of.to_string()),
        ("rulebook".to_owned(), pipeline.rulebook.file.digest()),
        (
            "software".to_owned(),
            format!("plumbline {}", crate::VERSION),
        ),
    ]
}
