//! What was laid out of the figures of a bucket, on its way to whoever puts the buckets together.

use std::sync::Arc;

use prost::Message;

use super::aside::{Aside, What};
use super::wire::{NOT_OURS, SettledMessage, bytes, message, packed, precedence, unpacked};
use crate::contract::SourceKind;
use crate::domain::{MissingReason, PeriodLabel};
use crate::extract::quarantine::RowLocation;
use crate::extract::reduce::observations::{Figure, Label, Laid, LaidSlice};
use crate::tables::{Areas, IndicatorIx, LimitSource, Limits, Parts, Slice};

/// The place of a row in the order in which figures are laid out: of its extract, and in all of them.
type Place = (u16, u64);

/// Two rows of numbers side by side.
#[derive(Clone, PartialEq, Message)]
struct PairMessage {
    #[prost(bytes = "vec")]
    one: Vec<u8>,
    #[prost(bytes = "vec")]
    other: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct SliceMessage {
    #[prost(uint32)]
    indicator: u32,
    #[prost(string)]
    breakdown: String,
    /// The period as the first row writes it.
    #[prost(string)]
    written: String,
    #[prost(bytes = "vec")]
    values: Vec<u8>,
    #[prost(message, optional)]
    parts: Option<PairMessage>,
    #[prost(message, optional)]
    limits: Option<PairMessage>,
    #[prost(bytes = "vec")]
    missing: Vec<u8>,
    #[prost(string, repeated)]
    statuses: Vec<String>,
    /// One more than the place of each figure's status; empty where no figure has one.
    #[prost(uint32, repeated)]
    status_of: Vec<u32>,
    #[prost(uint32, repeated)]
    labels: Vec<u32>,
    #[prost(uint64, repeated)]
    rows: Vec<u64>,
    #[prost(uint32)]
    precedence: u32,
    #[prost(fixed64)]
    order: u64,
}

#[derive(Clone, PartialEq, Message)]
struct AsideMessage {
    #[prost(fixed64)]
    location: u64,
    #[prost(uint32)]
    precedence: u32,
    #[prost(fixed64)]
    order: u64,
    #[prost(bool)]
    has_value: bool,
    /// The key of a row that is rejected.
    #[prost(string, optional)]
    key: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
struct FigureMessage {
    #[prost(uint32)]
    area: u32,
    #[prost(uint32)]
    indicator: u32,
    #[prost(string)]
    breakdown: String,
    #[prost(uint32)]
    slice: u32,
}

/// What was laid out of the figures of a bucket.
#[derive(Clone, PartialEq, Message)]
pub(super) struct BucketMessage {
    #[prost(message, repeated)]
    slices: Vec<SliceMessage>,
    /// The labels that slices name by place, as rows write them.
    #[prost(string, repeated)]
    labels: Vec<String>,
    /// How breakdowns are spelt.
    #[prost(string, repeated)]
    spellings: Vec<String>,
    /// The rows of each spelling.
    #[prost(uint64, repeated)]
    spelt: Vec<u64>,
    #[prost(message, optional)]
    settled: Option<SettledMessage>,
    #[prost(message, repeated)]
    aside: Vec<AsideMessage>,
}

impl BucketMessage {
    /// What was laid out; `place` gives the place of a row, and its period as it writes it.
    pub(super) fn of(
        laid: Laid,
        aside: Vec<Aside>,
        areas: Areas,
        place: impl Fn(u32) -> (Place, String),
    ) -> Self {
        let key = |of: &Figure| {
            bytes(&FigureMessage {
                area: areas.place(of.area) as u32,
                indicator: of.indicator.index() as u32,
                breakdown: of.breakdown.clone(),
                slice: of.slice as u32,
            })
        };
        let (spellings, spelt) = laid
            .breakdowns
            .spellings()
            .map(|(name, rows)| (name.to_owned(), rows))
            .unzip();
        Self {
            slices: laid
                .slices
                .into_iter()
                .map(|of| {
                    let ((precedence, order), written) = place(of.began);
                    SliceMessage {
                        precedence: precedence.into(),
                        order,
                        ..SliceMessage::of(of, written)
                    }
                })
                .collect(),
            labels: laid.labels.into_iter().map(|of| of.written).collect(),
            spellings,
            spelt,
            settled: Some(SettledMessage::of(laid.settled, key)),
            aside: aside.into_iter().map(AsideMessage::of).collect(),
        }
    }
}

impl SliceMessage {
    fn of(laid: LaidSlice, written: String) -> Self {
        let LaidSlice {
            slice, labelled, ..
        } = laid;
        let pair = |one: &[f64], other: &[f64]| PairMessage {
            one: packed(one),
            other: packed(other),
        };
        let mut statuses: Vec<String> = Vec::new();
        let mut place = |text: &str| {
            let known = statuses.iter().position(|known| known == text);
            let place = known.unwrap_or_else(|| {
                statuses.push(text.to_owned());
                statuses.len() - 1
            });
            // A slice has fewer areas than that.
            place as u32 + 1
        };
        let of_figures = slice.statuses.iter().flatten();
        let status_of = of_figures
            .map(|of| of.as_deref().map_or(0, &mut place))
            .collect();
        let (labels, rows) = labelled.into_iter().unzip();
        Self {
            indicator: slice.indicator.index() as u32,
            breakdown: slice.breakdown,
            written,
            values: packed(&slice.values),
            parts: slice.parts.map(|of| pair(&of.numerators, &of.denominators)),
            limits: slice.limits.map(|of| pair(&of.lows, &of.highs)),
            missing: slice.missing.iter().map(|of| *of as u8).collect(),
            statuses,
            status_of,
            labels,
            rows,
            precedence: 0,
            order: 0,
        }
    }

