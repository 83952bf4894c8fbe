//! What the reader of cells does not tell of a sheet's cells: errors, and which numbers show a
//! percent sign. Spreadsheets have both by the column, so that they are kept as runs of rows.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::raised::RaisedTexts;
use crate::read::percentage::Percentage;
use crate::read::text_batch::CellError;

/// The marks of a sheet: rows counted from 1, columns from 0.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetMarks {
    /// Cells that are blank to the reader, and whose formulas give an error or nothing.
    pub(super) errors: Runs<CellError>,
    /// Numbers that show a percent sign.
    pub(super) percentages: Runs<Percentage>,
    /// Texts with raised characters.
    pub(super) raised: RaisedTexts,
}

/// Marks by column, in runs of rows.
#[derive(Debug, Clone)]
pub(super) struct Runs<T>(BTreeMap<usize, Vec<Run<T>>>);

#[derive(Debug, Clone)]
struct Run<T> {
    first: u64,
    last: u64,
    mark: T,
}

impl<T> Default for Runs<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Copy + PartialEq> Runs<T> {
    /// Marks these rows of a column, which come after all that are marked.
    pub(super) fn add(&mut self, rows: RangeInclusive<u64>, column: usize, mark: T) {
        let (first, last) = rows.into_inner();
        let runs = self.0.entry(column).or_default();
        match runs.last_mut() {
            Some(run) if run.mark == mark && run.last + 1 == first => run.last = last,
            _ => runs.push(Run { first, last, mark }),
        }
    }

    /// The mark of a cell.
    pub(super) fn get(&self, row: u64, column: usize) -> Option<T> {
        Self::in_runs(self.0.get(&column)?, row)
    }

    /// The columns in which a row is marked.
    pub(super) fn columns_of(&self, row: u64) -> impl Iterator<Item = usize> {
        let marked = self.0.iter();
        marked
            .filter(move |(_, runs)| Self::in_runs(runs, row).is_some())
            .map(|(column, _)| *column)
    }

    /// The columns in which a cell is marked.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.0.keys().copied()
    }

    fn in_runs(runs: &[Run<T>], row: u64) -> Option<T> {
        let run = runs.get(runs.partition_point(|run| run.last < row))?;
        (run.first <= row).then_some(run.mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_in_the_runs_of_their_column() {
        let mut runs = Runs::default();
        runs.add(2..=3, 4, 'a');
        runs.add(4..=4, 4, 'a');
        runs.add(7..=9, 4, 'b');
        runs.add(8..=8, 1, 'c');
        let column: Vec<Option<char>> = (1..=10).map(|row| runs.get(row, 4)).collect();
        let expected = [
            None,
            Some('a'),
            Some('a'),
            Some('a'),
            None,
            None,
            Some('b'),
            Some('b'),
            Some('b'),
            None,
        ];
        assert_eq!(column, expected);
        assert_eq!(runs.columns_of(8).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(runs.columns_of(4).collect::<Vec<_>>(), [4]);
        assert_eq!(runs.columns().collect::<Vec<_>>(), [1, 4]);
    }
}
