//! Quartile bands: the quarter of the country in which a value lies.

use super::CutPoints;
use crate::domain::{Polarity, QuartileBand};

/// The quartile band of a value, A for the best quarter by polarity, as the Local Authority
/// Interactive Tool draws it: a value equal to a cut point belongs to the lower interval.
///
/// So where low is good, A reaches up to and includes `q25`; where high is good, A begins above
/// `q75` and D reaches up to and includes `q25`. A neutral indicator and a missing value have no
/// band.
pub fn quartile_band(value: f64, cuts: &CutPoints, polarity: Polarity) -> Option<QuartileBand> {
    if !value.is_finite() {
        return None;
    }
    // Counted, not searched: the values of a slice come in no order that a branch could guess.
    let interval = usize::from(value > cuts.q25)
        + usize::from(value > cuts.q50)
        + usize::from(value > cuts.q75);
    let upwards = [
        QuartileBand::A,
        QuartileBand::B,
        QuartileBand::C,
        QuartileBand::D,
    ];
    match polarity {
        Polarity::Low => Some(upwards[interval]),
        Polarity::High => Some(upwards[3 - interval]),
        Polarity::Neutral => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use QuartileBand::{A, B, C, D};

    const CUTS: CutPoints = CutPoints {
        q25: 10.0,
        q50: 20.0,
        q75: 30.0,
    };

    fn bands(polarity: Polarity) -> [Option<QuartileBand>; 7] {
        [5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0].map(|value| quartile_band(value, &CUTS, polarity))
    }

    #[test]
    fn a_value_on_a_cut_point_belongs_to_the_lower_interval() {
        assert_eq!(bands(Polarity::Low), [A, A, B, B, C, C, D].map(Some));
        assert_eq!(bands(Polarity::High), [D, D, C, C, B, B, A].map(Some));
    }

    #[test]
    fn a_neutral_indicator_has_no_band() {
        assert_eq!(bands(Polarity::Neutral), [None; 7]);
    }

    #[test]
    fn a_missing_value_has_no_band() {
        assert_eq!(quartile_band(f64::NAN, &CUTS, Polarity::High), None);
    }

    #[test]
    fn when_all_are_equal_all_lie_in_the_lowest_interval() {
        let cuts = CutPoints {
            q25: 7.0,
            q50: 7.0,
            q75: 7.0,
        };
        assert_eq!(quartile_band(7.0, &cuts, Polarity::Low), Some(A));
        assert_eq!(quartile_band(7.0, &cuts, Polarity::High), Some(D));
    }
}
