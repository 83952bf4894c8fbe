//! Visits to settings as columns, and the function that makes settings of those of a bucket.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeBinaryArray, UInt8Array, UInt16Array, UInt32Array,
    UInt64Array,
};
use datafusion::arrow::datatypes::{
    DataType, Field, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use prost::Message;

use super::lists;
use super::portions::{self, Portion};
use super::wire::{NOT_OURS, SettledMessage, bytes};
use crate::cluster::Gathers;
use crate::contract::SourceKind;
use crate::domain::AuthorityIx;
use crate::extract::contract::inspection::{Inspection, VisitState};
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::RowLocation;
use crate::extract::reduce::inspections::{Reduced, Visit, of_bucket};
use crate::extract::reduce::series::{Followed, SeriesOfFiles};
use crate::tables::{Day, ProvisionIx, Urn};

/// A visit with its place in the order in which a run of one process reads rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub order: u64,
    pub visit: Inspection,
}

/// The columns of a visit that the function takes, beside what it needs to know.
pub(super) fn fields() -> Vec<Field> {
    let columns = [
        ("order", DataType::UInt64),
        ("urn", DataType::FixedSizeBinary(16)),
        ("location", DataType::UInt64),
        ("inspected_on", DataType::UInt32),
        ("event", DataType::UInt32),
        ("authority", DataType::UInt32),
        ("precedence", DataType::UInt16),
        ("provision", DataType::UInt8),
        ("standing", DataType::UInt8),
    ];
    columns
        .map(|(name, kind)| Field::new(name, kind, true))
        .into()
}

/// These visits as columns.
///
/// # Errors
/// As arrow has them.
pub(super) fn columns(visits: &[Placed]) -> Result<Vec<ArrayRef>, String> {
    let urns = visits.iter().map(|of| Some(of.visit.urn.to_bytes()));
    let urns = FixedSizeBinaryArray::try_from_sparse_iter_with_size(urns, 16);
    let day = |of: &Placed| of.visit.inspected_on.map(Day::number);
    let all = || visits.iter();
    Ok(vec![
        Arc::new(UInt64Array::from_iter_values(all().map(|of| of.order))),
        Arc::new(urns.map_err(|error| error.to_string())?),
        Arc::new(UInt64Array::from_iter_values(
            all().map(|of| of.visit.location.bits()),
        )),
        Arc::new(all().map(day).collect::<UInt32Array>()),
        Arc::new(UInt32Array::from_iter_values(
            all().map(|of| of.visit.event),
        )),
        Arc::new(UInt32Array::from_iter_values(
            // A council is at a place of 32 bits.
            all().map(|of| of.visit.authority.index() as u32),
        )),
        Arc::new(UInt16Array::from_iter_values(
            all().map(|of| of.visit.precedence.bits()),
        )),
        Arc::new(UInt8Array::from_iter_values(
            all().map(|of| of.visit.provision.place()),
        )),
        Arc::new(UInt8Array::from_iter_values(
            all().map(|of| of.visit.standing.bits()),
        )),
    ])
}

/// Makes settings of visits.
#[derive(Debug)]
pub(super) struct ToSettings {
    /// The lists that rows are of.
    series: SeriesOfFiles,
}

impl ToSettings {
    /// By what [`lists::known`] gives.
    ///
    /// # Errors
    /// Bytes that are none.
    pub(super) fn new(known: &[u8]) -> Result<Self, String> {
        Ok(Self {
            series: lists::series(known)?,
        })
    }
}

impl Gathers for ToSettings {
    type Group = Vec<Placed>;
    type Settled = Vec<Portion>;

