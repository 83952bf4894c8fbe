//! Workbooks: the sheet and the header found, the columns dictionary-coded.

mod archive;
mod cells;
mod marks;
mod number_format;
mod ods_cell;
mod ods_content;
mod ods_styles;
mod raised;
mod rows;
mod xlsx_marks;
mod xml;

use std::collections::BTreeMap;
use std::io::BufReader;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use calamine::{Ods, OdsError, Reader, SheetType, SheetVisible, Sheets, Xlsx, XlsxError};

use self::archive::PROTECTED;
pub(crate) use self::archive::{WorkbookForm, may_be_workbook};
pub use self::cells::letters;
use self::marks::SheetMarks;
use self::rows::{Book, Marks, SheetRows};
use super::damage::{damaged, guarded};
use super::header::{Header, SEARCHED, Search};
use super::open_file::OpenFile;
use super::options::{ReadLimits, ReadOptions};
use super::text_batch::TextBatch;
use super::text_rows::{TextRows, check_columns};
use crate::domain::shown::listed;
use crate::domain::{folded, nearest};

/// A workbook with its sheet and header found.
pub(super) struct Workbook {
    open: Arc<OpenBook>,
    sheet: String,
    /// What the book does not tell of the sheet's cells.
    marks: Marks,
    /// The row of the header, counted from 1.
    pub header_row: u64,
    /// The header's names, by the columns of the sheet from `A` on.
    pub header: Vec<String>,
    options: ReadOptions,
    limits: ReadLimits,
}

/// A workbook that is open, whichever of its sheets is read.
struct OpenBook {
    file: OpenFile,
    form: WorkbookForm,
    /// Readers of a sheet move within the file.
    cells: Mutex<Book>,
    /// What ODS tells of all its sheets at once.
    marks: BTreeMap<String, SheetMarks>,
    /// Its sheets, hidden ones too.
    sheets: Vec<String>,
}

impl OpenBook {
    fn open(file: &OpenFile, limits: ReadLimits) -> Result<Self, String> {
        let form = archive::form_of(file, limits)?;
        let marks = match form {
            WorkbookForm::Xlsx => BTreeMap::new(),
            WorkbookForm::Ods => ods_content::marks(file)?,
        };
        let book = open_book(file, form)?;
        Ok(Self {
            file: file.clone(),
            form,
            sheets: book.sheet_names(),
            cells: Mutex::new(book),
            marks,
        })
    }

    fn cells(&self) -> MutexGuard<'_, Book> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn marks(&self, sheet: &str) -> Result<Marks, String> {
        Ok(match self.form {
            WorkbookForm::Xlsx => xlsx_marks::marks(&self.file, sheet)?.into(),
            WorkbookForm::Ods => self.marks.get(sheet).cloned().unwrap_or_default().into(),
        })
    }
}

