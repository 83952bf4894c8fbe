//! Arithmetic. Whole numbers never wrap, numbers are never infinite, and nothing divided by zero
//! has a value.

use super::rounding::{digits, tens, to_decimals};
use super::signature::{DAY, Function, INTEGER, NUMBER, Signature, finite};
use crate::sql::value::{Value, ValueKind};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        names: &["+"],
        form: "x + y",
        meaning: "The sum; of a day and a whole number, the day so many days later.",
        examples: &[
            ("1 + 2", "3"),
            ("1 + 0.5", "1.5"),
            ("DATE '2009-12-09' + 30", "2010-01-08"),
            (
                "9223372036854775807 + 1",
                "refused: 9223372036854775807 + 1 is beyond whole numbers of 64 bits",
            ),
        ],
        signatures: &[
            Signature::new(&[INTEGER, INTEGER], ValueKind::Integer, |of| {
                let (a, b) = (of.integer(0)?, of.integer(1)?);
                within(a.checked_add(b), || format!("{a} + {b}"))
            }),
            Signature::new(&[NUMBER, NUMBER], ValueKind::Number, |of| {
                let (a, b) = (of.number(0)?, of.number(1)?);
                finite(a + b, || format!("{a} + {b}"))
            }),
            Signature::new(&[DAY, INTEGER], ValueKind::Day, |of| {
                later(of.day(0)?, Some(of.integer(1)?))
            }),
            Signature::new(&[INTEGER, DAY], ValueKind::Day, |of| {
                later(of.day(1)?, Some(of.integer(0)?))
            }),
        ],
    },
    Function {
        names: &["-"],
        form: "x - y",
        meaning: "The difference; of a day and a whole number, the day so many days earlier; of two days, the days between them.",
        examples: &[
            ("1 - 2", "-1"),
            ("DATE '2009-12-09' - DATE '2009-12-01'", "8"),
            ("DATE '2009-12-09' - 9", "2009-11-30"),
        ],
        signatures: &[
            Signature::new(&[INTEGER, INTEGER], ValueKind::Integer, |of| {
                let (a, b) = (of.integer(0)?, of.integer(1)?);
                within(a.checked_sub(b), || format!("{a} - {b}"))
            }),
            Signature::new(&[NUMBER, NUMBER], ValueKind::Number, |of| {
                let (a, b) = (of.number(0)?, of.number(1)?);
                finite(a - b, || format!("{a} - {b}"))
            }),
            Signature::new(&[DAY, INTEGER], ValueKind::Day, |of| {
                later(of.day(0)?, of.integer(1)?.checked_neg())
            }),
            Signature::new(&[DAY, DAY], ValueKind::Integer, |of| {
                Ok(Value::Integer(
                    i64::from(of.day(0)?) - i64::from(of.day(1)?),
                ))
            }),
        ],
    },
    Function {
        names: &["*"],
        form: "x * y",
        meaning: "The product.",
        examples: &[
            ("CAST('30301' AS INT) * 100000", "3030100000"),
            ("2 * 1.5", "3.0"),
            (
                "1e308 * 10",
                "refused: 1e308 * 10 is beyond what a number holds",
            ),
        ],
        signatures: &[
            Signature::new(&[INTEGER, INTEGER], ValueKind::Integer, |of| {
                let (a, b) = (of.integer(0)?, of.integer(1)?);
                within(a.checked_mul(b), || format!("{a} * {b}"))
            }),
            Signature::new(&[NUMBER, NUMBER], ValueKind::Number, |of| {
                let (a, b) = (of.number(0)?, of.number(1)?);
                finite(a * b, || format!("{a:e} * {b}"))
            }),
        ],
    },
    Function {
        names: &["/"],
        form: "x / y",
        meaning: "The quotient, always a number with decimals (in PostgreSQL that of whole numbers is cut off); null where the second is 0.",
        examples: &[
            ("5 / 2", "2.5"),
            ("7 / 0", "refused: 7 / 0 divides by zero"),
            ("1 / NULLIF(0, 0)", "NULL"),
        ],
        signatures: &[Signature::new(&[NUMBER, NUMBER], ValueKind::Number, |of| {
            let (a, b) = (of.number(0)?, of.number(1)?);
            if b == 0.0 {
                return Ok(Value::Null);
            }
            finite(a / b, || format!("{a} / {b}"))
        })],
    },
    Function {
        names: &["//"],
        form: "x // y",
        meaning: "How often the second goes into the first, whole numbers only, cut off towards 0; null where the second is 0. Of numbers with decimals write TRUNC(x / y).",
        examples: &[("7 // 2", "3"), ("-7 // 2", "-3")],
        signatures: &[Signature::new(
            &[INTEGER, INTEGER],
            ValueKind::Integer,
            |of| {
                let (a, b) = (of.integer(0)?, of.integer(1)?);
                if b == 0 {
                    return Ok(Value::Null);
                }
                within(a.checked_div(b), || format!("{a} // {b}"))
            },
        )],
    },
    Function {
        names: &["%", "MOD"],
        form: "x % y, MOD(x, y)",
        meaning: "What is left of the first after the second was taken out as often as it goes; it has the sign of the first. Null where the second is 0.",
        examples: &[("7 % 3", "1"), ("-7 % 3", "-1"), ("MOD(-7.5, 2)", "-1.5")],
        signatures: &[
            Signature::new(&[INTEGER, INTEGER], ValueKind::Integer, |of| {
                let (a, b) = (of.integer(0)?, of.integer(1)?);
                Ok(match b {
                    0 => Value::Null,
                    b => Value::Integer(a.checked_rem(b).unwrap_or(0)),
                })
            }),
            Signature::new(&[NUMBER, NUMBER], ValueKind::Number, |of| {
                let (a, b) = (of.number(0)?, of.number(1)?);
                if b == 0.0 {
                    return Ok(Value::Null);
                }
                finite(a % b, || format!("{a} % {b}"))
            }),
        ],
    },
    Function {
        names: &["NEGATIVE"],
        form: "-x",
        meaning: "The number with the other sign.",
        examples: &[("-(2)", "-2"), ("-(0.5)", "-0.5")],
        signatures: &[
            Signature::new(&[INTEGER], ValueKind::Integer, |of| {
                let number = of.integer(0)?;
                within(number.checked_neg(), || format!("-({number})"))
            }),
            Signature::new(&[NUMBER], ValueKind::Number, |of| {
                Ok(Value::Number(-of.number(0)?))
            }),
        ],
    },
    Function {
        names: &["ABS"],
        form: "ABS(x)",
        meaning: "The number without its sign.",
        examples: &[("ABS(-2)", "2"), ("ABS(-0.5)", "0.5")],
        signatures: &[
            Signature::new(&[INTEGER], ValueKind::Integer, |of| {
                let number = of.integer(0)?;
                within(number.checked_abs(), || format!("ABS({number})"))
            }),
            Signature::new(&[NUMBER], ValueKind::Number, |of| {
                Ok(Value::Number(of.number(0)?.abs()))
            }),
        ],
    },
    Function {
        names: &["SIGN"],
        form: "SIGN(x)",
        meaning: "-1, 0 or 1, as the number is below, at or above 0.",
        examples: &[("SIGN(-3.2)", "-1"), ("SIGN(0)", "0")],
        signatures: &[
            Signature::new(&[INTEGER], ValueKind::Integer, |of| {
                Ok(Value::Integer(of.integer(0)?.signum()))
            }),
            Signature::new(&[NUMBER], ValueKind::Integer, |of| {
                let number = of.number(0)?;
                Ok(Value::Integer(
                    i64::from(number > 0.0) - i64::from(number < 0.0),
                ))
            }),
        ],
    },
    Function {
        names: &["ROUND"],
        form: "ROUND(x), ROUND(x, n)",
        meaning: "The nearest number with n decimals (0 without n; below 0: tens, hundreds), halves away from 0. A half that no binary number is, such as 2.675, lies a little to one side and goes there.",
        examples: &[
            ("ROUND(2.5)", "3.0"),
            ("ROUND(-2.5)", "-3.0"),
            ("ROUND(0.125, 2)", "0.13"),
            ("ROUND(2.675, 2)", "2.67"),
            ("ROUND(1250, -2)", "1300"),
        ],
        signatures: &[
            Signature::new(&[INTEGER], ValueKind::Integer, |of| {
                Ok(Value::Integer(of.integer(0)?))
            }),
            Signature::new(&[NUMBER], ValueKind::Number, |of| {
                Ok(Value::Number(of.number(0)?.round()))
            }),
            Signature::new(&[INTEGER, INTEGER], ValueKind::Integer, |of| {
                let (number, unit) = (of.integer(0)?, tens(of.integer(1)?));
                let Some(unit) = unit else {
                    return Ok(Value::Integer(0));
                };
                let rest = number % unit;
                let down = number - rest;
                let up = rest.abs() >= unit - rest.abs();
                let rounded = match up && unit > 1 {
                    true => down.checked_add(rest.signum() * unit),
                    false => Some(down),
                };
                within(rounded, || format!("ROUND({number}, -{})", digits(unit)))
            }),
            Signature::new(&[NUMBER, INTEGER], ValueKind::Number, |of| {
                Ok(Value::Number(to_decimals(
                    of.number(0)?,
                    of.integer(1)?,
                    f64::round,
                )))
            }),
        ],
    },
    Function {
        names: &["TRUNC", "TRUNCATE"],
        form: "TRUNC(x), TRUNC(x, n)",
        meaning: "The number cut off after n decimals (0 without n; below 0: tens, hundreds), towards 0.",
        examples: &[
            ("TRUNC(-2.7)", "-2.0"),
            ("TRUNC(2.789, 2)", "2.78"),
            ("TRUNC(1299, -2)", "1200"),
        ],
        signatures: &[
            Signature::new(&[INTEGER], ValueKind::Integer, |of| {
                Ok(Value::Integer(of.integer(0)?))
            }),
            Signature::new(&[NUMBER], ValueKind::Number, |of| {
                Ok(Value::Number(of.number(0)?.trunc()))
            }),
            Signature::new(&[INTEGER, INTEGER], ValueKind::Integer, |of| {
                let number = of.integer(0)?;
                Ok(Value::Integer(
                    tens(of.integer(1)?).map_or(0, |unit| number - number % unit),
                ))
            }),
            Signature::new(&[NUMBER, INTEGER], ValueKind::Number, |of| {
                Ok(Value::Number(to_decimals(
                    of.number(0)?,
                    of.integer(1)?,
                    f64::trunc,
                )))
            }),
        ],
    },
    Function {
        names: &["FLOOR"],
        form: "FLOOR(x)",
        meaning: "The next whole number at or below.",
        examples: &[("FLOOR(-2.5)", "-3.0")],
        signatures: &[Signature::new(&[NUMBER], ValueKind::Number, |of| {
            Ok(Value::Number(of.number(0)?.floor()))
        })],
    },
    Function {
        names: &["CEIL", "CEILING"],
        form: "CEIL(x)",
        meaning: "The next whole number at or above.",
        examples: &[("CEIL(2.1)", "3.0")],
        signatures: &[Signature::new(&[NUMBER], ValueKind::Number, |of| {
            Ok(Value::Number(of.number(0)?.ceil()))
        })],
    },
    Function {
        names: &["POWER", "POW"],
        form: "POWER(x, y)",
        meaning: "The first to the power of the second, always a number with decimals.",
        examples: &[
            ("POWER(2, 64)", "1.8446744073709552e+19"),
            (
                "POWER(0, -1)",
                "refused: POWER(0, -1) is beyond what a number holds",
            ),
            ("POWER(-8, 0.5)", "refused: POWER(-8, 0.5) has no value"),
        ],
        signatures: &[Signature::new(&[NUMBER, NUMBER], ValueKind::Number, |of| {
            let (a, b) = (of.number(0)?, of.number(1)?);
            finite(a.powf(b), || format!("POWER({a}, {b})"))
        })],
    },
    Function {
        names: &["SQRT"],
        form: "SQRT(x)",
        meaning: "The square root.",
        examples: &[
            ("SQRT(9)", "3.0"),
            ("SQRT(-1)", "refused: SQRT(-1) has no value"),
        ],
        signatures: &[Signature::new(&[NUMBER], ValueKind::Number, |of| {
            let number = of.number(0)?;
            finite(number.sqrt(), || format!("SQRT({number})"))
        })],
    },
    Function {
        names: &["EXP"],
        form: "EXP(x)",
        meaning: "e to the power of x.",
        examples: &[("EXP(0)", "1.0")],
        signatures: &[Signature::new(&[NUMBER], ValueKind::Number, |of| {
            let number = of.number(0)?;
            finite(number.exp(), || format!("EXP({number})"))
        })],
    },
    Function {
        names: &["LN"],
        form: "LN(x)",
        meaning: "The natural logarithm.",
        examples: &[
            ("LN(1)", "0.0"),
            ("LN(0)", "refused: LN(0) is beyond what a number holds"),
        ],
        signatures: &[Signature::new(&[NUMBER], ValueKind::Number, |of| {
            let number = of.number(0)?;
            finite(number.ln(), || format!("LN({number})"))
        })],
    },
    Function {
        names: &["LOG10", "LOG"],
        form: "LOG10(x), LOG(x)",
        meaning: "The logarithm to the base of 10.",
        examples: &[("LOG10(1000)", "3.0")],
        signatures: &[Signature::new(&[NUMBER], ValueKind::Number, |of| {
            let number = of.number(0)?;
            finite(number.log10(), || format!("LOG10({number})"))
        })],
    },
    Function {
        names: &["LOG2"],
        form: "LOG2(x)",
        meaning: "The logarithm to the base of 2.",
        examples: &[("LOG2(8)", "3.0")],
        signatures: &[Signature::new(&[NUMBER], ValueKind::Number, |of| {
            let number = of.number(0)?;
            finite(number.log2(), || format!("LOG2({number})"))
        })],
    },
];

/// A whole number that fits 64 bits, or why it does not.
fn within<'a>(number: Option<i64>, what: impl FnOnce() -> String) -> Result<Value<'a>, String> {
    number
        .map(Value::Integer)
        .ok_or_else(|| format!("{} is beyond whole numbers of 64 bits", what()))
}

/// The day so many days later.
fn later<'a>(day: i32, by: Option<i64>) -> Result<Value<'a>, String> {
    by.and_then(|by| i64::from(day).checked_add(by))
        .and_then(|days| i32::try_from(days).ok())
        .filter(|days| chrono::NaiveDate::from_epoch_days(*days).is_some())
        .map(Value::Day)
        .ok_or_else(|| format!("{} moved so far is no day of the calendar", Value::Day(day)))
}
