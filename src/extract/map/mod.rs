//! The analyst's mapping: SQL over a file's own columns gives the columns of a contract.

mod batch;
mod binder;
mod binding;
mod bound;
mod computed;
mod evaluation;
mod join_table;
mod lookup_table;
mod unpivot;
mod value_of;

pub(crate) use self::batch::Batch;
pub(crate) use self::binding::{Binding, fit};
pub(crate) use self::computed::Origin;
pub(crate) use self::evaluation::Mapped;
pub(crate) use self::join_table::{JoinTable, ReadKey};
pub(crate) use self::lookup_table::{LookupTable, Lookups};
pub(crate) use self::unpivot::Layout;

#[cfg(test)]
mod tests;
