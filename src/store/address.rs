//! Addresses such as `s3://bucket/prefix/file.parquet`.

use std::fmt;
use std::path::{Path, PathBuf};

/// Who is asked for an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Amazon S3, and what speaks as it does.
    S3,
    /// Google Cloud Storage.
    Google,
    /// Azure Blob Storage.
    Azure,
    /// HTTP.
    Http,
    /// HTTP over TLS.
    Https,
}

/// Every scheme, as it is written.
const SCHEMES: [(&str, Scheme); 5] = [
    ("s3", Scheme::S3),
    ("gs", Scheme::Google),
    ("az", Scheme::Azure),
    ("http", Scheme::Http),
    ("https", Scheme::Https),
];

/// Words in a query that let whoever has the address read what others may not.
const SECRETS: [&str; 8] = [
    "signature",
    "sig=",
    "token",
    "credential",
    "accesskey",
    "password",
    "secret",
    "api_key",
];

/// What is said of an address with a name or a password in it.
const CREDENTIALS: &str = "has credentials in it, which would be kept wherever the address is; put \
     them into the environment, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and take \
     them out of the address";

impl Scheme {
    /// As it is written.
    pub fn word(self) -> &'static str {
        let mut known = SCHEMES.iter();
        known
            .find(|(_, scheme)| *scheme == self)
            .map_or("", |(word, _)| word)
    }

    /// Whether it knows what lies beside an object.
    pub const fn lists(self) -> bool {
        match self {
            Self::S3 | Self::Google | Self::Azure => true,
            Self::Http | Self::Https => false,
        }
    }

    /// The environment variables that hold the credentials.
    pub const fn credentials(self) -> &'static str {
        match self {
            Self::S3 => "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
            Self::Google => "GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT",
            Self::Azure => "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
            Self::Http | Self::Https => "the address itself",
        }
    }
}

/// An object or a prefix in a store.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// Who is asked.
    pub scheme: Scheme,
    /// The bucket, the container or the host.
    pub bucket: String,
    /// What follows it, without a slash before or after.
    pub key: String,
    /// What follows a question mark; of HTTP only.
    pub(super) query: Option<String>,
}

// A query may let whoever has it read what others may not.
impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Address({self})")
    }
}

/// The address without what may be secret in it.
impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", self.scheme.word(), self.bucket)?;
        if self.key.is_empty() {
            return Ok(());
        }
        write!(out, "/{}", self.key)
    }
}

impl Address {
    /// The address that `path` is, unless it is a path of the file system.
    ///
    /// # Errors
    /// A scheme that is not known, an address that names nothing, and credentials in it.
    pub fn of(path: &Path) -> Option<Result<Self, String>> {
        let (scheme, rest) = parts(path.to_str()?)?;
        Some(Self::parse(scheme, rest))
    }

    fn parse(scheme: &str, rest: &str) -> Result<Self, String> {
        let known = SCHEMES
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(scheme));
        let Some((_, scheme)) = known else {
            return Err(match scheme {
                "file" => "is no file; after file:// there is a path that begins with a slash, such as file:///data/returns.csv".to_owned(),
                _ => format!(
                    "begins with {scheme}://, which is not read; s3://, gs://, az://, https://, http:// and file:// are"
                ),
            });
        };
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.contains('@') {
            return Err(CREDENTIALS.to_owned());
        }
        let (key, query) = match scheme.lists() {
            false => split_query(rest, bucket, key),
            true if query_at(key).is_some() => return Err(
                "has a query after a question mark, which an address in a bucket has not; take it out"
                    .to_owned(),
            ),
            true => (key, None),
        };
        let bucket = bucket.split('?').next().unwrap_or_default();
        if bucket.is_empty() {
            let what = if scheme.lists() { "bucket" } else { "host" };
            return Err(format!("names no {what}"));
        }
        Ok(Self {
            scheme: *scheme,
            bucket: bucket.to_owned(),
            key: key.trim_matches('/').to_owned(),
            query: query.map(str::to_owned),
        })
    }

    /// Whether its query may let whoever has it read what others may not.
    pub fn has_secret(&self) -> bool {
        let query = self.query.as_deref().unwrap_or_default();
        let query = query.to_ascii_lowercase();
        SECRETS.iter().any(|word| query.contains(word))
    }

    /// The same store and another key.
    #[must_use]
    pub fn with_key(&self, key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            ..self.clone()
        }
    }

    /// What lies below it under this name.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let key = if self.key.is_empty() {
            name.to_owned()
        } else {
            format!("{}/{name}", self.key)
        };
        self.with_key(key)
    }

    /// The store and what is in it, as OpenLineage names data: the bucket, and the key in it.
    pub fn namespace_and_name(&self) -> (String, String) {
        (self.with_key("").to_string(), self.key.clone())
    }

    /// As a path, for whoever carries paths.
    pub fn as_path(&self) -> PathBuf {
        PathBuf::from(self.to_string())
    }

    /// What this build has to say of it where it has no way to stores.
    ///
    /// # Errors
    /// That the feature is missing.
    #[cfg(not(feature = "store"))]
    pub fn is_built_in(&self) -> Result<(), String> {
        Err(
            "lies in a store, and this program was built without the feature `store`; take the wheel \
             or the Debian package, which have it, or build with `cargo build --release --features store`"
                .to_owned(),
        )
    }

    /// Whether this build has a way to it.
    ///
    /// # Errors
    /// None here: the feature is built in.
    #[cfg(feature = "store")]
    pub fn is_built_in(&self) -> Result<(), String> {
        Ok(())
    }
}

