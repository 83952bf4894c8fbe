//! `indicators`.

use super::declaration::table;
use super::kind::{Category, Count, Number, Text};
use super::recurring::{UNIT_OF_INDICATOR, WORD};
use crate::domain::MeasureKind;
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
    /// What kind of figure a value is, as the catalogue or the unit says: `proportion`, `rate`,
    /// `mean`, `count`, `amount`, `index` or `difference`; missing where neither says.
    kind: Option<Category> [WORD] = indicator.measure.kind.map(MeasureKind::word);
    /// What a numerator over a denominator is multiplied by to give a value; missing where values
    /// are no quotients.
    per: Option<Number> ["factor"] = indicator.measure.per;
    /// The lowest value that can be; missing where the catalogue names none.
    minimum: Option<Number> [UNIT_OF_INDICATOR] = indicator.minimum;
    /// The highest value that can be; missing where the catalogue names none.
    maximum: Option<Number> [UNIT_OF_INDICATOR] = indicator.maximum;
}
