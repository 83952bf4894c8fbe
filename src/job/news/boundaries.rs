//! What there is to say of the shapes of authorities.

use crate::contract::SourceKind;
use crate::domain::AuthorityIx;
use crate::tables::Tables;
use crate::warning::{Warning, WarningKind};

/// The authorities of which a map has no shape; `rated` are those that are there on the as-of date.
/// Shapes of others are rejected rows.
pub(in crate::job) fn of_boundaries(tables: &Tables, rated: &[AuthorityIx]) -> Vec<Warning> {
    let Some(boundaries) = &tables.boundaries else {
        return Vec::new();
    };
    let has_shape = |authority| {
        let found = boundaries.binary_search_by_key(authority, |of| of.authority);
        found.is_ok()
    };
    let without = rated.iter().filter(|authority| !has_shape(authority));
    without
        .map(|authority| {
            let name = &tables.authorities.get(*authority).name;
            Warning::of(WarningKind::NoBoundary, SourceKind::Boundaries.word()).about(name)
        })
        .collect()
}
