//! The way to a store, for callers that wait for its answers.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutMode, PutOptions, RetryConfig, UpdateVersion,
};

use super::address::{Address, Scheme};
use super::fault::{Fault, FaultKind};
use super::known::Known;
use super::runtime::wait;

/// Requests of one caller that are under way at once.
pub(super) const AT_ONCE: usize = 16;

/// How often a request is made again that the store answers with a failure of its own.
const RETRIES: usize = 8;

/// After how long none is made again.
const RETRY_TIME: Duration = Duration::from_secs(120);

/// How long a request may take: as long as a store that is slow needs for the largest range.
const REQUEST_TIME: Duration = Duration::from_secs(60);

/// A bucket, and what is needed to be let in.
#[derive(Clone)]
pub struct Store {
    pub(super) inner: Arc<dyn ObjectStore>,
    /// The bucket, or the one object behind HTTP.
    of: Address,
}

impl fmt::Debug for Store {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Store({})", self.of)
    }
}

/// What lies below a prefix.
#[derive(Debug, Default)]
pub struct Listed {
    /// The objects.
    pub objects: Vec<Known>,
    /// The prefixes that stand for folders.
    pub folders: Vec<String>,
}

/// The stores of this process: a connection is used again.
static STORES: Mutex<BTreeMap<String, Store>> = Mutex::new(BTreeMap::new());

impl Store {
    /// The way to the store of `address`, as the environment says.
    ///
    /// # Errors
    /// An environment that the library does not understand.
    pub fn of(address: &Address) -> Result<Self, Fault> {
        let place = place(address);
        let mut stores = STORES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(&place) {
            return Ok(store.clone());
        }
        let of = match address.scheme.lists() {
            true => address.with_key(""),
            false => address.clone(),
        };
        let inner = built(address, &place).map_err(|error| Fault::of(&error, address))?;
        let store = Self { inner, of };
        stores.insert(place, store.clone());
        Ok(store)
    }

    /// The address of an object in it.
    pub fn address(&self, key: &str) -> Address {
        match self.of.scheme.lists() {
            true => self.of.join(key),
            false => self.of.clone(),
        }
    }

    pub(super) fn fault(&self, key: &str, error: &object_store::Error) -> Fault {
        Fault::of(error, &self.address(key))
    }

    /// The library's form of a key. The whole of HTTP's address is the store's.
    pub(super) fn key(&self, key: &str) -> Result<Key, Fault> {
        if !self.of.scheme.lists() {
            return Ok(Key::default());
        }
        Key::parse(key).map_err(|error| Fault::other(format!("is no name of an object ({error})")))
    }

    /// Looks at an object.
    ///
    /// # Errors
    /// As the store has them.
    pub fn head(&self, key: &str) -> Result<Known, Fault> {
        let at = self.key(key)?;
        let found = self.wait(self.look(&at))?;
        found
            .map(|meta| self.known(key, &meta))
            .map_err(|error| self.fault(key, &error))
    }

    /// What is known of an object. Behind HTTP a byte of it is asked for: a signed address lets nobody
    /// look and not read.
    pub(super) async fn look(&self, at: &Key) -> object_store::Result<ObjectMeta> {
        if !self.of.scheme.lists() {
            let options = GetOptions::new().with_range(Some(GetRange::Bounded(0..1)));
            match self.inner.get_opts(at, options).await {
                Ok(read) => return Ok(read.meta),
                Err(error @ object_store::Error::NotFound { .. }) => return Err(error),
                // It gives no ranges, or has no byte.
                Err(_) => {}
            }
        }
        self.inner.head(at).await
    }

    /// What lies below `prefix`: right below it, or with `deep` however far.
    ///
    /// # Errors
    /// As the store has them.
    pub fn list(&self, prefix: &str, deep: bool) -> Result<Listed, Fault> {
        let at = self.key(prefix)?;
        let at = (!prefix.is_empty()).then_some(&at);
        let listed = self.wait(async {
            if deep {
                let objects = self.inner.list(at).try_collect().await?;
                return Ok((objects, Vec::new()));
            }
            let listed = self.inner.list_with_delimiter(at).await?;
            Ok((listed.objects, listed.common_prefixes))
        })?;
        let (objects, folders): (Vec<ObjectMeta>, Vec<Key>) =
            listed.map_err(|error| self.fault(prefix, &error))?;
        Ok(Listed {
            objects: objects
                .iter()
                .map(|meta| self.known(meta.location.as_ref(), meta))
                .collect(),
            folders: folders.iter().map(ToString::to_string).collect(),
        })
    }

    /// All of an object, unless it has more than `most` bytes; where `known` has an entity tag, of
    /// the state that it speaks of.
    ///
    /// # Errors
    /// As the store has them, and an object that is larger.
    pub fn whole(&self, known: &Known, most: u64) -> Result<(Known, Vec<u8>), Fault> {
        let at = self.key(&known.key)?;
        let options = GetOptions::new().with_if_match(known.strong_tag());
        let read = self.wait(async {
            let result = self.inner.get_opts(&at, options).await?;
            let (meta, size) = (result.meta.clone(), result.meta.size);
            let mut bytes = Vec::new();
            if size > most {
                return Ok((meta, None));
            }
            bytes
                .try_reserve(usize::try_from(size).unwrap_or(usize::MAX))
                .map_err(|error| object_store::Error::Generic {
                    store: "memory",
                    source: Box::new(error),
                })?;
            let mut stream = result.into_stream();
            while let Some(part) = stream.try_next().await? {
                if (bytes.len() + part.len()) as u64 > most {
                    return Ok((meta, None));
                }
                bytes.extend_from_slice(&part);
            }
            Ok((meta, Some(bytes)))
        })?;
        let (meta, bytes) = read.map_err(|error| self.fault(&known.key, &error))?;
        let bytes = bytes.ok_or_else(|| {
            Fault::other(format!(
                "has more than the {most} bytes that are allowed; if that is right, raise unpacked_bytes in [limits]"
            ))
        })?;
        let now = self.known(&known.key, &meta);
        if !meta_size_fits(&meta, bytes.len()) {
            return Err(Fault::other(format!(
                "was cut short by the store: {} bytes of {} came; run again",
                bytes.len(),
                meta.size
            )));
        }
        Ok((now, bytes))
    }

