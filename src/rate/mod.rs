//! From profile to rating: bands, blocks, limiters, the indicative and the awarded rating, and
//! the evidence for each.
//!
//! This stage takes profiles and the rulebook. It knows nothing of files, and no number that a
//! policy analyst would argue about stands in it.

mod bands;
mod blocks;
mod evidence;
mod limiters;
mod moderation;
mod national;
mod profile_row;
mod reach;
mod standing;

use chrono::{Datelike, NaiveDate};

pub use self::blocks::Block;
pub use self::evidence::{Evidence, EvidenceRow};
pub use self::limiters::{BoundLimiter, bind};
pub use self::national::{Grouping, Tally};
pub use self::standing::{Standing, Trends};

use self::blocks::{block, combined, nearest};
use self::evidence::number;
use self::profile_row::RowInputs;
use crate::config::{BlockWeights, Limiter, Rulebook};
use crate::domain::{AuthorityIx, Rating, Share};
use crate::profile::{Coverage, Profile};
use crate::tables::{EarlierRating, Judgement, Tables};

/// What the rulebook makes of a profile.
#[derive(Debug, Default)]
pub struct Rated {
    /// The band of each provision profile, in their order.
    pub provision_bands: Vec<Option<Rating>>,
    /// The band of each finding profile, in their order.
    pub finding_bands: Vec<Option<Rating>>,
    /// The band of each outcome profile, in their order.
    pub outcome_bands: Vec<Option<Rating>>,
    /// One rating an authority; `None` where the rulebook does not rate.
    pub ratings: Option<Vec<AuthorityRating>>,
    /// Where each rated authority stands and which way it is going, in the order of `ratings`.
    pub standings: Option<Vec<Standing>>,
    /// How the ratings are distributed over the nation.
    pub national: Option<Vec<Tally>>,
    /// Every rule that was asked.
    pub evidence: Evidence,
    /// Judgements that the rulebook does not let stand, by their place in the tables, with the
    /// reason.
    pub refused: Vec<(usize, String)>,
}

/// The rating of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorityRating {
    /// The authority.
    pub authority: AuthorityIx,
    /// The year of the as-of date.
    pub year: i32,
    /// The rating that the rules give; `None` where there is too little evidence.
    pub indicative: Option<Rating>,
    /// The rating after moderation.
    pub awarded: Option<Rating>,
    /// Why there is no rating.
    pub not_rated: Option<String>,
    /// Blocks A, B and C.
    pub blocks: [Block; 3],
    /// The share of the expected evidence that is there.
    pub coverage: f64,
    /// The limiters that fired, in the order of the rulebook.
    pub limiters: Vec<String>,
    /// The judgement that changed the rating.
    pub moderation: Option<Judgement>,
    /// The latest rating of an earlier year, with that year.
    pub previous: Option<(i32, Rating)>,
}

/// Which way a council has gone since its last rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To a higher rating.
    Improved,
    /// To the same.
    Same,
    /// To a lower one.
    Declined,
}

impl Direction {
    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::Same => "same",
            Self::Declined => "declined",
        }
    }
}

impl AuthorityRating {
    /// Which way the council has gone; `None` without this rating or an earlier one.
    pub fn direction(&self) -> Option<Direction> {
        Some(match self.awarded?.cmp(&self.previous?.1) {
            std::cmp::Ordering::Less => Direction::Declined,
            std::cmp::Ordering::Equal => Direction::Same,
            std::cmp::Ordering::Greater => Direction::Improved,
        })
    }
}

