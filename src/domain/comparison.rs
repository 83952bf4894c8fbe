//! Comparisons: an authority's value beside similar areas or England.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Polarity;

/// How a value stands beside its comparator.
///
/// The first three belong to indicators with a polarity, the last three to neutral ones, where a
/// difference can be named but not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Comparison {
    /// Beyond tolerance on the good side.
    Better = 1,
    /// Within tolerance.
    InLine = 2,
    /// Beyond tolerance on the bad side.
    Worse = 3,
    /// Above the comparator, of an indicator without polarity.
    Higher = 4,
    /// Within tolerance, of an indicator without polarity.
    Similar = 5,
    /// Below the comparator, of an indicator without polarity.
    Lower = 6,
}

impl Comparison {
    /// Names a difference. `difference` is [`Ordering::Greater`] when the value is above the
    /// comparator beyond tolerance, `Less` when it is below it beyond tolerance, and `Equal` when
    /// it is within tolerance; what the tolerance is, the caller decides.
    pub const fn of(polarity: Polarity, difference: Ordering) -> Self {
        match (polarity, difference) {
            (Polarity::High, Ordering::Greater) | (Polarity::Low, Ordering::Less) => Self::Better,
            (Polarity::High, Ordering::Less) | (Polarity::Low, Ordering::Greater) => Self::Worse,
            (Polarity::High | Polarity::Low, Ordering::Equal) => Self::InLine,
            (Polarity::Neutral, Ordering::Greater) => Self::Higher,
            (Polarity::Neutral, Ordering::Equal) => Self::Similar,
            (Polarity::Neutral, Ordering::Less) => Self::Lower,
        }
    }

    /// The word of the output tables: `in line`, `better`, ...
    pub const fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::InLine => "in line",
            Self::Worse => "worse",
            Self::Higher => "higher",
            Self::Similar => "similar",
            Self::Lower => "lower",
        }
    }

    /// The comparison of this word; `None` for any other text.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Better,
            Self::InLine,
            Self::Worse,
            Self::Higher,
            Self::Similar,
            Self::Lower,
        ]
        .into_iter()
        .find(|comparison| comparison.word() == word)
    }

    /// Whether the value counts as at least in line with its comparator: better or in line.
    ///
    /// A neutral indicator never counts, not even when it is similar. It has no good side, so
    /// counting its similarity would reward being ordinary and could never be lost by doing badly.
    /// For the same reason it has to be left out of the total that the count is a share of: see
    /// [`is_judged`](Self::is_judged).
    pub const fn at_least_in_line(self) -> bool {
        matches!(self, Self::Better | Self::InLine)
    }

    /// Whether the comparison is a judgement (better, in line, worse) and so belongs in the total
    /// of which those at least in line are a share.
    pub const fn is_judged(self) -> bool {
        matches!(self, Self::Better | Self::InLine | Self::Worse)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_is_better_where_high_is_good_and_worse_where_low_is_good() {
        let above = Ordering::Greater;
        assert_eq!(Comparison::of(Polarity::High, above), Comparison::Better);
        assert_eq!(Comparison::of(Polarity::Low, above), Comparison::Worse);
        assert_eq!(Comparison::of(Polarity::Neutral, above), Comparison::Higher);
    }

    #[test]
    fn below_is_worse_where_high_is_good_and_better_where_low_is_good() {
        let below = Ordering::Less;
        assert_eq!(Comparison::of(Polarity::High, below), Comparison::Worse);
        assert_eq!(Comparison::of(Polarity::Low, below), Comparison::Better);
        assert_eq!(Comparison::of(Polarity::Neutral, below), Comparison::Lower);
    }

    #[test]
    fn within_tolerance_is_in_line_or_for_a_neutral_indicator_similar() {
        let within = Ordering::Equal;
        assert_eq!(Comparison::of(Polarity::High, within), Comparison::InLine);
        assert_eq!(Comparison::of(Polarity::Low, within), Comparison::InLine);
        assert_eq!(
            Comparison::of(Polarity::Neutral, within),
            Comparison::Similar
        );
    }

    #[test]
    fn a_neutral_indicator_never_counts_as_at_least_in_line() {
        for difference in [Ordering::Less, Ordering::Equal, Ordering::Greater] {
            let comparison = Comparison::of(Polarity::Neutral, difference);
            assert!(!comparison.at_least_in_line());
            assert!(!comparison.is_judged());
        }
        assert!(Comparison::Better.at_least_in_line());
        assert!(Comparison::InLine.at_least_in_line());
        assert!(!Comparison::Worse.at_least_in_line());
        assert!(Comparison::Worse.is_judged());
    }

    #[test]
    fn the_words_are_those_of_the_output_tables() {
        let words = [
            Comparison::Better,
            Comparison::InLine,
            Comparison::Worse,
            Comparison::Higher,
            Comparison::Similar,
            Comparison::Lower,
        ]
        .map(Comparison::word);
        assert_eq!(
            words,
            ["better", "in line", "worse", "higher", "similar", "lower"]
        );
        for word in words {
            assert_eq!(
                Comparison::from_word(word).map(Comparison::word),
                Some(word)
            );
        }
        assert_eq!(Comparison::from_word("about"), None);
    }
}
