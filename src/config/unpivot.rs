//! `unpivot`: wide columns as rows.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::mapping::TextsToml;
use super::{ConfigError, ConfigFile};

/// How the wide columns of a feed become rows: each row of the file becomes as many as there are
/// wide columns, or groups of them.
#[derive(Debug, Clone)]
pub struct Unpivot {
    /// Where it stands in the pipeline file.
    pub span: Range<usize>,
    /// Each new column, and the wide columns that it takes one after another, by name or by
    /// pattern. All new columns take equally many.
    pub columns: Vec<(String, Vec<String>)>,
    /// The new column that holds the name of the wide column that the first new column takes.
    pub name: Option<String>,
    /// The new column that counts them: 1, 2, …
    pub position: Option<String>,
}

impl Unpivot {
    /// The columns that it makes.
    pub fn made(&self) -> impl Iterator<Item = &str> {
        let named = self.columns.iter().map(|(name, _)| name.as_str());
        named
            .chain(self.name.as_deref())
            .chain(self.position.as_deref())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with columns")]
pub(super) struct UnpivotToml {
    columns: Spanned<BTreeMap<String, TextsToml>>,
    name: Option<String>,
    position: Option<String>,
}

impl UnpivotToml {
    pub(super) fn checked(self, file: &ConfigFile) -> Result<Unpivot, ConfigError> {
        let span = self.columns.span();
        let columns: Vec<(String, Vec<String>)> = self
            .columns
            .into_inner()
            .into_iter()
            .map(|(name, TextsToml(wide))| (name, wide))
            .collect();
        if columns.is_empty() || columns.iter().any(|(_, wide)| wide.is_empty()) {
            return Err(file.error_at(
                &span,
                "unpivot has no wide columns; say which, such as columns = { value = \"20*\" }",
            ));
        }
        let unpivot = Unpivot {
            span: span.clone(),
            columns,
            name: self.name,
            position: self.position,
        };
        let mut made: Vec<&str> = unpivot.made().collect();
        made.sort_unstable();
        if let Some(twice) = made.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(file.error_at(
                &span,
                format!(
                    "unpivot makes the column \"{}\" twice; give each its own name",
                    twice[0]
                ),
            ));
        }
        Ok(unpivot)
    }
}
