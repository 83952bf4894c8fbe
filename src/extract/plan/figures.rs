//! The function that lays the figures of a bucket out.

use std::cell::RefCell;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int32Array, LargeBinaryArray, StringArray,
};
use datafusion::arrow::datatypes::{
    Float64Type, Int32Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use prost::Message;
use rustc_hash::FxHashMap;

use super::aside::{Aside, What};
use super::figure_rows::{FIGURE, Figure};
use super::laid::BucketMessage;
use super::wire::{NOT_OURS, bytes, message};
use crate::cluster::Gathers;
use crate::domain::{MissingReason, PeriodLabel};
use crate::extract::contract::observation::Observation;
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::RowLocation;
use crate::extract::reduce::observations::{FigureRows, SliceBuilder, Texts};
use crate::tables::{Areas, IndicatorIx};

/// Texts, each once.
#[derive(Debug, Default)]
struct Listed {
    places: FxHashMap<String, u32>,
    texts: Vec<String>,
}

impl Listed {
    fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        // A group has fewer rows than that.
        let place = self.texts.len() as u32;
        self.places.insert(text.to_owned(), place);
        self.texts.push(text.to_owned());
        place
    }
}

/// The figures of a bucket.
#[derive(Debug, Default)]
pub(super) struct Figures {
    breakdowns: Listed,
    periods: Listed,
    statuses: Listed,
    rows: Vec<Figure>,
}

/// The figures of a bucket as they go from one process to another.
#[derive(Clone, PartialEq, Message)]
struct FiguresMessage {
    #[prost(string, repeated)]
    breakdowns: Vec<String>,
    #[prost(string, repeated)]
    periods: Vec<String>,
    #[prost(string, repeated)]
    statuses: Vec<String>,
    #[prost(bytes = "vec")]
    rows: Vec<u8>,
}

/// Lays figures out.
#[derive(Debug)]
pub(super) struct ToSlices {
    areas: Areas,
}

/// What the function needs to know beside the figures.
#[derive(Clone, PartialEq, Message)]
struct AreasMessage {
    #[prost(uint64)]
    authorities: u64,
    #[prost(uint64)]
    regions: u64,
}

/// What the function needs to know of the areas that there are.
pub(super) fn known(areas: Areas) -> Vec<u8> {
    bytes(&AreasMessage {
        authorities: areas.authorities as u64,
        regions: areas.regions as u64,
    })
}

impl ToSlices {
    /// By what [`known`] gives.
    ///
    /// # Errors
    /// Bytes that are none.
    pub(super) fn new(known: &[u8]) -> Result<Self, String> {
        let areas: AreasMessage = message(known)?;
        Ok(Self {
            areas: Areas {
                authorities: usize::try_from(areas.authorities).map_err(|_| NOT_OURS)?,
                regions: usize::try_from(areas.regions).map_err(|_| NOT_OURS)?,
            },
        })
    }
}

/// A column of texts: the texts, and which of them each row has.
struct TextColumn<'a> {
    keys: &'a Int32Array,
    texts: &'a StringArray,
}

impl<'a> TextColumn<'a> {
    fn of(array: &'a ArrayRef) -> Option<Self> {
        let array = array.as_dictionary_opt::<Int32Type>()?;
        Some(Self {
            keys: array.keys(),
            texts: array.values().as_string_opt::<i32>()?,
        })
    }

    fn at(&self, row: usize) -> Option<&'a str> {
        let key = self.keys.is_valid(row).then(|| self.keys.value(row))?;
        Some(self.texts.value(usize::try_from(key).ok()?))
    }
}

impl Gathers for ToSlices {
    type Group = Figures;
    type Settled = Vec<u8>;

