//! Figures of indicators as columns of a plan.

use std::hash::Hasher;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, StringArray, UInt8Array,
    UInt16Array, UInt32Array, UInt64Array,
};
use datafusion::arrow::datatypes::{DataType, Field, Int32Type};
use rustc_hash::FxHasher;

use crate::domain::folded;
use crate::extract::contract::observation::{Edition, Observation, ObservationBatch};
use crate::extract::contract::precedence::Precedence;
use crate::tables::Areas;

/// In how many buckets slices are laid out.
const BUCKETS: u64 = 1024;

/// Figures that follow one another in the order in which a run of one process lays them out.
pub(super) struct Placed<'b> {
    /// The batch that they are of.
    pub batch: &'b ObservationBatch,
    /// The extract of each.
    pub precedence: &'b [Precedence],
    /// The place of the first.
    pub order: u64,
    /// The areas that there are.
    pub areas: Areas,
}

/// The columns of a figure that the function takes, beside what it needs to know.
pub(super) fn fields() -> Vec<Field> {
    let texts = DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into());
    let columns = [
        ("order", DataType::UInt64),
        ("location", DataType::UInt64),
        ("precedence", DataType::UInt16),
        ("area", DataType::UInt32),
        ("indicator", DataType::UInt32),
        ("breakdown", texts.clone()),
        ("period", texts.clone()),
        ("status", texts),
        ("missing", DataType::UInt8),
        ("may_repeat", DataType::Boolean),
        ("value", DataType::Float64),
        ("numerator", DataType::Float64),
        ("denominator", DataType::Float64),
        ("low", DataType::Float64),
        ("high", DataType::Float64),
    ];
    columns
        .map(|(name, kind)| Field::new(name, kind, true))
        .into()
}

/// The bucket of each figure: those of a slice are in one.
pub(super) fn buckets(batch: &ObservationBatch) -> Vec<u32> {
    let hash = |write: &dyn Fn(&mut FxHasher)| {
        let mut hasher = FxHasher::default();
        write(&mut hasher);
        hasher.finish()
    };
    let breakdowns = batch.breakdowns.iter();
    let breakdowns: Vec<u64> = breakdowns
        .map(|name| hash(&|of| of.write(folded(name).as_bytes())))
        .collect();
    let periods = batch.periods.iter();
    let periods: Vec<u64> = periods
        .map(|(_, label)| {
            let (start, end, part, unit) = label.period.order();
            let shown = format!("{start} {end} {part} {unit:?}");
            hash(&|of| of.write(shown.as_bytes()))
        })
        .collect();
    let bucket = |figure: &Observation| {
        let of_slice = hash(&|of| {
            of.write_u64(figure.indicator.index() as u64);
            of.write_u64(breakdowns[figure.breakdown as usize]);
            of.write_u64(periods[figure.period as usize]);
        });
        // The upper half of it is the better mixed.
        ((of_slice >> 32) % BUCKETS) as u32
    };
    batch.rows.iter().map(bucket).collect()
}

/// These figures as columns.
///
/// # Errors
/// As arrow has them.
pub(super) fn columns(placed: &Placed<'_>) -> Result<Vec<ArrayRef>, String> {
    let (batch, areas) = (placed.batch, placed.areas);
    let all = || batch.rows.iter();
    let texts = |keys: Int32Array, texts: StringArray| {
        let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::new(texts));
        array
            .map(|array| Arc::new(array) as ArrayRef)
            .map_err(|error| error.to_string())
    };
    let key = |at: u32| i32::try_from(at).ok();
    let numbers = |of: &dyn Fn(&Observation) -> f64| {
        Arc::new(Float64Array::from_iter_values(all().map(of))) as ArrayRef
    };
    let count = batch.rows.len() as u64;
    Ok(vec![
        Arc::new(UInt64Array::from_iter_values(
            placed.order..placed.order + count,
        )),
        Arc::new(UInt64Array::from_iter_values(
            all().map(|of| batch.raw.location(of.row as usize).bits()),
        )),
        Arc::new(UInt16Array::from_iter_values(
            placed.precedence.iter().map(|of| of.bits()),
        )),
        Arc::new(UInt32Array::from_iter_values(
            // A nation has fewer than 2^32 areas.
            all().map(|of| areas.place(of.area) as u32),
        )),
        Arc::new(UInt32Array::from_iter_values(
            all().map(|of| of.indicator.index() as u32),
        )),
        texts(
            all().map(|of| key(of.breakdown)).collect(),
            StringArray::from_iter_values(&batch.breakdowns),
        )?,
        texts(
            all().map(|of| key(of.period)).collect(),
            StringArray::from_iter_values(batch.periods.iter().map(|(written, _)| written)),
        )?,
        texts(
            all().map(|of| of.status.and_then(key)).collect(),
            StringArray::from_iter_values(&batch.statuses),
        )?,
        Arc::new(UInt8Array::from_iter_values(
            all().map(|of| of.missing as u8),
        )),
        Arc::new(BooleanArray::from(vec![batch.may_repeat; batch.rows.len()])),
        numbers(&|of| of.value),
        numbers(&|of| of.parts.0),
        numbers(&|of| of.parts.1),
        numbers(&|of| of.limits.0),
        numbers(&|of| of.limits.1),
    ])
}

/// The extract of each figure of a batch.
pub(super) fn precedences(
    batch: &ObservationBatch,
    dated: bool,
    of: impl Fn(&Edition) -> Precedence,
) -> Vec<Precedence> {
    if !dated {
        return vec![Precedence::UNKNOWN; batch.rows.len()];
    }
    let editions = batch.editions.iter();
    editions
        .flat_map(|(edition, rows)| std::iter::repeat_n(of(edition), rows.len()))
        .collect()
}
