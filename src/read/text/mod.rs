//! Delimited text: decoded, its separator and its header found, its columns dictionary-coded.

mod decompress;
mod encoding;
mod lines;
mod quotes;
mod records;

pub(super) use self::decompress::Packing;
pub(super) use self::decompress::unpacked;
use self::lines::{SEPARATORS, first_of_line, line_ends, reader};
use self::quotes::Quoted;
use self::records::Records;
use super::header::{Header, SEARCHED, Search};
use super::options::{ReadLimits, ReadOptions};
use super::text_batch::TextBatch;
use super::text_rows::{TextRows, check_columns};

/// A delimited file in memory, with its header found.
#[derive(Debug)]
pub(super) struct Delimited {
    text: String,
    packing: Option<Packing>,
    encoding: &'static str,
    delimiter: u8,
    /// Records before the header, and the header itself.
    skipped: usize,
    /// Quoted cells that a record has to be looked at for.
    quoted: Vec<Quoted>,
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
        let (text, encoding) = encoding::decode(bytes, options.encoding)?;
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
        let quoted = quotes::conspicuous(&text, delimiter)?;
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
            quoted,
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

    /// Reads the rows and gives them to `each` in batches; `wanted` are positions in the header. A
    /// row's number is counted from 1 after the header; each line of a record that is no row counts
    /// as one.
    ///
    /// # Errors
    /// Text that the reader cannot split into records, and what `each` returns.
    pub(super) fn read(
        &self,
        wanted: &[usize],
        each: &mut dyn FnMut(TextBatch) -> Result<(), String>,
    ) -> Result<(), String> {
        let rows = TextRows::new(&self.options, &self.header, wanted);
        let mut records = Records::new(
            &self.text,
            self.delimiter,
            (self.skipped, self.header.len()),
            &self.quoted,
            wanted,
            rows,
        )?;
        while let Some(batch) = records.batch()? {
            each(batch)?;
        }
        Ok(())
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
        line += line_ends(&text.as_bytes()[counted..start]);
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
