//! Markdown: text that stands for itself, and paragraphs of a filled template.

/// Text with every sign that Markdown or HTML would take for its own made plain.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // A line break inside a value would end the sentence that it stands in.
    let text = text.replace(['\r', '\n'], " ");
    for (at, letter) in text.char_indices() {
        let is_sign = matches!(
            letter,
            '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '&' | '|' | '~' | '#'
        );
        let begins_list = at == 0 && matches!(letter, '-' | '+' | '=');
        let after_number = matches!(letter, '.' | ')')
            && at > 0
            && text[..at].bytes().all(|byte| byte.is_ascii_digit())
            && text[at + 1..].starts_with(' ');
        if is_sign || begins_list || after_number {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// The paragraphs of a filled template.
///
/// An analyst writes each sentence of a paragraph on its own lines, with conditions between
/// them; what is left of that is one line a paragraph, single spaces, and no space before a full
/// stop or comma. Headings, tables, lists, quotations and lines that end in a backslash stay
/// lines of their own.
pub(super) fn reflow(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut paragraph = String::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let line = words.join(" ");
        let stands_alone = ["#", "|", "- ", "> ", "<", "---"]
            .iter()
            .any(|start| line.starts_with(start));
        if line.is_empty() || stands_alone {
            end(&mut paragraph, &mut lines);
            let repeats_gap = line.is_empty() && lines.last().is_none_or(String::is_empty);
            if !repeats_gap {
                lines.push(line);
            }
            continue;
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        let breaks = line.ends_with('\\');
        paragraph.push_str(&line);
        if breaks {
            end(&mut paragraph, &mut lines);
        }
    }
    end(&mut paragraph, &mut lines);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.push(String::new());
    lines.join("\n")
}

fn end(paragraph: &mut String, lines: &mut Vec<String>) {
    if !paragraph.is_empty() {
        let sentence = std::mem::take(paragraph);
        lines.push(
            sentence
                .replace(" .", ".")
                .replace(" ,", ",")
                .replace(" ;", ";"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_signs_stands_for_itself() {
        assert_eq!(
            escape("Bath & <b>*North*</b> East_Somerset"),
            "Bath \\& \\<b\\>\\*North\\*\\</b\\> East\\_Somerset"
        );
        assert_eq!(escape("Stockton-on-Tees"), "Stockton-on-Tees");
        assert_eq!(escape("- no list"), "\\- no list");
        assert_eq!(
            escape("1. no list, 2. nor here"),
            "1\\. no list, 2. nor here"
        );
        assert_eq!(escape("one\ntwo"), "one two");
    }

    #[test]
    fn sentences_on_lines_of_their_own_become_a_paragraph() {
        let text =
            "\n\n## Heading\n\n  The one.\n\n\n\n  A  second ,\n   and more .\n| a | b |\n\n";
        assert_eq!(
            reflow(text),
            "## Heading\n\nThe one.\n\nA second, and more.\n| a | b |\n"
        );
    }

    #[test]
    fn an_address_keeps_its_lines() {
        assert_eq!(
            reflow("Leeds\\\nWest Yorkshire\\\nLS2\n"),
            "Leeds\\\nWest Yorkshire\\\nLS2\n"
        );
    }
}
