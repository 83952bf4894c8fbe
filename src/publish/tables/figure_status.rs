//! The states of figures in words, each once.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::StringArray;
use rayon::prelude::*;

use crate::domain::Measure;
use crate::profile::IndicatorSlice;
use crate::tables::Indicators;

/// The state of a percentage above its whole.
const ABOVE_WHOLE: &str = "above 100%";

/// Every state that a figure of some slices has.
pub(super) struct FigureStatuses {
    /// In order.
    texts: Vec<String>,
    /// The same, as the column has them.
    pub values: Arc<StringArray>,
}

impl FigureStatuses {
    /// The states of the figures of `slices`.
    pub(super) fn new(slices: &[IndicatorSlice], indicators: &Indicators) -> Self {
        let of_slice = |slice: &IndicatorSlice| {
            let measure = indicators.get(slice.slice.indicator).measure;
            let values = slice.shown_values().iter();
            if slice.slice.statuses.is_none() && slice.carried.is_none() {
                let mut values = values.filter_map(|value| text(None, *value, measure));
                return values.next().map(Cow::into_owned).into_iter().collect();
            }
            let said = values.enumerate().filter_map(|(place, value)| {
                text(slice.status(place), *value, measure).map(Cow::into_owned)
            });
            said.collect::<BTreeSet<String>>()
        };
        let texts: BTreeSet<String> = slices.par_iter().flat_map_iter(of_slice).collect();
        let texts: Vec<String> = texts.into_iter().collect();
        Self {
            values: Arc::new(StringArray::from_iter_values(&texts)),
            texts,
        }
    }

    /// Whether no figure has any.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The place of the state of a figure that is `published` with these words and has this value.
    pub(super) fn place(
        &self,
        published: Option<&str>,
        value: f64,
        measure: Measure,
    ) -> Option<i32> {
        let text = text(published, value, measure)?;
        let place = self
            .texts
            .binary_search_by(|known| known.as_str().cmp(&text));
        place.ok().and_then(|place| i32::try_from(place).ok())
    }
}

/// What is said of a figure's state.
fn text(published: Option<&str>, value: f64, measure: Measure) -> Option<Cow<'_, str>> {
    match (published, measure.is_above_whole(value)) {
        (Some(published), true) => Some(Cow::Owned(format!("{published}; {ABOVE_WHOLE}"))),
        (Some(published), false) => Some(Cow::Borrowed(published)),
        (None, true) => Some(Cow::Borrowed(ABOVE_WHOLE)),
        (None, false) => None,
    }
}
