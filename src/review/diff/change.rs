//! One thing that is not what it was, as data; words are made last.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::review::{Day, Emphasis};

/// One thing that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What it is.
    pub what: Subject,
    /// What it was; none where it was not there.
    pub from: Option<State>,
    /// What it is now; none where it is gone.
    pub to: Option<State>,
}

/// What can change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The rating after moderation.
    AwardedRating,
    /// The rating that the rules give.
    IndicativeRating,
    /// A limiter of the rulebook.
    Limiter(String),
    /// The band of a finding.
    FindingBand {
        /// Its kind.
        kind: String,
        /// Its aspect.
        aspect: String,
    },
    /// The band of a type of setting.
    Provision(String),
    /// The band of an outcome.
    Outcome(String),
    /// How a type of setting compares.
    ProvisionComparison {
        /// The type.
        provision: String,
        /// What it is compared with.
        beside: Comparator,
    },
    /// How an indicator compares.
    IndicatorComparison {
        /// The indicator.
        indicator: String,
        /// The group of people; none for everybody.
        breakdown: Option<String>,
        /// What it is compared with.
        beside: Comparator,
    },
    /// A finding about the authority.
    Finding {
        /// Its kind.
        kind: String,
        /// Its aspect.
        aspect: String,
    },
    /// A setting.
    Setting {
        /// Its type.
        provision: String,
        /// Its number.
        urn: String,
    },
}

/// What an authority is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparator {
    /// Its similar areas.
    SimilarAreas,
    /// England.
    England,
}

impl Comparator {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::SimilarAreas, Self::England];
}

/// What a thing is in one of two runs.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// A rating or a band.
    Level(i32),
    /// A limiter that fired.
    Fired,
    /// A limiter that the rulebook of the second run no longer has.
    Removed,
    /// A limiter that the rulebook of the first run did not have.
    NotInRulebook,
    /// A comparison, with the figures that it rests on.
    Compared {
        /// Its word.
        word: String,
        /// The authority's own figure.
        own: Amount,
        /// The comparator's.
        beside: Amount,
    },
    /// What a finding found.
    Found {
        /// Its outcome.
        outcome: Option<String>,
        /// Its grade.
        grade: Option<i32>,
        /// When it was published.
        published_on: Day,
    },
    /// The grade of a setting; none where it was not inspected.
    Grade(Option<i32>),
}

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// A share from 0 to 1.
    Share(Option<f64>),
    /// A number in the unit of its indicator.
    Number(Option<f64>),
}

impl Change {
    /// What changed, if anything did.
    pub fn of(what: Subject, from: Option<State>, to: Option<State>) -> Option<Self> {
        (from != to).then_some(Self { what, from, to })
    }

    /// The change as a line.
    pub fn text(&self) -> String {
        let side = |side: &Option<State>| {
            side.as_ref()
                .map_or_else(|| "none".to_owned(), State::to_string)
        };
        format!("{}: {} → {}", self.what, side(&self.from), side(&self.to))
    }

    /// The levels of ratings or bands before and after.
    pub fn levels(&self) -> (Option<i32>, Option<i32>) {
        let level = |side: &Option<State>| side.as_ref().and_then(State::level);
        (level(&self.from), level(&self.to))
    }

    /// Whether a level of ratings or bands went up or down.
    pub fn emphasis(&self) -> Emphasis {
        match self.levels() {
            (Some(from), Some(to)) if to > from => Emphasis::Good,
            (Some(from), Some(to)) if to < from => Emphasis::Bad,
            _ => Emphasis::Plain,
        }
    }
}

impl Subject {
    /// The type of setting whose band or comparison this is.
    pub fn provision(&self) -> Option<&str> {
        match self {
            Self::Provision(provision) | Self::ProvisionComparison { provision, .. } => {
                Some(provision)
            }
            Self::AwardedRating
            | Self::IndicativeRating
            | Self::Limiter(_)
            | Self::FindingBand { .. }
            | Self::Outcome(_)
            | Self::IndicatorComparison { .. }
            | Self::Finding { .. }
            | Self::Setting { .. } => None,
        }
    }
}

