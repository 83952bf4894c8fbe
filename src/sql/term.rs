//! From the parser's tree to ours: what the mapping language has, and for what it does not have
//! the alternative.

use regex::Regex;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DataType, DateTimeField, ExactNumberInfo,
    Expr, Function as Call, FunctionArg, FunctionArgExpr, FunctionArguments, Interval,
    ObjectNamePart, TrimWhereField, UnaryOperator, Value as Literal,
};

use super::cast::{Target, day_in};
use super::functions::day::{check_read_form, check_written_form};
use super::functions::{Function, all, function};
use super::value::Value;
use crate::domain::nearest;

/// An expression over columns whose kinds are not known yet.
#[derive(Debug, Clone)]
pub enum Term {
    /// The column at this place of the expression's columns.
    Column(usize),
    /// A value.
    Literal(Value<'static>),
    /// A function or operator.
    Call(&'static Function, Vec<Term>),
    /// CAST or, where it forgives, TRY_CAST.
    Cast {
        of: Box<Term>,
        to: Target,
        forgives: bool,
    },
    /// AND.
    And(Box<Term>, Box<Term>),
    /// OR.
    Or(Box<Term>, Box<Term>),
    /// CASE; without an operand the branches ask conditions.
    Case {
        operand: Option<Box<Term>>,
        branches: Vec<(Term, Term)>,
        otherwise: Box<Term>,
    },
    /// COALESCE.
    Coalesce(Vec<Term>),
    /// IN.
    In { of: Box<Term>, list: Vec<Term> },
    /// A regular expression that is found in a text.
    Matches { of: Box<Term>, pattern: Regex },
    /// A day moved by an interval.
    Moved {
        day: Box<Term>,
        months: i32,
        days: i64,
    },
}

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

/// Words that are no column without quotes, though the parser takes them for one.
const RESERVED: [&str; 12] = [
    "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "UNION", "CASE", "WHEN", "THEN", "ELSE",
    "END",
];

/// Functions of several rows.
const OF_SEVERAL_ROWS: [&str; 22] = [
    "SUM",
    "COUNT",
    "AVG",
    "MEAN",
    "MIN",
    "MAX",
    "FIRST",
    "LAST",
    "MEDIAN",
    "STDDEV",
    "VARIANCE",
    "ARRAY_AGG",
    "STRING_AGG",
    "ROW_NUMBER",
    "RANK",
    "DENSE_RANK",
    "LAG",
    "LEAD",
    "FIRST_VALUE",
    "LAST_VALUE",
    "NTILE",
    "QUANTILE_CONT",
];

/// Reads the parser's tree, noting the columns in the order in which they stand.
pub struct Reader {
    /// The columns, each once.
    pub columns: Vec<String>,
}

impl Reader {
    /// The term that `expr` is.
    ///
    /// # Errors
    /// What of it is not part of the mapping language.
    pub fn read(&mut self, expr: &Expr) -> Result<Term, String> {
        match expr {
            Expr::Identifier(name)
                if name.quote_style.is_none()
                    && RESERVED.contains(&name.value.to_ascii_uppercase().as_str()) =>
            {
                Err(format!(
                    "{name} is a word of SQL; a column of that name stands between double quotes"
                ))
            }
            Expr::Identifier(name) => Ok(self.column(&name.value)),
            Expr::Nested(inner) => self.read(inner),
            Expr::Value(value) => literal(&value.value, ""),
            Expr::TypedString(typed) => match (&typed.data_type, &typed.value.value) {
                (DataType::Date, Literal::SingleQuotedString(text)) => {
                    day_in(text).map(|day| Term::Literal(Value::Day(day)))
                }
                (DataType::Date, _) => Err(format!("{expr}: a day is written DATE '2009-12-09'")),
                _ => Err(format!(
                    "{expr}: times of day are not known here; write DATE '2009-12-09'"
                )),
            },
            Expr::UnaryOp { op, expr } => self.unary(op, expr),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::IsNull(of) => self.call("IS NULL", &[of]),
            Expr::IsNotNull(of) => self.not("IS NULL", &[of]),
            Expr::IsTrue(of) => self.call("IS TRUE", &[of]),
            Expr::IsNotTrue(of) => self.not("IS TRUE", &[of]),
            Expr::IsFalse(of) => self.call("IS FALSE", &[of]),
            Expr::IsNotFalse(of) => self.not("IS FALSE", &[of]),
            Expr::IsDistinctFrom(a, b) => self.call("IS DISTINCT FROM", &[a, b]),
            Expr::IsNotDistinctFrom(a, b) => self.call("IS NOT DISTINCT FROM", &[a, b]),
            Expr::InList {
                expr,
                list,
                negated,
            } => {
                let of = Box::new(self.read(expr)?);
                let list = list
                    .iter()
                    .map(|item| self.read(item))
                    .collect::<Result<_, _>>()?;
                negated_if(*negated, Term::In { of, list })
            }
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => {
                let from = self.call(">=", &[expr, low])?;
                let to = self.call("<=", &[expr, high])?;
                negated_if(*negated, Term::And(Box::new(from), Box::new(to)))
            }
            Expr::Like {
                negated,
                any: false,
                expr,
                pattern,
                escape_char,
            } => {
                let escape = escape_char.as_ref().map(|value| &value.value);
                let like = self.like("LIKE", expr, pattern, escape)?;
                negated_if(*negated, like)
            }
            Expr::ILike {
                negated,
                any: false,
                expr,
                pattern,
                escape_char,
            } => {
                let escape = escape_char.as_ref().map(|value| &value.value);
                let like = self.like("ILIKE", expr, pattern, escape)?;
                negated_if(*negated, like)
            }
            Expr::RLike {
                negated,
                expr,
                pattern,
                ..
            } => {
                let matches = self.matches(expr, pattern, "")?;
                negated_if(*negated, matches)
            }
            Expr::Cast {
                kind,
                expr: of,
                data_type,
                array: false,
                format: None,
            } => Ok(Term::Cast {
                of: Box::new(self.read(of)?),
                to: target(data_type)?,
                forgives: match kind {
                    CastKind::Cast | CastKind::DoubleColon => false,
                    CastKind::TryCast | CastKind::SafeCast => true,
                },
            }),
            Expr::Extract { field, expr, .. } => self.call(part(field)?, &[expr]),
            Expr::Ceil {
                expr,
                field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
            } => self.call("CEIL", &[expr]),
            Expr::Floor {
                expr,
                field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
            } => self.call("FLOOR", &[expr]),
            Expr::Position { expr, r#in } => self.call("STRPOS", &[r#in, expr]),
            Expr::Substring {
                expr,
                substring_from: Some(from),
                substring_for,
                ..
            } => match substring_for {
                Some(length) => self.call("SUBSTR", &[expr, from, length]),
                None => self.call("SUBSTR", &[expr, from]),
            },
            Expr::Trim {
                trim_where,
                trim_what,
                expr,
                trim_characters,
            } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "TRIM",
                    Some(TrimWhereField::Leading) => "LTRIM",
                    Some(TrimWhereField::Trailing) => "RTRIM",
                };
                match (trim_what, trim_characters.as_deref()) {
                    (None, None) => self.call(name, &[expr]),
                    (Some(what), None) => self.call(name, &[expr, what]),
                    (None, Some([what])) => self.call(name, &[expr, what]),
                    _ => Err(format!("{name} takes one text of characters")),
                }
            }
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Function(call) => self.function(call),
            Expr::Interval(_) => Err(format!(
                "{expr} stands alone; add it to a day or take it from one"
            )),
            Expr::Wildcard(_) | Expr::QualifiedWildcard(..) | Expr::Subquery(_) => {
                Err("it must be one expression over named columns, without `*` or SELECT".into())
            }
            other => Err(format!(
                "`{other}` is no part of the mapping language; docs/sql.md lists what is"
            )),
        }
    }

    fn column(&mut self, name: &str) -> Term {
        let known = self.columns.iter().position(|known| known == name);
        Term::Column(known.unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        }))
    }

    fn call(&mut self, name: &str, args: &[&Expr]) -> Result<Term, String> {
        let args = args
            .iter()
            .map(|arg| self.read(arg))
            .collect::<Result<Vec<_>, _>>()?;
        called(name, args)
    }

    fn not(&mut self, name: &str, args: &[&Expr]) -> Result<Term, String> {
        let term = self.call(name, args)?;
        called("NOT", vec![term])
    }

    fn unary(&mut self, op: &UnaryOperator, expr: &Expr) -> Result<Term, String> {
        match (op, expr) {
            // The least whole number is more than the greatest with its sign turned.
            (UnaryOperator::Minus, Expr::Value(value)) => literal(&value.value, "-"),
            (UnaryOperator::Plus, Expr::Value(value)) => literal(&value.value, "+"),
            (UnaryOperator::Minus, expr) => {
                let of = self.read(expr)?;
                called("NEGATIVE", vec![of])
            }
            (UnaryOperator::Not, expr) => {
                let of = self.read(expr)?;
                called("NOT", vec![of])
            }
            (op, _) => Err(format!("the sign `{op}` is not known before a value")),
        }
    }

    fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Result<Term, String> {
        use BinaryOperator as Op;
        match (left, op, right) {
            (day, Op::Plus, Expr::Interval(interval))
            | (Expr::Interval(interval), Op::Plus, day) => {
                return self.moved(day, interval, 1);
            }
            (day, Op::Minus, Expr::Interval(interval)) => return self.moved(day, interval, -1),
            _ => {}
        }
        match op {
            Op::And => Ok(Term::And(
                Box::new(self.read(left)?),
                Box::new(self.read(right)?),
            )),
            Op::Or => Ok(Term::Or(
                Box::new(self.read(left)?),
                Box::new(self.read(right)?),
            )),
            Op::PGRegexMatch => self.matches(left, right, ""),
            Op::PGRegexIMatch => self.matches(left, right, "i"),
            Op::PGRegexNotMatch => {
                let matches = self.matches(left, right, "")?;
                negated_if(true, matches)
            }
            Op::PGRegexNotIMatch => {
                let matches = self.matches(left, right, "i")?;
                negated_if(true, matches)
            }
            Op::PGLikeMatch => self.like("LIKE", left, right, None),
            Op::PGNotLikeMatch => {
                let like = self.like("LIKE", left, right, None)?;
                negated_if(true, like)
            }
            Op::MyIntegerDivide => Err("DIV is not known here; write x // y".into()),
            Op::BitwiseXor | Op::PGExp => Err("`^` is not known here; write POWER(x, y)".into()),
            Op::BitwiseAnd | Op::BitwiseOr => {
                Err(format!("`{op}` is not known here; write AND or OR"))
            }
            op => {
                let name = op.to_string();
                match function(&name) {
                    Some(_) => {
                        let args = vec![self.read(left)?, self.read(right)?];
                        called(&name, args)
                    }
                    None => Err(format!("the sign `{op}` is not known here")),
                }
            }
        }
    }

    fn like(
        &mut self,
        name: &str,
        expr: &Expr,
        pattern: &Expr,
        escape: Option<&Literal>,
    ) -> Result<Term, String> {
        let mut args = vec![self.read(expr)?, self.read(pattern)?];
        match escape {
            None => {
                if let Term::Literal(Value::Text(pattern)) = &args[1]
                    && pattern.contains('\\')
                {
                    return Err(format!(
                        "the pattern '{pattern}' has a backslash, which some databases take for an escape character; say ESCAPE '\\' or ESCAPE '$'"
                    ));
                }
            }
            Some(Literal::SingleQuotedString(escape)) if escape.chars().count() == 1 => {
                args.push(Term::Literal(Value::Text(escape.clone().into())));
            }
            Some(_) => return Err("ESCAPE takes one character in quotes".into()),
        }
        called(name, args)
    }

    fn matches(&mut self, expr: &Expr, pattern: &Expr, flags: &str) -> Result<Term, String> {
        let of = Box::new(self.read(expr)?);
        let Term::Literal(Value::Text(pattern)) = self.read(pattern)? else {
            return Err(format!(
                "the regular expression {pattern} must be a text in quotes"
            ));
        };
        let whole = match flags {
            "" => pattern.clone().into_owned(),
            flags if flags.bytes().all(|flag| matches!(flag, b'i' | b's' | b'm')) => {
                format!("(?{flags}){pattern}")
            }
            flags => return Err(format!("'{flags}': the flags i, s and m are known")),
        };
        let pattern = Regex::new(&whole).map_err(|error| {
            let said = error.to_string();
            let said = said.lines().last().unwrap_or_default();
            format!("'{pattern}' is no regular expression: {said}")
        })?;
        Ok(Term::Matches { of, pattern })
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Result<Term, String> {
        Ok(Term::Case {
            operand: match operand {
                None => None,
                Some(operand) => Some(Box::new(self.read(operand)?)),
            },
            branches: conditions
                .iter()
                .map(|branch| Ok((self.read(&branch.condition)?, self.read(&branch.result)?)))
                .collect::<Result<_, String>>()?,
            otherwise: Box::new(match otherwise {
                None => Term::Literal(Value::Null),
                Some(otherwise) => self.read(otherwise)?,
            }),
        })
    }

    fn moved(&mut self, day: &Expr, interval: &Interval, sign: i32) -> Result<Term, String> {
        let (months, days) = interval_of(interval)?;
        Ok(Term::Moved {
            day: Box::new(self.read(day)?),
            months: months * sign,
            days: days * i64::from(sign),
        })
    }

    fn function(&mut self, call: &Call) -> Result<Term, String> {
        let [ObjectNamePart::Identifier(name)] = call.name.0.as_slice() else {
            return Err(format!("there is no function {}", call.name));
        };
        let name = name.value.to_ascii_uppercase();
        if call.over.is_some() || OF_SEVERAL_ROWS.contains(&name.as_str()) {
            return Err(format!(
                "{name} needs more than one row at a time; write an expression without aggregates or windows"
            ));
        }
        let plain = call.filter.is_none()
            && call.null_treatment.is_none()
            && call.within_group.is_empty()
            && !call.uses_odbc_syntax
            && matches!(call.parameters, FunctionArguments::None);
        let list = match &call.args {
            FunctionArguments::List(list)
                if plain && list.duplicate_treatment.is_none() && list.clauses.is_empty() =>
            {
                list.args.as_slice()
            }
            FunctionArguments::None if plain => &[],
            _ => {
                return Err(format!(
                    "{name} takes values between brackets, nothing else"
                ));
            }
        };
        let args = list
            .iter()
            .map(|arg| match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) => Ok(arg),
                _ => Err(format!(
                    "{name} takes values, without names and without `*`"
                )),
            })
            .collect::<Result<Vec<&Expr>, String>>()?;
        self.named(&name, &args)
    }

    fn named(&mut self, name: &str, args: &[&Expr]) -> Result<Term, String> {
        let mut read = || {
            args.iter()
                .map(|arg| self.read(arg))
                .collect::<Result<Vec<_>, String>>()
        };
        match (name, args) {
            ("COALESCE", [_, ..]) | ("IFNULL", [_, _]) => Ok(Term::Coalesce(read()?)),
            ("IF", [_, _, _]) => {
                let mut read = read()?.into_iter();
                match (read.next(), read.next(), read.next()) {
                    (Some(condition), Some(then), Some(otherwise)) => Ok(Term::Case {
                        operand: None,
                        branches: vec![(condition, then)],
                        otherwise: Box::new(otherwise),
                    }),
                    _ => Err("IF takes three values".into()),
                }
            }
            ("DATE", [of]) => Ok(Term::Cast {
                of: Box::new(self.read(of)?),
                to: Target::Day,
                forgives: false,
            }),
            ("REGEXP_LIKE" | "REGEXP_MATCHES", [of, pattern]) => self.matches(of, pattern, ""),
            ("REGEXP_LIKE" | "REGEXP_MATCHES", [of, pattern, flags]) => match self.read(flags)? {
                Term::Literal(Value::Text(flags)) => self.matches(of, pattern, &flags),
                _ => Err(format!("the flags of {name} must be a text in quotes")),
            },
            ("DATE_PART", [field, of]) => match self.read(field)? {
                Term::Literal(Value::Text(field)) => self.call(part_called(&field)?, &[of]),
                _ => Err("DATE_PART takes a part in quotes, such as 'year'".into()),
            },
            ("STRPTIME" | "TRY_STRPTIME" | "STRFTIME", [_, _]) => {
                let args = read()?;
                match &args[1] {
                    Term::Literal(Value::Text(form)) if name == "STRFTIME" => {
                        check_written_form(form)?;
                    }
                    Term::Literal(Value::Text(form)) => check_read_form(form)?,
                    _ => return Err(format!("the form of {name} must be a text in quotes")),
                }
                called(name, args)
            }
            (
                "COALESCE" | "IFNULL" | "IF" | "DATE" | "REGEXP_LIKE" | "REGEXP_MATCHES"
                | "DATE_PART",
                _,
            ) => Err(format!(
                "{name} does not take {} values; docs/sql.md says what it takes",
                args.len()
            )),
            _ => {
                let args = read()?;
                called(name, args)
            }
        }
    }
}

