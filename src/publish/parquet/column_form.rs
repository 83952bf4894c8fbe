//! Whether a column has the form that its table promises.
//!
//! A column in another form is a mistake of this program, not of its data; it is refused by
//! name before a reader can be misled by it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray};
use arrow::datatypes::{DataType, Field, Float64Type, SchemaRef};

use super::stretch::{Coded, Stretch};
use crate::publish::{Column, Table};
use crate::runs::PublishError;

/// The values of the column at `at` in the form that the table describes; what is coded stays so.
///
/// # Errors
/// [`PublishError::Table`], which names the table and the column.
pub(super) fn conform(
    table: &Table,
    schema: &SchemaRef,
    at: usize,
    values: Stretch,
) -> Result<Stretch, PublishError> {
    let column = &table.columns[at];
    let field = &schema.fields()[at];
    let conformed = match values {
        Stretch::Array(values) => conform_column(column, field, values).map(Stretch::Array),
        Stretch::Coded(coded) => conform_coded(column, field, coded).map(Stretch::Coded),
    };
    conformed.map_err(|message| PublishError::Table {
        table: table.name,
        column: column.name.to_owned(),
        message,
    })
}

/// One coded column in the form that the table describes, or what is wrong with it.
fn conform_coded(column: &Column, field: &Field, coded: Coded) -> Result<Coded, String> {
    let (expected, found) = (field.data_type(), coded.data_type());
    if *expected != found {
        return Err(format!("expected values of type {expected}, found {found}"));
    }
    if !column.nullable {
        let missing = coded.codes.iter().filter(|code| **code == Coded::MISSING);
        none_missing(missing.count(), coded.codes.len())?;
    }
    Ok(coded)
}

/// Refuses missing values where none may be.
fn none_missing(missing: usize, rows: usize) -> Result<(), String> {
    match missing {
        0 => Ok(()),
        _ => Err(format!(
            "{missing} of {rows} values are missing, and none may be"
        )),
    }
}

