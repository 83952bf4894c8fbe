//! The sheets of tables: a title, what the table holds, and the table.

use rust_xlsxwriter::{ExcelDateTime, Workbook, Worksheet};

use super::look::{Look, width};
use super::shown::{HEADER, Shown, heading, mark, plain_quotes};
use crate::domain::shown::printable;
use crate::export::layout::Laid;
use crate::export::names::Names;
use crate::export::shorthand::Shorthand;
use crate::export::{ExportError, Notice};
use crate::publish::tables::recurring::UNIT_OF_INDICATOR;
use crate::publish::{ColumnKind, Table};
use crate::review::{Cell, Row, RunTable};

/// The longest text that a cell holds.
const LONGEST_TEXT: usize = 32_767;

/// What stands at the end of a text that was cut.
const CUT: &str = " [cut]";

/// What writes the sheets.
#[derive(Debug)]
pub(super) struct Sheets<'a> {
    look: &'a Look,
    names: &'a Names,
    /// What is otherwise on a sheet than in the run.
    pub(super) notices: Vec<Notice>,
}

impl<'a> Sheets<'a> {
    pub(super) fn new(look: &'a Look, names: &'a Names) -> Self {
        Self {
            look,
            names,
            notices: Vec::new(),
        }
    }

    /// Writes the sheets of a table.
    pub(super) fn write(
        &mut self,
        book: &mut Workbook,
        shown: &Shown,
        source: &RunTable<'_>,
    ) -> Result<(), ExportError> {
        let places = Places::of(shown.table);
        let (mut part, mut row, mut cut) = (0, 0, 0);
        let mut sheet = self.begin(book, shown, part)?;
        source.each(|from| {
            if row == shown.parts[part].rows && part + 1 < shown.parts.len() {
                let full = std::mem::replace(&mut sheet, self.begin(book, shown, part + 1)?);
                book.push_worksheet(full);
                (part, row) = (part + 1, 0);
            }
            let at = HEADER + 1 + u32::try_from(row).unwrap_or(u32::MAX);
            let decimals = self.decimals(&from, places);
            for (place, column) in shown.columns.iter().enumerate() {
                let cell = column.cell(&from, self.names);
                let missing = || missing(column, &from, places);
                cut += u64::from(self.cell(
                    &mut sheet,
                    (at, place),
                    column,
                    (cell, &missing),
                    decimals,
                )?);
            }
            row += 1;
            Ok::<(), ExportError>(())
        })?;
        book.push_worksheet(sheet);
        let table = shown.table.name;
        if shown.parts.len() > 1 {
            let sheets = shown.parts.len();
            self.notices.push(Notice::Split { table, sheets });
        }
        if cut > 0 {
            self.notices.push(Notice::TextCut { table, cells: cut });
        }
        Ok(())
    }

    /// A sheet with what stands above its table, and the table's header. Its rows are written to
    /// a file as they come, so that a sheet of half a million takes no memory.
    fn begin(
        &self,
        book: &mut Workbook,
        shown: &Shown,
        part: usize,
    ) -> Result<Worksheet, ExportError> {
        let mut sheet = book.new_worksheet_with_low_memory();
        sheet.set_name(&shown.parts[part].sheet)?;
        let title = match shown.parts.len() {
            1 => heading(shown.table),
            parts => format!("{}, part {} of {parts}", heading(shown.table), part + 1),
        };
        sheet.write_string_with_format(0, 0, title, &self.look.title)?;
        sheet.write_string(1, 0, plain_quotes(shown.table.about))?;
        sheet.write_string(
            2,
            0,
            "This sheet has one table. The sheet Notes explains the signs in square brackets, the \
             sheet Columns every column.",
        )?;
        let back =
            rust_xlsxwriter::Url::new("internal:Contents!A1").set_text("Back to the contents");
        sheet.write_url_with_format(3, 0, back, &self.look.link)?;
        for (place, column) in shown.columns.iter().enumerate() {
            sheet.set_column_width(at(place), width(column.kind))?;
        }
        let rows = shown.parts[part].rows;
        if rows == 0 {
            sheet.write_string(HEADER, 0, "The table has no rows.")?;
            return Ok(sheet);
        }
        let headings: Vec<String> = shown.columns.iter().map(Laid::heading).collect();
        let name = shown.parts[part].sheet.replace(' ', "_");
        let last = HEADER + u32::try_from(rows).unwrap_or(u32::MAX);
        let about = plain_quotes(shown.table.about);
        mark(
            &mut sheet,
            (HEADER, last),
            &headings,
            (&name, &about),
            self.look,
        )?;
        sheet.set_landscape().set_repeat_rows(HEADER, HEADER)?;
        let beside = shown
            .columns
            .get(1)
            .filter(|column| column.name.ends_with("name"));
        sheet.set_freeze_panes(HEADER + 1, 1 + u16::from(beside.is_some()))?;
        Ok(sheet)
    }

