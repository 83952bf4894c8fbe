//! What stands before the tables: the cover, the contents, the notes and the columns.

use rust_xlsxwriter::{Url, Workbook, Worksheet};

use super::look::Look;
use super::shown::{HEADER, Shown, mark, plain_quotes, title};
use crate::export::ExportError;
use crate::export::selection::Selection;
use crate::export::shorthand::Shorthand;
use crate::review::PublishedRun;

/// The sheets before the tables, with what each is for.
const NOTES: (&str, &str) = (
    "Notes",
    "What the signs in square brackets mean, and how figures are shown",
);
const COLUMNS: (&str, &str) = (
    "Columns",
    "What every column of every table means, and its unit",
);

/// What the sheets before the tables are made of.
#[derive(Debug)]
pub(super) struct Front<'a> {
    pub(super) run: &'a PublishedRun,
    pub(super) selection: &'a Selection,
    pub(super) shown: &'a [Shown],
    pub(super) look: &'a Look,
}

impl Front<'_> {
    /// Writes them.
    pub(super) fn write(&self, book: &mut Workbook) -> Result<(), ExportError> {
        book.push_worksheet(self.cover()?);
        book.push_worksheet(self.contents()?);
        book.push_worksheet(self.notes()?);
        book.push_worksheet(self.columns()?);
        Ok(())
    }

    fn cover(&self) -> Result<Worksheet, ExportError> {
        let manifest = &self.run.manifest;
        let mut sheet = named("Cover")?;
        sheet.set_column_width(0, 80)?;
        sheet.write_string_with_format(0, 0, title(self.run, self.selection), &self.look.title)?;
        let about = match self.selection.authorities.as_slice() {
            [] => "It has every authority of the run.".to_owned(),
            names => format!("It has only what is about {}.", names.join(", ")),
        };
        let lines = [
            (true, "What this is".to_owned()),
            (
                false,
                format!(
                    "The tables that the pipeline {} published, as of {}. {about}",
                    manifest.pipeline.name,
                    manifest.as_of.format("%-d %B %Y")
                ),
            ),
            (
                false,
                "Nothing was worked out for this workbook: every figure is the run's own, unrounded. \
                 Names stand beside codes."
                    .to_owned(),
            ),
            (true, "Where it comes from".to_owned()),
            (
                false,
                format!(
                    "Run {}, made on {} by plumbline {} with the rulebook {}, version {}.",
                    manifest.run,
                    manifest.ended.format("%-d %B %Y"),
                    manifest.software_version,
                    self.run.rulebook.name,
                    self.run.rulebook.version
                ),
            ),
            (true, "How to read it".to_owned()),
            (
                false,
                "Each sheet has one table, below a title and three lines. Where there is no value, \
                 letters in square brackets say why; the sheet Notes explains them."
                    .to_owned(),
            ),
        ];
        for (row, (is_heading, line)) in (1..).zip(lines) {
            let format = if is_heading {
                &self.look.heading
            } else {
                &self.look.text
            };
            sheet.set_row_height(row, height(&line, 78))?;
            sheet.write_string_with_format(row, 0, line, format)?;
        }
        let link = Url::new("internal:Contents!A1").set_text("Contents");
        sheet.write_url_with_format(9, 0, link, &self.look.link)?;
        Ok(sheet)
    }

    fn contents(&self) -> Result<Worksheet, ExportError> {
        let fixed =
            [NOTES, COLUMNS].map(|(sheet, about)| (sheet.to_owned(), about.to_owned(), None));
        let tables = self.shown.iter().flat_map(|shown| {
            shown.parts.iter().map(|part| {
                (
                    part.sheet.clone(),
                    plain_quotes(shown.table.about),
                    Some(part.rows),
                )
            })
        });
        let rows: Vec<(String, String, Option<usize>)> = fixed.into_iter().chain(tables).collect();
        let mut sheet = self.listing(
            "Contents",
            "Contents",
            "This sheet has one table, of the sheets of the workbook and what each holds.",
            &["Sheet", "What it holds", "Rows"],
            &[26, 100, 12],
        )?;
        for (row, (name, about, count)) in (HEADER + 1..).zip(&rows) {
            let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
            sheet.write_url_with_format(row, 0, link, &self.look.link)?;
            sheet.set_row_height(row, height(about, 95))?;
            sheet.write_string_with_format(row, 1, about, &self.look.wrapped)?;
            match count {
                Some(count) => {
                    let format = self.look.of(crate::publish::ColumnKind::Count, None);
                    sheet.write_number_with_format(row, 2, *count as f64, format)?;
                }
                None => {
                    sheet.write_string(row, 2, Shorthand::NotApplicable.bracketed())?;
                }
            }
        }
        self.finish(
            sheet,
            rows.len(),
            &["Sheet", "What it holds", "Rows"],
            "contents",
        )
    }

    fn notes(&self) -> Result<Worksheet, ExportError> {
        let signs =
            Shorthand::ALL.map(|sign| (sign.bracketed().to_owned(), sign.meaning().to_owned()));
        let others = [
            (
                "Numbers",
                "Each cell holds the whole number; what is shown is rounded to the decimals that the \
                 catalogue gives an indicator. Shares are shown as percentages.",
            ),
            ("Yes and no", "Whether what the heading says is so."),
            (
                "Ratings and bands",
                "From 4, the best, to 1. Grades of inspections go the other way, from 1, outstanding, \
                 to 4, inadequate.",
            ),
            (
                "None",
                "A list that is empty: there are no such things, which is not the same as no value.",
            ),
        ]
        .map(|(note, text)| (note.to_owned(), text.to_owned()));
        let told = self
            .selection
            .notices
            .iter()
            .map(|notice| ("This export".to_owned(), notice.to_string()));
        let rows: Vec<(String, String)> = signs.into_iter().chain(others).chain(told).collect();
        let headings = ["Sign or subject", "Meaning"];
        let mut sheet = self.listing(
            NOTES.0,
            NOTES.0,
            "This sheet has one table, of signs and notes and what they mean.",
            &headings,
            &[24, 100],
        )?;
        for (row, (sign, meaning)) in (HEADER + 1..).zip(&rows) {
            sheet.write_string_with_format(row, 0, sign, &self.look.wrapped)?;
            sheet.set_row_height(row, height(meaning, 95))?;
            sheet.write_string_with_format(row, 1, meaning, &self.look.wrapped)?;
        }
        self.finish(sheet, rows.len(), &headings, "notes")
    }

    fn columns(&self) -> Result<Worksheet, ExportError> {
        let headings = ["Sheet", "Heading", "Column of the run", "Unit", "Meaning"];
        let mut sheet = self.listing(
            COLUMNS.0,
            COLUMNS.0,
            "This sheet has one table, of every column of every other sheet.",
            &headings,
            &[26, 26, 26, 28, 100],
        )?;
        let mut row = HEADER;
        for shown in self.shown {
            for column in &shown.columns {
                row += 1;
                let cells = [
                    shown.table.name.to_owned(),
                    column.heading(),
                    column.name.clone(),
                    column.unit.to_owned(),
                    plain_quotes(&column.about),
                ];
                sheet.set_row_height(row, height(&cells[4], 95))?;
                for (place, text) in (0..).zip(cells) {
                    sheet.write_string_with_format(row, place, text, &self.look.wrapped)?;
                }
            }
        }
        self.finish(sheet, (row - HEADER) as usize, &headings, "columns")
    }

    /// A sheet with a title, what it holds, and columns of these widths.
    fn listing(
        &self,
        name: &str,
        title: &str,
        about: &str,
        headings: &[&str],
        widths: &[u16],
    ) -> Result<Worksheet, ExportError> {
        let mut sheet = named(name)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.write_string_with_format(0, 0, title, &self.look.title)?;
        sheet.write_string(1, 0, about)?;
        let back = Url::new("internal:Cover!A1").set_text("Back to the cover");
        sheet.write_url_with_format(2, 0, back, &self.look.link)?;
        for (place, width) in (0..).zip(widths.iter().take(headings.len())) {
            sheet.set_column_width(place, *width)?;
        }
        Ok(sheet)
    }

    /// Marks the table of a listing.
    fn finish(
        &self,
        mut sheet: Worksheet,
        rows: usize,
        headings: &[&str],
        name: &str,
    ) -> Result<Worksheet, ExportError> {
        let headings: Vec<String> = headings.iter().map(|text| (*text).to_owned()).collect();
        let last = HEADER + u32::try_from(rows).unwrap_or(u32::MAX);
        let about = format!("The {name} of this workbook");
        mark(
            &mut sheet,
            (HEADER, last),
            &headings,
            (name, &about),
            self.look,
        )?;
        sheet.set_freeze_panes(HEADER + 1, 0)?;
        Ok(sheet)
    }
}

/// The height of a row whose longest text is broken into lines of so many letters, in points. Not
/// every program works it out by itself.
fn height(text: &str, letters: usize) -> f64 {
    let lines = text.chars().count().div_ceil(letters).max(1);
    15.0 * lines as f64
}

fn named(name: &str) -> Result<Worksheet, ExportError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    Ok(sheet)
}
