//! SQL of all the functions that the mapping language has, made from bytes: each byte chooses.
//!
//! An expression is made twice, as the project writes it and as DuckDB has to write it for the
//! same meaning: DuckDB 2.0 gives an infinity for `x / 0`, and a timestamp for a day moved by an
//! interval.

use std::borrow::Cow;

use plumbline::sql::{BoundSql, Kind, SqlExpression, Value};

/// The columns that expressions are over. `code` has whole numbers and words, `figure` decimals.
pub const COLUMNS: [(&str, Kind); 7] = [
    ("text", Kind::Text),
    ("code", Kind::Text),
    ("figure", Kind::Text),
    ("whole", Kind::Integer),
    ("number", Kind::Number),
    ("flag", Kind::Flag),
    ("day", Kind::Day),
];

/// How many rows expressions are asked of.
pub const ROWS: usize = 24;

/// An expression in both dialects.
#[derive(Debug, Clone)]
pub struct Made {
    /// As the project writes it.
    pub ours: String,
    /// As DuckDB has to write it.
    pub theirs: String,
}

impl Made {
    fn of(text: impl Into<String>) -> Self {
        let ours = text.into();
        Self {
            theirs: ours.clone(),
            ours,
        }
    }
}

const TEXTS: [&str; 20] = [
    "",
    " ",
    "a",
    "Leeds",
    "Ynys Môn",
    "  x ",
    "O'Brien",
    "low",
    "%",
    "a_b",
    "aXbXa",
    "2009-12-09",
    "2009-02-29",
    "9/2/2009",
    "true",
    "NO",
    "abc,def,,g",
    "Bath and North East Somerset",
    "éa",
    "z",
];
const CODES: [&str; 14] = [
    "301",
    " 302 ",
    "-5",
    "+7",
    "0",
    "1e3",
    "303.0",
    "9223372036854775807",
    "9999999999999999999",
    "many",
    "",
    "2147483648",
    "128",
    "1,234",
];
const FIGURES: [&str; 14] = [
    "12.5", "0.1", "-0.5", ".5", "5.", "1e308", "1e-3", "-1.5E2", " 3.25 ", "c", "", "1e400",
    "nan", "0",
];
const WHOLES: [i64; 12] = [
    0,
    1,
    -1,
    2,
    7,
    -7,
    100,
    1250,
    -1250,
    400_000,
    i64::MAX,
    i64::MIN,
];
const NUMBERS: [f64; 21] = [
    0.0,
    1.0,
    -1.0,
    0.5,
    2.5,
    -2.5,
    3.5,
    0.1,
    2.675,
    1e15,
    1e300,
    -7.5,
    1e-7,
    123_456.789,
    -2.675,
    0.285,
    1.005,
    1234.565,
    -0.145,
    25.0,
    0.05,
];
const DAYS: [i32; 7] = [0, 14_587, -1, 11_016, 14_275, 20_000, 13_573];

/// The value of a column in a row; every column has each of its values, and nothing, in some row.
pub fn value(row: usize, column: usize) -> Value<'static> {
    // Steps without a common factor, so that the columns do not go in step.
    let at = row * [5, 7, 11, 13, 17, 19, 23][column] + column;
    let pick = |count: usize| (at % (count + 1) < count).then_some(at % (count + 1));
    let found = match column {
        0 => pick(TEXTS.len()).map(|at| Value::Text(Cow::Borrowed(TEXTS[at]))),
        1 => pick(CODES.len()).map(|at| Value::Text(Cow::Borrowed(CODES[at]))),
        2 => pick(FIGURES.len()).map(|at| Value::Text(Cow::Borrowed(FIGURES[at]))),
        3 => pick(WHOLES.len()).map(|at| Value::Integer(WHOLES[at])),
        4 => pick(NUMBERS.len()).map(|at| Value::Number(NUMBERS[at])),
        5 => pick(2).map(|at| Value::Flag(at == 0)),
        _ => pick(DAYS.len()).map(|at| Value::Day(DAYS[at])),
    };
    found.unwrap_or(Value::Null)
}

