//! `rating_robustness`.

use super::declaration::table;
use super::kind::{Category, Count, Flag, Level, Number, Share};
use super::recurring::{DRAWS, RATING, SHARE};
use crate::domain::{Firmness, Rating};
use crate::tables::Authorities;

table! {
    /// One row per authority: how firm its rating is, by draws of what it rests on; only where the
    /// pipeline has `[robustness]`.
    rating_robustness by [authority];
    each of: &'a Firmness, list: &'a Authorities => RobustnessRows<'a>;

    authority = &list.get(of.authority).code;
    /// The authority's name.
    name: Category ["name"] = &list.get(of.authority).name;
    /// The rating awarded in the run; missing where the authority is not rated.
    awarded_rating: Option<Level> [RATING] = of.awarded;
    /// How often the rating was drawn.
    draws: Count [DRAWS] = of.draws;
    /// The share of the draws that award the awarded rating again; missing where the authority is
    /// not rated.
    holds: Option<Share> [SHARE] = of.holds();
    /// The rating of most draws; of several the awarded one, or else the lowest; missing where most
    /// draws give none.
    most_frequent_rating: Option<Level> [RATING] = of.most_frequent();
    /// Whether the awarded rating is that of most draws; missing where the authority is not rated.
    is_most_frequent: Option<Flag> ["true or false"] = of.is_most_frequent();
    /// The share of the draws that award 4, Performs excellently.
    performs_excellently: Share [SHARE] = of.share(Some(Rating::PerformsExcellently));
    /// The share of the draws that award 3, Performs well.
    performs_well: Share [SHARE] = of.share(Some(Rating::PerformsWell));
    /// The share of the draws that award 2, Performs adequately.
    performs_adequately: Share [SHARE] = of.share(Some(Rating::PerformsAdequately));
    /// The share of the draws that award 1, Performs poorly.
    performs_poorly: Share [SHARE] = of.share(Some(Rating::PerformsPoorly));
    /// The share of the draws with too little evidence for a rating.
    not_rated: Share [SHARE] = of.share(None);
    /// Lower end of the middle 90% of the draws of block A, in thousandths; missing where it never
    /// has a mean.
    band_a_low: Option<Number> [RATING] = of.blocks[0].map(|(low, _)| low);
    /// Upper end of the middle 90% of the draws of block A, in thousandths; missing where it never
    /// has a mean.
    band_a_high: Option<Number> [RATING] = of.blocks[0].map(|(_, high)| high);
    /// Lower end of the middle 90% of the draws of block B, in thousandths; missing where it never
    /// has a mean.
    band_b_low: Option<Number> [RATING] = of.blocks[1].map(|(low, _)| low);
    /// Upper end of the middle 90% of the draws of block B, in thousandths; missing where it never
    /// has a mean.
    band_b_high: Option<Number> [RATING] = of.blocks[1].map(|(_, high)| high);
    /// Lower end of the middle 90% of the draws of block C, in thousandths; missing where it never
    /// has a mean.
    band_c_low: Option<Number> [RATING] = of.blocks[2].map(|(low, _)| low);
    /// Upper end of the middle 90% of the draws of block C, in thousandths; missing where it never
    /// has a mean.
    band_c_high: Option<Number> [RATING] = of.blocks[2].map(|(_, high)| high);
    /// The variance of the rating's level over the draws, a draw without a rating counting as 0:
    /// what the shares of `robustness_sources` are shares of.
    variance: Number ["squared levels of a rating"] = of.variance;
}
