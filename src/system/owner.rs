//! Whose a file is.

use std::fs::Metadata;

/// Whether both belong to one user, so that neither was put in its place by somebody else.
#[cfg(all(unix, not(feature = "portable")))]
pub(crate) fn have_one_owner(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    one.uid() == other.uid()
}

/// It is taken to be so: the standard library does not tell.
#[cfg(any(not(unix), feature = "portable"))]
pub(crate) fn have_one_owner(_: &Metadata, _: &Metadata) -> bool {
    true
}
