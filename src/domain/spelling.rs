//! Texts and names as they are compared, whatever a publisher's spelling.

/// `text` with white space (line breaks too) folded and capitals ignored.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut is_ascii = true;
    // Letter by letter, for whole pages of text are compared with the names of columns.
    for letter in text.chars() {
        if letter.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            is_ascii &= letter.is_ascii();
            folded.push(letter.to_ascii_lowercase());
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    // Other letters are made small by what stands around them.
    if is_ascii {
        folded
    } else {
        folded.to_lowercase()
    }
}

/// The name of a place: [`folded`], `&` as `and`, `St.` as `St`.
pub fn folded_name(name: &str) -> String {
    folded(&name.replace('&', " and ").replace("St.", "St"))
}

/// The name most like `wanted`, if any is near enough to be meant.
pub fn nearest<'a>(wanted: &str, names: &[&'a str]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    names
        .iter()
        .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), *name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_with_line_breaks_and_stray_spaces_is_compared_folded() {
        assert_eq!(folded(" Event\r\n type "), "event type");
        assert_eq!(folded("\u{a0}\u{b}"), "");
        assert_eq!(folded("Ynys\u{2003} MÔN\tΟΔΟΣ Σ"), "ynys môn οδος σ");
    }

    #[test]
    fn the_nearest_name_is_one_that_may_have_been_meant() {
        let names = ["authority", "inspected_on", "published_on"];
        assert_eq!(nearest("Published-on", &names), Some("published_on"));
        assert_eq!(nearest("xyz", &names), None);
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
