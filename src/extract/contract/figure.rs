//! What is asked of one figure: whether its value can be, and whether it is what its numerator and
//! its denominator give.

use crate::domain::MeasureKind;
use crate::tables::{Fault, Indicator, Rule};

/// Numbers as a figure has them; NaN is missing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    /// The value.
    pub value: f64,
    /// The numerator.
    pub numerator: f64,
    /// The denominator.
    pub denominator: f64,
    /// The publisher's lower limit.
    pub low: f64,
    /// The publisher's upper limit.
    pub high: f64,
}

impl Numbers {
    /// What is wrong with the figure as one of `indicator`. A share may be above its whole by the part
    /// `above_whole` of it, because those who are counted and those they are counted among are not
    /// always of the same day: 100.2% of leavers had an offer.
    ///
    /// # Errors
    /// A number that cannot be, or numbers that contradict each other.
    pub(crate) fn check(&self, indicator: &Indicator, above_whole: f64) -> Result<(), Fault> {
        let measure = indicator.measure;
        if self.numerator < 0.0 || self.denominator < 0.0 {
            return Err(Fault::new(
                Rule::ImpossibleShare,
                "a numerator or denominator is below 0",
            ));
        }
        self.range(indicator, above_whole)?;
        if self.low > self.high || self.value < self.low || self.value > self.high {
            return Err(Fault::new(
                Rule::OutOfRange,
                format!(
                    "the value {} does not lie between its limits {} and {}",
                    self.value, self.low, self.high
                ),
            ));
        }
        if measure.whole().is_some()
            && self.numerator > self.denominator
            && !measure.is_above_whole(self.value)
        {
            return Err(Fault::new(
                Rule::ImpossibleShare,
                format!(
                    "numerator {} is larger than denominator {}",
                    self.numerator, self.denominator
                ),
            ));
        }
        self.identity(indicator)
    }

    fn range(&self, indicator: &Indicator, above_whole: f64) -> Result<(), Fault> {
        let value = self.value;
        let named = |rule, what: String| {
            Err(Fault::new(
                rule,
                format!(
                    "{value} {what}; where it is right, give {} another minimum or maximum in the catalogue",
                    indicator.name
                ),
            ))
        };
        match (indicator.minimum, indicator.maximum) {
            (Some(minimum), _) if value < minimum => {
                return named(
                    Rule::OutOfRange,
                    format!("is below the minimum of {minimum}"),
                );
            }
            (_, Some(maximum)) if value > maximum => {
                return named(
                    Rule::OutOfRange,
                    format!("is above the maximum of {maximum}"),
                );
            }
            _ => {}
        }
        let is_whole = indicator.maximum.is_none();
        if let Some(whole) = indicator.measure.whole().filter(|_| is_whole)
            && value > whole * (1.0 + above_whole)
        {
            return named(
                Rule::ImpossibleShare,
                format!(
                    "is above {whole} by more than the part {above_whole} of it (above_whole of the source), though the unit of the indicator is a share"
                ),
            );
        }
        let below_nought = match indicator.measure.kind {
            Some(MeasureKind::Proportion) => Some(Rule::ImpossibleShare),
            Some(MeasureKind::Rate | MeasureKind::Count) => Some(Rule::OutOfRange),
            Some(
                MeasureKind::Mean
                | MeasureKind::Amount
                | MeasureKind::Index
                | MeasureKind::Difference,
            )
            | None => None,
        };
        match below_nought {
            Some(rule) if value < 0.0 && indicator.minimum.is_none() => {
                match indicator.measure.whole() {
                    Some(whole) => named(rule, format!("is outside 0 to {whole}")),
                    None => named(rule, "is below 0".to_owned()),
                }
            }
            _ => Ok(()),
        }
    }

    /// `value = numerator / denominator x per`, within the rounding of what is published.
    fn identity(&self, indicator: &Indicator) -> Result<(), Fault> {
        let (numerator, denominator) = (self.numerator, self.denominator);
        let of_kind = matches!(
            indicator.measure.kind,
            Some(MeasureKind::Proportion | MeasureKind::Rate)
        );
        let Some(factor) = indicator.measure.factor().filter(|_| of_kind) else {
            return Ok(());
        };
        let known = !self.value.is_nan() && !numerator.is_nan() && denominator > 0.0;
        if !known {
            return Ok(());
        }
        let given = numerator / denominator * factor;
        let apart = (self.value - given).abs();
        // Most figures are not rounded, and nothing more is asked of them.
        let noise = 1e-9 * given.abs().max(1.0);
        if apart <= noise {
            return Ok(());
        }
        // Counts that are rounded to fives or tens are as far from the truth as half of that.
        let rounded = rounding_of_counts(numerator, denominator) / denominator;
        let of_counts = factor * rounded * (1.0 + numerator / denominator);
        let tolerance = rounding_of_value(self.value) + of_counts + noise;
        if apart <= tolerance {
            return Ok(());
        }
        let ratio = self.value / given;
        let scale = [1e-4, 1e-3, 0.01, 0.1, 10.0, 100.0, 1e3, 1e4]
            .into_iter()
            .find(|scale| (ratio / scale - 1.0).abs() < 0.02)
            .map(|scale| match scale {
                scale if scale > 1.0 => format!("; it is {scale} times too large"),
                scale => format!("; it is {} times too small", (1.0 / scale).round()),
            })
            .unwrap_or_default();
        Err(Fault::new(
            Rule::ContradictsParts,
            format!(
                "the value {} is not {numerator} / {denominator} x {factor} = {given:.4}{scale}",
                self.value
            ),
        ))
    }
}

