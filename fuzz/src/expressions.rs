//! SQL of all the functions that the mapping language has, made from bytes: each byte chooses.
//!
//! An expression is made twice, as the project writes it and as DuckDB has to write it for the
//! same meaning: DuckDB 2.0 gives an infinity for `x / 0`, and a timestamp for a day moved by an
//! interval.

use plumbline::sql::{BoundSql, SqlExpression, Value, ValueKind};

use super::choices::Choices;
use super::rows::{CODES, COLUMNS, FIGURES, Rows, TEXTS};

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

/// What an expression gives in each of `rows`, or why it is refused.
pub fn answers(
    sql: &str,
    rows: &Rows,
) -> Result<(BoundSql, Vec<Result<Value<'static>, String>>), String> {
    let columns = COLUMNS.map(|(name, kind)| (name.to_owned(), kind));
    let bound = SqlExpression::parse(sql)?.bind(&columns)?;
    let given = rows.each().map(|row| {
        let value = bound.value(|at| {
            let name = &bound.columns()[at];
            let place = COLUMNS.iter().position(|(known, _)| known == name);
            place.map_or(Value::Null, |place| row[place].borrowed())
        });
        value.map(Value::into_owned)
    });
    let given = given.collect();
    Ok((bound, given))
}

/// The expression that `bytes` choose.
pub fn expression(bytes: &[u8]) -> Made {
    let mut choices = Choices::new(bytes);
    let kind = match choices.of(5) {
        0 => ValueKind::Text,
        1 => ValueKind::Integer,
        2 => ValueKind::Number,
        3 => ValueKind::Flag,
        _ => ValueKind::Day,
    };
    choices.made(kind, 4)
}

