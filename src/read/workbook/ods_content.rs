//! What the reader of ODS cells does not tell: formulas that give an error or nothing, which numbers
//! show a percent sign, and how many cells and how much text there will be in memory.
//!
//! LibreOffice writes an error as blank text, with the error only in what is shown
//! (`calcext:value-type="error"`, of the extensions that it shares with OpenDocument 1.3). The
//! reader of cells takes it for blank, and a figure that could not be computed would be missing
//! without a word.
//!
//! A row or a cell can say that it is repeated a million times, and a text that it has a thousand
//! million blanks, and all of them are held in memory. So they are counted before the cells are read.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::error_word;
use super::marks::SheetMarks;
use super::ods_cell::Cell;
use super::ods_styles::Styles;
use super::raised::character;
use super::xml::attribute;
use crate::read::damage::damaged;
use crate::read::open_file::OpenFile;
use crate::read::text_batch::CellError;

/// The most columns that a sheet has.
const MOST_COLUMNS: usize = 16_384;

/// The most cells that a workbook may have in memory, where each takes some ninety bytes: a
/// million rows of twenty columns.
const MOST_CELLS: u64 = 20_000_000;

/// The most bytes of text that a workbook may have in memory, repeated ones included.
const MOST_TEXT: u64 = 1 << 29;

/// The most blanks that stand for each other: as many as a cell of a spreadsheet holds.
const MOST_BLANKS: u64 = 32_767;

/// Why a workbook's content cannot be looked at.
#[derive(Debug)]
enum Unreadable {
    /// It is no XML.
    Damaged(quick_xml::Error),
    /// It would take more memory than is given.
    TooLarge(String),
}

impl From<quick_xml::Error> for Unreadable {
    fn from(error: quick_xml::Error) -> Self {
        Self::Damaged(error)
    }
}

/// The marks of the cells in `workbook`, by sheet.
///
/// # Errors
/// A workbook whose content cannot be read, or that has more cells or text than memory is given for.
pub(super) fn marks(workbook: &OpenFile) -> Result<BTreeMap<String, SheetMarks>, String> {
    let damaged = |error: &dyn std::fmt::Display| damaged("is a damaged ODS workbook", error);
    let mut archive =
        ZipArchive::new(BufReader::new(workbook.reader())).map_err(|error| damaged(&error))?;
    let content = archive
        .by_name("content.xml")
        .map_err(|error| damaged(&error))?;
    marks_in(BufReader::new(content)).map_err(|error| match error {
        Unreadable::Damaged(error) => damaged(&error),
        Unreadable::TooLarge(said) => said,
    })
}

/// Where the reading stands in a sheet.
#[derive(Default)]
struct Place {
    marks: SheetMarks,
    row: u64,
    rows: u64,
    column: usize,
    columns: usize,
    /// Columns of the row up to the last cell that holds something.
    width: usize,
    /// Cells and bytes of text so far, of all sheets.
    cells: u64,
    text: u64,
    cell: Cell,
}

fn marks_in(content: impl BufRead) -> Result<BTreeMap<String, SheetMarks>, Unreadable> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut found = BTreeMap::new();
    let mut sheet = String::new();
    let mut styles = Styles::default();
    let mut place = Place::default();
    let mut buffer = Vec::new();
    loop {
        let (start, is_whole) = match reader.read_event_into(&mut buffer)? {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::Text(text) => {
                if let Ok(text) = text.decode() {
                    styles.text(&text);
                    place.text(&text)?;
                }
                buffer.clear();
                continue;
            }
            Event::GeneralRef(reference) => {
                place.text(&character(&reference))?;
                buffer.clear();
                continue;
            }
            Event::End(end) => {
                place.end(end.local_name().as_ref())?;
                buffer.clear();
                continue;
            }
            Event::Eof => {
                found.insert(sheet, place.marks);
                return Ok(found);
            }
            _ => {
                buffer.clear();
                continue;
            }
        };
        if start.local_name().as_ref() == b"table" {
            found.insert(std::mem::take(&mut sheet), std::mem::take(&mut place.marks));
            sheet = attribute(&start, b"table:name").unwrap_or_default();
            place.row = 0;
        }
        styles.begin(&start);
        place.begin(&start, &styles)?;
        if is_whole {
            place.end(start.local_name().as_ref())?;
        }
        buffer.clear();
    }
}

