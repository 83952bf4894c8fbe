//! The characters of a text: counted, cut off and filled up.

use std::borrow::Cow;

use crate::sql::value::Value;

/// The longest text that an expression may make, in bytes.
const LONGEST: usize = 1_000_000;

/// Whether a text of so many bytes may be made.
///
/// # Errors
/// That it may not.
pub(crate) fn short_enough(bytes: usize) -> Result<(), String> {
    if bytes > LONGEST {
        return Err(format!("the text would have more than {LONGEST} bytes"));
    }
    Ok(())
}
/// A part of a text, borrowed where the text is.
pub(super) fn part<'a>(
    text: &Cow<'a, str>,
    cut: impl for<'t> FnOnce(&'t str) -> &'t str,
) -> Value<'a> {
    Value::Text(match text {
        Cow::Borrowed(text) => Cow::Borrowed(cut(text)),
        Cow::Owned(text) => Cow::Owned(cut(text).to_owned()),
    })
}

/// The spaces of Unicode, which `TRIM` takes off; a tab is none.
pub(super) fn is_space(sign: char) -> bool {
    sign.is_whitespace() && !sign.is_control() && !matches!(sign, '\u{2028}' | '\u{2029}')
}

pub(super) fn characters(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

pub(super) fn whole<'a>(count: usize) -> Value<'a> {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The byte where the character after `count` others begins, or the text's end.
pub(super) fn byte_of(text: &str, count: i64) -> usize {
    usize::try_from(count)
        .ok()
        .and_then(|count| text.char_indices().nth(count))
        .map_or(text.len(), |(byte, _)| byte)
}

pub(super) fn substring<'a>(
    text: &Cow<'a, str>,
    from: i64,
    length: i64,
) -> Result<Value<'a>, String> {
    if from < 0 {
        return Err(format!(
            "SUBSTR from {from}: write RIGHT(x, {}) for the last characters",
            from.unsigned_abs()
        ));
    }
    if length < 0 {
        return Err(format!(
            "SUBSTR of {length} characters: a length is 0 or more"
        ));
    }
    let end = (from - 1).saturating_add(length).max(0);
    let start = (from - 1).max(0);
    Ok(part(text, |text| {
        let (start, end) = (byte_of(text, start), byte_of(text, end));
        &text[start..end.max(start)]
    }))
}

pub(super) fn padded<'a>(
    text: &Cow<'a, str>,
    wanted: i64,
    fill: &str,
    before: bool,
) -> Result<Value<'a>, String> {
    let missing = wanted.max(0) - characters(text);
    if missing <= 0 {
        return Ok(part(text, |text| &text[..byte_of(text, wanted.max(0))]));
    }
    if fill.is_empty() {
        return Err(format!("'{text}' cannot be filled up with an empty text"));
    }
    let missing = usize::try_from(missing).unwrap_or(usize::MAX);
    short_enough(missing)?;
    let filling: String = fill.chars().cycle().take(missing).collect();
    Ok(Value::Text(Cow::Owned(if before {
        filling + text
    } else {
        format!("{text}{filling}")
    })))
}
