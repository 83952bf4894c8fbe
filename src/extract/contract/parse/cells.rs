//! What a contract column says in each row of a batch.

use crate::extract::map::Batch;
use crate::read::{Scalar, show};
use crate::tables::{Fault, Rule};

/// What a contract column says in one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<T> {
    /// A value.
    Value(T),
    /// Nothing, written as one of the markers of `MissingReason`.
    Missing(&'static str),
    /// Something that breaks the contract.
    Fault(Fault),
}

impl<T> Cell<T> {
    pub(super) fn fault(rule: Rule, reason: String) -> Self {
        Self::Fault(Fault::new(rule, reason))
    }
}

/// A contract column of a batch.
pub struct Parsed<'a, T> {
    name: &'static str,
    column: Option<usize>,
    codes: Option<&'a [u32]>,
    cells: Vec<Cell<T>>,
}

impl<T> Parsed<'_, T> {
    /// Whether the source gives the column.
    pub fn is_given(&self) -> bool {
        self.codes.is_some()
    }

    /// What the column says in the row at `row` of its batch.
    pub fn at(&self, row: usize) -> &Cell<T> {
        match self.codes {
            None => &self.cells[0],
            Some(codes) => &self.cells[codes[row] as usize],
        }
    }

    /// The value in the row at `row`, which the contract needs.
    ///
    /// # Errors
    /// The row's fault, also when there is no value.
    pub fn required(&self, row: usize) -> Result<&T, Fault> {
        match self.at(row) {
            Cell::Value(value) => Ok(value),
            Cell::Missing(symbol) => Err(Fault {
                column: self.column,
                ..Fault::new(
                    Rule::MissingValue,
                    match *symbol {
                        "" => format!("{} is blank", self.name),
                        symbol => format!(
                            "{} is {symbol:?}, which stands for a missing value",
                            self.name
                        ),
                    },
                )
            }),
            Cell::Fault(fault) => Err(fault.clone()),
        }
    }

    /// A fault that shows only beside the row's other columns.
    pub fn faulty(&self, fault: Fault) -> Fault {
        Fault {
            reason: format!("{}: {}", self.name, fault.reason).into(),
            column: self.column,
            ..fault
        }
    }

    /// The value in the row at `row`, if there is one.
    ///
    /// # Errors
    /// The row's fault.
    pub fn optional(&self, row: usize) -> Result<Option<&T>, Fault> {
        match self.at(row) {
            Cell::Value(value) => Ok(Some(value)),
            Cell::Missing(_) => Ok(None),
            Cell::Fault(fault) => Err(fault.clone()),
        }
    }
}

impl Batch<'_> {
    /// Reads the column called `name` with `read`; a column that the source does not give is
    /// missing in every row.
    pub(crate) fn parse<T>(
        &self,
        name: &'static str,
        read: impl Fn(Scalar<'_>) -> Cell<T>,
    ) -> Parsed<'_, T> {
        let Some(mapped) = self.mapped(name) else {
            return Parsed {
                name,
                column: None,
                codes: None,
                cells: vec![Cell::Missing("")],
            };
        };
        let column = self.position(name);
        let mut cells: Vec<Cell<T>> = (0..mapped.coded.values.len())
            .map(|at| match read(mapped.coded.values.scalar(at)) {
                Cell::Fault(fault) => Cell::Fault(Fault {
                    reason: format!("{name}: {}", fault.reason).into(),
                    column,
                    ..fault
                }),
                cell => cell,
            })
            .collect();
        for (code, fault) in &mapped.faults {
            cells[*code as usize] = Cell::Fault(Fault {
                reason: format!("{name}: {}", fault.reason).into(),
                column,
                ..fault.clone()
            });
        }
        Parsed {
            name,
            column,
            codes: Some(&mapped.coded.codes),
            cells,
        }
    }

    /// The text of the column called `name` in the row at `row`, for a quarantined row's key.
    pub(crate) fn shown(&self, name: &str, row: usize) -> String {
        self.mapped(name).map_or_else(String::new, |mapped| {
            show(mapped.coded.values.scalar(mapped.coded.codes[row] as usize))
        })
    }
}