impl Place {
    fn begin(&mut self, start: &BytesStart<'_>, styles: &Styles) -> Result<(), Unreadable> {
        match start.local_name().as_ref() {
            b"table-row" => {
                self.rows = repeats(start, b"table:number-rows-repeated");
                self.column = 0;
                self.width = 0;
            }
            b"table-cell" | b"covered-table-cell" => {
                self.columns = usize::try_from(repeats(start, b"table:number-columns-repeated"))
                    .unwrap_or(usize::MAX);
                self.cell = Cell::of(start, styles);
                let holds = |name| attribute(start, name).is_some();
                if holds(b"office:value-type") || holds(b"table:formula") {
                    self.width = self.column.saturating_add(self.columns);
                }
            }
            b"span" => {
                let style = attribute(start, b"text:style-name");
                let is_raised = style.is_some_and(|style| styles.is_raised(&style));
                self.cell.spans.push(is_raised);
            }
            b"p" if !self.cell.writing.is_empty() => self.cell.writing.add("\n", false),
            b"s" => {
                let blanks = repeats(start, b"text:c");
                if blanks > MOST_BLANKS {
                    return Err(Unreadable::TooLarge(format!(
                        "has {blanks} blanks in a row in one cell, and no cell holds more than {MOST_BLANKS} characters; it is damaged, or was made to take memory"
                    )));
                }
                self.add_text(blanks)?;
                let blanks = " ".repeat(usize::try_from(blanks).unwrap_or(0));
                self.cell.writing.add(&blanks, false);
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Unreadable> {
        if let Some(shown) = &mut self.cell.shown {
            shown.push_str(text);
        }
        let is_raised = self.cell.spans.contains(&true);
        self.cell.writing.add(text, is_raised);
        self.add_text(text.len() as u64)
    }

    /// Counts text of a cell, which every cell has that it is repeated in.
    fn add_text(&mut self, bytes: u64) -> Result<(), Unreadable> {
        self.cell.text = self.cell.text.saturating_add(bytes);
        if self.total() > MOST_TEXT {
            return Err(Unreadable::TooLarge(format!(
                "has more than {MOST_TEXT} bytes of text with what is repeated; save it as XLSX, which is read row by row"
            )));
        }
        Ok(())
    }

    /// The bytes of text with those of the cell that is being read.
    fn total(&self) -> u64 {
        let times = self.rows.saturating_mul(self.columns as u64);
        self.text
            .saturating_add(self.cell.text.saturating_mul(times))
    }

    fn end(&mut self, name: &[u8]) -> Result<(), Unreadable> {
        match name {
            b"table-row" => {
                self.row = self.row.saturating_add(self.rows);
                let cells = self.rows.saturating_mul(self.width as u64);
                self.cells = self.cells.saturating_add(cells);
                if self.cells > MOST_CELLS {
                    return Err(Unreadable::TooLarge(format!(
                        "has {} cells with those that are repeated, and {MOST_CELLS} are read from ODS; save it as XLSX, which is read row by row",
                        self.cells
                    )));
                }
            }
            b"span" => {
                self.cell.spans.pop();
            }
            b"table-cell" | b"covered-table-cell" => {
                self.text = self.total();
                let cell = std::mem::take(&mut self.cell);
                self.marks.raised.take(cell.writing);
                let error = match cell.shown {
                    Some(shown) => Some(CellError::Gives(error_word(shown.trim()))),
                    None => cell.error,
                };
                let rows = self.row.saturating_add(1)..=self.row.saturating_add(self.rows);
                let end = self.column.saturating_add(self.columns);
                for column in self.column..end.min(MOST_COLUMNS) {
                    if let Some(error) = error {
                        self.marks.errors.add(rows.clone(), column, error);
                    }
                    if let Some(percentage) = cell.percentage {
                        self.marks.percentages.add(rows.clone(), column, percentage);
                    }
                }
                self.column = end;
            }
            _ => {}
        }
        Ok(())
    }
}

fn repeats(start: &BytesStart<'_>, name: &[u8]) -> u64 {
    let stated = attribute(start, name).and_then(|number| number.parse().ok());
    stated.unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::percentage::Percentage;

    fn refused(rows: &str) -> String {
        let content = format!(r#"<table:table table:name="A">{rows}</table:table>"#);
        match marks_in(content.as_bytes()) {
            Err(Unreadable::TooLarge(said)) => said,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn cells_that_give_an_error_or_nothing_are_found_by_row_and_column() {
        let content = r#"<office:spreadsheet>
            <table:table table:name="Cover"><table:table-row><table:table-cell/></table:table-row></table:table>
            <table:table table:name="A &amp; B">
              <table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
              <table:table-row>
                <table:table-cell table:number-columns-repeated="2"/>
                <table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
                <table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>
                <table:table-cell office:value-type="string" calcext:value-type="error"><text:p>Err:502</text:p></table:table-cell>
                <table:table-cell table:formula="of:=[.A1]"/>
                <table:table-cell table:formula="of:=[.A1]" office:value-type="float"/>
                <table:table-cell table:formula="of:=[.A1]" office:value-type="string"/>
                <table:table-cell table:formula="of:=[.A1]" office:value-type="float" office:value="0"/>
              </table:table-row>
            </table:table></office:spreadsheet>"#;
        let found = marks_in(content.as_bytes()).unwrap();
        let errors = &found["A & B"].errors;
        let row: Vec<Option<CellError>> = (0..9).map(|column| errors.get(4, column)).collect();
        let (nothing, error) = (Some(CellError::NoResult), |word| {
            Some(CellError::Gives(word))
        });
        assert_eq!(
            row,
            [
                None,
                None,
                error("#DIV/0!"),
                None,
                error("an error"),
                nothing,
                nothing,
                None,
                None
            ]
        );
        assert_eq!(found["Cover"].errors.columns().count(), 0);
    }

    #[test]
    fn numbers_that_show_a_percent_sign_are_found_by_kind_and_by_style() {
        let content = r#"<office:automatic-styles>
              <style:style style:name="ce1" style:family="table-cell" style:data-style-name="N11"/>
              <style:style style:name="ce2" style:family="table-cell" style:data-style-name="N12"/>
              <number:percentage-style style:name="N11"><number:number/><number:text>%</number:text></number:percentage-style>
              <number:number-style style:name="N12"><number:number/><number:text> % of homes</number:text></number:number-style>
            </office:automatic-styles>
            <table:table table:name="A"><table:table-row table:number-rows-repeated="2">
              <table:table-cell office:value-type="percentage" office:value="0.1" table:number-columns-repeated="2"/>
              <table:table-cell office:value-type="float" office:value="0.1" table:style-name="ce1"/>
              <table:table-cell office:value-type="float" office:value="0.1" table:style-name="ce2"/>
              <table:table-cell office:value-type="float" office:value="0.1" table:style-name="ce3"/>
              <table:table-cell office:value-type="string" table:style-name="ce1"/>
            </table:table-row></table:table>"#;
        let found = marks_in(content.as_bytes()).unwrap();
        for row in [1, 2] {
            let row = (0..6).map(|column| found["A"].percentages.get(row, column));
            let (hundred, text) = (Some(Percentage::OfHundred), Some(Percentage::AsText));
            assert_eq!(
                row.collect::<Vec<_>>(),
                [hundred, hundred, hundred, text, None, None]
            );
        }
        assert_eq!(found["A"].percentages.get(3, 0), None);
    }

    #[test]
    fn what_is_repeated_is_counted_before_memory_is_asked_for() {
        let said = refused(
            r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>"#,
        );
        assert!(said.starts_with("has 16384000000 cells"), "{said}");
        let said = refused(
            r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="1000000000"/>b</text:p></table:table-cell></table:table-row>"#,
        );
        assert!(said.starts_with("has 1000000000 blanks"), "{said}");
        let said = refused(
            r#"<table:table-row table:number-rows-repeated="100000"><table:table-cell office:value-type="string"><text:p>a<text:s text:c="30000"/></text:p></table:table-cell></table:table-row>"#,
        );
        assert!(said.contains("bytes of text"), "{said}");
        let cell = r#"<table:table-cell table:formula="x" table:number-columns-repeated="4000000000000"/>"#;
        let said = refused(&format!(
            "<table:table-row>{}</table:table-row>",
            cell.repeat(1000)
        ));
        assert!(
            said.contains("cells with those that are repeated"),
            "{said}"
        );
    }
}
