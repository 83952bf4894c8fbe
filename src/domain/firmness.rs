//! How firm ratings are, by draws of what they rest on.

use super::{AuthorityIx, Doubt, Rating};

/// How firm the ratings of a run are.
#[derive(Debug, Clone, Default)]
pub struct Robustness {
    /// How often they were drawn.
    pub draws: u32,
    /// Of each rated authority, in their order.
    pub ratings: Vec<Firmness>,
    /// Of each rated authority and each source of doubt that was drawn, in their order.
    pub doubts: Vec<DoubtShare>,
}

/// How firm a rating is.
#[derive(Debug, Clone, PartialEq)]
pub struct Firmness {
    /// The authority.
    pub authority: AuthorityIx,
    /// The rating that it was awarded.
    pub awarded: Option<Rating>,
    /// How often its rating was drawn.
    pub draws: u32,
    /// How many draws had each level, of which 0 stands for no rating.
    pub levels: [u64; 5],
    /// The middle nine tenths of the means of blocks A, B and C, by the draws in which there is
    /// one, in thousandths; `None` where there is none.
    pub blocks: [Option<(f64, f64)>; 3],
    /// The variance of its level over the draws, 0 standing for no rating.
    pub variance: f64,
}

/// What a source of doubt does to a rating.
#[derive(Debug, Clone, PartialEq)]
pub struct DoubtShare {
    /// The authority.
    pub authority: AuthorityIx,
    /// The source.
    pub doubt: Doubt,
    /// How many settings, values, similar areas or numbers of the rulebook it draws of the
    /// authority.
    pub drawn: u32,
    /// Its first-order and its total share of the variance; `None` where there is no variance.
    pub shares: Option<(Estimate, Estimate)>,
}

impl Firmness {
    /// The level of a rating, 0 standing for none.
    pub fn level(rating: Option<Rating>) -> usize {
        rating.map_or(0, |rating| usize::from(rating.level()))
    }

    /// The share of the draws with this rating, or with none.
    pub fn share(&self, rating: Option<Rating>) -> f64 {
        self.levels[Self::level(rating)] as f64 / f64::from(self.draws)
    }

    /// The rating of most draws; of several the awarded one, or else the lowest. `None` where most
    /// have none.
    pub fn most_frequent(&self) -> Option<Rating> {
        let own = Self::level(self.awarded);
        let most = (0..self.levels.len())
            .max_by_key(|at| (self.levels[*at], *at == own, std::cmp::Reverse(*at)))?;
        Rating::from_level(u8::try_from(most).ok()?)
    }

    /// The share of the draws in which the awarded rating is awarded again; `None` where there is
    /// no rating.
    pub fn holds(&self) -> Option<f64> {
        self.awarded.map(|rating| self.share(Some(rating)))
    }

    /// Whether the awarded rating is that of most draws; `None` where there is no rating.
    pub fn is_most_frequent(&self) -> Option<bool> {
        self.awarded
            .map(|rating| self.most_frequent() == Some(rating))
    }
}

/// An estimate from draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firmness(awarded: u8, levels: [u64; 5]) -> Firmness {
        Firmness {
            authority: AuthorityIx::new(0),
            awarded: Rating::from_level(awarded),
            draws: levels.iter().sum::<u64>() as u32,
            levels,
            blocks: [None; 3],
            variance: 0.0,
        }
    }

    #[test]
    fn of_equally_frequent_ratings_the_awarded_one_stands_then_the_lowest() {
        let tie = [0, 0, 4, 4, 2];
        let of = |awarded| firmness(awarded, tie).most_frequent().map(Rating::level);
        assert_eq!(of(2), Some(2));
        assert_eq!(of(3), Some(3));
        assert_eq!(of(4), Some(2));
        assert_eq!(firmness(3, tie).is_most_frequent(), Some(true));
        assert_eq!(firmness(4, tie).is_most_frequent(), Some(false));
        assert_eq!(firmness(3, tie).holds(), Some(0.4));
    }

    #[test]
    fn who_is_not_rated_holds_nothing() {
        let none = firmness(0, [10, 0, 0, 0, 0]);
        assert_eq!(none.holds(), None);
        assert_eq!(none.is_most_frequent(), None);
        assert_eq!(none.most_frequent(), None);
        assert_eq!(none.share(None), 1.0);
    }
}
