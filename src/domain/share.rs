//! Shares: parts of a whole, never to be taken for percentages.

use std::fmt;

/// A part of a whole, from 0 to 1.
///
/// Published tables mix shares and percentages; 0.65 and 65 differ by a factor of a hundred and
/// both look plausible. A `Share` is checked when it is made, and the only way to a percentage is
/// to ask for [`percent`](Share::percent).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// The share of this size; `None` outside 0 to 1 and for a value that is not a number.
    pub fn new(share: f64) -> Option<Self> {
        // Adding zero turns a negative zero into zero, which would otherwise print as `-0`.
        (0.0..=1.0).contains(&share).then_some(Self(share + 0.0))
    }

    /// The share of `part` in `whole`, in whatever unit both are counted.
    ///
    /// `None` when the whole is not above zero (nothing has no share), and when the part is
    /// negative, above the whole or not a number.
    pub fn of(part: f64, whole: f64) -> Option<Self> {
        if whole > 0.0 && whole.is_finite() {
            Self::new(part / whole)
        } else {
            None
        }
    }

    /// The share itself, from 0 to 1.
    pub const fn fraction(self) -> f64 {
        self.0
    }

    /// The share as a percentage, from 0 to 100.
    pub const fn percent(self) -> f64 {
        self.0 * 100.0
    }
}

impl fmt::Display for Share {
    /// The share as a fraction; a precision is honoured, as in `{:.3}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_lies_between_nothing_and_the_whole() {
        for share in [0.0, 0.5, 1.0] {
            assert_eq!(Share::new(share).map(Share::fraction), Some(share));
        }
    }

    #[test]
    fn a_percentage_is_refused_as_a_share() {
        for share in [65.0, 1.000_000_1, -0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Share::new(share), None, "{share}");
        }
    }

    #[test]
    fn thirteen_of_twenty_is_sixty_five_per_cent() {
        assert_eq!(Share::of(13.0, 20.0).map(Share::percent), Some(65.0));
    }

    #[test]
    fn nothing_has_no_share_and_no_part_exceeds_its_whole() {
        for (part, whole) in [
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, -2.0),
            (3.0, 2.0),
            (-1.0, 2.0),
            (f64::NAN, 2.0),
            (1.0, f64::NAN),
            (1.0, f64::INFINITY),
        ] {
            assert_eq!(Share::of(part, whole), None, "{part} of {whole}");
        }
    }

    #[test]
    fn a_negative_zero_becomes_plain_zero() {
        let share = Share::new(-0.0).map(Share::fraction);
        assert_eq!(share.map(f64::is_sign_negative), Some(false));
    }
}
