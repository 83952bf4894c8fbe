//! One key of the rulebook set to one value after another.

use serde::Serialize;

use super::{Asked, Distribution, Ground, Totals};
use crate::domain::Rating;
use crate::error::Error;
use crate::rate::Rated;

/// What comes of each value of a key.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// The ratings as they are.
    pub before: Distribution,
    /// What comes of each value, in the order in which they are asked.
    pub steps: Vec<SweepStep>,
}

/// What comes of one value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweepStep {
    /// The value.
    pub value: String,
    /// The ratings with it.
    pub after: Distribution,
    /// How many move from what they are.
    pub totals: Totals,
    /// Who moves, in order of the codes.
    pub movers: Vec<SweepMover>,
}

/// An authority whose rating moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SweepMover {
    /// Its code.
    pub authority: String,
    /// Its name.
    pub name: String,
    /// The rating that it has.
    pub from: Option<u8>,
    /// The rating that it would have.
    pub to: Option<u8>,
}

impl Sweep {
    /// What comes of each of `values`, which are asked of `ground` in their order.
    ///
    /// # Errors
    /// Whatever stops a run, or values of which none rates anybody.
    pub fn of(mut ground: Ground<'_>, values: Vec<(String, Asked)>) -> Result<Self, Error> {
        let before = ground.as_it_is()?.rated;
        let mut steps = Vec::with_capacity(values.len());
        let mut rates_nobody = None;
        for (value, asked) in values {
            let words = asked.words.clone();
            let after = ground.as_asked(asked)?.rated;
            let step = SweepStep::of(value, &before, &after, &ground);
            if step.after.rated() == 0 {
                rates_nobody = ground.check_somebody(&after, &words).err().or(rates_nobody);
            }
            steps.push(step);
        }
        match rates_nobody {
            Some(error) if steps.iter().all(|step| step.after.rated() == 0) => Err(error),
            _ => Ok(Self {
                before: Distribution::of(&before),
                steps,
            }),
        }
    }
}

impl SweepStep {
    fn of(value: String, before: &Rated, after: &Rated, ground: &Ground<'_>) -> Self {
        let ratings = |of: &'_ Rated| of.ratings.clone().unwrap_or_default();
        let movers: Vec<SweepMover> = ratings(before)
            .iter()
            .zip(ratings(after))
            .filter(|(was, is)| was.awarded != is.awarded)
            .map(|(was, is)| {
                let authority = ground.authorities().get(was.authority);
                SweepMover {
                    authority: authority.code.clone(),
                    name: authority.name.clone(),
                    from: was.awarded.map(Rating::level),
                    to: is.awarded.map(Rating::level),
                }
            })
            .collect();
        Self {
            value,
            after: Distribution::of(after),
            totals: Totals::of(movers.iter().map(|of| (of.from, of.to))),
            movers,
        }
    }
}
