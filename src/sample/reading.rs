//! One cell of the observations, and what publishers make of it.

use super::indicators::{Indicator, PERIODS};

/// A proportion's two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counts {
    /// Those with the outcome.
    pub numerator: f64,
    /// All of them.
    pub denominator: f64,
}

impl Counts {
    /// The proportion in percent.
    pub(super) fn percent(self) -> f64 {
        100.0 * self.numerator / self.denominator
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
        }
    }
}

/// One cell of the observations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    /// No row at all: not collected, or never sent.
    Unsent,
    /// A row with a publisher's symbol for a missing value.
    Missing(&'static str),
    /// A value, with its counts where they are published.
    Known {
        /// In the indicator's unit, to its decimals.
        value: f64,
        /// Numerator and denominator.
        counts: Option<Counts>,
    },
}

impl Reading {
    /// The value, if there is one.
    pub(super) fn value(self) -> Option<f64> {
        match self {
            Self::Known { value, .. } => Some(value),
            Self::Unsent | Self::Missing(_) => None,
        }
    }
}

/// The readings of one series, oldest period first.
pub(super) type Series = [Reading; PERIODS];

/// A reading with nothing but a value.
pub(super) fn known(indicator: &Indicator, value: f64) -> Reading {
    Reading::Known {
        value: indicator.rounded(value),
        counts: None,
    }
}

/// A reading of a proportion.
pub(super) fn proportion(indicator: &Indicator, counts: Counts) -> Reading {
    Reading::Known {
        value: indicator.rounded(counts.percent()),
        counts: Some(counts),
    }
}

/// The total of groups.
pub(super) fn sum(indicator: &Indicator, groups: &[Reading]) -> Reading {
    let total = groups
        .iter()
        .filter_map(|group| match group {
            Reading::Known { counts, .. } => *counts,
            Reading::Unsent | Reading::Missing(_) => None,
        })
        .reduce(Counts::and);
    total.map_or(Reading::Missing(".."), |counts| {
        proportion(indicator, counts)
    })
}

/// The reading as it is published: figures about very few children are suppressed.
pub(super) fn suppressed(reading: Reading) -> Reading {
    match reading {
        Reading::Known {
            counts: Some(counts),
            ..
        } if counts.denominator < 6.0 || counts.numerator < 3.0 => Reading::Missing("c"),
        _ => reading,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_about_very_few_children_are_suppressed() {
        let few = Reading::Known {
            value: 50.0,
            counts: Some(Counts {
                numerator: 2.0,
                denominator: 4.0,
            }),
        };
        assert_eq!(suppressed(few), Reading::Missing("c"));
    }
}
