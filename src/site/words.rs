//! Words for what the tables hold as keys and codes.

use crate::config::Rulebook;
use crate::domain::{MissingReason, Rating};

/// A key in words: `contact_referral_assessment` is `contact referral assessment`.
pub(super) fn plain(key: &str) -> String {
    key.replace('_', " ")
}

/// The same with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// What several settings of a type are called.
pub(super) fn provision(rulebook: &Rulebook, key: &str) -> String {
    let mut known = rulebook.provisions.iter();
    known
        .find(|of| of.key == key)
        .map_or_else(|| plain(key), |of| of.many.clone())
}

/// What an outcome is called.
pub(super) fn outcome(rulebook: &Rulebook, key: &str) -> String {
    let mut known = rulebook.outcomes.iter();
    known
        .find(|of| of.key == key)
        .map_or_else(|| plain(key), |of| of.title.clone())
}

/// What a kind of finding is called.
pub(super) fn finding(rulebook: &Rulebook, key: &str) -> String {
    let mut known = rulebook.findings.iter();
    known
        .find(|of| of.key == key)
        .map_or_else(|| plain(key), |of| of.title.clone())
}

/// The rulebook's sentence about a limiter.
pub(super) fn limiter(rulebook: &Rulebook, name: &str) -> String {
    let mut known = rulebook.limiters.iter();
    known
        .find(|of| of.name == name)
        .map_or_else(|| plain(name), |of| of.reason.clone())
}

/// A rating, or a band, of this level.
pub(super) fn rating(level: i32) -> Option<Rating> {
    u8::try_from(level).ok().and_then(Rating::from_level)
}

/// A grade of an inspection, 1 being the best.
pub(super) const fn grade(grade: i32) -> &'static str {
    match grade {
        1 => "outstanding",
        2 => "good",
        3 => "third grade",
        4 => "inadequate",
        _ => "not graded",
    }
}

/// Why there is no figure, as a reader is told.
pub(super) fn missing(word: &str) -> &'static str {
    let mut reasons = MissingReason::ALL.into_iter();
    match reasons.find(|reason| reason.word() == word) {
        Some(MissingReason::Suppressed) => "suppressed, so that no child can be recognised",
        Some(MissingReason::NotApplicable) => "not applicable",
        Some(MissingReason::NotAvailable | MissingReason::Dots | MissingReason::Colon) => {
            "not available"
        }
        Some(MissingReason::RoundsToZero) => "rounds to zero, but is not zero",
        Some(MissingReason::Unreliable) => "too unreliable to publish",
        Some(MissingReason::Low) => "too low to publish",
        Some(MissingReason::Dash) => "none given",
        Some(MissingReason::Blank) => "blank in the source",
        Some(MissingReason::NoRow) | None => "no figure published",
    }
}

/// The same in a word or two, for a table.
pub(super) fn missing_short(word: &str) -> &'static str {
    let mut reasons = MissingReason::ALL.into_iter();
    match reasons.find(|reason| reason.word() == word) {
        Some(MissingReason::Suppressed) => "suppressed",
        Some(MissingReason::NotApplicable) => "not applicable",
        Some(MissingReason::NotAvailable | MissingReason::Dots | MissingReason::Colon) => {
            "not available"
        }
        Some(MissingReason::RoundsToZero) => "rounds to zero",
        Some(MissingReason::Unreliable) => "unreliable",
        Some(MissingReason::Low) => "too low",
        Some(MissingReason::Dash) => "none given",
        Some(MissingReason::Blank) => "blank",
        Some(MissingReason::NoRow) | None => "no figure",
    }
}

/// The class of a word of comparison or of a trend, which gives it its sign and colour.
pub(super) fn class(word: &str) -> &'static str {
    match word {
        "better" | "improving" | "improved" => "up",
        "in line" | "steady" | "same" => "even",
        "worse" | "worsening" | "declined" => "down",
        "higher" | "rising" => "higher",
        "similar" => "even",
        "lower" | "falling" => "lower",
        _ => "none",
    }
}

/// Which values of an indicator are good.
pub(super) fn polarity(word: &str) -> &'static str {
    match word {
        "high" => "High values are good.",
        "low" => "Low values are good.",
        _ => {
            "Neither high nor low values are good in themselves, so nobody is called better or worse."
        }
    }
}

/// Several texts as one: `a, b and c`.
pub(super) fn listed(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_texts_are_one() {
        let listed = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            super::listed(&texts)
        };
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(listed(&["a"]), "a");
    }

    #[test]
    fn every_reason_has_words() {
        for reason in MissingReason::ALL {
            assert!(!missing(reason.word()).is_empty());
        }
        assert_eq!(
            missing("c"),
            "suppressed, so that no child can be recognised"
        );
    }
}
