//! A stretch of a column, as it is handed to the writer.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, DictionaryArray, Int32Array, StringArray};
use arrow::datatypes::{DataType, Int32Type};

/// Some rows of a column.
#[derive(Debug, Clone)]
pub enum Stretch {
    /// As Arrow has them. Text may be dictionary-coded.
    Array(ArrayRef),
    /// A byte for each.
    Coded(Coded),
}

/// Rows of a column of few values, a byte for each: what a table of millions of rows is made of fastest.
#[derive(Debug, Clone)]
pub struct Coded {
    /// Each row's value; [`Coded::MISSING`] where it has none.
    pub codes: Vec<u8>,
    /// What the values are.
    pub values: CodedValues,
}

/// What the codes of a stretch stand for.
#[derive(Debug, Clone)]
pub enum CodedValues {
    /// The word at that place.
    Words(Vec<&'static str>),
    /// Themselves.
    Numbers,
}

impl Coded {
    /// The code of a value that is missing.
    pub const MISSING: u8 = u8::MAX;
}

impl Stretch {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Array(values) => values.len(),
            Self::Coded(coded) => coded.codes.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows as Arrow has them.
    pub fn into_array(self) -> ArrayRef {
        let coded = match self {
            Self::Array(values) => return values,
            Self::Coded(coded) => coded,
        };
        let number = |code: u8| (code != Coded::MISSING).then(|| i32::from(code));
        let numbers: Int32Array = coded.codes.into_iter().map(number).collect();
        match coded.values {
            CodedValues::Numbers => Arc::new(numbers),
            CodedValues::Words(words) => {
                let words = Arc::new(StringArray::from_iter_values(words));
                let coded = DictionaryArray::<Int32Type>::try_new(numbers, words);
                Arc::new(coded.expect("every code is the place of a word"))
            }
        }
    }
}

impl Coded {
    /// The type of column that the values are for.
    pub(super) const fn data_type(&self) -> DataType {
        match self.values {
            CodedValues::Words(_) => DataType::Utf8,
            CodedValues::Numbers => DataType::Int32,
        }
    }
}

impl From<ArrayRef> for Stretch {
    fn from(values: ArrayRef) -> Self {
        Self::Array(values)
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::AsArray;

    use super::*;

    #[test]
    fn codes_stand_for_words_or_for_themselves() {
        let stretch = |values| {
            Stretch::Coded(Coded {
                codes: vec![1, Coded::MISSING, 0],
                values,
            })
        };
        let words = stretch(CodedValues::Words(vec!["low", "high"])).into_array();
        let words: Vec<Option<&str>> = words
            .as_dictionary::<Int32Type>()
            .downcast_dict::<StringArray>()
            .unwrap()
            .into_iter()
            .collect();
        assert_eq!(words, [Some("high"), None, Some("low")]);
        let numbers = stretch(CodedValues::Numbers).into_array();
        let numbers: Vec<Option<i32>> = numbers.as_primitive::<Int32Type>().iter().collect();
        assert_eq!(numbers, [Some(1), None, Some(0)]);
    }
}
