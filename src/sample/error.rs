//! What can go wrong while a sample is made.

use std::path::PathBuf;

use parquet::errors::ParquetError;
use thiserror::Error;

/// Why a sample could not be made. Every message names the place and the remedy.
#[derive(Debug, Error)]
pub enum SampleError {
    /// The scale asks for no nation at all, or for more than codes can be told apart.
    #[error("scale {0} cannot be made; give a whole number from 1 to 9999")]
    Scale(u32),

    /// The calendar cannot be moved to this year.
    #[error("year {0} cannot be made; give a year from 1950 to 2100")]
    Year(i32),

    /// The output folder cannot be made.
    #[error("cannot make the folder {}: {source}; choose one that may be written to", path.display())]
    Folder {
        /// The folder that was asked for.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },

    /// A file cannot be created or put in its place.
    #[error("cannot write {}: {source}; check permissions and free space", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },

    /// The Parquet writer refused.
    #[error("cannot write {} as Parquet: {source}; check free space and start again", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: ParquetError,
    },

    /// A table that is built into the program cannot be used.
    #[error(
        "the built-in table {table} cannot be used: {reason}; correct the file and build again"
    )]
    Table {
        /// File name of the built-in table.
        table: &'static str,
        /// What is wrong with it, and where.
        reason: String,
    },

    /// The realised nation leaves no room for a finding of the Leeds 2009 letter.
    #[error("no evidence for Leeds can show that {statement} with this seed; choose another seed")]
    Placement {
        /// The finding, in words.
        statement: String,
    },
}
