//! Calls of functions, and what they take that is no value.

use sqlparser::ast::{
    Expr, Function as Call, FunctionArg, FunctionArgExpr, FunctionArguments, ObjectNamePart,
};

use super::days::part_called;
use super::named::called;
use super::reader::Reader;
use super::tree::Term;
use crate::sql::cast::Target;
use crate::sql::functions::day::{check_read_form, check_written_form};
use crate::sql::value::Value;

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

impl Reader {
    /// The call of a function, which is known and takes what it is given.
    pub(super) fn function(&mut self, call: &Call) -> Result<Term, String> {
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
