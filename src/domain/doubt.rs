//! Sources of doubt about a rating.

use std::fmt;

/// What may be drawn anew to learn how firm a rating is.
///
/// The order is that of the words, by which tables are sorted.
///
/// ```
/// use plumbline::domain::Doubt;
/// assert!(Doubt::ALL.is_sorted_by_key(|doubt| doubt.word()));
/// assert_eq!(Doubt::from_word("cut_offs"), Some(Doubt::CutOffs));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// The confidence and the margin by which indicators are compared.
    Comparisons,
    /// The cut-offs of bands.
    CutOffs,
    /// Where a mean halfway between two ratings goes.
    Halves,
    /// The values of indicators, which have an interval.
    Indicators,
    /// Which areas are similar.
    Neighbours,
    /// The shares of the settings that were inspected, as a sample of what they are like.
    Sampling,
    /// The grades of the settings that were not inspected.
    Uninspected,
    /// The weights of blocks and of what is in them.
    Weights,
}

impl Doubt {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Comparisons,
        Self::CutOffs,
        Self::Halves,
        Self::Indicators,
        Self::Neighbours,
        Self::Sampling,
        Self::Uninspected,
        Self::Weights,
    ];

    /// The word in pipelines and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Comparisons => "comparisons",
            Self::CutOffs => "cut_offs",
            Self::Halves => "halves",
            Self::Indicators => "indicators",
            Self::Neighbours => "neighbours",
            Self::Sampling => "sampling",
            Self::Uninspected => "uninspected",
            Self::Weights => "weights",
        }
    }

    /// The source that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doubt| doubt.word() == word)
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
