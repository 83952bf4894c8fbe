//! What the values of those whom an authority is compared with are summed up by.

use serde::Deserialize;

/// Which statistic of the neighbours' values an authority is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NeighbourStatistic {
    /// The unweighted mean of the neighbours that have a value, as the Department's Local
    /// Authority Interactive Tool does.
    #[default]
    Mean,
    /// Their median, as the Department's children's social care dashboard does.
    Median,
    /// The sum of their numerators over the sum of their denominators where every neighbour
    /// with a value has both; the mean elsewhere.
    Pooled,
    /// Their mean weighted by denominators where every neighbour with a value has one; the plain
    /// mean elsewhere.
    Weighted,
}

impl NeighbourStatistic {
    /// The word in pipelines and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Pooled => "pooled",
            Self::Weighted => "weighted",
        }
    }
}