    fn read(self, labels: &[u32]) -> Result<(Place, LaidSlice), String> {
        let label = PeriodLabel::parse(&self.written);
        let label = label.map_err(|error| format!("{NOT_OURS} ({error})"))?;
        let statuses: Vec<Arc<str>> = self.statuses.iter().map(|of| (**of).into()).collect();
        let status = |place: u32| match place.checked_sub(1) {
            None => Ok(None),
            Some(place) => {
                let status = statuses.get(place as usize).ok_or(NOT_OURS)?;
                Ok::<_, String>(Some(Arc::clone(status)))
            }
        };
        let missing = self.missing.iter();
        let missing: Option<Vec<MissingReason>> = missing
            .map(|of| MissingReason::ALL.get(usize::from(*of)).copied())
            .collect();
        let status_of = self.status_of.iter().map(|place| status(*place));
        let labelled = self.labels.iter().zip(self.rows).map(|(place, rows)| {
            let label = labels.get(*place as usize).ok_or(NOT_OURS)?;
            Ok::<_, String>((*label, rows))
        });
        let slice = Slice {
            indicator: IndicatorIx::new(self.indicator),
            breakdown: self.breakdown,
            label: label.shown,
            period: label.period,
            values: unpacked(&self.values),
            parts: self.parts.map(|of| Parts {
                numerators: unpacked(&of.one),
                denominators: unpacked(&of.other),
            }),
            limits: self.limits.map(|of| Limits {
                lows: unpacked(&of.one),
                highs: unpacked(&of.other),
                source: LimitSource::Published,
            }),
            missing: missing.ok_or(NOT_OURS)?,
            statuses: match self.status_of.is_empty() {
                true => None,
                false => Some(status_of.collect::<Result<_, _>>()?),
            },
        };
        let precedence = precedence(self.precedence)?;
        let laid = LaidSlice {
            slice,
            labelled: labelled.collect::<Result<_, _>>()?,
            began: 0,
        };
        Ok(((precedence.bits(), self.order), laid))
    }
}

impl AsideMessage {
    fn of(aside: Aside) -> Self {
        let (has_value, key) = match aside.what {
            What::LeftOut { has_value } => (has_value, None),
            What::Rejected { key } => (false, Some(key)),
        };
        Self {
            location: aside.location.bits(),
            precedence: aside.place.0.into(),
            order: aside.place.1,
            has_value,
            key,
        }
    }

