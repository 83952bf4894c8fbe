//! Which way a council is going, and where it stands among similar areas and in the nation.

use rayon::prelude::*;

use super::{AuthorityRating, Direction};
use crate::domain::{AuthorityIx, Rating, Trend};
use crate::profile::IndicatorSlice;
use crate::tables::Neighbour;

/// How the indicators of an authority move, each counted once by its total.
///
/// A trend is the Theil-Sen slope of the latest periods (see [`theil_sen`](crate::stats::theil_sen))
/// with at least three values, beyond the rulebook's tolerance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trends {
    /// Towards the good side.
    pub improving: u32,
    /// Neither way beyond the tolerance.
    pub steady: u32,
    /// Towards the bad side.
    pub worsening: u32,
}

/// An authority's rating beside the year before, similar areas and the nation.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The authority.
    pub authority: AuthorityIx,
    /// The year and rating of the latest earlier rating.
    pub previous: Option<(i32, Rating)>,
    /// The rating after moderation.
    pub awarded: Option<Rating>,
    /// Which way it has gone.
    pub direction: Option<Direction>,
    /// The place of its rating among itself and its similar areas; equal ratings share the
    /// lowest number.
    pub neighbour_rank: Option<u32>,
    /// How many of those are rated.
    pub neighbour_count: u32,
    /// The place of its rating in the nation.
    pub national_rank: Option<u32>,
    /// How many authorities are rated.
    pub national_count: u32,
    /// How its indicators move.
    pub trends: Trends,
}

/// Authorities that a thread is given at once: enough that handing them out costs nothing beside them.
const AT_ONCE: usize = 512;

/// The standing of every rated authority, in the order of `ratings`, which is that of their
/// places. `neighbours` are in order of authority.
pub(super) fn standings(
    ratings: &[AuthorityRating],
    neighbours: &[Neighbour],
    slices: &[IndicatorSlice],
) -> Vec<Standing> {
    let mut awarded: Vec<Rating> = ratings.iter().filter_map(|of| of.awarded).collect();
    // The best first, so that a place is found without counting.
    awarded.sort_unstable_by(|a, b| b.cmp(a));
    let rating_of = |authority: AuthorityIx| {
        let at = ratings
            .binary_search_by_key(&authority, |of| of.authority)
            .ok()?;
        ratings[at].awarded
    };
    ratings
        .par_iter()
        .with_min_len(AT_ONCE)
        .map(|of| {
            let start = neighbours.partition_point(|row| row.authority < of.authority);
            let similar: Vec<Rating> = neighbours[start..]
                .iter()
                .take_while(|row| row.authority == of.authority)
                .filter_map(|row| rating_of(row.neighbour))
                .collect();
            let own = u32::from(of.awarded.is_some());
            Standing {
                authority: of.authority,
                previous: of.previous,
                awarded: of.awarded,
                direction: of.direction(),
                neighbour_rank: of
                    .awarded
                    .filter(|_| !similar.is_empty())
                    .map(|rating| place(rating, &similar)),
                neighbour_count: count(&similar) + own,
                national_rank: of
                    .awarded
                    .map(|rating| 1 + awarded.partition_point(|other| *other > rating) as u32),
                national_count: count(&awarded),
                trends: trends(slices, of.authority),
            }
        })
        .collect()
}

fn count(ratings: &[Rating]) -> u32 {
    u32::try_from(ratings.len()).unwrap_or(u32::MAX)
}

/// One more than there are better ratings.
fn place(rating: Rating, among: &[Rating]) -> u32 {
    1 + among.iter().filter(|other| **other > rating).count() as u32
}

fn trends(slices: &[IndicatorSlice], authority: AuthorityIx) -> Trends {
    let mut trends = Trends::default();
    for slice in slices
        .iter()
        .filter(|slice| slice.is_latest && slice.is_total)
    {
        // Without polarity there is no good side: steady there is no praise and is not counted.
        let judged = slice.vs_national[authority.index()]
            .or(slice.vs_neighbours[authority.index()])
            .is_some_and(|comparison| comparison.is_judged());
        match slice.trends[authority.index()] {
            Some(Trend::Improving) => trends.improving += 1,
            Some(Trend::Steady) if judged => trends.steady += 1,
            Some(Trend::Worsening) => trends.worsening += 1,
            _ => {}
        }
    }
    trends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::Block;

    fn rating(place: u32, awarded: Option<Rating>) -> AuthorityRating {
        AuthorityRating {
            authority: AuthorityIx::new(place),
            year: 2009,
            indicative: awarded,
            awarded,
            not_rated: None,
            blocks: [Block::default(); 3],
            coverage: 1.0,
            limiters: Vec::new(),
            moderation: None,
            previous: Some((2008, Rating::PerformsWell)),
        }
    }

    #[test]
    fn equal_ratings_share_a_place_and_the_unrated_have_none() {
        use Rating::{PerformsExcellently, PerformsPoorly, PerformsWell};
        let ratings = [
            rating(0, Some(PerformsWell)),
            rating(1, Some(PerformsExcellently)),
            rating(2, Some(PerformsWell)),
            rating(3, None),
            rating(4, Some(PerformsPoorly)),
        ];
        let neighbour = |of: u32, rank: u32| Neighbour {
            authority: AuthorityIx::new(4),
            neighbour: AuthorityIx::new(of),
            rank,
            closeness: None,
            distance: None,
        };
        let similar = [neighbour(0, 1), neighbour(3, 2), neighbour(2, 3)];
        let found = standings(&ratings, &similar, &[]);
        let ranks: Vec<Option<u32>> = found.iter().map(|of| of.national_rank).collect();
        assert_eq!(ranks, [Some(2), Some(1), Some(2), None, Some(4)]);
        assert_eq!(found[4].neighbour_rank, Some(3));
        assert_eq!(found[4].neighbour_count, 3);
        assert_eq!(found[4].direction, Some(Direction::Declined));
        assert_eq!(found[0].neighbour_rank, None);
        assert_eq!(found[3].direction, None);
    }
}
