//! The interval of a difference.

use super::interval::Interval;

/// The interval of `a` less `b`, each a value with an interval of the same confidence.
///
/// The limits are squared and added on either side. With Wilson's intervals of two proportions this
/// is method 10 of R. G. Newcombe, "Interval estimation for the difference between independent
/// proportions: comparison of eleven methods", *Statistics in Medicine* 17 (1998), 873-890; for other
/// figures it is that of G. Y. Zou and A. Donner, "Construction of confidence limits about effect
/// measures: a general approach", *Statistics in Medicine* 27 (2008), 1693-1702.
pub fn difference(a: (f64, Interval), b: (f64, Interval)) -> Interval {
    let ((a, of_a), (b, of_b)) = (a, b);
    let difference = a - b;
    Interval {
        low: difference - (a - of_a.low).hypot(of_b.high - b),
        high: difference + (of_a.high - a).hypot(b - of_b.low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::wilson;

    #[test]
    fn differences_of_proportions_are_those_of_newcombe() {
        // Newcombe's table II, method 10: 56 of 70 less 48 of 80, and 10 of 10 less 0 of 20.
        for ((x, m), (y, n), low, high) in [
            ((56.0, 70.0), (48.0, 80.0), 0.0524, 0.3339),
            ((10.0, 10.0), (0.0, 20.0), 0.6791, 1.0),
        ] {
            let of = |part: f64, whole: f64| {
                let interval = wilson(part, whole, 1.959_963_984_540_054);
                (part / whole, interval.expect("possible"))
            };
            let found = difference(of(x, m), of(y, n));
            assert!((found.low - low).abs() < 5e-5, "{found:?}");
            assert!((found.high - high).abs() < 5e-5, "{found:?}");
        }
    }
}
