//! `indicator_profile`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int32Array, StringArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};

use super::columns::{counts, numbers, placed};
use super::recurring::{AUTHORITIES, BREAKDOWN, INDICATOR, PERIOD, UNIT_OF_INDICATOR};
use super::schema::{AUTHORITY, Column, Kind, Table, WORD};
use crate::domain::{AuthorityIx, Comparison, QuartileBand, Trend};
use crate::profile::{Distribution, FigureSource, IndicatorSlice};
use crate::publish::TableRows;
use crate::runs::PublishError;
use crate::tables::Tables;

/// Every value beside its comparators.
pub static TABLE: Table = Table {
    name: "indicator_profile",
    about: "One row per authority, indicator, breakdown and period: the value beside similar \
            areas, the region and England, its place among authorities and its change.",
    key: &["authority", "indicator", "breakdown", "period"],
    columns: &[
        AUTHORITY,
        INDICATOR,
        BREAKDOWN,
        PERIOD,
        Column::new(
            "period_start",
            Kind::Integer,
            "calendar year",
            "The year in which the period begins.",
        ),
        Column::new(
            "period_end",
            Kind::Integer,
            "calendar year",
            "The year in which the period ends.",
        ),
        Column::new(
            "is_latest",
            Kind::Flag,
            "true or false",
            "Whether this is the latest period of the indicator and breakdown.",
        ),
        Column::new(
            "value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The authority's value as published; missing where it is not published or suppressed.",
        )
        .or_missing(),
        Column::new(
            "neighbour_mean",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The similar areas' value, by the statistic that the pipeline chooses (mean, median \
             or pooled) over those that have a value; missing where none has.",
        )
        .or_missing(),
        Column::new(
            "neighbour_count",
            Kind::Count,
            AUTHORITIES,
            "Similar areas that have a value.",
        ),
        Column::new(
            "region_value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The region's value, published or else computed; missing where there is neither.",
        )
        .or_missing(),
        Column::new(
            "national_value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "England's value, published or else computed; missing where there is neither.",
        )
        .or_missing(),
        Column::new(
            "national_source",
            Kind::Category,
            WORD,
            "`published` where England's value is in the extract, `computed` where it was pooled \
             from numerators and denominators or is the mean of the authorities; missing where \
             there is no such value.",
        )
        .or_missing(),
        Column::new(
            "national_rank",
            Kind::Integer,
            "rank, 1 is best",
            "The place among authorities by polarity, ties sharing the lowest number; missing \
             where the value is missing or the indicator is neutral.",
        )
        .or_missing(),
        Column::new(
            "ranked_count",
            Kind::Count,
            AUTHORITIES,
            "Authorities that have a rank; missing where the indicator is neutral.",
        )
        .or_missing(),
        Column::new(
            "quartile_band",
            Kind::Category,
            WORD,
            "The quarter of authorities that the value lies in, `A` the best by polarity to `D`, \
             a value on a cut point in the lower interval; missing where the value is missing or \
             the indicator is neutral.",
        )
        .or_missing(),
        Column::new(
            "previous_value",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "The authority's value in the previous period of the same series; missing where there \
             is none.",
        )
        .or_missing(),
        Column::new(
            "change",
            Kind::Number,
            UNIT_OF_INDICATOR,
            "`value` minus `previous_value`; missing where either is missing.",
        )
        .or_missing(),
        Column::new(
            "trend",
            Kind::Category,
            WORD,
            "The way of the latest periods up to this one: `improving`, `steady` or `worsening`, \
             and `rising` or `falling` for a neutral indicator; missing where there are too few \
             values.",
        )
        .or_missing(),
        Column::new(
            "vs_neighbours",
            Kind::Category,
            WORD,
            "The value against that of similar areas: `better`, `in line` or `worse`, and \
             `higher`, `similar` or `lower` for a neutral indicator; missing where either is \
             missing.",
        )
        .or_missing(),
        Column::new(
            "vs_national",
            Kind::Category,
            WORD,
            "The value against England's: `better`, `in line` or `worse`, and `higher`, `similar` \
             or `lower` for a neutral indicator; missing where either is missing.",
        )
        .or_missing(),
    ],
};

