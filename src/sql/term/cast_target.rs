//! What a CAST makes, by the name of its type.

use sqlparser::ast::{DataType, ExactNumberInfo};

use crate::sql::cast::Target;

/// What a CAST is to make.
pub(super) fn target(kind: &DataType) -> Result<Target, String> {
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
