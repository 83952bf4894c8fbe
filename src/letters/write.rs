//! Letters as files.

use std::fs;
use std::path::{Path, PathBuf};

use super::Letter;
use crate::review::AuthorityRow;
use crate::runs::PublishError;

/// The forms of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// An HTML page with a print style sheet.
    Html,
}

/// Writes the letter to `authority` into `folder`, in each of `formats`, and gives the files.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    letter: &Letter,
    authority: &AuthorityRow,
    folder: &Path,
    formats: &[Format],
) -> Result<Vec<PathBuf>, PublishError> {
    let name = file_name(authority);
    formats
        .iter()
        .map(|format| {
            let (ending, text) = match format {
                Format::Markdown => ("md", &letter.markdown),
                Format::Html => ("html", &letter.html),
            };
            let path = folder.join(format!("{name}.{ending}"));
            fs::write(&path, text)
                .map_err(|error| PublishError::file(&path, "write the letter", error))?;
            Ok(path)
        })
        .collect()
}

/// `383-leeds`: the code, by which files sort as tables do, and the name for readers. Whatever
/// could mean something to a file system is a hyphen; where the code has such signs, some digits of
/// its digest tell it from another that differs in them alone.
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
    if code == authority.authority {
        return format!("{code}-{name}");
    }
    let digest = blake3::hash(authority.authority.as_bytes()).to_hex();
    format!("{code}-{}-{name}", &digest[..8])
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
    }
}
