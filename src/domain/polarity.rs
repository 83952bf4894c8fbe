//! Polarity: which way an indicator is good.

use serde::{Deserialize, Serialize};

/// Whether a high or a low value of an indicator is the good one, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// A high value is good: pupils who reach the expected level.
    High,
    /// A low value is good: infant mortality.
    Low,
    /// Neither is good in itself, or nobody has said: spending on a service.
    Neutral,
}

impl Polarity {
    /// Reads `High`, `Low` or `Neutral` in any capitals.
    ///
    /// A blank, `-` and `NA` are how the Local Authority Interactive Tool's dictionary writes "no
    /// polarity", and so are neutral. Any other text is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "high" => Some(Self::High),
            "low" => Some(Self::Low),
            "neutral" | "na" | "-" | "" => Some(Self::Neutral),
            _ => None,
        }
    }

    /// The word used in indicator tables: `high`, `low` or `neutral`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Low => "low",
            Self::Neutral => "neutral",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn high_low_and_neutral_are_read_in_any_capitals() {
        assert_eq!(Polarity::parse("High"), Some(Polarity::High));
        assert_eq!(Polarity::parse(" LOW\u{a0}"), Some(Polarity::Low));
        assert_eq!(Polarity::parse("neutral"), Some(Polarity::Neutral));
    }

    #[test]
    fn an_indicator_without_polarity_is_neutral() {
        for text in ["-", "NA", "na", "", "  "] {
            assert_eq!(Polarity::parse(text), Some(Polarity::Neutral), "{text:?}");
        }
    }

    #[test]
    fn any_other_word_is_refused_rather_than_guessed() {
        for text in ["Hihg", "higher", "positive", "1"] {
            assert_eq!(Polarity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_polarity_reads_back_from_its_word() {
        for polarity in [Polarity::High, Polarity::Low, Polarity::Neutral] {
            assert_eq!(Polarity::parse(polarity.word()), Some(polarity));
        }
    }
}
