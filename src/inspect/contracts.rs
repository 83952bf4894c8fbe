//! Which contract a table resembles, by the names of its columns and what they hold.

use super::candidate::Candidate;
use super::fitting::{fits, only_such};
use super::kind::Kind;
use super::published_names::{plain, published_names};
use crate::contract::{CONTRACTS, CellKind, Column, Contract, SourceKind};

/// The least share of a contract's columns that a table must have to resemble it.
pub(super) const RESEMBLANCE: f64 = 0.4;

/// How much a name counts that is only part of a publisher's, or only like one.
const ALIKE: f64 = 0.6;

/// How much a column counts that nothing but what it holds speaks for.
const BY_CONTENT: f64 = 0.25;

/// How much an optional column counts beside a required one.
const OPTIONAL: f64 = 0.25;

/// How far an area's nine-character code stands behind the number that sources use: not every
/// list of authorities has those codes.
const ONS_CODE: f64 = 0.95;

/// How far a name stands behind a code: publishers have spellings of their own, and a name goes
/// from one council to another.
const NAME: f64 = 0.85;

/// What is left of the resemblance of findings where rows are about settings.
const OF_SETTINGS: f64 = 0.6;

/// What is left of the resemblance of groups where rows have figures of a period: there a group is
/// one of children.
const OF_FIGURES: f64 = 0.3;

/// What is left of the resemblance where the first column of the contract's key is not there.
const WITHOUT_KEY: f64 = 0.6;

/// What speaks for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// It is called so elsewhere.
    Name,
    /// Its name is like, or has in it, what it is called elsewhere.
    LikeName,
    /// It is the only column that holds such things.
    Content,
}

impl Ground {
    /// How much of a column is there that this speaks for.
    fn weight(self) -> f64 {
        match self {
            Self::Name => 1.0,
            Self::LikeName => ALIKE,
            Self::Content => BY_CONTENT,
        }
    }
}

/// A column of a contract that the table seems to have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    /// The contract's column.
    pub column: &'static Column,
    /// The position of the candidate.
    pub at: usize,
    /// What speaks for it.
    pub ground: Ground,
    /// How likely it is, beside other columns that could be it.
    likelihood: f64,
}

/// A contract that a table resembles.
#[derive(Debug, Clone)]
pub(super) struct Resemblance {
    /// The contract.
    pub contract: &'static Contract,
    /// Those of its columns that the table seems to have, in their order.
    pub columns: Vec<Taken>,
    /// How much of the contract the table has, from 0 to 1 and beyond for optional columns.
    pub share: f64,
}

impl Resemblance {
    /// The candidate that fills the contract's column called `name`.
    pub(super) fn taken(&self, name: &str) -> Option<Taken> {
        let mut columns = self.columns.iter();
        columns.find(|taken| taken.column.name == name).copied()
    }
}

