//! Delimited text: decoded, its header found, its columns dictionary-coded.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringDictionaryBuilder};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};

use crate::config::{Encoding, Feed};

/// Records that are searched for the header.
const SEARCHED: usize = 50;

/// Rows to a batch.
const ROWS: usize = 1 << 16;

/// A delimited file in memory, with its header found.
#[derive(Debug)]
pub struct Delimited {
    text: String,
    delimiter: u8,
    /// Records before the header, and the header itself.
    skipped: usize,
    /// The header's names.
    pub header: Vec<String>,
}

/// A batch of rows of a delimited file.
pub struct DelimitedBatch {
    /// Row numbers within the file, counted from 1 after the header; one a row of `batch`.
    pub rows: Vec<u64>,
    /// The wanted columns, as dictionary-coded text; a blank is null.
    pub batch: RecordBatch,
    /// Rows with more or fewer fields than the header: number, fields, and text.
    pub misshapen: Vec<(u64, usize, String)>,
    /// Rows without any text, as spreadsheets leave below a table.
    pub blank: u64,
}

impl Delimited {
    /// Decodes `bytes` and finds the header: after `skip_rows` records where the source says
    /// so, otherwise the first record that has every mapped column by `fit`, otherwise the one
    /// that has most of them, so that the message can name the column that is missing.
    ///
    /// # Errors
    /// Bytes that are not in the stated encoding, or no header.
    pub fn open(
        bytes: Vec<u8>,
        feed: &Feed,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, String> {
        let text = decode(bytes, feed.encoding)?;
        let mut best: Option<(usize, usize, Vec<String>)> = None;
        let mut records = reader(&text, feed.delimiter).into_records();
        for at in 0..feed.skip_rows.map_or(SEARCHED, |skip| skip + 1) {
            let Some(record) = records.next() else { break };
            let record = record
                .map_err(|error| format!("cannot be read as text with a separator: {error}"))?;
            let names: Vec<String> = record.iter().map(str::to_owned).collect();
            if let Some(skip) = feed.skip_rows {
                if at == skip {
                    best = Some((at, 0, names));
                }
                continue;
            }
            let (found, all) = fit(&names);
            if best.as_ref().is_none_or(|(_, most, _)| found > *most) {
                best = Some((at, found, names));
            }
            if found == all {
                break;
            }
        }
        match best {
            Some((at, _, header)) => Ok(Self {
                text,
                delimiter: feed.delimiter,
                skipped: at + 1,
                header,
            }),
            None => Err(match feed.skip_rows {
                Some(skip) => format!("has no record after skip_rows = {skip}"),
                None => "has no records".into(),
            }),
        }
    }

    /// Reads the rows; `wanted` are positions in the header.
    ///
    /// # Errors
    /// Text that the reader cannot split into records.
    pub fn batches(
        &self,
        wanted: Vec<usize>,
    ) -> impl Iterator<Item = Result<DelimitedBatch, String>> {
        let mut records = reader(&self.text, self.delimiter)
            .into_records()
            .skip(self.skipped);
        let mut row = 0;
        let mut ended = false;
        let schema = Arc::new(Schema::new(
            wanted
                .iter()
                .map(|at| {
                    let kind =
                        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                    Field::new(&self.header[*at], kind, true)
                })
                .collect::<Vec<_>>(),
        ));
        std::iter::from_fn(move || {
            if ended {
                return None;
            }
            let mut columns: Vec<StringDictionaryBuilder<Int32Type>> = wanted
                .iter()
                .map(|_| StringDictionaryBuilder::new())
                .collect();
            let mut rows = Vec::new();
            let mut misshapen = Vec::new();
            let mut blank = 0;
            while rows.len() < ROWS {
                let Some(record) = records.next() else {
                    ended = true;
                    break;
                };
                row += 1;
                let record = match record {
                    Ok(record) => record,
                    Err(error) => {
                        ended = true;
                        return Some(Err(format!("row {row} cannot be read: {error}")));
                    }
                };
                if record.iter().all(|field| field.trim().is_empty()) {
                    blank += 1;
                    continue;
                }
                if record.len() != self.header.len() {
                    let text = record.iter().collect::<Vec<_>>().join(",");
                    misshapen.push((row, record.len(), text));
                    continue;
                }
                for (column, at) in columns.iter_mut().zip(&wanted) {
                    match record[*at].trim() {
                        "" => column.append_null(),
                        text => column.append_value(text),
                    }
                }
                rows.push(row);
            }
            let arrays: Vec<ArrayRef> = columns
                .iter_mut()
                .map(|column| Arc::new(column.finish()) as ArrayRef)
                .collect();
            let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
            let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &options)
                .map_err(|error| error.to_string());
            Some(batch.map(|batch| DelimitedBatch {
                rows,
                batch,
                misshapen,
                blank,
            }))
        })
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<String, String> {
    let marked = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
    if encoding != Encoding::Windows1252 {
        match String::from_utf8(bytes) {
            Ok(text) if marked => return Ok(text['\u{feff}'.len_utf8()..].to_owned()),
            Ok(text) => return Ok(text),
            Err(error) if encoding == Encoding::Utf8 => {
                let at = error.utf8_error().valid_up_to();
                let line = error.as_bytes()[..at]
                    .iter()
                    .filter(|byte| **byte == b'\n')
                    .count()
                    + 1;
                return Err(format!(
                    "line {line} is not UTF-8; set encoding = \"windows-1252\" or leave it out"
                ));
            }
            Err(error) => return Ok(windows_1252(error.as_bytes())),
        }
    }
    Ok(windows_1252(&bytes))
}

fn windows_1252(bytes: &[u8]) -> String {
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    match text {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_first_name() {
        assert_eq!(
            decode(b"\xEF\xBB\xBFcode".to_vec(), Encoding::Auto).unwrap(),
            "code"
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_windows_1252() {
        assert_eq!(
            decode(b"2024 \x96 as at".to_vec(), Encoding::Auto).unwrap(),
            "2024 – as at"
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_where_utf8_is_stated() {
        let error = decode(b"a\nb\x96".to_vec(), Encoding::Utf8).unwrap_err();
        assert!(error.starts_with("line 2 is not UTF-8"), "{error}");
    }
}
