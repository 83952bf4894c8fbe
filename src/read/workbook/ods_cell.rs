//! A cell of an ODS sheet, as far as its own element says what it is.

use quick_xml::events::BytesStart;

use super::ods_styles::Styles;
use super::raised::Writing;
use super::xml::attribute;
use crate::read::percentage::Percentage;
use crate::read::text_batch::CellError;

/// The cell that is being read.
#[derive(Default)]
pub(super) struct Cell {
    /// Bytes of its text.
    pub(super) text: u64,
    /// What is wrong with it.
    pub(super) error: Option<CellError>,
    /// How it shows a percent sign.
    pub(super) percentage: Option<Percentage>,
    /// What an error cell shows; `None` outside of one.
    pub(super) shown: Option<String>,
    /// Its text, with what is raised in it.
    pub(super) writing: Writing,
    /// For each span of text that is open, whether it is raised.
    pub(super) spans: Vec<bool>,
}

impl Cell {
    /// The cell that this element begins.
    pub(super) fn of(start: &BytesStart<'_>, styles: &Styles) -> Self {
        let kind = attribute(start, b"office:value-type");
        let holds = |name: &[u8]| attribute(start, name).is_some();
        let has_result = match kind.as_deref() {
            Some("float" | "percentage" | "currency") => holds(b"office:value"),
            Some("date") => holds(b"office:date-value"),
            Some("time") => holds(b"office:time-value"),
            Some("boolean") => holds(b"office:boolean-value"),
            // A formula may give text without any letter.
            Some(_) => true,
            None => false,
        };
        let is_error = attribute(start, b"calcext:value-type").as_deref() == Some("error");
        let percentage = match kind.as_deref() {
            Some("percentage") => Some(Percentage::OfHundred),
            Some("float") => {
                attribute(start, b"table:style-name").and_then(|style| styles.percentage(&style))
            }
            Some(_) | None => None,
        };
        Self {
            text: attribute(start, b"office:string-value").map_or(0, |text| text.len() as u64),
            error: (holds(b"table:formula") && !has_result).then_some(CellError::NoResult),
            percentage,
            shown: is_error.then(String::new),
            ..Self::default()
        }
    }
}
