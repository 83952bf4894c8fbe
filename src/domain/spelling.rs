//! Texts and names as they are compared, whatever a publisher's spelling.

/// `text` with white space (line breaks too) folded and capitals ignored.
pub fn folded(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// The name of a place: [`folded`], `&` as `and`, `St.` as `St`.
pub fn folded_name(name: &str) -> String {
    folded(&name.replace('&', " and ").replace("St.", "St"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_with_line_breaks_and_stray_spaces_is_compared_folded() {
        assert_eq!(folded(" Event\r\n type "), "event type");
    }

    #[test]
    fn a_place_is_the_same_however_it_is_written() {
        assert_eq!(
            folded_name("Hammersmith & Fulham"),
            "hammersmith and fulham"
        );
        assert_eq!(folded_name("St. Helens"), folded_name("ST HELENS"));
    }
}
