//! What tells a file from another, and from itself before it was written to.

use std::fs::Metadata;
use std::io;
use std::path::Path;

/// When a file's bytes or its name last changed, by the system's own clock.
pub(crate) type Changed = (i64, i64);

/// Where a file lies, whatever its names.
pub(crate) type Place = (u64, u64);

/// What tells a folder from others, whatever way leads to it.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) type FolderIdentity = Place;

/// What tells a folder from others, whatever way leads to it.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) type FolderIdentity = std::path::PathBuf;

/// When the file changed, by a clock that whoever writes it cannot set back.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn changed(metadata: &Metadata) -> Changed {
    use std::os::unix::fs::MetadataExt;

    (metadata.ctime(), metadata.ctime_nsec())
}

/// Nothing: there is no such clock. When it was written is asked beside this.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn changed(_: &Metadata) -> Changed {
    (0, 0)
}

/// Where the file lies: its device and its number there.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn place(metadata: &Metadata) -> Place {
    use std::os::unix::fs::MetadataExt;

    (metadata.dev(), metadata.ino())
}

/// Nothing: no file has a number. Its size and when it was written are asked beside this.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn place(_: &Metadata) -> Place {
    (0, 0)
}

/// What tells the folder at `path` from others; none where it is no folder.
///
/// # Errors
/// When nothing is there, or it may not be looked at.
pub(crate) fn folder_identity(path: &Path) -> io::Result<Option<FolderIdentity>> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_dir() {
        return Ok(None);
    }
    #[cfg(all(unix, not(feature = "portable")))]
    let identity = place(&metadata);
    #[cfg(any(not(unix), feature = "portable"))]
    let identity = std::fs::canonicalize(path)?;
    Ok(Some(identity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_the_same_by_a_link_to_it_and_another_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other, link) = (
            folder.path().join("one"),
            folder.path().join("other"),
            folder.path().join("link"),
        );
        std::fs::create_dir(&one).expect("made");
        std::fs::create_dir(&other).expect("made");
        std::fs::write(one.join("file"), "").expect("written");
        crate::system::link_folder(Path::new("one"), &link).expect("linked");
        let of = |path: &Path| folder_identity(path).expect("there");
        assert_eq!(of(&one), of(&link));
        assert_ne!(of(&one), of(&other));
        assert_eq!(of(&one.join("file")), None);
    }
}
