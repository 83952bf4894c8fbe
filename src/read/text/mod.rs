//! Delimited text: decoded, its separator and its header found, its columns dictionary-coded.

mod decompress;

use std::borrow::Cow;

pub(super) use self::decompress::Packing;
use self::decompress::unpacked;
use super::header::{Header, SEARCHED, Search};
use super::options::{Encoding, ReadLimits, ReadOptions};
use super::text_rows::{Field, TextBatch, TextRows, check_columns};

/// Separators that are tried where the pipeline names none, in the order of preference.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The name of the encoding that Excel in Britain still writes.
const WINDOWS_1252: &str = "Windows-1252";

/// A delimited file in memory, with its header found.
#[derive(Debug)]
pub(super) struct Delimited {
    text: String,
    packing: Option<Packing>,
    encoding: &'static str,
    delimiter: u8,
    /// Records before the header, and the header itself.
    skipped: usize,
    /// The header's names.
    pub header: Vec<String>,
    /// The line on which the header begins, counted from 1.
    pub header_line: u64,
    options: ReadOptions,
}

impl Delimited {
    /// Unpacks and decodes `bytes` and finds the header: where `options` says, otherwise the
    /// only record that has every mapped column by `fit`, otherwise the one that has most of
    /// them, so that the message can name the column that is missing.
    ///
    /// # Errors
    /// Bytes that are not in the stated encoding, no header, or two of them.
    pub(super) fn open(
        bytes: Vec<u8>,
        options: &ReadOptions,
        limits: ReadLimits,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, String> {
        let packing = Packing::of(&bytes);
        let bytes = unpacked(bytes, limits.unpacked_bytes)?;
        let (text, encoding) = decode(bytes, options.encoding)?;
        let tried = match &options.delimiter {
            Some(delimiter) => std::slice::from_ref(delimiter),
            None => SEPARATORS.as_slice(),
        };
        let mut best: Option<(u8, Header)> = None;
        for delimiter in tried {
            let Some(header) = locate(&text, *delimiter, options, &fit)? else {
                continue;
            };
            let score = |header: &Header| (header.found, header.names.len());
            if best
                .as_ref()
                .is_none_or(|(_, so_far)| score(&header) > score(so_far))
            {
                best = Some((*delimiter, header));
            }
        }
        let Some((delimiter, header)) = best else {
            return Err(match (options.header_row, options.skip_rows) {
                (Some(line), _) => {
                    format!("has no record that begins on line {line}, as header_row says")
                }
                (_, Some(skip)) => format!("has no record after skip_rows = {skip}"),
                _ => "has no records".into(),
            });
        };
        if let Some(rival) = header.rival {
            return Err(format!(
                "has every mapped column on line {} and again on line {rival}; say which is the header with header_row = {} or header_row = {rival}",
                header.row, header.row
            ));
        }
        check_columns(options, &header.names)?;
        Ok(Self {
            text,
            packing,
            encoding,
            delimiter,
            skipped: header.at + 1,
            header: header.names,
            header_line: header.row,
            options: options.clone(),
        })
    }

    /// The size of the text, unpacked and decoded.
    pub(super) fn bytes(&self) -> u64 {
        self.text.len() as u64
    }

    /// How it is packed, if it is.
    pub(super) fn packing(&self) -> Option<Packing> {
        self.packing
    }

    /// The encoding of its characters, in words.
    pub(super) fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The separator of its fields.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Reads the rows; `wanted` are positions in the header. A row's number is counted from 1 after the header.
    ///
    /// # Errors
    /// Text that the reader cannot split into records.
    pub(super) fn batches(
        &self,
        wanted: &[usize],
    ) -> impl Iterator<Item = Result<TextBatch, String>> {
        let mut records = reader(&self.text, self.delimiter)
            .into_records()
            .skip(self.skipped);
        let mut row = 0;
        let mut ended = false;
        let mut rows = TextRows::new(&self.options, &self.header, wanted);
        // Lines with a single field are notes when nothing but such lines follows.
        let mut short: Vec<(u64, String)> = Vec::new();
        std::iter::from_fn(move || {
            if ended {
                return None;
            }
            while !rows.is_full() {
                let Some(record) = records.next() else {
                    ended = true;
                    // A line that breaks off may be all that arrived of a row.
                    if !self.text.ends_with('\n')
                        && let Some((row, text)) = short.pop()
                    {
                        rows.push_misshapen(row, 1, text);
                    }
                    short.drain(..).for_each(|_| rows.push_note());
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
                let texts = record.iter().filter(|field| !field.trim().is_empty());
                let texts = texts.take(2).count();
                if texts > 0 && record.len() == 1 && self.header.len() > 1 {
                    short.push((row, record[0].to_owned()));
                    continue;
                }
                if texts > 0 {
                    for (row, text) in short.drain(..) {
                        rows.push_misshapen(row, 1, text);
                    }
                }
                if texts > 0 && record.len() != self.header.len() {
                    let text = record.iter().collect::<Vec<_>>().join(",");
                    rows.push_misshapen(row, record.len(), text);
                    continue;
                }
                let fields = wanted
                    .iter()
                    .map(|at| record.get(*at).map_or(Field::Blank, Field::of));
                rows.push(row, texts, fields);
            }
            Some(rows.batch(ended))
        })
    }
}

/// Finds the header in `text`, split at `delimiter`; `None` where no record can be it.
fn locate(
    text: &str,
    delimiter: u8,
    options: &ReadOptions,
    fit: &impl Fn(&[String]) -> (usize, usize),
) -> Result<Option<Header>, String> {
    let mut search = Search::new(fit);
    let (mut line, mut counted) = (1, 0);
    for (at, record) in reader(text, delimiter).into_records().enumerate() {
        let record =
            record.map_err(|error| format!("cannot be read as text with a separator: {error}"))?;
        let place = record.position().map_or(0, csv::Position::byte);
        let start = first_of_line(text, usize::try_from(place).unwrap_or(usize::MAX));
        line += newlines(&text.as_bytes()[counted..start]);
        counted = start;
        let asked = match (options.header_row, options.skip_rows) {
            (Some(row), _) if line > row => break,
            (Some(row), _) => line == row,
            (None, Some(skip)) if at > skip => break,
            (None, Some(skip)) => at == skip,
            (None, None) if at >= SEARCHED => break,
            (None, None) => true,
        };
        if asked {
            search.offer(at, line, record.iter().map(str::to_owned).collect());
        }
    }
    Ok(search.end())
}

/// The first byte at or after `at` that is no end of a line: the reader passes over empty lines.
fn first_of_line(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    (at + empty.count()).min(text.len())
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// The text that `bytes` are, and the encoding in words.
fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<(String, &'static str), String> {
    let marked = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
    if encoding != Encoding::Windows1252 {
        match String::from_utf8(bytes) {
            Ok(text) if marked => {
                let text = text['\u{feff}'.len_utf8()..].to_owned();
                return Ok((text, "UTF-8 with a byte-order mark"));
            }
            Ok(text) => return Ok((text, "UTF-8")),
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
            Err(error) => return Ok((windows_1252(error.as_bytes()), WINDOWS_1252)),
        }
    }
    Ok((windows_1252(&bytes), WINDOWS_1252))
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
            ("code".to_owned(), "UTF-8 with a byte-order mark")
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_windows_1252() {
        assert_eq!(
            decode(b"2024 \x96 as at".to_vec(), Encoding::Auto).unwrap(),
            ("2024 – as at".to_owned(), WINDOWS_1252)
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_where_utf8_is_stated() {
        let error = decode(b"a\nb\x96".to_vec(), Encoding::Utf8).unwrap_err();
        assert!(error.starts_with("line 2 is not UTF-8"), "{error}");
    }
}
