//! The rating of every authority: what the rules, and then a judgement, make of its score.

use super::condition::Answer;
use super::evidence::Notes;
use super::limiters::{BoundLimiter, Limited, limit};
use super::profile_row::{Places, ProfileRows};
use super::score::{Aspects, Score, scores};
use super::{AuthorityRating, Bands, NotRated, moderation};
use crate::config::{BlockWeights, Rulebook};
use crate::domain::{AuthorityIx, Rating};
use crate::profile::{Coverage, FindingProfile, Profile};
use crate::tables::{EarlierRating, Judgement, Tables};

/// What ratings are made of.
pub(super) struct Rater<'a> {
    /// What the sources say.
    pub tables: &'a Tables,
    /// What the evidence says.
    pub profile: &'a Profile,
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// Its weights of the blocks.
    pub weights: &'a BlockWeights,
    /// Its limiters.
    pub limiters: &'a [BoundLimiter],
    /// The year of the ratings.
    pub year: i32,
}

/// Ratings, and what was refused on the way to them.
#[derive(Debug, Default)]
pub(super) struct Ratings {
    /// One an authority of the profile, in its order.
    pub ratings: Vec<AuthorityRating>,
    /// Judgements that the rulebook does not allow, by their place in the tables, with the
    /// reason.
    pub refused: Vec<(usize, String)>,
}

/// One authority on the way to its rating.
pub(super) struct Candidate<'a> {
    pub(super) authority: AuthorityIx,
    /// What its blocks amount to.
    pub(super) score: &'a Score,
    /// How much of each block's evidence there is.
    pub(super) coverage: &'a Coverage,
    /// What each limiter says of it.
    pub(super) answers: Vec<&'a Answer>,
    /// The findings about it.
    pub(super) findings: &'a [FindingProfile],
}

/// What rules and judgement make of one authority.
pub(super) struct Decided<'a> {
    pub(super) limited: Limited,
    pub(super) not_rated: Option<NotRated>,
    pub(super) indicative: Option<Rating>,
    pub(super) judgement: Option<&'a Judgement>,
    pub(super) awarded: Option<Rating>,
}

impl Rater<'_> {
    /// Rates every authority of the profile; every rule that is asked goes to `notes`.
    ///
    /// # Errors
    /// A limiter that cannot be computed on this data, with its name.
    pub(super) fn rate(&self, bands: &Bands, notes: &mut Notes) -> Result<Ratings, String> {
        let aspects = Aspects::of(self.profile, self.rulebook);
        let scores = scores(self.profile, bands, self.rulebook, self.weights, &aspects);
        let rows = ProfileRows {
            authorities: &self.tables.authorities,
            profile: self.profile,
            places: &Places::of(self.profile, self.rulebook),
            aspects: &aspects,
            bands,
            scores: &scores,
        };
        let answers: Vec<Vec<Answer>> = self
            .limiters
            .iter()
            .map(|limiter| limiter.ask(&rows, notes))
            .collect::<Result<_, String>>()?;
        let findings = self.profile.findings.as_deref().unwrap_or_default();
        let decided = notes.of_each(&self.profile.rated, |row, &authority, notes| {
            // Findings are in order of authority.
            let of = |profile: &FindingProfile| profile.finding.authority;
            let start = findings.partition_point(|profile| of(profile) < authority);
            let end = findings.partition_point(|profile| of(profile) <= authority);
            let candidate = Candidate {
                authority,
                score: &scores[row],
                coverage: &self.profile.coverage[row],
                answers: answers.iter().map(|of| &of[row]).collect(),
                findings: &findings[start..end],
            };
            let fired = candidate.answers.iter().map(|answer| answer.fired);
            let asked = self.limiters.iter().zip(fired);
            let limited = limit(
                scores[row].rating,
                asked.map(|(limiter, fired)| (limiter.cap, fired)),
            );
            let mut refused = Vec::new();
            let decided = self.decide(authority, &scores[row], limited, &mut refused);
            self.note(&candidate, &decided, notes);
            (self.rating(&candidate, decided), refused)
        });
        let mut made = Ratings::default();
        for (rating, refused) in decided {
            made.ratings.push(rating);
            made.refused.extend(refused);
        }
        Ok(made)
    }

    /// What the rules, of which `limited` says what limiters leave, and then a judgement make of an
    /// authority.
    pub(super) fn decide(
        &self,
        authority: AuthorityIx,
        score: &Score,
        limited: Limited,
        refused: &mut Vec<(usize, String)>,
    ) -> Decided<'_> {
        let not_rated = self.not_rated(score, limited.rating);
        let indicative = limited.rating.filter(|_| not_rated.is_none());
        let judgement = self.judgement(authority).and_then(|(at, judgement)| {
            // Without a rating there is nothing to move; the judgement is only noted.
            let allowed = indicative.map_or(Ok(()), |rating| {
                moderation::allow(judgement, rating, self.rulebook.moderation)
            });
            match allowed {
                Ok(()) => Some(judgement),
                Err(reason) => {
                    refused.push((at, reason));
                    None
                }
            }
        });
        Decided {
            limited,
            not_rated,
            indicative,
            judgement,
            awarded: indicative
                .map(|rating| judgement.map_or(rating, |judgement| judgement.rating)),
        }
    }

    /// Why an authority has no rating, with what limiters left of it.
    fn not_rated(&self, score: &Score, rating: Option<Rating>) -> Option<NotRated> {
        let (coverage, minimum) = (score.coverage, self.rulebook.coverage.minimum);
        if coverage < minimum {
            Some(NotRated::TooLittleEvidence { coverage, minimum })
        } else if rating.is_none() {
            Some(NotRated::NoEvidence)
        } else {
            None
        }
    }

    fn rating(&self, candidate: &Candidate<'_>, decided: Decided<'_>) -> AuthorityRating {
        let fired = self.limiters.iter().zip(&candidate.answers);
        AuthorityRating {
            authority: candidate.authority,
            year: self.year,
            indicative: decided.indicative,
            awarded: decided.awarded,
            not_rated: decided.not_rated,
            blocks: candidate.score.blocks,
            coverage: candidate.score.coverage,
            limiters: fired
                .filter(|(_, answer)| answer.fired)
                .map(|(limiter, _)| limiter.name.clone())
                .collect(),
            moderation: decided
                .judgement
                .filter(|judgement| decided.moves(judgement))
                .cloned(),
            previous: self.previous(candidate.authority),
        }
    }

    /// The judgement on an authority, with its place in the tables.
    fn judgement(&self, authority: AuthorityIx) -> Option<(usize, &Judgement)> {
        let judgements = self.tables.judgements.as_deref().unwrap_or_default();
        let at = judgements
            .binary_search_by_key(&authority, |judgement| judgement.authority)
            .ok()?;
        Some((at, &judgements[at]))
    }

    /// The latest rating of a year before this one; earlier ratings are in order of authority
    /// and year.
    fn previous(&self, authority: AuthorityIx) -> Option<(i32, Rating)> {
        let earlier = self.tables.earlier_ratings.as_deref().unwrap_or_default();
        let end = earlier.partition_point(|known: &EarlierRating| {
            (known.authority, known.year) < (authority, self.year)
        });
        let last = earlier[..end].last()?;
        (last.authority == authority).then_some((last.year, last.rating))
    }
}

impl Decided<'_> {
    /// Whether a judgement awards another rating than the rules indicate.
    pub(super) fn moves(&self, judgement: &Judgement) -> bool {
        self.indicative
            .is_some_and(|rating| rating != judgement.rating)
    }
}
