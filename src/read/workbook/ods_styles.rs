//! The styles of cells in ODS, as far as they show a percent sign: the number formats of the
//! content's automatic styles, and the cell styles that name them.

use std::collections::BTreeMap;

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

    /// How a number in the cell style called `style` comes to show a percent sign, if it does.
    pub(super) fn percentage(&self, style: &str) -> Option<Percentage> {
        self.formats.get(self.cells.get(style)?).copied()
    }
}
