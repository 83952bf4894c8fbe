//! How a value stands to a comparator.

use std::cmp::Ordering;

use super::intervals::ComparedBy;
use crate::config::{IndicatorComparison, ProvisionComparison};
use crate::domain::{Comparison, Polarity};
use crate::stats::{Interval, normal_quantile, wilson};

/// Compares an indicator's values, by the rulebook's confidence and margin.
#[derive(Debug, Clone, Copy)]
pub(super) struct IndicatorRule {
    z: f64,
    margin: f64,
}

/// What an indicator's value is compared by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Yardstick {
    /// The value's own interval, in the indicator's unit.
    Interval(Interval),
    /// A margin on both sides, in the indicator's unit.
    Margin(f64),
    /// Nothing: there is one authority only.
    None,
}

impl IndicatorRule {
    /// The rule of a rulebook.
    pub(super) fn new(rule: IndicatorComparison) -> Self {
        Self {
            z: two_sided(rule.confidence),
            margin: rule.margin,
        }
    }

    /// The half-width of an interval in standard deviations, by the rulebook's confidence.
    pub(super) fn z(self) -> f64 {
        self.z
    }

    /// The margin by which values without numerator and denominator are compared, in their unit;
    /// `None` where there is one authority only.
    pub(super) fn margin(self, deviation: Option<f64>) -> Option<f64> {
        deviation.map(|deviation| self.margin * deviation)
    }
}

impl Yardstick {
    /// How `value` stands to `comparator`; `None` where either is missing.
    pub(super) fn compare(
        self,
        value: f64,
        comparator: f64,
        polarity: Polarity,
    ) -> Option<Comparison> {
        if value.is_nan() || comparator.is_nan() {
            return None;
        }
        let difference = match self {
            Self::None => return None,
            Self::Interval(interval) if comparator < interval.low => Ordering::Greater,
            Self::Interval(interval) if comparator > interval.high => Ordering::Less,
            Self::Margin(margin) if exceeds(value, comparator, margin) => Ordering::Greater,
            Self::Margin(margin) if exceeds(comparator, value, margin) => Ordering::Less,
            Self::Interval(_) | Self::Margin(_) => Ordering::Equal,
        };
        Some(Comparison::of(polarity, difference))
    }
}

/// Whether `value` lies above `other` by more than `margin`. A difference of just the margin does
/// not, whatever the last binary digits say: 4 of 5 beside 0.7 differ by 0.1 and a little more.
fn exceeds(value: f64, other: f64, margin: f64) -> bool {
    /// Far above what arithmetic adds to a figure, and far below what is published of one.
    const NOISE: f64 = 1e-9;
    value - other > margin + NOISE * value.abs().max(other.abs()).max(1.0)
}

/// How each value stands to its comparator by the same margin for all, in the indicator's unit;
/// the same as [`Yardstick::compare`] says of each.
pub(super) fn by_margin(
    margin: f64,
    pairs: impl Iterator<Item = (f64, f64)>,
    polarity: Polarity,
) -> Vec<Option<Comparison>> {
    let names = [Ordering::Less, Ordering::Equal, Ordering::Greater]
        .map(|difference| Some(Comparison::of(polarity, difference)));
    pairs
        .map(|(value, comparator)| {
            let above = usize::from(exceeds(value, comparator, margin));
            let below = usize::from(exceeds(comparator, value, margin));
            let name = names[1 + above - below];
            if value.is_nan() || comparator.is_nan() {
                None
            } else {
                name
            }
        })
        .collect()
}

/// Compares shares of settings that are good or better.
///
/// Many settings are compared by their Wilson interval. Few never leave it: one college of one
/// has an interval from 0.21 to 1. They are counted, not sampled, so a few settings are
/// compared by a margin in share.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProvisionRule {
    z: f64,
    interval_from: u32,
    margin: f64,
}

impl ProvisionRule {
    /// The rule of a rulebook.
    pub(super) fn new(rule: ProvisionComparison) -> Self {
        Self {
            z: two_sided(rule.confidence),
            interval_from: rule.interval_from,
            margin: rule.margin,
        }
    }

    /// The Wilson interval of `good` settings among `inspected`; `None` when there are none.
    pub(super) fn interval(self, good: u32, inspected: u32) -> Option<Interval> {
        wilson(f64::from(good), f64::from(inspected), self.z)
    }

    /// What the share of so many inspected settings is compared by.
    pub(super) fn compares_by(self, inspected: u32) -> ComparedBy {
        match inspected >= self.interval_from {
            true => ComparedBy::Wilson,
            false => ComparedBy::Margin,
        }
    }

    /// How the share of `good` among `inspected` stands to a comparator's share.
    pub(super) fn compare(self, good: u32, inspected: u32, comparator: f64) -> Option<Comparison> {
        let interval = self.interval(good, inspected)?;
        let yardstick = if inspected >= self.interval_from {
            Yardstick::Interval(interval)
        } else {
            Yardstick::Margin(self.margin)
        };
        let share = f64::from(good) / f64::from(inspected);
        yardstick.compare(share, comparator, Polarity::High)
    }
}

