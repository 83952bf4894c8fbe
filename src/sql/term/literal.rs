//! Values as SQL writes them.

use sqlparser::ast::Value as Literal;

use super::tree::Term;
use crate::sql::value::Value;

/// The value that is written, with this sign before it.
pub(super) fn literal(value: &Literal, sign: &str) -> Result<Term, String> {
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