    fn push(
        &self,
        groups: &mut [Self::Group],
        values: &[ArrayRef],
        group_of: &dyn Fn(usize) -> Option<usize>,
    ) -> Result<(), String> {
        let [
            order,
            location,
            precedence,
            area,
            indicator,
            breakdown,
            period,
            status,
            missing,
            may_repeat,
            numbers @ ..,
        ] = values
        else {
            return Err(NOT_OURS.into());
        };
        let order = order.as_primitive::<UInt64Type>();
        let location = location.as_primitive::<UInt64Type>();
        let precedence = precedence.as_primitive::<UInt16Type>();
        let area = area.as_primitive::<UInt32Type>();
        let indicator = indicator.as_primitive::<UInt32Type>();
        let breakdown = TextColumn::of(breakdown).ok_or(NOT_OURS)?;
        let period = TextColumn::of(period).ok_or(NOT_OURS)?;
        let status = TextColumn::of(status).ok_or(NOT_OURS)?;
        let missing = missing.as_primitive::<UInt8Type>();
        let may_repeat = may_repeat.as_boolean();
        let numbers: Vec<&Float64Array> = numbers
            .iter()
            .map(|of| of.as_primitive::<Float64Type>())
            .collect();
        let numbers: [&Float64Array; 5] = numbers.try_into().map_err(|_| NOT_OURS)?;
        // A note is no figure.
        for row in (0..order.len()).filter(|row| order.is_valid(*row)) {
            let Some(group) = group_of(row) else { continue };
            let group = &mut groups[group];
            let figure = Figure {
                order: order.value(row),
                location: location.value(row),
                precedence: precedence.value(row),
                missing: missing.value(row),
                may_repeat: may_repeat.value(row),
                area: area.value(row),
                indicator: indicator.value(row),
                breakdown: group.breakdowns.place(breakdown.at(row).ok_or(NOT_OURS)?),
                period: group.periods.place(period.at(row).ok_or(NOT_OURS)?),
                status: status.at(row).map_or(0, |of| group.statuses.place(of) + 1),
                numbers: numbers.map(|of| of.value(row)),
            };
            group.rows.push(figure);
        }
        Ok(())
    }

    fn encode(&self, group: &Self::Group) -> Vec<u8> {
        bytes(&FiguresMessage {
            breakdowns: group.breakdowns.texts.clone(),
            periods: group.periods.texts.clone(),
            statuses: group.statuses.texts.clone(),
            rows: group.rows.iter().flat_map(Figure::bytes).collect(),
        })
    }

    fn merge(&self, group: &mut Self::Group, bytes: &[u8]) -> Result<(), String> {
        let of: FiguresMessage = message(bytes)?;
        let places = |listed: &mut Listed, texts: &[String]| -> Vec<u32> {
            texts.iter().map(|text| listed.place(text)).collect()
        };
        let breakdowns = places(&mut group.breakdowns, &of.breakdowns);
        let periods = places(&mut group.periods, &of.periods);
        let statuses = places(&mut group.statuses, &of.statuses);
        let place = |places: &[u32], at: u32| places.get(at as usize).copied().ok_or(NOT_OURS);
        let (rows, _) = of.rows.as_chunks::<FIGURE>();
        group.rows.reserve(rows.len());
        for row in rows {
            let figure = Figure::read(row).ok_or(NOT_OURS)?;
            let status = figure.status.checked_sub(1);
            group.rows.push(Figure {
                breakdown: place(&breakdowns, figure.breakdown)?,
                period: place(&periods, figure.period)?,
                status: match status {
                    Some(status) => place(&statuses, status)? + 1,
                    None => 0,
                },
                ..figure
            });
        }
        Ok(())
    }

    fn settle(&self, mut group: Self::Group) -> Result<Vec<u8>, String> {
        group.rows.sort_unstable_by(Figure::before);
        let laid = LaidOut::new(&group, self.areas)?;
        let several =
            group.rows.first().map(|of| of.precedence) != group.rows.last().map(|of| of.precedence);
        let mut builder = SliceBuilder::new(self.areas, several);
        let mut start = 0;
        let runs = group
            .rows
            .chunk_by(|a, b| (a.precedence, a.may_repeat) == (b.precedence, b.may_repeat));
        for run in runs {
            let (Some(first), end) = (run.first(), start + run.len()) else {
                continue;
            };
            let rows = laid.rows(first.may_repeat);
            builder.add(
                Precedence::from_bits(first.precedence),
                &rows,
                &laid.figures[start..end],
            );
            start = end;
        }
        let aside = laid.aside.into_inner();
        let place = |row: u32| {
            let figure = &group.rows[row as usize];
            let written = &group.periods.texts[figure.period as usize];
            ((figure.precedence, figure.order), written.clone())
        };
        Ok(bytes(&BucketMessage::of(
            builder.finish(),
            aside,
            self.areas,
            place,
        )))
    }

