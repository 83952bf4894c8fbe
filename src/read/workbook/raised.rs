//! Raised characters in the texts of cells: footnote markers, which readers of cells run together
//! with what they stand behind, so that `12.5` with a raised 2 reads as 12.52.

use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml::attribute;

/// For each text with raised characters, as it reads with them, the text without them.
#[derive(Debug, Default, Clone)]
pub(super) struct RaisedTexts(BTreeMap<String, String>);

/// A text on its way, with what in it is raised told apart.
#[derive(Debug, Default)]
pub(super) struct Writing {
    whole: String,
    plain: String,
}

impl Writing {
    /// Adds characters that are raised or not.
    pub(super) fn add(&mut self, text: &str, is_raised: bool) {
        self.whole.push_str(text);
        if !is_raised {
            self.plain.push_str(text);
        }
    }

    /// Whether it has no character yet.
    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }
}

impl RaisedTexts {
    /// Takes a text in, if something in it is raised and something is not.
    pub(super) fn take(&mut self, text: Writing) {
        let (whole, plain) = (text.whole.trim(), text.plain.trim());
        if plain != whole && !plain.is_empty() {
            self.0.insert(whole.to_owned(), plain.to_owned());
        }
    }

    /// The text without what is raised in it; the text itself where nothing is.
    pub(super) fn plain<'a>(&'a self, text: &'a str) -> &'a str {
        match self.0.is_empty() {
            true => text,
            false => self.0.get(text).map_or(text, String::as_str),
        }
    }

    /// Only those that are figures: of them, what is raised is never a part.
    pub(super) fn only_figures(&mut self) {
        self.0.retain(|_, plain| {
            let number = plain.trim_end_matches('%').replace(',', "");
            number.trim().parse::<f64>().is_ok()
        });
    }

    /// Takes in the texts of a part of an XLSX workbook that have raised characters: the shared
    /// ones, or those that stand in the cells of a sheet themselves.
    ///
    /// # Errors
    /// What is no XML.
    pub(super) fn read(&mut self, content: impl BufRead) -> Result<(), quick_xml::Error> {
        let mut reader = Reader::from_reader(content);
        reader.config_mut().check_end_names = false;
        let (mut text, mut is_text, mut is_raised) = (Writing::default(), false, false);
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                    b"r" => is_raised = false,
                    b"vertAlign" => {
                        is_raised = attribute(&start, b"val").as_deref() == Some("superscript");
                    }
                    b"t" => is_text = true,
                    _ => {}
                },
                Event::Text(written) if is_text => {
                    if let Ok(written) = written.decode() {
                        text.add(&written, is_raised);
                    }
                }
                Event::GeneralRef(reference) if is_text => {
                    text.add(&character(&reference), is_raised);
                }
                Event::End(end) => match end.local_name().as_ref() {
                    b"t" => is_text = false,
                    b"si" | b"is" => {
                        self.take(std::mem::take(&mut text));
                        is_raised = false;
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
            buffer.clear();
        }
    }
}

/// The character that a reference such as `&amp;` stands for; nothing where it is not known.
pub(super) fn character(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.decode().unwrap_or_default();
    quick_xml::escape::resolve_predefined_entity(&name)
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_characters_of_shared_texts_are_told_apart() {
        let content = r#"<sst>
            <si><t>Dorset6</t></si>
            <si><r><t>Bath &amp; Wells</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>5</t></r></si>
            <si><r><t xml:space="preserve">12.5 </t></r><r><rPr><b/><vertAlign val="superscript"/></rPr><t>2</t></r></si>
            <si><r><t>H</t></r><r><rPr><vertAlign val="subscript"/></rPr><t>2</t></r><r><t>O</t></r></si>
            <si><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si>
        </sst>"#;
        let mut raised = RaisedTexts::default();
        raised.read(content.as_bytes()).unwrap();
        for (whole, plain) in [
            ("Bath & Wells5", "Bath & Wells"),
            ("12.5 2", "12.5"),
            ("Dorset6", "Dorset6"),
            ("H2O", "H2O"),
            ("1", "1"),
        ] {
            assert_eq!(raised.plain(whole), plain);
        }
        raised.only_figures();
        assert_eq!(raised.plain("12.5 2"), "12.5");
        assert_eq!(raised.plain("Bath & Wells5"), "Bath & Wells5");
    }
}
