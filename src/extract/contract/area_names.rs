//! Cells that name an area, in the many ways in which sources do.

use super::parse::{self, Cell, Parsed};
use crate::domain::AuthorityIx;
use crate::read::{Scalar, show};
use crate::tables::{Area, Authorities, Fault, Meaning, NameIx, RowDay, Rule, UnknownArea};

/// What to do about another spelling of a name that the list has.
const ALIAS: &str = "add it to [authority_aliases]";

/// The same in a list of neighbours: a name there that is nearly a council's is a slip of whoever
/// made the list, and an alias would make it that council's name in every source.
const CORRECTION: &str = "correct it in the list, or name it in `values` of the mapping";

/// Reads a cell that names an area.
pub(crate) fn area(list: &Authorities, scalar: Scalar<'_>) -> Cell<Named<Area>> {
    area_or(list, scalar, ALIAS)
}

/// Reads a cell that names an area; `remedy` is what to do where it nearly does.
fn area_or(list: &Authorities, scalar: Scalar<'_>, remedy: &str) -> Cell<Named<Area>> {
    match parse::text(scalar) {
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
        Cell::Value(text) => match list.meaning(&text) {
            Ok(Meaning::Always(area)) => Cell::Value(Named::Always(area)),
            Ok(Meaning::InTime(name)) => Cell::Value(Named::InTime(name, text)),
            Err(error) => Cell::Fault(unknown(list, &text, &error, remedy)),
        },
    }
}

fn unknown(list: &Authorities, text: &str, error: &UnknownArea, remedy: &str) -> Fault {
    let rule = match error {
        UnknownArea::Outside { .. } => Rule::OutsideNation,
        UnknownArea::None { .. } if joint_return(list, text).is_some() => {
            return Fault::new(
                Rule::JointReturn,
                format!(
                    "{text:?} is one return of several councils; joint_returns = \"to both\" in [pipeline] gives it to each of them"
                ),
            );
        }
        UnknownArea::None { .. } | UnknownArea::Several(_) | UnknownArea::NotThen { .. } => {
            Rule::UnknownAuthority
        }
    };
    Fault::new(rule, error.with_remedy(remedy))
}

/// The councils of a return that several made together, such as `314 / 318`, as they are written.
pub(crate) fn joint_return<'t>(list: &Authorities, text: &'t str) -> Option<Vec<&'t str>> {
    let parts = text
        .split(['/', ';', '|', '+', '&'])
        .flat_map(|part| part.split(" and "));
    let parts: Vec<&str> = parts.map(str::trim).collect();
    (parts.len() > 1 && !list.is_known(text) && parts.iter().all(|part| list.is_known(part)))
        .then_some(parts)
}

/// Reads a cell that names a council.
pub(crate) fn authority(list: &Authorities, scalar: Scalar<'_>) -> Cell<Named<AuthorityIx>> {
    council(area(list, scalar), scalar)
}

/// Reads a cell of a list of neighbours that names a council.
pub(crate) fn listed_authority(list: &Authorities, scalar: Scalar<'_>) -> Cell<Named<AuthorityIx>> {
    council(area_or(list, scalar, CORRECTION), scalar)
}

fn council(area: Cell<Named<Area>>, scalar: Scalar<'_>) -> Cell<Named<AuthorityIx>> {
    match area {
        Cell::Value(Named::Always(Area::Authority(place))) => Cell::Value(Named::Always(place)),
        Cell::Value(Named::InTime(name, text)) => Cell::Value(Named::InTime(name, text)),
        Cell::Value(Named::Always(Area::Region(_) | Area::Nation)) => Cell::Fault(Fault::new(
            Rule::NotAnAuthority,
            format!(
                "{:?} is a region or the nation; a council was expected",
                show(scalar)
            ),
        )),
        Cell::Missing(marker) => Cell::Missing(marker),
        Cell::Fault(fault) => Cell::Fault(fault),
    }
}

/// What a cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<T> {
    /// The same on every day.
    Always(T),
    /// Whoever bears the name, which is written so, on the day that the row speaks of.
    InTime(NameIx, String),
}

impl Parsed<'_, Named<AuthorityIx>> {
    /// The council in the row at `row`, which the contract needs and which speaks of `day`.
    ///
    /// # Errors
    /// The row's fault, also when there is no council.
    pub fn council(
        &self,
        row: usize,
        list: &Authorities,
        day: impl FnOnce() -> RowDay,
    ) -> Result<AuthorityIx, Fault> {
        match self.required(row)? {
            Named::Always(place) => Ok(*place),
            Named::InTime(name, text) => {
                let bearer = list.bearer(*name, text, day());
                bearer.map_err(|error| self.faulty(unknown(list, text, &error, ALIAS)))
            }
        }
    }
}

impl Parsed<'_, Named<Area>> {
    /// The area in the row at `row`, which the contract needs and which speaks of `day`.
    ///
    /// # Errors
    /// The row's fault, also when there is no area.
    pub fn area(
        &self,
        row: usize,
        list: &Authorities,
        day: impl FnOnce() -> RowDay,
    ) -> Result<Area, Fault> {
        match self.required(row)? {
            Named::Always(area) => Ok(*area),
            Named::InTime(name, text) => {
                let bearer = list.bearer(*name, text, day()).map(Area::Authority);
                bearer.map_err(|error| self.faulty(unknown(list, text, &error, ALIAS)))
            }
        }
    }
}
