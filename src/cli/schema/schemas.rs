//! What is printed: contracts, output tables and keys.

use serde::Serialize;

use crate::config::keys::KeyTable;
use crate::contract::Contract;
use crate::publish::Table;

/// What is printed. A name such as `neighbours` is both a source and an output table.
#[derive(Serialize)]
pub(super) struct Schemas {
    pub(super) sources: Vec<&'static Contract>,
    pub(super) tables: Vec<&'static Table>,
    #[serde(skip_serializing_if = "<[KeyTable]>::is_empty")]
    pub(super) pipeline: &'static [KeyTable],
    #[serde(skip_serializing_if = "<[KeyTable]>::is_empty")]
    pub(super) rulebook: &'static [KeyTable],
}

/// A kind as JSON has it, so that both forms use the same words.
pub(super) fn word(kind: &impl Serialize) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
