//! TOML that a person copies: names of any kind, SQL that stays legible, and comments.

use std::borrow::Cow;

use crate::domain::shown::{in_json, shown};
use crate::domain::wrapping::{WIDTH, wrapped};

/// SQL that names a column.
pub(super) fn column(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// SQL of a text.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A TOML text: as it is where it can be, so that SQL stays legible.
pub(super) fn text(value: &str) -> String {
    let is_plain = !value.contains('\'') && matches!(shown(value), Cow::Borrowed(_));
    if is_plain && value.contains(['"', '\\']) {
        format!("'{value}'")
    } else {
        escaped(value)
    }
}

/// A TOML text in one line: its escapes are those of JSON.
fn escaped(value: &str) -> String {
    in_json(&serde_json::Value::from(value).to_string()).into_owned()
}

/// A TOML key.
pub(super) fn key(name: &str) -> String {
    let is_bare = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if is_bare {
        name.to_owned()
    } else {
        escaped(name)
    }
}

/// A TOML list of texts.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(text).collect();
    format!("[{}]", texts.join(", "))
}

/// A comment, in as many lines as it takes.
pub(super) fn comment(text: &str) -> String {
    let lines = wrapped(&shown(text), WIDTH - 2).into_iter();
    lines.map(|line| format!("# {line}\n")).collect()
}

/// A line with a comment on it, if there is one: behind it where both fit on a terminal, otherwise
/// above.
pub(super) fn commented(line: &str, why: &str) -> String {
    if why.is_empty() {
        return format!("{line}\n");
    }
    let beside = format!("{line}  # {}\n", shown(why));
    if beside.trim_end().chars().count() <= WIDTH {
        beside
    } else {
        format!("{}{line}\n", comment(why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_kind_are_valid_toml_and_sql() {
        for name in [
            "LA Number",
            "Years\nof",
            "it's",
            "say \"x\"",
            "back\\slash",
            "both ' and \"",
            "turned\u{202e} and \u{1b}[31m, \u{9b}, \0, \u{7f}",
        ] {
            let sql = text(&column(name));
            let line: toml::Table = toml::from_str(&format!("a = {sql}")).unwrap();
            let parsed = crate::sql::SqlExpression::parse(line["a"].as_str().unwrap()).unwrap();
            assert_eq!(parsed.as_column(), Some(name), "{name:?}");
            let line: toml::Table = toml::from_str(&format!("{} = 1", key(name))).unwrap();
            assert!(line.contains_key(name), "{name:?}");
            // What is printed is what is copied.
            assert_eq!(shown(&sql), sql);
        }
    }

    #[test]
    fn a_comment_stands_behind_a_short_line_and_above_a_long_one() {
        assert_eq!(commented("a = 1", "why"), "a = 1  # why\n");
        assert_eq!(commented("a = 1", ""), "a = 1\n");
        let long = "word ".repeat(30);
        let lines = commented("a = 1", long.trim());
        assert!(lines.ends_with("\na = 1\n"), "{lines}");
        let comments: Vec<&str> = lines
            .lines()
            .filter(|line| line.starts_with("# "))
            .collect();
        assert!(comments.len() > 1 && comments.iter().all(|line| line.len() <= WIDTH));
    }
}
