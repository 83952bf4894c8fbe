//! The columns of an authority's profile row, over which limiters are SQL.
//!
//! Which columns there are follows from the rulebook alone, and so does what each may hold; hence
//! a limiter is checked, and two columns of one name are found, before any data is read.

use super::Rulebook;

/// A column of the profile row.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileColumn {
    /// Its name, as limiters write it.
    pub name: String,
    /// What it is about.
    pub about: ProfileSubject,
    /// What it may hold, beside nothing.
    pub holds: ProfileValue,
}

/// What a column of the profile row is about; places are those of the rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileSubject {
    /// The authority as a whole, and its blocks.
    Authority,
    /// A type of setting.
    Provision(usize),
    /// All findings of a kind.
    FindingKind(usize),
    /// The finding on one aspect of a kind.
    Finding {
        /// The kind.
        kind: usize,
        /// The aspect's place in the kind.
        aspect: usize,
    },
    /// An outcome.
    Outcome(usize),
}

impl ProfileSubject {
    /// The table of the rulebook that declares it, such as `findings.adoption_service`; `None`
    /// where every rulebook has it.
    pub fn table(self, rulebook: &Rulebook) -> Option<String> {
        match self {
            Self::Authority => None,
            Self::Provision(at) => Some(format!("provision.{}", rulebook.provisions[at].key)),
            Self::FindingKind(kind) | Self::Finding { kind, aspect: _ } => {
                Some(format!("findings.{}", rulebook.findings[kind].key))
            }
            Self::Outcome(at) => Some(format!("outcomes.{}", rulebook.outcomes[at].key)),
        }
    }
}

/// What a column of the profile row may hold.
#[derive(Debug, Clone, PartialEq)]
pub enum ProfileValue {
    /// Any text.
    Text,
    /// One of these words.
    Word(Vec<String>),
    /// A whole number from 0.
    Count,
    /// A number from 0 to 1.
    Share,
    /// A mean of bands, from 1 to 4.
    Mean,
    /// A band, a rating or a grade: 1, 2, 3 or 4.
    Level,
}

impl Rulebook {
    /// The columns of an authority's profile row, which limiters may name.
    pub fn profile_columns(&self) -> Vec<ProfileColumn> {
        of(self)
    }
}

/// The columns that `rulebook` makes, in their order.
fn of(rulebook: &Rulebook) -> Vec<ProfileColumn> {
    use ProfileValue::{Count, Level, Mean, Share, Text, Word};
    let mut columns = Vec::new();
    let mut add = |about: ProfileSubject, name: String, holds| {
        columns.push(ProfileColumn { name, about, holds });
    };
    for (name, holds) in [
        ("name", Text),
        ("region", Text),
        ("kind", Text),
        ("block_a", Mean),
        ("block_b", Mean),
        ("block_c", Mean),
        ("coverage", Share),
        ("indicative", Level),
    ] {
        add(ProfileSubject::Authority, name.to_owned(), holds);
    }
    for (at, provision) in rulebook.provisions.iter().enumerate() {
        let (key, about) = (&provision.key, ProfileSubject::Provision(at));
        for (name, holds) in [
            ("settings", Count),
            ("inspected", Count),
            ("good_or_better", Share),
            ("inadequate", Count),
            ("inadequate_share", Share),
            ("band", Level),
        ] {
            add(about, format!("{key}_{name}"), holds);
        }
    }
    for (at, kind) in rulebook.findings.iter().enumerate() {
        let (key, about) = (&kind.key, ProfileSubject::FindingKind(at));
        add(about, format!("{key}_count"), Count);
        add(about, format!("{key}_inadequate"), Count);
        let outcome = if kind.outcomes.is_empty() {
            Text
        } else {
            Word(kind.outcomes.keys().cloned().collect())
        };
        for (place, aspect) in kind.aspects.iter().enumerate() {
            let key = format!("{key}_{}", aspect.key);
            let about = ProfileSubject::Finding {
                kind: at,
                aspect: place,
            };
            add(about, format!("{key}_grade"), Level);
            add(about, format!("{key}_outcome"), outcome.clone());
            add(about, format!("{key}_band"), Level);
        }
    }
    for (at, outcome) in rulebook.outcomes.iter().enumerate() {
        let (key, about) = (&outcome.key, ProfileSubject::Outcome(at));
        for (name, holds) in [
            ("indicators", Count),
            ("with_value", Count),
            ("share_neighbours", Share),
            ("share_national", Share),
            ("band", Level),
        ] {
            add(about, format!("{key}_{name}"), holds);
        }
    }
    columns
}
