//! Values of sources as SQL sees them.

use std::borrow::Cow;

use crate::read::Scalar;
use crate::sql::Value;

/// A value of a source as SQL sees it.
pub(super) fn value_of(scalar: Scalar<'_>) -> Value<'_> {
    match scalar {
        Scalar::Missing => Value::Null,
        Scalar::Text(text) => Value::Text(Cow::Borrowed(text)),
        Scalar::Integer(number) => Value::Integer(number),
        Scalar::Number(number) => Value::Number(number),
        Scalar::Flag(flag) => Value::Flag(flag),
        Scalar::Date(days) => Value::Day(days),
    }
}
