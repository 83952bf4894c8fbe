//! The rows of a sheet, one after another: streamed where the format allows, held where not.

use std::io::BufReader;

use calamine::{Data, DataRef, Range, Reader, Sheets, XlsxCellReader};

use super::super::open_file::Reading;
use super::super::text_rows::Field;
use super::cells::{cell, held_cell};
use super::ods_content::SheetErrors;

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
        /// Cells that it has as blank, and whose formulas give an error.
        errors: Option<&'a SheetErrors>,
        /// Rows that were read.
        read: usize,
    },
}

/// Cells on their way out of the file.
pub(super) struct Streamed<'a> {
    reader: XlsxCellReader<'a, BufReader<Reading>>,
    /// The first cell of the next row.
    ahead: Option<(u64, usize, DataRef<'a>)>,
    row: Vec<(usize, DataRef<'a>)>,
    number: u64,
    /// Whether the last cell was read: the reader does not stop there a second time.
    ended: bool,
}

/// A row of a sheet.
pub(super) struct Row<'a> {
    /// Its number, as the spreadsheet shows it.
    pub number: u64,
    cells: Cells<'a>,
}

enum Cells<'a> {
    /// Cells with their columns, in the order of these.
    Sparse(&'a [(usize, DataRef<'a>)]),
    /// The first cell's column, cells without a gap, and errors among them.
    Dense(usize, &'a [Data], Option<&'a SheetErrors>),
}

impl<'a> SheetRows<'a> {
    /// Begins to read the sheet called `name`; `errors` are those that the book does not tell.
    ///
    /// # Errors
    /// A sheet that is not there or damaged.
    pub(super) fn of(
        book: &'a mut Book,
        name: &str,
        errors: Option<&'a SheetErrors>,
    ) -> Result<Self, String> {
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
                    errors,
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
            Self::Held {
                range,
                errors,
                read,
            } => {
                let Some((first, left)) = range.start().filter(|_| *read < range.height()) else {
                    return Ok(None);
                };
                *read += 1;
                Ok(Some(Row {
                    number: u64::from(first) + *read as u64,
                    cells: Cells::Dense(left as usize, &range[*read - 1], *errors),
                }))
            }
        }
    }
}

impl Streamed<'_> {
    fn next(&mut self) -> Result<Option<Row<'_>>, String> {
        self.row.clear();
        let mut number = None;
        if let Some((row, column, data)) = self.ahead.take() {
            number = Some(row);
            self.row.push((column, data));
        }
        while !self.ended {
            let next = self.reader.next_cell().map_err(|error| {
                format!(
                    "is damaged or cut short after row {} ({error}); fetch the workbook again",
                    self.number
                )
            })?;
            let Some(next) = next else {
                self.ended = true;
                break;
            };
            let (row, column) = next.get_position();
            let (row, column) = (u64::from(row) + 1, column as usize);
            let data = next.get_value().clone();
            match number {
                Some(number) if number != row => {
                    self.ahead = Some((row, column, data));
                    break;
                }
                _ => number = Some(row),
            }
            self.row.push((column, data));
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
        self.row.sort_by_key(|(column, _)| *column);
        Ok(Some(Row {
            number,
            cells: Cells::Sparse(&self.row),
        }))
    }
}

impl Row<'_> {
    /// What it says in the column at `column`, counted from 0; a number or a day is written into
    /// `buffer`.
    pub(super) fn field<'b>(&'b self, column: usize, buffer: &'b mut String) -> Field<'b> {
        match &self.cells {
            Cells::Sparse(cells) => {
                match cells.binary_search_by_key(&column, |(column, _)| *column) {
                    Ok(at) => cell(&cells[at].1, buffer),
                    Err(_) => Field::Blank,
                }
            }
            Cells::Dense(first, cells, errors) => {
                if let Some(error) = errors.and_then(|known| known.get(&(self.number, column))) {
                    return Field::Error(error);
                }
                let cell = column.checked_sub(*first).and_then(|at| cells.get(at));
                cell.map_or(Field::Blank, |data| held_cell(data, buffer))
            }
        }
    }

    /// The columns in which it says something, counted from 0; those of errors come last.
    pub(super) fn texts(&self) -> impl Iterator<Item = usize> {
        let sparse = match &self.cells {
            Cells::Sparse(cells) => *cells,
            Cells::Dense(..) => &[],
        };
        let (first, dense, errors) = match &self.cells {
            Cells::Sparse(_) => (0, &[][..], None),
            Cells::Dense(first, cells, errors) => (*first, *cells, *errors),
        };
        let errors = errors
            .into_iter()
            .flat_map(|known| known.range((self.number, 0)..=(self.number, usize::MAX)))
            .map(|((_, column), _)| *column);
        let sparse = sparse.iter().filter(|(_, data)| match data {
            DataRef::Empty => false,
            DataRef::String(text) => !text.trim().is_empty(),
            DataRef::SharedString(text) => !text.trim().is_empty(),
            _ => true,
        });
        let dense = dense.iter().enumerate().filter(|(_, data)| match data {
            Data::Empty => false,
            Data::String(text) => !text.trim().is_empty(),
            _ => true,
        });
        let sparse = sparse.map(|(column, _)| *column);
        let dense = dense.map(move |(at, _)| first + at);
        sparse.chain(dense).chain(errors)
    }

    /// What it says in every column, as a header's names: blanks after the last are left off.
    pub(super) fn names(&self) -> Vec<String> {
        let mut buffer = String::new();
        let mut names = vec![String::new(); self.texts().max().map_or(0, |last| last + 1)];
        for column in self.texts() {
            names[column] = match self.field(column, &mut buffer) {
                Field::Blank => String::new(),
                Field::Text(text) => text.to_owned(),
                Field::Error(error) => error.to_owned(),
            };
        }
        names
    }
}
