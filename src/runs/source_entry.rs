//! What a manifest says of a source that was read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The file; what in its name is not UTF-8 is shown as the sign for that.
    #[serde(serialize_with = "shown")]
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The BLAKE3 digest of its bytes, in hexadecimal; of Parquet in a store, of which only a part is
    /// read, `etag:` and its entity tag.
    pub digest: String,
    /// The columns that the folders above it say, with the value that all its rows have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub partitions: BTreeMap<String, Option<String>>,
}

/// A path as text, whatever bytes it has.
pub(in crate::runs) fn shown<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&path.to_string_lossy())
}

impl InputFile {
    /// The file's name, which does not depend on the machine.
    pub fn name(&self) -> String {
        let name = self.path.file_name();
        name.map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    }
}

/// What was read from a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The source's name in the pipeline.
    pub source: String,
    /// The files that were read, in their order.
    pub files: Vec<InputFile>,
    /// Rows in all of them.
    pub rows: u64,
    /// Rows that went to quarantine.
    pub rejected: u64,
    /// Rows that the source's `where` left out, or the pipeline's `outside`.
    #[serde(default)]
    pub left_out: u64,
    /// Those of them that are of councils of other nations.
    #[serde(default)]
    pub outside: u64,
    /// Rows that were neither left out nor rejected.
    #[serde(default)]
    pub kept: Option<u64>,
    /// Rows that have a value, a grade or an outcome; none where its contract has none.
    #[serde(default)]
    pub values: Option<u64>,
    /// The codes of the areas that it has rows of; none where nobody counted.
    #[serde(default)]
    pub areas: Option<Vec<String>>,
    /// Rows that were left out because they are dated after the as-of date.
    pub after_as_of: u64,
    /// Rows that were left out because they are about an earlier year of ratings than the one made.
    #[serde(default)]
    pub of_other_years: u64,
    /// Rows superseded by another extract's row of the same key.
    #[serde(default)]
    pub superseded: u64,
    /// Rows that were passed over as notes below a table.
    #[serde(default)]
    pub notes: u64,
    /// How often each symbol stood for a missing value; blank is the empty text.
    pub missing: BTreeMap<String, u64>,
}

impl SourceEntry {
    /// A source whose files were opened, before a row of them is read.
    pub(crate) const fn unread(source: String, files: Vec<InputFile>) -> Self {
        Self {
            source,
            files,
            rows: 0,
            rejected: 0,
            left_out: 0,
            outside: 0,
            kept: None,
            values: None,
            areas: None,
            after_as_of: 0,
            of_other_years: 0,
            superseded: 0,
            notes: 0,
            missing: BTreeMap::new(),
        }
    }

    /// Rows that were left out, for whatever reason.
    #[must_use]
    pub const fn all_left_out(&self) -> u64 {
        self.left_out + self.after_as_of + self.of_other_years
    }

    /// The contract table that it fills: a feed with a name is called `contract.name`.
    pub fn contract(&self) -> &str {
        self.source
            .split_once('.')
            .map_or(&self.source, |(contract, _)| contract)
    }
}
