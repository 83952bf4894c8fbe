//! One run at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};

use super::names::LOCK;
use crate::runs::PublishError;
use crate::runs::own_file::own_file;
use crate::system::host_name;

/// How long a run that waits for the lock sleeps before it tries again.
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// The lock of an output folder, held as long as the value lives.
///
/// It is the operating system's: it ends with the process, however that ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of `folder`, and waits up to `patience` for another run to end; says whether
    /// it had to.
    ///
    /// # Errors
    /// [`PublishError::Locked`] when another run holds it until then; [`PublishError::File`] when
    /// its file cannot be opened or written to.
    pub(super) fn take(folder: &Path, patience: Duration) -> Result<(Self, bool), PublishError> {
        let until = Instant::now() + patience;
        let path = folder.join(LOCK);
        let mut file = own_file(OpenOptions::new().read(true).write(true), &path)
            .map_err(|error| PublishError::file(&path, "open the lock", error))?;
        let mut waited = false;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    if !waited {
                        let holder = holder(&mut file);
                        tracing::info!(holder, "another run is writing here; waiting for it");
                        waited = true;
                    }
                    std::thread::sleep(BETWEEN_TRIES);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(PublishError::Locked {
                        folder: folder.to_owned(),
                        holder: holder(&mut file),
                    });
                }
                Err(TryLockError::Error(error)) => {
                    return Err(PublishError::file(&path, "take the lock", error));
                }
            }
        }
        let lock = Self { file };
        lock.sign()
            .map_err(|error| PublishError::file(&path, "write the lock", error))?;
        Ok((lock, waited))
    }

    /// Says in the lock's file who holds it, for the message of a run that comes meanwhile.
    fn sign(&self) -> io::Result<()> {
        let mut file = &self.file;
        file.set_len(0)?;
        file.rewind()?;
        let since = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
        write!(
            file,
            "process {} on {}, since {since}",
            std::process::id(),
            host_name().unwrap_or_else(|| "an unnamed host".to_owned())
        )
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The lock ends with the file; its text would only mislead whoever looks at it later.
        let _ = self.file.set_len(0);
    }
}

/// Who holds a lock, as far as the lock's file says.
fn holder(lock: &mut File) -> String {
    let mut text = String::new();
    match lock.read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "a process that has not said who it is".to_owned(),
    }
}
