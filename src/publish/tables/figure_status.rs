//! The states of figures in words, each once.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::StringArray;

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
        let mut texts: Vec<String> = Vec::new();
        for slice in slices {
            let measure = indicators.get(slice.slice.indicator).measure;
            let has_words = slice.slice.statuses.is_some() || slice.carried.is_some();
            if !has_words && measure.whole().is_none() {
                continue;
            }
            for (place, value) in slice.shown_values().iter().enumerate() {
                let said = text(slice.status(place), *value, measure);
                texts.extend(said.map(Cow::into_owned));
            }
        }
        texts.sort_unstable();
        texts.dedup();
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
