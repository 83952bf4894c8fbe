//! The least of one thing that moves a rating alone.

use std::collections::BTreeMap;

use super::change::{Change, Way, What};
use super::council::Council;
use super::goal::{Found, Goal};
use crate::domain::LeverKind;

/// Of each thing that moves the rating alone, the least.
pub(super) fn singles(council: &mut Council<'_>, goal: &Goal, ways: &[Way]) -> Vec<Found> {
    let mut least: BTreeMap<(LeverKind, usize), Found> = BTreeMap::new();
    let mut moves: BTreeMap<usize, bool> = BTreeMap::new();
    for way in ways {
        let subject = way.what.subject();
        if let What::Settings { place, .. } = way.what
            && council.follows_from_band(way)
            && !*moves
                .entry(place)
                .or_insert_with(|| may_move(council, goal, place))
        {
            continue;
        }
        // Fewer of the thing may do it another way.
        let most = match least.get(&subject) {
            Some(found) => way.most.min(found.size().0),
            None => way.most,
        };
        let Some(found) = first(council, way, most, goal) else {
            continue;
        };
        let is_less = least
            .get(&subject)
            .is_none_or(|known| found.size() < known.size());
        if is_less {
            least.insert(subject, found);
        }
    }
    least.into_values().collect()
}

/// Whether settings of a type may move the rating, by all of them at the best or the worst grade: as
/// far as the band goes, nothing less moves what that does not.
pub(super) fn may_move(council: &mut Council<'_>, goal: &Goal, place: usize) -> bool {
    let furthest = council.furthest(place, goal.direction);
    let furthest: Vec<&Change> = furthest.iter().collect();
    let rated = council.rated_with(&furthest);
    rated
        .and_then(|rated| rated.awarded)
        .is_some_and(|to| goal.is_met(to))
}

/// The fewest changes of one way, up to `most`, that move the rating.
fn first(council: &mut Council<'_>, way: &Way, most: u32, goal: &Goal) -> Option<Found> {
    steps_of(council, way, most).into_iter().find_map(|amount| {
        let change = way.change(amount);
        let rating = council.rated_with(&[&change])?.awarded?;
        goal.is_met(rating).then(|| Found {
            changes: vec![change],
            rating,
        })
    })
}

/// The amounts, up to `most`, at which anything may follow: where a limiter is about the thing, all
/// of them; else those at which its band becomes another, which goes one way only.
pub(super) fn steps_of(council: &mut Council<'_>, way: &Way, most: u32) -> Vec<u32> {
    let has_band = match way.what.kind() {
        LeverKind::Settings | LeverKind::Indicators => true,
        LeverKind::Finding | LeverKind::Limiter => false,
    };
    if !has_band || !way.limiters.is_empty() {
        return (1..=most).collect();
    }
    let mut steps = Vec::new();
    let mut from = 0;
    while from < most {
        let band = council.band_with(&[&way.change(from)]);
        let mut stays = |amount: u32| council.band_with(&[&way.change(amount)]) == band;
        if stays(most) {
            break;
        }
        // The last amount with this band lies from `from` up to below `end`.
        let mut end = most;
        while end - from > 1 {
            let middle = from + (end - from) / 2;
            match stays(middle) {
                true => from = middle,
                false => end = middle,
            }
        }
        steps.push(end);
        from = end;
    }
    steps
}
