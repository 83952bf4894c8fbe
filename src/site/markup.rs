//! Markup that is safe by how it is made: what a program wrote stands as it is, and whatever came
//! from data is escaped.

use std::fmt::Write;

use minijinja::Value;

use crate::domain::shown::printable;

/// HTML or SVG in the making.
///
/// Tags are given as text that stands in the program; everything else goes through
/// [`Markup::text`], which is as safe within an attribute in quotation marks as it is between tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Markup(String);

impl Markup {
    /// Nothing as yet.
    pub(super) const fn new() -> Self {
        Self(String::new())
    }

    /// Adds what the program itself wrote.
    pub(super) fn raw(&mut self, text: &'static str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    /// Adds text from data, escaped; characters that act on what stands around them are left out.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let text = printable(text);
        let mut from = 0;
        for (at, letter) in text.bytes().enumerate() {
            let escaped = match letter {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                b'\n' | b'\r' | b'\t' => " ",
                _ => continue,
            };
            self.0.push_str(&text[from..at]);
            self.0.push_str(escaped);
            from = at + 1;
        }
        self.0.push_str(&text[from..]);
        self
    }

    /// Adds the value of an attribute: without quotation marks where no sign of it could end it, as the
    /// names of pages are.
    pub(super) fn value(&mut self, value: &str) -> &mut Self {
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if !value.is_empty() && value.bytes().all(is_plain) {
            self.0.push_str(value);
            self
        } else {
            self.raw("\"").text(value).raw("\"")
        }
    }

    /// Adds a whole number.
    pub(super) fn whole(&mut self, number: impl Into<i64>) -> &mut Self {
        let number: i64 = number.into();
        let _ = write!(self.0, "{number}");
        self
    }

    /// Adds a place in a chart, to a tenth.
    pub(super) fn place(&mut self, place: f64) -> &mut Self {
        let tenths = (place * 10.0).round();
        let tenths = if tenths.is_finite() {
            tenths / 10.0
        } else {
            0.0
        };
        // `-0` would be as right, and longer.
        let _ = write!(self.0, "{}", if tenths == 0.0 { 0.0 } else { tenths });
        self
    }

    /// Adds a share, as exactly as a number is.
    pub(super) fn share(&mut self, share: f64) -> &mut Self {
        let _ = write!(self.0, "{share}");
        self
    }

    /// Adds markup.
    pub(super) fn push(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The whole of it.
    #[cfg(test)]
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Text alone.
    pub(super) fn of(text: &str) -> Self {
        let mut markup = Self::new();
        markup.text(text);
        markup
    }

    /// The HTML of a letter, whose own making escapes what comes from data.
    pub(super) const fn from_letter(html: String) -> Self {
        Self(html)
    }

    /// A link to another page of the site.
    pub(super) fn link(&mut self, address: &str, text: &str) -> &mut Self {
        self.raw("<a href=\"")
            .text(address)
            .raw("\">")
            .text(text)
            .raw("</a>")
    }
}

impl From<Markup> for Value {
    fn from(markup: Markup) -> Self {
        Self::from_safe_string(markup.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_between_tags_and_within_attributes() {
        let mut markup = Markup::new();
        markup
            .raw("<b title=\"")
            .text("</script>\"'&\u{202e}<img onerror=x>\n");
        assert_eq!(
            markup.as_str(),
            "<b title=\"&lt;/script&gt;&quot;&#39;&amp;&lt;img onerror=x&gt; "
        );
    }

    #[test]
    fn a_value_stands_in_quotation_marks_unless_it_is_plain() {
        let mut markup = Markup::new();
        for value in ["383-st.-helens", "", "a b", "x>", "'"] {
            markup.raw(" data-k=").value(value);
        }
        assert_eq!(
            markup.as_str(),
            " data-k=383-st.-helens data-k=\"\" data-k=\"a b\" data-k=\"x&gt;\" data-k=\"&#39;\""
        );
    }

    #[test]
    fn places_are_short() {
        let mut markup = Markup::new();
        markup
            .place(1.0)
            .raw(" ")
            .place(-0.01)
            .raw(" ")
            .place(12.345)
            .raw(" ")
            .place(f64::NAN);
        assert_eq!(markup.as_str(), "1 0 12.3 0");
    }
}
