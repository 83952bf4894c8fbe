//! The threads that wait for stores.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

/// Threads that wait: they do nothing else.
const THREADS: usize = 2;

static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();

/// Waits for what `work` comes to. No thread of the runtime may call it.
///
/// # Errors
/// Threads that the system does not give.
pub(super) fn wait<T>(work: impl Future<Output = T>) -> Result<T, String> {
    runtime().map(|runtime| runtime.block_on(work))
}

/// Lets `work` go on by itself.
///
/// # Errors
/// As [`wait`].
pub(super) fn begin(work: impl Future<Output = ()> + Send + 'static) -> Result<(), String> {
    runtime().map(|runtime| drop(runtime.spawn(work)))
}

fn runtime() -> Result<&'static Runtime, String> {
    let runtime = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(|error| format!("threads that wait for the store cannot be started ({error})"))
    });
    runtime.as_ref().map_err(Clone::clone)
}
