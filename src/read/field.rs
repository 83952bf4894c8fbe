//! What a row of text says in one column.

use super::percentage::Percentage;
use super::text_batch::CellError;

/// What a row says in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field<'a> {
    /// Nothing.
    Blank,
    /// Text, without white space around it.
    Text(&'a str),
    /// A number that shows a percent sign.
    Percentage(&'a str, Percentage),
    /// A formula without a result.
    Error(CellError),
}

impl<'a> Field<'a> {
    /// This text, or a blank where it has none.
    pub(super) fn of(text: &'a str) -> Self {
        match text.trim() {
            "" => Self::Blank,
            text => Self::Text(text),
        }
    }

    /// A number that shows a percent sign in this way, if it does.
    pub(super) fn of_percentage(self, percentage: Option<Percentage>) -> Self {
        match (self, percentage) {
            (Self::Text(number), Some(percentage)) => Self::Percentage(number, percentage),
            (field, _) => field,
        }
    }
}

/// A field that outlives its record.
pub(super) enum Kept {
    Blank,
    Text(String),
    Percentage(String, Percentage),
    Error(CellError),
}

impl Kept {
    /// What the field says.
    pub(super) fn of(field: Field<'_>) -> Self {
        match field {
            Field::Blank => Self::Blank,
            Field::Text(text) => Self::Text(text.to_owned()),
            Field::Percentage(number, percentage) => {
                Self::Percentage(number.to_owned(), percentage)
            }
            Field::Error(error) => Self::Error(error),
        }
    }

    /// The field that it was.
    pub(super) fn field(&self) -> Field<'_> {
        match self {
            Self::Blank => Field::Blank,
            Self::Text(text) => Field::Text(text),
            Self::Percentage(number, percentage) => Field::Percentage(number, *percentage),
            Self::Error(error) => Field::Error(*error),
        }
    }
}
