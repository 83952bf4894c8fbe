//! `plumbline scheduler`.

use std::net::SocketAddr;

use clap::Args;

use super::arguments::LogArguments;
use super::logging;
use crate::error::Error;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to listen; anybody who reaches it may ask, so let it be in a network of the cluster's own
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    bind: SocketAddr,
    /// The host by which workers reach it [default: the address of --bind]
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// Give a worker up that has given no sign of life for so long, and its tasks to others
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(2..))]
    worker_timeout: u64,
    #[command(flatten)]
    log: LogArguments,
}

/// Schedules until SIGTERM or SIGINT.
#[cfg(feature = "cluster")]
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start_server(&arguments.log);
    super::worker::may_bind(arguments.bind.ip(), arguments.advertise.as_deref())?;
    let scheduler = crate::cluster::Scheduler {
        bind: arguments.bind,
        advertise: arguments.advertise.clone(),
        worker_timeout: arguments.worker_timeout,
    };
    Ok(scheduler.run(crate::job::parts())?)
}

/// Says that this program has none.
#[cfg(not(feature = "cluster"))]
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start_server(&arguments.log);
    Err(super::worker::no_cluster("plumbline scheduler"))
}
