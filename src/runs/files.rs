//! Whether the files of a run are there as it wrote them.

use std::fmt::Display;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::manifest::{Manifest, WrittenTable};
use super::whereabouts;

/// How closely the files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By their sizes.
    Sizes,
    /// By their digests, which reads all of them.
    Digests,
}

impl Manifest {
    /// Looks at the tables in `folder` that the manifest names.
    ///
    /// # Errors
    /// The first file that is not as it was written, and how it differs.
    pub fn check_files(&self, folder: &Path, look: Look) -> Result<(), String> {
        self.outputs
            .par_iter()
            .map(|table| check(table, folder, look))
            .find_map_first(Result::err)
            .map_or(Ok(()), Err)
    }

    /// Looks at one of the tables in `folder`; none where the run did not write it.
    ///
    /// # Errors
    /// How the file differs from what was written.
    pub fn check_table(&self, folder: &Path, name: &str) -> Result<Option<&WrittenTable>, String> {
        let table = self.outputs.iter().find(|table| table.table == name);
        table
            .map(|table| check(table, folder, Look::Digests).map(|()| table))
            .transpose()
    }
}

fn check(table: &WrittenTable, folder: &Path, look: Look) -> Result<(), String> {
    let name = format!("{}.parquet", table.table);
    let path = folder.join(&name);
    let wrong_size = |path: &dyn Display, found: u64| {
        let wrote = table.bytes;
        format!("{path} has {found} bytes where the run wrote {wrote}")
    };
    match whereabouts::size(folder, &name) {
        None => {}
        Some(Err(place)) => {
            return Err(format!(
                "{place} is not there, and the run's manifest names it"
            ));
        }
        Some(Ok(found)) if found != table.bytes => return Err(wrong_size(&path.display(), found)),
        Some(Ok(_)) if look == Look::Sizes => return Ok(()),
        Some(Ok(_)) => whereabouts::fetch(folder, &name)?,
    }
    let differs = |how: String| format!("{} {how}", path.display());
    let unreadable = |error: io::Error| {
        differs(if error.kind() == io::ErrorKind::NotFound {
            "is not there, and the run's manifest names it".to_owned()
        } else {
            format!("cannot be read ({error})")
        })
    };
    let found = fs::metadata(&path).map_err(unreadable)?.len();
    if found != table.bytes {
        return Err(wrong_size(&path.display(), found));
    }
    if look == Look::Digests {
        let mut hasher = blake3::Hasher::new();
        File::open(&path)
            .and_then(|file| hasher.update_reader(file).map(|_| ()))
            .map_err(unreadable)?;
        if *hasher.finalize().to_hex() != *table.digest {
            return Err(differs(
                "is not what the run wrote: its digest differs".to_owned(),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_as_it_was_written_or_it_is_said_how_it_differs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ratings.parquet");
        let table = WrittenTable {
            table: "ratings".to_owned(),
            rows: 1,
            bytes: 4,
            digest: blake3::hash(b"PAR1").to_hex().to_string(),
        };
        let fault = |look| check(&table, folder.path(), look).unwrap_err();
        assert!(fault(Look::Sizes).contains("ratings.parquet is not there"));
        fs::write(&path, "PAR").unwrap();
        assert!(fault(Look::Sizes).ends_with("has 3 bytes where the run wrote 4"));
        fs::write(&path, "PAR2").unwrap();
        assert_eq!(check(&table, folder.path(), Look::Sizes), Ok(()));
        assert!(fault(Look::Digests).ends_with("its digest differs"));
        fs::write(&path, "PAR1").unwrap();
        assert_eq!(check(&table, folder.path(), Look::Digests), Ok(()));
    }
}
