//! The levels of geography that the open data standard of Explore education statistics has.

use super::folded;

/// The levels that are no nation, region or council.
const OTHERS: [&str; 24] = [
    "english devolved area",
    "institution",
    "local authority district",
    "local enterprise partnership",
    "local skills improvement plan area",
    "lower layer super output area",
    "mat",
    "mayoral combined authority",
    "middle layer super output area",
    "multi-academy trust",
    "opportunity area",
    "parliamentary constituency",
    "planning area",
    "police force area",
    "provider",
    "regional schools commissioner region",
    "rsc region",
    "rscr region",
    "school",
    "sponsor",
    "sponsor trust",
    "travel to work area",
    "trust",
    "ward",
];

/// What a row of the open data standard is about. Source: "Creating statistics: open data
/// standards" of the Department for Education's *Analysts' guide*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GeographicLevel {
    /// The nation.
    National,
    /// A region.
    Regional,
    /// A council.
    Council,
    /// Something that is no area of a profile, such as a school or a district.
    Other,
}

impl GeographicLevel {
    /// The level that the standard calls so; none where it has no such level.
    pub fn parse(text: &str) -> Option<Self> {
        match folded(text).as_str() {
            "national" => Some(Self::National),
            "regional" => Some(Self::Regional),
            "local authority" => Some(Self::Council),
            other => OTHERS.contains(&other).then_some(Self::Other),
        }
    }

    /// What the standard calls the levels that are [`GeographicLevel::Other`], in lower case.
    pub fn others() -> impl Iterator<Item = &'static str> {
        OTHERS.into_iter()
    }
}
