//! How ratings are distributed over the nation, its regions and kinds of council.

use std::collections::BTreeMap;

use super::AuthorityRating;
use crate::domain::Rating;
use crate::tables::Authorities;

/// What the authorities of a row have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grouping {
    /// Their kind of council.
    Kind,
    /// Nothing but the nation.
    Nation,
    /// Their region.
    Region,
}

impl Grouping {
    /// The word in the tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Nation => "nation",
            Self::Region => "region",
        }
    }
}

/// How many authorities of a group were awarded each rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What they have in common.
    pub grouping: Grouping,
    /// The region or the kind of council.
    pub name: String,
    /// Those awarded each rating, the lowest first.
    levels: [u32; 4],
    /// Those with too little evidence for a rating.
    pub not_rated: u32,
}

impl Tally {
    /// Authorities awarded `rating`.
    pub fn awarded(&self, rating: Rating) -> u32 {
        self.levels[usize::from(rating.level()) - 1]
    }

    /// All authorities of the group.
    pub fn authorities(&self) -> u32 {
        self.levels.iter().sum::<u32>() + self.not_rated
    }
}

/// What a region or kind is called where the list of authorities names none.
const NOT_STATED: &str = "not stated";

/// Counts the ratings of the nation, of each region and of each kind of council, in order of
/// grouping and name.
pub(super) fn tally(ratings: &[AuthorityRating], authorities: &Authorities) -> Vec<Tally> {
    let mut tallies: BTreeMap<(Grouping, &str), ([u32; 4], u32)> = BTreeMap::new();
    for rating in ratings {
        let authority = authorities.get(rating.authority);
        let region = authority.region.map_or(NOT_STATED, |region| {
            authorities.regions()[region.index()].name.as_str()
        });
        let kind = authority.kind.as_deref().unwrap_or(NOT_STATED);
        for group in [
            (Grouping::Nation, "all"),
            (Grouping::Region, region),
            (Grouping::Kind, kind),
        ] {
            let (levels, not_rated) = tallies.entry(group).or_default();
            match rating.awarded {
                Some(awarded) => levels[usize::from(awarded.level()) - 1] += 1,
                None => *not_rated += 1,
            }
        }
    }
    tallies
        .into_iter()
        .map(|((grouping, name), (levels, not_rated))| Tally {
            grouping,
            name: name.to_owned(),
            levels,
            not_rated,
        })
        .collect()
}