/// The standard normal quantile of a two-sided confidence: 1.96 for 0.95.
fn two_sided(confidence: f64) -> f64 {
    normal_quantile(f64::midpoint(1.0, confidence))
        .expect("a rulebook's confidence lies between 0 and 1")
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDICATORS: IndicatorComparison = IndicatorComparison {
        confidence: 0.95,
        margin: 0.5,
    };
    const PROVISION: ProvisionComparison = ProvisionComparison {
        confidence: 0.95,
        interval_from: 10,
        margin: 0.1,
    };

    #[test]
    fn a_comparator_outside_the_interval_differs_by_polarity() {
        // proportion_confint(60, 100, method="wilson") = (0.5020, 0.6906)
        let share = wilson(60.0, 100.0, IndicatorRule::new(INDICATORS).z()).expect("a share");
        let yardstick = Yardstick::Interval(Interval {
            low: share.low * 100.0,
            high: share.high * 100.0,
        });
        assert_eq!(
            yardstick.compare(60.0, 50.0, Polarity::High),
            Some(Comparison::Better)
        );
        assert_eq!(
            yardstick.compare(60.0, 50.0, Polarity::Low),
            Some(Comparison::Worse)
        );
        assert_eq!(
            yardstick.compare(60.0, 50.3, Polarity::High),
            Some(Comparison::InLine)
        );
        assert_eq!(
            yardstick.compare(60.0, 69.0, Polarity::High),
            Some(Comparison::InLine)
        );
        assert_eq!(
            yardstick.compare(60.0, 69.1, Polarity::High),
            Some(Comparison::Worse)
        );
        assert_eq!(
            yardstick.compare(60.0, 69.1, Polarity::Neutral),
            Some(Comparison::Lower)
        );
    }

    #[test]
    fn the_margin_is_in_standard_deviations() {
        let margin = IndicatorRule::new(INDICATORS).margin(Some(4.0));
        let yardstick = Yardstick::Margin(margin.expect("there is a deviation"));
        assert_eq!(
            yardstick.compare(12.0, 10.0, Polarity::High),
            Some(Comparison::InLine)
        );
        assert_eq!(
            yardstick.compare(12.1, 10.0, Polarity::High),
            Some(Comparison::Better)
        );
        assert_eq!(
            yardstick.compare(7.9, 10.0, Polarity::Neutral),
            Some(Comparison::Lower)
        );
        assert_eq!(IndicatorRule::new(INDICATORS).margin(None), None);
    }

    #[test]
    fn many_values_are_compared_by_a_margin_as_each_is_alone() {
        let values = [12.0, 12.1, 7.9, 8.0, f64::NAN, 10.0];
        let comparators = [10.0, 10.0, 10.0, 10.0, 10.0, f64::NAN];
        let pairs = || values.into_iter().zip(comparators);
        for polarity in [Polarity::High, Polarity::Low, Polarity::Neutral] {
            let alone: Vec<_> = pairs()
                .map(|(value, other)| Yardstick::Margin(2.0).compare(value, other, polarity))
                .collect();
            assert_eq!(by_margin(2.0, pairs(), polarity), alone);
        }
    }

    #[test]
    fn a_difference_of_just_the_margin_is_in_line() {
        // Each of these differs by the margin in decimals, and by more in binary.
        for (value, other, margin) in [
            (0.8, 0.7, 0.1),
            (0.6, 0.7, 0.1),
            (60.1, 50.1, 10.0),
            (300_000.4, 300_000.1, 0.3),
        ] {
            let yardstick = Yardstick::Margin(margin);
            let alone = yardstick.compare(value, other, Polarity::High);
            assert_eq!(alone, Some(Comparison::InLine), "{value} {other}");
            let among = by_margin(margin, [(value, other)].into_iter(), Polarity::High);
            assert_eq!(among, [Some(Comparison::InLine)], "{value} {other}");
        }
        let more = Yardstick::Margin(0.1).compare(0.8001, 0.7, Polarity::High);
        assert_eq!(more, Some(Comparison::Better));
        let rule = ProvisionRule::new(PROVISION);
        assert_eq!(rule.compare(4, 5, 0.7), Some(Comparison::InLine));
        assert_eq!(rule.compare(3, 5, 0.7), Some(Comparison::InLine));
    }

    #[test]
    fn what_is_missing_is_not_compared() {
        let yardstick = Yardstick::Margin(0.5);
        assert_eq!(yardstick.compare(f64::NAN, 1.0, Polarity::High), None);
        assert_eq!(yardstick.compare(1.0, f64::NAN, Polarity::High), None);
        assert_eq!(Yardstick::None.compare(1.0, 1.0, Polarity::High), None);
    }

    #[test]
    fn a_single_college_differs_by_the_margin_and_many_settings_by_the_interval() {
        let rule = ProvisionRule::new(PROVISION);
        assert_eq!(rule.compare(1, 1, 0.6), Some(Comparison::Better));
        assert_eq!(rule.compare(1, 1, 0.95), Some(Comparison::InLine));
        assert_eq!(rule.compare(8, 10, 0.6), Some(Comparison::InLine));
        assert_eq!(rule.compare(800, 1000, 0.6), Some(Comparison::Better));
        assert_eq!(rule.compare(0, 0, 0.6), None);
        assert_eq!(rule.compare(1, 1, f64::NAN), None);
    }
}
