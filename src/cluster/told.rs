//! Sentences that reach whoever asked, through every layer that wraps them.
//!
//! What fails in a worker comes back as text, quoted and wrapped by whoever passed it on. A sentence
//! for a person is marked, so that it can be taken out again.

use std::error::Error;
use std::fmt;

use datafusion::error::DataFusionError;

/// Before and after a sentence.
const MARKS: (&str, &str) = ("told<", ">");

/// Signs that wrapping changes, and the mark's own.
fn is_kept(sign: char) -> bool {
    !(sign.is_control() || "\"\\'<>%".contains(sign))
}

/// A sentence that is to reach whoever asked.
struct Told(String);

// Both forms are the same, because it is not known which of them is passed on.
impl fmt::Debug for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Error for Told {}

/// An error that says this to whoever asked, wherever it was found. It is final: nothing is gained by
/// doing the same again.
pub fn told(sentence: &str) -> DataFusionError {
    DataFusionError::External(Box::new(Told(marked(sentence))))
}

/// The sentence between its marks.
pub(super) fn marked(sentence: &str) -> String {
    let mut text = MARKS.0.to_owned();
    for sign in sentence.chars() {
        match is_kept(sign) {
            true => text.push(sign),
            false => text.push_str(&format!("%{:02x}", u32::from(sign))),
        }
    }
    text + MARKS.1
}

/// The sentence that [`told`] made an error of, wherever in `text` it is.
pub fn sentence_in(text: &str) -> Option<String> {
    let (_, after) = text.split_once(MARKS.0)?;
    let (inside, _) = after.split_once(MARKS.1)?;
    let mut sentence = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, escaped)) = rest.split_once('%') {
        sentence.push_str(before);
        let number = u32::from_str_radix(escaped.get(..2)?, 16).ok()?;
        sentence.push(char::from_u32(number)?);
        rest = &escaped[2..];
    }
    sentence.push_str(rest);
    Some(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_survives_whatever_wraps_it() {
        let sentence = "s3://b/x.parquet: row 3: \"10%\" <is> no\nnumber \\ 'é'";
        let error = told(sentence);
        let wrapped = error.context("stage 1");
        for text in [
            format!("Job 1 failed: {wrapped}"),
            format!("{wrapped:?}"),
            format!("{:?}", format!("{:?}", wrapped.to_string())),
        ] {
            assert_eq!(sentence_in(&text).as_deref(), Some(sentence), "{text}");
        }
        assert_eq!(sentence_in("told<50%"), None);
        assert_eq!(sentence_in("told<50%>"), None);
        assert_eq!(sentence_in("nothing"), None);
    }
}