/// Splits the query from the key of an address of HTTP.
fn split_query<'a>(rest: &'a str, bucket: &str, key: &'a str) -> (&'a str, Option<&'a str>) {
    // Of `host?query` the query stands before any slash.
    let (path, query) = match rest.split_once('?') {
        Some((before, query)) if before.len() <= bucket.len() => ("", Some(query)),
        _ => match key.split_once('?') {
            Some((key, query)) => (key, Some(query)),
            None => (key, None),
        },
    };
    let without_fragment = |text: &'a str| text.split('#').next().unwrap_or_default();
    (without_fragment(path), query.map(without_fragment))
}

/// Where in the key of a bucket a query begins: a question mark is the sign of a pattern otherwise.
fn query_at(key: &str) -> Option<usize> {
    key.match_indices('?').map(|(at, _)| at).find(|at| {
        let after = &key[at + 1..];
        let word = after.find(|sign: char| !(sign.is_ascii_alphanumeric() || "-_".contains(sign)));
        word.is_some_and(|end| end > 0 && after[end..].starts_with('='))
    })
}

/// The scheme of an address and what follows `://`.
fn parts(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|sign: char| sign.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || "+.-".contains(sign));
    is_scheme.then_some((scheme, rest))
}

/// Whether a path is an address, whatever its scheme.
pub fn is_url(path: &Path) -> bool {
    path.to_str().and_then(parts).is_some()
}

/// A path as it may be shown: an address without the credentials and the query that it may have,
/// also where it is no right address.
pub fn shown(path: &Path) -> PathBuf {
    let Some((scheme, rest)) = path.to_str().and_then(parts) else {
        return path.to_owned();
    };
    let host = rest.find('/').unwrap_or(rest.len());
    let rest = match rest[..host].rfind('@') {
        Some(at) => &rest[at + 1..],
        None => rest,
    };
    let is_web = scheme.len() >= 4 && scheme[..4].eq_ignore_ascii_case("http");
    let end = match (is_web, rest.find('?')) {
        (true, Some(at)) => at,
        (true, None) => rest.len(),
        (false, _) => query_at(rest).unwrap_or(rest.len()),
    };
    PathBuf::from(format!("{scheme}://{}", &rest[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Address, String> {
        Address::of(Path::new(text)).unwrap()
    }

    #[test]
    fn an_address_is_told_from_a_path() {
        for path in ["a/b.csv", "/a://b", "C:/x", "c://x", "", "a?://b"] {
            assert!(!is_url(Path::new(path)), "{path}");
        }
        let address = parsed("s3://extracts/2009/year=200?/*.parquet").unwrap();
        assert_eq!(address.bucket, "extracts");
        assert_eq!(address.key, "2009/year=200?/*.parquet");
        assert_eq!(
            address.to_string(),
            "s3://extracts/2009/year=200?/*.parquet"
        );
        assert_eq!(parsed("gs://only").unwrap().join("a").key, "a");
        let of_web = parsed("https://host.example/a/b.csv?x=1#top").unwrap();
        assert_eq!(
            (of_web.key.as_str(), of_web.query.as_deref()),
            ("a/b.csv", Some("x=1"))
        );
        assert_eq!(
            parsed("http://h?x=1").unwrap().query.as_deref(),
            Some("x=1")
        );
    }

    #[test]
    fn what_is_not_read_is_told() {
        assert!(parsed("hdfs://name/x").unwrap_err().contains("hdfs://"));
        assert!(parsed("s3:///x").unwrap_err().contains("no bucket"));
        assert!(
            parsed("file://data/x")
                .unwrap_err()
                .contains("file:///data")
        );
        assert!(
            parsed("s3://b/x?X-Amz-Signature=1")
                .unwrap_err()
                .contains("query")
        );
    }

    #[test]
    fn no_secret_is_shown() {
        for (text, seen) in [
            ("s3://ID:S3CRET@bucket/x.csv", "s3://bucket/x.csv"),
            ("https://me:S3CRET@h/x?sig=S3CRET", "https://h/x"),
            ("s3://b/x?X-Amz-Signature=S3CRET", "s3://b/x"),
            ("HTTPS://h/x?token=S3CRET", "HTTPS://h/x"),
            ("hdfs://me:S3CRET@h/x", "hdfs://h/x"),
            ("plain/x?y", "plain/x?y"),
        ] {
            assert_eq!(shown(Path::new(text)), PathBuf::from(seen));
            if let Some(Err(error)) = Address::of(Path::new(text)) {
                assert!(!error.contains("S3CRET"), "{error}");
            }
        }
        let signed = parsed("https://h/x?X-Amz-Signature=S3CRET").unwrap();
        assert!(signed.has_secret());
        assert!(!format!("{signed:?} {signed}").contains("S3CRET"));
        assert!(!parsed("https://h/x?indicator_ids=1").unwrap().has_secret());
    }
}
