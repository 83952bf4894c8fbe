//! The rows of a sheet, one after another: streamed where the format allows, held where not.

use std::io::BufReader;

use calamine::{Data, DataRef, Range, Reader, Sheets, XlsxCellReader};

use super::super::field::Field;
use super::super::open_file::Reading;
use super::super::text_batch::CellError;
use super::cells::{cell, held_cell};
use super::marks::SheetMarks;
use super::xlsx_marks::XlsxMarks;

/// What is known of a sheet that its book does not tell.
#[derive(Default)]
pub(super) struct Marks {
    /// The marks of its cells.
    cells: SheetMarks,
    /// Whether a formula's stored 0 is no result.
    is_to_be_calculated: bool,
}

impl From<SheetMarks> for Marks {
    fn from(cells: SheetMarks) -> Self {
        Self {
            cells,
            is_to_be_calculated: false,
        }
    }
}

impl From<XlsxMarks> for Marks {
    fn from(marks: XlsxMarks) -> Self {
        Self {
            cells: marks.cells,
            is_to_be_calculated: marks.is_to_be_calculated,
        }
    }
}

impl Marks {
    /// Leaves raised characters where they stand, but behind figures.
    pub(super) fn only_raised_figures(&mut self) {
        self.cells.raised.only_figures();
    }

    /// The columns in which some number shows a percent sign.
    pub(super) fn percent_columns(&self) -> impl Iterator<Item = usize> {
        self.cells.percentages.columns()
    }
}

/// A workbook that is open.
pub(super) type Book = Sheets<BufReader<Reading>>;

/// A sheet that is read row by row.
pub(super) enum SheetRows<'a> {
    /// Cells come out of the file as they are asked for.
    Streamed(Box<Streamed<'a>>),
    /// The sheet is in memory.
    Held {
        /// Its cells.
        range: Range<Data>,
        /// What the book does not tell of them.
        marks: &'a Marks,
        /// Rows that were read.
        read: usize,
    },
}

/// Cells on their way out of the file.
pub(super) struct Streamed<'a> {
    reader: XlsxCellReader<'a, BufReader<Reading>>,
    /// What the book does not tell of the cells.
    marks: &'a Marks,
    /// The first cell of the next row.
    ahead: Option<(u64, SparseCell<'a>)>,
    row: Vec<SparseCell<'a>>,
    number: u64,
    /// Whether the last cell was read: the reader does not stop there a second time.
    ended: bool,
}

/// A cell of a row that has no others but those that the file has.
struct SparseCell<'a> {
    column: usize,
    data: DataRef<'a>,
    /// Whether it is a formula that nobody has worked out.
    has_no_result: bool,
}

/// A row of a sheet.
pub(super) struct Row<'a> {
    /// Its number, as the spreadsheet shows it.
    pub number: u64,
    cells: Cells<'a>,
    marks: &'a SheetMarks,
}

enum Cells<'a> {
    /// Cells with their columns, in the order of these.
    Sparse(&'a [SparseCell<'a>]),
    /// The first cell's column, and cells without a gap.
    Dense(usize, &'a [Data]),
}

impl<'a> SheetRows<'a> {
    /// Begins to read the sheet called `name`; `marks` are what the book does not tell of it.
    ///
    /// # Errors
    /// A sheet that is not there or damaged.
    pub(super) fn of(book: &'a mut Book, name: &str, marks: &'a Marks) -> Result<Self, String> {
        let damaged = |error: &dyn std::fmt::Display| {
            format!("sheet {name:?} is damaged ({error}); fetch the workbook again")
        };
        match book {
            Sheets::Xlsx(book) => {
                let reader = book
                    .worksheet_cells_reader(name)
                    .map_err(|error| damaged(&error))?;
                Ok(Self::Streamed(Box::new(Streamed {
                    reader,
                    marks,
                    ahead: None,
                    row: Vec::new(),
                    number: 0,
                    ended: false,
                })))
            }
            book => {
                let range = book
                    .worksheet_range(name)
                    .map_err(|error| damaged(&error))?;
                Ok(Self::Held {
                    range,
                    marks,
                    read: 0,
                })
            }
        }
    }

    /// The next row that has a cell; `None` at the end of the sheet.
    ///
    /// # Errors
    /// Damage, and rows that are not in order.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, String> {
        match self {
            Self::Streamed(streamed) => streamed.next(),
            Self::Held { range, marks, read } => {
                let Some((first, left)) = range.start().filter(|_| *read < range.height()) else {
                    return Ok(None);
                };
                *read += 1;
                Ok(Some(Row {
                    number: u64::from(first) + *read as u64,
                    cells: Cells::Dense(left as usize, &range[*read - 1]),
                    marks: &marks.cells,
                }))
            }
        }
    }
}

