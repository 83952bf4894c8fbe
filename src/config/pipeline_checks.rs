//! What a pipeline says of itself, checked: its name, its day, and what its sources go with.

use chrono::NaiveDate;
use toml::Spanned;

use super::feed::is_plain;
use super::neighbour_model::{self, NeighbourModel, NeighbourModelToml};
use super::ranges::is_plausible;
use super::{ConfigError, ConfigFile, Source};
use crate::contract::SourceKind;

/// # Errors
/// A name that no folder can have.
pub(super) fn check_name(file: &ConfigFile, name: &Spanned<String>) -> Result<(), ConfigError> {
    if is_plain(name.get_ref()) {
        return Ok(());
    }
    Err(file.error_at(
        &name.span(),
        format!(
            "name is {:?}; use letters, digits, `-` and `_` only, because it names a folder",
            name.get_ref()
        ),
    ))
}

/// The as-of date of the pipeline, or the one that stands in for it.
pub(super) fn as_of(
    file: &ConfigFile,
    own: &Spanned<toml::value::Datetime>,
    instead: Option<NaiveDate>,
) -> Result<NaiveDate, ConfigError> {
    let error = |message: String| file.error_at(&own.span(), message);
    let as_of = match instead {
        Some(as_of) => as_of,
        None => {
            let text = own.get_ref().to_string();
            let expected = |_| {
                error(format!(
                    "as_of is {text}; expected a day such as 2009-12-09"
                ))
            };
            text.parse().map_err(expected)?
        }
    };
    match is_plausible(as_of) {
        true => Ok(as_of),
        false => Err(error(format!(
            "as_of is {as_of}; it is a day from 1900 to 2100"
        ))),
    }
}

/// # Errors
/// A source that is rated by a rulebook, in a pipeline that names none.
pub(super) fn check_without_rulebook(
    file: &ConfigFile,
    name: &Spanned<String>,
    sources: &[Source],
) -> Result<(), ConfigError> {
    let Some(source) = sources.iter().find(|source| needs_rulebook(source.kind)) else {
        return Ok(());
    };
    Err(file.error_at(
        &name.span(),
        format!(
            "there is a source `{}`, of which only a rulebook says what it means; add `rulebook = \"rulebook.toml\"` here, and start from pipelines/annual-rating/rulebook.toml",
            source.kind
        ),
    ))
}

/// The model of similar areas, checked against the sources that there are.
pub(super) fn check_model(
    file: &ConfigFile,
    model: Spanned<NeighbourModelToml>,
    sources: &[Source],
) -> Result<NeighbourModel, ConfigError> {
    let has = |kind| sources.iter().any(|source| source.kind == kind);
    if !has(SourceKind::Characteristics) {
        return Err(file.error_at(
            &model.span(),
            "there is a [neighbour_model] but no [sources.characteristics], which holds its features",
        ));
    }
    neighbour_model::checked(file, model.into_inner(), has(SourceKind::Neighbours))
}

/// Whether a source is rated by a rulebook: what its rows speak of is declared there.
const fn needs_rulebook(kind: SourceKind) -> bool {
    match kind {
        SourceKind::Inspections
        | SourceKind::Findings
        | SourceKind::Judgements
        | SourceKind::EarlierRatings => true,
        SourceKind::Authorities
        | SourceKind::Observations
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Characteristics
        | SourceKind::Boundaries
        | SourceKind::LookUp
        | SourceKind::Join => false,
    }
}
