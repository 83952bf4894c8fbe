//! What a store says of an object.

use chrono::{DateTime, Utc};

/// An object by what the store says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its name in the bucket.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// Its entity tag, which is another as soon as its bytes are.
    pub tag: Option<String>,
    pub(super) version: Option<String>,
    /// When it was written, where the store says so.
    pub written: Option<DateTime<Utc>>,
}

impl Known {
    /// An object of which nothing is known but its name.
    pub fn of_any_state(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            bytes: 0,
            tag: None,
            version: None,
            written: None,
        }
    }

    /// The entity tag, where equal ones stand for equal bytes: a weak one does not.
    pub fn strong_tag(&self) -> Option<String> {
        self.tag
            .clone()
            .filter(|tag| !tag.starts_with("W/") && !tag.trim_matches('"').is_empty())
    }

    /// Whether `other` is the same state of the same object, as far as the store says.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.bytes, &self.tag, self.written) == (other.bytes, &other.tag, other.written)
    }
}
