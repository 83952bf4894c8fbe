//! What a rulebook might as well say: cut-offs, weights, tolerances and halves.

use rand::Rng;
use rand_distr::{Distribution, Gamma};

use super::pick::Pick;
use super::streams::Draw;
use crate::config::{self, HalfRule, OutcomeCutOff, ProvisionCutOff, Rulebook};
use crate::domain::Doubt;
use crate::stats::{normal_quantile, normal_within};

/// The parts of a rulebook that may be drawn.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    provision_cut_offs: Vec<ProvisionCutOff>,
    outcome_cut_offs: Vec<OutcomeCutOff>,
    weights: Weights,
    confidence: f64,
    margin: f64,
    halves: Option<HalfRule>,
}

/// Weights, each group in the order of the rulebook.
#[derive(Debug, Clone)]
struct Weights {
    blocks: Vec<f64>,
    families: Vec<f64>,
    findings: Vec<f64>,
    outcomes: Vec<f64>,
}

impl Rules {
    /// Those of a rulebook.
    pub(super) fn of(rulebook: &Rulebook) -> Self {
        let blocks = rulebook.rating.iter();
        Self {
            provision_cut_offs: rulebook.provision_cut_offs.clone(),
            outcome_cut_offs: rulebook.outcome_cut_offs.clone(),
            weights: Weights {
                blocks: blocks.flat_map(|of| [of.a, of.b, of.c]).collect(),
                families: rulebook.families.values().map(|of| of.weight).collect(),
                findings: finding_weights(rulebook).collect(),
                outcomes: rulebook.outcomes.iter().map(|of| of.weight).collect(),
            },
            confidence: rulebook.indicators.confidence,
            margin: rulebook.indicators.margin,
            halves: rulebook.rating.map(|of| of.halves),
        }
    }

