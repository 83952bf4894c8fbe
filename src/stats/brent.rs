//! The lowest point of a function of one variable.

/// The share of an interval that golden section keeps.
const GOLDEN: f64 = 0.381_966_011_250_105_1;

/// The square root of the machine's precision: about a minimum a function is flat, so that no
/// place can be told more closely than this.
const SQRT_EPSILON: f64 = 1.490_116_119_384_765_6e-8;

/// Steps after which the search ends wherever it stands; it seldom takes forty.
const LONGEST: usize = 500;

/// The place between `low` and `high` where `function` is lowest, to about eight digits.
///
/// Brent's method: parabolas where they help, golden section where they do not. A value that is
/// not a number counts as infinitely high. Source: R. P. Brent, *Algorithms for Minimization
/// without Derivatives* (Prentice-Hall 1973), chapter 5. It is written out here because the
/// crates that offer it bring a framework for optimisation with them.
pub(super) fn lowest(low: f64, high: f64, function: impl Fn(f64) -> f64) -> f64 {
    let value_at = |place: f64| {
        let value = function(place);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let (mut low, mut high) = (low, high);
    let mut best = low + GOLDEN * (high - low);
    let (mut second, mut third) = (best, best);
    let mut at_best = value_at(best);
    let (mut at_second, mut at_third) = (at_best, at_best);
    let (mut step, mut step_before_last) = (0.0_f64, 0.0_f64);

    for _ in 0..LONGEST {
        let middle = f64::midpoint(low, high);
        let tolerance = SQRT_EPSILON * best.abs() + 1e-10;
        if (best - middle).abs() <= 2.0 * tolerance - (high - low) / 2.0 {
            break;
        }
        let parabola = (step_before_last.abs() > tolerance)
            .then(|| {
                let r = (best - second) * (at_best - at_third);
                let q = (best - third) * (at_best - at_second);
                let p = (best - third) * q - (best - second) * r;
                let q = 2.0 * (q - r);
                if q > 0.0 { (-p, q) } else { (p, -q) }
            })
            .filter(|&(p, q)| {
                p.abs() < (q * step_before_last / 2.0).abs()
                    && p > q * (low - best)
                    && p < q * (high - best)
            });
        if let Some((p, q)) = parabola {
            step_before_last = step;
            step = p / q;
            let place = best + step;
            if place - low < 2.0 * tolerance || high - place < 2.0 * tolerance {
                step = if best < middle { tolerance } else { -tolerance };
            }
        } else {
            step_before_last = if best < middle {
                high - best
            } else {
                low - best
            };
            step = GOLDEN * step_before_last;
        }
        let place = if step.abs() >= tolerance {
            best + step
        } else if step > 0.0 {
            best + tolerance
        } else {
            best - tolerance
        };
        let value = value_at(place);

        if value <= at_best {
            if place < best {
                high = best;
            } else {
                low = best;
            }
            (third, at_third) = (second, at_second);
            (second, at_second) = (best, at_best);
            (best, at_best) = (place, value);
        } else {
            if place < best {
                low = place;
            } else {
                high = place;
            }
            if value <= at_second || second == best {
                (third, at_third) = (second, at_second);
                (second, at_second) = (place, value);
            } else if value <= at_third || third == best || third == second {
                (third, at_third) = (place, value);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_point_of_a_parabola_is_found() {
        let found = lowest(-10.0, 25.0, |x| (x - 3.25).powi(2) + 7.0);
        assert!((found - 3.25).abs() < 1e-7, "{found}");
    }

    #[test]
    fn the_lowest_point_of_a_lopsided_function_is_found() {
        // scipy.optimize.fminbound(lambda x: numpy.exp(x) - 3 * x, -4, 9, xtol=1.48e-8)
        let found = lowest(-4.0, 9.0, |x| x.exp() - 3.0 * x);
        assert!((found - 3.0_f64.ln()).abs() < 1e-7, "{found}");
    }

    #[test]
    fn a_function_that_falls_all_the_way_ends_at_the_edge() {
        let found = lowest(0.0, 1.0, |x| -x);
        assert!(found > 1.0 - 1e-6, "{found}");
    }

    #[test]
    fn places_where_the_function_is_no_number_are_avoided() {
        let found = lowest(-4.0, 4.0, |x| (x - 1.0).powi(2) + (x + 2.0).sqrt() * 0.0);
        assert!((found - 1.0).abs() < 1e-7, "{found}");
    }
}
