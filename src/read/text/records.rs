//! The records below the header on their way into batches: rows, notes, and lines that are neither.

use csv::StringRecord;

use super::lines::{SEPARATORS, first_of_line, line_ends, reader};
use super::quotes::Quoted;
use crate::read::field::Field;
use crate::read::text_batch::{Misshape, Misshapen, TextBatch};
use crate::read::text_rows::TextRows;

/// Separators of several lines that may agree with those of the header by chance, as in an address.
const MOST_BY_CHANCE: usize = 6;

/// The records of a text below its header.
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    /// Columns of the header.
    width: usize,
    wanted: &'a [usize],
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
    /// Cells that a record has to be looked at for, from here on.
    quoted: &'a [Quoted],
    /// The number of the last row.
    row: u64,
    /// The bytes whose lines are counted, and these.
    counted: (usize, u64),
    rows: TextRows,
    /// Lines with a single field, which are notes when nothing but such lines follows.
    short: Vec<Misshapen>,
    ended: bool,
}

/// Where a record stands in the text.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
}

impl<'a> Records<'a> {
    /// The records of `text`, split at `delimiter`, below the first `skipped`; the header has
    /// `width` columns, of which those at `wanted` go into `rows`.
    pub(super) fn new(
        text: &'a str,
        delimiter: u8,
        (skipped, width): (usize, usize),
        quoted: &'a [Quoted],
        wanted: &'a [usize],
        rows: TextRows,
    ) -> Result<Self, String> {
        let mut records = Self {
            text,
            delimiter,
            width,
            wanted,
            reader: reader(text, delimiter),
            record: StringRecord::new(),
            quoted,
            row: 0,
            counted: (0, 1),
            rows,
            short: Vec::new(),
            ended: false,
        };
        for _ in 0..skipped {
            records.read()?;
        }
        Ok(records)
    }

    /// The next batch of rows; `None` after the last.
    ///
    /// # Errors
    /// Text that the reader cannot split into records.
    pub(super) fn batch(&mut self) -> Result<Option<TextBatch>, String> {
        if self.ended {
            return Ok(None);
        }
        while !self.rows.is_full() {
            let Some(place) = self.read()? else {
                self.ended = true;
                self.end_short();
                break;
            };
            self.take(place);
        }
        self.rows.batch(self.ended).map(Some)
    }

    /// Reads a record; `None` at the end.
    fn read(&mut self) -> Result<Option<Place>, String> {
        let is_there = self
            .reader
            .read_record(&mut self.record)
            .map_err(|error| format!("row {} cannot be read: {error}", self.row + 1))?;
        let byte =
            |position: &csv::Position| usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let start = self.record.position().map_or(0, byte);
        Ok(is_there.then(|| Place {
            start: first_of_line(self.text, start),
            end: byte(self.reader.position()).min(self.text.len()),
        }))
    }

    fn take(&mut self, place: Place) {
        let texts = self.record.iter().filter(|field| !field.trim().is_empty());
        let texts = texts.take(2).count();
        let quoted = self.quoted_in(place);
        if quoted.iter().any(|cell| cell.is_stray) || self.swallows(quoted, place) {
            let line = quoted.first().map_or(place.start, |cell| cell.opens);
            let mark = self.line(line);
            self.set_short_aside();
            return self.set_aside(place, |_| Misshape::StrayQuote { line: mark });
        }
        let fields = self.record.len();
        if texts > 0 && fields == 1 && self.width > 1 {
            self.row += 1;
            return self.short.push(Misshapen {
                row: self.row,
                shape: Misshape::Fields(1),
                text: self.record[0].to_owned(),
            });
        }
        if texts > 0 {
            self.set_short_aside();
        }
        if texts > 0 && fields != self.width {
            return match quoted {
                [] => {
                    self.row += 1;
                    self.rows.push_misshapen(Misshapen {
                        row: self.row,
                        shape: Misshape::Fields(fields),
                        text: self.record.iter().collect::<Vec<_>>().join(","),
                    });
                }
                [first, ..] => {
                    let line = self.line(first.opens);
                    self.set_aside(place, |lines| Misshape::FieldsOfLines {
                        fields,
                        lines,
                        line,
                    });
                }
            };
        }
        self.row += 1;
        let record = &self.record;
        let fields = self
            .wanted
            .iter()
            .map(|at| record.get(*at).map_or(Field::Blank, Field::of));
        self.rows.push(self.row, texts, fields);
    }

    /// The conspicuous cells of the record at `place`.
    fn quoted_in(&mut self, place: Place) -> &'a [Quoted] {
        let ahead = self.quoted;
        if ahead.first().is_none_or(|cell| cell.opens >= place.end) {
            return &[];
        }
        let before = ahead.partition_point(|cell| cell.opens < place.start);
        let within = ahead.partition_point(|cell| cell.opens < place.end);
        self.quoted = &ahead[within..];
        &ahead[before..within]
    }

    /// Whether a record is several rows between two marks: each of its lines has as many fields as
    /// the header, in more separators than by chance.
    fn swallows(&self, quoted: &[Quoted], place: Place) -> bool {
        if quoted.is_empty() || self.width < 2 {
            return false;
        }
        let mut lines = 0;
        let all = lines_of(&self.text[place.start..place.end]).all(|line| {
            lines += 1;
            fields_of(line, self.delimiter) == self.width
        });
        all && lines * (self.width - 1) > MOST_BY_CHANCE
    }

    /// Rejects every line of the record at `place` as a row of its own.
    fn set_aside(&mut self, place: Place, shape: impl Fn(usize) -> Misshape) {
        let record = &self.text[place.start..place.end];
        let lines = lines_of(record).count();
        for line in lines_of(record) {
            self.row += 1;
            self.rows.push_misshapen(Misshapen {
                row: self.row,
                shape: shape(lines),
                text: line.to_owned(),
            });
        }
    }

    /// Lines with a single field above a fuller row are no notes.
    fn set_short_aside(&mut self) {
        for short in self.short.drain(..) {
            self.rows.push_misshapen(short);
        }
    }

    /// At the end of the file lines with a single field are notes, unless they are rows of another
    /// separator, or what arrived of a row.
    fn end_short(&mut self) {
        // A line that breaks off may be all that arrived of a row.
        if !self.text.ends_with(['\n', '\r'])
            && let Some(broken) = self.short.pop()
        {
            self.rows.push_misshapen(broken);
        }
        let width = self.width;
        for short in std::mem::take(&mut self.short) {
            let is_rows = lines_of(&short.text).any(|line| {
                let mut separators = SEPARATORS.iter();
                width > 2 && separators.any(|separator| fields_of(line, *separator) == width)
            });
            if is_rows {
                self.rows.push_misshapen(short);
            } else {
                self.rows.push_note();
            }
        }
    }

    /// The line on which the byte at `at` stands; bytes are asked for in their order.
    fn line(&mut self, at: usize) -> u64 {
        let (so_far, lines) = self.counted;
        if let Some(more) = self.text.as_bytes().get(so_far..at) {
            self.counted = (at, lines + line_ends(more));
        }
        self.counted.1
    }
}

/// Its lines that have text.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split(['\n', '\r']);
    lines.filter(|line| !line.trim().is_empty())
}

/// How many fields a line has where quotation marks are letters.
fn fields_of(line: &str, delimiter: u8) -> usize {
    line.bytes().filter(|byte| *byte == delimiter).count() + 1
}
