//! `indicator_profile` and `indicator_distribution`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int32Array, PrimitiveArray, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::ArrowPrimitiveType;

use super::columns::{counts, numbers, placed};
use crate::domain::{AuthorityIx, Comparison, QuartileBand, Trend};
use crate::extract::Extract;
use crate::profile::{Distribution, FigureSource, IndicatorSlice};
use crate::publish::TableRows;

/// The rows of the indicator tables: for every authority, every slice by indicator, breakdown
/// and period, in the order of these as text.
pub struct Rows<'a> {
    /// All slices, in the order in which they name the one before.
    slices: &'a [IndicatorSlice],
    /// The slices in the order of the tables.
    ordered: Vec<&'a IndicatorSlice>,
    extract: &'a Extract,
    codes: Arc<StringArray>,
    /// What each slice is called, in the order of the tables.
    indicators: Names,
    breakdowns: Names,
    periods: Names,
}

/// Texts of which each stands once, and which of them each slice has.
struct Names {
    values: Arc<StringArray>,
    places: Vec<i32>,
}

impl Names {
    fn new<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Self {
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
}

impl<'a> Rows<'a> {
    /// The rows of `slices`.
    pub fn new(slices: &'a [IndicatorSlice], extract: &'a Extract) -> Self {
        let name =
            |slice: &IndicatorSlice| extract.indicators.get(slice.slice.indicator).name.as_str();
        let mut ordered: Vec<&IndicatorSlice> = slices.iter().collect();
        ordered.sort_by(|a, b| {
            (name(a), &a.slice.breakdown, &a.slice.label).cmp(&(
                name(b),
                &b.slice.breakdown,
                &b.slice.label,
            ))
        });
        let authorities = extract.authorities.all().iter();
        Self {
            slices,
            extract,
            codes: Arc::new(StringArray::from_iter_values(
                authorities.map(|authority| authority.code.as_str()),
            )),
            indicators: Names::new(ordered.iter().map(|slice| name(slice))),
            breakdowns: Names::new(ordered.iter().map(|slice| slice.slice.breakdown.as_str())),
            periods: Names::new(ordered.iter().map(|slice| slice.slice.label.as_str())),
            ordered,
        }
    }

    /// The columns of `indicator_distribution`.
    pub fn distribution(&self) -> Vec<ArrayRef> {
        let spread = || self.ordered.iter().map(|slice| slice.distribution.as_ref());
        let figure = |of: fn(&Distribution) -> f64| {
            numbers(spread().map(move |spread| spread.map_or(f64::NAN, of)))
        };
        let names = |names: &Names| placed(&names.values, names.places.iter().copied().map(Some));
        vec![
            names(&self.indicators),
            names(&self.breakdowns),
            names(&self.periods),
            counts(spread().map(|spread| spread.map_or(0, |spread| spread.authorities))),
            figure(|spread| spread.minimum),
            figure(|spread| spread.cuts.q25),
            figure(|spread| spread.cuts.q50),
            figure(|spread| spread.cuts.q75),
            figure(|spread| spread.maximum),
            figure(|spread| spread.mean),
            figure(|spread| spread.standard_deviation.unwrap_or(f64::NAN)),
        ]
    }

    /// `make` of every row of `rows`: of its authority, the place of its slice in the order of
    /// the table, and the slice.
    fn each<T>(
        &self,
        rows: Range<usize>,
        make: impl Fn(AuthorityIx, usize, &IndicatorSlice) -> T,
    ) -> Vec<T> {
        let width = self.ordered.len();
        let mut made = Vec::with_capacity(rows.len());
        let mut row = rows.start;
        while row < rows.end {
            let authority = u32::try_from(row / width).expect("authorities are fewer than 2^32");
            let first = row % width;
            let last = width.min(first + rows.end - row);
            for (place, slice) in self.ordered[first..last].iter().enumerate() {
                made.push(make(AuthorityIx::new(authority), first + place, slice));
            }
            row += last - first;
        }
        made
    }

    /// A text of each slice.
    fn names(&self, names: &Names, rows: Range<usize>) -> ArrayRef {
        coded(
            &names.values,
            self.each(rows, |_, place, _| names.places[place]),
        )
    }

    /// A number of each row; NaN is missing.
    fn numbers(
        &self,
        rows: Range<usize>,
        make: impl Fn(AuthorityIx, &IndicatorSlice) -> f64,
    ) -> ArrayRef {
        let values = self.each(rows, |authority, _, slice| make(authority, slice));
        let present = NullBuffer::from_iter(values.iter().map(|value| !value.is_nan()));
        nullable(Float64Array::from(values), present)
    }

    /// A whole number of each row; one below 0 is missing.
    fn whole(
        &self,
        rows: Range<usize>,
        make: impl Fn(AuthorityIx, &IndicatorSlice) -> i32,
    ) -> ArrayRef {
        let values = self.each(rows, |authority, _, slice| make(authority, slice));
        let present = NullBuffer::from_iter(values.iter().map(|value| *value >= 0));
        nullable(Int32Array::from(values), present)
    }

