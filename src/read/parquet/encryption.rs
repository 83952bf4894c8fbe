//! Whether columns of a file are encrypted although its footer is not.
//!
//! The reader of footers passes over what says so, and takes encrypted pages for damage. So the
//! footer is looked at once more where pages cannot be read: the metadata of a file whose columns
//! are encrypted names the algorithm in its field 8.
//! Source: the Parquet format's `parquet.thrift`, `FileMetaData`.

use super::thrift::Compact;
use crate::read::open_file::OpenFile;

/// The field that names the algorithm.
const ALGORITHM: i64 = 8;

/// The length of the footer and `PAR1`, with which a file ends.
const TAIL: u64 = 8;

/// Whether the footer of `file` says that columns are encrypted.
pub(super) fn is_in(file: &OpenFile) -> bool {
    footer(file).is_some_and(|footer| names_algorithm(&footer).unwrap_or(false))
}

fn footer(file: &OpenFile) -> Option<Vec<u8>> {
    let end = file.bytes().checked_sub(TAIL)?;
    let mut length = [0; 4];
    file.read_at(&mut length, end).ok()?;
    let length = u32::from_le_bytes(length);
    let start = end.checked_sub(length.into())?;
    let mut footer = vec![0; usize::try_from(length).ok()?];
    let read = file.read_at(&mut footer, start);
    read.is_ok_and(|read| read == footer.len())
        .then_some(footer)
}

fn names_algorithm(footer: &[u8]) -> Result<bool, String> {
    let mut compact = Compact::new(footer);
    let mut field = 0;
    while let Some(kind) = compact.field(&mut field)? {
        if field == ALGORITHM {
            return Ok(true);
        }
        compact.skip(kind, 0)?;
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_footer_says_whether_columns_are_encrypted() {
        // Field 1, the version, 2; field 3, the rows, 5; and in the second one field 8, a struct.
        assert_eq!(names_algorithm(&[0x15, 4, 0x26, 10, 0]), Ok(false));
        assert_eq!(names_algorithm(&[0x15, 4, 0x26, 10, 0x5C, 0, 0]), Ok(true));
        assert!(names_algorithm(&[0x15]).is_err());
    }
}
