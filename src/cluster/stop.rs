//! The request to stop, by a signal.

use std::io;

use tokio::sync::oneshot;

use crate::system::Stops;

/// Waits for a signal that asks this process to end, and gives its name; for ever where the system
/// ends the process itself.
///
/// # Errors
/// When the operating system refuses the handler or the thread.
pub(super) fn stop() -> io::Result<impl Future<Output = &'static str> + Send> {
    let (tell, told) = oneshot::channel();
    if let Some(mut stops) = Stops::listen()? {
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                if let Some(stop) = stops.wait() {
                    // Whoever waited may have ended meanwhile.
                    let _ = tell.send(stop.name);
                }
            })?;
    }
    Ok(async {
        match told.await {
            Ok(name) => name,
            Err(_) => std::future::pending().await,
        }
    })
}
