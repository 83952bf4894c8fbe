//! `[robustness]` of a pipeline: how often, and by what, ratings are drawn anew to learn how firm
//! they are.

use serde::Deserialize;
use toml::Spanned;

use super::feed::Feed;
use super::feed_checker::FeedChecker;
use super::feed_toml::FeedsToml;
use super::ranges::{COMPARISON_WIDTH, CUT_OFF_WIDTH, DRAWS, PRIOR_SETTINGS, SEED, WEIGHT_WIDTH};
use super::source::source;
use super::{ConfigError, Rulebook};
use crate::contract::SourceKind;
use crate::domain::Doubt;

/// How ratings are drawn anew, checked.
#[derive(Debug, Clone)]
pub struct Robustness {
    /// How many draws there are; an even number, since they are taken in pairs.
    pub draws: u32,
    /// What the draws begin from: the same seed gives the same draws.
    pub seed: u64,
    /// Of how many settings the nation's shares stand for beside those of an area.
    pub prior_settings: f64,
    /// Whether grades of settings not inspected are drawn.
    pub uninspected: bool,
    /// Whether the shares of those inspected are drawn.
    pub sampling: bool,
    /// Whether values of indicators are drawn within their intervals.
    pub indicators: bool,
    /// Whether neighbours are left out one by one.
    pub neighbours: bool,
    /// Other lists of similar areas, each of which a draw may take in place of the run's.
    pub neighbour_lists: Vec<Feed>,
    /// Whether halves go either way.
    pub halves: bool,
    /// How far a cut-off is moved either way at most, as a share.
    pub cut_offs: Option<f64>,
    /// The standard deviation of a weight that is half of its group.
    pub weights: Option<f64>,
    /// How far the width of an interval and of a margin is changed at most, as a share of it.
    pub comparisons: Option<f64>,
}

impl Robustness {
    /// Whether this source of doubt is drawn.
    pub const fn draws_of(&self, doubt: Doubt) -> bool {
        match doubt {
            Doubt::Comparisons => self.comparisons.is_some(),
            Doubt::CutOffs => self.cut_offs.is_some(),
            Doubt::Halves => self.halves,
            Doubt::Indicators => self.indicators,
            Doubt::Neighbours => self.neighbours,
            Doubt::Sampling => self.sampling,
            Doubt::Uninspected => self.uninspected,
            Doubt::Weights => self.weights.is_some(),
        }
    }
}

/// Whether a source of doubt is drawn, and how widely.
#[derive(Deserialize, Clone, Copy)]
#[serde(
    untagged,
    expecting = "what is drawn takes true (drawn, as widely as usual), false (not drawn) or a width such as 0.02"
)]
enum Width {
    Drawn(bool),
    By(f64),
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with draws, seed and the sources of doubt that are drawn"
)]
pub(super) struct RobustnessToml {
    draws: Spanned<u64>,
    seed: Option<Spanned<u64>>,
    prior_settings: Option<Spanned<f64>>,
    #[serde(default = "drawn")]
    uninspected: bool,
    #[serde(default = "drawn")]
    sampling: bool,
    #[serde(default = "drawn")]
    indicators: bool,
    #[serde(default = "drawn")]
    neighbours: bool,
    neighbour_lists: Option<Spanned<FeedsToml>>,
    #[serde(default = "drawn")]
    halves: bool,
    cut_offs: Option<Spanned<Width>>,
    weights: Option<Spanned<Width>>,
    comparisons: Option<Spanned<Width>>,
}

const fn drawn() -> bool {
    true
}

/// Checks `[robustness]` of a pipeline with this rulebook.
pub(super) fn checked(
    checker: &FeedChecker<'_>,
    toml: Spanned<RobustnessToml>,
    rulebook: &Rulebook,
) -> Result<Robustness, ConfigError> {
    let file = checker.file;
    let (span, toml) = (toml.span(), toml.into_inner());
    if rulebook.rating.is_none() {
        let path = rulebook.file.path().display();
        return Err(file.error_at(
            &span,
            format!(
                "[robustness] asks how firm ratings are, but {path} has no [rating], so that nobody is rated; add [rating] there, or take [robustness] out"
            ),
        ));
    }
    let draws = DRAWS.of(file, "draws", &toml.draws)?;
    if draws % 2 == 1 {
        return Err(file.error_at(
            &toml.draws.span(),
            format!(
                "draws is {draws}; draws are taken in pairs, so let it be {} or {}",
                draws - 1,
                draws + 1
            ),
        ));
    }
    let width =
        |key: &str, range: &super::ranges::Real, usual: f64, given: &Option<Spanned<Width>>| {
            let Some(given) = given else {
                return Ok(Some(usual));
            };
            match given.get_ref() {
                Width::Drawn(drawn) => Ok(drawn.then_some(usual)),
                Width::By(width) => range.check(file, &given.span(), key, *width).map(Some),
            }
        };
    let prior = toml.prior_settings.as_ref();
    let prior = prior.map(|prior| PRIOR_SETTINGS.of(file, "prior_settings", prior));
    Ok(Robustness {
        draws: u32::try_from(draws).unwrap_or(u32::MAX - 1),
        seed: SEED
            .optional(file, "seed", toml.seed.as_ref())?
            .unwrap_or(1),
        prior_settings: prior.transpose()?.unwrap_or(4.0),
        uninspected: toml.uninspected,
        sampling: toml.sampling,
        indicators: toml.indicators,
        neighbours: toml.neighbours,
        neighbour_lists: neighbour_lists(checker, toml.neighbours, toml.neighbour_lists)?,
        halves: toml.halves,
        cut_offs: width("cut_offs", &CUT_OFF_WIDTH, 0.02, &toml.cut_offs)?,
        weights: width("weights", &WEIGHT_WIDTH, 0.05, &toml.weights)?,
        comparisons: width("comparisons", &COMPARISON_WIDTH, 0.2, &toml.comparisons)?,
    })
}

/// Checks the other lists of similar areas. No row of one is rejected without stopping the run,
/// unless the list says so itself: a run has no quarantine for them.
fn neighbour_lists(
    checker: &FeedChecker<'_>,
    are_drawn: bool,
    toml: Option<Spanned<FeedsToml>>,
) -> Result<Vec<Feed>, ConfigError> {
    let Some(toml) = toml else {
        return Ok(Vec::new());
    };
    if !are_drawn {
        return Err(checker.file.error_at(
            &toml.span(),
            "neighbour_lists has other lists of similar areas to draw from, but neighbours = false draws none; take one of the two out",
        ));
    }
    let checker = FeedChecker {
        max_rejected: 0.0,
        ..*checker
    };
    let mut feeds = source(&checker, SourceKind::Neighbours, toml.into_inner())?.feeds;
    for feed in &mut feeds {
        // The manifest tells them from the run's own list.
        let name = feed.label.strip_prefix("neighbours").unwrap_or_default();
        feed.label = format!("neighbour_lists{name}").into();
    }
    Ok(feeds)
}