/// Rates every authority of the profile.
///
/// # Errors
/// A limiter that cannot be computed on this data, with its name.
pub fn rate(
    tables: &Tables,
    profile: &Profile,
    rulebook: &Rulebook,
    limiters: &[BoundLimiter],
    as_of: NaiveDate,
) -> Result<Rated, String> {
    let list = &tables.authorities;
    let mut evidence = Evidence::new();
    let provision_bands = bands::provision(
        profile.provision.as_deref().unwrap_or_default(),
        rulebook,
        list,
        &mut evidence,
    );
    let finding_bands = bands::findings(
        profile.findings.as_deref().unwrap_or_default(),
        rulebook,
        list,
        &mut evidence,
    );
    let outcome_bands = bands::outcomes(
        profile.outcomes.as_deref().unwrap_or_default(),
        rulebook,
        list,
        &mut evidence,
    );
    let mut rated = Rated {
        provision_bands,
        finding_bands,
        outcome_bands,
        ratings: None,
        standings: None,
        national: None,
        evidence,
        refused: Vec::new(),
    };
    if let Some(weights) = &rulebook.rating {
        let rater = Rater {
            tables,
            profile,
            rulebook,
            weights,
            limiters,
            year: as_of.year(),
        };
        let ratings = rater.rate(&mut rated)?;
        rated.standings = Some(standing::standings(
            &ratings,
            profile.neighbours(tables),
            profile.indicators.as_deref().unwrap_or_default(),
        ));
        rated.national = Some(national::tally(&ratings, list));
        rated.ratings = Some(ratings);
    }
    rated
        .evidence
        .sort_by(|a, b| (&a.authority, a.step, &a.rule).cmp(&(&b.authority, b.step, &b.rule)));
    Ok(rated)
}

struct Rater<'a> {
    tables: &'a Tables,
    profile: &'a Profile,
    rulebook: &'a Rulebook,
    weights: &'a BlockWeights,
    limiters: &'a [BoundLimiter],
    year: i32,
}

