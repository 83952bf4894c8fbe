//! Authorities, regions and the nation, and their places in a run's tables.

use std::num::TryFromIntError;

use serde::{Deserialize, Serialize};

/// What an area is: a local authority, a region or the nation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A council with responsibility for children's services. Only these are rated and ranked.
    Authority,
    /// A region, a comparator only.
    Region,
    /// England, a comparator only.
    Nation,
}

impl Level {
    /// Reads `authority`, `region` or `nation` in any capitals; other text is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "authority" => Some(Self::Authority),
            "region" => Some(Self::Region),
            "nation" => Some(Self::Nation),
            _ => None,
        }
    }

    /// The word of the authorities table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Region => "region",
            Self::Nation => "nation",
        }
    }
}

/// The place of an authority in a run's slices, counted from 0.
///
/// Slices over authorities are the working form of every indicator, so an authority is a small
/// integer there. It is a type of its own so that no row number or region is taken for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorityIx(u32);

impl AuthorityIx {
    /// The authority at this place.
    pub const fn new(place: u32) -> Self {
        Self(place)
    }

    /// The place, to index a slice over authorities.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl TryFrom<usize> for AuthorityIx {
    type Error = TryFromIntError;

    /// Fails only above four thousand million authorities.
    fn try_from(place: usize) -> Result<Self, Self::Error> {
        u32::try_from(place).map(Self)
    }
}

/// The place of a region in a run's slices, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionIx(u16);

impl RegionIx {
    /// The region at this place.
    pub const fn new(place: u16) -> Self {
        Self(place)
    }

    /// The place, to index a slice over regions.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl TryFrom<usize> for RegionIx {
    type Error = TryFromIntError;

    /// Fails above 65,535 regions.
    fn try_from(place: usize) -> Result<Self, Self::Error> {
        u16::try_from(place).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_reads_back_from_its_word_in_any_capitals() {
        for level in [Level::Authority, Level::Region, Level::Nation] {
            assert_eq!(Level::parse(level.word()), Some(level));
            assert_eq!(
                Level::parse(&format!(" {} ", level.word().to_uppercase())),
                Some(level)
            );
        }
        assert_eq!(Level::parse("county"), None);
        assert_eq!(Level::parse(""), None);
    }

    #[test]
    fn a_place_too_large_for_a_region_is_refused() {
        assert_eq!(RegionIx::try_from(9).map(RegionIx::index), Ok(9));
        assert!(RegionIx::try_from(70_000).is_err());
        assert_eq!(
            AuthorityIx::try_from(15_200).map(AuthorityIx::index),
            Ok(15_200)
        );
    }
}
