//! When the figures of a feed come out that do not say so themselves.

use chrono::NaiveDate;

use crate::config::AvailableAfter;
use crate::domain::{Delay, PeriodLabel};
use crate::tables::{IndicatorIx, Indicators};

/// How long after a period the figures of each indicator of the catalogue come out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Availability {
    /// The different delays; the first is none.
    delays: Vec<Delay>,
    /// The place of each indicator's delay, one more than in `delays`; 0 is none. Empty where no
    /// indicator has one.
    places: Vec<u8>,
}

/// Which delays have passed since a period, one bit a delay.
pub(crate) type Passed = u64;

impl Availability {
    /// What the pipeline says of the catalogue's indicators.
    pub(crate) fn new(said: Option<&AvailableAfter>, indicators: &Indicators) -> Self {
        let mut own = Self::default();
        let Some(said) = said else { return own };
        for indicator in indicators.all() {
            let place = said.of(&indicator.name).map_or(0, |delay| {
                let known = own.delays.iter().position(|known| *known == delay);
                let at = known.unwrap_or_else(|| {
                    own.delays.push(delay);
                    own.delays.len() - 1
                });
                // The pipeline has few delays, so that each has its bit.
                u8::try_from(at + 1).unwrap_or(u8::MAX)
            });
            own.places.push(place);
        }
        own
    }

    /// The day on which a figure of `indicator` and this period is out; `None` where the pipeline does
    /// not say.
    pub(crate) fn day(&self, indicator: IndicatorIx, label: &PeriodLabel) -> Option<NaiveDate> {
        let place = usize::from(*self.places.get(indicator.index())?);
        let delay = self.delays.get(place.checked_sub(1)?)?;
        Some(delay.after(label.period.ends(label.year)))
    }

    /// Which delays have passed by `as_of` since the end of a period.
    pub(crate) fn passed(&self, label: &PeriodLabel, as_of: NaiveDate) -> Passed {
        let ends = label.period.ends(label.year);
        let bits = self.delays.iter().enumerate();
        bits.filter(|(_, delay)| delay.after(ends) <= as_of)
            .fold(1, |passed, (at, _)| passed | 1 << (at + 1))
    }

    /// Whether a figure of `indicator` is out, of a period since which these delays have passed.
    pub(crate) fn is_out(&self, indicator: IndicatorIx, passed: Passed) -> bool {
        let place = self.places.get(indicator.index());
        place.is_none_or(|place| passed >> place & 1 == 1)
    }
}
