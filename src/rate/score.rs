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
    let blocks = [
        settings_blocks(profile, bands, rulebook),
        findings_blocks(profile, bands, rulebook, aspects),
        indicators_blocks(profile, bands, rulebook),
    ];
    let rows = profile.coverage.iter().enumerate();
    rows.map(|(row, of)| Score {
        few_settings: few.as_ref().map(|few| few[row]),
        ..Score::of([0, 1, 2].map(|at| blocks[at][row]), of, weights)
    })
    .collect()
}

impl Score {
    /// What these blocks of one authority amount to, with so much evidence; nothing is said of types
    /// with few settings.
    pub(super) fn of(blocks: [Block; 3], evidence: &Coverage, weights: &BlockWeights) -> Self {
        let mean = combined(&blocks, weights);
        Self {
            blocks,
            mean,
            rating: mean.map(|mean| nearest(mean, weights.halves)),
            coverage: coverage(evidence, weights),
            few_settings: None,
        }
    }
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

    /// That of the finding at a place of the profile.
    pub(super) fn at(&self, finding: usize) -> Option<usize> {
        self.0.get(finding).copied().flatten()
    }
}

/// Block A of every authority, from bands in order of authority.
pub(super) fn settings_blocks(profile: &Profile, bands: &Bands, rulebook: &Rulebook) -> Vec<Block> {
    let types = rulebook.provisions.iter();
    let weights: Vec<f64> = types
        .map(|of| rulebook.families[&of.family].weight)
        .collect();
    let parts = profile.provision.iter().flatten().zip(&bands.provision);
    block(
        profile,
        parts.map(|(of, band)| {
            let band = band.map(|band| band.rating);
            (of.authority, band, weights[of.provision])
        }),
    )
}

/// Block B of every authority.
pub(super) fn findings_blocks(
    profile: &Profile,
    bands: &Bands,
    rulebook: &Rulebook,
    aspects: &Aspects,
) -> Vec<Block> {
    let parts = profile.findings.iter().flatten().zip(&bands.findings);
    block(
        profile,
        parts.zip(&aspects.0).map(|((of, band), aspect)| {
            let kind = &rulebook.findings[of.kind];
            let weight = aspect.map_or(kind.weight, |at| kind.aspects[at].weight);
            (of.finding.authority, *band, weight)
        }),
    )
}

/// Block C of every authority.
pub(super) fn indicators_blocks(
    profile: &Profile,
    bands: &Bands,
    rulebook: &Rulebook,
) -> Vec<Block> {
    let parts = profile.outcomes.iter().flatten().zip(&bands.outcomes);
    block(
        profile,
        parts.map(|(of, band)| {
            let weight = rulebook.outcomes[of.outcome].weight;
            (of.authority, *band, weight)
        }),
    )
}

/// A block of every authority, from the bands that count in it with their weights, in order of
/// authority.
fn block(
    profile: &Profile,
    parts: impl Iterator<Item = (AuthorityIx, Option<Rating>, f64)>,
) -> Vec<Block> {
    let mut means = vec![BandMean::default(); profile.rated.len()];
    let mut rows = RowsInOrder::of(profile);
    for (authority, band, weight) in parts {
        if let (Some(row), Some(band)) = (rows.row(authority), band) {
            means[row].add(band, weight);
        }
    }
    means.into_iter().map(BandMean::block).collect()
}
