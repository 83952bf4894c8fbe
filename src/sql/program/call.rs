//! The signature of a function that takes what stands between its brackets.

use super::convert::{Bound, converted, described};
use super::steps::Program;
use crate::sql::functions::{Function, Signature, Takes};
use crate::sql::value::ValueKind;

/// A call of `function` with these values.
///
/// # Errors
/// That no signature takes them, with what to write.
pub(super) fn call(function: &Function, args: Vec<Bound>) -> Result<Bound, String> {
    for signature in function.signatures {
        if let Some(of) = fitted(signature, &args)? {
            let call = Program::Call {
                body: signature.body,
                asks_nulls: signature.asks_nulls,
                of,
            };
            return Ok((call, Some(signature.gives)));
        }
    }
    let counts = |signature: &&Signature| counts(signature, args.len());
    if !function
        .signatures
        .iter()
        .any(|signature| counts(&signature))
    {
        return Err(format!(
            "{} does not take {} values",
            function.form,
            args.len()
        ));
    }
    let kinds: Vec<String> = args.iter().map(|(_, kind)| described(*kind)).collect();
    let wanted: Vec<ValueKind> = function
        .signatures
        .iter()
        .filter(counts)
        .flat_map(|signature| signature.takes)
        .filter_map(|takes| match takes {
            Takes::A(kind) => Some(*kind),
            Takes::Any => None,
        })
        .collect();
    let has = |kind| args.iter().any(|(_, found)| *found == Some(kind));
    let remedy = if has(ValueKind::Text) && has(ValueKind::Day) && wanted.contains(&ValueKind::Day)
    {
        "; write CAST(… AS DATE) around the text"
    } else if has(ValueKind::Text) && wanted.contains(&ValueKind::Number) {
        "; write CAST(… AS DOUBLE), or AS BIGINT, around the text"
    } else if has(ValueKind::Text) && wanted.contains(&ValueKind::Day) {
        "; write CAST(… AS DATE) around the text"
    } else if wanted.contains(&ValueKind::Text) {
        "; write CAST(… AS VARCHAR) around what is no text"
    } else if wanted.contains(&ValueKind::Integer) && has(ValueKind::Number) {
        "; write CAST(… AS BIGINT), or TRUNC(x / y) for //"
    } else {
        ""
    };
    Err(format!(
        "{} does not take {}{remedy}",
        function.form,
        kinds.join(" and ")
    ))
}

fn counts(signature: &Signature, args: usize) -> bool {
    let least = signature.takes.len();
    args == least || (args > least && signature.rest.is_some())
}

/// The arguments as this signature takes them, if it does.
fn fitted(signature: &Signature, args: &[Bound]) -> Result<Option<Vec<Program>>, String> {
    if !counts(signature, args.len()) {
        return Ok(None);
    }
    let takes = signature.takes.iter().chain(std::iter::repeat(
        signature.rest.as_ref().unwrap_or(&Takes::Any),
    ));
    let mut of = Vec::with_capacity(args.len());
    for ((program, kind), takes) in args.iter().zip(takes) {
        match takes {
            Takes::Any => of.push(program.clone()),
            Takes::A(wanted) => match converted(program.clone(), *kind, *wanted)? {
                Some(program) => of.push(program),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(of))
}
