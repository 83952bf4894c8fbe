//! Columns of a table that has a row for every authority and slice.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, BooleanArray, DictionaryArray, Float64Array, Int32Array, StringArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::Int32Type;

use super::columns::by_place;
use super::declaration::Made;
use crate::domain::AuthorityIx;
use crate::publish::{Coded, CodedValues, Stretch};

/// For every authority every slice, or what is made of a slice, in the order of the table.
pub(super) struct SliceGrid<L> {
    slices: Vec<L>,
    authorities: usize,
}

/// A stretch of a column that is made of the slices alone, and so is the same for every authority.
pub(super) struct OfSlices<A>(A);

impl<A: Array + 'static> Made<A> for OfSlices<A> {
    const REPEATS: bool = true;

    fn stretch(self) -> Stretch {
        Stretch::Array(Arc::new(self.0))
    }
}

/// A stretch of a column of words, each of which one of few.
pub(super) struct Words(Coded);

impl Made<DictionaryArray<Int32Type>> for Words {
    const REPEATS: bool = false;

    fn stretch(self) -> Stretch {
        Stretch::Coded(self.0)
    }
}

/// A stretch of a column of whole numbers of which most are small.
pub(super) struct Small(Stretch);

impl Made<Int32Array> for Small {
    const REPEATS: bool = false;

    fn stretch(self) -> Stretch {
        self.0
    }
}

/// Texts of which each stands once, and which of them each slice has.
pub(super) struct Names {
    values: Arc<StringArray>,
    places: Vec<i32>,
}

impl Names {
    /// The name of each slice, in their order.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Self {
        let mut values: Vec<&str> = names.clone().collect();
        values.sort_unstable();
        values.dedup();
        let places = names
            .map(|name| {
                let place = values
                    .binary_search(&name)
                    .expect("every name is among the values");
                i32::try_from(place).expect("slices are fewer than 2^31")
            })
            .collect();
        Self {
            values: Arc::new(StringArray::from_iter_values(values)),
            places,
        }
    }

    /// The same names, all of them so many times over.
    pub(super) fn over(self, times: usize) -> Self {
        Self {
            places: self.places.repeat(times),
            ..self
        }
    }

    /// The same names, each so many times in succession.
    pub(super) fn each(self, times: usize) -> Self {
        let places = self.places.into_iter();
        Self {
            places: places
                .flat_map(|place| std::iter::repeat_n(place, times))
                .collect(),
            ..self
        }
    }
}

