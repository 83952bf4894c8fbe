//! How a text file or a workbook is read where looking at the file is not enough, and how much a
//! file may hold.

use serde::Deserialize;

/// How the bytes of a text file become characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 when the bytes are valid UTF-8 (with or without a byte-order mark), otherwise
    /// Windows-1252.
    #[default]
    Auto,
    /// UTF-8, with or without a byte-order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, which Excel in Britain still writes.
    #[serde(rename = "windows-1252", alias = "cp1252")]
    Windows1252,
}

/// How the table in a text file or a workbook is found and taken out.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Character encoding of a text file.
    pub encoding: Encoding,
    /// Field separator of a text file; by default the one that gives the header most of the
    /// mapped columns, of a comma, a semicolon, a tab and a bar.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook, by its name or by a pattern with `*`; by default the only one
    /// with a header that has every mapped column.
    pub sheet: Option<String>,
    /// Records before the header of a text file.
    pub skip_rows: Option<usize>,
    /// The row of a sheet, or the line of a text file, in which the header begins, counted from
    /// 1. Without it and `skip_rows` the header is the only record that has every mapped column.
    pub header_row: Option<u64>,
    /// Whether the first row without any text ends the table; what follows is notes.
    pub stop_at_blank: bool,
    /// Columns in which a blank stands for the value above it, as in merged cells.
    pub fill_down: Vec<String>,
    /// Whether footnote markers at the end of values are taken off.
    pub strip_footnotes: bool,
}

/// How much a file may hold, so that a small file that claims to be huge is refused before memory
/// is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes of one Parquet file, of one workbook or of one packed text, unpacked. Unpacked text is
    /// held in memory.
    pub unpacked_bytes: u64,
    /// Bytes of one page of a Parquet file, unpacked.
    pub page_bytes: u64,
    /// Rows of one Parquet file or sheet.
    pub file_rows: u64,
}

impl Default for ReadLimits {
    /// 16 GiB, some hundred times a national extract; pages of 256 MiB, where writers make pages of
    /// about 1 MiB; and some hundred times the inspections of a nation.
    fn default() -> Self {
        Self {
            unpacked_bytes: 16 << 30,
            page_bytes: 256 << 20,
            file_rows: 500_000_000,
        }
    }
}
