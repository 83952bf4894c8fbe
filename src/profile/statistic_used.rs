//! Which statistic a figure of a comparator is.

use crate::config::NeighbourStatistic;

/// Which statistic a comparator's figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatisticUsed {
    /// The unweighted mean.
    Mean,
    /// The median.
    Median,
    /// Numerators over denominators.
    Pooled,
    /// The mean weighted by denominators.
    Weighted,
    /// As the extract has it.
    Published,
}

impl StatisticUsed {
    /// Each, in the order of its number.
    pub const ALL: [Self; 5] = [
        Self::Mean,
        Self::Median,
        Self::Pooled,
        Self::Weighted,
        Self::Published,
    ];

    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mean => NeighbourStatistic::Mean.word(),
            Self::Median => NeighbourStatistic::Median.word(),
            Self::Pooled => NeighbourStatistic::Pooled.word(),
            Self::Weighted => NeighbourStatistic::Weighted.word(),
            Self::Published => "published",
        }
    }
}

impl From<NeighbourStatistic> for StatisticUsed {
    fn from(statistic: NeighbourStatistic) -> Self {
        match statistic {
            NeighbourStatistic::Mean => Self::Mean,
            NeighbourStatistic::Median => Self::Median,
            NeighbourStatistic::Pooled => Self::Pooled,
            NeighbourStatistic::Weighted => Self::Weighted,
        }
    }
}
