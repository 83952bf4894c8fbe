//! Councils, regions and the nation.

use chrono::NaiveDate;

use crate::domain::{AuthorityIx, RegionIx};

/// A council.
#[derive(Debug, Clone, PartialEq)]
pub struct Authority {
    /// Its code in the list of authorities.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The region that it lies in.
    pub region: Option<RegionIx>,
    /// What kind of council it is.
    pub kind: Option<String>,
    /// Its nine-character code, where the list has one.
    pub ons_code: Option<String>,
    /// The day on which it came into being, where the list says.
    pub opened_on: Option<NaiveDate>,
    /// The day on which it was abolished, where the list says.
    pub closed_on: Option<NaiveDate>,
    /// To whom its letter goes, lines separated by semicolons.
    pub addressee: Option<String>,
}

impl Authority {
    /// A council of which nothing else is known.
    #[must_use]
    pub fn called(code: &str, name: &str) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            region: None,
            kind: None,
            ons_code: None,
            opened_on: None,
            closed_on: None,
            addressee: None,
        }
    }

    /// Its name and code, and from when to when it was there.
    pub(super) fn lived(&self) -> String {
        let days = match (self.opened_on, self.closed_on) {
            (Some(opened), Some(closed)) => format!(" from {opened} until {closed}"),
            (Some(opened), None) => format!(" since {opened}"),
            (None, Some(closed)) => format!(" until {closed}"),
            (None, None) => String::new(),
        };
        format!("{} ({}){days}", self.name, self.code)
    }

    /// Whether the two were never there on the same day.
    pub fn is_apart_from(&self, other: &Self) -> bool {
        let is_before = |first: &Self, second: &Self| {
            let days = first.closed_on.zip(second.opened_on);
            days.is_some_and(|(closed, opened)| closed <= opened)
        };
        is_before(self, other) || is_before(other, self)
    }

    /// Whether it exists on `day`.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.opened_on.is_none_or(|opened| opened <= day)
            && self.closed_on.is_none_or(|closed| day < closed)
    }
}

/// A region.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its code, where the list has one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Its nine-character code, where the list has one.
    pub ons_code: Option<String>,
}

/// The nation.
#[derive(Debug, Clone, PartialEq)]
pub struct Nation {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its nine-character code, where the list has one.
    pub ons_code: Option<String>,
}

/// What a source means by a code or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// A council.
    Authority(AuthorityIx),
    /// A region.
    Region(RegionIx),
    /// The nation.
    Nation,
}
