//! Where a row stands, and what it is shown by when it is rejected.

use crate::tables::Fault;

/// Where a row stands: which file of its source, and which row of the file, counted from 1.
///
/// A nation's inspections each hold one, so it is one word: sixteen bits of file, forty-eight
/// of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowLocation(u64);

impl RowLocation {
    /// Bits of the row.
    const ROW_BITS: u32 = 48;

    /// The row numbered `row` of the file at `file` among the source's files.
    pub(crate) fn new(file: u16, row: u64) -> Self {
        Self((u64::from(file) << Self::ROW_BITS) | row)
    }

    /// Both in one number.
    #[cfg(feature = "cluster")]
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// What [`RowLocation::bits`] gives.
    #[cfg(feature = "cluster")]
    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The file's position among the source's files.
    pub(crate) fn file(self) -> usize {
        (self.0 >> Self::ROW_BITS) as usize
    }

    /// The row of the file, counted from 1.
    pub(crate) fn row(self) -> u64 {
        self.0 & ((1 << Self::ROW_BITS) - 1)
    }
}

/// What a row is shown by when it is rejected.
pub(crate) trait RowEvidence {
    /// Where it stands in its source.
    fn location(&self) -> RowLocation;

    /// What it says, as a JSON value.
    fn record(&self) -> String;

    /// The cells of a workbook that a fault concerns, for the end of its reason; empty where the
    /// row is of no workbook.
    fn cells(&self, _fault: &Fault) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_gives_back_its_file_and_row_and_is_in_their_order() {
        let last = RowLocation::new(u16::MAX, (1 << 48) - 1);
        assert_eq!((last.file(), last.row()), (65_535, (1 << 48) - 1));
        let second = RowLocation::new(1, 1);
        assert!(RowLocation::new(0, (1 << 48) - 1) < second && second < last);
    }
}
