//! `indicator_profile` and `indicator_distribution`.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use rayon::prelude::*;

use super::columns::{batch_of, comparisons, counts, flags, integers, numbers, placed, words};
use crate::domain::{AuthorityIx, QuartileBand, Trend};
use crate::extract::Extract;
use crate::profile::{Distribution, FigureSource, IndicatorSlice};
use crate::publish::Table;

/// Rows to a batch, about as many as the writer puts into a row group.
const ROWS: usize = 1 << 17;

/// The slices in the order of the table: by indicator, breakdown and period as text.
struct Order<'a> {
    slices: Vec<&'a IndicatorSlice>,
    /// What each slice is called, in the same order.
    indicators: Arc<StringArray>,
    breakdowns: Arc<StringArray>,
    periods: Arc<StringArray>,
}

impl<'a> Order<'a> {
    fn new(slices: &'a [IndicatorSlice], extract: &'a Extract) -> Self {
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
        let texts = |of: fn(&IndicatorSlice) -> &str| {
            Arc::new(StringArray::from_iter_values(
                ordered.iter().map(|slice| of(slice)),
            ))
        };
        Self {
            indicators: Arc::new(StringArray::from_iter_values(
                ordered.iter().map(|slice| name(slice)),
            )),
            breakdowns: texts(|slice| &slice.slice.breakdown),
            periods: texts(|slice| &slice.slice.label),
            slices: ordered,
        }
    }
}

/// The batches of `indicator_profile`: some authorities at a time, with all slices of each.
pub fn profile<'a>(
    table: &'static Table,
    slices: &'a [IndicatorSlice],
    extract: &'a Extract,
) -> impl Iterator<Item = RecordBatch> + 'a {
    let order = Order::new(slices, extract);
    let places: Vec<AuthorityIx> = extract.authorities.places().collect();
    let at_once = (ROWS / order.slices.len().max(1)).max(1);
    let blocks: Vec<Vec<AuthorityIx>> = if order.slices.is_empty() {
        vec![Vec::new()]
    } else {
        places
            .chunks(at_once)
            .map(<[AuthorityIx]>::to_vec)
            .collect()
    };
    blocks.into_iter().map(move |block| {
        let block = Block {
            slices,
            order: &order,
            extract,
            authorities: &block,
        };
        batch_of(table, block.columns())
    })
}

/// Some authorities, with all slices of each.
struct Block<'a> {
    slices: &'a [IndicatorSlice],
    order: &'a Order<'a>,
    extract: &'a Extract,
    authorities: &'a [AuthorityIx],
}

impl Block<'_> {
    /// Every row: the authority, and the slice with its place in the order of the table.
    fn each(&self) -> impl Iterator<Item = (AuthorityIx, &IndicatorSlice)> {
        self.authorities
            .iter()
            .flat_map(|authority| self.order.slices.iter().map(|slice| (*authority, *slice)))
    }

    /// A text of each slice, for every row.
    fn texts(&self, values: &Arc<StringArray>) -> ArrayRef {
        let slices = i32::try_from(self.order.slices.len()).expect("slices are fewer than 2^31");
        let places = self.authorities.iter().flat_map(|_| (0..slices).map(Some));
        placed(values, places)
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

    /// The columns, made on all cores.
    fn columns(&self) -> Vec<ArrayRef> {
        type Make<'a> = Box<dyn Fn(&Block<'_>) -> ArrayRef + Sync + 'a>;
        let make: Vec<Make<'_>> =
            vec![
                Box::new(|block| {
                    let list = &block.extract.authorities;
                    words(
                        block
                            .each()
                            .map(|(authority, _)| Some(list.get(authority).code.as_str())),
                    )
                }),
                Box::new(|block| block.texts(&block.order.indicators)),
                Box::new(|block| block.texts(&block.order.breakdowns)),
                Box::new(|block| block.texts(&block.order.periods)),
                Box::new(|block| {
                    integers(
                        block
                            .each()
                            .map(|(_, slice)| Some(slice.slice.period.start().into())),
                    )
                }),
                Box::new(|block| {
                    integers(
                        block
                            .each()
                            .map(|(_, slice)| Some(slice.slice.period.end().into())),
                    )
                }),
                Box::new(|block| flags(block.each().map(|(_, slice)| slice.is_latest))),
                Box::new(|block| {
                    numbers(
                        block
                            .each()
                            .map(|(authority, slice)| slice.value(authority)),
                    )
                }),
                Box::new(|block| {
                    numbers(
                        block
                            .each()
                            .map(|(authority, slice)| slice.neighbour_values[authority.index()]),
                    )
                }),
                Box::new(|block| {
                    counts(block.each().map(|(authority, slice)| {
                        u32::from(slice.neighbour_counts[authority.index()])
                    }))
                }),
                Box::new(|block| {
                    numbers(
                        block
                            .each()
                            .map(|(authority, slice)| block.region(authority, slice)),
                    )
                }),
                Box::new(|block| numbers(block.each().map(|(_, slice)| slice.national_value))),
                Box::new(|block| {
                    words(block.each().map(|(_, slice)| {
                        (!slice.national_value.is_nan())
                            .then(|| FigureSource::word(slice.national_source))
                    }))
                }),
                Box::new(|block| {
                    integers(block.each().map(|(authority, slice)| {
                        slice.ranks[authority.index()]
                            .and_then(|rank| i32::try_from(rank.get()).ok())
                    }))
                }),
                Box::new(|block| {
                    integers(block.each().map(|(_, slice)| {
                        i32::try_from(slice.ranked).ok().filter(|_| slice.is_ranked)
                    }))
                }),
                Box::new(|block| {
                    words(block.each().map(|(authority, slice)| {
                        slice.bands[authority.index()].map(QuartileBand::letter)
                    }))
                }),
                Box::new(|block| {
                    numbers(
                        block
                            .each()
                            .map(|(authority, slice)| block.previous(authority, slice)),
                    )
                }),
                Box::new(|block| {
                    numbers(block.each().map(|(authority, slice)| {
                        slice.value(authority) - block.previous(authority, slice)
                    }))
                }),
                Box::new(|block| {
                    words(
                        block.each().map(|(authority, slice)| {
                            slice.trends[authority.index()].map(Trend::word)
                        }),
                    )
                }),
                Box::new(|block| {
                    comparisons(
                        block
                            .each()
                            .map(|(authority, slice)| slice.vs_neighbours[authority.index()]),
                    )
                }),
                Box::new(|block| {
                    comparisons(
                        block
                            .each()
                            .map(|(authority, slice)| slice.vs_national[authority.index()]),
                    )
                }),
            ];
        make.par_iter().map(|make| make(self)).collect()
    }
}

/// The columns of `indicator_distribution`.
pub fn distribution(slices: &[IndicatorSlice], extract: &Extract) -> Vec<ArrayRef> {
    let order = Order::new(slices, extract);
    let spread = || order.slices.iter().map(|slice| slice.distribution.as_ref());
    let figure = |of: fn(&Distribution) -> f64| {
        numbers(spread().map(move |spread| spread.map_or(f64::NAN, of)))
    };
    let all =
        || (0..i32::try_from(order.slices.len()).expect("slices are fewer than 2^31")).map(Some);
    vec![
        placed(&order.indicators, all()),
        placed(&order.breakdowns, all()),
        placed(&order.periods, all()),
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
