//! Steps of a rating.

use std::fmt;

/// A step on the way to a rating, in which the rulebook asks something.
///
/// The order is that of the words, by which the evidence is sorted.
///
/// ```
/// use plumbline::domain::Step;
/// assert!(Step::ALL.is_sorted_by_key(|step| step.word()));
/// assert_eq!(Step::from_word("limiter"), Some(Step::Limiter));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The weighted mean of the bands of a block.
    Block,
    /// Whether there is enough evidence for a rating.
    Coverage,
    /// The band of a finding about the authority itself.
    FindingBand,
    /// The rating that the blocks make.
    Indicative,
    /// Whether a limiter caps the rating.
    Limiter,
    /// What a judgement makes of the rating.
    Moderation,
    /// Whether an outcome earns a band.
    OutcomeBand,
    /// Whether a type of setting earns a band.
    ProvisionBand,
    /// Whether a letter may call a type of setting or a finding a significant weakness.
    Weakness,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Block,
        Self::Coverage,
        Self::FindingBand,
        Self::Indicative,
        Self::Limiter,
        Self::Moderation,
        Self::OutcomeBand,
        Self::ProvisionBand,
        Self::Weakness,
    ];

    /// The word of the output tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Coverage => "coverage",
            Self::FindingBand => "finding_band",
            Self::Indicative => "indicative",
            Self::Limiter => "limiter",
            Self::Moderation => "moderation",
            Self::OutcomeBand => "outcome_band",
            Self::ProvisionBand => "provision_band",
            Self::Weakness => "weakness",
        }
    }

    /// The step of this word; `None` for any other text.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
