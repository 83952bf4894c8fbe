//! Lines that fit on a terminal.

/// The width of a terminal, in characters.
pub(crate) const WIDTH: usize = 80;

/// The lines of `text`, none wider than `width`: broken between words, and within a word only
/// where it alone is wider.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let fits = line.chars().count() + 1 + word.chars().count() <= width;
        if line.is_empty() || fits {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
        while let Some((at, _)) = line.char_indices().nth(width) {
            let rest = line.split_off(at);
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("", 7), [""]);
    }

    #[test]
    fn a_word_that_is_wider_than_a_line_is_whole_over_several() {
        assert_eq!(wrapped("ab cdefghij", 4), ["ab", "cdef", "ghij"]);
        let name = "é".repeat(300);
        let lines = wrapped(&name, 80);
        assert!(lines.iter().all(|line| line.chars().count() <= 80));
        assert_eq!(lines.concat(), name);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(text in "[a-z ]{0,60}", width in 1_usize..20) {
            let lines = wrapped(&text, width);
            let without = |text: &str| text.replace(' ', "");
            proptest::prop_assert_eq!(without(&lines.concat()), without(&text));
            proptest::prop_assert!(lines.iter().all(|line| line.len() <= width));
        }
    }
}
