//! A function over the rows of a group that gathers all of them first.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility,
};
use datafusion::physical_expr::expressions::Literal;
use datafusion::scalar::ScalarValue;

use super::told::told;

/// What begins to gather, by what it needs to know beside the rows.
///
/// # Errors
/// Bytes that say nothing to it.
pub type Begin = fn(&[u8]) -> std::result::Result<Box<dyn GroupsAccumulator>, String>;

/// A function over the rows of a group. Its last argument is the same for every row: what it needs to
/// know beside them.
pub struct Gathering {
    name: &'static str,
    signature: Signature,
    output: DataType,
    begin: Begin,
}

impl Gathering {
    /// The function of this name over columns of these types, which gives one of the type `output`.
    #[must_use]
    pub fn function(
        name: &'static str,
        mut columns: Vec<DataType>,
        output: DataType,
        begin: Begin,
    ) -> Arc<AggregateUDF> {
        columns.push(DataType::Binary);
        Arc::new(AggregateUDF::from(Self {
            name,
            signature: Signature::exact(columns, Volatility::Immutable),
            output,
            begin,
        }))
    }
}

impl fmt::Debug for Gathering {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Gathering({})", self.name)
    }
}

/// One function to a name.
impl PartialEq for Gathering {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Gathering {}

impl Hash for Gathering {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl AggregateUDFImpl for Gathering {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.output.clone())
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format_state_name(arguments.name, "rows");
        let field = Field::new(name, DataType::LargeBinary, true);
        Ok(vec![Arc::new(field)])
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        exec_err!("{} reduces the rows of groups: add GROUP BY", self.name)
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        arguments: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        let last = arguments.exprs.last();
        let literal = last.and_then(|of| of.downcast_ref::<Literal>());
        let Some(ScalarValue::Binary(Some(known))) = literal.map(Literal::value) else {
            return exec_err!("the last argument of {} is not a constant", self.name);
        };
        (self.begin)(known).map_err(|sentence| told(&sentence))
    }
}
