//! Lines and separators: what reading, looking and counting have in common.

/// Separators that are tried where the pipeline names none, in the order of preference.
pub(super) const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The first byte at or after `at` that is no end of a line: the reader passes over empty lines.
pub(super) fn first_of_line(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    (at + empty.count()).min(text.len())
}

/// The line ends in `bytes`: a line feed, a carriage return, or both together.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    let mut ends = 0;
    let mut before = 0;
    for byte in bytes {
        match byte {
            b'\n' => ends += u64::from(before != b'\r'),
            b'\r' => ends += 1,
            _ => {}
        }
        before = *byte;
    }
    ends
}

/// The records of `text`, split at `delimiter`.
pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_lines_are_counted_in_every_form() {
        assert_eq!(line_ends(b"a\nb\r\nc\rd\n\ne\r\rf"), 7);
        assert_eq!(line_ends(b""), 0);
    }
}