impl Workbook {
    /// Opens the workbook in `file` and finds its sheet and header: where `options` says,
    /// otherwise the only sheet with a row that has every mapped column by `fit`, otherwise the
    /// one that has most of them, so that the message can name the column that is missing.
    ///
    /// # Errors
    /// A damaged or protected workbook, one that is too large, a sheet that is not there, no
    /// header, or two of them.
    pub(super) fn open(
        file: &OpenFile,
        options: &ReadOptions,
        limits: ReadLimits,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, String> {
        guarded(|| {
            let open = OpenBook::open(file, limits)?;
            Self::of(Arc::new(open), options, limits, &fit)
        })
    }

    /// Another sheet of the workbook, which is not opened anew.
    ///
    /// # Errors
    /// As [`Workbook::open`].
    pub(super) fn sheet_called(
        &self,
        sheet: &str,
        fit: impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, String> {
        let options = ReadOptions {
            sheet: Some(sheet.to_owned()),
            ..ReadOptions::default()
        };
        guarded(|| Self::of(Arc::clone(&self.open), &options, self.limits, &fit))
    }

    fn of(
        open: Arc<OpenBook>,
        options: &ReadOptions,
        limits: ReadLimits,
        fit: &impl Fn(&[String]) -> (usize, usize),
    ) -> Result<Self, String> {
        let (sheet, header) = locate(&mut open.cells(), options, fit)?;
        if let Some(rival) = header.rival {
            return Err(format!(
                "has every mapped column in row {} of sheet {sheet:?} and again in row {rival}; say which is the header with header_row = {} or header_row = {rival}",
                header.row, header.row
            ));
        }
        check_columns(options, &header.names)
            .map_err(|message| format!("sheet {sheet:?} {message}"))?;
        let mut marks = open.marks(&sheet)?;
        if !options.strip_footnotes {
            marks.only_raised_figures();
        }
        Ok(Self {
            marks,
            open,
            sheet,
            header_row: header.row,
            header: header.names,
            options: options.clone(),
            limits,
        })
    }

    /// What kind of workbook it is.
    pub(super) fn form(&self) -> WorkbookForm {
        self.open.form
    }

    /// The name of the sheet that is read.
    pub(super) fn sheet(&self) -> &str {
        &self.sheet
    }

    /// The names of its sheets.
    pub(super) fn sheets(&self) -> &[String] {
        &self.open.sheets
    }

    /// The columns in which some number shows a percent sign, by their positions in the header.
    pub(super) fn percent_columns(&self) -> Vec<usize> {
        let columns = self.marks.percent_columns();
        columns.filter(|at| *at < self.header.len()).collect()
    }

    /// Reads the rows below the header and gives them to `each` in batches; `wanted` are
    /// positions in the header. A row's number is the sheet's.
    ///
    /// # Errors
    /// Damage found while reading, more rows than are allowed, and what `each` returns.
    pub(super) fn read(
        &self,
        wanted: &[usize],
        each: &mut dyn FnMut(TextBatch) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut book = self.open.cells();
        let mut sheet = guarded(|| SheetRows::of(&mut book, &self.sheet, &self.marks))?;
        let mut rows = TextRows::new(&self.options, &self.header, wanted);
        let mut buffers = vec![String::new(); wanted.len()];
        let mut before = self.header_row;
        let mut ended = false;
        while !ended {
            let batch = guarded(|| {
                while !rows.is_full() {
                    let Some(row) = sheet.next()? else {
                        ended = true;
                        break;
                    };
                    if row.number <= self.header_row {
                        continue;
                    }
                    if row.number - self.header_row > self.limits.file_rows {
                        return Err(format!(
                            "has more than {} rows in sheet {:?}; if that is right, raise file_rows in [limits]",
                            self.limits.file_rows, self.sheet
                        ));
                    }
                    let texts = row.texts().take(2).count();
                    if texts > 0 {
                        // A file leaves blank rows out.
                        for number in before + 1..row.number {
                            rows.push(number, 0, std::iter::empty());
                        }
                        before = row.number;
                    }
                    if texts > 0 && !row.texts().any(|column| self.is_named(column)) {
                        rows.push_note();
                        continue;
                    }
                    if texts > 0 {
                        let columns = wanted.iter().zip(&mut buffers);
                        let fields = columns.map(|(column, buffer)| row.field(*column, buffer));
                        rows.push(row.number, texts, fields);
                    }
                }
                rows.batch(ended)
            })?;
            each(batch)?;
        }
        Ok(())
    }

    fn is_named(&self, column: usize) -> bool {
        self.header.get(column).is_some_and(|name| !name.is_empty())
    }
}

fn open_book(file: &OpenFile, form: WorkbookForm) -> Result<Book, String> {
    let file = BufReader::new(file.reader());
    let damaged = |error: &dyn std::fmt::Display| {
        damaged(&format!("is a damaged {} workbook", form.word()), error)
    };
    match form {
        WorkbookForm::Xlsx => match Xlsx::new(file) {
            Ok(book) => Ok(Sheets::Xlsx(book)),
            Err(XlsxError::Password) => Err(PROTECTED.into()),
            Err(error) => Err(damaged(&error)),
        },
        WorkbookForm::Ods => match Ods::new(file) {
            Ok(book) => Ok(Sheets::Ods(book)),
            Err(OdsError::Password) => Err(PROTECTED.into()),
            Err(error) => Err(damaged(&error)),
        },
    }
}

/// Finds the sheet and its header.
fn locate(
    book: &mut Book,
    options: &ReadOptions,
    fit: &impl Fn(&[String]) -> (usize, usize),
) -> Result<(String, Header), String> {
    let mut found: Vec<(String, Header)> = Vec::new();
    for name in candidates(book, options)? {
        if let Some(header) = header_of(book, &name, options, fit)? {
            found.push((name, header));
        }
    }
    let whole: Vec<usize> = (0..found.len())
        .filter(|at| found[*at].1.is_whole)
        .collect();
    match whole.as_slice() {
        [one] => Ok(found.swap_remove(*one)),
        [one, other, ..] => {
            let ((one, in_one), (other, in_other)) = (&found[*one], &found[*other]);
            Err(format!(
                "has every mapped column in sheet {one:?} (row {}) and in sheet {other:?} (row {}); say which is meant with sheet = {one:?} or sheet = {other:?}",
                in_one.row, in_other.row
            ))
        }
        [] => {
            let several = found.len() > 1;
            let best = found.into_iter().reduce(|best, next| {
                if next.1.found > best.1.found {
                    next
                } else {
                    best
                }
            });
            match best {
                None => Err(match options.header_row {
                    Some(row) => format!(
                        "has nothing in row {row}, where header_row says the header is; its sheets are {}",
                        listed(book.sheet_names().iter().map(String::as_str))
                    ),
                    None => format!(
                        "has no rows; its sheets are {}",
                        listed(book.sheet_names().iter().map(String::as_str))
                    ),
                }),
                Some((_, header)) if several && header.found == 0 => Err(format!(
                    "has no sheet with a header that has one of the mapped columns; its sheets are {}; name the right one with sheet = \"…\", and its header with header_row = N",
                    listed(book.sheet_names().iter().map(String::as_str))
                )),
                Some(best) => Ok(best),
            }
        }
    }
}

/// The sheets among which the table is looked for.
fn candidates(book: &Book, options: &ReadOptions) -> Result<Vec<String>, String> {
    let sheets = book.sheets_metadata();
    let tables = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let Some(asked) = &options.sheet else {
        let visible = tables.filter(|sheet| sheet.visible == SheetVisible::Visible);
        return Ok(visible.map(|sheet| sheet.name.clone()).collect());
    };
    let pattern = glob::Pattern::new(
        &folded(asked)
            .split('*')
            .map(glob::Pattern::escape)
            .collect::<Vec<_>>()
            .join("*"),
    )
    .map_err(|error| format!("cannot look for sheet {asked:?}: {error}"))?;
    let found: Vec<String> = tables
        .clone()
        .filter(|sheet| pattern.matches(&folded(&sheet.name)))
        .map(|sheet| sheet.name.clone())
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let names: Vec<String> = tables.map(|sheet| sheet.name.clone()).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let hint = nearest(&asked.replace('*', ""), &known)
        .map_or_else(String::new, |near| format!("did you mean {near:?}? "));
    Err(format!(
        "has no sheet {asked:?}; {hint}its sheets are {}; change `sheet` in the pipeline",
        listed(known)
    ))
}

/// The header of a sheet; `None` where no row can be it.
fn header_of(
    book: &mut Book,
    sheet: &str,
    options: &ReadOptions,
    fit: &impl Fn(&[String]) -> (usize, usize),
) -> Result<Option<Header>, String> {
    let asked = options
        .header_row
        .or(options.skip_rows.map(|skip| skip as u64 + 1));
    let mut search = Search::new(fit);
    let marks = Marks::default();
    let mut rows = SheetRows::of(book, sheet, &marks)?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        if asked.is_some_and(|asked| row.number > asked) || (asked.is_none() && at == SEARCHED) {
            break;
        }
        if row.texts().next().is_none() || asked.is_some_and(|asked| row.number < asked) {
            continue;
        }
        search.offer(at, row.number, row.names());
        at += 1;
    }
    Ok(search.end())
}
