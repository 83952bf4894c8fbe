//! What follows from a rule that was asked.

use std::fmt;
use std::sync::Arc;

use super::NotRated;
use crate::domain::Rating;

/// What a rule did to the result, as data; the sentence of the `evidence` table is made of it
/// last, by [`fmt::Display`], and never read back.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The band is earned.
    Band(Rating),
    /// The evidence falls short of the band.
    BelowBand(Rating),
    /// A finding has a grade or an outcome for which the rulebook has no band.
    NoBand,
    /// Fewer settings of a type were inspected than a band needs.
    TooFewSettings {
        /// The fewest that it needs.
        least: u32,
    },
    /// Whether a letter may call it a significant weakness.
    Weakness(bool),
    /// A finding of the kind `by` has taken the place of this one.
    Superseded {
        /// The kind of the later finding.
        by: String,
    },
    /// The weighted mean of a block's bands; `None` where it has no band.
    Mean(Option<f64>),
    /// What a limiter did.
    Limit(Box<Limit>),
    /// There is enough evidence for a rating, or the reason why there is none.
    Coverage(Option<NotRated>),
    /// The rating that the blocks make, before any limiter.
    BeforeLimiters(Option<Rating>),
    /// What a judgement did.
    Judged(Box<Judged>),
}

/// What a limiter did to a rating.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// The highest rating that it leaves.
    pub cap: Rating,
    /// The rulebook's sentence about it.
    pub reason: Arc<str>,
    /// Whether its condition held.
    pub fired: bool,
    /// Whether it lowers what the limiters before it left of the rating.
    pub lowers: bool,
    /// Whether the indicative rating is what it is because of this limiter.
    pub decides: bool,
    /// Whether a judgement awarded more than it allows.
    pub overridden: bool,
    /// The findings that its condition names, by the rule of their own evidence.
    pub findings: Vec<String>,
}

/// What a judgement did to a rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// There is no rating that it could move.
    NothingToMove {
        /// The reason that was given with it.
        reason: String,
    },
    /// It awarded a rating.
    Awarded {
        /// The rating.
        rating: Rating,
        /// The reason that was given with it.
        reason: String,
        /// The rating that the rules indicate, where it is another.
        in_place_of: Option<Rating>,
        /// The limiters that fired and whose cap is below the award.
        sets_aside: Vec<String>,
    },
}

/// What an effect says in the columns of the `evidence` table; what it does not say is missing,
/// false or empty.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EffectColumns<'a> {
    /// The band that is earned, or the rating that follows.
    pub level: Option<Rating>,
    /// The highest rating that a limiter leaves, fired or not.
    pub cap: Option<Rating>,
    /// The weighted mean of a block's bands.
    pub mean: Option<f64>,
    /// Whether the indicative rating is what it is because of this limiter.
    pub decides: bool,
    /// Whether a judgement awarded more than this limiter allows.
    pub overridden: bool,
    /// The kind of the finding that has taken the place of this one.
    pub superseded_by: Option<&'a str>,
    /// The rulebook's sentence about a limiter, or the reason of a judgement.
    pub reason: Option<&'a str>,
    /// The findings that a limiter's condition names, by the rule of their own evidence.
    pub findings: &'a [String],
}