impl Streamed<'_> {
    fn next(&mut self) -> Result<Option<Row<'_>>, String> {
        self.row.clear();
        let mut number = None;
        if let Some((row, cell)) = self.ahead.take() {
            number = Some(row);
            self.row.push(cell);
        }
        while !self.ended {
            let next = self.reader.next_cell_with_formula_metadata();
            let next = next.map_err(|error| {
                format!(
                    "is damaged or cut short after row {} ({error}); fetch the workbook again",
                    self.number
                )
            })?;
            let Some(next) = next else {
                self.ended = true;
                break;
            };
            let row = u64::from(next.pos.0) + 1;
            let is_blank = match next.value {
                DataRef::Empty => true,
                DataRef::Float(number) => self.marks.is_to_be_calculated && number == 0.0,
                _ => false,
            };
            let cell = SparseCell {
                column: next.pos.1 as usize,
                data: next.value,
                has_no_result: is_blank && next.formula.is_some(),
            };
            match number {
                Some(number) if number != row => {
                    self.ahead = Some((row, cell));
                    break;
                }
                _ => number = Some(row),
            }
            self.row.push(cell);
        }
        let Some(number) = number else {
            return Ok(None);
        };
        if number <= self.number {
            return Err(format!(
                "is damaged (row {number} stands after row {}); save it anew from a spreadsheet program",
                self.number
            ));
        }
        self.number = number;
        self.row.sort_by_key(|cell| cell.column);
        Ok(Some(Row {
            number,
            cells: Cells::Sparse(&self.row),
            marks: &self.marks.cells,
        }))
    }
}

impl Row<'_> {
    /// What it says in the column at `column`, counted from 0; a number or a day is written into
    /// `buffer`.
    pub(super) fn field<'b>(&'b self, column: usize, buffer: &'b mut String) -> Field<'b> {
        if let Some(error) = self.marks.errors.get(self.number, column) {
            return Field::Error(error);
        }
        match self.written(column, buffer) {
            Field::Text(text) => Field::Text(self.marks.raised.plain(text)),
            field => field,
        }
    }

    /// The same, with what is raised in it.
    fn written<'b>(&'b self, column: usize, buffer: &'b mut String) -> Field<'b> {
        let percentage = || self.marks.percentages.get(self.number, column);
        match &self.cells {
            Cells::Sparse(cells) => match cells.binary_search_by_key(&column, |cell| cell.column) {
                Ok(at) if cells[at].has_no_result => Field::Error(CellError::NoResult),
                Ok(at) => match &cells[at].data {
                    data @ (DataRef::Float(_) | DataRef::Int(_)) => {
                        cell(data, buffer).of_percentage(percentage())
                    }
                    data => cell(data, buffer),
                },
                Err(_) => Field::Blank,
            },
            Cells::Dense(first, cells) => {
                match column.checked_sub(*first).and_then(|at| cells.get(at)) {
                    None => Field::Blank,
                    Some(data @ (Data::Float(_) | Data::Int(_))) => {
                        held_cell(data, buffer).of_percentage(percentage())
                    }
                    Some(data) => held_cell(data, buffer),
                }
            }
        }
    }

    /// The columns in which it says something, counted from 0; those of errors come last.
    pub(super) fn texts(&self) -> impl Iterator<Item = usize> {
        let sparse = match &self.cells {
            Cells::Sparse(cells) => *cells,
            Cells::Dense(..) => &[],
        };
        let (first, dense) = match &self.cells {
            Cells::Sparse(_) => (0, &[][..]),
            Cells::Dense(first, cells) => (*first, *cells),
        };
        let sparse = sparse.iter().filter(|cell| match &cell.data {
            DataRef::Empty => cell.has_no_result,
            DataRef::String(text) => !text.trim().is_empty(),
            DataRef::SharedString(text) => !text.trim().is_empty(),
            _ => true,
        });
        let dense = dense.iter().enumerate().filter(|(_, data)| match data {
            Data::Empty => false,
            Data::String(text) => !text.trim().is_empty(),
            _ => true,
        });
        let sparse = sparse.map(|cell| cell.column);
        let dense = dense.map(move |(at, _)| first + at);
        let errors = self.marks.errors.columns_of(self.number);
        sparse.chain(dense).chain(errors)
    }

    /// What it says in every column, as a header's names: blanks after the last are left off.
    pub(super) fn names(&self) -> Vec<String> {
        let mut buffer = String::new();
        let mut names = vec![String::new(); self.texts().max().map_or(0, |last| last + 1)];
        for column in self.texts() {
            names[column] = match self.field(column, &mut buffer) {
                Field::Blank => String::new(),
                Field::Text(text) | Field::Percentage(text, _) => text.to_owned(),
                Field::Error(error) => error.shown().to_owned(),
            };
        }
        names
    }
}
