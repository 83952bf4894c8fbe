//! The breakdown of an indicator that stands for everybody.

use crate::domain::folded;
use crate::tables::Indicator;

/// Of the breakdowns of an indicator, the one that stands for everybody: by its own word, or by the
/// first of `words` that means one.
pub(super) fn the_total<'a>(
    indicator: &Indicator,
    words: &[&str],
    breakdowns: &[&'a str],
) -> Option<&'a str> {
    match indicator.total.as_deref() {
        Some(own) => the_only(breakdowns, own),
        None => words.iter().find_map(|word| the_only(breakdowns, word)),
    }
}

/// The breakdown that `word` means; of several that fit its `*` none is meant.
fn the_only<'a>(breakdowns: &[&'a str], word: &str) -> Option<&'a str> {
    let word = folded(word);
    let fits = |breakdown: &str| match word.split_once('*') {
        None => breakdown == word,
        Some((before, behind)) => breakdown
            .strip_prefix(before)
            .is_some_and(|rest| rest.ends_with(behind)),
    };
    let mut found = breakdowns.iter().filter(|of| fits(&folded(of)));
    let first = found.next();
    first.filter(|_| found.next().is_none()).copied()
}
