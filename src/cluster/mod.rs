//! A cluster of Apache DataFusion Ballista: who asks it, who plans for it, who works in it.
//!
//! Every process of a cluster is this program, of one version: `run --engine ballista` asks
//! ([`Cluster`]), `scheduler` cuts what is asked into tasks ([`Scheduler`]), and `worker` does them
//! ([`Worker`]). What is sent beside DataFusion's own nodes is said by whoever makes plans
//! ([`Parts`]); nothing here knows a table, a source or a run. Credentials of stores are never sent:
//! each process has those of its own environment.

mod address;
mod ask;
mod codec;
mod fault;
mod folder;
mod gathered;
mod gathering;
mod given_up;
mod identity;
mod parts;
mod pieces;
mod ready;
mod scheduler;
mod session;
mod stop;
#[cfg(test)]
mod tests;
mod told;
mod worker;

pub use self::address::SchedulerAddress;
pub use self::ask::{Cluster, Patience};
pub use self::fault::{Fault, FaultKind};
pub use self::gathered::{Gathered, Gathers};
pub use self::gathering::{Begin, Gathering};
pub use self::given_up::{give_up_jobs, until_given_up};
pub use self::parts::{Decode, DecodeFunction, Form, FunctionForm, Parts};
pub use self::pieces::{piece_numbers, pieces};
pub use self::scheduler::Scheduler;
pub use self::told::{sentence_in, told};
pub use self::worker::Worker;
