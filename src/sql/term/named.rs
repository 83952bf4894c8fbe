//! Functions by their names: those there are, and what to write for those of other dialects.

use super::tree::Term;
use crate::domain::nearest;
use crate::sql::functions::{all, function};

/// Functions of other dialects, and what to write here.
const INSTEAD: [(&str, &str); 16] = [
    ("DIV", "write x // y, or TRUNC(x / y)"),
    ("DIVIDE", "write x // y"),
    ("INITCAP", "write the few names in a CASE, or in `values`"),
    ("ISNAN", "nothing is NaN here; write x IS NULL"),
    ("IIF", "write CASE WHEN … THEN … ELSE … END"),
    ("DECODE", "write CASE x WHEN … THEN … END"),
    ("NVL", "write COALESCE(x, y)"),
    ("TO_DATE", "write STRPTIME(x, '%d/%m/%Y')"),
    (
        "TO_CHAR",
        "write STRFTIME(d, '%d/%m/%Y'), or CAST(x AS VARCHAR)",
    ),
    ("TO_NUMBER", "write CAST(x AS DOUBLE)"),
    ("TIMESTAMP", "write CAST(x AS DATE)"),
    (
        "CURRENT_DATE",
        "a mapping gives the same whenever it runs; write the day",
    ),
    (
        "NOW",
        "a mapping gives the same whenever it runs; write the day",
    ),
    (
        "TODAY",
        "a mapping gives the same whenever it runs; write the day",
    ),
    ("RANDOM", "a mapping gives the same whenever it runs"),
    ("REGEXP_REPLACE", "write REPLACE, SPLIT_PART or SUBSTR"),
];

/// The function `name` of these values.
pub(super) fn called(name: &str, args: Vec<Term>) -> Result<Term, String> {
    if let Some(function) = function(name) {
        return Ok(Term::Call(function, args));
    }
    if let Some((_, instead)) = INSTEAD.iter().find(|(known, _)| *known == name) {
        return Err(format!("there is no function {name} here; {instead}"));
    }
    let names: Vec<&str> = all()
        .flat_map(|function| function.names.iter().copied())
        .filter(|name| name.starts_with(|sign: char| sign.is_ascii_alphabetic()))
        .collect();
    Err(match nearest(name, &names) {
        Some(near) => format!("there is no function {name}; did you mean {near}?"),
        None => format!("there is no function {name}; docs/sql.md lists those there are"),
    })
}
