//! Comparisons. Text is compared by its characters' numbers in Unicode: capitals before small letters.

use std::cmp::Ordering;

use super::signature::{Arguments, DAY, FLAG, Function, INTEGER, NUMBER, Signature, TEXT, Takes};
use crate::sql::like::is_like;
use crate::sql::value::{Value, ValueKind};

macro_rules! of_every_kind {
    ($body:expr) => {
        &[
            Signature::new(&[TEXT, TEXT], ValueKind::Flag, $body),
            Signature::new(&[INTEGER, INTEGER], ValueKind::Flag, $body),
            Signature::new(&[NUMBER, NUMBER], ValueKind::Flag, $body),
            Signature::new(&[FLAG, FLAG], ValueKind::Flag, $body),
            Signature::new(&[DAY, DAY], ValueKind::Flag, $body),
        ]
    };
}

macro_rules! also_of_nulls {
    ($body:expr) => {
        &[
            Signature::new(&[TEXT, TEXT], ValueKind::Flag, $body).of_nulls(),
            Signature::new(&[INTEGER, INTEGER], ValueKind::Flag, $body).of_nulls(),
            Signature::new(&[NUMBER, NUMBER], ValueKind::Flag, $body).of_nulls(),
            Signature::new(&[FLAG, FLAG], ValueKind::Flag, $body).of_nulls(),
            Signature::new(&[DAY, DAY], ValueKind::Flag, $body).of_nulls(),
        ]
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        names: &["="],
        form: "x = y",
        meaning: "Whether they are equal; null where one is null. A text in quotes beside a day is read as a day.",
        examples: &[
            ("'a' = 'A'", "false"),
            ("2 = 2.0", "true"),
            ("NULL = NULL", "NULL"),
        ],
        signatures: of_every_kind!(|of| Ok(Value::Flag(order(of)? == Ordering::Equal))),
    },
    Function {
        names: &["<>", "!="],
        form: "x <> y",
        meaning: "Whether they differ; null where one is null, so that a `where` leaves the row out.",
        examples: &[("1 <> 2", "true"), ("NULL <> 'withdrawn'", "NULL")],
        signatures: of_every_kind!(|of| Ok(Value::Flag(order(of)? != Ordering::Equal))),
    },
    Function {
        names: &["<"],
        form: "x < y",
        meaning: "Whether the first is less.",
        examples: &[
            ("'B' < 'a'", "true"),
            ("DATE '2009-12-09' < '2010-01-01'", "true"),
        ],
        signatures: of_every_kind!(|of| Ok(Value::Flag(order(of)? == Ordering::Less))),
    },
    Function {
        names: &["<="],
        form: "x <= y",
        meaning: "Whether the first is less or equal.",
        examples: &[("2 <= 2", "true")],
        signatures: of_every_kind!(|of| Ok(Value::Flag(order(of)? != Ordering::Greater))),
    },
    Function {
        names: &[">"],
        form: "x > y",
        meaning: "Whether the first is greater.",
        examples: &[("0 / 0 > 0.1", "refused: 0 / 0 divides by zero")],
        signatures: of_every_kind!(|of| Ok(Value::Flag(order(of)? == Ordering::Greater))),
    },
    Function {
        names: &[">="],
        form: "x >= y",
        meaning: "Whether the first is greater or equal.",
        examples: &[("3 >= 4", "false")],
        signatures: of_every_kind!(|of| Ok(Value::Flag(order(of)? != Ordering::Less))),
    },
    Function {
        names: &["IS DISTINCT FROM"],
        form: "x IS DISTINCT FROM y",
        meaning: "Whether they differ, where null is a value like any other: never null.",
        examples: &[
            ("NULL IS DISTINCT FROM 'withdrawn'", "true"),
            ("NULL IS DISTINCT FROM NULL", "false"),
        ],
        signatures: also_of_nulls!(|of| Ok(Value::Flag(!same(of)?))),
    },
    Function {
        names: &["IS NOT DISTINCT FROM", "<=>"],
        form: "x IS NOT DISTINCT FROM y",
        meaning: "Whether they are the same, where null is a value like any other: never null.",
        examples: &[("NULL IS NOT DISTINCT FROM NULL", "true")],
        signatures: also_of_nulls!(|of| Ok(Value::Flag(same(of)?))),
    },
    Function {
        names: &["IS NULL"],
        form: "x IS NULL",
        meaning: "Whether there is nothing. `IS NOT NULL` is its opposite.",
        examples: &[
            ("NULL IS NULL", "true"),
            ("'' IS NULL", "false"),
            ("1 IS NOT NULL", "true"),
        ],
        signatures: &[Signature::new(&[Takes::Any], ValueKind::Flag, |of| {
            Ok(Value::Flag(of.get(0)?.is_null()))
        })
        .of_nulls()],
    },
    Function {
        names: &["IS TRUE"],
        form: "x IS TRUE",
        meaning: "Whether a condition is true; false where it is null. `IS NOT TRUE` is its opposite.",
        examples: &[
            ("(NULL = 1) IS TRUE", "false"),
            ("(NULL = 1) IS NOT TRUE", "true"),
        ],
        signatures: &[Signature::new(&[FLAG], ValueKind::Flag, |of| {
            Ok(Value::Flag(*of.get(0)? == Value::Flag(true)))
        })
        .of_nulls()],
    },
    Function {
        names: &["IS FALSE"],
        form: "x IS FALSE",
        meaning: "Whether a condition is false; false where it is null. `IS NOT FALSE` is its opposite.",
        examples: &[
            ("(NULL = 1) IS FALSE", "false"),
            ("(1 = 2) IS FALSE", "true"),
        ],
        signatures: &[Signature::new(&[FLAG], ValueKind::Flag, |of| {
            Ok(Value::Flag(*of.get(0)? == Value::Flag(false)))
        })
        .of_nulls()],
    },
    Function {
        names: &["LIKE"],
        form: "x LIKE pattern [ESCAPE 'c']",
        meaning: "Whether a text is as the pattern says from end to end: `%` is any text, `_` any one character. There is no escape character unless ESCAPE names one; a pattern with a backslash and without ESCAPE is refused.",
        examples: &[
            ("'Living with family' LIKE 'Living with%'", "true"),
            ("'abc' LIKE 'A%'", "false"),
            ("'10%' LIKE '%$%' ESCAPE '$'", "true"),
            ("'abc' NOT LIKE '_b_'", "false"),
        ],
        signatures: &[
            Signature::new(&[TEXT, TEXT], ValueKind::Flag, |of| {
                is_like(of.text(0)?, of.text(1)?, None).map(Value::Flag)
            }),
            Signature::new(&[TEXT, TEXT, TEXT], ValueKind::Flag, |of| {
                is_like(of.text(0)?, of.text(1)?, of.text(2)?.chars().next()).map(Value::Flag)
            }),
        ],
    },
    Function {
        names: &["ILIKE"],
        form: "x ILIKE pattern [ESCAPE 'c']",
        meaning: "LIKE without regard to capitals.",
        examples: &[("'abc' ILIKE 'A%'", "true")],
        signatures: &[
            Signature::new(&[TEXT, TEXT], ValueKind::Flag, |of| {
                is_like(
                    &of.text(0)?.to_lowercase(),
                    &of.text(1)?.to_lowercase(),
                    None,
                )
                .map(Value::Flag)
            }),
            Signature::new(&[TEXT, TEXT, TEXT], ValueKind::Flag, |of| {
                let escape = of.text(2)?.to_lowercase();
                is_like(
                    &of.text(0)?.to_lowercase(),
                    &of.text(1)?.to_lowercase(),
                    escape.chars().next(),
                )
                .map(Value::Flag)
            }),
        ],
    },
    Function {
        names: &["NOT"],
        form: "NOT x",
        meaning: "The opposite of a condition; null where it is null.",
        examples: &[("NOT (1 = 2)", "true"), ("NOT (NULL = 1)", "NULL")],
        signatures: &[Signature::new(&[FLAG], ValueKind::Flag, |of| {
            Ok(Value::Flag(!of.flag(0)?))
        })],
    },
];

/// How two values of one kind stand to each other.
pub(crate) fn ordering(a: &Value<'_>, b: &Value<'_>) -> Result<Ordering, String> {
    let ordering = match (a, b) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Flag(a), Value::Flag(b)) => Some(a.cmp(b)),
        (Value::Day(a), Value::Day(b)) => Some(a.cmp(b)),
        _ => None,
    };
    ordering.ok_or_else(|| format!("{a} and {b} cannot be compared"))
}

fn order(of: Arguments<'_, '_>) -> Result<Ordering, String> {
    ordering(of.get(0)?, of.get(1)?)
}

fn same(of: Arguments<'_, '_>) -> Result<bool, String> {
    let (a, b) = (of.get(0)?, of.get(1)?);
    if a.is_null() || b.is_null() {
        return Ok(a.is_null() && b.is_null());
    }
    Ok(ordering(a, b)? == Ordering::Equal)
}