/// One column in the form that the table describes, or what is wrong with it.
fn conform_column(column: &Column, field: &Field, values: ArrayRef) -> Result<ArrayRef, String> {
    let expected = field.data_type();
    let found = values.data_type();
    let values = match (expected, found) {
        (DataType::Utf8, DataType::Dictionary(_, text)) if **text == DataType::Utf8 => values,
        // The name of a list's inner field is no part of what it holds.
        (DataType::List(element), DataType::List(inner))
            if inner.data_type() == element.data_type() =>
        {
            let list = values.as_list::<i32>();
            let list = ListArray::try_new(
                element.clone(),
                list.offsets().clone(),
                list.values().clone(),
                list.nulls().cloned(),
            );
            Arc::new(list.map_err(|error| error.to_string())?)
        }
        _ if expected == found => values,
        _ => return Err(format!("expected values of type {expected}, found {found}")),
    };
    if !column.nullable {
        none_missing(values.logical_null_count(), values.len())?;
    }
    if let Some(numbers) = values.as_primitive_opt::<Float64Type>()
        // All are looked at, the missing ones too, which is quicker than to ask each.
        && !numbers.values().iter().all(|number| number.is_finite())
        && let Some(odd) = numbers.iter().flatten().find(|number| !number.is_finite())
    {
        return Err(format!(
            "found {odd}; a number must be finite, and a missing one must be null"
        ));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use arrow::array::{
        DictionaryArray, Float64Array, Int32Array, Int64Array, ListBuilder, StringArray,
        StringBuilder,
    };
    use arrow::datatypes::Int32Type;

    use super::*;
    use crate::publish::{CodedValues, ColumnKind, table};

    fn named(name: &str) -> &'static Table {
        table(name).unwrap()
    }

    fn words(word: &str) -> ArrayRef {
        Arc::new(StringArray::from(vec![word; 4]))
    }

    /// The column called `name` of the table `neighbours`, made to conform.
    fn conformed(name: &str, values: ArrayRef) -> Result<ArrayRef, PublishError> {
        let table = named("neighbours");
        let at = table.columns.iter().position(|column| column.name == name);
        let conformed = conform(table, &table.arrow_schema(), at.unwrap(), values.into());
        conformed.map(Stretch::into_array)
    }

    fn refusal(name: &str, values: ArrayRef) -> String {
        conformed(name, values).unwrap_err().to_string()
    }

    #[test]
    fn a_column_as_described_is_left_as_it_is() {
        let ranks: ArrayRef = Arc::new(Int32Array::from_iter_values(1..=4));
        assert_eq!(&conformed("rank", ranks.clone()).unwrap(), &ranks);
        let distances: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.5), None]));
        assert_eq!(
            &conformed("distance", distances.clone()).unwrap(),
            &distances
        );
        assert_eq!(
            &conformed("source", words("model")).unwrap(),
            &words("model")
        );
    }

    #[test]
    fn text_may_be_dictionary_encoded_in_memory() {
        let encoded: DictionaryArray<Int32Type> = ["Close"; 4].into_iter().collect();
        let encoded: ArrayRef = Arc::new(encoded);
        assert_eq!(&conformed("closeness", encoded.clone()).unwrap(), &encoded);
    }

    #[test]
    fn a_list_may_have_any_name_for_what_is_in_it() {
        let mut lists = ListBuilder::new(StringBuilder::new());
        lists.append_value([Some("priority action")]);
        let lists: ArrayRef = Arc::new(lists.finish());
        let limiters = named("ratings")
            .columns
            .iter()
            .find(|column| column.name == "limiters");
        let column = limiters.unwrap();
        let field = Field::new(column.name, ColumnKind::TextList.data_type(), false);
        assert_ne!(lists.data_type(), field.data_type());
        let conformed = conform_column(column, &field, lists.clone()).unwrap();
        assert_eq!(conformed.data_type(), field.data_type());
        assert_eq!(
            conformed.as_list::<i32>().values(),
            lists.as_list::<i32>().values()
        );
    }

    #[test]
    fn a_column_of_another_type_is_refused() {
        let ranks: ArrayRef = Arc::new(Int64Array::from_iter_values(1..=4));
        assert_eq!(
            refusal("rank", ranks),
            "internal error: table neighbours, column rank: \
             expected values of type Int32, found Int64"
        );
    }

    #[test]
    fn a_missing_value_where_none_may_be_is_refused() {
        let ranks: ArrayRef = Arc::new(Int32Array::from_iter(
            (1..=4).map(|rank| (rank != 3).then_some(rank)),
        ));
        assert_eq!(
            refusal("rank", ranks),
            "internal error: table neighbours, column rank: \
             1 of 4 values are missing, and none may be"
        );
    }

    #[test]
    fn what_is_coded_is_of_the_columns_kind_and_none_missing_where_none_may_be() {
        let refusal = |name: &str, codes: &[u8], values: CodedValues| {
            let table = named("neighbours");
            let at = table.columns.iter().position(|column| column.name == name);
            let codes = codes.to_vec();
            let coded = Stretch::Coded(Coded { codes, values });
            let conformed = conform(table, &table.arrow_schema(), at.unwrap(), coded);
            conformed.err().map(|error| error.to_string())
        };
        assert_eq!(refusal("rank", &[1, 2], CodedValues::Numbers), None);
        let missing = refusal("rank", &[1, Coded::MISSING], CodedValues::Numbers);
        assert!(
            missing
                .unwrap()
                .ends_with("1 of 2 values are missing, and none may be")
        );
        let words = || CodedValues::Words(vec!["Close"]);
        assert_eq!(refusal("closeness", &[0, Coded::MISSING], words()), None);
        let other = refusal("rank", &[0], words());
        assert!(
            other
                .unwrap()
                .ends_with("expected values of type Int32, found Utf8")
        );
    }

    #[test]
    fn a_number_that_is_not_finite_is_refused() {
        let distances: ArrayRef = Arc::new(Float64Array::from(vec![f64::NAN; 4]));
        assert_eq!(
            refusal("distance", distances),
            "internal error: table neighbours, column distance: \
             found NaN; a number must be finite, and a missing one must be null"
        );
    }
}