fn called(name: &str, args: Vec<Term>) -> Result<Term, String> {
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

fn negated_if(negated: bool, term: Term) -> Result<Term, String> {
    if negated {
        called("NOT", vec![term])
    } else {
        Ok(term)
    }
}

fn literal(value: &Literal, sign: &str) -> Result<Term, String> {
    Ok(Term::Literal(match value {
        Literal::Number(digits, false) => number(&format!("{sign}{digits}"))?,
        _ if !sign.is_empty() => return Err(format!("{sign}{value} is no number")),
        Literal::SingleQuotedString(text) => Value::Text(text.clone().into()),
        Literal::Boolean(flag) => Value::Flag(*flag),
        Literal::Null => Value::Null,
        other => {
            return Err(format!(
                "{other}: a text stands between ' and ', a number in digits, a day as DATE '2009-12-09'"
            ));
        }
    }))
}

fn number(digits: &str) -> Result<Value<'static>, String> {
    if digits.contains(['.', 'e', 'E']) {
        return match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(number)),
            _ => Err(format!("{digits} is beyond what a number holds")),
        };
    }
    digits.parse().map(Value::Integer).map_err(|_| {
        format!("{digits} is beyond whole numbers of 64 bits; write it with a decimal point")
    })
}

/// What a CAST is to make.
fn target(kind: &DataType) -> Result<Target, String> {
    Ok(match kind {
        DataType::Varchar(None)
        | DataType::CharacterVarying(None)
        | DataType::CharVarying(None)
        | DataType::Text
        | DataType::String(None) => Target::Text,
        DataType::TinyInt(None) => Target::Integer(8),
        DataType::SmallInt(None) | DataType::Int2(None) | DataType::Int16 => Target::Integer(16),
        DataType::Int(None) | DataType::Integer(None) | DataType::Int4(None) | DataType::Int32 => {
            Target::Integer(32)
        }
        DataType::BigInt(None) | DataType::Int8(None) | DataType::Int64 => Target::Integer(64),
        DataType::Double(ExactNumberInfo::None)
        | DataType::DoublePrecision
        | DataType::Float8
        | DataType::Float64
        | DataType::Float(ExactNumberInfo::None) => Target::Number,
        DataType::Boolean | DataType::Bool => Target::Flag,
        DataType::Date => Target::Day,
        DataType::Varchar(_)
        | DataType::CharacterVarying(_)
        | DataType::CharVarying(_)
        | DataType::String(_)
        | DataType::Char(_)
        | DataType::Character(_) => {
            return Err(format!(
                "{kind}: a length does nothing in some databases; write VARCHAR, and LEFT(x, n) to cut"
            ));
        }
        DataType::Decimal(_) | DataType::Numeric(_) | DataType::Dec(_) => {
            return Err(format!(
                "{kind}: decimals are DOUBLE here; write ROUND(CAST(x AS DOUBLE), n)"
            ));
        }
        DataType::Real | DataType::Float4 | DataType::Float(_) => {
            return Err(format!("{kind} loses digits; write DOUBLE"));
        }
        DataType::Timestamp(..) | DataType::Datetime(_) => {
            return Err(format!(
                "{kind}: there are no times of day here; write DATE"
            ));
        }
        other => {
            return Err(format!(
                "there is no type {other} here; there are VARCHAR, BIGINT, INTEGER, SMALLINT, TINYINT, DOUBLE, BOOLEAN and DATE"
            ));
        }
    })
}

