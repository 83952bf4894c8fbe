//! What a rule was asked about, as `name = value`.

use serde_json::{Map, Value};

/// Values as `name = value`.
pub(super) fn named(values: &Map<String, Value>) -> String {
    let pairs: Vec<String> = values
        .iter()
        .map(|(name, value)| format!("{name} = {}", plain(value)))
        .collect();
    pairs.join(", ")
}

/// A value without the quotation marks of JSON, numbers to four decimals at most.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(value) if value.fract() != 0.0 => {
                let rounded = format!("{value:.4}");
                rounded.trim_end_matches('0').to_owned()
            }
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}