/// Half a unit in the last decimal of a published value; one with more than six decimals is not
/// rounded.
fn rounding_of_value(value: f64) -> f64 {
    (0..=6)
        .map(|decimals| 10_f64.powi(decimals))
        .find(|scale| {
            let scaled = value * scale;
            (scaled - scaled.round()).abs() <= 1e-9 * scaled.abs().max(1.0)
        })
        .map_or(1e-7, |scale| 0.5 / scale)
}

/// Half of what both counts are rounded to, as far as they show it.
fn rounding_of_counts(numerator: f64, denominator: f64) -> f64 {
    // By whole numbers, which a processor divides in a tenth of the time.
    let whole = |number: f64| Some(number as i64).filter(|whole| *whole as f64 == number);
    let Some((numerator, denominator)) = whole(numerator).zip(whole(denominator)) else {
        return 0.0;
    };
    let both = |of: i64| numerator % of == 0 && denominator % of == 0;
    match () {
        () if both(10) => 5.0,
        () if both(5) => 2.5,
        () => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Measure, Polarity};

    fn indicator(unit: &str) -> Indicator {
        Indicator {
            name: "measure".to_owned(),
            title: "A measure".to_owned(),
            outcome: None,
            polarity: Polarity::High,
            unit: Some(unit.to_owned()),
            measure: Measure::of(Some(unit), None, None).expect("the unit is known"),
            minimum: None,
            maximum: None,
            decimals: None,
            total: None,
            breaks: Vec::new(),
            gap: None,
        }
    }

    fn rule(unit: &str, value: f64, numerator: f64, denominator: f64) -> Option<Rule> {
        let numbers = Numbers {
            value,
            numerator,
            denominator,
            low: f64::NAN,
            high: f64::NAN,
        };
        numbers
            .check(&indicator(unit), 0.1)
            .err()
            .map(|fault| fault.rule)
    }

    #[test]
    fn a_value_is_its_numerator_over_its_denominator_within_its_rounding() {
        assert_eq!(rule("percent", 12.5, 5.0, 40.0), None);
        assert_eq!(rule("percent", 33.3, 1.0, 3.0), None);
        assert_eq!(rule("percent", 33.0, 1.0, 3.0), None);
        assert_eq!(
            rule("percent", 33.4, 1.0, 3.0),
            Some(Rule::ContradictsParts)
        );
        assert_eq!(
            rule("percent", 0.125, 5.0, 40.0),
            Some(Rule::ContradictsParts)
        );
        assert_eq!(
            rule("per 10,000", 115.2166797, 107_429.0, 9_324_084.0),
            None
        );
        assert_eq!(
            rule("per 1,000", 115.2166797, 107_429.0, 9_324_084.0),
            Some(Rule::ContradictsParts)
        );
    }

    #[test]
    fn counts_in_fives_and_tens_are_taken_as_rounded() {
        // The publisher's own figure of England: 26.6% beside 32,310 of 121,230, both to tens.
        assert_eq!(rule("percent", 26.6, 32_310.0, 121_230.0), None);
        assert_eq!(
            rule("percent", 26.6, 32_311.0, 121_233.0),
            Some(Rule::ContradictsParts)
        );
    }

    #[test]
    fn a_percentage_may_pass_a_hundred_by_a_little() {
        assert_eq!(rule("%", 100.2, f64::NAN, f64::NAN), None);
        assert_eq!(
            rule("%", 110.5, f64::NAN, f64::NAN),
            Some(Rule::ImpossibleShare)
        );
        assert_eq!(
            rule("%", -0.1, f64::NAN, f64::NAN),
            Some(Rule::ImpossibleShare)
        );
        assert_eq!(rule("% gap", -3.98, f64::NAN, f64::NAN), None);
        let mut take_up = indicator("%");
        take_up.maximum = Some(200.0);
        let numbers = Numbers {
            value: 150.9,
            numerator: f64::NAN,
            denominator: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
        };
        assert!(numbers.check(&take_up, 0.0).is_ok());
    }

    #[test]
    fn limits_lie_about_their_value() {
        let numbers = Numbers {
            value: 5.0,
            numerator: f64::NAN,
            denominator: f64::NAN,
            low: 6.0,
            high: 7.0,
        };
        let fault = numbers
            .check(&indicator("%"), 0.1)
            .expect_err("it lies below");
        assert_eq!(fault.rule, Rule::OutOfRange);
    }
}
