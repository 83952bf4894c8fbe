//! Which cells of a sheet a column of the contract is made of, so that a message can name them.

use std::collections::BTreeMap;

use arrow::datatypes::Schema;

use crate::read::{ErrorCell, RowNumbers, letters};
use crate::tables::{Fault, Rule};

/// The cells behind the rows of a sheet.
#[derive(Debug)]
pub struct SheetCells {
    sheet: String,
    /// For each wanted column, the letters of the sheet's columns that it is made of, by turns:
    /// one, as many as a row becomes rows, or none.
    letters: Vec<Vec<String>>,
    /// For each column of the contract, the wanted columns that its SQL names.
    used: Vec<Vec<usize>>,
    /// The columns that are read: the letters and the name of each, and which of the rows that a
    /// row becomes it is for; `None` where it is for all of them.
    read: Vec<(String, String, Option<usize>)>,
    /// Rows that a row of the sheet becomes.
    times: usize,
}

impl SheetCells {
    /// The cells of the sheet called `sheet`, which has these columns: `sources` are those that
    /// each wanted column is made of, `used` the wanted columns that each column of the contract
    /// is, and `times` the rows that a row of the sheet becomes.
    pub fn new(
        sheet: &str,
        schema: &Schema,
        sources: &[Vec<usize>],
        used: Vec<Vec<usize>>,
        times: usize,
    ) -> Self {
        let named = |at: &usize| letters(*at);
        let read = sources.iter().flat_map(|columns| {
            let is_one = columns.len() == 1;
            columns.iter().enumerate().map(move |(turn, at)| {
                let turn = (!is_one || times == 1).then_some(turn);
                (letters(*at), schema.field(*at).name().clone(), turn)
            })
        });
        Self {
            sheet: sheet.to_owned(),
            used,
            read: read.collect(),
            letters: sources
                .iter()
                .map(|columns| columns.iter().map(named).collect())
                .collect(),
            times,
        }
    }

    /// The rows that have a formula's error in a column that is wanted, each with the first.
    pub fn faulty<'a>(&self, errors: &'a [ErrorCell]) -> BTreeMap<usize, &'a ErrorCell> {
        let mut faulty = BTreeMap::new();
        for error in errors {
            let first = error.row * self.times;
            let turns = match self.read[error.column].2 {
                Some(turn) => turn..turn + 1,
                None => 0..self.times,
            };
            for turn in turns {
                faulty.entry(first + turn).or_insert(error);
            }
        }
        faulty
    }

    /// What is wrong with a row that has this error; `rows` are the numbers of the batch.
    pub fn fault(&self, error: &ErrorCell, rows: &RowNumbers) -> Fault {
        let (letters, name, _) = &self.read[error.column];
        let number = rows.at(error.row * self.times);
        Fault::new(
            Rule::CellError,
            format!(
                "cell {letters}{number} of sheet {:?}: the formula gives {}; put it right in the workbook, or map another column than {name:?}",
                self.sheet, error.error
            ),
        )
    }

    /// What a message about the row at `row`, which is numbered `number`, ends with; `column` is
    /// the contract's column that it concerns, by its position, if it concerns one.
    pub fn place(&self, row: usize, number: u64, column: Option<usize>) -> String {
        let used = column
            .and_then(|at| self.used.get(at))
            .map_or(&[][..], Vec::as_slice);
        let cells: Vec<String> = used
            .iter()
            .filter_map(|at| match self.letters[*at].as_slice() {
                [] => None,
                [one] => Some(format!("{one}{number}")),
                several => Some(format!("{}{number}", several[row % several.len()])),
            })
            .collect();
        match cells.as_slice() {
            [] => format!(" (sheet {:?})", self.sheet),
            [cell] => format!(" (cell {cell} of sheet {:?})", self.sheet),
            cells => format!(" (cells {} of sheet {:?})", cells.join(", "), self.sheet),
        }
    }
}