    fn column(&self, settled: Vec<Vec<u8>>) -> ArrayRef {
        Arc::new(LargeBinaryArray::from_iter_values(settled))
    }

    fn size(&self, group: &Self::Group) -> usize {
        let listed = |of: &Listed| of.texts.len() * 96;
        let texts = [&group.breakdowns, &group.periods, &group.statuses].map(listed);
        group.rows.capacity() * size_of::<Figure>() + texts.iter().sum::<usize>()
    }
}

/// The figures of a bucket as they are laid out.
struct LaidOut<'g> {
    group: &'g Figures,
    periods: Vec<(String, PeriodLabel)>,
    statuses: Vec<Arc<str>>,
    figures: Vec<Observation>,
    aside: RefCell<Vec<Aside>>,
}

impl<'g> LaidOut<'g> {
    fn new(group: &'g Figures, areas: Areas) -> Result<Self, String> {
        let periods = group.periods.texts.iter().map(|text| {
            let label =
                PeriodLabel::parse(text).map_err(|error| format!("{NOT_OURS} ({error})"))?;
            Ok::<_, String>((text.clone(), label))
        });
        let figures = (0..).zip(&group.rows).map(|(row, of)| {
            let [value, numerator, denominator, low, high] = of.numbers;
            Some(Observation {
                area: areas.at(of.area as usize)?,
                indicator: IndicatorIx::new(of.indicator),
                breakdown: of.breakdown,
                period: of.period,
                value,
                parts: (numerator, denominator),
                limits: (low, high),
                missing: *MissingReason::ALL.get(usize::from(of.missing))?,
                status: of.status.checked_sub(1),
                row,
            })
        });
        Ok(Self {
            periods: periods.collect::<Result<_, _>>()?,
            statuses: group
                .statuses
                .texts
                .iter()
                .map(|of| (**of).into())
                .collect(),
            figures: figures.collect::<Option<_>>().ok_or(NOT_OURS)?,
            aside: RefCell::default(),
            group,
        })
    }

    const fn rows(&self, may_repeat: bool) -> Rows<'_, 'g> {
        Rows {
            laid: self,
            may_repeat,
        }
    }
}

/// Figures of a bucket of which all may repeat another, or none.
struct Rows<'l, 'g> {
    laid: &'l LaidOut<'g>,
    may_repeat: bool,
}

impl Rows<'_, '_> {
    fn put_aside(&self, row: u32, what: What) {
        let figure = &self.laid.group.rows[row as usize];
        self.laid.aside.borrow_mut().push(Aside {
            location: RowLocation::from_bits(figure.location),
            place: (figure.precedence, figure.order),
            what,
        });
    }
}

impl FigureRows for Rows<'_, '_> {
    fn texts(&self) -> Texts<'_> {
        Texts {
            periods: &self.laid.periods,
            breakdowns: &self.laid.group.breakdowns.texts,
            statuses: &self.laid.statuses,
        }
    }

    fn may_repeat(&self) -> bool {
        self.may_repeat
    }

    fn location(&self, row: u32) -> RowLocation {
        RowLocation::from_bits(self.laid.group.rows[row as usize].location)
    }

    fn leave_out(&self, row: u32, has_value: bool) {
        self.put_aside(row, What::LeftOut { has_value });
    }

    fn reject(&self, row: u32, key: String) {
        self.put_aside(row, What::Rejected { key });
    }
}
