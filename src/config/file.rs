//! A configuration file in memory, so that a mistake found later still has its line.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::plain_words::plain;
use crate::read::NotPlain;

/// The largest configuration file that is read. A rulebook of a thousand limiters is well
/// below a megabyte; what is larger is not a rulebook.
const LARGEST: u64 = 8 * 1024 * 1024;

/// The text of a configuration file, with its path and its digest.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    path: PathBuf,
    text: String,
}

impl ConfigFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it is missing, unreadable, not UTF-8 or larger than 8 MiB.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let failed = |message: String| ConfigError::whole(path, message);
        let about = std::fs::metadata(path)
            .map_err(|error| failed(format!("cannot be read ({error}); check the path")))?;
        if about.is_dir() {
            return Err(failed(
                "is a folder; name the TOML file inside it, such as pipeline.toml".into(),
            ));
        }
        if let Some(kind) = NotPlain::of(&about) {
            return Err(failed(kind.to_string()));
        }
        if about.len() > LARGEST {
            return Err(failed(format!(
                "has {} bytes; a configuration file has at most {LARGEST}",
                about.len()
            )));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| failed(format!("cannot be read as UTF-8 text ({error})")))?;
        Ok(Self {
            path: path.to_owned(),
            text,
        })
    }

    /// A configuration that is in memory already; `path` is what its errors call it.
    pub fn of(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// The path it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// An error at a line of this file, counted from 1; without one, of the whole file.
    pub fn error_on_line(&self, line: Option<usize>, message: impl Into<String>) -> ConfigError {
        ConfigError {
            path: self.path.clone(),
            line,
            message: message.into(),
        }
    }

    /// The blake3 digest of its bytes, in hexadecimal.
    pub fn digest(&self) -> String {
        blake3::hash(self.text.as_bytes()).to_hex().to_string()
    }

    /// Reads the TOML into `T`.
    ///
    /// # Errors
    /// With the line of a syntax error, of an unknown or repeated key, or of a value of the
    /// wrong type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        toml::from_str(&self.text).map_err(|error| ConfigError {
            path: self.path.clone(),
            line: error.span().map(|span| self.line(&span)),
            message: plain(error.message()),
        })
    }

    /// An error at a span of this file's text.
    pub fn error_at(&self, span: &Range<usize>, message: impl Into<String>) -> ConfigError {
        ConfigError {
            path: self.path.clone(),
            line: Some(self.line(span)),
            message: message.into(),
        }
    }

    /// An error at the key that `key` leads to, such as `outcomes.being_healthy`, else one that
    /// concerns the whole file.
    pub fn error_near(&self, key: &str, message: impl Into<String>) -> ConfigError {
        let path: Vec<&str> = key.split('.').collect();
        self.error_at_key(&path, message)
    }

    /// An error at the key that `path` leads to, one table after another, else one that concerns
    /// the whole file.
    pub fn error_at_key(&self, path: &[&str], message: impl Into<String>) -> ConfigError {
        ConfigError {
            path: self.path.clone(),
            line: self.key(path).map(|span| self.line(&span)),
            message: message.into(),
        }
    }

    /// Where the key stands that `path` leads to: in its table's header, or before its value.
    fn key(&self, path: &[&str]) -> Option<Range<usize>> {
        let whole = DeTable::parse(&self.text).ok()?;
        let mut table = Some(whole.get_ref());
        let mut found = None;
        for name in path {
            let (key, value) = table?.iter().find(|(key, _)| key.get_ref() == name)?;
            found = Some(key.span());
            table = match value.get_ref() {
                DeValue::Table(inner) => Some(inner),
                _ => None,
            };
        }
        found
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> ConfigFile {
        ConfigFile::of("p.toml", text)
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct One {
        #[allow(dead_code)]
        first: u8,
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = file("first = 1\n\nsecond = 2\n")
            .parse::<One>()
            .unwrap_err();
        assert_eq!(error.line, Some(3));
        assert!(
            error
                .to_string()
                .contains("p.toml:3: unknown field `second`"),
            "{error}"
        );
    }

    #[test]
    fn a_repeated_key_is_named_with_its_line() {
        let error = file("first = 1\nfirst = 2\n").parse::<One>().unwrap_err();
        assert_eq!(error.line, Some(2));
        assert!(error.message.contains("duplicate key"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_type_is_named_with_its_line() {
        let error = file("\nfirst = \"one\"\n").parse::<One>().unwrap_err();
        assert_eq!(error.line, Some(2));
    }

    #[test]
    fn a_key_is_found_wherever_its_table_is_written() {
        for (text, line) in [
            (
                "[outcomes.safety_two]\ntitle = \"a\"\n[outcomes.safety]\ntitle = \"b\"\n",
                Some(3),
            ),
            (
                "[outcomes]\nsafety_two = 1\nsafety = { title = \"b\" }\n",
                Some(3),
            ),
            ("outcomes.safety.title = \"b\"\n", Some(1)),
            ("[[outcomes]]\nsafety = 1\n", None),
            ("# outcomes.safety\n", None),
        ] {
            let error = file(text).error_near("outcomes.safety", "m");
            assert_eq!(error.line, line, "{text}");
        }
        let named = file("[aliases]\n\"St. A\" = \"1\"\n").error_at_key(&["aliases", "St. A"], "m");
        assert_eq!(named.line, Some(2));
    }
}
