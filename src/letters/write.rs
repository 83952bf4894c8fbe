//! Letters as files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Letter, LetterError, pdf};
use crate::replacement;
use crate::review::AuthorityRow;
use crate::runs::PublishError;

/// The longest name of a file, in bytes and without its ending. Most file systems take 255 with it;
/// some that encrypt take fewer.
const LONGEST: usize = 195;

/// The forms of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// An HTML page with a print style sheet.
    Html,
    /// A tagged PDF.
    Pdf,
}

impl Format {
    /// # Errors
    /// [`LetterError::NoPdf`] where this program was built without PDF and it is one.
    pub fn is_built_in(self) -> Result<(), LetterError> {
        match self {
            Self::Pdf if !cfg!(feature = "pdf") => Err(LetterError::NoPdf),
            Self::Markdown | Self::Html | Self::Pdf => Ok(()),
        }
    }
}

/// What was written of one letter.
#[derive(Debug)]
pub struct Written {
    /// Its files.
    pub files: Vec<PathBuf>,
    /// Signs for which a replacement stands in the PDF, because its typeface does not have them.
    pub unknown: BTreeSet<char>,
}

/// Writes the letter to `authority` into `folder`, in each of `formats`.
///
/// # Errors
/// When a file cannot be written, or a PDF cannot show what is in the letter.
pub fn write(
    letter: &Letter,
    authority: &AuthorityRow,
    folder: &Path,
    formats: &[Format],
) -> Result<Written, LetterError> {
    let name = file_name(authority);
    let mut unknown = BTreeSet::new();
    let files = formats
        .iter()
        .map(|format| {
            let made;
            let (ending, bytes) = match format {
                Format::Markdown => ("md", letter.markdown.as_bytes()),
                Format::Html => ("html", letter.html.as_bytes()),
                Format::Pdf => {
                    made = pdf::made(&letter.markdown, &authority.name, &mut unknown)?;
                    ("pdf", made.as_slice())
                }
            };
            let path = folder.join(format!("{name}.{ending}"));
            replacement::replace(&path, bytes)
                .map_err(|error| PublishError::file(&path, "write the letter", error))?;
            Ok(path)
        })
        .collect::<Result<_, LetterError>>()?;
    Ok(Written { files, unknown })
}

/// `383-leeds`: the code, by which files sort as tables do, and the name for readers. Whatever
/// could mean something to a file system is a hyphen; where the code has such signs, some digits of
/// its digest tell it from another that differs in them alone. A longer name than file systems
/// take is cut, and told apart in the same way.
fn file_name(authority: &AuthorityRow) -> String {
    let plain = |text: &str| {
        let hyphened: String = text
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter
                } else {
                    '-'
                }
            })
            .collect();
        let parts: Vec<&str> = hyphened
            .split('-')
            .filter(|part| !part.is_empty())
            .collect();
        parts.join("-")
    };
    let code = plain(&authority.authority);
    let name = plain(&authority.name).to_lowercase();
    let whole = if code == authority.authority {
        format!("{code}-{name}")
    } else {
        format!("{code}-{}-{name}", digits(&authority.authority))
    };
    if whole.len() <= LONGEST {
        return whole;
    }
    let digits = digits(&format!("{}\n{}", authority.authority, authority.name));
    // Of letters, digits and hyphens each is one byte.
    let kept = whole[..LONGEST - digits.len() - 1].trim_end_matches('-');
    format!("{kept}-{digits}")
}

/// Some digits of a text's digest.
fn digits(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_code_and_name_and_stays_in_its_folder() {
        let named = |code: &str, name: &str| {
            file_name(&AuthorityRow {
                authority: code.to_owned(),
                name: name.to_owned(),
                region: None,
                kind: None,
                addressee: None,
            })
        };
        assert_eq!(named("383", "Leeds"), "383-leeds");
        assert_eq!(
            named("391", "Newcastle upon Tyne"),
            "391-newcastle-upon-tyne"
        );
        let climbing = named("../1", "../../etc/x");
        assert!(
            climbing.starts_with("1-") && climbing.ends_with("-etc-x"),
            "{climbing}"
        );
        assert_ne!(named("a/1", "Ashby"), named("a.1", "Ashby"));
        let long = named("303", &"N".repeat(248));
        assert_eq!(long.len(), LONGEST);
        assert!(long.starts_with("303-nnn"), "{long}");
        let code = "9".repeat(300);
        assert_ne!(
            named(&format!("{code}1"), "x"),
            named(&format!("{code}2"), "x")
        );
    }
}
