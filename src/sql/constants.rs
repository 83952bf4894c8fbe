//! What is constant in an expression is worked out once, when it is parsed.

use super::program;
use super::term::Term;
use super::value::Value;

/// The term with what is constant worked out.
///
/// # Errors
/// A constant that has no value: it would fail in every row.
pub(super) fn folded(term: Term) -> Result<Term, String> {
    let each = |terms: Vec<Term>| terms.into_iter().map(folded).collect::<Result<Vec<_>, _>>();
    let one = |term: Box<Term>| folded(*term).map(Box::new);
    let term = match term {
        Term::Column(_) | Term::Literal(_) => return Ok(term),
        Term::Call(function, args) => {
            let args = each(args)?;
            let is_zero = |value: &Term| {
                matches!(value, Term::Literal(Value::Integer(0)))
                    || matches!(value, Term::Literal(Value::Number(number)) if *number == 0.0)
            };
            if matches!(function.names[0], "/" | "//" | "%")
                && let [of, by] = args.as_slice()
                && is_zero(by)
            {
                let of = match of {
                    Term::Literal(value) => value.to_string(),
                    _ => "…".to_owned(),
                };
                return Err(format!("{of} {} 0 divides by zero", function.names[0]));
            }
            Term::Call(function, args)
        }
        Term::Cast { of, to, forgives } => Term::Cast {
            of: one(of)?,
            to,
            forgives,
        },
        Term::And(left, right) => Term::And(one(left)?, one(right)?),
        Term::Or(left, right) => Term::Or(one(left)?, one(right)?),
        Term::Case {
            operand,
            branches,
            otherwise,
        } => Term::Case {
            operand: operand.map(one).transpose()?,
            branches: branches
                .into_iter()
                .map(|(asked, result)| Ok((folded(asked)?, folded(result)?)))
                .collect::<Result<_, String>>()?,
            otherwise: one(otherwise)?,
        },
        Term::Coalesce(terms) => Term::Coalesce(each(terms)?),
        Term::In { of, list } => Term::In {
            of: one(of)?,
            list: each(list)?,
        },
        Term::Matches { of, pattern } => Term::Matches {
            of: one(of)?,
            pattern,
        },
        Term::Moved { day, months, days } => Term::Moved {
            day: one(day)?,
            months,
            days,
        },
    };
    if !is_constant(&term) {
        return Ok(term);
    }
    let (program, _) = program::bind(&term, &[])?;
    let value = program.value(&|_| Ok(Value::Null))?;
    Ok(Term::Literal(value.into_owned()))
}

/// Whether all that a folded term is made of are values.
fn is_constant(term: &Term) -> bool {
    let literal = |term: &Term| matches!(term, Term::Literal(_));
    match term {
        Term::Column(_) => false,
        Term::Literal(_) => true,
        Term::Call(_, args) | Term::Coalesce(args) => args.iter().all(literal),
        Term::Cast { of, .. } | Term::Matches { of, .. } | Term::Moved { day: of, .. } => {
            literal(of)
        }
        Term::And(left, right) | Term::Or(left, right) => literal(left) && literal(right),
        Term::Case {
            operand,
            branches,
            otherwise,
        } => {
            operand.as_deref().is_none_or(literal)
                && branches
                    .iter()
                    .all(|(asked, result)| literal(asked) && literal(result))
                && literal(otherwise)
        }
        Term::In { of, list } => literal(of) && list.iter().all(literal),
    }
}