    fn read(self) -> Result<Aside, String> {
        Ok(Aside {
            location: RowLocation::from_bits(self.location),
            place: (precedence(self.precedence)?.bits(), self.order),
            what: match self.key {
                Some(key) => What::Rejected { key },
                None => What::LeftOut {
                    has_value: self.has_value,
                },
            },
        })
    }
}

/// What was laid out in every bucket, one after another.
#[derive(Default)]
pub(super) struct Together {
    laid: Laid,
    /// The places of the first rows of the slices.
    began: Vec<Place>,
    aside: Vec<Aside>,
}

impl Together {
    /// Takes in what was laid out in a bucket.
    ///
    /// # Errors
    /// What is not of this form.
    pub(super) fn add(&mut self, of: BucketMessage, areas: Areas) -> Result<(), String> {
        let mut labels = Vec::with_capacity(of.labels.len());
        for written in of.labels {
            let label = PeriodLabel::parse(&written);
            let label = label.map_err(|error| format!("{NOT_OURS} ({error})"))?;
            labels.push(self.label(Label {
                kind: label.kind(),
                shown: label.shown,
                written,
            })?);
        }
        for (name, rows) in of.spellings.iter().zip(of.spelt) {
            self.laid.breakdowns.count(name, rows);
        }
        let before = self.laid.slices.len();
        for slice in of.slices {
            let (place, slice) = slice.read(&labels)?;
            self.began.push(place);
            self.laid.slices.push(slice);
        }
        let key = |bytes: &[u8]| {
            let of: FigureMessage = message(bytes)?;
            Ok(Figure {
                area: areas.at(of.area as usize).ok_or(NOT_OURS)?,
                indicator: IndicatorIx::new(of.indicator),
                breakdown: of.breakdown,
                slice: before + of.slice as usize,
            })
        };
        let settled = of.settled.ok_or(NOT_OURS)?;
        let contract = SourceKind::Observations.contract();
        self.laid.settled.add(settled.read(contract, key)?);
        for aside in of.aside {
            self.aside.push(aside.read()?);
        }
        Ok(())
    }

    /// The place of a label among those of all buckets.
    fn label(&mut self, label: Label) -> Result<u32, String> {
        let same = |known: &Label| known.shown == label.shown && known.kind == label.kind;
        let known = self.laid.labels.iter().position(same);
        let place = known.unwrap_or_else(|| {
            self.laid.labels.push(label);
            self.laid.labels.len() - 1
        });
        u32::try_from(place).map_err(|error| error.to_string())
    }

    /// All of it, slices in the order in which a run of one process begins them, and the rows that
    /// nobody needs in the order in which it meets them.
    pub(super) fn finish(self) -> (Laid, Vec<Aside>) {
        let Self {
            mut laid,
            began,
            mut aside,
        } = self;
        let mut order: Vec<usize> = (0..laid.slices.len()).collect();
        order.sort_unstable_by_key(|at| began[*at]);
        let mut place_of = vec![0; order.len()];
        for (place, at) in order.iter().enumerate() {
            place_of[*at] = place;
        }
        for corrected in &mut laid.settled.corrected {
            corrected.key.slice = place_of[corrected.key.slice];
        }
        let mut slices: Vec<_> = place_of.into_iter().zip(laid.slices).collect();
        slices.sort_unstable_by_key(|(place, _)| *place);
        laid.slices = slices.into_iter().map(|(_, slice)| slice).collect();
        aside.sort_by_key(|of| of.place);
        (laid, aside)
    }
}
