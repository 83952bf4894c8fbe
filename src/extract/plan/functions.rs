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

/// Every one of them.
#[must_use]
pub fn functions() -> Vec<Arc<AggregateUDF>> {
    [Large::Inspections, Large::Observations]
        .map(reduction)
        .into()
}

/// What reduces the rows of a source.
pub(super) fn reduction(rows: Large) -> Arc<AggregateUDF> {
    match rows {
        Large::Inspections => Gathering::function(
            "plumbline_settings",
            kinds(&visits::fields()),
            portions::list_type(),
            |context| Ok(Box::new(Gathered::new(ToSettings::new(context)?))),
        ),
        Large::Observations => Gathering::function(
            "plumbline_slices",
            kinds(&figure_columns::fields()),
            DataType::LargeBinary,
            |context| Ok(Box::new(Gathered::new(ToSlices::new(context)?))),
        ),
    }
}

fn kinds(fields: &[Field]) -> Vec<DataType> {
    fields.iter().map(|of| of.data_type().clone()).collect()
}
