//! The confidence interval of a mean.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::interval::Interval;
use super::spread::{deviation_from, mean};

/// Student's interval of the mean of the values that are present, at a two-sided confidence such as
/// 0.95; `None` for fewer than two values.
///
/// Source: Student, "The probable error of a mean", *Biometrika* 6 (1908), 1-25.
pub fn mean_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let centre = mean(values)?;
    let deviation = deviation_from(centre, values)?;
    let count = centre.count as f64;
    let student = StudentsT::new(0.0, 1.0, count - 1.0).ok()?;
    let reach = student.inverse_cdf(f64::midpoint(1.0, confidence)) * deviation / count.sqrt();
    Some(Interval {
        low: centre.value - reach,
        high: centre.value + reach,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_of_means_agree_with_phe_indicator_methods() {
        // tests/testthat/testdata_Mean.xlsx, Area1: 95% and 99.8%.
        let values = [
            33.09375, 48.38596, 64.83495, 67.98475, 22.93556, 71.23587, 38.78465, 82.37927,
        ];
        for (confidence, low, high) in [
            (0.95, 36.168_325_241_336_504, 71.240_364_758_663_52),
            (0.998, 18.216_705_294_788_838, 89.191_984_705_211_18),
        ] {
            let interval = mean_interval(&values, confidence).expect("eight values");
            assert!((interval.low / low - 1.0).abs() < 1e-9, "{interval:?}");
            assert!((interval.high / high - 1.0).abs() < 1e-9, "{interval:?}");
        }
        assert_eq!(mean_interval(&[1.0, f64::NAN], 0.95), None);
    }
}
