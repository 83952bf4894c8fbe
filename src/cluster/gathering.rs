//! A function over the rows of a group that gathers all of them first.

use std::any::Any;
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

use super::told::told;

/// What begins to gather, by what it needs to know beside the rows.
///
/// # Errors
/// Bytes that say nothing to it.
pub type Begin = fn(&[u8]) -> std::result::Result<Box<dyn GroupsAccumulator>, String>;

/// A function over the rows of a group, and what it needs to know beside them. That is no argument, for
/// which DataFusion would repeat it in every row.
pub struct Gathering {
    name: &'static str,
    signature: Signature,
    output: DataType,
    known: Vec<u8>,
    begin: Begin,
}

impl Gathering {
    /// The function of this name over columns of these types, which gives one of the type `output`.
    #[must_use]
    pub fn function(
        name: &'static str,
        columns: Vec<DataType>,
        output: DataType,
        known: Vec<u8>,
        begin: Begin,
    ) -> Arc<AggregateUDF> {
        Arc::new(AggregateUDF::from(Self {
            name,
            signature: Signature::exact(columns, Volatility::Immutable),
            output,
            known,
            begin,
        }))
    }

    /// What a function knows beside its rows; `None` where it is none of these.
    #[must_use]
    pub fn known(function: &AggregateUDF) -> Option<&[u8]> {
        let function: &dyn Any = function.inner().as_ref();
        function
            .downcast_ref::<Self>()
            .map(|of| of.known.as_slice())
    }
}

impl fmt::Debug for Gathering {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Gathering({})", self.name)
    }
}

/// One function to a name and what it knows.
impl PartialEq for Gathering {
    fn eq(&self, other: &Self) -> bool {
        (self.name, &self.known) == (other.name, &other.known)
    }
}

impl Eq for Gathering {}

impl Hash for Gathering {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.name, &self.known).hash(state);
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
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        (self.begin)(&self.known).map_err(|sentence| told(&sentence))
    }
}
