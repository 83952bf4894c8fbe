//! Ratings and bands: what a council's evidence amounts to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The rating of a council, 1 to 4, where **4 is best**. Bands share the scale.
///
/// The four points, their descriptors and meanings are those of the annual rating letters of
/// 9 December 2009. The order is the rating's own: the greater rating is the better one, so a cap
/// is a `min`.
///
/// ```
/// use plumbline::domain::Rating;
/// assert!(Rating::PerformsExcellently > Rating::PerformsPoorly);
/// assert_eq!(Rating::PerformsWell.min(Rating::PerformsPoorly), Rating::PerformsPoorly);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Rating {
    /// 1, does not meet minimum requirements.
    PerformsPoorly = 1,
    /// 2, meets only minimum requirements.
    PerformsAdequately = 2,
    /// 3, exceeds minimum requirements.
    PerformsWell = 3,
    /// 4, significantly exceeds minimum requirements.
    PerformsExcellently = 4,
}

impl Rating {
    /// All four, worst first.
    pub const ALL: [Self; 4] = [
        Self::PerformsPoorly,
        Self::PerformsAdequately,
        Self::PerformsWell,
        Self::PerformsExcellently,
    ];

    /// The rating of this number, 1 (poor) to 4 (excellent); `None` for any other number.
    pub const fn from_level(level: u8) -> Option<Self> {
        match level {
            1 => Some(Self::PerformsPoorly),
            2 => Some(Self::PerformsAdequately),
            3 => Some(Self::PerformsWell),
            4 => Some(Self::PerformsExcellently),
            _ => None,
        }
    }

    /// The number the letters print beside the descriptor, 4 being best.
    pub const fn level(self) -> u8 {
        self as u8
    }

    /// The descriptor, as printed in the letters: `Performs poorly`.
    pub const fn descriptor(self) -> &'static str {
        match self {
            Self::PerformsPoorly => "Performs poorly",
            Self::PerformsAdequately => "Performs adequately",
            Self::PerformsWell => "Performs well",
            Self::PerformsExcellently => "Performs excellently",
        }
    }

    /// How an organisation at this level performs: `poorly`.
    pub const fn manner(self) -> &'static str {
        match self {
            Self::PerformsPoorly => "poorly",
            Self::PerformsAdequately => "adequately",
            Self::PerformsWell => "well",
            Self::PerformsExcellently => "excellently",
        }
    }

    /// What the rating says of "an organisation that ...", in the letters' words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::PerformsPoorly => "does not meet minimum requirements",
            Self::PerformsAdequately => "meets only minimum requirements",
            Self::PerformsWell => "exceeds minimum requirements",
            Self::PerformsExcellently => "significantly exceeds minimum requirements",
        }
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.descriptor())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_is_best_and_the_order_says_so() {
        assert_eq!(Rating::ALL.map(Rating::level), [1, 2, 3, 4]);
        assert!(Rating::ALL.is_sorted());
        assert_eq!(
            Rating::ALL.into_iter().max(),
            Some(Rating::PerformsExcellently)
        );
    }

    #[test]
    fn every_rating_reads_back_from_its_number_and_no_other_number_is_one() {
        for rating in Rating::ALL {
            assert_eq!(Rating::from_level(rating.level()), Some(rating));
        }
        for level in [0, 5, 255] {
            assert_eq!(Rating::from_level(level), None);
        }
    }

    #[test]
    fn the_words_are_those_of_the_letter() {
        assert_eq!(Rating::PerformsPoorly.to_string(), "Performs poorly");
        assert_eq!(
            Rating::PerformsPoorly.meaning(),
            "does not meet minimum requirements"
        );
        assert_eq!(
            Rating::PerformsExcellently.descriptor(),
            "Performs excellently"
        );
        assert_eq!(
            Rating::PerformsExcellently.meaning(),
            "significantly exceeds minimum requirements"
        );
    }
}
