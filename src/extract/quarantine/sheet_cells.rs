//! Which cells of a sheet a column of the contract is made of, so that a message can name them.

use std::collections::BTreeMap;
use std::ops::Range;

use arrow::datatypes::Schema;

use crate::read::{CellError, ErrorCell, PercentCell, PercentRows, RowNumbers, letters};
use crate::tables::{Fault, Rule};

/// The cells behind the rows of a sheet.
#[derive(Debug)]
pub(crate) struct SheetCells {
    sheet: String,
    /// For each wanted column, the letters of the sheet's columns that it is made of, by turns:
    /// one, as many as a row becomes rows, or none.
    letters: Vec<Vec<String>>,
    /// For each column of the contract, the wanted columns that its SQL names.
    used: Vec<Vec<usize>>,
    /// The columns that are read.
    read: Vec<ReadColumn>,
    /// Whether some number in each wanted column shows a percent sign.
    has_percentages: Vec<bool>,
    /// Rows that a row of the sheet becomes.
    times: usize,
}

/// A column of a sheet that is read.
#[derive(Debug)]
struct ReadColumn {
    letters: String,
    name: String,
    /// The wanted column that it is part of, by its position.
    wanted: usize,
    /// Which of the rows that a row becomes it is for; `None` where it is for all of them.
    turn: Option<usize>,
}

impl SheetCells {
    /// The cells of the sheet called `sheet`, which has these columns: `sources` are those that
    /// each wanted column is made of, `used` the wanted columns that each column of the contract
    /// is, and `times` the rows that a row of the sheet becomes. Numbers in the columns of the sheet
    /// at `percent_columns` show a percent sign.
    pub(crate) fn new(
        (sheet, percent_columns): (&str, &[usize]),
        schema: &Schema,
        sources: &[Vec<usize>],
        used: Vec<Vec<usize>>,
        times: usize,
    ) -> Self {
        let named = |at: &usize| letters(*at);
        let read = sources.iter().enumerate().flat_map(|(wanted, columns)| {
            let is_one = columns.len() == 1;
            columns
                .iter()
                .enumerate()
                .map(move |(turn, at)| ReadColumn {
                    letters: letters(*at),
                    name: schema.field(*at).name().clone(),
                    wanted,
                    turn: (!is_one || times == 1).then_some(turn),
                })
        });
        let has_percentages = |columns: &Vec<usize>| {
            let mut columns = columns.iter();
            columns.any(|at| percent_columns.contains(at))
        };
        Self {
            sheet: sheet.to_owned(),
            used,
            read: read.collect(),
            has_percentages: sources.iter().map(has_percentages).collect(),
            letters: sources
                .iter()
                .map(|columns| columns.iter().map(named).collect())
                .collect(),
            times,
        }
    }

    /// The rows that have a formula without a result in a column that is wanted, each with the first.
    pub(crate) fn faulty<'a>(&self, errors: &'a [ErrorCell]) -> BTreeMap<usize, &'a ErrorCell> {
        let mut faulty = BTreeMap::new();
        for error in errors {
            for row in self.rows_of(error.row, error.column) {
                faulty.entry(row).or_insert(error);
            }
        }
        faulty
    }

    /// The rows that a cell of the sheet becomes part of, by its row and column as they are read.
    fn rows_of(&self, row: usize, column: usize) -> Range<usize> {
        let first = row * self.times;
        match self.read[column].turn {
            Some(turn) => first + turn..first + turn + 1,
            None => first..first + self.times,
        }
    }

    /// For each wanted column in which numbers show a percent sign, the rows in which they do.
    pub(crate) fn percentages(&self, cells: &[PercentCell]) -> Vec<Option<PercentRows>> {
        let has = self.has_percentages.iter();
        let mut rows: Vec<Option<Vec<_>>> = has.map(|has| has.then(Vec::new)).collect();
        for cell in cells {
            if let Some(rows) = &mut rows[self.read[cell.column].wanted] {
                let of_cell = self.rows_of(cell.row, cell.column);
                rows.extend(of_cell.map(|row| (row, cell.percentage)));
            }
        }
        rows
    }

    /// What is wrong with a row that has this error; `rows` are the numbers of the batch.
    pub(crate) fn fault(&self, error: &ErrorCell, rows: &RowNumbers) -> Fault {
        let ReadColumn { letters, name, .. } = &self.read[error.column];
        let number = rows.at(error.row * self.times);
        let (what, remedy) = match error.error {
            CellError::Gives(error) => (
                format!("gives {error}"),
                "put it right in the workbook".to_owned(),
            ),
            CellError::NoResult => (
                "has no stored result".to_owned(),
                "open and save the workbook in a spreadsheet program".to_owned(),
            ),
        };
        Fault::new(
            Rule::CellError,
            format!(
                "cell {letters}{number} of sheet {:?}: the formula {what}; {remedy}, or map another column than {name:?}",
                self.sheet
            ),
        )
    }

    /// What a message about the row at `row`, which is numbered `number`, ends with; `column` is
    /// the contract's column that it concerns, by its position, if it concerns one.
    pub(crate) fn place(&self, row: usize, number: u64, column: Option<usize>) -> String {
        let cells = column.map_or_else(Vec::new, |column| self.cells(row, number, column));
        match cells.as_slice() {
            [] => format!(" (sheet {:?})", self.sheet),
            [cell] => format!(" (cell {cell} of sheet {:?})", self.sheet),
            cells => format!(" (cells {} of sheet {:?})", cells.join(", "), self.sheet),
        }
    }
    /// The cells that the contract's column at `column` is made of in the row at `row`, which is
    /// numbered `number`.
    pub(crate) fn cells(&self, row: usize, number: u64, column: usize) -> Vec<String> {
        let used = self.used.get(column).map_or(&[][..], Vec::as_slice);
        used.iter()
            .filter_map(|at| match self.letters[*at].as_slice() {
                [] => None,
                [one] => Some(format!("{one}{number}")),
                several => Some(format!("{}{number}", several[row % several.len()])),
            })
            .collect()
    }
}
