//! `indicators`.

use super::declaration::table;
use super::kind::{Category, Count, Text};
use super::recurring::WORD;
use crate::tables::Indicator;

table! {
    /// One row per indicator of the catalogue: what its key stands for.
    indicators by [indicator];
    each indicator: &'a Indicator, _: () => CatalogueRows<'a>;

    indicator = &indicator.name;
    /// What it measures, in words.
    title: Text ["text"] = &indicator.title;
    /// The outcome that it belongs to; missing where the catalogue names none.
    outcome: Option<Category> ["outcome key"] = indicator.outcome.as_deref();
    /// Which values are good: `high`, `low` or, where neither is, `neutral`.
    polarity: Category [WORD] = indicator.polarity.word();
    /// The unit of its values; missing where the catalogue names none.
    unit: Option<Category> ["unit name"] = indicator.unit.as_deref();
    /// Decimals to show; missing where the catalogue does not say.
    decimals: Option<Count> ["decimals"] = indicator.decimals.map(u32::from);
}
