//! The styles of cells in ODS, as far as they show a percent sign: the number formats of the
//! content's automatic styles, and the cell styles that name them.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::xml::attribute;
use crate::read::percentage::Percentage;

/// The styles that were read so far.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Number formats that show a percent sign, by name.
    formats: BTreeMap<String, Percentage>,
    /// For each cell style, the name of its number format.
    cells: BTreeMap<String, String>,
    /// The number format whose text is being read.
    within: Option<String>,
    /// The style whose properties are being read.
    style: Option<String>,
    /// Styles of text that is raised.
    raised: BTreeSet<String>,
}

impl Styles {
    /// Takes what an element says of styles.
    pub(super) fn begin(&mut self, element: &BytesStart<'_>) {
        let name = || attribute(element, b"style:name");
        match element.local_name().as_ref() {
            b"percentage-style" => {
                self.within = None;
                self.formats
                    .extend(name().map(|name| (name, Percentage::OfHundred)));
            }
            b"number-style" => self.within = name(),
            b"style" => {
                self.within = None;
                let format = attribute(element, b"style:data-style-name");
                self.cells.extend(name().zip(format));
                self.style = name();
            }
            b"text-properties" => {
                let position = attribute(element, b"style:text-position");
                if position.is_some_and(|position| is_raised(&position)) {
                    self.raised.extend(self.style.clone());
                }
            }
            b"table" => self.within = None,
            _ => {}
        }
    }

    /// Takes the text of a number format.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(format) = &self.within
            && text.contains('%')
        {
            self.formats.insert(format.clone(), Percentage::AsText);
        }
    }

    /// Whether text in the style called `style` is raised.
    pub(super) fn is_raised(&self, style: &str) -> bool {
        self.raised.contains(style)
    }

    /// How a number in the cell style called `style` comes to show a percent sign, if it does.
    pub(super) fn percentage(&self, style: &str) -> Option<Percentage> {
        self.formats.get(self.cells.get(style)?).copied()
    }
}

/// Whether a position is above the line: `super`, or so much of the height of the letters.
fn is_raised(position: &str) -> bool {
    let place = position.split_whitespace().next().unwrap_or_default();
    let height = place
        .strip_suffix('%')
        .and_then(|height| height.parse::<f64>().ok());
    place == "super" || height.is_some_and(|height| height > 0.0)
}
