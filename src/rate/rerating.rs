//! The ratings of one profile while its settings, its outcomes or the rulebook change, time and
//! again.
//!
//! Whoever rates ten thousand times over bands anew only what has changed since the last time.
//! The rules are those of [`rate`](super::rate), part by part; what is left out is what nobody
//! reads: evidence, reasons, standings.

use chrono::NaiveDate;

use super::BoundRules;
use super::bands::{Banding, Bands};
use super::blocks::Block;
use super::condition::Answer;
use super::evidence::Notes;
use super::limiters::BoundLimiter;
use super::rater::Rater;
use super::score::{Aspects, scores};
use crate::config::{BlockWeights, Rulebook};
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

/// Rates a profile many times over. Its findings and its authorities stay as they are, and so does
/// what the rulebook says of findings but for their weights.
pub struct Rerating<'a> {
    tables: &'a Tables,
    rules: &'a BoundRules,
    as_of: NaiveDate,
    bands: Bands,
    aspects: Aspects,
    /// Whether each limiter fires for each authority; `None` for one that is asked each time,
    /// because it is about more than findings.
    settled: Vec<Option<Vec<bool>>>,
    /// What the others say of the settings and outcomes as they were banded last.
    asked: Option<Vec<Vec<Answer>>>,
}

impl<'a> Rerating<'a> {
    /// Bands `profile` and asks the limiters whose answer will not change.
    ///
    /// # Errors
    /// A limiter that cannot be computed on this data, with its name.
    pub fn new(
        tables: &'a Tables,
        rules: &'a BoundRules,
        as_of: NaiveDate,
        profile: &Profile,
        rulebook: &Rulebook,
    ) -> Result<Self, String> {
        let bands = Bands::of(profile, rulebook, &tables.authorities, &mut Notes::none());
        let mut rerating = Self {
            tables,
            rules,
            as_of,
            bands,
            aspects: Aspects::of(profile, rulebook),
            settled: vec![None; rules.limiters.len()],
            asked: None,
        };
        let about_findings = rules.limiters.iter().map(BoundLimiter::is_about_findings);
        let places: Vec<usize> = about_findings
            .enumerate()
            .filter_map(|(at, settled)| settled.then_some(at))
            .collect();
        if let Some(weights) = &rulebook.rating {
            let rater = rerating.rater(profile, rulebook, weights);
            let scores = scores(
                profile,
                &rerating.bands,
                rulebook,
                weights,
                &rerating.aspects,
            );
            let limiters: Vec<&BoundLimiter> =
                places.iter().map(|at| &rules.limiters[*at]).collect();
            let answers = rater.ask(&limiters, &rerating.bands, &scores, &Notes::none())?;
            for (at, answers) in places.into_iter().zip(answers) {
                rerating.settled[at] = Some(answers.iter().map(|of| of.fired).collect());
            }
        }
        Ok(rerating)
    }

    /// Bands the settings of `profile` anew, which have changed, or their cut-offs.
    pub fn band_settings(&mut self, profile: &Profile, rulebook: &Rulebook) {
        self.asked = None;
        self.bands.provision = self
            .banding(rulebook)
            .provisions(profile, &mut Notes::none());
    }

    /// Bands the outcomes of `profile` anew, which have changed, or their cut-offs.
    pub fn band_outcomes(&mut self, profile: &Profile, rulebook: &Rulebook) {
        self.asked = None;
        self.bands.outcomes = self.banding(rulebook).outcomes(profile, &mut Notes::none());
    }

    /// Rates every authority of `profile` by the bands as they are, in its order; nobody where the
    /// rulebook does not rate.
    ///
    /// # Errors
    /// A limiter that cannot be computed on this data, with its name.
    pub fn rate(
        &mut self,
        profile: &Profile,
        rulebook: &Rulebook,
    ) -> Result<Vec<BareRating>, String> {
        let Some(weights) = &rulebook.rating else {
            return Ok(Vec::new());
        };
        let rater = self.rater(profile, rulebook, weights);
        let scores = scores(profile, &self.bands, rulebook, weights, &self.aspects);
        let open = self.rules.limiters.iter().zip(&self.settled);
        let limiters: Vec<&BoundLimiter> = open
            .filter_map(|(limiter, settled)| settled.is_none().then_some(limiter))
            .collect();
        let asked = match self.asked.take() {
            Some(asked) if !limiters.iter().any(|of| of.is_about_the_whole()) => asked,
            _ => rater.ask(&limiters, &self.bands, &scores, &Notes::none())?,
        };
        let mut answers = asked.iter();
        let fired: Vec<Fired<'_>> = self
            .settled
            .iter()
            .map(|settled| match settled {
                Some(fired) => Fired::Settled(fired),
                None => Fired::Asked(answers.next().map_or(&[], Vec::as_slice)),
            })
            .collect();
        let mut refused = Vec::new();
        let rows = profile.rated.iter().zip(&scores).enumerate();
        let ratings = rows
            .map(|(row, (authority, score))| {
                let fired = fired.iter().map(|of| of.at(row));
                let decided = rater.decide(*authority, score, fired, &mut refused);
                BareRating {
                    awarded: decided.awarded,
                    blocks: score.blocks,
                }
            })
            .collect();
        self.asked = Some(asked);
        Ok(ratings)
    }

    fn banding<'b>(&self, rulebook: &'b Rulebook) -> Banding<'b>
    where
        'a: 'b,
    {
        Banding {
            rulebook,
            authorities: &self.tables.authorities,
        }
    }

    fn rater<'b>(
        &self,
        profile: &'b Profile,
        rulebook: &'b Rulebook,
        weights: &'b BlockWeights,
    ) -> Rater<'b>
    where
        'a: 'b,
    {
        Rater {
            tables: self.tables,
            profile,
            rulebook,
            weights,
            limiters: &self.rules.limiters,
            year: rulebook.rating_year(self.as_of),
        }
    }
}

/// Whether a limiter fires for each authority.
enum Fired<'f> {
    Settled(&'f [bool]),
    Asked(&'f [Answer]),
}

impl Fired<'_> {
    fn at(&self, row: usize) -> bool {
        match self {
            Self::Settled(fired) => fired[row],
            Self::Asked(answers) => answers[row].fired,
        }
    }
}
