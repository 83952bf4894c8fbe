//! The functions of our own that a plan calls by name.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility,
};

use super::figure_columns;
use super::figures::ToSlices;
use super::gathered::{Gathered, context};
use super::spec::Large;
use super::told;
use super::visits::{self, ToSettings};

/// Every function of our own.
#[must_use]
pub(super) fn aggregates() -> Vec<Arc<AggregateUDF>> {
    [Large::Inspections, Large::Observations]
        .map(|rows| Arc::new(AggregateUDF::from(Reduction::of(rows))))
        .into()
}

/// Reduces the rows of a bucket, by the rules by which a run of one process does.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Reduction {
    rows: Large,
    signature: Signature,
}

impl Reduction {
    /// The reduction of a source.
    pub(super) fn of(rows: Large) -> Self {
        let fields = match rows {
            Large::Inspections => visits::fields(),
            Large::Observations => figure_columns::fields(),
        };
        let mut kinds: Vec<DataType> = fields.iter().map(|of| of.data_type().clone()).collect();
        // What it needs to know beside the rows.
        kinds.push(DataType::Binary);
        Self {
            rows,
            signature: Signature::exact(kinds, Volatility::Immutable),
        }
    }
}

impl AggregateUDFImpl for Reduction {
    fn name(&self) -> &str {
        match self.rows {
            Large::Inspections => "plumbline_settings",
            Large::Observations => "plumbline_slices",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::LargeBinary)
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format_state_name(arguments.name, "rows");
        let field = Field::new(name, DataType::LargeBinary, true);
        Ok(vec![Arc::new(field)])
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        exec_err!("{} reduces the rows of groups: add GROUP BY", self.name())
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        arguments: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        let context = context(&arguments)?;
        Ok(match self.rows {
            Large::Inspections => Box::new(Gathered::new(ToSettings::new(&context).map_err(told)?)),
            Large::Observations => Box::new(Gathered::new(ToSlices::new(&context).map_err(told)?)),
        })
    }
}