/// The rows of the indicator tables: for every authority, every slice by indicator, breakdown
/// and period, in the order of these as text.
pub struct Rows<'a> {
    /// All slices, in the order in which they name the one before.
    slices: &'a [IndicatorSlice],
    /// The slices in the order of the tables.
    ordered: Vec<&'a IndicatorSlice>,
    tables: &'a Tables,
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
    pub fn new(slices: &'a [IndicatorSlice], tables: &'a Tables) -> Self {
        let name =
            |slice: &IndicatorSlice| tables.indicators.get(slice.slice.indicator).name.as_str();
        let mut ordered: Vec<&IndicatorSlice> = slices.iter().collect();
        ordered.sort_by(|a, b| {
            (name(a), &a.slice.breakdown, &a.slice.label).cmp(&(
                name(b),
                &b.slice.breakdown,
                &b.slice.label,
            ))
        });
        let authorities = tables.authorities.all().iter();
        Self {
            slices,
            tables,
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

    /// `make` of every row of `rows`: of what `of` takes from its slice, which stands at a place in
    /// the order of the table, and of its authority.
    fn each<S: Copy, T: Copy + Default>(
        &self,
        rows: Range<usize>,
        of: impl Fn(usize, &'a IndicatorSlice) -> S,
        make: impl Fn(S, AuthorityIx) -> T,
    ) -> Vec<T> {
        let width = self.ordered.len();
        let mut made = vec![T::default(); rows.len()];
        // Slice by slice, not row by row, for the figures of a slice lie side by side; and where
        // they lie is looked up for all slices first, so that one wait for memory covers many.
        let slices = self.ordered.iter().enumerate();
        let slices: Vec<S> = slices.map(|(place, slice)| of(place, slice)).collect();
        for (place, slice) in slices.into_iter().enumerate() {
            let mut authority = rows.start.saturating_sub(place).div_ceil(width);
            let mut row = authority * width + place;
            while row < rows.end {
                let known = u32::try_from(authority).expect("authorities are fewer than 2^32");
                made[row - rows.start] = make(slice, AuthorityIx::new(known));
                authority += 1;
                row += width;
            }
        }
        made
    }

    /// A text of each slice.
    fn names(&self, names: &Names, rows: Range<usize>) -> ArrayRef {
        let places = self.each(rows, |place, _| names.places[place], |place, _| place);
        coded(&names.values, places)
    }

    /// A number of each row; NaN is missing.
    fn numbers<S: Copy>(
        &self,
        rows: Range<usize>,
        of: impl Fn(&'a IndicatorSlice) -> S,
        make: impl Fn(S, AuthorityIx) -> f64,
    ) -> ArrayRef {
        let mut values = self.each(rows, |_, slice| of(slice), make);
        let present = present(&values, |value| !value.is_nan());
        for value in &mut values {
            *value = if value.is_nan() { 0.0 } else { *value };
        }
        Arc::new(Float64Array::new(values.into(), present))
    }

    /// A whole number of each row; one below 0 is missing.
    fn whole<S: Copy>(
        &self,
        rows: Range<usize>,
        of: impl Fn(&'a IndicatorSlice) -> S,
        make: impl Fn(S, AuthorityIx) -> i32,
    ) -> ArrayRef {
        Arc::new(not_below_zero(self.each(rows, |_, slice| of(slice), make)))
    }

    /// A word of each row: that at the place which `make` gives in `words`.
    fn word<S: Copy, const N: usize>(
        &self,
        rows: Range<usize>,
        words: [&'static str; N],
        of: impl Fn(&'a IndicatorSlice) -> S,
        make: impl Fn(S, AuthorityIx) -> Option<usize>,
    ) -> ArrayRef {
        let values = Arc::new(StringArray::from_iter_values(words));
        let places = self.each(
            rows,
            |_, slice| of(slice),
            |slice, authority| make(slice, authority).map_or(-1, |place| place as i32),
        );
        coded(&values, places)
    }

    fn comparisons(
        &self,
        rows: Range<usize>,
        of: impl Fn(&'a IndicatorSlice) -> &'a [Option<Comparison>],
    ) -> ArrayRef {
        self.word(
            rows,
            COMPARISONS.map(Comparison::word),
            of,
            |known, authority| known[authority.index()].map(|comparison| comparison as usize - 1),
        )
    }

    /// The values of the period before; none where there is no such period.
    fn previous(&self, slice: &IndicatorSlice) -> &'a [f64] {
        slice.previous.map_or(&[], |previous| {
            self.slices[previous].slice.values.as_slice()
        })
    }
}

/// An authority's figure among those of a slice; NaN where there is none.
fn figure(figures: &[f64], authority: AuthorityIx) -> f64 {
    figures.get(authority.index()).copied().unwrap_or(f64::NAN)
}

impl TableRows for Rows<'_> {
    fn rows(&self) -> usize {
        self.ordered.len() * self.tables.authorities.len()
    }

    fn column(&self, column: usize, rows: Range<usize>) -> Result<ArrayRef, PublishError> {
        let authorities = self.tables.authorities.all();
        Ok(match column {
            0 => coded(
                &self.codes,
                rows.map(|row| i32::try_from(row / self.ordered.len()).unwrap_or(-1))
                    .collect(),
            ),
            1 => self.names(&self.indicators, rows),
            2 => self.names(&self.breakdowns, rows),
            3 => self.names(&self.periods, rows),
            4 => self.whole(
                rows,
                |slice| slice.slice.period.start(),
                |year, _| year.into(),
            ),
            5 => self.whole(
                rows,
                |slice| slice.slice.period.end(),
                |year, _| year.into(),
            ),
            6 => {
                let latest = self.each(rows, |_, slice| slice.is_latest, |latest, _| latest);
                Arc::new(BooleanArray::from(latest))
            }
            7 => self.numbers(rows, |slice| slice.slice.values.as_slice(), figure),
            8 => self.numbers(rows, |slice| slice.neighbour_values.as_slice(), figure),
            9 => self.whole(
                rows,
                |slice| slice.neighbour_counts.as_slice(),
                |counts, authority| i32::from(counts[authority.index()]),
            ),
            10 => self.numbers(
                rows,
                |slice| slice.region_values.as_slice(),
                |regions, authority| {
                    let region = authorities[authority.index()].region;
                    region.map_or(f64::NAN, |region| regions[region.index()])
                },
            ),
            11 => self.numbers(rows, |slice| slice.national_value, |value, _| value),
            12 => self.word(
                rows,
                SOURCES.map(FigureSource::word),
                |slice| (!slice.national_value.is_nan()).then_some(slice.national_source as usize),
                |source, _| source,
            ),
            13 => self.whole(
                rows,
                |slice| slice.ranks.as_slice(),
                |ranks, authority| {
                    let rank = ranks[authority.index()];
                    rank.and_then(|rank| i32::try_from(rank.get()).ok())
                        .unwrap_or(-1)
                },
            ),
            14 => self.whole(
                rows,
                |slice| {
                    let ranked = i32::try_from(slice.ranked).ok();
                    ranked.filter(|_| slice.is_ranked).unwrap_or(-1)
                },
                |ranked, _| ranked,
            ),
            15 => self.word(
                rows,
                BANDS.map(QuartileBand::letter),
                |slice| slice.bands.as_slice(),
                |bands, authority| bands[authority.index()].map(|band| band as usize),
            ),
            16 => self.numbers(rows, |slice| self.previous(slice), figure),
            17 => self.numbers(
                rows,
                |slice| (slice.slice.values.as_slice(), self.previous(slice)),
                |(values, previous), authority| {
                    figure(values, authority) - figure(previous, authority)
                },
            ),
            18 => self.word(
                rows,
                TRENDS.map(Trend::word),
                |slice| slice.trends.as_slice(),
                |trends, authority| trends[authority.index()].map(|trend| trend as usize),
            ),
            19 => self.comparisons(rows, |slice| slice.vs_neighbours.as_slice()),
            _ => self.comparisons(rows, |slice| slice.vs_national.as_slice()),
        })
    }
}

/// Every comparison, in the order of its number, which begins at 1.
const COMPARISONS: [Comparison; 6] = [
    Comparison::Better,
    Comparison::InLine,
    Comparison::Worse,
    Comparison::Higher,
    Comparison::Similar,
    Comparison::Lower,
];

/// Every source of a national figure, in the order of its number.
const SOURCES: [FigureSource; 2] = [FigureSource::Published, FigureSource::Computed];

/// Every quarter, in the order of its number.
const BANDS: [QuartileBand; 4] = [
    QuartileBand::A,
    QuartileBand::B,
    QuartileBand::C,
    QuartileBand::D,
];

/// Every trend, in the order of its number.
const TRENDS: [Trend; 5] = [
    Trend::Improving,
    Trend::Steady,
    Trend::Worsening,
    Trend::Rising,
    Trend::Falling,
];

/// Texts by their place in `values`; a place below 0 is missing.
fn coded(values: &Arc<StringArray>, places: Vec<i32>) -> ArrayRef {
    super::columns::by_place(values, not_below_zero(places))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_at_the_number_of_what_it_says() {
        let comparisons = COMPARISONS.map(|comparison| comparison as usize - 1);
        assert_eq!(comparisons, [0, 1, 2, 3, 4, 5]);
        assert_eq!(SOURCES.map(|source| source as usize), [0, 1]);
        assert_eq!(BANDS.map(|band| band as usize), [0, 1, 2, 3]);
        assert_eq!(TRENDS.map(|trend| trend as usize), [0, 1, 2, 3, 4]);
    }
}
