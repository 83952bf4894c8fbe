//! The figures of a page as CSV, at an address that stays.

use super::SiteError;
use super::folder::File;
use crate::runs::PublishError;

/// A file of comma-separated values in the making.
pub(super) struct Csv {
    path: String,
    writer: csv::Writer<Vec<u8>>,
}

impl Csv {
    /// Begins the file at `path` with the names of its columns.
    pub(super) fn new(path: String, columns: &[&str]) -> Result<Self, SiteError> {
        let mut csv = Self {
            path,
            writer: csv::Writer::from_writer(Vec::new()),
        };
        csv.row(columns)?;
        Ok(csv)
    }

    /// Adds a row. Text that a spreadsheet would take for a formula begins with an apostrophe;
    /// numbers stay numbers.
    pub(super) fn row(&mut self, cells: &[&str]) -> Result<(), SiteError> {
        for cell in cells {
            let written = if is_formula(cell) {
                self.writer.write_field(format!("'{cell}"))
            } else {
                self.writer.write_field(cell)
            };
            written.map_err(|error| self.failed(error))?;
        }
        self.writer
            .write_record(None::<&[u8]>)
            .map_err(|error| self.failed(error))
    }

    /// The file.
    pub(super) fn done(self) -> Result<File, SiteError> {
        let Self { path, writer } = self;
        match writer.into_inner() {
            Ok(bytes) => Ok(File { path, bytes }),
            Err(error) => {
                let error = error.into_error();
                Err(PublishError::file(path.as_ref(), "write the figures", error).into())
            }
        }
    }

    fn failed(&self, error: csv::Error) -> SiteError {
        PublishError::file(self.path.as_ref(), "write the figures", error.into()).into()
    }
}

/// Whether a spreadsheet would work the text out. Source of the signs: "CSV Injection" of OWASP.
fn is_formula(text: &str) -> bool {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    begins && text.chars().nth(1).is_some() && text.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers_and_formulas_become_text() {
        let mut csv = Csv::new("x.csv".to_owned(), &["a", "b", "c"]).unwrap();
        csv.row(&["=1+1", "-12.5", "-x"]).unwrap();
        let file = csv.done().unwrap();
        assert_eq!(
            String::from_utf8(file.bytes).unwrap(),
            "a,b,c\n'=1+1,-12.5,'-x\n"
        );
    }
}
