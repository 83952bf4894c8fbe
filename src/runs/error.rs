//! What can go wrong when results are published, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use ::parquet::errors::ParquetError;

use crate::system::is_link_in_the_way;
use crate::system_limit::SystemLimit;

/// A failure to publish, which leaves the current run as it was.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Another run is writing to the same output folder.
    #[error(
        "{}: another run is writing here: {holder}; wait for it to end, or give this run another folder with --out",
        folder.display()
    )]
    Locked {
        /// The output folder.
        folder: PathBuf,
        /// Who holds it: process, host and since when.
        holder: String,
    },

    /// Another run was published into a store while this one was under way.
    #[error(
        "{}: another run, {by}, was published here while this one was under way; nothing of this \
         one is kept; run again",
        out.display()
    )]
    Overtaken {
        /// The output folder.
        out: PathBuf,
        /// The other run.
        by: String,
    },

    /// A store refused something.
    #[error("{}: {message}", place.display())]
    Store {
        /// The object, or what lies above it.
        place: PathBuf,
        /// What is wrong, and the remedy.
        message: String,
    },

    /// An address is not read, or not by this build.
    #[error("{}: {message}", place.display())]
    Address {
        /// The address.
        place: PathBuf,
        /// What is wrong with it, and the remedy.
        message: String,
    },

    /// A file or folder could not be read or written.
    #[error("{}: cannot {action}: {source}; {remedy}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What was tried, as a verb and its object.
        action: &'static str,
        /// What the operating system said.
        source: io::Error,
        /// What the reader can do about it.
        remedy: &'static str,
    },

    /// Something stands where the run needs a folder or a link.
    #[error("{}: {found}; {remedy}", path.display())]
    InTheWay {
        /// What stands there.
        path: PathBuf,
        /// What it is.
        found: String,
        /// What the reader can do about it.
        remedy: &'static str,
    },

    /// The current run is damaged.
    #[error(
        "{out}/current leads to a run that is damaged: {why}; go back to an earlier one with \
         `plumbline rollback {out} RUN` (`plumbline runs {out}` lists them), or make a new one \
         without it with --force",
        out = out.display()
    )]
    DamagedCurrent {
        /// The output folder.
        out: PathBuf,
        /// What is wrong with the run.
        why: String,
    },

    /// A manifest could not be read.
    #[error("{}: {message}", path.display())]
    Manifest {
        /// The manifest's file.
        path: PathBuf,
        /// What is wrong with it, and the remedy.
        message: String,
    },

    /// A table was handed over in another form than its description promises.
    #[error("internal error: table {table}, column {column}: {message}")]
    Table {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// What was found and what was expected.
        message: String,
    },

    /// The Parquet library refused.
    #[error("{}: cannot write the table: {source}", path.display())]
    Parquet {
        /// The table's file.
        path: PathBuf,
        /// What the library said.
        source: ParquetError,
    },
}

impl PublishError {
    /// An error of the operating system, with the remedy for its kind.
    pub(crate) fn file(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            action,
            remedy: remedy(&source),
            source,
        }
    }

    /// An error of the Parquet library, which may be the operating system's underneath.
    pub(crate) fn parquet(path: &Path, source: ParquetError) -> Self {
        match source {
            ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(source) => Self::file(path, "write the table", *source),
                Err(inner) => Self::Parquet {
                    path: path.to_owned(),
                    source: ParquetError::External(inner),
                },
            },
            source => Self::Parquet {
                path: path.to_owned(),
                source,
            },
        }
    }
}

/// What to do about an error of this kind.
fn remedy(error: &io::Error) -> &'static str {
    if let Some(limit) = SystemLimit::of(error) {
        return limit.remedy();
    }
    if is_link_in_the_way(error) {
        return "a link stands there; remove it, or name what it leads to";
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "give the user who runs this the right to write there, or choose another folder with --out"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "the file system is mounted read-only; choose another folder with --out"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room, for instance by removing old folders below runs/, and run again"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder is needed; choose another folder with --out"
        }
        io::ErrorKind::NotFound => "check that the path exists and is spelt right",
        _ => "check the path and the disk, and run again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_system_names_the_path_and_the_remedy() {
        let message = |kind: io::ErrorKind| {
            let error = PublishError::file(Path::new("out/.lock"), "open the lock", kind.into());
            error.to_string()
        };
        assert_eq!(
            message(io::ErrorKind::PermissionDenied),
            "out/.lock: cannot open the lock: permission denied; give the user who runs this the \
             right to write there, or choose another folder with --out"
        );
        assert!(message(io::ErrorKind::ReadOnlyFilesystem).contains("mounted read-only"));
        assert!(message(io::ErrorKind::StorageFull).contains("make room"));
        assert!(message(io::ErrorKind::NotADirectory).contains("a file stands where"));
    }

    #[test]
    fn the_system_s_error_is_found_beneath_that_of_the_parquet_library() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = PublishError::parquet(Path::new("ratings.parquet"), full.into());
        assert!(matches!(error, PublishError::File { .. }), "{error:?}");

        let refused = ParquetError::General("too wide".to_owned());
        let error = PublishError::parquet(Path::new("ratings.parquet"), refused);
        assert_eq!(
            error.to_string(),
            "ratings.parquet: cannot write the table: Parquet error: too wide"
        );
    }
}
