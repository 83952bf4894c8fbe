//! A published run as files for people and for other programs: a workbook, CSV with a description
//! beside it, the open data standard of Explore education statistics, and views for DuckDB.
//!
//! Everything is read through [`crate::review`] and laid out anew; nothing is computed. What a file
//! cannot hold as it stands is told as a [`Notice`].

mod account;
mod csv;
mod destination;
mod duckdb;
mod ees;
mod error;
mod form;
mod layout;
mod names;
mod notice;
mod selection;
mod shorthand;
mod workbook;

pub use self::ees::TimeIdentifiers;
pub use self::error::ExportError;
pub use self::form::{Exported, Form};
pub use self::notice::Notice;
pub use self::selection::Asked;
use self::selection::Selection;
use crate::review::PublishedRun;
use crate::runs::Status;

/// Writes what is asked for of `run` to `out`, which takes the place of an earlier export only.
///
/// # Errors
/// When the run lacks what is asked for, something else stands at `out`, or a file cannot be read
/// or written.
pub fn export(
    run: &PublishedRun,
    asked: &Asked,
    form: Form,
    times: &TimeIdentifiers,
    out: &std::path::Path,
) -> Result<Exported, ExportError> {
    if run.manifest.status == Status::Rejected {
        return Err(ExportError::Refused(format!(
            "{}: a gate stopped this run, so nothing of it was published and nothing is exported; \
             run it again with --accept once somebody has looked at it",
            run.place().display()
        )));
    }
    let selection = Selection::of(run, asked, form)?;
    match form {
        Form::Workbook => workbook::write(run, &selection, out),
        Form::Csv => csv::write(run, &selection, out),
        Form::Ees => ees::write(run, &selection, times, out),
        Form::DuckDb => duckdb::write(run, &selection, out),
    }
}
