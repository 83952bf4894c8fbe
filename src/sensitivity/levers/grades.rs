//! Pairs of settings of one type that are of two grades.

use rustc_hash::FxHashMap;

use super::change::{Change, Way, What};
use super::council::Council;
use super::search::Search;
use super::single::may_move;
use super::ways::Told;
use crate::domain::{LeverDirection, LeverKind, Rating};

/// What the rating becomes by the settings of a type, so far as it was asked; `None` where it does not
/// move.
#[derive(Default)]
struct Known {
    /// By what can be told of the settings.
    told: FxHashMap<Told, Option<Rating>>,
    /// By their band, where the rating follows from it.
    bands: FxHashMap<Option<Rating>, Option<Rating>>,
}

/// Looks for pairs within each type.
pub(super) fn of_one_type(search: &mut Search<'_, '_>, ways: &[Way]) {
    let settings = ways
        .chunk_by(|a, b| a.what.subject() == b.what.subject())
        .filter(|ways| ways[0].what.kind() == LeverKind::Settings);
    for of_type in settings {
        let (_, place) = of_type[0].what.subject();
        if !may_move_with(search, &of_type[0], place) {
            continue;
        }
        let mut known = Known::default();
        for (at, one) in of_type.iter().enumerate() {
            let others = of_type[at + 1..].iter();
            for other in others.filter(|other| are_apart(one, other)) {
                of_two_grades(search, (one, other), place, &mut known);
            }
        }
    }
}

/// Whether settings of a type may move the rating at all; `false` only where they cannot.
fn may_move_with(search: &mut Search<'_, '_>, way: &Way, place: usize) -> bool {
    let (council, goal) = (&mut *search.council, search.goal);
    if council.follows_from_band(way) {
        return may_move(council, goal, place);
    }
    // A limiter only lowers, so that the blocks have to give more than there is.
    if goal.direction == LeverDirection::Lower || council.is_judged {
        return true;
    }
    let furthest = council.furthest(place, goal.direction);
    let furthest: Vec<&Change> = furthest.iter().collect();
    let rated = council.rated_with(&furthest);
    let before = rated.and_then(|rated| council.before_limiters(&rated.blocks));
    before.is_some_and(|before| goal.is_met(before))
}

/// Goes from two settings upwards, and ends with the fewest that do it.
fn of_two_grades(
    search: &mut Search<'_, '_>,
    (one, other): (&Way, &Way),
    place: usize,
    known: &mut Known,
) {
    let mut total = 2;
    while total <= one.most.saturating_add(other.most).min(search.most) {
        for first in total.saturating_sub(other.most).max(1)..total.min(one.most + 1) {
            let (a, b) = (one.change(first), other.change(total - first));
            let pair = [&a, &b];
            let told = search.council.told_with(place, &pair);
            let (council, goal) = (&mut *search.council, search.goal);
            let moved = *known.told.entry(told).or_insert_with(|| {
                let rating = |council: &mut Council<'_>| {
                    let rated = council.rated_with(&pair)?.awarded;
                    rated.filter(|rating| goal.is_met(*rating))
                };
                if !council.follows_from_band(one) {
                    return rating(council);
                }
                let band = council.band_with(&pair);
                *known.bands.entry(band).or_insert_with(|| rating(council))
            });
            if let Some(rating) = moved {
                search.found(&pair, rating);
            }
        }
        // What was found is the most from now on.
        total += 1;
    }
}

/// Whether two ways are of settings of two grades.
fn are_apart(one: &Way, other: &Way) -> bool {
    let from = |way: &Way| match way.what {
        What::Settings { from, .. } => Some(from),
        What::Finding { .. } | What::Indicators { .. } | What::Limiter { .. } => None,
    };
    from(one) != from(other)
}
