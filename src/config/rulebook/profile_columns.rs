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
    /// The table of the rulebook that it comes from, such as `findings.adoption_service`; `None`
    /// where every rulebook has it.
    pub table: Option<String>,
    /// What it may hold, beside nothing.
    pub holds: ProfileValue,
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

/// The columns that `rulebook` makes, in their order.
pub(super) fn of(rulebook: &Rulebook) -> Vec<ProfileColumn> {
    use ProfileValue::{Count, Level, Mean, Share, Text, Word};
    let mut columns = Vec::new();
    let mut add = |table: Option<&str>, name: String, holds| {
        columns.push(ProfileColumn {
            name,
            table: table.map(str::to_owned),
            holds,
        });
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
        add(None, name.to_owned(), holds);
    }
    for provision in &rulebook.provisions {
        let key = &provision.key;
        let table = format!("provision.{key}");
        for (name, holds) in [
            ("settings", Count),
            ("inspected", Count),
            ("good_or_better", Share),
            ("inadequate", Count),
            ("inadequate_share", Share),
            ("band", Level),
        ] {
            add(Some(&table), format!("{key}_{name}"), holds);
        }
    }
    for kind in &rulebook.findings {
        let key = &kind.key;
        let table = format!("findings.{key}");
        add(Some(&table), format!("{key}_count"), Count);
        add(Some(&table), format!("{key}_inadequate"), Count);
        let outcome = if kind.outcomes.is_empty() {
            Text
        } else {
            Word(kind.outcomes.keys().cloned().collect())
        };
        for aspect in &kind.aspects {
            let key = format!("{key}_{}", aspect.key);
            add(Some(&table), format!("{key}_grade"), Level);
            add(Some(&table), format!("{key}_outcome"), outcome.clone());
            add(Some(&table), format!("{key}_band"), Level);
        }
    }
    for outcome in &rulebook.outcomes {
        let key = &outcome.key;
        let table = format!("outcomes.{key}");
        for (name, holds) in [
            ("indicators", Count),
            ("with_value", Count),
            ("share_neighbours", Share),
            ("share_national", Share),
            ("band", Level),
        ] {
            add(Some(&table), format!("{key}_{name}"), holds);
        }
    }
    columns
}
