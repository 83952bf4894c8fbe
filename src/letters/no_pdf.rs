//! In the place of `pdf` in a program that is built without it.

use std::collections::BTreeSet;

use super::LetterError;

/// Makes no letter.
///
/// # Errors
/// Always: [`LetterError::NoPdf`].
pub(super) fn made(_: &str, _: &str, _: &mut BTreeSet<char>) -> Result<Vec<u8>, LetterError> {
    Err(LetterError::NoPdf)
}
