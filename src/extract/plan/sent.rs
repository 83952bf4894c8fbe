//! What plans are made of, for whoever sends them to other processes.

use super::table::{RowsExec, RowsTable};
use crate::cluster::{Form, FunctionForm, Parts};

/// What plans are made of beside DataFusion's own nodes and functions, for whoever sends them to others;
/// `function` knows the functions.
#[must_use]
pub fn parts(function: FunctionForm) -> Parts {
    Parts {
        table: Form {
            encode: RowsTable::encode,
            decode: RowsTable::decode,
        },
        leaf: Form {
            encode: RowsExec::encode,
            decode: RowsExec::decode,
        },
        function,
    }
}
