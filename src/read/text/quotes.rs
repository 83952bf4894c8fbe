//! Quotation marks that swallow what follows them.
//!
//! One stray mark opens a cell that ends at the next mark, which may be a hundred thousand lines
//! further down, and a reader of records sees one record where they stood. So the marks are looked
//! at before the records are: which cells run over the ends of lines, and which close in the middle
//! of a field.

use super::lines::line_ends;

/// The most line ends and the most characters that a cell of a spreadsheet holds (Excel's
/// specifications and limits). What is longer is no cell, but rows that a mark has swallowed.
const MOST_LINE_ENDS: u64 = 253;
const MOST_CHARACTERS: usize = 32_767;

/// A cell in quotation marks that a record has to be looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    /// The byte of its first mark.
    pub(super) opens: usize,
    /// The byte of the mark that closes it.
    pub(super) closes: usize,
    /// Whether text follows that mark, so that one of the two is one too many.
    pub(super) is_stray: bool,
}

/// The quoted cells of `text`, split at `delimiter`, that run over the end of a line or are
/// followed by text, in the order of the text.
///
/// # Errors
/// A cell that is open at the end of the text, or longer than a cell can be.
pub(super) fn conspicuous(text: &str, delimiter: u8) -> Result<Vec<Quoted>, String> {
    let bytes = text.as_bytes();
    let ends_field = |byte: u8| byte == delimiter || matches!(byte, b'\r' | b'\n');
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(opens) = next_mark(text, from) {
        from = opens + 1;
        // A mark within a field is a letter like any other.
        if opens > 0 && !ends_field(bytes[opens - 1]) {
            continue;
        }
        let Some(closes) = closing(text, opens) else {
            return Err(unclosed(text, opens));
        };
        from = closes + 1;
        let cell = &bytes[opens + 1..closes];
        let lines = if cell.contains(&b'\n') || cell.contains(&b'\r') {
            line_ends(cell)
        } else {
            0
        };
        if lines > MOST_LINE_ENDS
            || (lines > 0
                && text[opens + 1..closes]
                    .chars()
                    .nth(MOST_CHARACTERS)
                    .is_some())
        {
            return Err(too_long(text, opens, lines));
        }
        // Blanks between the mark and the separator are taken off like those before a text.
        let behind = bytes[closes + 1..]
            .iter()
            .find(|byte| **byte != b' ' || delimiter == b' ');
        let is_stray = behind.is_some_and(|byte| !ends_field(*byte));
        if lines > 0 || is_stray {
            found.push(Quoted {
                opens,
                closes,
                is_stray,
            });
        }
    }
    Ok(found)
}

fn next_mark(text: &str, from: usize) -> Option<usize> {
    text[from..].find('"').map(|at| from + at)
}

/// The mark that closes the cell whose first mark is at `opens`: two in a row are one in the cell.
fn closing(text: &str, opens: usize) -> Option<usize> {
    let mut from = opens + 1;
    loop {
        let mark = next_mark(text, from)?;
        if text.as_bytes().get(mark + 1) != Some(&b'"') {
            return Some(mark);
        }
        from = mark + 2;
    }
}

fn line_of(text: &str, at: usize) -> u64 {
    line_ends(&text.as_bytes()[..at]) + 1
}

fn unclosed(text: &str, opens: usize) -> String {
    let lines = line_ends(text[opens..].trim_end().as_bytes());
    format!(
        "has a quotation mark on line {} that opens a cell and is never closed, so that the cell swallows the {lines} lines below it; take the mark out or close it, or fetch the file again if it is cut short",
        line_of(text, opens)
    )
}

fn too_long(text: &str, opens: usize, lines: u64) -> String {
    format!(
        "has a quotation mark on line {} that opens a cell of {} lines, more than any spreadsheet's cell holds ({} lines, {MOST_CHARACTERS} characters): it swallows rows; take the mark out or close it",
        line_of(text, opens),
        lines + 1,
        MOST_LINE_ENDS + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The conspicuous cells, as they stand, and whether they are stray.
    fn found(text: &str) -> Vec<(&str, bool)> {
        let cells = conspicuous(text, b',').unwrap().into_iter();
        cells
            .map(|cell| (&text[cell.opens..=cell.closes], cell.is_stray))
            .collect()
    }

    #[test]
    fn cells_in_one_line_and_marks_within_a_field_are_not_conspicuous() {
        assert_eq!(
            found("a,\"b, c\",\"d \"\"e\"\"\",\"\"\r\n5\" pipe,x\"y\"\n"),
            []
        );
        assert_eq!(found("a,\"b\" ,c\n"), []);
    }

    #[test]
    fn a_cell_over_several_lines_is_conspicuous_and_lawful() {
        assert_eq!(found("a,\"b\r\nc\",d\n"), [("\"b\r\nc\"", false)]);
    }

    #[test]
    fn a_mark_that_closes_within_a_field_is_stray() {
        assert_eq!(found("a,\"b\"c,d\n"), [("\"b\"", true)]);
        assert_eq!(found("1,\"b,2\n2,\"c, d\",3\n"), [("\"b,2\n2,\"", true)]);
    }

    #[test]
    fn a_cell_that_is_open_at_the_end_or_too_long_names_the_line_where_it_opens() {
        let error = conspicuous("a,b\n1,\"x\n2,y\n3,z\n", b',').unwrap_err();
        assert!(
            error.contains("on line 2 ") && error.contains("the 2 lines below"),
            "{error}"
        );
        let rows = "1,x\n".repeat(300);
        for text in [
            format!("a,b\r\n1,\"x\r\n{rows}\"\n"),
            format!("a,b\n1,\"{}\n\"\n", "x".repeat(40_000)),
        ] {
            let error = conspicuous(&text, b',').unwrap_err();
            assert!(error.contains("on line 2 "), "{error}");
        }
    }

    #[test]
    fn as_many_lines_as_a_cell_holds_are_a_cell() {
        let note = "line\n".repeat(253);
        assert_eq!(found(&format!("\"{note}\",1\n")).len(), 1);
    }
}
