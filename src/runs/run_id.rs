//! The name of a run, and what it was made from.

use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, SubsecRound, Utc};

use super::SourceEntry;

/// Digits of the fingerprint that stand in a run's name.
const SHORT: usize = 8;

/// The digest of everything that decides a run's tables: two runs of the same fingerprint have
/// the same tables.
///
/// It covers the as-of date, the software's version, the digests of every configuration and input
/// file, and the names of the latter, which may say when an extract was taken, but no folder: a copy
/// of the same files elsewhere has the same fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a run with these inputs.
    ///
    /// `configuration` holds the names and digests of the pipeline's files.
    pub fn of<'a>(
        software: &str,
        as_of: NaiveDate,
        configuration: impl IntoIterator<Item = (&'a String, &'a String)>,
        inputs: &[SourceEntry],
    ) -> Self {
        let mut hasher = blake3::Hasher::new();
        // Every part ends with a byte that none of them holds, so that no two lists of parts
        // run together into the same bytes.
        let mut part = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        };
        part(software);
        part(&as_of.to_string());
        for (name, digest) in configuration {
            part(name);
            part(digest);
        }
        part(&inputs_digest(inputs));
        Self(hasher.finalize().to_hex().to_string())
    }

    /// A fingerprint as a manifest holds it.
    pub(super) fn from_text(text: String) -> Self {
        Self(text)
    }

    /// All of its hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the run called `name` has this fingerprint, as far as its name says: by the first
    /// digits.
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        name.rsplit_once('-')
            .is_some_and(|(_, digits)| digits == self.short())
    }

    fn short(&self) -> &str {
        self.0.get(..SHORT).unwrap_or(&self.0)
    }
}

/// The digest of a run's inputs: the names and digests of every file of every source.
#[must_use]
pub fn inputs_digest(inputs: &[SourceEntry]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut inputs: Vec<&SourceEntry> = inputs.iter().collect();
    inputs.sort_by(|a, b| a.source.cmp(&b.source));
    for input in inputs {
        let files = input.files.iter();
        let of_files = files.flat_map(|file| {
            let columns = file.partitions.iter().map(|(name, value)| match value {
                Some(value) => format!("{name}={value}"),
                None => name.clone(),
            });
            [file.name(), file.digest.clone()]
                .into_iter()
                .chain(columns)
        });
        for part in std::iter::once(input.source.clone()).chain(of_files) {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// The name of a run: when it began, and the first digits of its fingerprint.
///
/// Names sort by time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunId {
    began: DateTime<Utc>,
    fingerprint: Fingerprint,
}

impl RunId {
    /// The name of a run that begins at `began`, to the second.
    #[must_use]
    pub fn new(began: DateTime<Utc>, fingerprint: &Fingerprint) -> Self {
        Self {
            began: began.trunc_subsecs(0),
            fingerprint: fingerprint.clone(),
        }
    }

    /// What the run is made from.
    pub(super) const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// The name for the second after this one.
    pub(super) fn next(&self) -> Self {
        Self {
            began: self.began + Duration::seconds(1),
            fingerprint: self.fingerprint.clone(),
        }
    }

    /// The name of the run's folder below `runs`.
    #[must_use]
    pub fn folder(&self) -> String {
        format!("run={self}")
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.began.format("%Y%m%dT%H%M%SZ");
        write!(out, "{time}-{}", self.fingerprint.short())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::*;
    use crate::runs::InputFile;

    fn input(source: &str, path: &str, digest: &str) -> SourceEntry {
        let file = InputFile {
            path: PathBuf::from(path),
            bytes: 1,
            digest: digest.to_owned(),
            partitions: BTreeMap::new(),
        };
        SourceEntry::unread(source.to_owned(), vec![file])
    }

    fn fingerprint(day: u32, rulebook: &str, inputs: &[SourceEntry]) -> Fingerprint {
        let as_of = NaiveDate::from_ymd_opt(2009, 12, day).unwrap();
        let configuration = BTreeMap::from([("rulebook.toml".to_owned(), rulebook.to_owned())]);
        Fingerprint::of("0.1.0", as_of, &configuration, inputs)
    }

    #[test]
    fn a_copy_of_the_same_files_elsewhere_has_the_same_fingerprint() {
        assert_eq!(
            fingerprint(9, "aa", &[input("findings", "here/f.csv", "01")]),
            fingerprint(9, "aa", &[input("findings", "there/f.csv", "01")])
        );
    }

    #[test]
    fn whatever_decides_the_tables_changes_the_fingerprint() {
        let base = fingerprint(9, "aa", &[input("findings", "f.csv", "01")]);
        for other in [
            fingerprint(8, "aa", &[input("findings", "f.csv", "01")]),
            fingerprint(9, "ab", &[input("findings", "f.csv", "01")]),
            fingerprint(9, "aa", &[input("findings", "f.csv", "02")]),
            fingerprint(9, "aa", &[input("inspections", "f.csv", "01")]),
            fingerprint(9, "aa", &[input("findings", "g.csv", "01")]),
            fingerprint(9, "aa", &[]),
        ] {
            assert_ne!(other, base);
        }
    }

    #[test]
    fn a_run_is_named_after_its_time_and_fingerprint() {
        let began: DateTime<Utc> = "2026-11-23T11:57:00.999Z".parse().unwrap();
        let fingerprint = Fingerprint::from_text("0123456789abcdef".to_owned());
        let id = RunId::new(began, &fingerprint);
        assert_eq!(id.to_string(), "20261123T115700Z-01234567");
        assert_eq!(id.folder(), "run=20261123T115700Z-01234567");
        assert_eq!(id.next().to_string(), "20261123T115701Z-01234567");
    }
}
