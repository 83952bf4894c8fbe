//! The lowest and the highest value of pages and columns, by which readers pass over what they do
//! not need.

use parquet::basic::{BoundaryOrder, Type};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnIndexBuilder;
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::statistics::{Statistics, ValueStatistics};
use parquet::schema::types::ColumnDescPtr;

use super::present::Present;

/// Text of more bytes is cut off: the lower limit becomes lower by it, and the upper one higher.
const MOST: usize = 64;

/// Some rows of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    /// How many.
    pub rows: usize,
    /// How many have no value.
    pub missing: usize,
    /// The lowest and the highest, as [`Present::limits`] gives them.
    pub limits: Option<(u64, u64)>,
}

/// The limits of each page.
#[derive(Debug, Default)]
pub(super) struct Limits(Vec<Span>);

impl Limits {
    /// Adds those of the next page.
    pub(super) fn add(&mut self, page: Span) {
        self.0.push(page);
    }

    /// Those of all pages together.
    pub(super) fn whole(&self) -> Span {
        let both = |a: Option<(u64, u64)>, b: Option<(u64, u64)>| match (a, b) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        self.0.iter().fold(Span::default(), |all, page| Span {
            rows: all.rows + page.rows,
            missing: all.missing + page.missing,
            limits: both(all.limits, page.limits),
        })
    }

    /// What the file says of each page.
    ///
    /// # Errors
    /// When the values are not of the column's type.
    pub(super) fn index(
        &self,
        mut index: ColumnIndexBuilder,
        of: &Present<'_>,
    ) -> Result<ColumnIndexMetaData, ParquetError> {
        for page in &self.0 {
            let (low, high) = page.limits.map_or_else(Default::default, |(low, high)| {
                (lower(of.bytes(low, false)).0, upper(of.bytes(high, true)).0)
            });
            index.append(page.limits.is_none(), low, high, page.missing as i64);
        }
        let known: Vec<(u64, u64)> = self.0.iter().filter_map(|page| page.limits).collect();
        let lows = || known.iter().map(|(low, _)| low);
        let highs = || known.iter().map(|(_, high)| high);
        index.set_boundary_order(match () {
            () if lows().is_sorted() && highs().is_sorted() => BoundaryOrder::ASCENDING,
            () if lows().rev().is_sorted() && highs().rev().is_sorted() => {
                BoundaryOrder::DESCENDING
            }
            () => BoundaryOrder::UNORDERED,
        });
        index.build()
    }
}

/// What the file says of the column of a row group.
pub(super) fn statistics(column: &ColumnDescPtr, of: &Present<'_>, span: &Span) -> Statistics {
    let missing = Some(span.missing as u64);
    let signed = column.sort_order().is_signed();
    let (low, high) = match span.limits {
        Some((low, high)) => (of.bytes(low, false), of.bytes(high, true)),
        None => Default::default(),
    };
    let low_known = span.limits.is_some();
    macro_rules! of_numbers {
        ($read:expr) => {
            ValueStatistics::new($read(&low), $read(&high), None, missing, false)
                .with_backwards_compatible_min_max(signed)
                .into()
        };
    }
    match column.physical_type() {
        Type::BOOLEAN => of_numbers!(|bytes: &[u8]| bytes.first().map(|byte| *byte > 0)),
        Type::INT32 => {
            of_numbers!(|bytes: &[u8]| bytes.try_into().ok().map(i32::from_le_bytes))
        }
        Type::DOUBLE => {
            of_numbers!(|bytes: &[u8]| bytes.try_into().ok().map(f64::from_le_bytes))
        }
        _ => {
            let ((low, low_exact), (high, high_exact)) = (lower(low), upper(high));
            let text = |bytes: Vec<u8>| low_known.then(|| ByteArray::from(bytes));
            Statistics::ByteArray(
                ValueStatistics::new(text(low), text(high), None, missing, false)
                    .with_min_is_exact(low_exact)
                    .with_max_is_exact(high_exact),
            )
        }
    }
}

/// A lower limit, cut off where it is long, and whether it is one of the values.
fn lower(bytes: Vec<u8>) -> (Vec<u8>, bool) {
    match cut(&bytes) {
        Some(start) => (start.as_bytes().to_vec(), false),
        None => (bytes, true),
    }
}

/// An upper limit, where it is long cut off and raised, and whether it is one of the values.
fn upper(bytes: Vec<u8>) -> (Vec<u8>, bool) {
    let raised = cut(&bytes).and_then(|start| {
        start.char_indices().rev().find_map(|(at, letter)| {
            let next = char::from_u32(u32::from(letter) + 1)?;
            Some(format!("{}{next}", &start[..at]).into_bytes())
        })
    });
    match raised {
        Some(raised) => (raised, false),
        None => (bytes, true),
    }
}

/// The start of a text that is too long for a limit.
fn cut(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let end = (text.len() > MOST).then(|| text.floor_char_boundary(MOST))?;
    Some(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_off_so_that_its_limits_hold() {
        for text in [
            "a".repeat(65),
            "é".repeat(40),
            format!("{}\u{10FFFF}é", "x".repeat(60)),
        ] {
            let bytes = text.clone().into_bytes();
            let (low, low_exact) = lower(bytes.clone());
            let (high, high_exact) = upper(bytes.clone());
            assert!(!low_exact && !high_exact);
            assert!(low.len() <= MOST && high.len() <= MOST);
            let (low, high) = (
                String::from_utf8(low).unwrap(),
                String::from_utf8(high).unwrap(),
            );
            assert!(low < text && text < high);
        }
        assert_eq!(lower(b"short".to_vec()), (b"short".to_vec(), true));
        assert_eq!(upper(vec![b'a'; MOST]), (vec![b'a'; MOST], true));
        // Nothing is above the last of letters.
        let last = "\u{10FFFF}".repeat(17).into_bytes();
        assert_eq!(upper(last.clone()), (last, true));
    }
}
