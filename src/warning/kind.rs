//! The kinds of warnings, and what is said of each.

use serde::{Deserialize, Serialize};

use crate::domain::KNOWN_UNITS;

/// What a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// Something among the files of a feed that is not read.
    PassedOver,
    /// A column that is the first of several of one name.
    SameName,
    /// The files of a feed have no row.
    EmptyFeed,
    /// The `where` of a feed leaves out every row.
    AllLeftOut,
    /// No row of a feed is of use on the as-of date.
    AllUntimely,
    /// Rows that a feed's `where` leaves out because it is neither true nor false for them.
    ConditionUnknown,
    /// No row of a feed has a value.
    NoValues,
    /// No key of a column's `values` occurs in the feed.
    UnusedValues,
    /// A word in the data that the rulebook does not have.
    UnknownWord,
    /// A word of the rulebook that no row has.
    UnusedWord,
    /// An indicator of `available_after` that the catalogue does not have.
    UnusedDelay,
    /// Rows of a feed for which a join has no row.
    NotJoined,
    /// Texts of a column that its look-up does not have, and that are missing for that.
    NotLookedUp,
    /// No list of a feed of snapshots was taken by the as-of date.
    NoSnapshot,
    /// Rows of several councils that each of them was given.
    JointReturns,
    /// Hardly any setting of a list is on the list of another feed that follows it.
    ListsApart,
    /// Open settings in an authority that is not there on the as-of date.
    ClosedAuthority,
    /// An indicator of the catalogue for which no authority has a value.
    IndicatorWithoutValue,
    /// A unit of the catalogue that is not known.
    UnknownUnit,
    /// An indicator whose groups of authorities are averaged although they are to be pooled.
    NotPooled,
    /// A comparator whose values are averaged although the pipeline asks for another statistic.
    ComparatorAveraged,
    /// A group that no comparator names.
    UnusedGroup,
    /// A group that a comparator names, with hardly anybody in it.
    SmallGroup,
    /// A break that lies in no series.
    UnusedBreak,
    /// A succession by which no figure is carried back.
    UnusedSuccession,
    /// A gap of the catalogue that is not worked out.
    GapNotWorkedOut,
    /// An authority of which a map has no shape.
    NoBoundary,
    /// The indicators of an outcome have no breakdown that stands for everybody.
    NoTotal,
    /// An indicator of an outcome has values, and no breakdown that stands for everybody.
    IndicatorWithoutTotal,
    /// Two breakdowns of an indicator stand for everybody and say different things.
    TwoTotals,
    /// The newest period of an indicator has no value.
    BlankPeriod,
    /// The newest period of an indicator has the values of few authorities.
    LonePeriod,
    /// An authority in a feed that was not in it in the current run.
    NewAuthority,
    /// An authority gone from a feed since the current run.
    AuthorityGone,
    /// The current run does not have what this one would be compared with.
    NotCompared,
    /// Figures of a feed of which nothing says when they came out.
    PublicationUnknown,
    /// A trigger that looks back, and no run to look back at.
    NothingBefore,
    /// A trigger that looks back less far than it says.
    BeforeNearer,
    /// A trigger that looks back at a run of another rulebook.
    BeforeOtherRules,
}

