//! Text that others wrote, as people are shown it.
//!
//! A name in an extract may hold anything: characters that move a terminal's cursor, that turn
//! the direction of what follows, or that begin a line of their own. What is shown must be what
//! is there, so such characters are written out on a terminal and taken out of letters.

use std::borrow::Cow;
use std::fmt::Write;

/// How many names a message lists.
const LISTED: usize = 12;

/// The longest name in such a list, in characters.
const LONGEST_NAME: usize = 60;

/// Whether a character acts on what is shown around it in place of being shown: control
/// characters, marks of direction, and separators of lines.
fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// The text in one line: what acts on a terminal is written out, such as `\n` and `\u{1b}`.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if acts(letter) {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    Cow::Owned(line)
}

/// The first characters of a text, in one line.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => shown(text).into_owned(),
        Some((at, _)) => format!("{}…", shown(text[..at].trim_end())),
    }
}

/// The first characters of a name in quotation marks, within which it stands as code has it.
fn quoted(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        None => format!("{name:?}"),
        Some((at, _)) => format!("{:?}…", &name[..at]),
    }
}

/// Names in a row, such as the columns that a file has: the first of them, each shortened and in
/// quotation marks, and how many more there are.
#[must_use]
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let first: Vec<String> = names.by_ref().take(LISTED).map(quoted).collect();
    match names.count() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// The text without what acts on a page or a printer; ends of lines and tabs stay.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    let goes = |letter: char| acts(letter) && !matches!(letter, '\n' | '\t');
    if text.contains(goes) {
        Cow::Owned(text.replace(goes, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// A JSON document, or a quoted text of TOML, in which what acts on a terminal is written as
/// `\u001b`; ends of lines between values stay.
#[must_use]
pub fn in_json(document: &str) -> Cow<'_, str> {
    let escaped = |letter: char| acts(letter) && letter != '\n';
    if !document.contains(escaped) {
        return Cow::Borrowed(document);
    }
    let mut text = String::with_capacity(document.len() + 16);
    for letter in document.chars() {
        if escaped(letter) {
            // Writing to text does not fail.
            let _ = write!(text, "\\u{:04x}", u32::from(letter));
        } else {
            text.push(letter);
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_written_out_in_one_line() {
        assert_eq!(
            shown("Leeds\u{1b}]0;x\u{7}\n\u{202e}\u{9b}"),
            "Leeds\\u{1b}]0;x\\u{7}\\n\\u{202e}\\u{9b}"
        );
        assert!(matches!(
            shown("Ynys Môn – 北京 🙂"),
            Cow::Borrowed("Ynys Môn – 北京 🙂")
        ));
    }

    #[test]
    fn a_letter_has_no_control_characters_and_keeps_its_lines() {
        assert_eq!(printable("a\0\u{1b}[31mb\r\n\tc\u{202e}"), "a[31mb\n\tc");
    }

    #[test]
    fn json_stays_the_same_document() {
        let value = serde_json::json!({ "name": "a\u{202e}\u{7f}\u{9b}\u{1b}" });
        let text = serde_json::to_string_pretty(&value).unwrap();
        let escaped = in_json(&text);
        assert!(!escaped.contains(['\u{202e}', '\u{7f}', '\u{9b}']));
        let again: serde_json::Value = serde_json::from_str(&escaped).unwrap();
        assert_eq!(again, value);
    }

    #[test]
    fn a_long_list_says_how_much_longer_it_is() {
        let long = "x".repeat(500_000);
        let many = std::iter::repeat_n("a\nb", 20).chain([long.as_str()]);
        let text = listed(many);
        assert!(text.starts_with("\"a\\nb\", \"a\\nb\""), "{text}");
        assert!(text.ends_with("and 9 more"), "{text}");
        assert_eq!(listed([long.as_str()]).chars().count(), LONGEST_NAME + 3);
        assert_eq!(listed(["one", "two"]), "\"one\", \"two\"");
    }
}
