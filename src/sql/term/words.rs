//! What SQL writes with words between its values: IN, BETWEEN, LIKE, SUBSTRING … FROM … FOR.

use sqlparser::ast::{CeilFloorKind, DateTimeField, Expr, TrimWhereField};

use super::days::part;
use super::reader::{Reader, negated_if, unknown};
use super::tree::Term;

impl Reader {
    /// What may have NOT before its word: IN, BETWEEN and the ways to hold a text against a pattern.
    pub(super) fn negatable(&mut self, expr: &Expr) -> Result<Term, String> {
        match expr {
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
            other => Err(unknown(other)),
        }
    }

    /// The functions that SQL writes with words between their values.
    pub(super) fn with_words(&mut self, expr: &Expr) -> Result<Term, String> {
        match expr {
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
                let what = match (trim_what, trim_characters.as_deref()) {
                    (what, None) => what.as_deref(),
                    (None, Some([what])) => Some(what),
                    (_, Some(_)) => {
                        return Err(format!(
                            "{} takes one text of characters",
                            trim_name(trim_where.as_ref())
                        ));
                    }
                };
                match what {
                    Some(what) => self.call(trim_name(trim_where.as_ref()), &[expr, what]),
                    None => self.call(trim_name(trim_where.as_ref()), &[expr]),
                }
            }
            other => Err(unknown(other)),
        }
    }
}

const fn trim_name(ends: Option<&TrimWhereField>) -> &'static str {
    match ends {
        None | Some(TrimWhereField::Both) => "TRIM",
        Some(TrimWhereField::Leading) => "LTRIM",
        Some(TrimWhereField::Trailing) => "RTRIM",
    }
}
