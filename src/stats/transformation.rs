//! Transformations that bring a skewed feature nearer to a normal distribution.

use serde::{Deserialize, Serialize};

use super::{
    ShapiroWilk, box_cox, box_cox_parameter, shapiro_wilk, yeo_johnson, yeo_johnson_parameter,
};

/// A transformation of every value of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Transformation {
    /// The values as they are.
    None,
    /// Yeo and Johnson's power transformation with the parameter of greatest likelihood.
    YeoJohnson,
    /// The square root.
    SquareRoot,
    /// The natural logarithm of one more than the value.
    Log1p,
    /// The square.
    Square,
    /// Box and Cox's power transformation with the parameter of greatest likelihood.
    BoxCox,
    /// One over the square root.
    ReciprocalSquareRoot,
    /// One over the value.
    Reciprocal,
}

/// Values after a transformation.
#[derive(Debug, Clone, PartialEq)]
pub struct Transformed {
    /// What was done.
    pub transformation: Transformation,
    /// The parameter that was found, where the transformation has one.
    pub parameter: Option<f64>,
    /// The values, in their order; a missing one (NaN) is still missing.
    pub values: Vec<f64>,
}

impl Transformation {
    /// Every transformation, in the order in which NHS England's peer groups try them; of equally
    /// good ones the first is taken.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::YeoJohnson,
        Self::SquareRoot,
        Self::Log1p,
        Self::Square,
        Self::BoxCox,
        Self::ReciprocalSquareRoot,
        Self::Reciprocal,
    ];

    /// Its word in a pipeline and in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::YeoJohnson => "yeo_johnson",
            Self::SquareRoot => "square_root",
            Self::Log1p => "log1p",
            Self::Square => "square",
            Self::BoxCox => "box_cox",
            Self::ReciprocalSquareRoot => "reciprocal_square_root",
            Self::Reciprocal => "reciprocal",
        }
    }

    /// What every value has to be, in words; `None` where any will do.
    pub const fn needs(self) -> Option<&'static str> {
        match self {
            Self::None | Self::YeoJohnson | Self::Square => None,
            Self::SquareRoot => Some("at least 0"),
            Self::Log1p => Some("above -1"),
            Self::BoxCox | Self::ReciprocalSquareRoot | Self::Reciprocal => Some("above 0"),
        }
    }

    /// Whether `value` can be transformed.
    pub fn takes(self, value: f64) -> bool {
        match self {
            Self::None | Self::YeoJohnson | Self::Square => true,
            Self::SquareRoot => value >= 0.0,
            Self::Log1p => value > -1.0,
            Self::BoxCox | Self::ReciprocalSquareRoot | Self::Reciprocal => value > 0.0,
        }
    }

    /// Transforms `values`, of which a missing one (NaN) stays missing.
    ///
    /// `None` when a value cannot be transformed, a result is too large for an `f64`, or a
    /// parameter cannot be found because the values are all alike.
    pub fn apply(self, values: &[f64]) -> Option<Transformed> {
        let each = |change: fn(f64) -> f64| values.iter().map(|value| change(*value)).collect();
        let present = || values.iter().filter(|value| !value.is_nan());
        if present().any(|value| !self.takes(*value)) {
            return None;
        }
        let mut parameter = None;
        let transformed: Vec<f64> = match self {
            Self::None => values.to_vec(),
            Self::SquareRoot => each(f64::sqrt),
            Self::Log1p => each(f64::ln_1p),
            Self::Square => each(|value| value * value),
            Self::ReciprocalSquareRoot => each(|value| 1.0 / value.sqrt()),
            Self::Reciprocal => each(|value| 1.0 / value),
            Self::BoxCox => {
                let found = box_cox_parameter(values)?;
                parameter = Some(found);
                box_cox(values, found)
            }
            Self::YeoJohnson => {
                let found = yeo_johnson_parameter(values)?;
                parameter = Some(found);
                yeo_johnson(values, found)
            }
        };
        if transformed.iter().any(|value| value.is_infinite()) {
            return None;
        }
        Some(Transformed {
            transformation: self,
            parameter,
            values: transformed,
        })
    }

    /// The transformation whose result looks most normal: the highest p-value of Shapiro and
    /// Wilk.
    ///
    /// As in NHS England's peer groups, a transformation that cannot take the values is passed
    /// over, and of equal p-values the first in the order of [`Transformation::ALL`] is taken. For
    /// thousands of values p is often too small for an `f64`; then W decides, which for the same
    /// number of values has the same order. `None` when no result can be tested: fewer than three
    /// values, or all alike.
    pub fn best(values: &[f64]) -> Option<(Transformed, ShapiroWilk)> {
        let mut best: Option<(Transformed, ShapiroWilk)> = None;
        for candidate in Self::ALL {
            let Some(transformed) = candidate.apply(values) else {
                continue;
            };
            let Some(test) = shapiro_wilk(&transformed.values) else {
                continue;
            };
            let better = best.as_ref().is_none_or(|(_, so_far)| {
                test.p > so_far.p || (test.p == so_far.p && test.p == 0.0 && test.w > so_far.w)
            });
            if better {
                best = Some((transformed, test));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::samples::{CHANGES, CHILDREN, DENSITY};

    #[test]
    fn simple_transformations_are_those_of_the_arithmetic() {
        let values = [0.25, 4.0, f64::NAN];
        for (transformation, expected) in [
            (Transformation::None, [0.25, 4.0]),
            (Transformation::SquareRoot, [0.5, 2.0]),
            (Transformation::Square, [0.0625, 16.0]),
            (Transformation::Reciprocal, [4.0, 0.25]),
            (Transformation::ReciprocalSquareRoot, [2.0, 0.5]),
            // numpy.log1p([0.25, 4.0])
            (
                Transformation::Log1p,
                [0.223_143_551_314_209_76, 1.609_437_912_434_100_3],
            ),
        ] {
            let found = transformation.apply(&values).expect("values are positive");
            assert_eq!(found.values[..2], expected, "{transformation:?}");
            assert!(found.values[2].is_nan());
            assert_eq!(found.parameter, None);
        }
    }

    #[test]
    fn the_best_is_the_one_with_the_highest_p_value_of_scipy() {
        // max((scipy.stats.shapiro(t(x)).pvalue, t) for t in the eight transformations)
        for (values, best, p) in [
            (&CHILDREN, Transformation::YeoJohnson, 0.23294400485600314),
            (&DENSITY, Transformation::SquareRoot, 0.020369382858640987),
            (&CHANGES, Transformation::YeoJohnson, 0.3581301404669818),
        ] {
            let (found, test) = Transformation::best(values).expect("values differ");
            assert_eq!(found.transformation, best);
            assert!((test.p / p - 1.0).abs() < 1e-6, "{} {p}", test.p);
        }
    }

    #[test]
    fn a_transformation_that_cannot_take_a_value_is_refused_and_passed_over() {
        let values = [0.0, 1.0, 3.0, 9.0, 2.0];
        for refused in [
            Transformation::BoxCox,
            Transformation::Reciprocal,
            Transformation::ReciprocalSquareRoot,
        ] {
            assert_eq!(refused.apply(&values), None);
            assert!(!refused.takes(0.0) && refused.needs().is_some());
        }
        assert_eq!(Transformation::SquareRoot.apply(&[-1.0, 2.0]), None);
        assert_eq!(Transformation::Log1p.apply(&[-1.0, 2.0]), None);
        assert!(Transformation::best(&values).is_some());
    }

    #[test]
    fn a_result_beyond_all_numbers_is_refused() {
        assert_eq!(Transformation::Square.apply(&[1e200, 1.0]), None);
    }

    #[test]
    fn values_that_are_all_alike_have_no_best() {
        assert_eq!(Transformation::best(&[2.0; 8]), None);
        assert_eq!(Transformation::best(&[1.0, 2.0]), None);
    }
}