impl Rater<'_> {
    fn rate(&self, rated: &mut Rated) -> Result<Vec<AuthorityRating>, String> {
        let blocks = self.blocks(rated);
        let coverage: Vec<f64> = self
            .profile
            .coverage
            .iter()
            .map(|of| self.coverage(of))
            .collect();
        let means: Vec<Option<f64>> = blocks.iter().map(|of| combined(of, self.weights)).collect();
        let before: Vec<Option<Rating>> = means
            .iter()
            .map(|mean| mean.map(|mean| nearest(mean, self.weights.halves)))
            .collect();
        let wanted: Vec<String> = self
            .limiters
            .iter()
            .flat_map(|limiter| limiter.columns())
            .cloned()
            .collect();
        let rows = profile_row::frame(
            self.rulebook,
            &RowInputs {
                authorities: &self.tables.authorities,
                profile: self.profile,
                provision_bands: &rated.provision_bands,
                finding_bands: &rated.finding_bands,
                outcome_bands: &rated.outcome_bands,
                blocks: &blocks,
                indicative: &before,
                coverage: &coverage,
            },
            &wanted,
        )?;
        let answers = self
            .limiters
            .iter()
            .map(|limiter| {
                limiter
                    .ask(&rows)
                    .map_err(|error| format!("limiter {}: {error}", limiter.name))
            })
            .collect::<Result<Vec<_>, String>>()?;

        let mut ratings = Vec::with_capacity(self.profile.rated.len());
        for (row, &authority) in self.profile.rated.iter().enumerate() {
            let code = self.tables.authorities.get(authority).code.clone();
            let mut note = |step, rule: String, condition, inputs, fired, effect| {
                rated.evidence.push(EvidenceRow {
                    authority: code.clone(),
                    step,
                    rule,
                    condition,
                    inputs,
                    fired,
                    effect,
                });
            };
            for (name, block) in ["a", "b", "c"].into_iter().zip(&blocks[row]) {
                note(
                    "block",
                    name.to_owned(),
                    "weighted mean of bands".to_owned(),
                    vec![("bands".into(), block.bands.into())],
                    block.mean.is_some(),
                    block
                        .mean
                        .map_or("no band".to_owned(), |mean| format!("{mean:.4}")),
                );
            }

            let mut fired = Vec::new();
            let mut indicative = before[row];
            for (limiter, answer) in self.limiters.iter().zip(&answers) {
                let lowers =
                    answer.fired[row] && indicative.is_some_and(|rating| limiter.cap < rating);
                note(
                    "limiter",
                    limiter.name.clone(),
                    limiter.sql().to_owned(),
                    answer.inputs[row].clone(),
                    answer.fired[row],
                    match (answer.fired[row], lowers) {
                        (false, _) => "none".to_owned(),
                        (true, true) => {
                            format!("at most {}: {}", limiter.cap.level(), limiter.reason)
                        }
                        (true, false) => format!(
                            "at most {}, which the rating does not exceed: {}",
                            limiter.cap.level(),
                            limiter.reason
                        ),
                    },
                );
                if answer.fired[row] {
                    fired.push(limiter.name.clone());
                    indicative = indicative.map(|rating| rating.min(limiter.cap));
                }
            }
            let minimum = self.rulebook.coverage.minimum;
            let enough = coverage[row] >= minimum;
            let not_rated = if !enough {
                Some(format!(
                    "coverage {:.2} is below {minimum:.2}",
                    coverage[row]
                ))
            } else if indicative.is_none() {
                Some("there is no evidence".to_owned())
            } else {
                None
            };
            let cover = &self.profile.coverage[row];
            note(
                "coverage",
                "minimum".to_owned(),
                format!("coverage >= {minimum}"),
                vec![
                    ("coverage".into(), number(coverage[row])),
                    ("settings_inspected".into(), share(cover.settings)),
                    ("findings_expected".into(), share(cover.findings)),
                    ("indicators_with_value".into(), share(cover.indicators)),
                ],
                enough,
                not_rated
                    .as_ref()
                    .map_or("rated".to_owned(), |reason| format!("no rating: {reason}")),
            );
            note(
                "indicative",
                "weighted mean of blocks".to_owned(),
                format!(
                    "({} a + {} b + {} c) / {}",
                    self.weights.a,
                    self.weights.b,
                    self.weights.c,
                    self.weights.a + self.weights.b + self.weights.c
                ),
                vec![
                    (
                        "a".into(),
                        blocks[row][0].mean.map_or(serde_json::Value::Null, number),
                    ),
                    (
                        "b".into(),
                        blocks[row][1].mean.map_or(serde_json::Value::Null, number),
                    ),
                    (
                        "c".into(),
                        blocks[row][2].mean.map_or(serde_json::Value::Null, number),
                    ),
                    (
                        "mean".into(),
                        means[row].map_or(serde_json::Value::Null, number),
                    ),
                ],
                before[row].is_some(),
                before[row].map_or("none".to_owned(), |rating| {
                    format!("{} before limiters", rating.level())
                }),
            );

            let indicative = indicative.filter(|_| not_rated.is_none());
            let judgement = self.judgement(authority).filter(|(at, judgement)| {
                // Without a rating there is nothing to move; the judgement is only noted.
                let allowed = indicative.map_or(Ok(()), |rating| {
                    moderation::allow(judgement, rating, self.rulebook.moderation)
                });
                let is_allowed = allowed.is_ok();
                rated
                    .refused
                    .extend(allowed.err().map(|reason| (*at, reason)));
                is_allowed
            });
            let judgement = judgement.map(|(_, judgement)| judgement);
            let awarded = judgement
                .filter(|_| indicative.is_some())
                .map(|judgement| judgement.rating)
                .or(indicative);
            let moderation = judgement
                .filter(|judgement| indicative.is_some_and(|rating| rating != judgement.rating))
                .cloned();
            if let Some(judgement) = judgement {
                note(
                    "moderation",
                    "judgement".to_owned(),
                    "a rating was awarded by judgement".to_owned(),
                    vec![
                        ("decided_by".into(), judgement.decided_by.clone().into()),
                        ("decided_on".into(), judgement.decided_on.to_string().into()),
                        ("exceptional".into(), judgement.exceptional.into()),
                        ("reason".into(), judgement.reason.clone().into()),
                    ],
                    moderation.is_some(),
                    moderated(
                        judgement.rating,
                        indicative,
                        &fired,
                        &self.rulebook.limiters,
                    ),
                );
            }
            ratings.push(AuthorityRating {
                authority,
                year: self.year,
                indicative,
                awarded,
                not_rated,
                blocks: blocks[row],
                coverage: coverage[row],
                limiters: fired,
                moderation,
                previous: self.previous(authority),
            });
        }
        Ok(ratings)
    }

    /// Blocks A, B and C of every authority, from bands in order of authority.
    fn blocks(&self, rated: &Rated) -> Vec<[Block; 3]> {
        let provision = self.profile.provision.as_deref().unwrap_or_default();
        let findings = self.profile.findings.as_deref().unwrap_or_default();
        let outcomes = self.profile.outcomes.as_deref().unwrap_or_default();
        let mut bands: [Vec<Vec<(Rating, f64)>>; 3] =
            std::array::from_fn(|_| vec![Vec::new(); self.profile.rated.len()]);
        let row = |authority: AuthorityIx| self.profile.rated.binary_search(&authority).ok();
        for (profile, band) in provision.iter().zip(&rated.provision_bands) {
            let family = &self.rulebook.provisions[profile.provision].family;
            if let (Some(row), Some(band)) = (row(profile.authority), band) {
                bands[0][row].push((*band, self.rulebook.families[family].weight));
            }
        }
        for (profile, band) in findings.iter().zip(&rated.finding_bands) {
            let kind = &self.rulebook.findings[profile.kind];
            let weight = kind
                .aspects
                .iter()
                .find(|aspect| aspect.key == profile.finding.aspect)
                .map_or(kind.weight, |aspect| aspect.weight);
            if let (Some(row), Some(band)) = (row(profile.finding.authority), band) {
                bands[1][row].push((*band, weight));
            }
        }
        for (profile, band) in outcomes.iter().zip(&rated.outcome_bands) {
            if let (Some(row), Some(band)) = (row(profile.authority), band) {
                bands[2][row].push((*band, self.rulebook.outcomes[profile.outcome].weight));
            }
        }
        let [a, b, c] = bands;
        a.into_iter()
            .zip(b)
            .zip(c)
            .map(|((a, b), c)| {
                [
                    block(a.into_iter()),
                    block(b.into_iter()),
                    block(c.into_iter()),
                ]
            })
            .collect()
    }

    /// The three blocks' coverage in one figure, by the blocks' own weights. A block for which
    /// nothing is there counts as not covered.
    fn coverage(&self, of: &Coverage) -> f64 {
        let weights = [self.weights.a, self.weights.b, self.weights.c];
        let covered: f64 = [of.settings, of.findings, of.indicators]
            .iter()
            .zip(weights)
            .map(|(share, weight)| share.map_or(0.0, Share::fraction) * weight)
            .sum();
        covered / weights.iter().sum::<f64>()
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

/// What a judgement did, with the limiters whose cap it set aside: a limiter that fired is
/// reported whatever moderation makes of it.
fn moderated(
    awarded: Rating,
    indicative: Option<Rating>,
    fired: &[String],
    limiters: &[Limiter],
) -> String {
    let Some(indicative) = indicative else {
        return "nothing: the evidence indicates no rating that it could move".to_owned();
    };
    let overridden: Vec<&str> = limiters
        .iter()
        .filter(|limiter| limiter.cap < awarded && fired.contains(&limiter.name))
        .map(|limiter| limiter.name.as_str())
        .collect();
    let against = if indicative == awarded {
        String::new()
    } else {
        format!(" in place of {}", indicative.level())
    };
    let over = if overridden.is_empty() {
        String::new()
    } else {
        format!("; sets aside {}", overridden.join(", "))
    };
    format!("awarded {}{against}{over}", awarded.level())
}

fn share(share: Option<Share>) -> serde_json::Value {
    share.map_or(serde_json::Value::Null, |share| number(share.fraction()))
}
