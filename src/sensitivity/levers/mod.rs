//! Levers: the least that would raise an authority's rating, and the least that would lower it.
//!
//! A lever changes so many of one thing: settings of a type from one grade to another, one finding,
//! indicators of one outcome that are in line with similar areas, or a limiter that is taken out of
//! the rulebook. Of each thing that moves the rating alone the least is given. Two things together
//! are given where they are fewer than any one thing alone, or no one thing does it: all pairs of the
//! least size. Each is tried by rating the authority with it; what cannot be rated so is no lever.

mod change;
mod council;
mod goal;
mod grades;
mod pairs;
mod search;
mod single;
#[cfg(test)]
mod tests;
mod ways;
mod words;

use rayon::prelude::*;

use self::council::Council;
use self::goal::{Found, Goal};
use self::words::Words;
use crate::config::Pipeline;
use crate::domain::{Lever, LeverDirection, Rating};
use crate::profile::Profile;
use crate::rate::{BoundRules, Rated};
use crate::tables::Tables;

/// The levers of every rated authority of a run, in order of authority, direction and rank; `None`
/// where the pipeline does not ask for them or nobody is rated.
pub fn asked(
    pipeline: &Pipeline,
    rules: &BoundRules,
    tables: &Tables,
    profile: &Profile,
    rated: &Rated,
) -> Option<Vec<Lever>> {
    let ratings = rated.ratings.as_deref().filter(|_| pipeline.levers)?;
    let of_each: Vec<Vec<Lever>> = ratings
        .par_iter()
        .enumerate()
        .map(|(row, rating)| {
            let Some(awarded) = rating.awarded else {
                return Vec::new();
            };
            let by = (&pipeline.rulebook, rules);
            let mut council = Council::new(by, pipeline.as_of, tables, profile, row);
            LeverDirection::ALL
                .into_iter()
                .flat_map(|direction| of_direction(&mut council, direction, awarded))
                .collect()
        })
        .collect();
    Some(of_each.into_iter().flatten().collect())
}

/// The levers of one authority and direction.
fn of_direction(
    council: &mut Council<'_>,
    direction: LeverDirection,
    awarded: Rating,
) -> Vec<Lever> {
    let mut found: Vec<(Found, Vec<Words>)> = least(council, direction, awarded)
        .into_iter()
        .map(|of| {
            let words = of.changes.iter().map(|change| council.words(change));
            let words = words.collect();
            (of, words)
        })
        .collect();
    found.sort_by(|(a, of_a), (b, of_b)| (a.size(), of_a).cmp(&(b.size(), of_b)));
    let ranked = (1..).zip(found);
    ranked
        .flat_map(|(rank, (of, words))| {
            let rating = of.rating;
            let mut parts: Vec<Lever> = of
                .changes
                .iter()
                .zip(words)
                .map(|(change, (kind, subject, from, to))| Lever {
                    authority: council.authority(),
                    direction,
                    rank,
                    kind,
                    subject,
                    amount: change.amount,
                    from,
                    to,
                    rating,
                })
                .collect();
            parts.sort_by(|a, b| {
                let key = |of: &Lever| (of.kind.word(), of.subject.clone(), of.amount);
                (key(a), &a.from).cmp(&(key(b), &b.from))
            });
            parts
        })
        .collect()
}

/// Of each thing the least that moves the rating alone, and the least pairs.
fn least(council: &mut Council<'_>, direction: LeverDirection, awarded: Rating) -> Vec<Found> {
    let Some(base) = council.base() else {
        return Vec::new();
    };
    let goal = Goal {
        direction,
        awarded,
        deciding: council.deciding(&base, awarded, direction),
        base,
    };
    let ways = council.ways(direction, &goal.deciding);
    let mut found = single::singles(council, &goal, &ways);
    let least = found.iter().map(|of| of.size().0).min();
    found.extend(pairs::pairs(council, &goal, &ways, least));
    found
}
