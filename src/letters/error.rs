//! Why a letter is not written.

use crate::runs::PublishError;

/// A letter that is not written in the form that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] PublishError),
    /// The program has no PDF in it.
    #[error(
        "this plumbline was built without PDF: take the wheel or the Debian package, which have it, \
         or build it with `cargo build --release --features pdf`; --format html gives pages for print"
    )]
    NoPdf,
    /// The letter has something that only a page of HTML can show.
    #[error(
        "has {what}, which a PDF does not show; write it in Markdown, or take --format html for \
         this pipeline"
    )]
    Unshown {
        /// What it is, such as `HTML, <div>`.
        what: String,
    },
    /// The library that writes PDF refused what it was given.
    #[error("internal error: the PDF is not as it has to be: {0}")]
    Refused(String),
}