/// The contract that a table of these columns most resembles, if it resembles any.
pub(super) fn nearest_contract(candidates: &[Candidate<'_>]) -> Option<Resemblance> {
    CONTRACTS
        .iter()
        .map(|contract| resemblance(contract, candidates))
        .filter(|found| found.share >= RESEMBLANCE)
        .reduce(|best, next| if next.share > best.share { next } else { best })
}

/// How much a table of these columns resembles `contract`.
pub(super) fn resemblance(
    contract: &'static Contract,
    candidates: &[Candidate<'_>],
) -> Resemblance {
    let mut scored: Vec<(usize, Taken)> = Vec::new();
    for (order, column) in contract.columns.iter().enumerate() {
        for (at, candidate) in candidates.iter().enumerate() {
            if let Some((likelihood, ground)) = likelihood(contract, column, candidate) {
                let taken = Taken {
                    column,
                    at,
                    ground,
                    likelihood,
                };
                scored.push((order, taken));
            }
        }
    }
    // The best pair first, and each column once; of equal ones, in the order of the contract.
    scored.sort_by(|(a, one), (b, two)| {
        let order = (a, one.at).cmp(&(b, two.at));
        two.likelihood.total_cmp(&one.likelihood).then(order)
    });
    let mut columns: Vec<Taken> = Vec::new();
    for (_, next) in scored {
        let is_free = |known: &Taken| known.column.name != next.column.name && known.at != next.at;
        if columns.iter().all(is_free) {
            columns.push(next);
        }
    }
    for column in contract.columns.iter().filter(|column| column.required) {
        columns.extend(by_content(contract, column, candidates, &columns));
    }
    columns.sort_by_key(|taken| contract.position(taken.column.name));
    let weight = |column: &Column| if column.required { 1.0 } else { OPTIONAL };
    let found: f64 = columns
        .iter()
        .map(|taken| weight(taken.column) * taken.ground.weight())
        .sum();
    let needed = contract.columns.iter().filter(|column| column.required);
    let share = found / needed.count() as f64;
    let has_key = columns
        .iter()
        .any(|taken| taken.column.name == contract.key[0] && taken.ground != Ground::Content);
    let is_of_settings = || candidates.iter().any(|candidate| is_urn(&candidate.name));
    let has_figures = || {
        let mut kinds = candidates.iter().map(|candidate| candidate.kind);
        kinds.any(|kind| matches!(kind, Kind::Number | Kind::Period | Kind::Grade))
    };
    let share = match contract.kind {
        SourceKind::Findings if is_of_settings() => share * OF_SETTINGS,
        SourceKind::Groups if has_figures() => share * OF_FIGURES,
        SourceKind::Authorities
        | SourceKind::Indicators
        | SourceKind::Neighbours
        | SourceKind::Groups
        | SourceKind::Characteristics
        | SourceKind::Inspections
        | SourceKind::Findings
        | SourceKind::Observations
        | SourceKind::Judgements
        | SourceKind::EarlierRatings
        | SourceKind::Boundaries
        | SourceKind::LookUp
        | SourceKind::Join => share,
    };
    Resemblance {
        contract,
        columns,
        share: if has_key { share } else { share * WITHOUT_KEY },
    }
}

/// Whether a column of this name has the numbers of settings, which rows about councils do not
/// have.
fn is_urn(name: &str) -> bool {
    matches!(plain(name).as_str(), "urn" | "unique reference number")
}

/// How likely `candidate` fills `column` by its name; none where its kind does not fit.
fn likelihood(
    contract: &Contract,
    column: &Column,
    candidate: &Candidate<'_>,
) -> Option<(f64, Ground)> {
    if !fits(column.kind, candidate) {
        return None;
    }
    let doubt = match (column.kind, candidate.kind) {
        (CellKind::Authority, Kind::AreaCode) => ONS_CODE,
        (CellKind::Authority, Kind::Council | Kind::Text) => NAME,
        _ => 1.0,
    };
    let name = plain(&candidate.name);
    let own = plain(column.name);
    let known = published_names(contract, column).iter();
    let names = known.chain(std::iter::once(&own));
    let likeness = names.enumerate().filter_map(|(at, known)| {
        // The likelier names stand first.
        let order = 1.0 - 0.005 * at as f64;
        if name == *known {
            Some((order, Ground::Name))
        } else if (known.len() > 4 && name.contains(known.as_str()))
            || strsim::jaro_winkler(&name, known) > 0.93
        {
            Some((ALIKE * order, Ground::LikeName))
        } else {
            None
        }
    });
    likeness
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(likeness, ground)| (likeness * doubt, ground))
}

/// The only candidate that holds what `column` asks for, where nothing else fills it: what is not
/// called as it is elsewhere is still seen by what it says.
fn by_content(
    contract: &Contract,
    column: &'static Column,
    candidates: &[Candidate<'_>],
    columns: &[Taken],
) -> Option<Taken> {
    if columns.iter().any(|taken| taken.column.name == column.name) {
        return None;
    }
    let grounds = only_such(column.kind, column.name == contract.key[0]);
    grounds.iter().find_map(|holds| {
        let mut free = candidates.iter().enumerate().filter(|(at, candidate)| {
            holds(candidate) && columns.iter().all(|taken| taken.at != *at)
        });
        let (at, _) = free.next().filter(|_| free.next().is_none())?;
        Some(Taken {
            column,
            at,
            ground: Ground::Content,
            likelihood: 0.0,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(columns: &[(&str, Kind)]) -> Vec<Candidate<'static>> {
        columns
            .iter()
            .map(|(name, kind)| Candidate::new(*name, *kind, Vec::new()))
            .collect()
    }

    fn nearest(columns: &[(&str, Kind)]) -> Option<&'static str> {
        nearest_contract(&candidates(columns)).map(|found| found.contract.name)
    }

    fn named(contract: &str, columns: &[(&str, Kind)], wanted: &str) -> Option<(String, Ground)> {
        let candidates = candidates(columns);
        let found = resemblance(Contract::named(contract).unwrap(), &candidates);
        let taken = found.taken(wanted)?;
        Some((candidates[taken.at].name.clone(), taken.ground))
    }

    #[test]
    fn a_table_resembles_the_contract_whose_columns_it_has() {
        assert_eq!(
            nearest(&[
                ("LA Number", Kind::Whole),
                ("Short Desc", Kind::Text),
                ("Years", Kind::Period),
                ("Values", Kind::Number)
            ]),
            Some("observations")
        );
        assert_eq!(
            nearest(&[("LA Number", Kind::Whole), ("LA Name", Kind::Council)]),
            Some("authorities")
        );
        assert_eq!(
            nearest(&[
                ("URN", Kind::Text),
                ("Local authority", Kind::Council),
                ("Overall effectiveness", Kind::Grade),
                ("Inspection date", Kind::Day)
            ]),
            Some("inspections")
        );
        assert_eq!(nearest(&[("x", Kind::Text), ("y", Kind::Number)]), None);
    }

    #[test]
    fn a_column_whose_kind_does_not_fit_is_not_taken() {
        let contract = Contract::named("observations").unwrap();
        let found = resemblance(contract, &candidates(&[("Value", Kind::Text)]));
        assert!(found.columns.is_empty());
    }

    #[test]
    fn a_code_is_taken_before_a_name_wherever_it_stands() {
        let name = ("la_name", Kind::Council);
        for (code, kind) in [
            ("old_la_code", Kind::Whole),
            ("LA Number", Kind::Whole),
            ("new_la_code", Kind::AreaCode),
        ] {
            for columns in [[name, (code, kind)], [(code, kind), name]] {
                assert_eq!(
                    named("observations", &columns, "authority"),
                    Some((code.to_owned(), Ground::Name))
                );
            }
        }
        // The number before the nine characters, which not every list of authorities has.
        let both = [
            ("new_la_code", Kind::AreaCode),
            ("old_la_code", Kind::Whole),
        ];
        let taken = named("findings", &both, "authority");
        assert_eq!(taken.unwrap().0, "old_la_code");
    }

    #[test]
    fn what_no_name_says_is_seen_by_what_it_holds_where_only_one_column_does() {
        let columns = [
            ("Register of", Kind::Council),
            ("Measure", Kind::Text),
            ("When", Kind::Period),
            ("How many", Kind::Number),
        ];
        for (column, name) in [
            ("authority", "Register of"),
            ("period", "When"),
            ("value", "How many"),
        ] {
            let taken = named("observations", &columns, column);
            assert_eq!(taken, Some((name.to_owned(), Ground::Content)));
        }
        let two = [("One", Kind::Council), ("Another", Kind::Council)];
        assert_eq!(named("observations", &two, "authority"), None);
    }
}
