//! The sizes that the pages of a Parquet file declare, checked before any page is unpacked.
//!
//! The reader asks for the memory of a page before it unpacks it, as much as the page's header
//! says: up to 2 GiB for a few bytes of file. So the headers are walked first. A header is a
//! Thrift struct in the compact protocol; its first three fields are the kind of page and its
//! sizes unpacked and as stored.
//! Sources: the Parquet format's `parquet.thrift`, and Apache Thrift's
//! "Thrift compact protocol encoding".

use parquet::file::metadata::ColumnChunkMetaData;

use crate::read::open_file::OpenFile;

/// The most bytes of a page's header that are looked at; statistics in it may hold long text.
const HEADER_BYTES: usize = 1 << 16;

/// How deep the structs of a page's header may lie in each other; the format has three levels.
const DEEPEST: u8 = 8;

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
    let start = column
        .dictionary_page_offset()
        .filter(|offset| *offset > 0)
        .map_or(column.data_page_offset(), |offset| {
            offset.min(column.data_page_offset())
        });
    let negative = || "a size or place below zero".to_owned();
    let mut at = u64::try_from(start).map_err(|_| negative())?;
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
    let mut compact = Compact { bytes, at: 0 };
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
            bytes: compact.at as u64,
            unpacked,
            stored,
        }),
        _ => Err("a page without its size".to_owned()),
    }
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const INTEGER_16: u8 = 4;
const INTEGER_32: u8 = 5;
const INTEGER_64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const STRUCT: u8 = 12;

/// A reader of Thrift's compact protocol.
struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Compact<'_> {
    fn byte(&mut self) -> Result<u8, String> {
        let byte = self.bytes.get(self.at);
        self.at += 1;
        byte.copied()
            .ok_or_else(|| "a page whose header does not end".to_owned())
    }

    fn varint(&mut self) -> Result<u64, String> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a page with a number that does not end".to_owned())
    }

    fn zigzag(&mut self) -> Result<i64, String> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    fn size(&mut self) -> Result<u64, String> {
        u64::try_from(self.zigzag()?).map_err(|_| "a page with a size below zero".to_owned())
    }

    /// The next field's kind, with its number in `field`; none at the end of the struct.
    fn field(&mut self, field: &mut i64) -> Result<Option<u8>, String> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        *field = match byte >> 4 {
            0 => self.zigzag()?,
            step => field.saturating_add(i64::from(step)),
        };
        Ok(Some(byte & 0x0f))
    }

    fn skip(&mut self, kind: u8, depth: u8) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("a page whose header lies too deep in itself".to_owned());
        }
        match kind {
            TRUE | FALSE => {}
            BYTE => self.pass(1)?,
            INTEGER_16 | INTEGER_32 | INTEGER_64 => {
                self.varint()?;
            }
            DOUBLE => self.pass(8)?,
            BINARY => {
                let length = self.varint()?;
                self.pass(length)?;
            }
            LIST | SET => {
                let head = self.byte()?;
                let length = match head >> 4 {
                    15 => self.varint()?,
                    length => u64::from(length),
                };
                for _ in 0..length {
                    // An element that is true or false takes a byte in a list.
                    match head & 0x0f {
                        TRUE | FALSE => self.pass(1)?,
                        kind => self.skip(kind, depth + 1)?,
                    }
                }
            }
            STRUCT => {
                let mut field = 0;
                while let Some(kind) = self.field(&mut field)? {
                    self.skip(kind, depth + 1)?;
                }
            }
            _ => return Err("a page with a header of an unknown form".to_owned()),
        }
        Ok(())
    }

    fn pass(&mut self, bytes: u64) -> Result<(), String> {
        let next = u64::try_from(self.at)
            .ok()
            .and_then(|at| at.checked_add(bytes))
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| *at <= self.bytes.len())
            .ok_or("a page whose header does not end")?;
        self.at = next;
        Ok(())
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
