//! What plans are made of, for whoever sends them to other processes.

use super::functions::aggregates;
use super::table::{RowsExec, RowsTable};
use crate::cluster::{Form, FunctionForm, Parts};

/// What plans are made of beside DataFusion's own nodes and functions, for whoever sends them to others.
#[must_use]
pub fn parts() -> Parts {
    Parts {
        table: Form {
            encode: RowsTable::encode,
            decode: RowsTable::decode,
        },
        leaf: Form {
            encode: RowsExec::encode,
            decode: RowsExec::decode,
        },
        function: FunctionForm {
            encode: |function| is_ours(function.name()).then(Vec::new),
            decode: |name, _| Ok(aggregates().into_iter().find(|of| of.name() == name)),
        },
    }
}

/// Whether a function of this name is one of our own.
fn is_ours(name: &str) -> bool {
    aggregates().iter().any(|of| of.name() == name)
}
