//! An inspection of a setting, and what is kept of its row.

use crate::domain::{AuthorityIx, Grade};
use crate::extract::quarantine::{RowEvidence, RowLocation};
use crate::tables::{Day, Fault, ProvisionIx, Rule, Urn};

use super::precedence::Precedence;

/// What a row says of its setting: whether it is open, whether the row was published by the
/// as-of date, and the grade; in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VisitState(u8);

impl VisitState {
    /// The bits of the grade's number, which is 0 where there is none.
    const GRADE: u8 = 0b0111;
    const OPEN: u8 = 0b1000;
    const REPORTED: u8 = 0b1_0000;

    /// What a row says: the grade of a full inspection, whether the setting is open, and whether
    /// the row was published by the as-of date.
    pub(crate) fn new(grade: Option<Grade>, open: bool, reported: bool) -> Self {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        Self(
            grade.map_or(0, Grade::level) | flag(open, Self::OPEN) | flag(reported, Self::REPORTED),
        )
    }

    /// All of it in its byte.
    #[cfg(feature = "cluster")]
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// What [`VisitState::bits`] gives.
    #[cfg(feature = "cluster")]
    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The overall grade of a full inspection.
    pub(crate) fn grade(self) -> Option<Grade> {
        Grade::from_level(self.0 & Self::GRADE)
    }

    /// Whether the setting is open.
    pub(crate) fn is_open(self) -> bool {
        self.0 & Self::OPEN != 0
    }

    /// Whether the row was published by the as-of date.
    pub(crate) fn is_reported(self) -> bool {
        self.0 & Self::REPORTED != 0
    }
}

/// A visit to a setting, or a registered setting that was not visited yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Inspection {
    /// The setting.
    pub urn: Urn,
    /// Where the row stands.
    pub location: RowLocation,
    /// The day of the visit; `None` where there was none.
    pub inspected_on: Option<Day>,
    /// A fingerprint of the kind of visit, which is part of the key.
    pub event: u32,
    /// The authority in whose area the setting is.
    pub authority: AuthorityIx,
    /// When the row's extract was taken.
    pub precedence: Precedence,
    /// Its type.
    pub provision: ProvisionIx,
    /// Whether it is open, and the grade.
    pub standing: VisitState,
}

impl Inspection {
    /// The order in which visits are reduced: setting by setting, the latest visit last, and of
    /// each visit the retained row first.
    pub(crate) fn order(&self) -> (Urn, Option<Day>, u32, Precedence, RowLocation) {
        (
            self.urn,
            self.inspected_on,
            self.event,
            self.precedence,
            self.location,
        )
    }

    /// What it is shown by when it is rejected.
    pub(crate) fn evidence(&self) -> VisitEvidence {
        VisitEvidence {
            location: self.location,
            urn: self.urn,
            grade: self.standing.grade(),
            open: self.standing.is_open(),
        }
    }

    /// Whether another row is of the same visit.
    pub(crate) fn is_same_visit(&self, other: &Self) -> bool {
        self.urn == other.urn
            && self.inspected_on == other.inspected_on
            && self.event == other.event
    }
}

/// What a visit is shown by when it is rejected after its batch is gone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VisitEvidence {
    /// Where the row stands.
    pub location: RowLocation,
    /// The setting.
    pub urn: Urn,
    /// The overall grade.
    pub grade: Option<Grade>,
    /// Whether the setting is open.
    pub open: bool,
}

impl VisitEvidence {
    /// The fault of a row that is of the same visit as this one, which is kept.
    pub(crate) fn repeated(&self) -> Fault {
        Fault::new(
            Rule::DuplicateKey,
            format!(
                "row {} has the same setting, day and event; the first is kept",
                self.location.row()
            ),
        )
    }
}

impl RowEvidence for VisitEvidence {
    fn location(&self) -> RowLocation {
        self.location
    }

    fn record(&self) -> String {
        serde_json::json!({
            "grade": self.grade.map(Grade::level),
            "open": self.open,
            "urn": self.urn.to_string(),
        })
        .to_string()
    }
}

/// A set of provision types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Provisions([u64; 4]);

impl Provisions {
    /// Adds a type.
    pub(crate) fn insert(&mut self, provision: ProvisionIx) {
        let place = provision.index();
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// The places of the types, as bits.
    #[cfg(feature = "cluster")]
    pub(crate) const fn bits(self) -> [u64; 4] {
        self.0
    }

    /// What [`Provisions::bits`] gives.
    #[cfg(feature = "cluster")]
    pub(crate) const fn from_bits(bits: [u64; 4]) -> Self {
        Self(bits)
    }

    /// Adds those of another set.
    pub(crate) fn add(&mut self, others: Self) {
        for (own, other) in self.0.iter_mut().zip(others.0) {
            *own |= other;
        }
    }

    /// Whether a type is in both sets.
    pub(crate) fn meets(self, others: Self) -> bool {
        self.0
            .iter()
            .zip(others.0)
            .any(|(own, other)| own & other != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inspection_takes_forty_bytes() {
        // A nation a hundred times England has 24 million of them in memory at once.
        assert_eq!(size_of::<Inspection>(), 40);
    }

    #[test]
    fn a_standing_gives_back_what_went_into_it() {
        for grade in [None, Some(Grade::Outstanding), Some(Grade::Inadequate)] {
            for (open, reported) in [(true, true), (true, false), (false, true), (false, false)] {
                let standing = VisitState::new(grade, open, reported);
                assert_eq!(standing.grade(), grade);
                assert_eq!(
                    (standing.is_open(), standing.is_reported()),
                    (open, reported)
                );
            }
        }
    }
}
