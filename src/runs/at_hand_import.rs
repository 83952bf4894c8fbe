//! An import that is at hand: its pipeline, and whatever that needs but the tables.

use std::path::PathBuf;

use super::PublishError;
use super::at_hand::AtHand;
use super::current::Current;
use super::manifest::{Manifest, Status};
use super::whereabouts::{Whereabouts, fetch_all};

impl AtHand {
    /// The folder of the import that counts, with its pipeline and whatever that needs but the tables.
    ///
    /// # Errors
    /// When there is none, and as the store has them.
    pub fn import(&self) -> Result<PathBuf, PublishError> {
        let refused = |message: String| PublishError::Store {
            place: self.place(&self.path),
            message,
        };
        let (folder, manifest) = match Manifest::find(&self.path) {
            Ok(manifest) => (self.path.clone(), manifest),
            Err(_) => match Current::of(&self.path)? {
                Current::Run(folder, manifest) => (folder, *manifest),
                Current::Nothing | Current::Unset => {
                    return Err(refused(
                        "there is no import; make one with `plumbline import`, or name a pipeline file of the disk"
                            .to_owned(),
                    ));
                }
                Current::Damaged(why) => return Err(refused(format!("is damaged: {why}"))),
            },
        };
        if manifest.status != Status::Imported {
            return Err(refused(
                "holds the runs of a pipeline and no import; name a pipeline file of the disk"
                    .to_owned(),
            ));
        }
        let Some(whereabouts) = Whereabouts::of(&folder) else {
            return Ok(folder);
        };
        let names: Vec<&str> = whereabouts
            .objects
            .keys()
            .filter(|name| !name.ends_with(".parquet"))
            .map(String::as_str)
            .collect();
        fetch_all(&folder, &whereabouts, &names).map_err(refused)?;
        Ok(folder)
    }
}
