//! Why a value is missing: the markers with which publishers say so.
//!
//! Open data (Explore Education Statistics) writes `c`, `z`, `x`, `k`, `u`, `low` and `:`; the
//! Government Statistical Service's spreadsheets write the same in square brackets, with a note
//! behind where there is one: `[c]`, `[x] note 3`. None of them is ever zero: a count of 2 that is
//! rounded away is not a count of none.

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum MissingReason {
    /// No row of any source speaks of it.
    #[default]
    NoRow,
    /// The cell is blank.
    Blank,
    /// `-`, which says no more than that there is none.
    Dash,
    /// `c`: suppressed, because few children could be recognised.
    Suppressed,
    /// `..`: not available.
    Dots,
    /// `z`: not applicable.
    NotApplicable,
    /// `x`: not available.
    NotAvailable,
    /// `k` or `~`: it rounds to zero.
    RoundsToZero,
    /// `u`: too unreliable to be published.
    Unreliable,
    /// `low`: so low that it is not published.
    Low,
    /// `:`: not available.
    Colon,
}

impl MissingReason {
    /// Each reason, in the order of its number.
    pub const ALL: [Self; 11] = [
        Self::NoRow,
        Self::Blank,
        Self::Dash,
        Self::Suppressed,
        Self::Dots,
        Self::NotApplicable,
        Self::NotAvailable,
        Self::RoundsToZero,
        Self::Unreliable,
        Self::Low,
        Self::Colon,
    ];

    /// The reason in tables and counts: the marker without brackets, `blank` or `no_row`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoRow => "no_row",
            Self::Blank => "blank",
            Self::Dash => "-",
            Self::Suppressed => "c",
            Self::Dots => "..",
            Self::NotApplicable => "z",
            Self::NotAvailable => "x",
            Self::RoundsToZero => "k",
            Self::Unreliable => "u",
            Self::Low => "low",
            Self::Colon => ":",
        }
    }

    /// The marker itself, which is empty for a blank.
    pub const fn marker(self) -> &'static str {
        match self {
            Self::NoRow | Self::Blank => "",
            other => other.word(),
        }
    }

    /// The reason that a cell's text gives: a marker in any capitals, with or without square
    /// brackets, with or without a note behind it; `None` for what is no marker.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(inner) = text.strip_prefix('[') {
            let (marker, behind) = inner.split_once(']')?;
            return is_note(behind)
                .then(|| Self::of_marker(marker.trim()))
                .flatten()
                .filter(|reason| *reason != Self::Blank);
        }
        Self::of_marker(text).or_else(|| {
            let (marker, behind) = text.split_once(' ')?;
            (!behind.trim().is_empty() && is_note(behind))
                .then(|| Self::of_marker(marker))
                .flatten()
        })
    }

    fn of_marker(marker: &str) -> Option<Self> {
        if marker.len() > "low".len() {
            return None;
        }
        Some(match marker.to_ascii_lowercase().as_str() {
            "" => Self::Blank,
            "-" => Self::Dash,
            "c" => Self::Suppressed,
            ".." => Self::Dots,
            "z" => Self::NotApplicable,
            "x" => Self::NotAvailable,
            "k" | "~" => Self::RoundsToZero,
            "u" => Self::Unreliable,
            "low" => Self::Low,
            ":" => Self::Colon,
            _ => return None,
        })
    }
}

/// Whether what stands behind a marker or a figure is a note on it: `note 3`, `[note 3]`, `[r]`,
/// or nothing.
fn is_note(text: &str) -> bool {
    figure_note(text).is_some()
}

/// The notes on a figure that stand behind it, in words: `[p]` is `provisional`, `[note 3]` is
/// `note 3`, `[e] [note 1]` is `estimated, note 1`; empty where there is none, and `None` for what
/// is no note.
pub fn figure_note(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.starts_with('[') {
        return match text {
            "" => Some(String::new()),
            text => numbered_note(&text.to_lowercase()),
        };
    }
    let mut notes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (note, behind) = rest.strip_prefix('[')?.split_once(']')?;
        notes.push(bracketed_note(&note.trim().to_lowercase())?);
        rest = behind.trim_start();
    }
    Some(notes.join(", "))
}

/// `note 3`, or several numbers.
fn numbered_note(text: &str) -> Option<String> {
    let number = text.strip_prefix("note")?.trim();
    let is_number = !number.is_empty()
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b',' || byte == b' ');
    is_number.then(|| format!("note {number}"))
}

/// What stands between square brackets, in words.
fn bracketed_note(text: &str) -> Option<String> {
    let word = match text {
        "e" => "estimated",
        "f" => "forecast",
        "p" => "provisional",
        "r" => "revised",
        "b" => "break in the series",
        "u" => "low reliability",
        "er" => "error",
        "" => return None,
        number if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            return Some(format!("note {number}"));
        }
        text => return numbered_note(text),
    };
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read_with_brackets_capitals_and_notes() {
        for (text, reason) in [
            ("c", MissingReason::Suppressed),
            ("C", MissingReason::Suppressed),
            ("[c]", MissingReason::Suppressed),
            ("[C] ", MissingReason::Suppressed),
            ("[x] note 3", MissingReason::NotAvailable),
            ("[x] [note 3]", MissingReason::NotAvailable),
            ("z note 2", MissingReason::NotApplicable),
            ("[z][r]", MissingReason::NotApplicable),
            ("[low]", MissingReason::Low),
            ("Low", MissingReason::Low),
            ("~", MissingReason::RoundsToZero),
            ("[..]", MissingReason::Dots),
            ("", MissingReason::Blank),
            ("  ", MissingReason::Blank),
            ("-", MissingReason::Dash),
        ] {
            assert_eq!(MissingReason::parse(text), Some(reason), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_marker_is_no_reason() {
        for text in [
            "cc", "[]", "[ ]", "[c", "c]", "NULL", "NA", "n/a", ".", "0", "12.5 [r]", "[c] 5",
            "c 5", "[r]", "lowest",
        ] {
            assert_eq!(MissingReason::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_note_behind_a_figure_is_put_in_words() {
        for (text, note) in [
            ("", Some("")),
            (" [r]", Some("revised")),
            ("[P]", Some("provisional")),
            ("[note 3]", Some("note 3")),
            ("note 3", Some("note 3")),
            ("[2]", Some("note 2")),
            ("[e] [note 1]", Some("estimated, note 1")),
            ("r", None),
            ("[q]", None),
            ("note", None),
            ("[r] 5", None),
            ("[0;owned", None),
            ("[[r]", None),
            ("[r]]", None),
            ("[]", None),
        ] {
            assert_eq!(figure_note(text).as_deref(), note, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_read_without_end(text in "[\\[\\]a-z0-9 ;,]{0,40}") {
            let _ = (figure_note(&text), MissingReason::parse(&text));
        }
    }

    #[test]
    fn each_reason_stands_at_its_number() {
        for (at, reason) in MissingReason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, at);
        }
    }
}