impl<L: Copy> SliceGrid<L> {
    /// So many authorities by these slices, which are in the order of the table.
    pub(super) fn new(slices: Vec<L>, authorities: usize) -> Self {
        Self {
            slices,
            authorities,
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.slices.len() * self.authorities
    }

    /// How many rows an authority has.
    pub(super) fn width(&self) -> usize {
        self.slices.len()
    }

    /// `make` of every row of `rows`: of what `of` takes from its slice, which stands at a place in
    /// the order of the table, and of its authority.
    fn each<S: Copy, T: Copy + Default>(
        &self,
        rows: Range<usize>,
        of: impl Fn(usize, L) -> S,
        make: impl Fn(S, AuthorityIx) -> T,
    ) -> Vec<T> {
        let width = self.slices.len();
        let mut made = vec![T::default(); rows.len()];
        // Slice by slice, not row by row, for the figures of a slice lie side by side; and where
        // they lie is looked up for all slices first, so that one wait for memory covers many.
        let slices = self.slices.iter().copied().enumerate();
        let slices: Vec<S> = slices.map(|(place, slice)| of(place, slice)).collect();
        for (place, slice) in slices.into_iter().enumerate() {
            let first = rows.start.saturating_sub(place).div_ceil(width);
            let row = first * width + place;
            if row >= rows.end {
                continue;
            }
            let first = u32::try_from(first).expect("authorities are fewer than 2^32");
            let of_slice = made[row - rows.start..].iter_mut().step_by(width);
            for (authority, made) in (first..).zip(of_slice) {
                *made = make(slice, AuthorityIx::new(authority));
            }
        }
        made
    }

    /// The authority's code, of those of all authorities.
    pub(super) fn authorities(
        &self,
        codes: &Arc<StringArray>,
        rows: Range<usize>,
    ) -> DictionaryArray<Int32Type> {
        let width = self.slices.len();
        let mut places = Vec::with_capacity(rows.len());
        let mut row = rows.start;
        while row < rows.end {
            let authority = row / width;
            let end = rows.end.min((authority + 1) * width);
            let place = i32::try_from(authority).unwrap_or(-1);
            places.resize(places.len() + end - row, place);
            row = end;
        }
        coded(codes, places)
    }

    /// A text of each slice.
    pub(super) fn names(
        &self,
        names: &Names,
        rows: Range<usize>,
    ) -> OfSlices<DictionaryArray<Int32Type>> {
        let places = self.each(rows, |place, _| names.places[place], |place, _| place);
        OfSlices(coded(&names.values, places))
    }

    /// Whether something holds of each slice.
    pub(super) fn flags(
        &self,
        rows: Range<usize>,
        of: impl Fn(L) -> bool,
    ) -> OfSlices<BooleanArray> {
        let holds = self.each(rows, |_, slice| of(slice), |holds, _| holds);
        OfSlices(holds.into())
    }

    /// A number of each row; NaN is missing.
    pub(super) fn numbers<S: Copy>(
        &self,
        rows: Range<usize>,
        of: impl Fn(L) -> S,
        make: impl Fn(S, AuthorityIx) -> f64,
    ) -> Float64Array {
        let mut values = self.each(rows, |_, slice| of(slice), make);
        let present = present(&values, |value| !value.is_nan());
        for value in &mut values {
            // Adding nought makes -0 plain 0.
            *value = if value.is_nan() { 0.0 } else { *value + 0.0 };
        }
        Float64Array::new(values.into(), present)
    }

    /// A whole number of each row that is small as a rule, such as a rank; one below 0 is missing.
    pub(super) fn small<S: Copy>(
        &self,
        rows: Range<usize>,
        of: impl Fn(L) -> S,
        make: impl Fn(S, AuthorityIx) -> i32,
    ) -> Small {
        let has_larger = Cell::new(false);
        let code = |slice, authority| {
            let number = make(slice, authority);
            let code = u8::try_from(number).unwrap_or(Coded::MISSING);
            if code == Coded::MISSING && number >= 0 {
                has_larger.set(true);
            }
            code
        };
        let codes = self.each(rows.clone(), |_, slice| of(slice), code);
        if has_larger.get() {
            return Small(Stretch::Array(Arc::new(self.whole(rows, of, make))));
        }
        let values = CodedValues::Numbers;
        Small(Stretch::Coded(Coded { codes, values }))
    }

    /// A whole number of each row; one below 0 is missing.
    pub(super) fn whole<S: Copy>(
        &self,
        rows: Range<usize>,
        of: impl Fn(L) -> S,
        make: impl Fn(S, AuthorityIx) -> i32,
    ) -> Int32Array {
        not_below_zero(self.each(rows, |_, slice| of(slice), make))
    }

    /// A text of each row: that at the place which `make` gives in `texts`.
    pub(super) fn placed<S: Copy>(
        &self,
        rows: Range<usize>,
        texts: &Arc<StringArray>,
        of: impl Fn(L) -> S,
        make: impl Fn(S, AuthorityIx) -> Option<i32>,
    ) -> DictionaryArray<Int32Type> {
        let places = self.each(
            rows,
            |_, slice| of(slice),
            |slice, authority| make(slice, authority).unwrap_or(-1),
        );
        coded(texts, places)
    }

    /// A word of each row: that at the place which `make` gives in `words`.
    pub(super) fn word<S: Copy, const N: usize>(
        &self,
        rows: Range<usize>,
        words: [&'static str; N],
        of: impl Fn(L) -> S,
        make: impl Fn(S, AuthorityIx) -> Option<usize>,
    ) -> Words {
        const { assert!(N <= Coded::MISSING as usize) };
        let code = |slice, authority| match make(slice, authority) {
            Some(place) => place as u8,
            None => Coded::MISSING,
        };
        let codes = self.each(rows, |_, slice| of(slice), code);
        let values = CodedValues::Words(words.to_vec());
        Words(Coded { codes, values })
    }
}

/// Texts by their place in `values`; a place below 0 is missing.
fn coded(values: &Arc<StringArray>, places: Vec<i32>) -> DictionaryArray<Int32Type> {
    by_place(values, not_below_zero(places))
}

/// Whole numbers, of which one below 0 is missing.
fn not_below_zero(mut values: Vec<i32>) -> Int32Array {
    let present = present(&values, |value| *value >= 0);
    for value in &mut values {
        *value = (*value).max(0);
    }
    Int32Array::new(values.into(), present)
}

/// Which values are present; `None` where all of them are.
fn present<T>(values: &[T], is_present: impl Fn(&T) -> bool) -> Option<NullBuffer> {
    let bits = BooleanBuffer::collect_bool(values.len(), |at| is_present(&values[at]));
    Some(NullBuffer::new(bits)).filter(|present| present.null_count() > 0)
}
