use std::sync::Arc;

use arrow::array::{Float16Array, Float32Array};

use super::*;

#[test]
fn a_number_of_less_precision_is_the_decimal_that_was_written() {
    let single: ArrayRef = Arc::new(Float32Array::from(vec![59.1, 0.1, -1e10, f32::MAX]));
    let coded = Coded::from_array(&single).unwrap();
    let numbers: Vec<String> = (0..4).map(|at| show(coded.values.scalar(at))).collect();
    assert_eq!(numbers[..3], ["59.1", "0.1", "-10000000000"]);
    assert_eq!(coded.values.scalar(3), Scalar::Number(3.4028235e38));
    let half = Float16Array::from_iter_values(
        [59.1, 0.1, 1000.5].map(<Float16Type as ArrowPrimitiveType>::Native::from_f64),
    );
    let coded = Coded::from_array(&(Arc::new(half) as ArrayRef)).unwrap();
    let numbers: Vec<String> = (0..3).map(|at| show(coded.values.scalar(at))).collect();
    assert_eq!(numbers, ["59.1", "0.1", "1000.5"]);
}

/// What each row says.
fn said(coded: &Coded) -> Vec<Scalar<'_>> {
    let of = |code: &u32| coded.values.scalar(*code as usize);
    coded.codes.iter().map(of).collect()
}

#[test]
fn texts_that_hardly_repeat_are_read_as_they_come() {
    let own = |at: usize| (!at.is_multiple_of(7)).then(|| format!("{at}"));
    let texts: Vec<Option<String>> = (0..5_000).map(own).collect();
    let array: ArrayRef = Arc::new(StringArray::from_iter(texts.iter()));
    let coded = Coded::from_array(&array).unwrap();
    assert_eq!(coded.codes.len(), texts.len());
    for (said, text) in said(&coded).into_iter().zip(&texts) {
        match text {
            Some(text) => assert_eq!(said, Scalar::Text(text)),
            None => assert_eq!(said, Scalar::Missing),
        }
    }
    // A few that come over and over stand once.
    let few: ArrayRef = Arc::new(StringArray::from_iter(
        (0..5_000).map(|at| Some(format!("{}", at % 434))),
    ));
    assert_eq!(Coded::from_array(&few).unwrap().values.len(), 434);
}

#[test]
fn days_near_each_other_and_far_apart_are_told_alike() {
    for far in [40_000, 4_000_000] {
        let days = vec![Some(-3), None, Some(far), Some(-3), None, Some(0)];
        let array: ArrayRef = Arc::new(arrow::array::Date32Array::from(days.clone()));
        let coded = Coded::from_array(&array).unwrap();
        let expected: Vec<Scalar<'_>> = days
            .into_iter()
            .map(|day| day.map_or(Scalar::Missing, Scalar::Date))
            .collect();
        assert_eq!(said(&coded), expected);
        assert_eq!(coded.values.len(), 4);
    }
    let whole: ArrayRef = Arc::new(arrow::array::Int64Array::from(vec![
        Some(i64::MIN),
        Some(i64::MAX),
        Some(0),
    ]));
    let coded = Coded::from_array(&whole).unwrap();
    assert_eq!(said(&coded)[1], Scalar::Integer(i64::MAX));
    let none: ArrayRef = Arc::new(arrow::array::Int64Array::from(vec![None::<i64>, None]));
    assert_eq!(said(&Coded::from_array(&none).unwrap())[1], Scalar::Missing);
}
