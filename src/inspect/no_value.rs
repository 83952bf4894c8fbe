//! Words of databases and spreadsheets for a value that is not there.

/// Whether `text` is what a database or a spreadsheet writes where it has no value. It is no sign
/// for missing: a contract reads it as a word, so that a mapping has to say that it is none.
pub(super) fn is_no_value(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "null" | "(null)" | "\\n" | "na" | "n/a" | "#n/a" | "nan" | "."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_told_from_words() {
        for text in ["NULL", "null", "Null", "N/A", "na", "#N/A", "NaN", "."] {
            assert!(is_no_value(text), "{text}");
        }
        for text in ["", "-", "c", "none", "Nullarbor", "0", "not known"] {
            assert!(!is_no_value(text), "{text}");
        }
    }
}
