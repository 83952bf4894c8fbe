//! What a column of a file holds, against what a column of a contract asks for.

use super::candidate::Candidate;
use super::kind::Kind;
use crate::contract::CellKind;

/// The share of grades in a column of words by which it is one of grades: some visits give none.
const MOSTLY: f64 = 0.5;

/// Whether a column of the file may fill one of the contract.
pub(super) fn fits(wanted: CellKind, candidate: &Candidate<'_>) -> bool {
    let is_mostly_grades = || {
        wanted == CellKind::Grade
            && candidate.kind == Kind::Text
            && candidate.share(Kind::Grade) >= MOSTLY
    };
    may_be(wanted, candidate.kind) || is_mostly_grades()
}

fn may_be(wanted: CellKind, found: Kind) -> bool {
    match wanted {
        CellKind::Text
        | CellKind::Provision
        | CellKind::Level
        | CellKind::Status
        | CellKind::Outcome
        | CellKind::Polarity => found != Kind::Blank,
        CellKind::Authority => matches!(
            found,
            Kind::Council | Kind::AreaCode | Kind::Whole | Kind::Text
        ),
        CellKind::Date => found == Kind::Day,
        CellKind::Grade => matches!(found, Kind::Grade | Kind::Whole),
        CellKind::Number => matches!(found, Kind::Whole | Kind::Number),
        CellKind::Rank | CellKind::Rating => found == Kind::Whole,
        CellKind::Year => matches!(found, Kind::Whole | Kind::Period),
        CellKind::Period => matches!(found, Kind::Period | Kind::Text),
        CellKind::Flag => matches!(found, Kind::Flag | Kind::Whole),
    }
}

/// What a column must hold to be taken for such a one of the contract where no other of the file
/// does, the surer first; `is_key` of the first column of the contract's key.
pub(super) fn only_such(wanted: CellKind, is_key: bool) -> &'static [fn(&Candidate<'_>) -> bool] {
    match wanted {
        CellKind::Authority if is_key => &[
            |candidate| candidate.kind == Kind::Council,
            |candidate| candidate.is_of_council_codes(),
        ],
        CellKind::Date => &[|candidate| candidate.kind == Kind::Day],
        CellKind::Grade => &[|candidate| candidate.kind == Kind::Grade],
        CellKind::Period => &[|candidate| candidate.kind == Kind::Period],
        CellKind::Number => &[
            |candidate| candidate.kind == Kind::Number,
            |candidate| candidate.kind == Kind::Whole,
        ],
        CellKind::Authority
        | CellKind::Text
        | CellKind::Provision
        | CellKind::Level
        | CellKind::Rating
        | CellKind::Rank
        | CellKind::Year
        | CellKind::Polarity
        | CellKind::Status
        | CellKind::Outcome
        | CellKind::Flag => &[],
    }
}
