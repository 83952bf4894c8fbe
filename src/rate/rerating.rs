//! The ratings of one profile while its settings, its findings, its outcomes or the rulebook change,
//! time and again.
//!
//! Whoever rates ten thousand times over works out anew only what has changed since the last time:
//! the bands of settings, of findings or of outcomes, the block that they are, and the limiters that
//! are about them. The rules are those of [`rate`](super::rate), part by part; what is left out is
//! what nobody reads: evidence, reasons, standings.

use chrono::NaiveDate;

use super::BoundRules;
use super::bands::{Banding, Bands};
use super::blocks::Block;
use super::evidence::Notes;
use super::limiters::held_below;
use super::profile_row::{Places, ProfileRows};
use super::rater::Rater;
use super::score::{Aspects, Score, findings_blocks, indicators_blocks, settings_blocks};
use crate::config::{ProfileSubject, Rulebook};
use crate::domain::Rating;
use crate::profile::Profile;
use crate::tables::Tables;

/// The rating of one authority, and no more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BareRating {
    /// The rating after moderation; `None` where there is too little evidence.
    pub awarded: Option<Rating>,
    /// Blocks A, B and C.
    pub blocks: [Block; 3],
}

/// Rates a profile many times over. Which authorities, types of setting, findings and outcomes it has
/// stays as it is.
pub struct Rerating<'a> {
    tables: &'a Tables,
    rules: &'a BoundRules,
    as_of: NaiveDate,
    bands: Bands,
    aspects: Aspects,
    places: Places,
    /// Blocks A, B and C of every authority; `None` of one that is to be worked out anew.
    blocks: [Option<Vec<Block>>; 3],
    /// Whether each limiter fires for each authority; `None` of one that is to be asked anew.
    fired: Vec<Option<Vec<bool>>>,
}

impl<'a> Rerating<'a> {
    /// Bands `profile`.
    pub fn new(
        tables: &'a Tables,
        rules: &'a BoundRules,
        as_of: NaiveDate,
        profile: &Profile,
        rulebook: &Rulebook,
    ) -> Self {
        Self {
            tables,
            rules,
            as_of,
            bands: Bands::of(profile, rulebook, &mut Notes::none()),
            aspects: Aspects::of(profile, rulebook),
            places: Places::of(profile, rulebook),
            blocks: [None, None, None],
            fired: vec![None; rules.limiters.len()],
        }
    }

    /// Bands the settings of `profile` anew, which have changed, or their cut-offs.
    pub fn band_settings(&mut self, profile: &Profile, rulebook: &Rulebook) {
        self.bands.provision = Banding { rulebook }.provisions(profile, &mut Notes::none());
        self.blocks[0] = None;
        self.forget(|about| matches!(about, ProfileSubject::Provision(_)));
    }

    /// Bands the findings of `profile` anew, which have changed.
    pub fn band_findings(&mut self, profile: &Profile, rulebook: &Rulebook) {
        self.bands.findings = Banding { rulebook }.findings(profile, &mut Notes::none());
        self.blocks[1] = None;
        self.forget(|about| {
            matches!(
                about,
                ProfileSubject::FindingKind(_) | ProfileSubject::Finding { .. }
            )
        });
    }

    /// Bands the outcomes of `profile` anew, which have changed, or their cut-offs.
    pub fn band_outcomes(&mut self, profile: &Profile, rulebook: &Rulebook) {
        self.bands.outcomes = Banding { rulebook }.outcomes(profile, &mut Notes::none());
        self.blocks[2] = None;
        self.forget(|about| matches!(about, ProfileSubject::Outcome(_)));
    }

    /// Takes every mean anew, because weights have changed.
    pub fn reweigh(&mut self) {
        self.blocks = [None, None, None];
    }

    /// Rates every authority of `profile` by the bands as they are, in its order, as if the limiters
    /// at the places `without` were not there; nobody where the rulebook does not rate.
    ///
    /// # Errors
    /// A limiter that cannot be computed on this data, with its name.
    pub fn rate(
        &mut self,
        profile: &Profile,
        rulebook: &Rulebook,
        without: &[usize],
    ) -> Result<Vec<BareRating>, String> {
        let Some(weights) = &rulebook.rating else {
            return Ok(Vec::new());
        };
        let [a, b, c] = &mut self.blocks;
        let (bands, aspects) = (&self.bands, &self.aspects);
        let a = a.get_or_insert_with(|| settings_blocks(profile, bands, rulebook));
        let b = b.get_or_insert_with(|| findings_blocks(profile, bands, rulebook, aspects));
        let c = c.get_or_insert_with(|| indicators_blocks(profile, bands, rulebook));
        let blocks = a.iter().zip(b.iter()).zip(c.iter());
        let scores: Vec<Score> = blocks
            .zip(&profile.coverage)
            .map(|(((a, b), c), of)| Score::of([*a, *b, *c], of, weights))
            .collect();
        self.ask(profile, &scores)?;
        let rater = Rater {
            tables: self.tables,
            profile,
            rulebook,
            weights,
            limiters: &self.rules.limiters,
            year: rulebook.rating_year(self.as_of),
        };
        let mut refused = Vec::new();
        let rows = profile.rated.iter().zip(&scores).enumerate();
        let ratings = rows.map(|(row, (authority, score))| {
            let limiters = self.rules.limiters.iter().zip(&self.fired).enumerate();
            let caps = limiters
                .filter(|(at, (_, fired))| {
                    fired.as_ref().is_some_and(|fired| fired[row]) && !without.contains(at)
                })
                .map(|(_, (limiter, _))| limiter.cap);
            let limited = held_below(score.rating, caps);
            BareRating {
                awarded: rater
                    .decide(*authority, score, limited, &mut refused)
                    .awarded,
                blocks: score.blocks,
            }
        });
        Ok(ratings.collect())
    }

    /// Whether a limiter fired for the authority of this row when it was asked last.
    pub fn fires(&self, limiter: usize, row: usize) -> bool {
        let fired = self.fired.get(limiter).and_then(Option::as_ref);
        fired.is_some_and(|fired| fired[row])
    }

    /// Asks the limiters whose answer is not known. What is about the authority as a whole follows
    /// from all its blocks and is asked each time.
    fn ask(&mut self, profile: &Profile, scores: &[Score]) -> Result<(), String> {
        let rows = ProfileRows {
            authorities: &self.tables.authorities,
            profile,
            places: &self.places,
            aspects: &self.aspects,
            bands: &self.bands,
            scores,
        };
        for (limiter, fired) in self.rules.limiters.iter().zip(&mut self.fired) {
            if fired.is_none() || limiter.is_about_the_whole() {
                let answers = limiter.ask(&rows, &Notes::none())?;
                *fired = Some(answers.iter().map(|answer| answer.fired).collect());
            }
        }
        Ok(())
    }

    /// Forgets the answers of the limiters that are about such a thing.
    fn forget(&mut self, is_it: impl Fn(&ProfileSubject) -> bool) {
        for (limiter, fired) in self.rules.limiters.iter().zip(&mut self.fired) {
            if limiter.about().iter().any(&is_it) {
                *fired = None;
            }
        }
    }
}
