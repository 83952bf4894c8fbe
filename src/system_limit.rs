//! Limits of the operating system, called by their names.

use std::fmt;
use std::io;

use crate::system::{means_file_size, means_memory, means_open_files, means_threads, numbers};

/// A limit that a process ran into, which says nothing about the file or the SQL at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemLimit {
    /// Files open at once.
    OpenFiles,
    /// Threads, or processes of a user.
    Threads,
    /// Memory, or addresses for it.
    Memory,
    /// The size of one file.
    FileSize,
}

impl SystemLimit {
    /// The limit that an error of the operating system speaks of.
    pub fn of(error: &io::Error) -> Option<Self> {
        match error.raw_os_error() {
            Some(number) => Self::numbered(number),
            // The standard library says so of memory that its own containers do not get.
            None => (error.kind() == io::ErrorKind::OutOfMemory).then_some(Self::Memory),
        }
    }

    /// The limit that a library's message speaks of, which holds an error of the operating system
    /// as the standard library writes it, or says that its threads did not start.
    pub fn said_in(message: &str) -> Option<Self> {
        numbers()
            .find(|number| {
                message.contains(&format!("(os error {number})"))
                    || message.contains(&format!("Os {{ code: {number},"))
            })
            .and_then(Self::numbered)
            .or_else(|| message.contains("spawn thread").then_some(Self::Threads))
    }

    fn numbered(number: i32) -> Option<Self> {
        let limits = [
            (means_open_files(number), Self::OpenFiles),
            (means_threads(number), Self::Threads),
            (means_memory(number), Self::Memory),
            (means_file_size(number), Self::FileSize),
        ];
        limits
            .into_iter()
            .find_map(|(is_it, limit)| is_it.then_some(limit))
    }

    /// What happened.
    const fn what(self) -> &'static str {
        match self {
            Self::OpenFiles => "too many files are open at once",
            Self::Threads => "threads cannot be started",
            Self::Memory => "there is no memory left",
            Self::FileSize => "a file is larger than this process may write",
        }
    }

    /// What the reader can do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::OpenFiles => "raise the limit with `ulimit -n` (LimitNOFILE in systemd)",
            Self::Threads => {
                "raise the limit with `ulimit -u` (TasksMax in systemd), or ask for fewer with RAYON_NUM_THREADS"
            }
            Self::Memory => {
                "raise the limit with `ulimit -v` (MemoryMax in systemd), or set memory_limit in [limits] of the pipeline"
            }
            Self::FileSize => "raise the limit with `ulimit -f` (LimitFSIZE in systemd)",
        }
    }
}

impl fmt::Display for SystemLimit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}; {}", self.what(), self.remedy())
    }
}

#[cfg(all(test, unix, not(feature = "portable")))]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_known_by_its_number_and_by_a_library_s_words() {
        let error = io::Error::from_raw_os_error(libc::EMFILE);
        assert_eq!(SystemLimit::of(&error), Some(SystemLimit::OpenFiles));
        let said = format!("Parquet error: External: {error}");
        assert_eq!(SystemLimit::said_in(&said), Some(SystemLimit::OpenFiles));
        let said = "could not spawn threads: ThreadPoolBuildError { kind: IOError(Os { code: 11, kind: WouldBlock, message: \"Resource temporarily unavailable\" }) }";
        assert_eq!(SystemLimit::said_in(said), Some(SystemLimit::Threads));
        let said = "could not spawn threads";
        assert_eq!(SystemLimit::said_in(said), Some(SystemLimit::Threads));
        assert_eq!(SystemLimit::said_in("index 7 of 3"), None);
    }
}
