//! The kinds of sources.

/// A kind of source, by the contract that it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// Councils, regions and the nation.
    Authorities,
    /// The catalogue of indicators.
    Indicators,
    /// Published lists of statistical neighbours.
    Neighbours,
    /// Groups of authorities that others are compared with.
    Groups,
    /// Background features of authorities.
    Characteristics,
    /// Inspections of settings.
    Inspections,
    /// Findings about authorities themselves.
    Findings,
    /// Values of indicators.
    Observations,
    /// Moderated ratings.
    Judgements,
    /// Ratings of earlier years.
    EarlierRatings,
    /// The shapes of authorities, for maps.
    Boundaries,
    /// Keys and what they stand for, by which mappings translate.
    LookUp,
    /// What another row, or another file, says of the same area and time.
    Join,
}

impl SourceKind {
    /// Whether ratings rest on sources of this kind.
    pub const fn is_evidence(self) -> bool {
        match self {
            Self::Inspections | Self::Findings | Self::Observations => true,
            Self::Authorities
            | Self::Indicators
            | Self::Neighbours
            | Self::Groups
            | Self::Characteristics
            | Self::Judgements
            | Self::EarlierRatings
            | Self::Boundaries
            | Self::LookUp
            | Self::Join => false,
        }
    }
}
