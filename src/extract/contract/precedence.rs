//! Which of two extracts of the same key is retained.

use chrono::{Days, NaiveDate};

/// How an extract lies to the as-of date, in the order in which extracts are preferred: those
/// taken by then, the latest first; then those of an unknown day; then those taken after it, the
/// earliest first, because of what was published by then they changed the least.
///
/// A nation's inspections each hold one, so it is two bytes: days up to 89 years from the as-of
/// date, and beyond that no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Precedence(u16);

impl Precedence {
    /// Nothing says when the extract was taken.
    pub(crate) const UNKNOWN: Self = Self(1 << 15);

    /// Where an extract taken on `day` lies to `as_of`.
    pub(crate) fn of(day: Option<NaiveDate>, as_of: NaiveDate) -> Self {
        let Some(day) = day else {
            return Self::UNKNOWN;
        };
        let before = (as_of - day).num_days();
        let apart = u16::try_from(before.unsigned_abs())
            .unwrap_or(u16::MAX)
            .min(Self::UNKNOWN.0 - 1);
        if before >= 0 {
            Self(apart)
        } else {
            Self(Self::UNKNOWN.0 + apart)
        }
    }

    /// Its number, which is in its order.
    #[cfg(feature = "cluster")]
    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    /// What [`Precedence::bits`] gives.
    #[cfg(feature = "cluster")]
    pub(crate) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Whether the extract was taken after the as-of date.
    pub(crate) fn is_after(self) -> bool {
        self > Self::UNKNOWN
    }

    /// The day on which the extract was taken, if it is known.
    pub(crate) fn day(self, as_of: NaiveDate) -> Option<NaiveDate> {
        match self.0.checked_sub(Self::UNKNOWN.0) {
            None => as_of.checked_sub_days(Days::new(self.0.into())),
            Some(0) => None,
            Some(after) => as_of.checked_add_days(Days::new(after.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn extracts_taken_by_the_as_of_date_come_first_the_latest_of_them_before_all() {
        let as_of = day("2020-06-30");
        let taken = |text: &str| Precedence::of(Some(day(text)), as_of);
        let order = [
            taken("2020-06-30"),
            taken("2020-06-29"),
            taken("2018-01-01"),
            Precedence::UNKNOWN,
            taken("2020-07-01"),
            taken("2024-01-01"),
        ];
        assert!(order.is_sorted());
        assert!(!order[0].is_after() && !Precedence::UNKNOWN.is_after() && order[4].is_after());
    }

    #[test]
    fn a_day_reads_back_unless_it_is_lifetimes_away() {
        let as_of = day("2020-06-30");
        for text in ["2020-06-30", "2018-03-31", "2020-07-01", "1950-01-01"] {
            let taken = Some(day(text));
            assert_eq!(Precedence::of(taken, as_of).day(as_of), taken);
        }
        assert_eq!(Precedence::UNKNOWN.day(as_of), None);
        assert_eq!(
            Precedence::of(Some(day("1900-01-01")), as_of),
            Precedence::of(Some(day("1920-01-01")), as_of)
        );
    }
}
