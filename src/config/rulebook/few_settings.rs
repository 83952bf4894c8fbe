//! What is done with a type of setting of which few were inspected.
//!
//! The share of one setting is nothing or all, and that of two has a half between: a cut-off on
//! such a share says more about the number than about the settings.

use serde::Deserialize;
use toml::Spanned;

use crate::config::ranges::SETTINGS;
use crate::config::{ConfigError, ConfigFile};

/// What is done with a type of setting of which few were inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with least and band")]
pub struct FewSettings {
    /// The fewest inspected settings whose shares are asked of the cut-offs.
    pub least: u32,
    /// What the band of fewer is.
    pub band: FewSettingsBand,
}

/// The band of a type of which few settings were inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", expecting = "\"worst_grade\" or \"none\"")]
pub enum FewSettingsBand {
    /// The band of the worst grade among them, by `[grades]`.
    WorstGrade,
    /// None: they are shown and do not count.
    None,
}

/// Checks `[few_settings]` beside what it needs.
pub(super) fn check(
    file: &ConfigFile,
    toml: Option<Spanned<FewSettings>>,
    has_cut_offs: bool,
    has_grades: bool,
) -> Result<Option<FewSettings>, ConfigError> {
    let Some(toml) = toml else { return Ok(None) };
    let (span, few) = (toml.span(), toml.into_inner());
    SETTINGS.check(file, &span, "least", few.least.into())?;
    if !has_cut_offs {
        return Err(file.error_at(
            &span,
            "[few_settings] says what is done where [[provision_cut_offs]] are not asked, and there are none; add them, or take it out",
        ));
    }
    if few.band == FewSettingsBand::WorstGrade && !has_grades {
        return Err(file.error_at(
            &span,
            "band = \"worst_grade\" takes the band of a grade from [grades], which is not declared; add it with outstanding, good, satisfactory and inadequate",
        ));
    }
    Ok(Some(few))
}
