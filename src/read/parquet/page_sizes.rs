//! The sizes that the pages of a Parquet file declare, checked before any page is unpacked.
//!
//! The reader asks for the memory of a page before it unpacks it, as much as the page's header
//! says: up to 2 GiB for a few bytes of file. So the headers are walked first. A header is a
//! Thrift struct in the compact protocol; its first three fields are the kind of page and its
//! sizes unpacked and as stored.
//! Sources: the Parquet format's `parquet.thrift`, and Apache Thrift's
//! "Thrift compact protocol encoding".

use parquet::file::metadata::ColumnChunkMetaData;

use super::thrift::{Compact, INTEGER_32};
use crate::read::open_file::OpenFile;

/// The most bytes of a page's header that are looked at; statistics in it may hold long text.
const HEADER_BYTES: usize = 1 << 16;

/// Where the pages of `column` begin.
pub(super) fn start(column: &ColumnChunkMetaData) -> i64 {
    column
        .dictionary_page_offset()
        .filter(|offset| *offset > 0)
        .map_or(column.data_page_offset(), |offset| {
            offset.min(column.data_page_offset())
        })
}

/// Checks that no page of `column` declares more than `most` bytes, unpacked, and that all of
/// them together declare no more than the column does.
///
/// # Errors
/// A header that cannot be read, or a size that is not possible or not allowed.
pub(super) fn check(
    file: &OpenFile,
    column: &ColumnChunkMetaData,
    most: u64,
) -> Result<(), String> {
    let negative = || "a size or place below zero".to_owned();
    let mut at = u64::try_from(start(column)).map_err(|_| negative())?;
    let stored = u64::try_from(column.compressed_size()).map_err(|_| negative())?;
    let end = at.checked_add(stored).ok_or_else(negative)?;
    let whole = u64::try_from(column.uncompressed_size()).map_err(|_| negative())?;
    let mut declared: u64 = 0;
    let mut buffer = vec![0; HEADER_BYTES];
    while at < end {
        let wanted = usize::try_from(end - at).unwrap_or(usize::MAX);
        let wanted = wanted.min(HEADER_BYTES);
        let read = file
            .read_at(&mut buffer[..wanted], at)
            .map_err(|error| error.to_string())?;
        let header = header(&buffer[..read])?;
        if header.unpacked > most {
            return Err(format!(
                "a page of {} bytes; page_bytes in [limits] allows {most}",
                header.unpacked
            ));
        }
        declared = declared.saturating_add(header.unpacked);
        if declared > whole {
            return Err("pages that are larger than their column".to_owned());
        }
        at = at
            .checked_add(header.bytes)
            .and_then(|at| at.checked_add(header.stored))
            .filter(|next| *next <= end)
            .ok_or("a page that is longer than its column")?;
    }
    Ok(())
}

/// What a page's header says.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    /// Its own length.
    bytes: u64,
    /// The page's size, unpacked.
    unpacked: u64,
    /// The page's size in the file.
    stored: u64,
}

fn header(bytes: &[u8]) -> Result<Header, String> {
    let mut compact = Compact::new(bytes);
    let (mut unpacked, mut stored) = (None, None);
    let mut field = 0;
    while let Some(kind) = compact.field(&mut field)? {
        match (field, kind) {
            (2, INTEGER_32) => unpacked = Some(compact.size()?),
            (3, INTEGER_32) => stored = Some(compact.size()?),
            _ => compact.skip(kind, 0)?,
        }
    }
    match (unpacked, stored) {
        (Some(unpacked), Some(stored)) => Ok(Header {
            bytes: compact.read(),
            unpacked,
            stored,
        }),
        _ => Err("a page without its size".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_its_sizes_and_its_own_length() {
        // Fields 1 to 3: kind 0, 100 bytes unpacked, 60 stored; field 5, a struct: 10 values.
        let bytes = [
            0x15, 0, 0x15, 0xC8, 1, 0x15, 120, 0x2C, 0x15, 20, 0, 0, 9, 9,
        ];
        let read = header(&bytes).unwrap();
        assert_eq!(
            read,
            Header {
                bytes: 12,
                unpacked: 100,
                stored: 60
            }
        );
    }

    #[test]
    fn a_header_that_does_not_end_is_refused() {
        for bytes in [
            &[0x15, 0, 0x15, 0xC8][..],
            &[0x15; 40],
            &[0x1C; 40],
            &[0x18, 0xFF, 0xFF, 0xFF, 0x7F],
            &[0x19, 0xF5, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        ] {
            assert!(header(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_size_below_zero_is_refused() {
        assert!(header(&[0x15, 0, 0x15, 1, 0x15, 120, 0]).is_err());
    }
}
