//! Bytes as characters: UTF-8, UTF-16 (Excel's "Unicode text") and Windows-1252.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::lines::line_ends;
use crate::read::options::Encoding;

/// The name of the encoding that Excel in Britain still writes.
const WINDOWS_1252: &str = "Windows-1252";

/// Bytes that are looked at to tell UTF-16 without a byte-order mark.
const LOOKED_AT: usize = 4096;

/// The text that `bytes` are, and the encoding in words.
///
/// # Errors
/// Bytes that are not in the stated encoding, or that are no text.
pub(super) fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<(String, &'static str), String> {
    let (text, word) = match (Utf16::of(&bytes), encoding) {
        (Some(utf16), Encoding::Auto) => (utf16.decode(&bytes)?, utf16.word()),
        (Some(utf16), Encoding::Utf8 | Encoding::Windows1252) => {
            return Err(format!("is {}; leave `encoding` out", utf16.word()));
        }
        (None, Encoding::Windows1252) => (windows_1252(&bytes), WINDOWS_1252),
        (None, Encoding::Auto | Encoding::Utf8) => utf8(bytes, encoding)?,
    };
    match text.find('\0') {
        None => Ok((text, word)),
        Some(at) => Err(format!(
            "has a NUL byte on line {}, which no text has: it is damaged, or no text at all; fetch it again, or save it as CSV UTF-8",
            line_ends(&text.as_bytes()[..at]) + 1
        )),
    }
}

fn utf8(bytes: Vec<u8>, encoding: Encoding) -> Result<(String, &'static str), String> {
    const MARK: char = '\u{feff}';
    match String::from_utf8(bytes) {
        Ok(text) if text.starts_with(MARK) => Ok((
            text[MARK.len_utf8()..].to_owned(),
            "UTF-8 with a byte-order mark",
        )),
        Ok(text) => Ok((text, "UTF-8")),
        Err(error) if encoding == Encoding::Utf8 => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            Err(format!(
                "line {} is not UTF-8; set encoding = \"windows-1252\" or leave it out",
                line_ends(before) + 1
            ))
        }
        Err(error) => Ok((windows_1252(error.as_bytes()), WINDOWS_1252)),
    }
}

fn windows_1252(bytes: &[u8]) -> String {
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    text.into_owned()
}

/// UTF-16, by the order of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Utf16 {
    Little { marked: bool },
    Big { marked: bool },
}

impl Utf16 {
    /// Which it is, if it is: by its byte-order mark, or because every other byte is nought, as it
    /// is in text of Latin letters.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xFE, ..] => return Some(Self::Little { marked: true }),
            [0xFE, 0xFF, ..] => return Some(Self::Big { marked: true }),
            _ => {}
        }
        let pairs = bytes[..bytes.len().min(LOOKED_AT)].chunks_exact(2);
        let all = pairs.len();
        let (mut first, mut second) = (0, 0);
        for pair in pairs {
            first += usize::from(pair[0] == 0);
            second += usize::from(pair[1] == 0);
        }
        match (first, second) {
            (0, second) if second * 2 > all => Some(Self::Little { marked: false }),
            (first, 0) if first * 2 > all => Some(Self::Big { marked: false }),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Little { marked: true } => "UTF-16 with a byte-order mark",
            Self::Little { marked: false } => "UTF-16 without a byte-order mark",
            Self::Big { marked: true } => "UTF-16 (big-endian) with a byte-order mark",
            Self::Big { marked: false } => "UTF-16 (big-endian) without a byte-order mark",
        }
    }

    fn decode(self, bytes: &[u8]) -> Result<String, String> {
        let (encoding, marked) = match self {
            Self::Little { marked } => (UTF_16LE, marked),
            Self::Big { marked } => (UTF_16BE, marked),
        };
        let bytes = &bytes[if marked { 2 } else { 0 }..];
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(Cow::into_owned)
            .ok_or_else(|| {
                format!(
                    "is {}, and damaged or cut short: not all of it are whole characters; fetch it again",
                    self.word()
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_first_name() {
        assert_eq!(
            decode(b"\xEF\xBB\xBFcode".to_vec(), Encoding::Auto).unwrap(),
            ("code".to_owned(), "UTF-8 with a byte-order mark")
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_windows_1252() {
        assert_eq!(
            decode(b"2024 \x96 as at".to_vec(), Encoding::Auto).unwrap(),
            ("2024 – as at".to_owned(), WINDOWS_1252)
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_where_utf8_is_stated() {
        let error = decode(b"a\nb\x96".to_vec(), Encoding::Utf8).unwrap_err();
        assert!(error.starts_with("line 2 is not UTF-8"), "{error}");
    }

    #[test]
    fn utf16_is_read_in_both_orders_with_and_without_its_mark() {
        let text = "code\tname\r\nW06000001\tYnys Môn – 𝄞\r\n";
        for marked in ["\u{feff}", ""] {
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                let bytes = utf16(&format!("{marked}{text}"), bytes);
                let (read, word) = decode(bytes, Encoding::Auto).unwrap();
                assert_eq!(read, text, "{word}");
                assert_eq!(word.contains("without"), marked.is_empty(), "{word}");
            }
        }
    }

    #[test]
    fn utf16_that_breaks_off_within_a_character_or_is_called_otherwise_is_told() {
        let mut bytes = utf16("\u{feff}code", u16::to_le_bytes);
        let error = decode(bytes.clone(), Encoding::Utf8).unwrap_err();
        assert!(error.ends_with("leave `encoding` out"), "{error}");
        bytes.pop();
        let error = decode(bytes, Encoding::Auto).unwrap_err();
        assert!(error.contains("cut short"), "{error}");
    }

    #[test]
    fn bytes_of_nought_are_no_text() {
        for encoding in [Encoding::Auto, Encoding::Utf8, Encoding::Windows1252] {
            let error = decode(b"code\n301\n30\0\n".to_vec(), encoding).unwrap_err();
            assert!(error.starts_with("has a NUL byte on line 3"), "{error}");
        }
        let error = decode(vec![0; 10_000], Encoding::Auto).unwrap_err();
        assert!(error.starts_with("has a NUL byte on line 1"), "{error}");
    }
}
