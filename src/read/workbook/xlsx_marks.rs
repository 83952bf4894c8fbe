//! What the reader of XLSX cells does not tell: which numbers show a percent sign, and whether the
//! workbook says itself that its formulas are not worked out.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use quick_xml::events::BytesStart;
use zip::ZipArchive;

use super::marks::SheetMarks;
use super::number_format::percentage;
use super::xml::{attribute, attribute_of_any_prefix, elements, plain};
use crate::read::damage::damaged;
use crate::read::open_file::{OpenFile, Reading};
use crate::read::percentage::Percentage;

/// The marks of one sheet of a workbook.
pub(super) struct XlsxMarks {
    /// The marks of its cells.
    pub(super) cells: SheetMarks,
    /// Whether the workbook is to be worked out when it is opened, so that a stored result of 0 is
    /// what a program wrote that does not work formulas out (`fullCalcOnLoad`).
    pub(super) is_to_be_calculated: bool,
}

type Archive = ZipArchive<BufReader<Reading>>;

/// The marks of the sheet called `sheet` of `workbook`.
///
/// # Errors
/// A part of the workbook that cannot be read.
pub(super) fn marks(workbook: &OpenFile, sheet: &str) -> Result<XlsxMarks, String> {
    let damaged = |error: &dyn std::fmt::Display| damaged("is a damaged XLSX workbook", error);
    let workbook = BufReader::new(workbook.reader());
    let mut archive = ZipArchive::new(workbook).map_err(|error| damaged(&error))?;
    marks_in(&mut archive, sheet).map_err(|error| damaged(&error))
}

fn marks_in(archive: &mut Archive, sheet: &str) -> Result<XlsxMarks, quick_xml::Error> {
    let mut marks = XlsxMarks {
        cells: SheetMarks::default(),
        is_to_be_calculated: false,
    };
    let mut relation = None;
    in_part(archive, "xl/workbook.xml", |element| {
        match element.local_name().as_ref() {
            b"sheet" if attribute(element, b"name").as_deref() == Some(sheet) => {
                relation = attribute_of_any_prefix(element, b"id");
            }
            b"calcPr" => {
                let flag = attribute(element, b"fullCalcOnLoad");
                marks.is_to_be_calculated = matches!(flag.as_deref(), Some("1" | "true"));
            }
            _ => {}
        }
    })?;
    if let Some(part) = part(archive, "xl/sharedStrings.xml")? {
        marks.cells.raised.read(part)?;
    }
    let styles = styles(archive)?;
    let mut target = None;
    in_part(archive, "xl/_rels/workbook.xml.rels", |element| {
        if element.local_name().as_ref() == b"Relationship" && attribute(element, b"Id") == relation
        {
            target = attribute(element, b"Target");
        }
    })?;
    let sheet = target.map(|target| match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    });
    let Some(sheet) = sheet else {
        return Ok(marks);
    };
    // Few sheets have texts in their cells, and few of those raise anything: the bytes tell fastest.
    let raises = match part(archive, &sheet)? {
        Some(content) => says(content, b"vertAlign").map_err(quick_xml::Error::from)?,
        None => false,
    };
    if raises && let Some(content) = part(archive, &sheet)? {
        marks.cells.raised.read(content)?;
    }
    if styles.iter().any(Option::is_some) {
        let mut place = Place::default();
        in_part(archive, &sheet, |element| {
            place.at(element, &styles, &mut marks.cells)
        })?;
    }
    Ok(marks)
}

/// For each cell style, how it comes to show a percent sign.
fn styles(archive: &mut Archive) -> Result<Vec<Option<Percentage>>, quick_xml::Error> {
    let mut codes: BTreeMap<u32, String> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut is_of_cells = false;
    in_part(archive, "xl/styles.xml", |element| {
        let id = || attribute(element, b"numFmtId")?.parse::<u32>().ok();
        match element.local_name().as_ref() {
            b"numFmt" => {
                if let (Some(id), Some(code)) = (id(), attribute(element, b"formatCode")) {
                    codes.insert(id, code);
                }
            }
            b"cellXfs" => is_of_cells = true,
            b"cellStyles" | b"cellStyleXfs" | b"dxfs" => is_of_cells = false,
            b"xf" if is_of_cells => {
                let format = id().unwrap_or(0);
                styles.push(percentage(format, codes.get(&format).map(String::as_str)));
            }
            _ => {}
        }
    })?;
    Ok(styles)
}

