//! An object that is written anew as long as somebody is alive.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::ObjectStoreExt;

use super::fault::Fault;
use super::runtime::begin;
use super::way::Store;

/// The object is written anew as long as the value lives.
#[derive(Debug)]
pub struct Alive(
    // Whoever writes it sees whether this is still there.
    #[expect(dead_code, reason = "it is there or not")] Arc<()>,
);

impl Store {
    /// Puts an object anew, again and again. Whoever finds it old knows that nobody is alive.
    ///
    /// # Errors
    /// Threads that the system does not give, and what is no name of an object.
    pub fn keep_alive(&self, key: &str, bytes: Vec<u8>, every: Duration) -> Result<Alive, Fault> {
        let at = self.key(key)?;
        let (alive, bytes, store) = (Arc::new(()), Bytes::from(bytes), self.clone());
        let is_alive = Arc::downgrade(&alive);
        begin(async move {
            loop {
                tokio::time::sleep(every).await;
                if is_alive.strong_count() == 0 {
                    return;
                }
                if let Err(error) = store.inner.put(&at, bytes.clone().into()).await {
                    let fault = store.fault(at.as_ref(), &error);
                    tracing::warn!(place = %store.address(at.as_ref()), %fault, "cannot be written anew");
                }
                // It ended meanwhile, and what says that it goes on was taken away before.
                if is_alive.strong_count() == 0 {
                    let _ = store.inner.delete(&at).await;
                    return;
                }
            }
        })
        .map_err(Fault::other)?;
        Ok(Alive(alive))
    }
}
