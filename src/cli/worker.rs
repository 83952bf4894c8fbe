//! `plumbline worker`.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::Args;

use super::arguments::{LogArguments, on_the_disk};
use super::logging;
use crate::error::Error;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The scheduler that gives it tasks, such as http://10.0.0.5:50050
    #[arg(long, value_name = "URL")]
    scheduler: String,
    /// Where to listen; anybody who reaches it may have it read what it can read, so let it be in a
    /// network of the cluster's own
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// The host by which the scheduler, the other workers and `run` reach it [default: the address of
    /// --bind]
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// The port that results are fetched from
    #[arg(long, default_value_t = 50051)]
    port: u16,
    /// The port that tasks come in by
    #[arg(long, default_value_t = 50052)]
    task_port: u16,
    /// The folder in which it makes one of its own for what lies between two stages, and takes it away
    /// at the end [default: that of the system for temporary files]
    #[arg(long, value_name = "DIR", value_parser = on_the_disk())]
    work_dir: Option<PathBuf>,
    /// Bytes that its tasks hold in memory, as far as Ballista counts them, before they go to the
    /// disk [default: 70 % of the machine's or the container's]
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1 << 20..))]
    memory_limit: Option<u64>,
    /// Tasks at once [default: as many as there are processors]
    #[arg(long, value_name = "TASKS", value_parser = clap::value_parser!(u16).range(1..))]
    cores: Option<u16>,
    /// Wait so long for the scheduler when starting
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    /// Give a sign of life every so many seconds; after five without an answer it ends
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    heartbeat: u64,
    #[command(flatten)]
    log: LogArguments,
}

/// Works until SIGTERM or SIGINT.
#[cfg(feature = "cluster")]
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start_server(&arguments.log);
    may_bind(arguments.bind, arguments.advertise.as_deref())?;
    if arguments.port == arguments.task_port {
        return Err(Error::Usage(
            "--port and --task-port are one port; give each its own".into(),
        ));
    }
    let worker = crate::cluster::Worker {
        scheduler: arguments.scheduler.parse()?,
        bind: arguments.bind,
        advertise: arguments.advertise.clone(),
        port: arguments.port,
        task_port: arguments.task_port,
        work_dir: arguments
            .work_dir
            .clone()
            .unwrap_or_else(std::env::temp_dir),
        memory: arguments.memory_limit,
        cores: arguments.cores.map(usize::from),
        wait: std::time::Duration::from_secs(arguments.wait),
        heartbeat: arguments.heartbeat,
    };
    Ok(worker.run(crate::job::parts())?)
}

/// Says that this program has none.
#[cfg(not(feature = "cluster"))]
pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    logging::start_server(&arguments.log);
    Err(no_cluster("plumbline worker"))
}

/// Checks that others can be told where this process is: nobody reaches the address that stands for
/// every one.
#[cfg(feature = "cluster")]
pub(super) fn may_bind(bind: IpAddr, advertise: Option<&str>) -> Result<(), Error> {
    match (bind.is_unspecified(), advertise) {
        (true, None) => Err(Error::Usage(format!(
            "--bind {bind} listens on every address, and nobody is told which; name the host that others reach it by with --advertise HOST"
        ))),
        (_, Some("")) => Err(Error::Usage("--advertise names no host".into())),
        _ => Ok(()),
    }
}

/// What a program without clusters says.
#[cfg(not(feature = "cluster"))]
pub(super) fn no_cluster(what: &str) -> Error {
    Error::Usage(format!(
        "{what} needs the feature `cluster`, which this program was built without; build it with `cargo build --release --features cluster`"
    ))
}