impl Effect {
    /// What it says in each column.
    pub fn columns(&self) -> EffectColumns<'_> {
        let none = EffectColumns::default();
        match self {
            Self::Band(band) => EffectColumns {
                level: Some(*band),
                ..none
            },
            Self::Superseded { by } => EffectColumns {
                superseded_by: Some(by),
                ..none
            },
            Self::Mean(mean) => EffectColumns {
                mean: *mean,
                ..none
            },
            Self::Limit(limit) => EffectColumns {
                cap: Some(limit.cap),
                decides: limit.decides,
                overridden: limit.overridden,
                reason: Some(&limit.reason),
                findings: &limit.findings,
                ..none
            },
            Self::BeforeLimiters(rating) => EffectColumns {
                level: *rating,
                ..none
            },
            Self::Judged(judged) => match &**judged {
                Judged::NothingToMove { reason } => EffectColumns {
                    reason: Some(reason),
                    ..none
                },
                Judged::Awarded { rating, reason, .. } => EffectColumns {
                    level: Some(*rating),
                    reason: Some(reason),
                    ..none
                },
            },
            Self::BelowBand(_)
            | Self::NoBand
            | Self::TooFewSettings { .. }
            | Self::Weakness(_)
            | Self::Coverage(_) => none,
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Band(band) => write!(f, "band {}", band.level()),
            Self::BelowBand(band) => write!(f, "below band {}", band.level()),
            Self::NoBand => f.write_str("no band: the rulebook gives this outcome none"),
            Self::TooFewSettings { least } => {
                write!(f, "no band: fewer than {least} inspected settings")
            }
            Self::Weakness(true) => f.write_str("significant weakness"),
            Self::Weakness(false) => f.write_str("none"),
            Self::Superseded { by: _ } => f.write_str("superseded by a later inspection"),
            Self::Mean(Some(mean)) => write!(f, "{mean:.4}"),
            Self::Mean(None) => f.write_str("no band"),
            Self::Limit(limit) => limit.fmt(f),
            Self::Coverage(None) => f.write_str("rated"),
            Self::Coverage(Some(reason)) => write!(f, "no rating: {reason}"),
            Self::BeforeLimiters(Some(rating)) => write!(f, "{} before limiters", rating.level()),
            Self::BeforeLimiters(None) => f.write_str("none"),
            Self::Judged(judged) => judged.fmt(f),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cap, reason, .. } = self;
        let cap = cap.level();
        match (self.fired, self.lowers) {
            (false, _) => f.write_str("none"),
            (true, true) => write!(f, "at most {cap}: {reason}"),
            (true, false) => write!(
                f,
                "at most {cap}, which the rating does not exceed: {reason}"
            ),
        }
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Awarded {
            rating,
            reason: _,
            in_place_of,
            sets_aside,
        } = self
        else {
            return f.write_str("nothing: the evidence indicates no rating that it could move");
        };
        write!(f, "awarded {}", rating.level())?;
        if let Some(indicative) = in_place_of {
            write!(f, " in place of {}", indicative.level())?;
        }
        if !sets_aside.is_empty() {
            write!(f, "; sets aside {}", sets_aside.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(fired: bool, lowers: bool) -> Effect {
        Effect::Limit(Box::new(Limit {
            cap: Rating::PerformsAdequately,
            reason: "A reason: with a colon.".into(),
            fired,
            lowers,
            decides: lowers,
            overridden: false,
            findings: Vec::new(),
        }))
    }

    #[test]
    fn each_effect_has_its_sentence() {
        let well = Rating::PerformsWell;
        for (effect, sentence) in [
            (Effect::Band(well), "band 3"),
            (Effect::BelowBand(well), "below band 3"),
            (
                Effect::NoBand,
                "no band: the rulebook gives this outcome none",
            ),
            (
                Effect::TooFewSettings { least: 3 },
                "no band: fewer than 3 inspected settings",
            ),
            (Effect::Weakness(true), "significant weakness"),
            (Effect::Weakness(false), "none"),
            (
                Effect::Superseded { by: "ilacs".into() },
                "superseded by a later inspection",
            ),
            (Effect::Mean(Some(2.0 / 3.0)), "0.6667"),
            (Effect::Mean(None), "no band"),
            (limit(false, false), "none"),
            (limit(true, true), "at most 2: A reason: with a colon."),
            (
                limit(true, false),
                "at most 2, which the rating does not exceed: A reason: with a colon.",
            ),
            (Effect::Coverage(None), "rated"),
            (
                Effect::Coverage(Some(NotRated::NoEvidence)),
                "no rating: there is no evidence",
            ),
            (Effect::BeforeLimiters(Some(well)), "3 before limiters"),
            (Effect::BeforeLimiters(None), "none"),
            (
                Effect::Judged(Box::new(Judged::NothingToMove {
                    reason: "Why.".into(),
                })),
                "nothing: the evidence indicates no rating that it could move",
            ),
            (
                Effect::Judged(Box::new(Judged::Awarded {
                    rating: well,
                    reason: "Why.".into(),
                    in_place_of: None,
                    sets_aside: Vec::new(),
                })),
                "awarded 3",
            ),
            (
                Effect::Judged(Box::new(Judged::Awarded {
                    rating: well,
                    reason: "Why.".into(),
                    in_place_of: Some(Rating::PerformsPoorly),
                    sets_aside: vec!["one".into(), "two".into()],
                })),
                "awarded 3 in place of 1; sets aside one, two",
            ),
        ] {
            assert_eq!(effect.to_string(), sentence);
        }
    }

    #[test]
    fn an_effect_says_its_own_columns_and_no_other() {
        let well = Rating::PerformsWell;
        let none = EffectColumns::default();
        let level = EffectColumns {
            level: Some(well),
            ..none
        };
        assert_eq!(Effect::Band(well).columns(), level);
        assert_eq!(Effect::BeforeLimiters(Some(well)).columns(), level);
        for effect in [
            Effect::BelowBand(well),
            Effect::NoBand,
            Effect::TooFewSettings { least: 3 },
            Effect::Weakness(true),
            Effect::Mean(None),
            Effect::Coverage(None),
            Effect::BeforeLimiters(None),
        ] {
            assert_eq!(effect.columns(), none, "{effect:?}");
        }
        let superseded = Effect::Superseded { by: "ilacs".into() };
        assert_eq!(superseded.columns().superseded_by, Some("ilacs"));
        assert_eq!(Effect::Mean(Some(2.5)).columns().mean, Some(2.5));
        // A limiter that did not fire still says its cap and its sentence.
        assert_eq!(
            limit(false, false).columns(),
            EffectColumns {
                cap: Some(Rating::PerformsAdequately),
                reason: Some("A reason: with a colon."),
                ..none
            }
        );
        let refused = Effect::Judged(Box::new(Judged::NothingToMove {
            reason: "Why.".into(),
        }));
        assert_eq!(
            refused.columns(),
            EffectColumns {
                reason: Some("Why."),
                ..none
            }
        );
    }
}
