//! The letters of a run: one an authority, in Markdown, in HTML for print and as PDF.
//!
//! [`RunFacts`] reads the tables of a published run and gives what they say of one authority,
//! [`phrases`] puts counts and shares into words, and [`Letters`] fills the pipeline's template
//! with them. What a letter says is in the tables; how it says it is in the template.

mod error;
mod facts;
mod gathering;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
// A build without the feature is a minute or two shorter.
#[cfg(not(feature = "pdf"))]
#[path = "no_pdf.rs"]
mod pdf;
pub mod phrases;
mod template;
mod write;

pub use self::error::LetterError;
pub use self::facts::LetterFacts;
pub use self::gathering::RunFacts;
pub use self::template::{Letter, Letters};
pub use self::write::{Format, Written, write};