impl State {
    fn level(&self) -> Option<i32> {
        match self {
            Self::Level(level) => Some(*level),
            Self::Fired
            | Self::Removed
            | Self::NotInRulebook
            | Self::Compared { .. }
            | Self::Found { .. }
            | Self::Grade(_) => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AwardedRating => f.write_str("awarded_rating"),
            Self::IndicativeRating => f.write_str("indicative_rating"),
            Self::Limiter(name) | Self::Provision(name) | Self::Outcome(name) => f.write_str(name),
            Self::FindingBand { kind, aspect } => write!(f, "{kind} {aspect}"),
            Self::ProvisionComparison { provision, beside } => write!(f, "{provision}, {beside}"),
            Self::IndicatorComparison {
                indicator,
                breakdown,
                beside,
            } => {
                write!(f, "indicator {indicator}")?;
                if let Some(breakdown) = breakdown {
                    write!(f, " {breakdown}")?;
                }
                write!(f, ", {beside}")
            }
            Self::Finding { kind, aspect } => write!(f, "finding {kind} {aspect}"),
            Self::Setting { provision, urn } => write!(f, "{provision} {urn}"),
        }
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SimilarAreas => "similar areas",
            Self::England => "England",
        })
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => write!(f, "{level}"),
            Self::Fired => f.write_str("fired"),
            Self::Removed => f.write_str("removed"),
            Self::NotInRulebook => f.write_str("not in the rulebook"),
            Self::Compared { word, own, beside } => write!(f, "{word} ({own} beside {beside})"),
            Self::Found {
                outcome,
                grade,
                published_on,
            } => {
                match (outcome, grade) {
                    (Some(outcome), _) => f.write_str(outcome)?,
                    (None, Some(grade)) => write!(f, "grade {grade}")?,
                    (None, None) => f.write_str("no grade")?,
                }
                write!(f, ", published {published_on}")
            }
            Self::Grade(Some(grade)) => write!(f, "grade {grade}"),
            Self::Grade(None) => f.write_str("not inspected"),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(Some(share)) => write!(f, "{:.1}%", share * 100.0),
            Self::Number(Some(number)) => write!(f, "{number:.2}"),
            Self::Share(None) | Self::Number(None) => f.write_str("none"),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(word: &str, own: f64) -> Option<State> {
        Some(State::Compared {
            word: word.to_owned(),
            own: Amount::Share(Some(own)),
            beside: Amount::Share(None),
        })
    }

    #[test]
    fn a_change_reads_as_a_line() {
        let change = Change::of(
            Subject::ProvisionComparison {
                provision: "childrens_home".into(),
                beside: Comparator::England,
            },
            compared("worse", 0.505),
            None,
        );
        assert_eq!(
            change.unwrap().text(),
            "childrens_home, England: worse (50.5% beside none) → none"
        );
        let removed = Change::of(
            Subject::Limiter("few".into()),
            Some(State::Fired),
            Some(State::Removed),
        );
        assert_eq!(removed.unwrap().text(), "few: fired → removed");
        let level = Some(State::Level(3));
        assert_eq!(
            Change::of(Subject::AwardedRating, level.clone(), level),
            None
        );
    }

    #[test]
    fn only_levels_are_good_or_bad_news() {
        let change = |from, to| Change::of(Subject::Outcome("safe".into()), from, to).unwrap();
        let up = change(Some(State::Level(1)), Some(State::Level(3)));
        assert_eq!(up.emphasis(), Emphasis::Good);
        let gone = change(Some(State::Level(1)), None);
        assert_eq!(gone.emphasis(), Emphasis::Plain);
        let grade = change(Some(State::Grade(Some(1))), Some(State::Grade(Some(4))));
        assert_eq!(grade.emphasis(), Emphasis::Plain);
    }
}
