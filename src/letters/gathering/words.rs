//! Words for proportions and months.

use chrono::NaiveDate;

use crate::config::Rulebook;
use crate::domain::{Rating, Share};
use crate::letters::facts::RatingLevel;
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

/// A rating by its number; `None` where it is none.
pub(super) fn level(level: Option<i32>) -> Option<RatingLevel> {
    let level = u8::try_from(level?).ok()?;
    Rating::from_level(level).map(RatingLevel::of)
}
