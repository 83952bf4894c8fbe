//! Words for proportions and months.

use chrono::NaiveDate;

use crate::config::Rulebook;
use crate::domain::Share;
use crate::stats::proportion_word;

/// The rulebook's word for a proportion.
pub(super) fn word(rulebook: &Rulebook, part: i32, whole: i32) -> Option<String> {
    let share = Share::of(f64::from(part), f64::from(whole))?;
    proportion_word(&rulebook.proportion_words, share).map(str::to_owned)
}

/// `May 2008`.
pub(super) fn month(day: NaiveDate) -> String {
    day.format("%B %Y").to_string()
}
