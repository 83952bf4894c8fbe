//! Rows of text on their way into a batch: which are rows of the table, which are blank, and
//! which are notes below it.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringDictionaryBuilder};
use arrow::datatypes::{DataType, Field as ArrowField, Int32Type, Schema};

use super::field::{Field, Kept};
use super::footnotes::without_footnote;
use super::header::Names;
use super::options::ReadOptions;
use super::percentage::PercentCell;
use super::text_batch::{ErrorCell, Misshapen, TextBatch};
use crate::domain::nearest;

/// Rows to a batch.
const ROWS: usize = 1 << 16;

/// Checks that `options` names columns that the header has.
///
/// # Errors
/// A column of `fill_down` that is not there.
pub(super) fn check_columns(options: &ReadOptions, header: &[String]) -> Result<(), String> {
    let names = Names::new(header.iter().map(String::as_str));
    match options
        .fill_down
        .iter()
        .find(|name| names.position(name).is_none())
    {
        None => Ok(()),
        Some(unknown) => {
            let has: Vec<&str> = header.iter().map(String::as_str).collect();
            let hint = nearest(unknown, &has)
                .map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
            Err(format!(
                "has no column {unknown:?}, which fill_down names{hint}"
            ))
        }
    }
}

/// Takes rows one after another and gives them back in batches.
pub(super) struct TextRows {
    schema: Arc<Schema>,
    columns: Vec<Column>,
    stop_at_blank: bool,
    strip_footnotes: bool,
    /// Whether a row with text in one cell alone may be a note: not where the table has one
    /// column.
    has_notes: bool,
    ended: bool,
    /// Rows with text in one cell alone, which are notes unless a fuller row follows them.
    pending: Vec<(u64, Vec<Kept>)>,
    rows: Vec<u64>,
    misshapen: Vec<Misshapen>,
    errors: Vec<ErrorCell>,
    percentages: Vec<PercentCell>,
    blank: u64,
    notes: u64,
    footnotes: u64,
}

struct Column {
    builder: StringDictionaryBuilder<Int32Type>,
    /// The text above, where a blank stands for it.
    above: Option<Kept>,
}

impl TextRows {
    /// Rows of a table with this `header`; `wanted` are positions in it.
    pub(super) fn new(options: &ReadOptions, header: &[String], wanted: &[usize]) -> Self {
        let known = Names::new(header.iter().map(String::as_str));
        let filled: Vec<usize> = options
            .fill_down
            .iter()
            .filter_map(|name| known.position(name))
            .collect();
        let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let fields: Vec<ArrowField> = wanted
            .iter()
            .map(|at| ArrowField::new(&header[*at], kind.clone(), true))
            .collect();
        Self {
            schema: Arc::new(Schema::new(fields)),
            columns: wanted
                .iter()
                .map(|at| Column {
                    builder: StringDictionaryBuilder::new(),
                    above: filled.contains(at).then_some(Kept::Blank),
                })
                .collect(),
            stop_at_blank: options.stop_at_blank,
            strip_footnotes: options.strip_footnotes,
            has_notes: header.iter().filter(|name| !name.is_empty()).count() > 1,
            ended: false,
            pending: Vec::new(),
            rows: Vec::new(),
            misshapen: Vec::new(),
            errors: Vec::new(),
            percentages: Vec::new(),
            blank: 0,
            notes: 0,
            footnotes: 0,
        }
    }

