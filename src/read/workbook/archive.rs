//! What a workbook is, told by its bytes, and how large it is unpacked, before it is read.

use std::io::{BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::open_file::{OpenFile, Reading};
use crate::read::options::ReadLimits;

/// The most that a byte of the archive can unpack to (RFC 1951: a match of 258 bytes takes two
/// bits at least).
const MOST_TO_A_BYTE: u64 = 1_032;

/// The forms of workbook that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WorkbookForm {
    /// Excel since 2007 (Office Open XML).
    Xlsx,
    /// OpenDocument, as LibreOffice writes it.
    Ods,
}

impl WorkbookForm {
    /// Its name, as people call it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Xlsx => "XLSX",
            Self::Ods => "ODS",
        }
    }
}

/// What is said of a workbook that asks for a password.
pub(super) const PROTECTED: &str = "is protected by a password; save a copy without one (in Excel: File, Info, Protect Workbook, Encrypt with Password, and an empty password)";

/// Whether bytes that begin so may be a workbook: a zip archive, or the compound file in which
/// old and protected workbooks lie.
pub(crate) fn may_be_workbook(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || is_compound(start)
}

/// Whether bytes begin as a compound file does (MS-CFB, header signature).
fn is_compound(start: &[u8]) -> bool {
    start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// Says what `workbook` is, and checks that it unpacks within `limits`.
///
/// # Errors
/// A damaged archive, one without a workbook in it, or one that is too large unpacked.
pub(super) fn form_of(workbook: &OpenFile, limits: ReadLimits) -> Result<WorkbookForm, String> {
    let mut file = BufReader::new(workbook.reader());
    let mut start = [0; 8];
    let mut read = 0;
    while read < start.len() {
        match file.read(&mut start[read..]) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) => return Err(format!("cannot be read ({error})")),
        }
    }
    if is_compound(&start) {
        return Err(compound(workbook)?.into());
    }
    file.seek(SeekFrom::Start(0))
        .map_err(|error| format!("cannot be read ({error})"))?;
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    let has = |name: &str| {
        let mut names = archive.file_names();
        names.any(|known| known.eq_ignore_ascii_case(name))
    };
    let form = if has("content.xml") {
        WorkbookForm::Ods
    } else if has("xl/workbook.xml") {
        WorkbookForm::Xlsx
    } else if has("xl/workbook.bin") {
        return Err("is a binary workbook (XLSB); save it as XLSX".into());
    } else {
        return Err("is a zip archive without a workbook in it; unpack it first".into());
    };
    check_size(&mut archive, limits.unpacked_bytes)?;
    Ok(form)
}

/// What is said of a compound file: a protected workbook of today lies in one as the stream
/// `EncryptedPackage` (MS-OFFCRYPTO, 2.3.4), and a workbook of before 2007 is one itself.
fn compound(workbook: &OpenFile) -> Result<&'static str, String> {
    let bytes = workbook
        .content()
        .map_err(|error| format!("cannot be read ({error})"))?;
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    Ok(if bytes.windows(name.len()).any(|part| part == name) {
        PROTECTED
    } else {
        "is a workbook in the form of before 2007 (XLS); save it as XLSX"
    })
}

/// Refuses an archive that unpacks to more than `most` bytes: by what it declares, and where its
/// size would let it unpack to more, by unpacking it.
fn check_size(archive: &mut ZipArchive<BufReader<Reading>>, most: u64) -> Result<(), String> {
    let too_large = |found: &str| {
        format!(
            "{found} bytes unpacked, and {most} are allowed; if that is right, raise unpacked_bytes in [limits]"
        )
    };
    let (mut declared, mut stored) = (0_u64, 0_u64);
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(damaged)?;
        declared = declared.saturating_add(entry.size());
        stored = stored.saturating_add(entry.compressed_size());
    }
    if declared > most {
        return Err(too_large(&format!("declares {declared}")));
    }
    if stored.saturating_mul(MOST_TO_A_BYTE) <= most {
        return Ok(());
    }
    let mut left = most;
    for at in 0..archive.len() {
        let entry = match archive.by_index(at) {
            Ok(entry) => entry,
            // What is protected is found and told by the reader.
            Err(ZipError::UnsupportedArchive(_)) => continue,
            Err(error) => return Err(damaged(error)),
        };
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|error| damaged(error.into()))?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| too_large(&format!("holds more than {most}")))?;
    }
    Ok(())
}

fn damaged(error: ZipError) -> String {
    format!("is damaged or cut short ({error}); fetch it again")
}
