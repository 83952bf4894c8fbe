//! The settings that were counted: in memory, or in a file where the run's memory is limited.
//!
//! A nation's settings are by far the longest list that a run keeps: nothing is asked of them
//! but to be written to their table, in their order. So they can lie in a file until then.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::iter::Peekable;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::reduction::Setting;
use super::tables::{Day, ProvisionIx, Urn};
use crate::domain::{AuthorityIx, Grade};

/// The bytes of a setting in a file.
const BYTES: usize = 26;

/// Settings in order of authority, type and reference number.
#[derive(Debug)]
pub enum Settings {
    /// In memory.
    Held(Vec<Setting>),
    /// In a file.
    Filed(SettingFile),
}

impl Default for Settings {
    fn default() -> Self {
        Self::Held(Vec::new())
    }
}

/// Settings in a file without a name, which is gone when the run ends, however it ends.
#[derive(Debug)]
pub struct SettingFile {
    file: File,
    /// The authorities that have settings, each with the place of its first.
    starts: Vec<(AuthorityIx, usize)>,
    settings: usize,
}

impl Settings {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Held(settings) => settings.len(),
            Self::Filed(file) => file.settings,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The authorities that have settings, with the places of theirs.
    pub fn by_authority(&self) -> Vec<(AuthorityIx, Range<usize>)> {
        let starts: Vec<(AuthorityIx, usize)> = match self {
            Self::Held(settings) => settings
                .chunk_by(|a, b| a.authority == b.authority)
                .scan(0, |at, of_one| {
                    let start = *at;
                    *at += of_one.len();
                    Some((of_one[0].authority, start))
                })
                .collect(),
            Self::Filed(file) => file.starts.clone(),
        };
        let ends = starts[1.min(starts.len())..]
            .iter()
            .map(|(_, start)| *start);
        let ends = ends.chain(std::iter::once(self.len()));
        starts
            .iter()
            .zip(ends)
            .map(|((authority, start), end)| (*authority, *start..end))
            .collect()
    }

    /// The settings at these places.
    ///
    /// # Errors
    /// When the file they lie in cannot be read.
    pub fn at(&self, places: Range<usize>) -> io::Result<Cow<'_, [Setting]>> {
        match self {
            Self::Held(settings) => Ok(Cow::Borrowed(&settings[places])),
            Self::Filed(file) => read(&file.file, places).map(Cow::Owned),
        }
    }
}

/// Takes settings in several parts, each of them in order, and gives them in one order.
#[derive(Debug)]
pub struct SettingSpill {
    file: BufWriter<File>,
    /// How many settings each part has.
    parts: Vec<usize>,
}

impl SettingSpill {
    /// Opens a file without a name in `folder`.
    ///
    /// # Errors
    /// When no file can be made there.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(nameless(folder, "settings-in-parts")?),
            parts: Vec::new(),
        })
    }

    /// Adds a part.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, part: &[Setting]) -> io::Result<()> {
        for setting in part {
            self.file.write_all(&encode(setting))?;
        }
        self.parts.push(part.len());
        Ok(())
    }

    /// Merges the parts into one file in `folder`.
    ///
    /// # Errors
    /// When it cannot be written or a part cannot be read back.
    pub fn merge(self, folder: &Path) -> io::Result<SettingFile> {
        let parts_file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let mut start = 0;
        let mut parts: Vec<Peekable<Part<'_>>> = Vec::with_capacity(self.parts.len());
        for settings in self.parts {
            let part = Part {
                file: &parts_file,
                left: start..start + settings,
                read: Vec::new().into_iter(),
            };
            parts.push(part.peekable());
            start += settings;
        }
        let mut merged = SettingFile {
            file: nameless(folder, "settings")?,
            starts: Vec::new(),
            settings: 0,
        };
        let mut out = BufWriter::new(&merged.file);
        let mut next: BinaryHeap<_> = (0..parts.len())
            .filter_map(|part| Some(Reverse((key_of_next(&mut parts[part])?, part))))
            .collect();
        while let Some(Reverse((_, part))) = next.pop() {
            let Some(setting) = parts[part].next().transpose()? else {
                continue;
            };
            if merged
                .starts
                .last()
                .is_none_or(|(last, _)| *last != setting.authority)
            {
                merged.starts.push((setting.authority, merged.settings));
            }
            out.write_all(&encode(&setting))?;
            merged.settings += 1;
            if let Some(key) = key_of_next(&mut parts[part]) {
                next.push(Reverse((key, part)));
            }
        }
        out.flush()?;
        drop(out);
        Ok(merged)
    }
}

/// The order of the table: authority, type and reference number. What cannot be read comes
/// first, so that its error is met.
fn key_of_next(part: &mut Peekable<Part<'_>>) -> Option<Option<(AuthorityIx, ProvisionIx, Urn)>> {
    let setting = part.peek()?.as_ref().ok();
    Some(setting.map(|of| (of.authority, of.provision, of.urn)))
}

/// Settings of one part, read from the file of all parts.
struct Part<'a> {
    file: &'a File,
    /// Places that are not read yet.
    left: Range<usize>,
    read: std::vec::IntoIter<Setting>,
}

impl Part<'_> {
    /// Settings that are read at a time.
    const AT_ONCE: usize = 4096;

    fn fill(&mut self) -> io::Result<()> {
        let places = self.left.start..self.left.end.min(self.left.start + Self::AT_ONCE);
        self.left.start = places.end;
        self.read = read(self.file, places)?.into_iter();
        Ok(())
    }
}

impl Iterator for Part<'_> {
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

/// The settings at these places of a file.
fn read(file: &File, places: Range<usize>) -> io::Result<Vec<Setting>> {
    let mut bytes = vec![0; places.len() * BYTES];
    file.read_exact_at(&mut bytes, (places.start * BYTES) as u64)?;
    let (records, _) = bytes.as_chunks();
    records.iter().map(decode).collect()
}

/// A file that has no name any more, and so is gone when nobody has it open.
fn nameless(folder: &Path, name: &str) -> io::Result<File> {
    let path = folder.join(format!(".{name}"));
    let file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

fn encode(setting: &Setting) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    let authority = setting.authority.index() as u32;
    bytes[..4].copy_from_slice(&authority.to_le_bytes());
    bytes[4] = setting.provision.place();
    bytes[5] = setting.grade.map_or(0, Grade::level);
    let day = setting.inspected_on.map_or(0, Day::number);
    bytes[6..10].copy_from_slice(&day.to_le_bytes());
    bytes[10..].copy_from_slice(&setting.urn.to_bytes());
    bytes
}

fn decode(bytes: &[u8; BYTES]) -> io::Result<Setting> {
    let [a, b, c, d, provision, grade, g, h, i, j, urn @ ..] = *bytes;
    let grade = match grade {
        0 => None,
        level => Some(Grade::from_level(level).ok_or(io::ErrorKind::InvalidData)?),
    };
    Ok(Setting {
        authority: AuthorityIx::new(u32::from_le_bytes([a, b, c, d])),
        provision: ProvisionIx::new(provision),
        urn: Urn::from_bytes(urn),
        grade,
        inspected_on: Day::from_number(u32::from_le_bytes([g, h, i, j])),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