/// What an expression gives in each row, or why it is refused.
pub fn answers(sql: &str) -> Result<(BoundSql, Vec<Result<Value<'static>, String>>), String> {
    let columns = COLUMNS.map(|(name, kind)| (name.to_owned(), kind));
    let bound = SqlExpression::parse(sql)?.bind(&columns)?;
    let given = (0..ROWS)
        .map(|row| {
            let value = bound.value(|at| {
                let name = &bound.columns()[at];
                let place = COLUMNS.iter().position(|(known, _)| known == name);
                place.map_or(Value::Null, |place| value(row, place))
            });
            value.map(Value::into_owned)
        })
        .collect();
    Ok((bound, given))
}

/// The expression that `bytes` choose.
pub fn expression(bytes: &[u8]) -> Made {
    let mut choices = Choices { left: bytes };
    let kind = match choices.of(5) {
        0 => Kind::Text,
        1 => Kind::Integer,
        2 => Kind::Number,
        3 => Kind::Flag,
        _ => Kind::Day,
    };
    choices.made(kind, 4)
}

/// Asks the expression that `bytes` choose: it gives what its kind says, is never NaN or infinite,
/// and means the same within others.
pub fn ask(bytes: &[u8]) {
    let made = expression(bytes).ours;
    let Ok((bound, given)) = answers(&made).map_err(said) else {
        return;
    };
    for value in &given {
        match value {
            Ok(Value::Number(number)) => assert!(number.is_finite(), "{made}: {number}"),
            Ok(value) => assert!(
                value.is_null() || value.kind() == bound.kind(),
                "{made}: {value}"
            ),
            Err(message) => said(message.clone()),
        }
    }
    let within = |sql: String, holds: &dyn Fn(&Value<'static>, &Value<'static>) -> bool| {
        let (_, outer) = answers(&sql).unwrap_or_else(|error| panic!("{error}"));
        for (inner, outer) in given.iter().zip(outer) {
            match (inner, outer) {
                (Ok(inner), Ok(outer)) => assert!(holds(inner, &outer), "{sql}: {inner} {outer}"),
                (Err(inner), Err(outer)) => assert_eq!(*inner, outer, "{sql}"),
                (inner, outer) => panic!("{sql}: {inner:?} {outer:?}"),
            }
        }
    };
    within(format!("({made}) IS NULL"), &|inner, outer| {
        *outer == Value::Flag(inner.is_null())
    });
    within(
        format!("CASE WHEN whole = whole OR whole IS NULL THEN {made} END"),
        &|inner, outer| inner == outer,
    );
    within(
        format!("CAST({made} AS VARCHAR)"),
        &|inner, outer| match inner {
            Value::Null => outer.is_null(),
            inner => *outer == Value::Text(inner.shown()),
        },
    );
}

fn said(message: String) {
    assert!(!message.trim().is_empty());
    assert!(!message.contains('\n'), "{message}");
}

/// What is left of the bytes; 0 when none is.
struct Choices<'b> {
    left: &'b [u8],
}

