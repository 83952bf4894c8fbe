//! What the reader of ODS cells does not tell: formulas that give an error, and how many cells
//! there will be in memory.
//!
//! LibreOffice writes such a cell as blank text, with the error only in what is shown
//! (`calcext:value-type="error"`, of the extensions that it shares with OpenDocument 1.3). The
//! reader of cells takes it for blank, and a figure that could not be computed would be missing
//! without a word.
//!
//! A row or a cell can say that it is repeated a million times, and every one of them is held in
//! memory. So they are counted before the cells are read.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::error_word;
use crate::read::damage::damaged;
use crate::read::open_file::OpenFile;

/// The most cells of one repeated row or cell that are looked at; a spreadsheet program repeats
/// blank ones by the million.
const MOST_REPEATED: u64 = 100_000;

/// The most cells that a workbook may have in memory, where each takes some ninety bytes: a
/// million rows of twenty columns.
const MOST_CELLS: u64 = 20_000_000;

/// The errors of a sheet: by row, counted from 1, and column, counted from 0.
pub type SheetErrors = BTreeMap<(u64, usize), &'static str>;

/// The errors in `workbook`, by sheet; none of a sheet without any.
///
/// # Errors
/// A workbook whose content cannot be read, or that has more cells than memory is given for.
pub fn errors(workbook: &OpenFile) -> Result<BTreeMap<String, SheetErrors>, String> {
    let damaged = |error: &dyn std::fmt::Display| damaged("is a damaged ODS workbook", error);
    let mut archive =
        ZipArchive::new(BufReader::new(workbook.reader())).map_err(|error| damaged(&error))?;
    let content = archive
        .by_name("content.xml")
        .map_err(|error| damaged(&error))?;
    let (errors, cells) = errors_in(BufReader::new(content)).map_err(|error| damaged(&error))?;
    if cells > MOST_CELLS {
        return Err(format!(
            "has {cells} cells with those that are repeated, and {MOST_CELLS} are read from ODS; save it as XLSX, which is read row by row"
        ));
    }
    Ok(errors)
}

/// Where the reading stands in a sheet.
#[derive(Default)]
struct Place {
    sheet: String,
    row: u64,
    rows: u64,
    column: usize,
    columns: usize,
    /// Columns of the row up to the last cell that holds something.
    width: usize,
    /// Cells so far, of all sheets.
    cells: u64,
    /// What an error cell shows; `None` outside of one.
    shown: Option<String>,
}

/// The errors, and how many cells there are.
fn errors_in(
    content: impl BufRead,
) -> Result<(BTreeMap<String, SheetErrors>, u64), quick_xml::Error> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut found: BTreeMap<String, SheetErrors> = BTreeMap::new();
    let mut place = Place::default();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) => place.begin(&start),
            Event::Empty(start) => {
                place.begin(&start);
                place.end(start.local_name().as_ref(), &mut found);
            }
            Event::Text(text) => {
                if let (Some(shown), Ok(text)) = (&mut place.shown, text.decode()) {
                    shown.push_str(&text);
                }
            }
            Event::End(end) => place.end(end.local_name().as_ref(), &mut found),
            Event::Eof => return Ok((found, place.cells)),
            _ => {}
        }
        buffer.clear();
    }
}

impl Place {
    fn begin(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            b"table" => {
                *self = Self {
                    sheet: attribute(start, b"table:name").unwrap_or_default(),
                    cells: self.cells,
                    ..Self::default()
                };
            }
            b"table-row" => {
                self.rows = repeats(start, b"table:number-rows-repeated");
                self.column = 0;
                self.width = 0;
            }
            b"table-cell" | b"covered-table-cell" => {
                self.columns = usize::try_from(repeats(start, b"table:number-columns-repeated"))
                    .unwrap_or(usize::MAX);
                let holds = |name| attribute(start, name).is_some();
                if holds(b"office:value-type") || holds(b"table:formula") {
                    self.width = self.column.saturating_add(self.columns);
                }
                let kind = attribute(start, b"calcext:value-type");
                self.shown = kind.filter(|kind| kind == "error").map(|_| String::new());
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8], found: &mut BTreeMap<String, SheetErrors>) {
        match name {
            b"table-row" => {
                self.row = self.row.saturating_add(self.rows);
                let cells = self.rows.saturating_mul(self.width as u64);
                self.cells = self.cells.saturating_add(cells);
            }
            b"table-cell" | b"covered-table-cell" => {
                if let Some(shown) = self.shown.take() {
                    let error = error_word(shown.trim());
                    let sheet = found.entry(self.sheet.clone()).or_default();
                    for row in 0..self.rows.min(MOST_REPEATED) {
                        for column in 0..self.columns.min(MOST_REPEATED as usize) {
                            sheet.insert((self.row + row + 1, self.column + column), error);
                        }
                    }
                }
                self.column = self.column.saturating_add(self.columns);
            }
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    let value = quick_xml::escape::unescape(std::str::from_utf8(&attribute.value).ok()?);
    value.ok().map(std::borrow::Cow::into_owned)
}

fn repeats(start: &BytesStart<'_>, name: &[u8]) -> u64 {
    let stated = attribute(start, name).and_then(|number| number.parse().ok());
    stated.unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_give_an_error_are_found_by_row_and_column() {
        let content = r#"<office:spreadsheet>
            <table:table table:name="Cover"><table:table-row><table:table-cell/></table:table-row></table:table>
            <table:table table:name="A &amp; B">
              <table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
              <table:table-row>
                <table:table-cell table:number-columns-repeated="2"/>
                <table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
                <table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>
                <table:table-cell office:value-type="string" calcext:value-type="error"><text:p>Err:502</text:p></table:table-cell>
              </table:table-row>
            </table:table></office:spreadsheet>"#;
        let (found, cells) = errors_in(content.as_bytes()).unwrap();
        assert_eq!((found.len(), cells), (1, 5));
        let sheet = &found["A & B"];
        assert_eq!(sheet.len(), 2);
        assert_eq!(sheet[&(4, 2)], "#DIV/0!");
        assert_eq!(sheet[&(4, 4)], "an error");
    }
}
