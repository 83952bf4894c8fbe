//! Jobs of this process that nobody waits for any more, because a signal ends it.
//!
//! Whoever answers the signal asks for it ([`give_up_jobs`]), and whoever waits for a job tells the
//! scheduler ([`UnderWay`]), by the threads that wait for it anyway.

use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// Whether jobs are to be given up.
static GIVEN_UP: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));

/// How many jobs are under way, and what rings when there is one less.
static JOBS: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

fn jobs() -> MutexGuard<'static, usize> {
    JOBS.0.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A job that is waited for, as long as the value lives.
#[derive(Debug)]
pub(super) struct UnderWay(());

impl UnderWay {
    pub(super) fn begin() -> Self {
        *jobs() += 1;
        Self(())
    }

    /// Waits until the job is to be given up.
    pub(super) async fn is_given_up(&self) {
        let mut given_up = GIVEN_UP.subscribe();
        if given_up.wait_for(|given_up| *given_up).await.is_err() {
            // Whoever would ask lives as long as the process.
            std::future::pending().await
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        *jobs() -= 1;
        JOBS.1.notify_all();
    }
}

/// Has every job of this process given up, now and from now on.
pub fn give_up_jobs() {
    GIVEN_UP.send_replace(true);
}

/// Waits until every job has been given up, no longer than `patience`.
pub fn until_given_up(patience: Duration) {
    // Whoever waits ends the process, whatever came of it.
    let _ = JOBS
        .1
        .wait_timeout_while(jobs(), patience, |jobs| *jobs > 0);
}
