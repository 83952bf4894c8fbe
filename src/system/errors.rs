//! Errors of the operating system by their numbers.

use std::io;

#[cfg(all(unix, not(feature = "portable")))]
mod number {
    pub(super) const OPEN_FILES: &[i32] = &[libc::EMFILE, libc::ENFILE];
    pub(super) const THREADS: &[i32] = &[libc::EAGAIN];
    pub(super) const MEMORY: &[i32] = &[libc::ENOMEM];
    pub(super) const FILE_SIZE: &[i32] = &[libc::EFBIG];
    pub(super) const LINK_IN_THE_WAY: &[i32] = &[libc::ELOOP];
}

/// Other systems have other numbers: a limit is known there by what the standard library calls it,
/// and by no more.
#[cfg(any(not(unix), feature = "portable"))]
mod number {
    pub(super) const OPEN_FILES: &[i32] = &[];
    pub(super) const THREADS: &[i32] = &[];
    pub(super) const MEMORY: &[i32] = &[];
    pub(super) const FILE_SIZE: &[i32] = &[];
    pub(super) const LINK_IN_THE_WAY: &[i32] = &[];
}

/// Whether an error of this number says that too many files are open.
pub(crate) fn means_open_files(number: i32) -> bool {
    number::OPEN_FILES.contains(&number)
}

/// Whether an error of this number says that no thread can be started.
pub(crate) fn means_threads(number: i32) -> bool {
    number::THREADS.contains(&number)
}

/// Whether an error of this number says that there is no memory.
pub(crate) fn means_memory(number: i32) -> bool {
    number::MEMORY.contains(&number)
}

/// Whether an error of this number says that a file would be larger than this process may write.
pub(crate) fn means_file_size(number: i32) -> bool {
    number::FILE_SIZE.contains(&number)
}

/// The numbers of all errors that speak of a limit.
pub(crate) fn numbers() -> impl Iterator<Item = i32> {
    [
        number::THREADS,
        number::MEMORY,
        number::OPEN_FILES,
        number::FILE_SIZE,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Whether the error says that a link stands where none is followed.
pub(crate) fn is_link_in_the_way(error: &io::Error) -> bool {
    error
        .raw_os_error()
        .is_some_and(|number| number::LINK_IN_THE_WAY.contains(&number))
}