    /// Writes a cell; says whether its text was cut.
    fn cell(
        &self,
        sheet: &mut Worksheet,
        (row, place): (u32, usize),
        column: &Laid,
        (cell, missing): (Cell<'_>, &dyn Fn() -> Shorthand),
        decimals: Option<i32>,
    ) -> Result<bool, ExportError> {
        let format = self.look.of(
            column.kind,
            decimals.filter(|_| column.unit == UNIT_OF_INDICATOR),
        );
        let col = at(place);
        match cell {
            Cell::Missing => {
                sheet.write_string(row, col, missing().bracketed())?;
            }
            Cell::Text(text) => return written(sheet, (row, col), text),
            Cell::List(texts) if texts.is_empty() => {
                sheet.write_string(row, col, "none")?;
            }
            Cell::List(texts) => return written(sheet, (row, col), &texts.join("; ")),
            Cell::Whole(number) => {
                sheet.write_number_with_format(row, col, number as f64, format)?;
            }
            Cell::Number(number) => {
                sheet.write_number_with_format(row, col, number, format)?;
            }
            Cell::Flag(flag) => {
                sheet.write_string(row, col, if flag { "yes" } else { "no" })?;
            }
            Cell::Day(day) => match ExcelDateTime::parse_from_str(&day.to_string()) {
                Ok(date) => {
                    sheet.write_datetime_with_format(row, col, &date, format)?;
                }
                // A day before 1900, which Excel has no number for.
                Err(_) => {
                    sheet.write_string(row, col, day.to_string())?;
                }
            },
        }
        Ok(false)
    }

    /// The decimals of the indicator that a row is of.
    fn decimals(&self, row: &Row<'_>, places: Places) -> Option<i32> {
        let key = row.text(places.indicator?)?;
        self.names.indicator(key)?.decimals
    }
}

/// Columns of a table that say something of others.
#[derive(Debug, Clone, Copy)]
struct Places {
    indicator: Option<usize>,
    missing_reason: Option<usize>,
}

impl Places {
    fn of(table: &Table) -> Self {
        let place = |name: &str| table.columns.iter().position(|column| column.name == name);
        Self {
            indicator: place("indicator"),
            missing_reason: place("missing_reason"),
        }
    }
}

/// What stands where a column has no value: for a figure, why; for any other number, that there is
/// none; for words, that there is nothing to say.
fn missing(column: &Laid, row: &Row<'_>, places: Places) -> Shorthand {
    let reason = places.missing_reason.filter(|_| column.name == "value");
    if let Some(place) = reason {
        return row
            .text(place)
            .map_or(Shorthand::NotAvailable, Shorthand::of_word);
    }
    match column.kind {
        ColumnKind::Text
        | ColumnKind::Category
        | ColumnKind::Flag
        | ColumnKind::TextList
        | ColumnKind::Date => Shorthand::NotApplicable,
        ColumnKind::Integer
        | ColumnKind::Count
        | ColumnKind::Level
        | ColumnKind::Row
        | ColumnKind::Number
        | ColumnKind::Share => Shorthand::NotAvailable,
    }
}

/// Writes a text; says whether it had to be cut.
fn written(sheet: &mut Worksheet, (row, col): (u32, u16), text: &str) -> Result<bool, ExportError> {
    let text = printable(text);
    // A cell counts as UTF-16 does, where some letters are two.
    if text.encode_utf16().count() <= LONGEST_TEXT {
        sheet.write_string(row, col, text.as_ref())?;
        return Ok(false);
    }
    let mut room = LONGEST_TEXT - CUT.len();
    let kept: String = text
        .chars()
        .take_while(|letter| {
            let fits = letter.len_utf16() <= room;
            room = room.saturating_sub(letter.len_utf16());
            fits
        })
        .collect();
    sheet.write_string(row, col, kept + CUT)?;
    Ok(true)
}

fn at(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
