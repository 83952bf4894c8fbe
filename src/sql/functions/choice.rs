//! Choices among values.

use std::cmp::Ordering;

use super::comparison::ordering;
use super::signature::{Arguments, DAY, FLAG, Function, INTEGER, NUMBER, Signature, TEXT};
use crate::sql::value::{Value, ValueKind};

macro_rules! among {
    ($better:expr) => {
        &[
            Signature::new(&[TEXT], ValueKind::Text, |of| first(of, $better))
                .and(TEXT)
                .of_nulls(),
            Signature::new(&[INTEGER], ValueKind::Integer, |of| first(of, $better))
                .and(INTEGER)
                .of_nulls(),
            Signature::new(&[NUMBER], ValueKind::Number, |of| first(of, $better))
                .and(NUMBER)
                .of_nulls(),
            Signature::new(&[DAY], ValueKind::Day, |of| first(of, $better))
                .and(DAY)
                .of_nulls(),
        ]
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        names: &["NULLIF"],
        form: "NULLIF(x, y)",
        meaning: "The first, or null where the two are equal.",
        examples: &[
            ("NULLIF('NA', 'NA')", "NULL"),
            ("NULLIF('301', 'NA')", "'301'"),
        ],
        signatures: &[
            Signature::new(&[TEXT, TEXT], ValueKind::Text, unless_equal).of_nulls(),
            Signature::new(&[INTEGER, INTEGER], ValueKind::Integer, unless_equal).of_nulls(),
            Signature::new(&[NUMBER, NUMBER], ValueKind::Number, unless_equal).of_nulls(),
            Signature::new(&[FLAG, FLAG], ValueKind::Flag, unless_equal).of_nulls(),
            Signature::new(&[DAY, DAY], ValueKind::Day, unless_equal).of_nulls(),
        ],
    },
    Function {
        names: &["GREATEST"],
        form: "GREATEST(x, …)",
        meaning: "The greatest; nulls are passed over.",
        examples: &[("GREATEST(1, NULL, 3)", "3"), ("GREATEST(1, 2.5)", "2.5")],
        signatures: among!(Ordering::Greater),
    },
    Function {
        names: &["LEAST"],
        form: "LEAST(x, …)",
        meaning: "The least; nulls are passed over.",
        examples: &[("LEAST('b', 'a')", "'a'"), ("LEAST(NULL, NULL)", "NULL")],
        signatures: among!(Ordering::Less),
    },
];

fn unless_equal<'a>(of: Arguments<'_, 'a>) -> Result<Value<'a>, String> {
    let (value, other) = (of.get(0)?, of.get(1)?);
    let equal = !value.is_null() && !other.is_null() && ordering(value, other)? == Ordering::Equal;
    Ok(if equal { Value::Null } else { value.clone() })
}

/// The first of those that stand so to all others.
fn first<'a>(of: Arguments<'_, 'a>, better: Ordering) -> Result<Value<'a>, String> {
    let mut best: Option<&Value<'a>> = None;
    for value in of.0.iter().filter(|value| !value.is_null()) {
        let replaces = match best {
            None => true,
            Some(best) => ordering(value, best)? == better,
        };
        if replaces {
            best = Some(value);
        }
    }
    Ok(best.cloned().unwrap_or(Value::Null))
}
