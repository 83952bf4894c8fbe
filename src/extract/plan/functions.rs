//! The functions of our own that a plan calls by name to reduce the rows of a bucket, by the rules by
//! which a run of one process does.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::logical_expr::AggregateUDF;

use super::figures::ToSlices;
use super::spec::Large;
use super::visits::{self, ToSettings};
use super::{figure_columns, portions};
use crate::cluster::{Gathered, Gathering};

/// What reduces visits to settings.
const SETTINGS: &str = "plumbline_settings";

/// What reduces figures to slices.
const SLICES: &str = "plumbline_slices";

/// The function of this name that knows this beside its rows; `None` where it is none of these.
#[must_use]
pub fn function(name: &str, known: &[u8]) -> Option<Arc<AggregateUDF>> {
    let rows = match name {
        SETTINGS => Large::Inspections,
        SLICES => Large::Observations,
        _ => return None,
    };
    Some(reduction(rows, known.to_vec()))
}

/// What reduces the rows of a source, and knows this beside them.
pub(super) fn reduction(rows: Large, known: Vec<u8>) -> Arc<AggregateUDF> {
    match rows {
        Large::Inspections => Gathering::function(
            SETTINGS,
            kinds(&visits::fields()),
            portions::list_type(),
            known,
            |known| Ok(Box::new(Gathered::new(ToSettings::new(known)?))),
        ),
        Large::Observations => Gathering::function(
            SLICES,
            kinds(&figure_columns::fields()),
            DataType::LargeBinary,
            known,
            |known| Ok(Box::new(Gathered::new(ToSlices::new(known)?))),
        ),
    }
}

fn kinds(fields: &[Field]) -> Vec<DataType> {
    fields.iter().map(|of| of.data_type().clone()).collect()
}
