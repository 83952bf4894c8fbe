//! What the blocks of every authority amount to before a limiter is asked.

use super::Bands;
use super::blocks::{BandMean, Block, combined, nearest};
use crate::config::{BlockWeights, Rulebook};
use crate::domain::{AuthorityIx, Rating, Share};
use crate::profile::{Coverage, FindingProfile, Profile};

/// What the blocks of one authority amount to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    /// Blocks A, B and C.
    pub blocks: [Block; 3],
    /// Their weighted mean; `None` where no block has a band.
    pub mean: Option<f64>,
    /// The rating nearest to it.
    pub rating: Option<Rating>,
    /// The share of the expected evidence that is there.
    pub coverage: f64,
    /// Types of setting of which fewer were inspected than the rulebook bands by their shares;
    /// `None` where it bands any number so.
    pub few_settings: Option<u32>,
}

/// The score of every authority of the profile, in its order.
pub(super) fn scores(
    profile: &Profile,
    bands: &Bands,
    rulebook: &Rulebook,
    weights: &BlockWeights,
    aspects: &Aspects,
) -> Vec<Score> {
    let few = few_settings(profile, rulebook);
    blocks(profile, bands, rulebook, aspects)
        .into_iter()
        .zip(&profile.coverage)
        .enumerate()
        .map(|(row, (blocks, of))| {
            let mean = combined(&blocks, weights);
            Score {
                blocks,
                mean,
                rating: mean.map(|mean| nearest(mean, weights.halves)),
                coverage: coverage(of, weights),
                few_settings: few.as_ref().map(|few| few[row]),
            }
        })
        .collect()
}

/// The rating that blocks make before any limiter; `None` where none has a band, or the rulebook does
/// not rate.
pub fn rating_of_blocks(blocks: &[Block; 3], rulebook: &Rulebook) -> Option<Rating> {
    let weights = rulebook.rating.as_ref()?;
    combined(blocks, weights).map(|mean| nearest(mean, weights.halves))
}

/// Types of which few settings were inspected, of every authority.
fn few_settings(profile: &Profile, rulebook: &Rulebook) -> Option<Vec<u32>> {
    let least = rulebook.few_settings?.least;
    let mut few = vec![0; profile.rated.len()];
    let mut rows = RowsInOrder::of(profile);
    for of in profile.provision.as_deref().unwrap_or_default() {
        let is_few = (1..least).contains(&of.count.inspected());
        if let Some(row) = rows.row(of.authority) {
            few[row] += u32::from(is_few);
        }
    }
    Some(few)
}

/// The three blocks' coverage in one figure, by the blocks' own weights. A block for which
/// nothing is there counts as not covered.
fn coverage(of: &Coverage, weights: &BlockWeights) -> f64 {
    let weights = [weights.a, weights.b, weights.c];
    let covered: f64 = [of.settings, of.findings, of.indicators]
        .iter()
        .zip(weights)
        .map(|(share, weight)| share.map_or(0.0, Share::fraction) * weight)
        .sum();
    covered / weights.iter().sum::<f64>()
}

/// The rows of authorities that are asked for in their order.
pub(super) struct RowsInOrder<'a> {
    rated: &'a [AuthorityIx],
    next: usize,
}

impl<'a> RowsInOrder<'a> {
    /// The rows of the authorities of a profile.
    pub(super) fn of(profile: &'a Profile) -> Self {
        Self {
            rated: &profile.rated,
            next: 0,
        }
    }

    /// The row of an authority; `None` where it is not rated.
    pub(super) fn row(&mut self, authority: AuthorityIx) -> Option<usize> {
        while self.rated.get(self.next).is_some_and(|at| *at < authority) {
            self.next += 1;
        }
        (self.rated.get(self.next) == Some(&authority)).then_some(self.next)
    }
}

/// The place of each finding's aspect in the rulebook; `None` for one that is not declared.
pub(super) struct Aspects(Vec<Option<usize>>);

impl Aspects {
    /// The aspects of the findings of a profile.
    pub(super) fn of(profile: &Profile, rulebook: &Rulebook) -> Self {
        let findings = profile.findings.iter().flatten();
        let place = |of: &FindingProfile| {
            let mut aspects = rulebook.findings[of.kind].aspects.iter();
            aspects.position(|aspect| aspect.key == of.finding.aspect)
        };
        Self(findings.map(place).collect())
    }
}

/// Blocks A, B and C of every authority, from bands in order of authority.
fn blocks(
    profile: &Profile,
    bands: &Bands,
    rulebook: &Rulebook,
    aspects: &Aspects,
) -> Vec<[Block; 3]> {
    let mut means = vec![[BandMean::default(); 3]; profile.rated.len()];
    let mut add = |block: usize, row: Option<usize>, band: Option<Rating>, weight: f64| {
        if let (Some(row), Some(band)) = (row, band) {
            means[row][block].add(band, weight);
        }
    };
    let types = rulebook.provisions.iter();
    let of_type: Vec<f64> = types
        .map(|of| rulebook.families[&of.family].weight)
        .collect();
    let mut rows = RowsInOrder::of(profile);
    let provision = profile.provision.as_deref().unwrap_or_default();
    for (of, band) in provision.iter().zip(&bands.provision) {
        let band = band.map(|band| band.rating);
        add(0, rows.row(of.authority), band, of_type[of.provision]);
    }
    let mut rows = RowsInOrder::of(profile);
    let findings = profile.findings.as_deref().unwrap_or_default();
    for ((of, band), aspect) in findings.iter().zip(&bands.findings).zip(&aspects.0) {
        let kind = &rulebook.findings[of.kind];
        let weight = aspect.map_or(kind.weight, |at| kind.aspects[at].weight);
        add(1, rows.row(of.finding.authority), *band, weight);
    }
    let mut rows = RowsInOrder::of(profile);
    let outcomes = profile.outcomes.as_deref().unwrap_or_default();
    for (of, band) in outcomes.iter().zip(&bands.outcomes) {
        let weight = rulebook.outcomes[of.outcome].weight;
        add(2, rows.row(of.authority), *band, weight);
    }
    means
        .into_iter()
        .map(|blocks| blocks.map(BandMean::block))
        .collect()
}
