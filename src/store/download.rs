//! Objects that become files of the disk, and small ones that are read at once.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::ObjectStoreExt;

use super::fault::Fault;
use super::way::{AT_ONCE, Store};

/// Files that are under way at once.
const FILES_AT_ONCE: usize = 8;

impl Store {
    /// Reads small objects, several at once.
    ///
    /// # Errors
    /// As the store has them, for each.
    pub fn read(&self, keys: &[String]) -> Result<Vec<Result<Vec<u8>, Fault>>, Fault> {
        let reads = keys.iter().map(|key| async move {
            let at = self.key(key)?;
            let read = async { self.inner.get(&at).await?.bytes().await };
            read.await
                .map(|bytes| bytes.to_vec())
                .map_err(|error| self.fault(key, &error))
        });
        self.wait(stream::iter(reads).buffered(AT_ONCE).collect())
    }

    /// Puts objects into files, several at once. A file has its name once it is whole.
    ///
    /// # Errors
    /// The first that cannot be read or written, by its place among them.
    pub fn download(&self, files: &[(String, PathBuf)]) -> Result<(), (usize, Fault)> {
        let downloads = files.iter().enumerate().map(|(at, file)| async move {
            self.download_one(file).await.map_err(|fault| (at, fault))
        });
        self.wait(
            stream::iter(downloads)
                .buffer_unordered(FILES_AT_ONCE)
                .try_collect(),
        )
        .map_err(|fault| (0, fault))?
    }

    async fn download_one(&self, (key, path): &(String, PathBuf)) -> Result<(), Fault> {
        let unwritten = |error: std::io::Error| {
            Fault::other(format!("cannot be written to {} ({error})", path.display()))
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(unwritten)?;
        }
        let at = self.key(key)?;
        let failed = |error: object_store::Error| self.fault(key, &error);
        let mut parts = self.inner.get(&at).await.map_err(failed)?.into_stream();
        // Beside it, by its whole name: letter.html and letter.md come at the same time.
        let mut next = path.clone().into_os_string();
        next.push(".part");
        let mut file = fs::File::create(&next).map_err(unwritten)?;
        while let Some(part) = parts.try_next().await.map_err(failed)? {
            file.write_all(&part).map_err(unwritten)?;
        }
        drop(file);
        fs::rename(&next, path).map_err(unwritten)
    }
}
