//! What stands in the file system and is neither file nor folder.

use std::fs::FileType;

/// Neither file nor folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpecialFile {
    /// A pipe.
    #[cfg_attr(
        any(not(unix), feature = "portable"),
        allow(dead_code, reason = "Unix has them")
    )]
    Pipe,
    /// A socket.
    #[cfg_attr(
        any(not(unix), feature = "portable"),
        allow(dead_code, reason = "Unix has them")
    )]
    Socket,
    /// A device.
    #[cfg_attr(
        any(not(unix), feature = "portable"),
        allow(dead_code, reason = "Unix has them")
    )]
    Device,
    /// Something else.
    Other,
}

/// What it is, of something that is neither file nor folder.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn special_file(kind: FileType) -> SpecialFile {
    use std::os::unix::fs::FileTypeExt;

    if kind.is_fifo() {
        SpecialFile::Pipe
    } else if kind.is_socket() {
        SpecialFile::Socket
    } else if kind.is_char_device() || kind.is_block_device() {
        SpecialFile::Device
    } else {
        SpecialFile::Other
    }
}

/// Something else: the standard library tells no more.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn special_file(_: FileType) -> SpecialFile {
    SpecialFile::Other
}