    fn push(
        &self,
        groups: &mut [Self::Group],
        values: &[ArrayRef],
        group_of: &dyn Fn(usize) -> Option<usize>,
    ) -> Result<(), String> {
        let [
            order,
            urn,
            location,
            day,
            event,
            authority,
            precedence,
            provision,
            standing,
        ] = values
        else {
            return Err(NOT_OURS.into());
        };
        let order = order.as_primitive::<UInt64Type>();
        let urn = urn.as_fixed_size_binary();
        let location = location.as_primitive::<UInt64Type>();
        let day = day.as_primitive::<UInt32Type>();
        let event = event.as_primitive::<UInt32Type>();
        let authority = authority.as_primitive::<UInt32Type>();
        let precedence = precedence.as_primitive::<UInt16Type>();
        let provision = provision.as_primitive::<UInt8Type>();
        let standing = standing.as_primitive::<UInt8Type>();
        // A note is no visit.
        for row in (0..urn.len()).filter(|row| urn.is_valid(*row)) {
            let Some(group) = group_of(row) else { continue };
            let urn: [u8; 16] = urn.value(row).try_into().map_err(|_| NOT_OURS)?;
            groups[group].push(Placed {
                order: order.value(row),
                visit: Inspection {
                    urn: Urn::from_bytes(urn),
                    location: RowLocation::from_bits(location.value(row)),
                    inspected_on: match day.is_valid(row) {
                        true => Day::from_number(day.value(row)),
                        false => None,
                    },
                    event: event.value(row),
                    authority: AuthorityIx::new(authority.value(row)),
                    precedence: Precedence::from_bits(precedence.value(row)),
                    provision: ProvisionIx::new(provision.value(row)),
                    standing: VisitState::from_bits(standing.value(row)),
                },
            });
        }
        Ok(())
    }

    fn encode(&self, group: &Self::Group) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(group.len() * PLACED);
        for of in group {
            bytes.extend(of.order.to_le_bytes());
            bytes.extend(visit_bytes(&of.visit));
        }
        bytes
    }

    fn merge(&self, group: &mut Self::Group, bytes: &[u8]) -> Result<(), String> {
        let (rows, rest) = bytes.as_chunks::<PLACED>();
        if !rest.is_empty() {
            return Err(NOT_OURS.into());
        }
        group.reserve(rows.len());
        for row in rows {
            let (order, visit) = row.split_first_chunk::<8>().ok_or(NOT_OURS)?;
            group.push(Placed {
                order: u64::from_le_bytes(*order),
                visit: visit_of(visit).ok_or(NOT_OURS)?,
            });
        }
        Ok(())
    }

    fn settle(&self, mut group: Self::Group) -> Result<Vec<Portion>, String> {
        // However the rows were divided among processes, a bucket has them in one order.
        group.sort_unstable_by_key(|of| of.order);
        let visits: Vec<Inspection> = group.iter().map(|of| of.visit).collect();
        drop(group);
        let bucket = visits.first().map_or(0, |of| of.urn.bucket() as u32);
        let reduced = of_bucket(&visits, &self.series);
        let mut portions = portions::by_block(&reduced.settings);
        portions.push(Portion {
            block: None,
            bytes: bytes(&BucketMessage::of(bucket, reduced)),
        });
        Ok(portions)
    }

    fn column(&self, settled: Vec<Vec<Portion>>) -> ArrayRef {
        portions::column(&settled)
    }

    fn size(&self, group: &Self::Group) -> usize {
        group.capacity() * size_of::<Placed>()
    }
}

/// Bytes of a visit.
const VISIT: usize = 40;

/// Bytes of a visit with its place.
const PLACED: usize = 8 + VISIT;

fn visit_bytes(visit: &Inspection) -> [u8; VISIT] {
    let mut bytes = [0; VISIT];
    bytes[..16].copy_from_slice(&visit.urn.to_bytes());
    bytes[16..24].copy_from_slice(&visit.location.bits().to_le_bytes());
    let day = visit.inspected_on.map_or(0, Day::number);
    bytes[24..28].copy_from_slice(&day.to_le_bytes());
    bytes[28..32].copy_from_slice(&visit.event.to_le_bytes());
    bytes[32..36].copy_from_slice(&(visit.authority.index() as u32).to_le_bytes());
    bytes[36..38].copy_from_slice(&visit.precedence.bits().to_le_bytes());
    bytes[38] = visit.provision.place();
    bytes[39] = visit.standing.bits();
    bytes
}

