//! The tables of a workbook, and what their sheets are called.

use rust_xlsxwriter::{Table as Marked, TableColumn, TableStyle, Worksheet};

use super::look::Look;
use crate::export::ExportError;
use crate::export::layout::Laid;
use crate::export::selection::Selection;
use crate::publish::Table;
use crate::review::PublishedRun;

/// How many rows a sheet has, in every version of Excel since 2007.
const SHEET_ROWS: usize = 1_048_576;

/// The row of the header, counted from 0: above it stand a title and three lines.
pub(super) const HEADER: u32 = 4;

/// A table of the workbook, and the sheets that it is laid out on.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) table: &'static Table,
    pub(super) columns: Vec<Laid>,
    pub(super) parts: Vec<SheetPart>,
}

/// A sheet with some rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetPart {
    /// The sheet's name, of at most 31 characters.
    pub(super) sheet: String,
    /// How many rows.
    pub(super) rows: usize,
}

impl SheetPart {
    /// The sheets of a table of so many rows.
    pub(super) fn of(table: &Table, rows: usize) -> Vec<Self> {
        Self::at_most(table, rows, SHEET_ROWS - HEADER as usize - 1)
    }

    fn at_most(table: &Table, rows: usize, most: usize) -> Vec<Self> {
        let sheets = rows.div_ceil(most).max(1);
        (0..sheets)
            .map(|place| Self {
                sheet: match sheets {
                    1 => table.name.to_owned(),
                    _ => format!("{} {}", table.name, place + 1),
                },
                rows: most.min(rows - place * most),
            })
            .collect()
    }
}

/// What the workbook is called.
pub(super) fn title(run: &PublishedRun, selection: &Selection) -> String {
    match selection.authorities.as_slice() {
        [] => run.title(),
        [one] => format!("{}: {one}", run.title()),
        several => format!("{}: {} authorities", run.title(), several.len()),
    }
}

/// The name of a table in words: `Indicator profile`.
pub(super) fn heading(table: &Table) -> String {
    let words = table.name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Marks the rows from `first` to `last` as a table with these headings, `name` and description.
pub(super) fn mark(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    headings: &[String],
    (name, about): (&str, &str),
    look: &Look,
) -> Result<(), ExportError> {
    let last_column = u16::try_from(headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let columns: Vec<TableColumn> = headings
        .iter()
        .map(|heading| {
            TableColumn::new()
                .set_header(heading)
                .set_header_format(&look.header)
        })
        .collect();
    let table = Marked::new()
        .set_name(name)
        .set_alt_text(about)
        .set_style(TableStyle::Light1)
        .set_columns(&columns);
    sheet.add_table(first, 0, last, last_column, &table)?;
    Ok(())
}

/// A description of the schema for people who have no schema: no back quotes.
pub(super) fn plain_quotes(text: &str) -> String {
    let mut open = false;
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        plain.push(match letter {
            '`' => {
                open = !open;
                if open { '\u{2018}' } else { '\u{2019}' }
            }
            letter => letter,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{table, tables};

    #[test]
    fn a_table_of_more_rows_than_a_sheet_goes_on_in_others() {
        let table = table("indicator_profile").unwrap();
        let parts = |rows| {
            let parts = SheetPart::at_most(table, rows, 10).into_iter();
            let parts = parts.map(|part| (part.sheet, part.rows));
            parts.collect::<Vec<_>>()
        };
        assert_eq!(parts(0), [("indicator_profile".to_owned(), 0)]);
        assert_eq!(parts(10), [("indicator_profile".to_owned(), 10)]);
        assert_eq!(
            parts(25),
            [
                ("indicator_profile 1".to_owned(), 10),
                ("indicator_profile 2".to_owned(), 10),
                ("indicator_profile 3".to_owned(), 5)
            ]
        );
    }

    #[test]
    fn words_of_the_schema_stand_in_quotes_and_tables_are_called_in_words() {
        assert_eq!(
            plain_quotes("`better` or `worse`"),
            "\u{2018}better\u{2019} or \u{2018}worse\u{2019}"
        );
        assert_eq!(
            heading(table("indicator_profile").unwrap()),
            "Indicator profile"
        );
    }

    #[test]
    fn every_sheet_has_a_name_that_excel_takes() {
        for table in tables() {
            for part in SheetPart::of(table, 9 * SHEET_ROWS) {
                assert!(part.sheet.len() <= 31, "{}", part.sheet);
                assert!(part.rows + (HEADER as usize) < SHEET_ROWS);
            }
        }
    }
}
