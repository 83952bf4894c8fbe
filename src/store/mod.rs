//! Objects in stores of Amazon, Google, Microsoft or whoever speaks as they do, and files behind
//! HTTP: what an address says, and a way to them that waits for its answers.
//!
//! Addresses are known to every build, so that each can say what it does not read. The rest stands
//! behind the feature `store`. The library beneath is asynchronous; [`Store`] is not, so that
//! nothing above it has to be. Nothing here knows a table, a source or a run.

mod address;

#[cfg(feature = "store")]
mod alive;
#[cfg(feature = "store")]
mod download;
#[cfg(feature = "store")]
mod fault;
#[cfg(feature = "store")]
mod known;
#[cfg(feature = "store")]
mod object;
#[cfg(feature = "store")]
mod runtime;
#[cfg(feature = "store")]
mod secrets;
#[cfg(feature = "store")]
mod upload;
#[cfg(feature = "store")]
mod way;

pub use self::address::{Address, is_url, shown};
#[cfg(feature = "store")]
pub use self::alive::Alive;
#[cfg(feature = "cluster")]
pub(crate) use self::fault::causes;
#[cfg(feature = "store")]
pub use self::fault::{Fault, FaultKind};
#[cfg(feature = "store")]
pub use self::known::Known;
#[cfg(feature = "store")]
pub use self::object::Object;
#[cfg(feature = "store")]
pub use self::way::{Listed, Store};