    /// A word of each row, one of `words`.
    fn word<T: PartialEq>(
        &self,
        rows: Range<usize>,
        words: &[(T, &'static str)],
        make: impl Fn(AuthorityIx, &IndicatorSlice) -> Option<T>,
    ) -> ArrayRef {
        let values = Arc::new(StringArray::from_iter_values(
            words.iter().map(|(_, word)| word),
        ));
        let places = self.each(rows, |authority, _, slice| match make(authority, slice) {
            None => -1,
            Some(one) => words
                .iter()
                .zip(0..)
                .find_map(|((known, _), place)| (*known == one).then_some(place))
                .unwrap_or(-1),
        });
        coded(&values, places)
    }

    fn comparisons(
        &self,
        rows: Range<usize>,
        make: impl Fn(AuthorityIx, &IndicatorSlice) -> Option<Comparison>,
    ) -> ArrayRef {
        let words = [
            Comparison::InLine,
            Comparison::Better,
            Comparison::Worse,
            Comparison::Similar,
            Comparison::Higher,
            Comparison::Lower,
        ];
        self.word(
            rows,
            &words.map(|comparison| (comparison, comparison.word())),
            make,
        )
    }

    fn previous(&self, authority: AuthorityIx, slice: &IndicatorSlice) -> f64 {
        slice
            .previous
            .map_or(f64::NAN, |previous| self.slices[previous].value(authority))
    }

    fn region(&self, authority: AuthorityIx, slice: &IndicatorSlice) -> f64 {
        self.extract
            .authorities
            .get(authority)
            .region
            .map_or(f64::NAN, |region| slice.region_values[region.index()])
    }
}

impl TableRows for Rows<'_> {
    fn rows(&self) -> usize {
        self.ordered.len() * self.extract.authorities.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> ArrayRef {
        match column {
            0 => coded(
                &self.codes,
                self.each(rows, |authority, _, _| {
                    i32::try_from(authority.index()).unwrap_or(-1)
                }),
            ),
            1 => self.names(&self.indicators, rows),
            2 => self.names(&self.breakdowns, rows),
            3 => self.names(&self.periods, rows),
            4 => self.whole(rows, |_, slice| slice.slice.period.start().into()),
            5 => self.whole(rows, |_, slice| slice.slice.period.end().into()),
            6 => Arc::new(BooleanArray::from(
                self.each(rows, |_, _, slice| slice.is_latest),
            )),
            7 => self.numbers(rows, |authority, slice| slice.value(authority)),
            8 => self.numbers(rows, |authority, slice| {
                slice.neighbour_values[authority.index()]
            }),
            9 => self.whole(rows, |authority, slice| {
                i32::from(slice.neighbour_counts[authority.index()])
            }),
            10 => self.numbers(rows, |authority, slice| self.region(authority, slice)),
            11 => self.numbers(rows, |_, slice| slice.national_value),
            12 => {
                let words = [FigureSource::Published, FigureSource::Computed];
                self.word(
                    rows,
                    &words.map(|source| (source, source.word())),
                    |_, slice| (!slice.national_value.is_nan()).then_some(slice.national_source),
                )
            }
            13 => self.whole(rows, |authority, slice| {
                slice.ranks[authority.index()]
                    .and_then(|rank| i32::try_from(rank.get()).ok())
                    .unwrap_or(-1)
            }),
            14 => self.whole(rows, |_, slice| {
                let ranked = i32::try_from(slice.ranked).ok();
                ranked.filter(|_| slice.is_ranked).unwrap_or(-1)
            }),
            15 => {
                let bands = [
                    QuartileBand::A,
                    QuartileBand::B,
                    QuartileBand::C,
                    QuartileBand::D,
                ];
                self.word(
                    rows,
                    &bands.map(|band| (band, band.letter())),
                    |authority, slice| slice.bands[authority.index()],
                )
            }
            16 => self.numbers(rows, |authority, slice| self.previous(authority, slice)),
            17 => self.numbers(rows, |authority, slice| {
                slice.value(authority) - self.previous(authority, slice)
            }),
            18 => {
                let trends = [
                    Trend::Steady,
                    Trend::Improving,
                    Trend::Worsening,
                    Trend::Rising,
                    Trend::Falling,
                ];
                self.word(
                    rows,
                    &trends.map(|trend| (trend, trend.word())),
                    |authority, slice| slice.trends[authority.index()],
                )
            }
            19 => self.comparisons(rows, |authority, slice| {
                slice.vs_neighbours[authority.index()]
            }),
            _ => self.comparisons(rows, |authority, slice| {
                slice.vs_national[authority.index()]
            }),
        }
    }
}

/// Texts by their place in `values`; a place below 0 is missing.
fn coded(values: &Arc<StringArray>, places: Vec<i32>) -> ArrayRef {
    let present = NullBuffer::from_iter(places.iter().map(|place| *place >= 0));
    let mut places = places;
    for place in &mut places {
        *place = (*place).max(0);
    }
    let keys = Int32Array::new(
        places.into(),
        Some(present).filter(|present| present.null_count() > 0),
    );
    super::columns::by_place(values, keys)
}

fn nullable<T: ArrowPrimitiveType>(values: PrimitiveArray<T>, present: NullBuffer) -> ArrayRef {
    let (kind, values, _) = values.into_parts();
    let present = Some(present).filter(|present| present.null_count() > 0);
    Arc::new(PrimitiveArray::<T>::new(values, present).with_data_type(kind))
}
