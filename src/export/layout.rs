//! The columns of a table as they are exported: its own, and names beside codes.

use super::names::{NameOf, Names};
use crate::publish::{ColumnKind, Table};
use crate::review::{Cell, Row};

/// A column of an exported table.
#[derive(Debug, Clone)]
pub(super) struct Laid {
    /// Its name; for the run's own columns that of the table.
    pub(super) name: String,
    /// What it holds.
    pub(super) kind: ColumnKind,
    /// What its values are counted or measured in.
    pub(super) unit: &'static str,
    /// What it means.
    pub(super) about: String,
    /// Whether a value may be missing.
    pub(super) nullable: bool,
    from: From,
}

/// Where the cells of a column come from.
#[derive(Debug, Clone, Copy)]
enum From {
    /// The table's column at this place.
    Own(usize),
    /// What the code in the table's column at this place stands for.
    Name(usize, NameOf),
}

/// The columns of `table`, with a name behind each code that the run has names for.
pub(super) fn laid(table: &Table, names: &Names) -> Vec<Laid> {
    let mut columns = Vec::with_capacity(table.columns.len() + 4);
    for (place, column) in table.columns.iter().enumerate() {
        columns.push(Laid {
            name: column.name.to_owned(),
            kind: column.kind,
            unit: column.unit,
            about: column.about.to_owned(),
            nullable: column.nullable,
            from: From::Own(place),
        });
        let beside = beside(table, column.unit).iter();
        columns.extend(
            beside
                .filter(|(of, _, _)| names.has(*of))
                .map(|(of, word, about)| Laid {
                    name: format!("{}_{word}", column.name),
                    kind: ColumnKind::Category,
                    unit: "text",
                    about: format!("{about} `{}`; missing where the run has none.", column.name),
                    nullable: true,
                    from: From::Name(place, *of),
                }),
        );
    }
    columns
}

/// What stands beside a code of this unit, unless the table has it already.
fn beside(table: &Table, unit: &str) -> &'static [(NameOf, &'static str, &'static str)] {
    let has = |name: &str| table.columns.iter().any(|column| column.name == name);
    match unit {
        "authority code" if !has("name") => {
            &[(NameOf::Authority, "name", "The name of the authority in")]
        }
        "indicator key" if !has("title") => &[
            (NameOf::Indicator, "title", "What the indicator measures in"),
            (NameOf::Unit, "unit", "The unit of the indicator in"),
        ],
        "provision key" => &[(
            NameOf::Provision,
            "name",
            "What settings are called of the type in",
        )],
        "outcome key" => &[(NameOf::Outcome, "title", "What the outcome is called in")],
        _ => &[],
    }
}

impl Laid {
    /// What stands in this column of a row.
    pub(super) fn cell<'a>(&self, row: &Row<'a>, names: &'a Names) -> Cell<'a> {
        match self.from {
            From::Own(place) => row.cell(place),
            From::Name(place, of) => row
                .text(place)
                .and_then(|code| names.get(of, code))
                .map_or(Cell::Missing, Cell::Text),
        }
    }

    /// The name in words, as a heading: `National rank`.
    pub(super) fn heading(&self) -> String {
        let words = self.name.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect()
        })
    }
}
