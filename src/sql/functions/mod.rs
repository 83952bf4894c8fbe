//! The functions and operators of the mapping language: what each takes, what it means, examples.
//!
//! This table is all there is: the parser looks names up here, `docs/sql.md` is made of it, and
//! every example is a test.

mod characters;
mod choice;
mod comparison;
pub(super) mod day;
mod number;
mod rounding;
mod signature;
mod text;

pub(crate) use self::characters::short_enough;
pub(crate) use self::comparison::ordering as compare;
pub(crate) use self::signature::{Arguments, Body, Function, Signature, Takes};

/// The sections of the reference, each with its functions.
pub(super) const SECTIONS: [(&str, &[Function]); 5] = [
    ("Text", text::FUNCTIONS),
    ("Numbers", number::FUNCTIONS),
    ("Days", day::FUNCTIONS),
    ("Comparisons", comparison::FUNCTIONS),
    ("Choices", choice::FUNCTIONS),
];

/// The function called `name`, in any capitals.
pub(super) fn function(name: &str) -> Option<&'static Function> {
    let name = name.to_ascii_uppercase();
    all().find(|function| function.names.contains(&name.as_str()))
}

/// Every function and operator.
pub(super) fn all() -> impl Iterator<Item = &'static Function> {
    SECTIONS.iter().flat_map(|(_, functions)| functions.iter())
}