impl WarningKind {
    /// Its name in the manifest, the log and the metrics.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PassedOver => "passed_over",
            Self::SameName => "same_name",
            Self::EmptyFeed => "empty_feed",
            Self::AllLeftOut => "all_left_out",
            Self::AllUntimely => "all_untimely",
            Self::ConditionUnknown => "condition_unknown",
            Self::NoValues => "no_values",
            Self::UnusedValues => "unused_values",
            Self::UnknownWord => "unknown_word",
            Self::UnusedWord => "unused_word",
            Self::UnusedDelay => "unused_delay",
            Self::NotJoined => "not_joined",
            Self::NotLookedUp => "not_looked_up",
            Self::NoSnapshot => "no_snapshot",
            Self::JointReturns => "joint_returns",
            Self::ListsApart => "lists_apart",
            Self::ClosedAuthority => "closed_authority",
            Self::IndicatorWithoutValue => "indicator_without_value",
            Self::UnknownUnit => "unknown_unit",
            Self::NotPooled => "not_pooled",
            Self::ComparatorAveraged => "comparator_averaged",
            Self::UnusedGroup => "unused_group",
            Self::SmallGroup => "small_group",
            Self::UnusedBreak => "unused_break",
            Self::UnusedSuccession => "unused_succession",
            Self::GapNotWorkedOut => "gap_not_worked_out",
            Self::NoBoundary => "no_boundary",
            Self::NoTotal => "no_total",
            Self::IndicatorWithoutTotal => "indicator_without_total",
            Self::TwoTotals => "two_totals",
            Self::BlankPeriod => "blank_period",
            Self::LonePeriod => "lone_period",
            Self::NewAuthority => "new_authority",
            Self::AuthorityGone => "authority_gone",
            Self::NotCompared => "not_compared",
            Self::PublicationUnknown => "publication_unknown",
            Self::NothingBefore => "nothing_before",
            Self::BeforeNearer => "before_nearer",
            Self::BeforeOtherRules => "before_other_rules",
        }
    }

    /// Whether it is about what is known of files before any row is read.
    #[must_use]
    pub const fn is_of_files(self) -> bool {
        matches!(self, Self::PassedOver | Self::SameName)
    }

    /// What is said of `count` subjects of one source, before they are named.
    pub(super) fn says(self, source: Option<&str>, subjects: usize, count: u64) -> String {
        let many = |one: &str, more: &str| {
            if subjects == 1 {
                format!("1 {one}")
            } else {
                format!("{subjects} {more}")
            }
        };
        let series = match source {
            Some("characteristics") => many("feature", "features"),
            _ => many("indicator", "indicators"),
        };
        match self {
            Self::PassedOver => {
                "not read, though it lies where the files of the source do".to_owned()
            }
            Self::SameName => format!(
                "{} over more than one column of a file, of which the first is taken; the second is \
                 called `NAME (2)`",
                many("name", "names")
            ),
            Self::EmptyFeed => "its files have no row".to_owned(),
            Self::AllLeftOut => format!("`where` leaves out all of its {count} rows"),
            Self::AllUntimely => format!(
                "all of its {count} rows are dated after the as-of date or for another year, and left out"
            ),
            Self::ConditionUnknown => format!(
                "`where` is neither true nor false for {count} rows, because a column is blank, \
                 and leaves them out; say what becomes of them with IS NULL or IS DISTINCT FROM"
            ),
            Self::NoValues => format!("none of its {count} rows has a value"),
            Self::UnusedValues => many(
                "mapping has `values` of which none occurs",
                "mappings have `values` of which none occurs",
            ),
            Self::UnknownWord => {
                format!("{} that the rulebook does not have", many("word", "words"))
            }
            Self::UnusedWord => {
                format!("{} of the rulebook that no row has", many("word", "words"))
            }
            Self::UnusedDelay => format!(
                "{} in available_after that the catalogue does not have",
                many("indicator", "indicators")
            ),
            Self::NotJoined => format!(
                "{} without a row for some of its rows, which have no value of it",
                many("join", "joins")
            ),
            Self::NotLookedUp => format!(
                "{} with texts that the look-up does not have, which are missing",
                many("column", "columns")
            ),
            Self::NoSnapshot => "no snapshot was taken by the as-of date; only settings that a \
                                 later one lists with an inspection published by then are counted"
                .to_owned(),
            Self::JointReturns => format!(
                "{} given to each council, so that a sum over councils counts {} more than once",
                many("joint return is", "joint returns are"),
                if subjects == 1 { "it" } else { "them" }
            ),
            Self::ListsApart => "most settings of its latest list are not on the list of another \
                                 feed that follows it, and are closed; if the two list other \
                                 settings, give each feed its own `series`"
                .to_owned(),
            Self::ClosedAuthority => format!(
                "{} that {} not there on the as-of date, with open settings",
                many("authority", "authorities"),
                if subjects == 1 { "is" } else { "are" }
            ),
            Self::IndicatorWithoutValue => format!(
                "{} of the catalogue without a value",
                many("indicator", "indicators")
            ),
            Self::UnknownUnit => format!(
                "{} not known: values of such a unit are not pooled, have no interval worked out, and sums \
                 are not told from other figures; known are {} and the like, or name `kind` and \
                 `per` in the catalogue",
                many("unit is", "units are"),
                KNOWN_UNITS.join(", ")
            ),
            Self::NotPooled => format!(
                "{} averaged over similar areas, regions or England and not pooled, though the \
                 pipeline asks for it",
                many("indicator is", "indicators are")
            ),
            Self::ComparatorAveraged => format!(
                "{} by the plain mean where numerators or denominators for the statistic that the \
                 pipeline asks for are missing",
                many("comparator is worked out", "comparators are worked out")
            ),
            Self::UnusedGroup => format!("{} that no comparator names", many("group", "groups")),
            Self::SmallGroup => format!(
                "{} with fewer than three authorities, whose figure hardly says more than theirs",
                many("group of a comparator", "groups of comparators")
            ),
            Self::UnusedBreak => format!(
                "{} that lies between no two periods of a series, so that nothing changes",
                many("break", "breaks")
            ),
            Self::UnusedSuccession => format!(
                "{} by which no figure is carried back",
                many("succession", "successions")
            ),
            Self::GapNotWorkedOut => {
                format!("{} not worked out", many("gap is", "gaps are"))
            }
            Self::NoBoundary => format!(
                "{} without a shape on the map",
                many("authority", "authorities")
            ),
            Self::NoTotal => format!(
                "{} whose indicators have no breakdown for everybody; name its word with `total`",
                many("outcome", "outcomes")
            ),
            Self::IndicatorWithoutTotal => format!(
                "{} without a breakdown for everybody; name its word with `total`",
                many("indicator of an outcome", "indicators of outcomes")
            ),
            Self::TwoTotals => format!(
                "{series} with two breakdowns for everybody that differ, of which the first counts; \
                 say which with `total`"
            ),
            Self::BlankPeriod => format!("{series} without a value in the newest period"),
            Self::LonePeriod => {
                format!("{series} with the values of few authorities in the newest period")
            }
            Self::NewAuthority => format!(
                "{} that it did not have in the current run",
                many("authority", "authorities")
            ),
            Self::AuthorityGone => format!(
                "{} gone from it since the current run",
                many("authority", "authorities")
            ),
            Self::NotCompared => "not compared with the current run".to_owned(),
            Self::PublicationUnknown => format!(
                "nothing says when {count} of its figures came out, so that a date in the past knows \
                 each from the beginning of its period; map published_on, or say available_after"
            ),
            Self::NothingBefore => format!(
                "{} with no earlier as-of date to look back at, for which `before.` is null",
                many("trigger", "triggers")
            ),
            Self::BeforeNearer => format!(
                "{} at a run that is less far back than asked",
                many("trigger looks", "triggers look")
            ),
            Self::BeforeOtherRules => format!(
                "{} back at a run of another rulebook, whose bands may be of other cut-offs",
                many("trigger looks", "triggers look")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_kind_is_that_of_the_manifest() {
        for kind in [WarningKind::EmptyFeed, WarningKind::NotCompared] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }
}