/// The function that gives a part of a day.
fn part(field: &DateTimeField) -> Result<&'static str, String> {
    part_called(&field.to_string())
}

fn part_called(field: &str) -> Result<&'static str, String> {
    Ok(match field.to_ascii_lowercase().as_str() {
        "year" | "years" => "YEAR",
        "quarter" => "QUARTER",
        "month" | "months" => "MONTH",
        "week" | "weeks" | "isoweek" => "WEEK",
        "isoyear" => "ISOYEAR",
        "day" | "days" => "DAY",
        "dow" | "dayofweek" => "DAYOFWEEK",
        "isodow" => "ISODOW",
        "doy" | "dayofyear" => "DAYOFYEAR",
        _ => {
            return Err(format!(
                "a day has no {field}; it has year, quarter, month, week, isoyear, day, dow, isodow and doy"
            ));
        }
    })
}

/// The months and days of an interval.
fn interval_of(interval: &Interval) -> Result<(i32, i64), String> {
    let wrong = || {
        format!(
            "{} is no interval; write INTERVAL '3 months', with days, weeks, months, quarters or years",
            match &*interval.value {
                Expr::Value(value) => value.to_string(),
                _ => "what stands after INTERVAL".to_owned(),
            }
        )
    };
    let plain = interval.last_field.is_none()
        && interval.leading_precision.is_none()
        && interval.fractional_seconds_precision.is_none();
    let Expr::Value(value) = &*interval.value else {
        return Err(wrong());
    };
    let text = match &value.value {
        Literal::SingleQuotedString(text) => text.clone(),
        Literal::Number(digits, false) => digits.clone(),
        _ => return Err(wrong()),
    };
    let text = match &interval.leading_field {
        Some(unit) => format!("{text} {unit}"),
        None => text,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    if !plain || words.is_empty() || !words.len().is_multiple_of(2) {
        return Err(wrong());
    }
    let (mut months, mut days) = (0_i64, 0_i64);
    for pair in words.chunks(2) {
        // A thousand years are more than any calendar of services needs.
        let count: i64 = pair[0].parse().map_err(|_| wrong())?;
        if !(-400_000..=400_000).contains(&count) {
            return Err(wrong());
        }
        match pair[1].to_ascii_lowercase().as_str() {
            "day" | "days" => days += count,
            "week" | "weeks" => days += 7 * count,
            "month" | "months" => months += count,
            "quarter" | "quarters" => months += 3 * count,
            "year" | "years" => months += 12 * count,
            _ => return Err(wrong()),
        }
    }
    let months = i32::try_from(months).map_err(|_| wrong())?;
    Ok((months, days))
}
