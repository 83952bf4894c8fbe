//! The rules that a row can break.

use std::fmt;

/// A rule that a row can break. Its word is stable: analysts filter by it. Rules are in order of
/// their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A cell of a workbook whose formula gives an error.
    CellError,
    /// A value that is not its numerator over its denominator.
    ContradictsParts,
    /// A second row with the same key.
    DuplicateKey,
    /// Days in an impossible order, or outside living memory.
    ImpossibleDate,
    /// An indicator whose unit, kind and factor contradict each other.
    ImpossibleMeasure,
    /// A numerator beyond its denominator, or a percentage outside 0 to 100.
    ImpossibleShare,
    /// One return of several councils.
    JointReturn,
    /// A column that the contract needs is blank.
    MissingValue,
    /// A judgement that moves a rating further than the rulebook lets moderation go.
    ModerationTooFar,
    /// A region or nation where a council was expected.
    NotAnAuthority,
    /// A text that a look-up does not have.
    NotInLookup,
    /// A value beyond the lowest or the highest that its indicator can have.
    OutOfRange,
    /// A council of another nation.
    OutsideNation,
    /// An authority that is its own neighbour.
    OwnNeighbour,
    /// A second nation.
    SecondNation,
    /// A value that the analyst's SQL cannot compute.
    SqlFailed,
    /// A quotation mark that opens a cell and does not close it where a field ends.
    StrayQuote,
    /// An authority that the list of authorities does not have.
    UnknownAuthority,
    /// A kind or aspect of finding that the rulebook does not have.
    UnknownFinding,
    /// An indicator that the catalogue does not have.
    UnknownIndicator,
    /// An outcome that the rulebook does not have.
    UnknownOutcome,
    /// A provision type that the rulebook does not have.
    UnknownProvision,
    /// A word that is none of those a column allows.
    UnknownWord,
    /// A shape that is none, or that lies nowhere in the nation.
    UnreadableBoundary,
    /// A day that cannot be read.
    UnreadableDate,
    /// A grade in no known words.
    UnreadableGrade,
    /// A number that cannot be read.
    UnreadableNumber,
    /// A period that cannot be read.
    UnreadablePeriod,
    /// A rating that is not 1 to 4.
    UnreadableRating,
    /// A row of a text file that has more or fewer fields than the header.
    WrongFieldCount,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 30] = [
        Self::CellError,
        Self::ContradictsParts,
        Self::DuplicateKey,
        Self::ImpossibleDate,
        Self::ImpossibleMeasure,
        Self::ImpossibleShare,
        Self::JointReturn,
        Self::MissingValue,
        Self::ModerationTooFar,
        Self::NotAnAuthority,
        Self::NotInLookup,
        Self::OutOfRange,
        Self::OutsideNation,
        Self::OwnNeighbour,
        Self::SecondNation,
        Self::SqlFailed,
        Self::StrayQuote,
        Self::UnknownAuthority,
        Self::UnknownFinding,
        Self::UnknownIndicator,
        Self::UnknownOutcome,
        Self::UnknownProvision,
        Self::UnknownWord,
        Self::UnreadableBoundary,
        Self::UnreadableDate,
        Self::UnreadableGrade,
        Self::UnreadableNumber,
        Self::UnreadablePeriod,
        Self::UnreadableRating,
        Self::WrongFieldCount,
    ];

    /// Its word in the quarantine and in the manifest.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CellError => "cell_error",
            Self::ContradictsParts => "contradicts_parts",
            Self::DuplicateKey => "duplicate_key",
            Self::ImpossibleDate => "impossible_date",
            Self::ImpossibleMeasure => "impossible_measure",
            Self::ImpossibleShare => "impossible_share",
            Self::JointReturn => "joint_return",
            Self::MissingValue => "missing_value",
            Self::ModerationTooFar => "moderation_too_far",
            Self::NotAnAuthority => "not_an_authority",
            Self::NotInLookup => "not_in_lookup",
            Self::OutOfRange => "out_of_range",
            Self::OutsideNation => "outside_nation",
            Self::OwnNeighbour => "own_neighbour",
            Self::SecondNation => "second_nation",
            Self::SqlFailed => "sql_failed",
            Self::StrayQuote => "stray_quote",
            Self::UnknownAuthority => "unknown_authority",
            Self::UnknownFinding => "unknown_finding",
            Self::UnknownIndicator => "unknown_indicator",
            Self::UnknownOutcome => "unknown_outcome",
            Self::UnknownProvision => "unknown_provision",
            Self::UnknownWord => "unknown_word",
            Self::UnreadableBoundary => "unreadable_boundary",
            Self::UnreadableDate => "unreadable_date",
            Self::UnreadableGrade => "unreadable_grade",
            Self::UnreadableNumber => "unreadable_number",
            Self::UnreadablePeriod => "unreadable_period",
            Self::UnreadableRating => "unreadable_rating",
            Self::WrongFieldCount => "wrong_field_count",
        }
    }

    /// What a row has that breaks it.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::CellError => "a cell of a workbook whose formula gives an error, such as `#REF!`",
            Self::ContradictsParts => {
                "a value that is not its numerator over its denominator, within rounding"
            }
            Self::DuplicateKey => "the key of an earlier row of the same extract, which is kept",
            Self::ImpossibleDate => {
                "a report older than its inspection, a day before 1900 or after 2200"
            }
            Self::ImpossibleMeasure => {
                "an indicator whose unit, kind, factor or limits contradict each other"
            }
            Self::ImpossibleShare => {
                "a percentage below 0 or above 110, a numerator above its denominator"
            }
            Self::JointReturn => "one return of several councils",
            Self::MissingValue => "a blank where the contract needs something",
            Self::ModerationTooFar => {
                "a judgement that goes beyond what the rulebook lets moderation move"
            }
            Self::NotAnAuthority => "a region or the nation in place of a council",
            Self::NotInLookup => "a text that a look-up does not have",
            Self::OutOfRange => {
                "a value beyond its indicator's minimum or maximum, or outside its limits"
            }
            Self::OutsideNation => "a council of another nation",
            Self::OwnNeighbour => "an authority as its own neighbour",
            Self::SecondNation => "a second nation",
            Self::SqlFailed => "a value that the mapping's SQL cannot work out",
            Self::StrayQuote => {
                "a quotation mark that opens a cell and does not close it where a field ends, and \
                 every line that it swallows"
            }
            Self::UnknownAuthority => "an authority or a region that is not in the list",
            Self::UnknownFinding => "a kind or aspect of finding that the rulebook does not have",
            Self::UnknownIndicator => "an indicator that the catalogue does not have",
            Self::UnknownOutcome => "an outcome that the rulebook does not have",
            Self::UnknownProvision => "a provision type that the rulebook does not have",
            Self::UnknownWord => {
                "a status, level, polarity or outcome in other words than the contract's"
            }
            Self::UnreadableBoundary => {
                "text that is no polygon of GeoJSON, one that is not closed, or one that lies \
                 outside the British Isles"
            }
            Self::UnreadableDate => "text that is no day or no year",
            Self::UnreadableGrade => "text that is no grade",
            Self::UnreadableNumber => {
                "text that is no number, or a number that cannot be, such as one beyond 1e15"
            }
            Self::UnreadablePeriod => "text that is no period",
            Self::UnreadableRating => "text that is no rating from 4 to 1",
            Self::WrongFieldCount => "more or fewer fields than the header",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_in_the_order_of_their_words() {
        assert!(Rule::ALL.is_sorted());
        assert!(Rule::ALL.is_sorted_by_key(|rule| rule.word()));
    }
}
