//! Workbooks made when a test runs: XLSX by a writer of its own, ODS as the standard has it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, FormatScript, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::workdir::Workdir;

/// What a cell holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell {
    Blank,
    Text(&'static str),
    Number(f64),
    /// A number in a format, such as `0.0%`.
    Formatted(f64, &'static str),
    /// Text with raised characters behind it.
    Raised(&'static str, &'static str),
    Day(u16, u8, u8),
    /// A formula that gives this.
    Formula(&'static str),
    /// A formula that nobody has worked out.
    Unworked,
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Self {
        match text {
            "" => Self::Blank,
            text => Self::Text(text),
        }
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A row of cells: texts, numbers and [`Cell`]s.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::books::Cell::from($cell)),*] };
}
pub(crate) use row;

/// A sheet: its name and its rows.
pub(crate) type Sheet = (&'static str, Vec<Vec<Cell>>);

/// Writes an XLSX workbook of these sheets to `name`.
pub(crate) fn xlsx(work: &Workdir, name: &str, sheets: &[Sheet]) {
    let book = Workbook::new();
    write_xlsx(work, name, sheets, book, Workbook::add_worksheet);
}

/// Writes an XLSX workbook of these sheets to `name`, with texts in the cells themselves.
pub(crate) fn inline_xlsx(work: &Workdir, name: &str, sheets: &[Sheet]) {
    let book = Workbook::new();
    write_xlsx(
        work,
        name,
        sheets,
        book,
        Workbook::add_worksheet_with_constant_memory,
    );
}

fn write_xlsx(
    work: &Workdir,
    name: &str,
    sheets: &[Sheet],
    mut book: Workbook,
    add: fn(&mut Workbook) -> &mut Worksheet,
) {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (sheet, rows) in sheets {
        let sheet = add(&mut book).set_name(*sheet).expect("a name");
        for (at, row) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(row) {
                match *cell {
                    Cell::Blank => Ok(&mut *sheet),
                    Cell::Unworked => panic!("the writer of XLSX gives every formula a result"),
                    Cell::Text(text) => sheet.write_string(at, column, text),
                    Cell::Number(number) => sheet.write_number(at, column, number),
                    Cell::Raised(text, mark) => {
                        let raised = Format::new().set_font_script(FormatScript::Superscript);
                        let parts = [(&Format::default(), text), (&raised, mark)];
                        sheet.write_rich_string(at, column, &parts)
                    }
                    Cell::Formatted(number, format) => {
                        let format = Format::new().set_num_format(format);
                        sheet.write_number_with_format(at, column, number, &format)
                    }
                    Cell::Day(year, month, of_month) => {
                        let date = ExcelDateTime::from_ymd(year, month, of_month).expect("a day");
                        sheet.write_datetime_with_format(at, column, date, &day)
                    }
                    Cell::Formula(result) => {
                        sheet.write_formula(at, column, Formula::new("=A1").set_result(result))
                    }
                }
                .expect("the cell is written");
            }
        }
    }
    let path = work.path(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders are made");
    book.save(path).expect("the workbook is written");
}

/// Writes an ODS workbook of these sheets to `name`.
pub(crate) fn ods(work: &Workdir, name: &str, sheets: &[Sheet]) {
    let mut content = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"><office:automatic-styles><number:number-style style:name="N1"><number:number/><number:text>%</number:text></number:number-style><style:style style:name="sign" style:family="table-cell" style:data-style-name="N1"/><style:style style:name="T1" style:family="text"><style:text-properties style:text-position="33%"/></style:style></office:automatic-styles><office:body><office:spreadsheet>"#,
    );
    for (sheet, rows) in sheets {
        content += &format!(r#"<table:table table:name="{sheet}">"#);
        for row in rows {
            content += "<table:table-row>";
            for cell in row {
                content += &match cell {
                    Cell::Blank => "<table:table-cell/>".to_owned(),
                    Cell::Unworked => r#"<table:table-cell table:formula="of:=[.A1]"/>"#.to_owned(),
                    // As LibreOffice has it: blank text, and the error only in what is shown.
                    Cell::Formula(error) if error.starts_with('#') => format!(
                        r#"<table:table-cell table:formula="of:=[.A1]" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>{error}</text:p></table:table-cell>"#
                    ),
                    Cell::Text(text) | Cell::Formula(text) => format!(
                        r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
                    ),
                    Cell::Number(number) => format!(
                        r#"<table:table-cell office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>"#
                    ),
                    Cell::Raised(text, mark) => format!(
                        r#"<table:table-cell office:value-type="string"><text:p>{text}<text:span text:style-name="T1">{mark}</text:span></text:p></table:table-cell>"#
                    ),
                    // Where only the format has the sign, LibreOffice says so in a style.
                    Cell::Formatted(number, format) if format.contains("\"%") => format!(
                        r#"<table:table-cell table:style-name="sign" office:value-type="float" office:value="{number}"><text:p>{number}%</text:p></table:table-cell>"#
                    ),
                    Cell::Formatted(number, _) => format!(
                        r#"<table:table-cell office:value-type="percentage" office:value="{number}"><text:p>{number}</text:p></table:table-cell>"#
                    ),
                    Cell::Day(year, month, day) => format!(
                        r#"<table:table-cell office:value-type="date" office:date-value="{year:04}-{month:02}-{day:02}"><text:p>{day}/{month}/{year}</text:p></table:table-cell>"#
                    ),
                };
            }
            content += "</table:table-row>";
        }
        // A spreadsheet program writes the rest of the sheet as one repeated row.
        content += r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"#;
    }
    content += "</office:spreadsheet></office:body></office:document-content>";
    let manifest = r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#;
    archive(
        &work.path(name),
        &[
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet",
            ),
            ("META-INF/manifest.xml", manifest.as_bytes()),
            ("content.xml", content.as_bytes()),
        ],
    );
}

/// Writes an XLSX workbook of one sheet, called `Table`, with this XML as its rows, as programs do
/// that work nothing out; `calculation` is what it says of that.
pub(crate) fn plain_xlsx(work: &Workdir, name: &str, calculation: &str, rows: &str) {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relations = |target: &str, kind: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Table" sheetId="1" r:id="rId1"/></sheets>{calculation}</workbook>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#);
    let parts = [
        (
            "_rels/.rels",
            relations("xl/workbook.xml", "officeDocument"),
        ),
        ("xl/workbook.xml", workbook),
        (
            "xl/_rels/workbook.xml.rels",
            relations("worksheets/sheet1.xml", "worksheet"),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    archive(
        &work.path(name),
        &parts
            .each_ref()
            .map(|(name, part)| (*name, part.as_bytes())),
    );
}

/// Writes a zip archive of these files.
pub(crate) fn archive(path: &Path, files: &[(&str, &[u8])]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders are made");
    let mut writer = ZipWriter::new(File::create(path).expect("the file is made"));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("the directory is written");
}