impl Choices<'_> {
    /// A number below `count`.
    fn of(&mut self, count: usize) -> usize {
        match self.left.split_first() {
            None => 0,
            Some((first, rest)) => {
                self.left = rest;
                usize::from(*first) % count
            }
        }
    }

    fn one<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.of(among.len())]
    }

    fn text(&mut self) -> String {
        let text = match self.of(3) {
            0 => self.one(&CODES),
            1 => self.one(&FIGURES),
            _ => self.one(&TEXTS),
        };
        format!("'{}'", text.replace('\'', "''"))
    }

    /// An expression that gives values of `kind`, at most so deep.
    fn made(&mut self, kind: Kind, depth: usize) -> Made {
        if depth == 0 || self.of(8) == 0 {
            return self.leaf(kind);
        }
        let below = depth - 1;
        // What every kind has.
        match self.of(7) {
            0 => {
                let parts = [
                    self.made(Kind::Flag, below),
                    self.made(kind, below),
                    self.made(kind, below),
                ];
                return filled("CASE WHEN {} THEN {} ELSE {} END", &parts);
            }
            1 => {
                let parts = [self.made(kind, below), self.made(kind, below)];
                let form = self.one(&["COALESCE({}, {})", "NULLIF({}, {})"]);
                return filled(form, &parts);
            }
            2 if kind != Kind::Flag => {
                let parts = [self.made(kind, below), self.made(kind, below)];
                let form = self.one(&["GREATEST({}, {})", "LEAST({}, {})"]);
                return filled(form, &parts);
            }
            3 => {
                let of = self.any();
                let operand = self.made(of, below);
                let value = self.leaf(of);
                let parts = [operand, value, self.made(kind, below), self.leaf(kind)];
                return filled("CASE {} WHEN {} THEN {} ELSE {} END", &parts);
            }
            _ => {}
        }
        match kind {
            Kind::Text => self.of_text(below),
            Kind::Integer => self.of_integers(below),
            Kind::Number => self.of_numbers(below),
            Kind::Flag => self.of_flags(below),
            Kind::Day => self.of_days(below),
        }
    }

    fn any(&mut self) -> Kind {
        [Kind::Text, Kind::Integer, Kind::Number, Kind::Day][self.of(4)]
    }

    fn leaf(&mut self, kind: Kind) -> Made {
        if self.of(3) > 0 {
            let name = match kind {
                Kind::Text => self.one(&["text", "code", "figure"]),
                Kind::Integer => "whole",
                Kind::Number => "number",
                Kind::Flag => "flag",
                Kind::Day => "day",
            };
            return Made::of(name);
        }
        match kind {
            Kind::Text => Made::of(self.text()),
            Kind::Integer => Made::of(format!("({})", self.of(9) as i64 - 3)),
            Kind::Number => Made::of(self.one(&["0.5e0", "2e0", "(-1.5e0)", "1e2", "0e0"])),
            Kind::Flag => Made::of(self.one(&["TRUE", "FALSE"])),
            Kind::Day => Made::of(self.one(&["DATE '2009-12-09'", "DATE '2000-02-29'"])),
        }
    }

    fn of_text(&mut self, below: usize) -> Made {
        let forms: [(&str, &[Kind]); 20] = [
            ("({} || {})", &[Kind::Text, Kind::Text]),
            ("CONCAT({}, {})", &[Kind::Text, Kind::Integer]),
            ("CONCAT_WS('-', {}, {})", &[Kind::Text, Kind::Text]),
            ("UPPER({})", &[Kind::Text]),
            ("LOWER({})", &[Kind::Text]),
            ("TRIM({})", &[Kind::Text]),
            ("TRIM({}, 'aX0')", &[Kind::Text]),
            ("LTRIM({}, {})", &[Kind::Text, Kind::Text]),
            ("RTRIM({})", &[Kind::Text]),
            ("SUBSTR({}, {})", &[Kind::Text, Kind::Integer]),
            (
                "SUBSTR({}, {}, {})",
                &[Kind::Text, Kind::Integer, Kind::Integer],
            ),
            ("LEFT({}, {})", &[Kind::Text, Kind::Integer]),
            ("RIGHT({}, {})", &[Kind::Text, Kind::Integer]),
            ("LPAD({}, 6, {})", &[Kind::Text, Kind::Text]),
            ("RPAD({}, 4, 'xy')", &[Kind::Text]),
            ("REPLACE({}, {}, {})", &[Kind::Text, Kind::Text, Kind::Text]),
            ("REVERSE({})", &[Kind::Text]),
            ("SPLIT_PART({}, ',', {})", &[Kind::Text, Kind::Integer]),
            ("STRFTIME({}, '%-d %B %Y, %j')", &[Kind::Day]),
            ("CAST({} AS VARCHAR)", &[]),
        ];
        self.one_of(&forms, below)
    }

    fn of_integers(&mut self, below: usize) -> Made {
        let forms: [(&str, &[Kind]); 20] = [
            ("({} + {})", &[Kind::Integer, Kind::Integer]),
            ("({} - {})", &[Kind::Integer, Kind::Integer]),
            ("({} * {})", &[Kind::Integer, Kind::Integer]),
            ("({} // {0})", &[Kind::Integer, Kind::Integer]),
            ("({} % {0})", &[Kind::Integer, Kind::Integer]),
            ("(-{})", &[Kind::Integer]),
            ("ABS({})", &[Kind::Integer]),
            ("SIGN({})", &[Kind::Number]),
            ("ROUND({}, -2)", &[Kind::Integer]),
            ("TRUNC({}, -1)", &[Kind::Integer]),
            ("LENGTH({})", &[Kind::Text]),
            ("STRPOS({}, {})", &[Kind::Text, Kind::Text]),
            ("EXTRACT(YEAR FROM {})", &[Kind::Day]),
            ("DATE_PART('week', {})", &[Kind::Day]),
            ("EXTRACT(DOW FROM {})", &[Kind::Day]),
            ("QUARTER({})", &[Kind::Day]),
            ("({} - {})", &[Kind::Day, Kind::Day]),
            ("CAST({} AS BIGINT)", &[Kind::Number]),
            ("CAST({} AS BIGINT)", &[Kind::Text]),
            ("CAST({} AS SMALLINT)", &[Kind::Integer]),
        ];
        match self.of(8) {
            0 => Made::of("TRY_CAST(code AS BIGINT)"),
            1 => filled("CAST({} AS BIGINT)", &[self.made(Kind::Flag, below)]),
            _ => self.one_of(&forms, below),
        }
    }

    fn of_numbers(&mut self, below: usize) -> Made {
        let forms: [(&str, &[Kind]); 20] = [
            ("({} / {0})", &[Kind::Integer, Kind::Integer]),
            ("({} / {0})", &[Kind::Number, Kind::Number]),
            ("({} + {})", &[Kind::Number, Kind::Integer]),
            ("({} - {})", &[Kind::Number, Kind::Number]),
            ("({} * {})", &[Kind::Number, Kind::Number]),
            ("({} % {0})", &[Kind::Number, Kind::Number]),
            ("(-{})", &[Kind::Number]),
            ("ABS({})", &[Kind::Number]),
            ("ROUND({})", &[Kind::Number]),
            ("ROUND({}, 2)", &[Kind::Number]),
            ("ROUND({}, -1)", &[Kind::Number]),
            ("TRUNC({}, 1)", &[Kind::Number]),
            ("FLOOR({})", &[Kind::Number]),
            ("CEIL({})", &[Kind::Number]),
            ("POWER({}, 2)", &[Kind::Number]),
            ("SQRT({})", &[Kind::Number]),
            ("LN({})", &[Kind::Number]),
            ("CAST({} AS DOUBLE)", &[Kind::Integer]),
            ("CAST({} AS DOUBLE)", &[Kind::Text]),
            ("EXP({})", &[Kind::Number]),
        ];
        if self.of(10) == 0 {
            let text = self.made(Kind::Text, below);
            // What is no finite number is none here.
            let theirs = format!("TRY_CAST({} AS DOUBLE)", text.theirs);
            return Made {
                ours: format!("TRY_CAST({} AS DOUBLE)", text.ours),
                theirs: format!("CASE WHEN ISFINITE({theirs}) THEN {theirs} END"),
            };
        }
        self.one_of(&forms, below)
    }

    fn of_flags(&mut self, below: usize) -> Made {
        let forms: [(&str, &[Kind]); 16] = [
            ("({} AND {})", &[Kind::Flag, Kind::Flag]),
            ("({} OR {})", &[Kind::Flag, Kind::Flag]),
            ("(NOT {})", &[Kind::Flag]),
            ("({} IS TRUE)", &[Kind::Flag]),
            ("({} IS NOT FALSE)", &[Kind::Flag]),
            ("({} IS NULL)", &[Kind::Integer]),
            ("({} IS NOT NULL)", &[Kind::Number]),
            ("STARTS_WITH({}, {})", &[Kind::Text, Kind::Text]),
            ("ENDS_WITH({}, {})", &[Kind::Text, Kind::Text]),
            ("CONTAINS({}, {})", &[Kind::Text, Kind::Text]),
            ("({} LIKE {})", &[Kind::Text, Kind::Text]),
            ("({} LIKE '%a_%')", &[Kind::Text]),
            ("({} ILIKE '_%X%')", &[Kind::Text]),
            ("({} LIKE 'a$_%' ESCAPE '$')", &[Kind::Text]),
            ("({} ~ '[0-9]+[.]?')", &[Kind::Text]),
            ("CAST({} AS BOOLEAN)", &[Kind::Text]),
        ];
        if self.of(2) == 0 {
            return self.one_of(&forms, below);
        }
        let kind = self.any();
        let form = self.one(&[
            "({} = {})",
            "({} <> {})",
            "({} < {})",
            "({} >= {})",
            "({} IS DISTINCT FROM {})",
            "({} IN ({}, {}))",
            "({} NOT IN ({}, {}))",
            "({} BETWEEN {} AND {})",
            "({} NOT BETWEEN {} AND {})",
        ]);
        let parts: Vec<Made> = (0..form.matches("{}").count())
            .map(|_| self.made(kind, below))
            .collect();
        filled(form, &parts)
    }

    fn of_days(&mut self, below: usize) -> Made {
        let forms: [(&str, &[Kind]); 5] = [
            ("LAST_DAY({})", &[Kind::Day]),
            ("({} + {})", &[Kind::Day, Kind::Integer]),
            ("({} - {})", &[Kind::Day, Kind::Integer]),
            ("MAKE_DATE(2009, 12, {})", &[Kind::Integer]),
            ("CAST({} AS DATE)", &[Kind::Text]),
        ];
        match self.of(4) {
            0 => {
                let by = self.one(&[
                    "+ INTERVAL '1 month'",
                    "- INTERVAL '2 years'",
                    "+ INTERVAL 3 WEEKS",
                ]);
                let day = self.made(Kind::Day, below);
                Made {
                    ours: format!("({} {by})", day.ours),
                    theirs: format!("CAST({} {by} AS DATE)", day.theirs),
                }
            }
            1 => {
                let text = self.made(Kind::Text, below);
                let name = self.one(&["STRPTIME", "TRY_STRPTIME"]);
                Made {
                    ours: format!("{name}({}, '%d/%m/%Y')", text.ours),
                    theirs: format!("CAST({name}({}, '%d/%m/%Y') AS DATE)", text.theirs),
                }
            }
            _ => self.one_of(&forms, below),
        }
    }

    fn one_of(&mut self, forms: &[(&str, &[Kind])], below: usize) -> Made {
        let (form, kinds) = forms[self.of(forms.len())];
        if form.contains("{}") && kinds.is_empty() {
            let kind = self.any();
            return filled(form, &[self.made(kind, below)]);
        }
        let parts: Vec<Made> = kinds.iter().map(|kind| self.made(*kind, below)).collect();
        filled(form, &parts)
    }
}

/// `form` with `parts` in its `{}`. `{0}` is a divisor, which DuckDB must not find to be 0.
fn filled(form: &str, parts: &[Made]) -> Made {
    let mut made = Made::of("");
    let mut rest = form;
    for part in parts {
        let Some(at) = rest.find('{') else { break };
        let before = &rest[..at];
        let is_divisor = rest[at..].starts_with("{0}");
        made.ours.push_str(before);
        made.theirs.push_str(before);
        made.ours.push_str(&part.ours);
        if is_divisor {
            made.theirs.push_str(&format!("NULLIF({}, 0)", part.theirs));
        } else {
            made.theirs.push_str(&part.theirs);
        }
        rest = &rest[at + if is_divisor { 3 } else { 2 }..];
    }
    made.ours.push_str(rest);
    made.theirs.push_str(rest);
    made
}
