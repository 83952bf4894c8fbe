//! News of a run: what a person should know of it although it did not stop it.
//!
//! A warning is a fact with a kind. Stages give warnings with their results and `job` collects
//! them; the sentence is made last, for the summary, the log and the manifest.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::KNOWN_UNITS;

/// How many subjects a sentence names before it only counts the others.
const NAMED: usize = 5;

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
    fn says(self, source: Option<&str>, subjects: usize, count: u64) -> String {
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

/// One thing that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// The feed or the contract that it concerns; none for the run as a whole.
    pub source: Option<String>,
    /// The one thing in it that it concerns: an indicator, an authority, a word, a column.
    pub subject: Option<String>,
    /// What else there is to say of the subject, such as a period or the words that were found.
    pub detail: Option<String>,
    /// How many rows it concerns, where it is about rows.
    pub count: u64,
}

impl Warning {
    /// A warning about the run as a whole.
    #[must_use]
    pub const fn new(kind: WarningKind) -> Self {
        Self {
            kind,
            source: None,
            subject: None,
            detail: None,
            count: 0,
        }
    }

    /// A warning about a source.
    #[must_use]
    pub fn of(kind: WarningKind, source: impl Into<String>) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(kind)
        }
    }

    /// The same about one thing in the source.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self {
            subject: Some(subject.into()),
            ..self
        }
    }

    /// The same with what else there is to say.
    #[must_use]
    pub fn with(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same about so many rows.
    #[must_use]
    pub fn counting(self, count: u64) -> Self {
        Self { count, ..self }
    }

    /// Its subject as it is named in a sentence.
    fn named(&self) -> Option<String> {
        let subject = self.subject.as_deref()?;
        let rows = match self.count {
            0 => None,
            1 => Some("1 row".to_owned()),
            count => Some(format!("{count} rows")),
        };
        let more: Vec<&str> = self
            .detail
            .iter()
            .chain(&rows)
            .map(String::as_str)
            .collect();
        Some(match more.as_slice() {
            [] => subject.to_owned(),
            more => format!("{subject} ({})", more.join(", ")),
        })
    }
}

/// Warnings of one kind about one source, which are told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningGroup<'a> {
    /// What they are about.
    pub kind: WarningKind,
    /// The feed or the contract that they concern.
    pub source: Option<&'a str>,
    /// They themselves.
    pub warnings: Vec<&'a Warning>,
}

/// The warnings in groups, in the order of their kinds and sources.
#[must_use]
pub fn grouped(warnings: &[Warning]) -> Vec<WarningGroup<'_>> {
    let mut sorted: Vec<&Warning> = warnings.iter().collect();
    sorted.sort_by_key(|warning| (warning.kind, &warning.source));
    sorted
        .chunk_by(|a, b| (a.kind, &a.source) == (b.kind, &b.source))
        .map(|group| WarningGroup {
            kind: group[0].kind,
            source: group[0].source.as_deref(),
            warnings: group.to_vec(),
        })
        .collect()
}

impl fmt::Display for WarningGroup<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = self.source {
            write!(out, "{source}: ")?;
        }
        let count = self.warnings.iter().map(|warning| warning.count).sum();
        out.write_str(&self.kind.says(self.source, self.warnings.len(), count))?;
        let named: Vec<String> = self
            .warnings
            .iter()
            .filter_map(|warning| warning.named())
            .take(NAMED)
            .collect();
        if !named.is_empty() {
            write!(out, ": {}", named.join(", "))?;
            if self.warnings.len() > NAMED {
                write!(out, " and {} more", self.warnings.len() - NAMED)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_value(indicator: &str) -> Warning {
        Warning::of(WarningKind::IndicatorWithoutValue, "observations").about(indicator)
    }

    #[test]
    fn warnings_of_one_kind_are_told_in_one_sentence() {
        let warnings: Vec<Warning> = (1..=7)
            .map(|number| without_value(&format!("I{number}")))
            .collect();
        let told: Vec<String> = grouped(&warnings).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "observations: 7 indicators of the catalogue without a value: I1, I2, I3, I4, I5 and 2 more"
            ]
        );
    }

    #[test]
    fn a_word_is_told_with_its_column_and_its_rows() {
        let word = Warning::of(WarningKind::UnknownWord, "inspections")
            .about("\"Full inspection\"")
            .with("event")
            .counting(12);
        assert_eq!(
            grouped(&[word])[0].to_string(),
            "inspections: 1 word that the rulebook does not have: \"Full inspection\" (event, 12 rows)"
        );
    }

    #[test]
    fn the_word_of_a_kind_is_that_of_the_manifest() {
        for kind in [WarningKind::EmptyFeed, WarningKind::NotCompared] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }
}