    /// Takes the row numbered `row`: how many of its cells, wanted or not, have text (more than
    /// two may count as two), and its wanted fields.
    pub(super) fn push<'a>(
        &mut self,
        row: u64,
        texts: usize,
        fields: impl Iterator<Item = Field<'a>>,
    ) {
        match texts {
            0 => {
                self.blank += 1;
                self.ended |= self.stop_at_blank;
            }
            _ if self.ended => self.notes += 1,
            1 if self.has_notes => self.pending.push((row, fields.map(Kept::of).collect())),
            _ => {
                for (row, fields) in std::mem::take(&mut self.pending) {
                    self.add(row, fields.iter().map(Kept::field));
                }
                self.add(row, fields);
            }
        }
    }

    /// Sets a line aside.
    pub(super) fn push_misshapen(&mut self, line: Misshapen) {
        if self.ended {
            self.notes += 1;
        } else {
            self.misshapen.push(line);
        }
    }

    /// Counts a row that is known to be a note.
    pub(super) fn push_note(&mut self) {
        self.notes += 1;
    }

    /// Whether a batch is due.
    pub(super) fn is_full(&self) -> bool {
        self.rows.len() >= ROWS || self.misshapen.len() >= ROWS
    }

    /// The rows taken since the last batch. At the `end` of the file, rows that might have been
    /// notes are notes.
    ///
    /// # Errors
    /// What Arrow says of columns that do not fit each other.
    pub(super) fn batch(&mut self, end: bool) -> Result<TextBatch, String> {
        if end {
            self.notes += std::mem::take(&mut self.pending).len() as u64;
        }
        let arrays: Vec<ArrayRef> = self
            .columns
            .iter_mut()
            .map(|column| Arc::new(column.builder.finish()) as ArrayRef)
            .collect();
        let rows = std::mem::take(&mut self.rows);
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
            .map_err(|error| error.to_string())?;
        Ok(TextBatch {
            rows,
            batch,
            misshapen: std::mem::take(&mut self.misshapen),
            errors: std::mem::take(&mut self.errors),
            percentages: std::mem::take(&mut self.percentages),
            blank: std::mem::take(&mut self.blank),
            notes: std::mem::take(&mut self.notes),
            footnotes: std::mem::take(&mut self.footnotes),
        })
    }

    fn add<'a>(&mut self, row: u64, fields: impl Iterator<Item = Field<'a>>) {
        for (at, (column, field)) in self.columns.iter_mut().zip(fields).enumerate() {
            let field = match (&mut column.above, field) {
                (Some(above), Field::Blank) => above.field(),
                (Some(above), field) => {
                    *above = Kept::of(field);
                    field
                }
                (None, field) => field,
            };
            match field {
                Field::Blank => column.builder.append_null(),
                Field::Error(error) => {
                    self.errors.push(ErrorCell {
                        row: self.rows.len(),
                        column: at,
                        error,
                    });
                    column.builder.append_value(error.shown());
                }
                Field::Percentage(number, percentage) => {
                    self.percentages.push(PercentCell {
                        row: self.rows.len(),
                        column: at,
                        percentage,
                    });
                    column.builder.append_value(number);
                }
                Field::Text(text) => {
                    match without_footnote(text).filter(|_| self.strip_footnotes) {
                        Some(plain) => {
                            self.footnotes += 1;
                            column.builder.append_value(plain);
                        }
                        None => column.builder.append_value(text),
                    }
                }
            }
        }
        self.rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;
    use arrow::compute::cast;

    use super::*;

    /// What comes of these rows in the columns `area` and `rate`.
    fn taken(options: &ReadOptions, rows: &[[&str; 2]]) -> (Vec<[String; 2]>, TextBatch) {
        let header = ["area".to_owned(), "rate".to_owned()];
        let mut taking = TextRows::new(options, &header, &[0, 1]);
        for (at, row) in rows.iter().enumerate() {
            let texts = row.iter().filter(|text| !text.is_empty()).count();
            taking.push(at as u64 + 2, texts, row.iter().map(|text| Field::of(text)));
        }
        let batch = taking.batch(true).unwrap();
        let column = |at: usize| {
            let plain = cast(batch.batch.column(at), &DataType::Utf8).unwrap();
            let texts = plain.as_string::<i32>().iter();
            texts
                .map(|text| text.unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        let rows = column(0).into_iter().zip(column(1));
        (rows.map(|(area, rate)| [area, rate]).collect(), batch)
    }

    #[test]
    fn rows_with_text_in_one_cell_are_notes_at_the_end_and_rows_before_it() {
        let (rows, batch) = taken(
            &ReadOptions::default(),
            &[
                ["Ashby", "1"],
                ["Birchwick", ""],
                ["Corve", "3"],
                ["", ""],
                ["Source: x", ""],
            ],
        );
        assert_eq!(rows, [["Ashby", "1"], ["Birchwick", ""], ["Corve", "3"]]);
        assert_eq!(batch.rows, [2, 3, 4]);
        assert_eq!((batch.blank, batch.notes), (1, 1));
    }

    #[test]
    fn the_first_blank_row_ends_the_table_where_the_pipeline_says_so() {
        let options = ReadOptions {
            stop_at_blank: true,
            ..ReadOptions::default()
        };
        let (rows, batch) = taken(&options, &[["Ashby", "1"], ["", ""], ["Other", "table"]]);
        assert_eq!(rows, [["Ashby", "1"]]);
        assert_eq!((batch.blank, batch.notes), (1, 1));
    }

    #[test]
    fn a_blank_is_filled_from_above_in_the_columns_that_say_so() {
        let options = ReadOptions {
            fill_down: vec!["Area".to_owned()],
            ..ReadOptions::default()
        };
        let (rows, _) = taken(&options, &[["Ashby", "1"], ["", "2"], ["Corve", "3"]]);
        assert_eq!(rows, [["Ashby", "1"], ["Ashby", "2"], ["Corve", "3"]]);
    }

    #[test]
    fn footnote_markers_of_values_are_taken_off_and_counted_where_asked() {
        let rows = [["Ashby [1]", "1.5*"], ["Corve", "*"]];
        let (kept, batch) = taken(&ReadOptions::default(), &rows);
        assert_eq!(kept, rows);
        assert_eq!(batch.footnotes, 0);
        let options = ReadOptions {
            strip_footnotes: true,
            ..ReadOptions::default()
        };
        let (stripped, batch) = taken(&options, &rows);
        assert_eq!(stripped, [["Ashby", "1.5"], ["Corve", "*"]]);
        assert_eq!(batch.footnotes, 2);
    }
}
