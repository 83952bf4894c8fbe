//! `series_breaks`.

use super::declaration::table;
use super::kind::{Category, TextList};
use super::recurring::WORD;
use crate::profile::{BreakReason, BreakSource, IndicatorSlice, SliceBreak};
use crate::tables::Tables;

table! {
    /// One row per indicator, breakdown and period at which a series breaks: nothing from it on is
    /// compared with anything before it, so that change and trend begin anew.
    series_breaks by [indicator, breakdown, period];
    each (slice, of): (&'a IndicatorSlice, &'a SliceBreak), tables: &'a Tables
        => SeriesBreakRows<'a>;

    indicator = &tables.indicators.get(slice.slice.indicator).name;
    breakdown = &slice.slice.breakdown;
    period = &slice.slice.label;
    /// Who says so: `catalogue`, `pipeline` or, of single figures, `status`.
    source: Category [WORD] = sources(of);
    /// Why, in the words of the catalogue, the pipeline or the publisher; missing where none says.
    reason: Option<Category> ["text"] = reasons(of);
    /// The authorities whose series breaks; empty where it is that of all.
    authorities: TextList ["authority code"] = authorities(of, tables).as_slice();
}

fn sources(of: &SliceBreak) -> String {
    let mut words: Vec<&str> = of.whole.iter().map(|reason| reason.source.word()).collect();
    if !of.marked.is_empty() {
        words.push(BreakSource::Status.word());
    }
    words.dedup();
    words.join(", ")
}

fn reasons(of: &SliceBreak) -> Option<String> {
    let reasons = of
        .whole
        .iter()
        .filter_map(|BreakReason { reason, .. }| reason.as_deref());
    let mut words: Vec<&str> = reasons.collect();
    words.extend(of.marked.iter().map(|(_, status)| status.as_str()));
    words.sort_unstable();
    words.dedup();
    (!words.is_empty()).then(|| words.join("; "))
}

fn authorities<'a>(of: &SliceBreak, tables: &'a Tables) -> Vec<&'a str> {
    if !of.whole.is_empty() {
        return Vec::new();
    }
    let list = tables.authorities.all();
    let marked = of.marked.iter().map(|(authority, _)| authority.index());
    // A region or the nation has no series of its own.
    marked
        .filter_map(|place| list.get(place).map(|authority| authority.code.as_str()))
        .collect()
}