fn visit_of(bytes: &[u8]) -> Option<Inspection> {
    let bytes: &[u8; VISIT] = bytes.try_into().ok()?;
    let four = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?))
    };
    let location = u64::from_le_bytes(bytes.get(16..24)?.try_into().ok()?);
    let precedence = u16::from_le_bytes(bytes.get(36..38)?.try_into().ok()?);
    Some(Inspection {
        urn: Urn::from_bytes(*bytes.first_chunk()?),
        location: RowLocation::from_bits(location),
        inspected_on: Day::from_number(four(24)?),
        event: four(28)?,
        authority: AuthorityIx::new(four(32)?),
        precedence: Precedence::from_bits(precedence),
        provision: ProvisionIx::new(bytes[38]),
        standing: VisitState::from_bits(bytes[39]),
    })
}

/// A row that repeats another of the same visit and extract.
#[derive(Clone, PartialEq, Message)]
struct RepeatedMessage {
    #[prost(bytes = "vec")]
    visit: Vec<u8>,
    /// The row that is kept.
    #[prost(bytes = "vec")]
    kept: Vec<u8>,
}

/// What became of the visits of a bucket, beside its settings.
#[derive(Clone, PartialEq, Message)]
pub(super) struct BucketMessage {
    /// The bucket; 0 where it has no visit.
    #[prost(uint32)]
    bucket: u32,
    #[prost(message, repeated)]
    repeated: Vec<RepeatedMessage>,
    #[prost(message, optional)]
    settled: Option<SettledMessage>,
    #[prost(uint64, repeated)]
    listed: Vec<u64>,
    #[prost(uint64, repeated)]
    still_listed: Vec<u64>,
}

impl BucketMessage {
    fn of(bucket: u32, reduced: Reduced) -> Self {
        let followed = || reduced.followed.iter();
        Self {
            bucket,
            listed: followed().map(|of| of.listed).collect(),
            still_listed: followed().map(|of| of.still_listed).collect(),
            repeated: reduced
                .duplicates
                .iter()
                .map(|(visit, kept)| RepeatedMessage {
                    visit: visit_bytes(visit).into(),
                    kept: visit_bytes(kept).into(),
                })
                .collect(),
            settled: Some(SettledMessage::of(reduced.settled, |of| {
                let day = of.day.map_or(0, Day::number);
                [&of.urn.to_bytes()[..], &day.to_le_bytes()].concat()
            })),
        }
    }

    /// The bucket, which puts it in order.
    pub(super) const fn bucket(&self) -> u32 {
        self.bucket
    }

    /// What became of the visits of a bucket, without its settings.
    ///
    /// # Errors
    /// What is not of this form.
    pub(super) fn read(self) -> Result<Reduced, String> {
        let repeated = self.repeated.iter();
        let repeated: Option<Vec<_>> = repeated
            .map(|of| Some((visit_of(&of.visit)?, visit_of(&of.kept)?)))
            .collect();
        let followed = self.listed.into_iter().zip(self.still_listed);
        let key = |bytes: &[u8]| {
            let (urn, day) = bytes.split_first_chunk::<16>().ok_or(NOT_OURS)?;
            let day: [u8; 4] = day.try_into().map_err(|_| NOT_OURS)?;
            Ok(Visit {
                urn: Urn::from_bytes(*urn),
                day: Day::from_number(u32::from_le_bytes(day)),
            })
        };
        let contract = SourceKind::Inspections.contract();
        Ok(Reduced {
            duplicates: repeated.ok_or(NOT_OURS)?,
            settled: self.settled.ok_or(NOT_OURS)?.read(contract, key)?,
            followed: followed
                .map(|(listed, still_listed)| Followed {
                    listed,
                    still_listed,
                })
                .collect(),
            ..Reduced::default()
        })
    }
}
