//! What is sent to a cluster and is not DataFusion's own.

use std::fmt;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::error::Result;
use datafusion::logical_expr::AggregateUDF;
use datafusion::physical_plan::ExecutionPlan;

/// What whoever makes plans puts into them beside DataFusion's own nodes. There are no credentials in
/// any of the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// The tables at the leaves of a plan that is not cut into tasks yet.
    pub table: Form<dyn TableProvider>,
    /// The nodes of a task that read a source, each over the child that says which [pieces] of it.
    ///
    /// [pieces]: super::pieces::pieces
    pub leaf: Form<dyn ExecutionPlan>,
    /// Functions over the rows of a group.
    pub function: FunctionForm,
}

/// What makes something of bytes and of its children.
pub type Decode<T> = fn(&[u8], &[Arc<dyn ExecutionPlan>]) -> Result<Arc<T>>;

/// What makes a function of its name and bytes.
pub type DecodeFunction = fn(&str, &[u8]) -> Result<Option<Arc<AggregateUDF>>>;

/// The bytes that something is sent as.
pub struct Form<T: ?Sized> {
    /// Its bytes; nothing where it is none of these.
    pub encode: fn(&Arc<T>) -> Option<Result<Vec<u8>>>,
    /// What the bytes stand for, over these children.
    pub decode: Decode<T>,
}

impl<T: ?Sized> Clone for Form<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Form<T> {}

impl<T: ?Sized> fmt::Debug for Form<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Form")
    }
}

/// The bytes that a function over the rows of a group is sent as, beside its name.
#[derive(Debug, Clone, Copy)]
pub struct FunctionForm {
    /// What it knows beside its rows; nothing where it is none of these.
    pub encode: fn(&AggregateUDF) -> Option<Vec<u8>>,
    /// The function of this name that knows this; nothing where it is none of these.
    pub decode: DecodeFunction,
}