/// Gives each element of a part to `each`; a workbook without the part has none of them.
fn in_part(
    archive: &mut Archive,
    name: &str,
    each: impl FnMut(&BytesStart<'_>),
) -> Result<(), quick_xml::Error> {
    match part(archive, name)? {
        Some(part) => elements(part, each),
        None => Ok(()),
    }
}

/// Whether these bytes stand anywhere in `content`.
fn says(mut content: impl BufRead, wanted: &[u8]) -> std::io::Result<bool> {
    let mut read: Vec<u8> = Vec::new();
    loop {
        let more = content.fill_buf()?;
        if more.is_empty() {
            return Ok(false);
        }
        let length = more.len();
        read.extend_from_slice(more);
        content.consume(length);
        if read.windows(wanted.len()).any(|bytes| bytes == wanted) {
            return Ok(true);
        }
        // What is wanted may begin in one piece and end in the next.
        read.drain(..read.len().saturating_sub(wanted.len() - 1));
    }
}

/// A part of a workbook, if it has it.
fn part<'a>(
    archive: &'a mut Archive,
    name: &str,
) -> Result<Option<impl BufRead + use<'a>>, quick_xml::Error> {
    let known = archive
        .file_names()
        .find(|known| known.eq_ignore_ascii_case(name));
    let Some(name) = known.map(str::to_owned) else {
        return Ok(None);
    };
    let part = archive.by_name(&name).map_err(std::io::Error::from)?;
    Ok(Some(BufReader::new(part)))
}

/// Where the reading stands in a sheet: cells may leave out where they stand.
#[derive(Default)]
struct Place {
    row: u64,
    column: usize,
}

impl Place {
    fn at(
        &mut self,
        element: &BytesStart<'_>,
        styles: &[Option<Percentage>],
        marks: &mut SheetMarks,
    ) {
        match element.local_name().as_ref() {
            b"row" => {
                let stated = plain(element, b"r", |row| row.parse().ok());
                self.row = stated.unwrap_or(self.row + 1);
                self.column = 0;
            }
            b"c" => {
                if let Some(place) = plain(element, b"r", place_of) {
                    (self.row, self.column) = place;
                }
                let style: Option<usize> = plain(element, b"s", |style| style.parse().ok());
                let shown = style.and_then(|style| *styles.get(style)?);
                if let Some(shown) = shown {
                    marks
                        .percentages
                        .add(self.row..=self.row, self.column, shown);
                }
                self.column += 1;
            }
            _ => {}
        }
    }
}

/// The row, counted from 1, and the column, counted from 0, of a cell such as `B7`.
fn place_of(cell: &str) -> Option<(u64, usize)> {
    let digits = cell.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, row) = cell.split_at(digits);
    let mut column: usize = 0;
    for letter in letters.bytes() {
        let value = letter
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|value| *value < 26)?;
        column = column
            .checked_mul(26)?
            .checked_add(usize::from(value) + 1)?;
    }
    Some((row.parse().ok()?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_placed_by_its_letters_and_its_row() {
        assert_eq!(place_of("A1"), Some((1, 0)));
        assert_eq!(place_of("AA10"), Some((10, 26)));
        assert_eq!(place_of("XFD1048576"), Some((1_048_576, 16_383)));
        for text in ["", "7", "B", "Ä1", "ZZZZZZZZZZZZZZZZZZZZ1"] {
            assert_eq!(place_of(text), None, "{text}");
        }
    }

    #[test]
    fn what_begins_in_one_piece_and_ends_in_the_next_is_found() {
        for size in 1..12 {
            let pieces = |text: &'static str| BufReader::with_capacity(size, text.as_bytes());
            assert!(says(pieces("<c><vertAlign/></c>"), b"vertAlign").unwrap());
            assert!(!says(pieces("<c><vertAlig/></c>"), b"vertAlign").unwrap());
            assert!(!says(pieces(""), b"vertAlign").unwrap());
        }
    }
}