    /// How many numbers of the rulebook a source of doubt draws.
    pub(super) fn numbers(&self, doubt: Doubt) -> u32 {
        let count = match doubt {
            Doubt::CutOffs => {
                let [good, inadequate] = self.provision();
                let lists = [good, inadequate, self.outcome()];
                lists.iter().map(|list| list.len().saturating_sub(1)).sum()
            }
            Doubt::Weights => self.weights.groups().iter().map(|group| drawn(group)).sum(),
            Doubt::Comparisons => 2,
            Doubt::Halves => 1,
            Doubt::Indicators | Doubt::Neighbours | Doubt::Sampling | Doubt::Uninspected => 0,
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Whether halves go the same way.
    pub(super) fn halves_go_as(&self, other: &Self) -> bool {
        self.halves == other.halves
    }

    fn provision(&self) -> [Vec<f64>; 2] {
        let list = &self.provision_cut_offs;
        [
            list.iter().map(|of| of.good_or_better).collect(),
            list.iter().map(|of| of.inadequate).collect(),
        ]
    }

    fn outcome(&self) -> Vec<f64> {
        let list = &self.outcome_cut_offs;
        list.iter().map(|of| of.in_line_or_better).collect()
    }

    /// Draws what `doubt` is about, from what the rulebook says.
    pub(super) fn draw(
        &mut self,
        doubt: Doubt,
        rulebook: &Self,
        asked: &config::Robustness,
        rng: &mut impl Rng,
    ) {
        match doubt {
            Doubt::CutOffs => self.draw_cut_offs(rulebook, asked.cut_offs.unwrap_or(0.0), rng),
            Doubt::Weights => {
                let width = asked.weights.unwrap_or(0.0);
                let groups = self.weights.groups_mut().into_iter();
                for (to, from) in groups.zip(rulebook.weights.groups()) {
                    draw_weights(from, width, rng, to);
                }
            }
            Doubt::Comparisons => {
                let width = asked.comparisons.unwrap_or(0.0);
                let mut factor = || rng.random_range(1.0 - width..1.0 + width);
                self.margin = rulebook.margin * factor();
                self.confidence = widened(rulebook.confidence, factor());
            }
            Doubt::Halves => {
                let up = rng.random::<bool>();
                let drawn = if up { HalfRule::Up } else { HalfRule::Down };
                self.halves = rulebook.halves.map(|_| drawn);
            }
            Doubt::Indicators | Doubt::Neighbours | Doubt::Sampling | Doubt::Uninspected => {}
        }
    }

    fn draw_cut_offs(&mut self, rulebook: &Self, width: f64, rng: &mut impl Rng) {
        let [good, inadequate] = rulebook.provision();
        let good = moved(&good, width, rng);
        let inadequate = moved(&inadequate, width, rng);
        let list = self.provision_cut_offs.iter_mut();
        for (cut_off, (good, inadequate)) in list.zip(good.into_iter().zip(inadequate)) {
            cut_off.good_or_better = good;
            cut_off.inadequate = inadequate;
        }
        let in_line = moved(&rulebook.outcome(), width, rng);
        for (cut_off, in_line) in self.outcome_cut_offs.iter_mut().zip(in_line) {
            cut_off.in_line_or_better = in_line;
        }
    }

    /// Puts what was drawn into a rulebook, each source as `pick` takes it.
    pub(super) fn put(drawn: [&Self; 2], pick: Pick, rulebook: &mut Rulebook) {
        let of = |doubt: Doubt| drawn[pick.of(doubt).index()];
        let cut_offs = of(Doubt::CutOffs);
        rulebook
            .provision_cut_offs
            .copy_from_slice(&cut_offs.provision_cut_offs);
        rulebook
            .outcome_cut_offs
            .copy_from_slice(&cut_offs.outcome_cut_offs);
        let comparisons = of(Doubt::Comparisons);
        rulebook.indicators.confidence = comparisons.confidence;
        rulebook.indicators.margin = comparisons.margin;
        of(Doubt::Weights).weights.put(rulebook);
        if let (Some(rating), Some(halves)) = (&mut rulebook.rating, of(Doubt::Halves).halves) {
            rating.halves = halves;
        }
    }
}

impl Weights {
    fn groups(&self) -> [&Vec<f64>; 4] {
        [&self.blocks, &self.families, &self.findings, &self.outcomes]
    }

    fn groups_mut(&mut self) -> [&mut Vec<f64>; 4] {
        [
            &mut self.blocks,
            &mut self.families,
            &mut self.findings,
            &mut self.outcomes,
        ]
    }

    fn put(&self, rulebook: &mut Rulebook) {
        if let (Some(rating), [a, b, c]) = (&mut rulebook.rating, self.blocks.as_slice()) {
            (rating.a, rating.b, rating.c) = (*a, *b, *c);
        }
        for (family, weight) in rulebook.families.values_mut().zip(&self.families) {
            family.weight = *weight;
        }
        let findings = rulebook.findings.iter_mut().flat_map(|kind| {
            let own = std::iter::once(&mut kind.weight).filter({
                let is_whole = kind.aspects.is_empty();
                move |_| is_whole
            });
            own.chain(kind.aspects.iter_mut().map(|aspect| &mut aspect.weight))
        });
        for (to, weight) in findings.zip(&self.findings) {
            *to = *weight;
        }
        for (outcome, weight) in rulebook.outcomes.iter_mut().zip(&self.outcomes) {
            outcome.weight = *weight;
        }
    }
}

/// The weights of all findings: of each kind its own where it declares no aspects, else those of
/// its aspects.
fn finding_weights(rulebook: &Rulebook) -> impl Iterator<Item = f64> {
    rulebook.findings.iter().flat_map(|kind| {
        let own = std::iter::once(kind.weight).filter(|_| kind.aspects.is_empty());
        own.chain(kind.aspects.iter().map(|aspect| aspect.weight))
    })
}

/// How many of a group's weights are drawn: one alone is the whole of its group.
fn drawn(group: &[f64]) -> usize {
    let count = group.iter().filter(|weight| **weight > 0.0).count();
    if count > 1 { count } else { 0 }
}

/// Draws a group's weights from the Dirichlet distribution about them whose concentration gives a
/// weight that is half of the group the standard deviation `width`; their sum stays.
fn draw_weights(from: &[f64], width: f64, rng: &mut impl Rng, to: &mut [f64]) {
    let sum: f64 = from.iter().sum();
    if drawn(from) == 0 || width <= 0.0 {
        return;
    }
    let concentration = 1.0 / (4.0 * width * width) - 1.0;
    for (to, weight) in to.iter_mut().zip(from) {
        let gamma = Gamma::new(concentration * weight / sum, 1.0);
        *to = gamma.map_or(0.0, |gamma| gamma.sample(rng));
    }
    let all: f64 = to.iter().sum();
    if all > 0.0 {
        to.iter_mut().for_each(|weight| *weight *= sum / all);
    } else {
        to.copy_from_slice(from);
    }
}

/// Cut-offs, the highest band's first, each moved by at most `width` either way, and by at most half
/// of what lies between it and the next one or the end of the scale, so that a higher band asks for
/// more in every draw. The lowest is what everybody reaches, and stays.
fn moved(cut_offs: &[f64], width: f64, rng: &mut impl Rng) -> Vec<f64> {
    let Some((lowest, others)) = cut_offs.split_last() else {
        return Vec::new();
    };
    let top = if *lowest == 0.0 { 1.0 } else { 0.0 };
    let neighbours = |at: usize| {
        let above = if at == 0 { top } else { cut_offs[at - 1] };
        [above, cut_offs[at + 1]]
    };
    let each = others.iter().enumerate().map(|(at, cut_off)| {
        let gaps = neighbours(at).map(|other| (other - cut_off).abs() / 2.0);
        let most = gaps.into_iter().fold(width, f64::min);
        cut_off + most * rng.random_range(-1.0..1.0)
    });
    each.chain([*lowest]).collect()
}

/// The confidence of an interval that is wider by `factor`.
fn widened(confidence: f64, factor: f64) -> f64 {
    let z = normal_quantile(f64::midpoint(1.0, confidence)).unwrap_or(0.0);
    normal_within(z * factor)
}

impl Draw {
    /// The draw's own of two.
    pub(super) fn of<T>(self, both: &[T; 2]) -> &T {
        &both[self.index()]
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::config::ConfigFile;

    const RULEBOOK: &str = include_str!("../../../pipelines/annual-rating/rulebook.toml");

    fn rulebook() -> Rulebook {
        Rulebook::of(ConfigFile::of("rulebook.toml", RULEBOOK)).expect("the rulebook ships")
    }

    fn rng() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(11)
    }

    #[test]
    fn a_higher_band_asks_for_more_however_wide_the_cut_offs_are_drawn() {
        for cut_offs in [[0.8, 0.65, 0.5, 0.0], [0.02, 0.05, 0.1, 1.0]] {
            for width in [0.0001, 0.02, 0.5] {
                for _ in 0..500 {
                    let drawn = moved(&cut_offs, width, &mut rng());
                    let rises = drawn.is_sorted_by(|a, b| a < b);
                    assert!(rises || drawn.is_sorted_by(|a, b| a > b), "{drawn:?}");
                    assert_eq!(drawn[3], cut_offs[3]);
                    for (drawn, cut_off) in drawn.iter().zip(cut_offs) {
                        assert!((drawn - cut_off).abs() <= width, "{drawn} for {cut_off}");
                    }
                }
            }
        }
        assert!(moved(&[], 0.1, &mut rng()).is_empty());
    }

    #[test]
    fn weights_keep_their_sum_and_their_noughts_and_spread_as_asked() {
        let from = [1.0, 2.0, 0.0, 1.0];
        let mut to = from;
        let (mut rng, mut sum, mut squares) = (rng(), 0.0, 0.0);
        for _ in 0..20_000 {
            draw_weights(&from, 0.1, &mut rng, &mut to);
            assert!((to.iter().sum::<f64>() - 4.0).abs() < 1e-9);
            assert_eq!(to[2], 0.0);
            sum += to[1] / 4.0;
            squares += (to[1] / 4.0 - 0.5).powi(2);
        }
        // The second is half of its group.
        assert!((sum / 20_000.0 - 0.5).abs() < 0.003);
        assert!(((squares / 20_000.0_f64).sqrt() - 0.1).abs() < 0.002);
        let mut alone = [3.0, 0.0];
        draw_weights(&[3.0, 0.0], 0.1, &mut rng, &mut alone);
        assert_eq!(alone, [3.0, 0.0]);
    }

    #[test]
    fn an_interval_that_is_wider_has_more_confidence() {
        assert!((widened(0.95, 1.0) - 0.95).abs() < 1e-9);
        // 2 * scipy.stats.norm.cdf(1.2 * 1.959963984540054) - 1
        assert!((widened(0.95, 1.2) - 0.981325).abs() < 1e-5);
        assert!(widened(0.9999, 1.9) < 1.0);
    }

    #[test]
    fn what_is_put_into_a_rulebook_comes_out_of_it_and_leaves_the_rest() {
        let mut rulebook = rulebook();
        let found = Rules::of(&rulebook);
        let asked = config::Robustness {
            draws: 2,
            seed: 1,
            prior_settings: 4.0,
            uninspected: true,
            sampling: true,
            indicators: true,
            neighbours: true,
            neighbour_lists: Vec::new(),
            halves: true,
            cut_offs: Some(0.02),
            weights: Some(0.05),
            comparisons: Some(0.2),
        };
        let mut drawn = found.clone();
        for doubt in Doubt::ALL {
            drawn.draw(doubt, &found, &asked, &mut rng());
        }
        let before = rulebook.clone();
        Rules::put(
            [&found, &drawn],
            Pick::all_but(Doubt::Weights),
            &mut rulebook,
        );
        let weights = Rules::of(&rulebook).weights;
        assert_eq!(weights.findings, drawn.weights.findings);
        assert_ne!(weights.findings, found.weights.findings);
        assert_eq!(rulebook.provision_cut_offs, before.provision_cut_offs);
        assert_eq!(rulebook.indicators, before.indicators);
        // A kind with aspects has no weight of its own that is drawn.
        let own = |of: &Rulebook| {
            of.findings
                .iter()
                .find(|kind| !kind.aspects.is_empty())
                .map(|kind| kind.weight)
        };
        assert_eq!(own(&rulebook), own(&before));
        Rules::put([&found, &drawn], Pick::all(Draw::A), &mut rulebook);
        assert_eq!(rulebook.findings, before.findings);
        assert_eq!(rulebook.rating, before.rating);
    }
}
