//! The settings of several passes, merged into one order in a file.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::iter::Peekable;
use std::ops::Range;
use std::path::Path;

use crate::domain::AuthorityIx;
use crate::tables::{ProvisionIx, Setting, SettingFile, SettingWriter, Urn};

/// Takes settings in several parts, each of them in order, and gives them in one order.
#[derive(Debug)]
pub(crate) struct SettingSpill {
    file: SettingWriter,
    /// How many settings each part has.
    parts: Vec<usize>,
}

impl SettingSpill {
    /// Opens a file without a name in `folder`.
    ///
    /// # Errors
    /// When no file can be made there.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            file: SettingWriter::new(folder, "settings-in-parts")?,
            parts: Vec::new(),
        })
    }

    /// Adds a part.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn add(&mut self, part: &[Setting]) -> io::Result<()> {
        for setting in part {
            self.file.add(setting)?;
        }
        self.parts.push(part.len());
        Ok(())
    }

    /// Merges the parts into one file in `folder`.
    ///
    /// # Errors
    /// When it cannot be written or a part cannot be read back.
    pub(crate) fn merge(self, folder: &Path) -> io::Result<SettingFile> {
        let parts_file = self.file.finish()?;
        let mut start = 0;
        let mut parts: Vec<Peekable<SpilledPart<'_>>> = Vec::with_capacity(self.parts.len());
        for settings in self.parts {
            let part = SpilledPart {
                file: &parts_file,
                left: start..start + settings,
                read: Vec::new().into_iter(),
            };
            parts.push(part.peekable());
            start += settings;
        }
        let mut merged = SettingWriter::new(folder, "settings")?;
        let mut next: BinaryHeap<_> = (0..parts.len())
            .filter_map(|part| Some(Reverse((key_of_next(&mut parts[part])?, part))))
            .collect();
        while let Some(Reverse((_, part))) = next.pop() {
            let Some(setting) = parts[part].next().transpose()? else {
                continue;
            };
            merged.add(&setting)?;
            if let Some(key) = key_of_next(&mut parts[part]) {
                next.push(Reverse((key, part)));
            }
        }
        merged.finish()
    }
}

/// The order of the table: authority, type and reference number. What cannot be read comes
/// first, so that its error is met.
fn key_of_next(
    part: &mut Peekable<SpilledPart<'_>>,
) -> Option<Option<(AuthorityIx, ProvisionIx, Urn)>> {
    let setting = part.peek()?.as_ref().ok();
    Some(setting.map(|of| (of.authority, of.provision, of.urn)))
}

/// Settings of one part, read from the file of all parts.
struct SpilledPart<'a> {
    file: &'a SettingFile,
    /// Places that are not read yet.
    left: Range<usize>,
    read: std::vec::IntoIter<Setting>,
}

impl SpilledPart<'_> {
    /// Settings that are read at a time.
    const AT_ONCE: usize = 4096;

    fn fill(&mut self) -> io::Result<()> {
        let places = self.left.start..self.left.end.min(self.left.start + Self::AT_ONCE);
        self.left.start = places.end;
        self.read = self.file.at(places)?.into_iter();
        Ok(())
    }
}

impl Iterator for SpilledPart<'_> {
    type Item = io::Result<Setting>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.read.as_slice().is_empty()
            && !self.left.is_empty()
            && let Err(error) = self.fill()
        {
            self.left = 0..0;
            return Some(Err(error));
        }
        self.read.next().map(Ok)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Grade;
    use crate::tables::{Day, Settings};

    fn setting(authority: u32, provision: u8, urn: u32) -> Setting {
        Setting {
            authority: AuthorityIx::new(authority),
            provision: ProvisionIx::new(provision),
            urn: Urn::new(&format!("SC{urn}")).unwrap(),
            grade: Grade::from_level((urn % 5) as u8),
            inspected_on: Day::from_number(urn % 3 * 730_000),
        }
    }

    proptest! {
        #[test]
        fn settings_come_back_from_a_file_as_they_would_lie_in_memory(
            parts in prop::collection::vec(
                prop::collection::vec((0_u32..9, 0_u8..4, 0_u32..99_999), 0..50),
                0..7,
            ),
        ) {
            let key = |of: &Setting| (of.authority, of.provision, of.urn);
            let folder = tempfile::tempdir().unwrap();
            let mut spill = SettingSpill::new(folder.path()).unwrap();
            let mut all = Vec::new();
            for part in parts {
                let mut part: Vec<Setting> =
                    part.into_iter().map(|(a, b, c)| setting(a, b, c)).collect();
                part.sort_by_key(key);
                spill.add(&part).unwrap();
                all.extend(part);
            }
            all.sort_by_key(key);
            let filed = Settings::Filed(spill.merge(folder.path()).unwrap());
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
            prop_assert_eq!(filed.at(0..filed.len()).unwrap().into_owned(), all.clone());
            prop_assert_eq!(filed.by_authority(), Settings::Held(all).by_authority());
        }
    }
}
