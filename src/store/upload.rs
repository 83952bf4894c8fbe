//! Files of the disk that become objects.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectStoreExt, WriteMultipart};

use super::fault::Fault;
use super::way::Store;

/// The size of a part, and what a file must be larger than to go in parts.
const PART: usize = 8 << 20;

/// Parts of a file that are under way at once.
const PARTS_AT_ONCE: usize = 4;

/// Files that are under way at once.
const FILES_AT_ONCE: usize = 4;

impl Store {
    /// Puts files in the place of whatever is at these keys, several at once; a large one in parts,
    /// of which a store shows nothing before all are there.
    ///
    /// # Errors
    /// The first file that cannot be read or put, with its place among them.
    pub fn upload(&self, files: &[(&Path, String)]) -> Result<(), (usize, Fault)> {
        let uploads = files
            .iter()
            .enumerate()
            .map(|(at, (path, key))| async move {
                self.upload_one(path, key)
                    .await
                    .map_err(|fault| (at, fault))
            });
        self.wait(
            stream::iter(uploads)
                .buffer_unordered(FILES_AT_ONCE)
                .try_collect(),
        )
        .map_err(|fault| (0, fault))?
    }

    async fn upload_one(&self, path: &Path, key: &str) -> Result<(), Fault> {
        let unread = |error: std::io::Error| Fault::other(format!("cannot be read ({error})"));
        let at = self.key(key)?;
        let mut file = File::open(path).map_err(unread)?;
        let mut part = Vec::with_capacity(PART);
        read_part(&mut file, &mut part).map_err(unread)?;
        if part.len() < PART {
            let put = self.inner.put(&at, part.into()).await;
            return put.map(|_| ()).map_err(|error| self.fault(key, &error));
        }
        let begun = self.inner.put_multipart(&at).await;
        let begun = begun.map_err(|error| self.fault(key, &error))?;
        let mut upload = WriteMultipart::new_with_chunk_size(begun, PART);
        loop {
            if part.is_empty() {
                let finished = upload.finish().await;
                return finished
                    .map(|_| ())
                    .map_err(|error| self.fault(key, &error));
            }
            if let Err(error) = upload.wait_for_capacity(PARTS_AT_ONCE).await {
                let fault = self.fault(key, &error);
                // What was sent is nobody's; the store's own rules take it away otherwise.
                let _ = upload.abort().await;
                return Err(fault);
            }
            upload.write(&part);
            part.clear();
            if let Err(error) = read_part(&mut file, &mut part) {
                let _ = upload.abort().await;
                return Err(unread(error));
            }
        }
    }
}

/// Reads up to a part of a file.
fn read_part(file: &mut File, part: &mut Vec<u8>) -> std::io::Result<usize> {
    file.take(PART as u64).read_to_end(part)
}
