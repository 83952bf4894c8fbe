//! `robustness_sources`.

use super::declaration::table;
use super::kind::{Category, Count, Number};
use super::recurring::WORD;
use crate::domain::{Doubt, DoubtShare};
use crate::tables::Authorities;

/// The unit of a share of a variance, which is an estimate and may lie a little outside 0 to 1.
const SHARE_OF_VARIANCE: &str = "share of the variance";

table! {
    /// One row per authority and source of doubt: what part it has in the variance of the rating
    /// over the draws of `rating_robustness`.
    robustness_sources by [authority, doubt];
    each of: &'a DoubtShare, list: &'a Authorities => DoubtRows<'a>;

    authority = &list.get(of.authority).code;
    /// The source of doubt, by its key in the pipeline's `[robustness]`, such as `cut_offs`.
    doubt: Category [WORD] = Doubt::word(of.doubt);
    /// How much of the authority it draws: settings, values of indicators, similar areas, or
    /// numbers of the rulebook.
    drawn: Count ["settings, values, areas or numbers"] = of.drawn;
    /// The share of the variance that would be gone, on average, if this source were known: what it
    /// has by itself; missing where the rating is the same in all draws.
    first_order: Option<Number> [SHARE_OF_VARIANCE] = of.shares.map(|(first, _)| first.value);
    /// The standard error of `first_order`; missing where that is missing.
    first_order_error: Option<Number> [SHARE_OF_VARIANCE] = of.shares.map(|(first, _)| first.error);
    /// The share of the variance that would be left if all other sources were known: what it has by
    /// itself and together with others; missing where the rating is the same in all draws.
    total: Option<Number> [SHARE_OF_VARIANCE] = of.shares.map(|(_, total)| total.value);
    /// The standard error of `total`; missing where that is missing.
    total_error: Option<Number> [SHARE_OF_VARIANCE] = of.shares.map(|(_, total)| total.error);
}
