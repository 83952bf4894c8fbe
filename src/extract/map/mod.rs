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

pub use self::batch::Batch;
pub use self::binding::{Binding, fit};
pub use self::computed::Origin;
pub use self::evaluation::Mapped;
pub use self::join_table::{JoinTable, ReadKey};
pub(crate) use self::lookup_table::{LookupTable, Lookups};
pub use self::unpivot::Layout;

#[cfg(test)]
mod tests;
