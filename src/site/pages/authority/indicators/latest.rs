//! The latest figures of a council, and the words for how they compare.

use crate::site::content::{Content, Measure};
use crate::site::figures::Figure as Value;
use crate::site::words;

/// The latest figure of an indicator about everybody.
pub(in crate::site::pages::authority) fn latest<'a>(
    content: &'a Content<'_>,
    area: usize,
    measure: &'a Measure,
) -> Option<&'a Value> {
    let slice = content.figures.total(&measure.row.indicator)?.latest()?;
    slice.figures.get(area)?.as_ref()
}

/// An indicator with its latest figure of a council.
pub(super) struct Latest<'a> {
    /// The indicator.
    pub(super) measure: &'a Measure,
    /// The latest period.
    pub(super) period: &'a str,
    /// The figure.
    pub(super) figure: &'a Value,
}

/// Every indicator with its latest figure, in the order of their keys.
pub(super) fn all<'a>(content: &'a Content<'_>, area: usize) -> Vec<Latest<'a>> {
    let measures = content.measures.iter();
    measures
        .filter_map(|measure| {
            let slice = content.figures.total(&measure.row.indicator)?.latest()?;
            Some(Latest {
                measure,
                period: &slice.period,
                figure: slice.figures.get(area)?.as_ref()?,
            })
        })
        .collect()
}

/// The sign of a word of comparison.
pub(super) fn sign(word: &str) -> &'static str {
    match words::class(word) {
        "up" => "▲",
        "down" => "▼",
        "higher" => "△",
        "lower" => "▽",
        _ => "●",
    }
}

/// What joins a word of comparison to what it compares with.
pub(super) fn beside(word: &str) -> &'static str {
    match word {
        "in line" => "with",
        "similar" => "to",
        _ => "than",
    }
}