    /// Ranges of an object in the state that `known` speaks of, several at once.
    ///
    /// # Errors
    /// As the store has them; an object that changed meanwhile is one.
    pub fn ranges(&self, known: &Known, ranges: &[Range<u64>]) -> Result<Vec<Bytes>, Fault> {
        let at = self.key(&known.key)?;
        let of_each = ranges
            .iter()
            .map(|range| self.range(&at, known, range.clone()));
        let read: Result<Vec<Bytes>, object_store::Error> =
            self.wait(stream::iter(of_each).buffered(AT_ONCE).try_collect())?;
        read.map_err(|error| self.fault(&known.key, &error).while_reading())
    }

    pub(super) async fn range(
        &self,
        at: &Key,
        known: &Known,
        range: Range<u64>,
    ) -> object_store::Result<Bytes> {
        let options = GetOptions::new()
            .with_if_match(known.strong_tag())
            .with_range(Some(GetRange::Bounded(range)));
        self.inner.get_opts(at, options).await?.bytes().await
    }

    /// Puts an object in the place of whatever is there.
    ///
    /// # Errors
    /// As the store has them.
    pub fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        self.put_if(key, bytes, PutMode::Overwrite).map(|_| ())
    }

    /// Puts an object where there is none; gives its entity tag.
    ///
    /// # Errors
    /// As the store has them; one that is there is one.
    pub fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        self.put_if(key, bytes, PutMode::Create)
    }

    /// Puts an object in the place of the one that has this entity tag.
    ///
    /// # Errors
    /// As the store has them; one that is not the same any more is one.
    pub fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        known: &Known,
    ) -> Result<Option<String>, Fault> {
        let version = UpdateVersion {
            e_tag: known.tag.clone(),
            version: known.version.clone(),
        };
        self.put_if(key, bytes, PutMode::Update(version))
    }

    fn put_if(&self, key: &str, bytes: Vec<u8>, mode: PutMode) -> Result<Option<String>, Fault> {
        let at = self.key(key)?;
        let options = PutOptions::from(mode);
        let put = self.wait(self.inner.put_opts(&at, bytes.into(), options))?;
        put.map(|result| result.e_tag)
            .map_err(|error| self.fault(key, &error))
    }

    /// Takes objects away; one that is not there is no failure.
    ///
    /// # Errors
    /// As the store has them.
    pub fn delete(&self, keys: &[String]) -> Result<(), Fault> {
        let deletes = keys.iter().map(|key| async move {
            let at = self.key(key)?;
            match self.inner.delete(&at).await {
                Ok(()) => Ok(()),
                Err(error) => match self.fault(key, &error) {
                    fault if fault.kind == FaultKind::Absent => Ok(()),
                    fault => Err(fault),
                },
            }
        });
        self.wait(
            stream::iter(deletes)
                .buffer_unordered(AT_ONCE)
                .try_collect(),
        )?
    }

    pub(super) fn known(&self, key: &str, meta: &ObjectMeta) -> Known {
        Known {
            key: key.to_owned(),
            bytes: meta.size,
            tag: meta.e_tag.clone(),
            version: meta.version.clone(),
            // Where a server does not say, the library says that it was at the beginning of time.
            written: (meta.last_modified != DateTime::<Utc>::UNIX_EPOCH)
                .then_some(meta.last_modified),
        }
    }

    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Fault> {
        wait(work).map_err(Fault::other)
    }
}

fn meta_size_fits(meta: &ObjectMeta, bytes: usize) -> bool {
    meta.size == bytes as u64
}

/// What a store is known by: its bucket, and of HTTP, which knows none, the whole address.
fn place(address: &Address) -> String {
    let bucket = format!("{}://{}", address.scheme.word(), address.bucket);
    if address.scheme.lists() {
        return bucket;
    }
    let query = address.query.as_ref();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{bucket}/{}{query}", address.key)
}

fn built(address: &Address, place: &str) -> object_store::Result<Arc<dyn ObjectStore>> {
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        max_retries: RETRIES,
        retry_timeout: RETRY_TIME,
    };
    let bucket = address.bucket.as_str();
    Ok(match address.scheme {
        Scheme::S3 => {
            let builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
            Arc::new(builder.with_retry(retry).build()?)
        }
        Scheme::Google => {
            let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket);
            Arc::new(builder.with_retry(retry).build()?)
        }
        Scheme::Azure => {
            let builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket);
            Arc::new(builder.with_retry(retry).build()?)
        }
        Scheme::Http | Scheme::Https => {
            let options = ClientOptions::new()
                .with_timeout(REQUEST_TIME)
                .with_allow_http(address.scheme == Scheme::Http);
            let builder = HttpBuilder::new()
                .with_url(place)
                .with_client_options(options);
            Arc::new(builder.with_retry(retry).build()?)
        }
    })
}
