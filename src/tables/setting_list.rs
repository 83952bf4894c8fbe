//! The settings that were counted: in memory, or in a file where the run's memory is limited.
//!
//! A nation's settings are by far the longest list that a run keeps: nothing is asked of them
//! but to be written to their table, in their order. So they can lie in a file until then.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use super::Setting;
use crate::domain::AuthorityIx;
use crate::system::read_exact_at;

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
            Self::Filed(file) => file.at(places).map(Cow::Owned),
        }
    }
}

impl SettingFile {
    /// The settings at these places.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn at(&self, places: Range<usize>) -> io::Result<Vec<Setting>> {
        let mut bytes = vec![0; places.len() * Setting::BYTES];
        read_exact_at(
            &self.file,
            &mut bytes,
            (places.start * Setting::BYTES) as u64,
        )?;
        Setting::all_from_bytes(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

/// Settings on their way into a file.
#[derive(Debug)]
pub struct SettingWriter {
    file: BufWriter<File>,
    starts: Vec<(AuthorityIx, usize)>,
    settings: usize,
}

impl SettingWriter {
    /// Opens a file in `folder`, which has no name any more once it is open.
    ///
    /// # Errors
    /// When no file can be made there.
    pub fn new(folder: &Path, name: &str) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(nameless(folder, name)?),
            starts: Vec::new(),
            settings: 0,
        })
    }

    /// Adds a setting.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, setting: &Setting) -> io::Result<()> {
        if self
            .starts
            .last()
            .is_none_or(|(last, _)| *last != setting.authority)
        {
            self.starts.push((setting.authority, self.settings));
        }
        self.settings += 1;
        self.file.write_all(&setting.to_bytes())
    }

    /// The file, with all that was added.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<SettingFile> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        Ok(SettingFile {
            file,
            starts: self.starts,
            settings: self.settings,
        })
    }
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
