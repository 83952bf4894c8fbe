//! Trends: which way an authority's own value has been going.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Polarity;

/// The direction of an indicator over its latest periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Moving to the good side.
    Improving,
    /// No movement beyond tolerance, of any indicator.
    Steady,
    /// Moving to the bad side.
    Worsening,
    /// Going up, of an indicator without polarity.
    Rising,
    /// Going down, of an indicator without polarity.
    Falling,
}

impl Trend {
    /// Names a movement. `movement` is [`Ordering::Greater`] when the value rises beyond
    /// tolerance, `Less` when it falls beyond it, and `Equal` otherwise; what the tolerance is,
    /// the caller decides.
    pub const fn of(polarity: Polarity, movement: Ordering) -> Self {
        match (polarity, movement) {
            (_, Ordering::Equal) => Self::Steady,
            (Polarity::High, Ordering::Greater) | (Polarity::Low, Ordering::Less) => {
                Self::Improving
            }
            (Polarity::High, Ordering::Less) | (Polarity::Low, Ordering::Greater) => {
                Self::Worsening
            }
            (Polarity::Neutral, Ordering::Greater) => Self::Rising,
            (Polarity::Neutral, Ordering::Less) => Self::Falling,
        }
    }

    /// The word of the output tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Improving => "improving",
            Self::Steady => "steady",
            Self::Worsening => "worsening",
            Self::Rising => "rising",
            Self::Falling => "falling",
        }
    }
}

impl fmt::Display for Trend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_improves_what_should_be_low_and_worsens_what_should_be_high() {
        let fall = Ordering::Less;
        assert_eq!(Trend::of(Polarity::Low, fall), Trend::Improving);
        assert_eq!(Trend::of(Polarity::High, fall), Trend::Worsening);
        assert_eq!(Trend::of(Polarity::Neutral, fall), Trend::Falling);
    }

    #[test]
    fn a_rise_worsens_what_should_be_low_and_improves_what_should_be_high() {
        let rise = Ordering::Greater;
        assert_eq!(Trend::of(Polarity::Low, rise), Trend::Worsening);
        assert_eq!(Trend::of(Polarity::High, rise), Trend::Improving);
        assert_eq!(Trend::of(Polarity::Neutral, rise), Trend::Rising);
    }

    #[test]
    fn no_movement_is_steady_whatever_the_polarity() {
        for polarity in [Polarity::High, Polarity::Low, Polarity::Neutral] {
            assert_eq!(Trend::of(polarity, Ordering::Equal).to_string(), "steady");
        }
    }
}
