//! SQL of all the functions that the mapping language has, made from bytes: each byte chooses.
//!
//! An expression is made twice, as the project writes it and as DuckDB has to write it for the
//! same meaning: DuckDB 2.0 gives an infinity for `x / 0`, and a timestamp for a day moved by an
//! interval.

use plumbline::sql::{BoundSql, Kind, SqlExpression, Value};

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
                let form = self.one(&["CASE WHEN {} THEN {} ELSE {} END", "IF({}, {}, {})"]);
                return filled(form, &parts);
            }
            1 => {
                let parts = [self.made(kind, below), self.made(kind, below)];
                let form = self.one(&["COALESCE({}, {})", "IFNULL({}, {})", "NULLIF({}, {})"]);
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
        let forms: [(&str, &[Kind]); 30] = [
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
            ("CAST({} AS TINYINT)", &[Kind::Text]),
            ("POSITION({} IN {})", &[Kind::Text, Kind::Text]),
            ("YEAR({})", &[Kind::Day]),
            ("MONTH({})", &[Kind::Day]),
            ("DAY({})", &[Kind::Day]),
            ("WEEK({})", &[Kind::Day]),
            ("ISOYEAR({})", &[Kind::Day]),
            ("ISODOW({})", &[Kind::Day]),
            ("DAYOFWEEK({})", &[Kind::Day]),
            ("DAYOFYEAR({})", &[Kind::Day]),
        ];
        match self.of(8) {
            0 => Made::of("TRY_CAST(code AS BIGINT)"),
            1 => filled("CAST({} AS BIGINT)", &[self.made(Kind::Flag, below)]),
            _ => self.one_of(&forms, below),
        }
    }

    fn of_numbers(&mut self, below: usize) -> Made {
        let forms: [(&str, &[Kind]); 23] = [
            ("({} / {0})", &[Kind::Integer, Kind::Integer]),
            ("({} / {0})", &[Kind::Number, Kind::Number]),
            ("({} + {})", &[Kind::Number, Kind::Integer]),
            ("({} - {})", &[Kind::Number, Kind::Number]),
            ("({} * {})", &[Kind::Number, Kind::Number]),
            ("({} % {0})", &[Kind::Number, Kind::Number]),
            ("MOD({}, {0})", &[Kind::Number, Kind::Number]),
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
            ("LOG10({})", &[Kind::Number]),
            ("LOG2({})", &[Kind::Number]),
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
        let forms: [(&str, &[Kind]); 19] = [
            ("({} AND {})", &[Kind::Flag, Kind::Flag]),
            ("({} OR {})", &[Kind::Flag, Kind::Flag]),
            ("(NOT {})", &[Kind::Flag]),
            ("({} IS TRUE)", &[Kind::Flag]),
            ("({} IS NOT FALSE)", &[Kind::Flag]),
            ("({} IS FALSE)", &[Kind::Flag]),
            ("({} IS NOT TRUE)", &[Kind::Flag]),
            ("REGEXP_MATCHES({}, '^[A-Z]')", &[Kind::Text]),
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