/// Asks the expression that `bytes` choose: it gives what its kind says, is never NaN or infinite,
/// and means the same within others.
pub fn ask(bytes: &[u8]) {
    let made = expression(bytes).ours;
    let rows = Rows::new(bytes);
    let Ok((bound, given)) = answers(&made, &rows).map_err(said) else {
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
        let (_, outer) = answers(&sql, &rows).unwrap_or_else(|error| panic!("{error}"));
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

impl Choices<'_> {
    fn text(&mut self) -> String {
        let text = match self.of(3) {
            0 => self.one(&CODES),
            1 => self.one(&FIGURES),
            _ => self.one(&TEXTS),
        };
        format!("'{}'", text.replace('\'', "''"))
    }

    /// An expression that gives values of `kind`, at most so deep.
    fn made(&mut self, kind: ValueKind, depth: usize) -> Made {
        if depth == 0 || self.of(8) == 0 {
            return self.leaf(kind);
        }
        let below = depth - 1;
        // What every kind has.
        match self.of(7) {
            0 => {
                let parts = [
                    self.made(ValueKind::Flag, below),
                    self.made(kind, below),
                    self.made(kind, below),
                ];
                let form = self.one(&["CASE WHEN {} THEN {} ELSE {} END", "IF({}, {}, {})"]);
                return filled(form, &parts);
            }
            1 => {
                let parts = [self.made(kind, below), self.made(kind, below)];
                let form = self.one(&["COALESCE({}, {})", "IFNULL({}, {})", "NULLIF({}, {})"]);
                return filled(form, &parts);
            }
            2 if kind != ValueKind::Flag => {
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
            ValueKind::Text => self.of_text(below),
            ValueKind::Integer => self.of_integers(below),
            ValueKind::Number => self.of_numbers(below),
            ValueKind::Flag => self.of_flags(below),
            ValueKind::Day => self.of_days(below),
        }
    }

    fn any(&mut self) -> ValueKind {
        [
            ValueKind::Text,
            ValueKind::Integer,
            ValueKind::Number,
            ValueKind::Day,
        ][self.of(4)]
    }

    fn leaf(&mut self, kind: ValueKind) -> Made {
        if self.of(3) > 0 {
            let name = match kind {
                ValueKind::Text => self.one(&["text", "code", "figure"]),
                ValueKind::Integer => "whole",
                ValueKind::Number => "number",
                ValueKind::Flag => "flag",
                ValueKind::Day => "day",
            };
            return Made::of(name);
        }
        match kind {
            ValueKind::Text => Made::of(self.text()),
            ValueKind::Integer => Made::of(format!("({})", self.of(9) as i64 - 3)),
            ValueKind::Number => Made::of(self.one(&["0.5e0", "2e0", "(-1.5e0)", "1e2", "0e0"])),
            ValueKind::Flag => Made::of(self.one(&["TRUE", "FALSE"])),
            ValueKind::Day => Made::of(self.one(&["DATE '2009-12-09'", "DATE '2000-02-29'"])),
        }
    }

    fn of_text(&mut self, below: usize) -> Made {
        let forms: [(&str, &[ValueKind]); 20] = [
            ("({} || {})", &[ValueKind::Text, ValueKind::Text]),
            ("CONCAT({}, {})", &[ValueKind::Text, ValueKind::Integer]),
            (
                "CONCAT_WS('-', {}, {})",
                &[ValueKind::Text, ValueKind::Text],
            ),
            ("UPPER({})", &[ValueKind::Text]),
            ("LOWER({})", &[ValueKind::Text]),
            ("TRIM({})", &[ValueKind::Text]),
            ("TRIM({}, 'aX0')", &[ValueKind::Text]),
            ("LTRIM({}, {})", &[ValueKind::Text, ValueKind::Text]),
            ("RTRIM({})", &[ValueKind::Text]),
            ("SUBSTR({}, {})", &[ValueKind::Text, ValueKind::Integer]),
            (
                "SUBSTR({}, {}, {})",
                &[ValueKind::Text, ValueKind::Integer, ValueKind::Integer],
            ),
            ("LEFT({}, {})", &[ValueKind::Text, ValueKind::Integer]),
            ("RIGHT({}, {})", &[ValueKind::Text, ValueKind::Integer]),
            ("LPAD({}, 6, {})", &[ValueKind::Text, ValueKind::Text]),
            ("RPAD({}, 4, 'xy')", &[ValueKind::Text]),
            (
                "REPLACE({}, {}, {})",
                &[ValueKind::Text, ValueKind::Text, ValueKind::Text],
            ),
            ("REVERSE({})", &[ValueKind::Text]),
            (
                "SPLIT_PART({}, ',', {})",
                &[ValueKind::Text, ValueKind::Integer],
            ),
            ("STRFTIME({}, '%-d %B %Y, %j')", &[ValueKind::Day]),
            ("CAST({} AS VARCHAR)", &[]),
        ];
        self.one_of(&forms, below)
    }

    fn of_integers(&mut self, below: usize) -> Made {
        let forms: [(&str, &[ValueKind]); 30] = [
            ("({} + {})", &[ValueKind::Integer, ValueKind::Integer]),
            ("({} - {})", &[ValueKind::Integer, ValueKind::Integer]),
            ("({} * {})", &[ValueKind::Integer, ValueKind::Integer]),
            ("({} // {0})", &[ValueKind::Integer, ValueKind::Integer]),
            ("({} % {0})", &[ValueKind::Integer, ValueKind::Integer]),
            ("(-{})", &[ValueKind::Integer]),
            ("ABS({})", &[ValueKind::Integer]),
            ("SIGN({})", &[ValueKind::Number]),
            ("ROUND({}, -2)", &[ValueKind::Integer]),
            ("TRUNC({}, -1)", &[ValueKind::Integer]),
            ("LENGTH({})", &[ValueKind::Text]),
            ("STRPOS({}, {})", &[ValueKind::Text, ValueKind::Text]),
            ("EXTRACT(YEAR FROM {})", &[ValueKind::Day]),
            ("DATE_PART('week', {})", &[ValueKind::Day]),
            ("EXTRACT(DOW FROM {})", &[ValueKind::Day]),
            ("QUARTER({})", &[ValueKind::Day]),
            ("({} - {})", &[ValueKind::Day, ValueKind::Day]),
            ("CAST({} AS BIGINT)", &[ValueKind::Number]),
            ("CAST({} AS BIGINT)", &[ValueKind::Text]),
            ("CAST({} AS SMALLINT)", &[ValueKind::Integer]),
            ("CAST({} AS TINYINT)", &[ValueKind::Text]),
            ("POSITION({} IN {})", &[ValueKind::Text, ValueKind::Text]),
            ("YEAR({})", &[ValueKind::Day]),
            ("MONTH({})", &[ValueKind::Day]),
            ("DAY({})", &[ValueKind::Day]),
            ("WEEK({})", &[ValueKind::Day]),
            ("ISOYEAR({})", &[ValueKind::Day]),
            ("ISODOW({})", &[ValueKind::Day]),
            ("DAYOFWEEK({})", &[ValueKind::Day]),
            ("DAYOFYEAR({})", &[ValueKind::Day]),
        ];
        match self.of(8) {
            0 => Made::of("TRY_CAST(code AS BIGINT)"),
            1 => filled("CAST({} AS BIGINT)", &[self.made(ValueKind::Flag, below)]),
            _ => self.one_of(&forms, below),
        }
    }

    fn of_numbers(&mut self, below: usize) -> Made {
        let forms: [(&str, &[ValueKind]); 23] = [
            ("({} / {0})", &[ValueKind::Integer, ValueKind::Integer]),
            ("({} / {0})", &[ValueKind::Number, ValueKind::Number]),
            ("({} + {})", &[ValueKind::Number, ValueKind::Integer]),
            ("({} - {})", &[ValueKind::Number, ValueKind::Number]),
            ("({} * {})", &[ValueKind::Number, ValueKind::Number]),
            ("({} % {0})", &[ValueKind::Number, ValueKind::Number]),
            ("MOD({}, {0})", &[ValueKind::Number, ValueKind::Number]),
            ("(-{})", &[ValueKind::Number]),
            ("ABS({})", &[ValueKind::Number]),
            ("ROUND({})", &[ValueKind::Number]),
            ("ROUND({}, 2)", &[ValueKind::Number]),
            ("ROUND({}, -1)", &[ValueKind::Number]),
            ("TRUNC({}, 1)", &[ValueKind::Number]),
            ("FLOOR({})", &[ValueKind::Number]),
            ("CEIL({})", &[ValueKind::Number]),
            ("POWER({}, 2)", &[ValueKind::Number]),
            ("SQRT({})", &[ValueKind::Number]),
            ("LN({})", &[ValueKind::Number]),
            ("LOG10({})", &[ValueKind::Number]),
            ("LOG2({})", &[ValueKind::Number]),
            ("CAST({} AS DOUBLE)", &[ValueKind::Integer]),
            ("CAST({} AS DOUBLE)", &[ValueKind::Text]),
            ("EXP({})", &[ValueKind::Number]),
        ];
        if self.of(10) == 0 {
            let text = self.made(ValueKind::Text, below);
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
        let forms: [(&str, &[ValueKind]); 19] = [
            ("({} AND {})", &[ValueKind::Flag, ValueKind::Flag]),
            ("({} OR {})", &[ValueKind::Flag, ValueKind::Flag]),
            ("(NOT {})", &[ValueKind::Flag]),
            ("({} IS TRUE)", &[ValueKind::Flag]),
            ("({} IS NOT FALSE)", &[ValueKind::Flag]),
            ("({} IS FALSE)", &[ValueKind::Flag]),
            ("({} IS NOT TRUE)", &[ValueKind::Flag]),
            ("REGEXP_MATCHES({}, '^[A-Z]')", &[ValueKind::Text]),
            ("({} IS NULL)", &[ValueKind::Integer]),
            ("({} IS NOT NULL)", &[ValueKind::Number]),
            ("STARTS_WITH({}, {})", &[ValueKind::Text, ValueKind::Text]),
            ("ENDS_WITH({}, {})", &[ValueKind::Text, ValueKind::Text]),
            ("CONTAINS({}, {})", &[ValueKind::Text, ValueKind::Text]),
            ("({} LIKE {})", &[ValueKind::Text, ValueKind::Text]),
            ("({} LIKE '%a_%')", &[ValueKind::Text]),
            ("({} ILIKE '_%X%')", &[ValueKind::Text]),
            ("({} LIKE 'a$_%' ESCAPE '$')", &[ValueKind::Text]),
            ("({} ~ '[0-9]+[.]?')", &[ValueKind::Text]),
            ("CAST({} AS BOOLEAN)", &[ValueKind::Text]),
        ];
        if self.of(2) == 0 {
            return self.one_of(&forms, below);
        }
        let kind = self.any();
        let form = self.one(&[
            "({} = {})",
            "({} <> {})",
            "({} < {})",
            "({} <= {})",
            "({} > {})",
            "({} >= {})",
            "({} IS DISTINCT FROM {})",
            "({} IS NOT DISTINCT FROM {})",
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
        let forms: [(&str, &[ValueKind]); 5] = [
            ("LAST_DAY({})", &[ValueKind::Day]),
            ("({} + {})", &[ValueKind::Day, ValueKind::Integer]),
            ("({} - {})", &[ValueKind::Day, ValueKind::Integer]),
            ("MAKE_DATE(2009, 12, {})", &[ValueKind::Integer]),
            ("CAST({} AS DATE)", &[ValueKind::Text]),
        ];
        match self.of(4) {
            0 => {
                let by = self.one(&[
                    "+ INTERVAL '1 month'",
                    "- INTERVAL '2 years'",
                    "+ INTERVAL 3 WEEKS",
                ]);
                let day = self.made(ValueKind::Day, below);
                Made {
                    ours: format!("({} {by})", day.ours),
                    theirs: format!("CAST({} {by} AS DATE)", day.theirs),
                }
            }
            1 => {
                let text = self.made(ValueKind::Text, below);
                let name = self.one(&["STRPTIME", "TRY_STRPTIME"]);
                Made {
                    ours: format!("{name}({}, '%d/%m/%Y')", text.ours),
                    theirs: format!("CAST({name}({}, '%d/%m/%Y') AS DATE)", text.theirs),
                }
            }
            _ => self.one_of(&forms, below),
        }
    }

    fn one_of(&mut self, forms: &[(&str, &[ValueKind])], below: usize) -> Made {
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
