//! What stands in the way of a table that resembles no contract, where its councils can be seen.

use super::column::ColumnSummary;
use super::kind::Kind;

/// The fewest columns under one name that are taken for the same thing several times over.
const REPEATED: usize = 3;

/// Why a table of councils resembles no contract; none where it is not seen to be one.
pub(super) fn why(columns: &[ColumnSummary]) -> Option<String> {
    let councils = columns.iter().find(|column| column.kind == Kind::Council)?;
    let place = match councils.name.as_str() {
        "" => "the column without a name, which SQL calls `\"\"`".to_owned(),
        name => format!("{name:?}"),
    };
    let repeated = repeated(columns);
    Some(match repeated.as_slice() {
        [] => format!(
            "it has council names in {place}, and nothing that a contract asks for beside them"
        ),
        names => format!(
            "it has council names in {place}, and {} several times over, told apart by what stands above the header; `unpivot` with a group of columns for each and `position` makes rows of them",
            names.join(", ")
        ),
    })
}

/// The names that stand over several columns, which were numbered from the second on.
fn repeated(columns: &[ColumnSummary]) -> Vec<String> {
    let is_there = |name: &str| columns.iter().any(|column| column.name == name);
    let is_repeated = |name: &str| (2..=REPEATED).all(|at| is_there(&format!("{name} ({at})")));
    let names = columns.iter().map(|column| column.name.as_str());
    names
        .filter(|name| !name.is_empty() && is_repeated(name))
        .map(|name| format!("{name:?}"))
        .collect()
}
