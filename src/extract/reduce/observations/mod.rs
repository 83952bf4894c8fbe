//! From observations to dense slices.

mod figures;
mod laid;
mod names;
mod slice_builder;
mod slice_table;

use chrono::NaiveDate;

use self::figures::Noted;
#[cfg(feature = "cluster")]
pub(crate) use self::figures::{FigureRows, Texts};
#[cfg(feature = "cluster")]
pub(crate) use self::laid::{Laid, LaidSlice};
#[cfg(feature = "cluster")]
pub(crate) use self::names::Label;
pub(crate) use self::slice_builder::SliceBuilder;
#[cfg(feature = "cluster")]
pub(crate) use self::slice_table::Figure;
pub(crate) use self::slice_table::{SliceTable, TwoKinds};
use crate::extract::contract::observation::{Observation, ObservationBatch};
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::Ledgers;
use crate::tables::Areas;

/// Lays observations out as dense slices, in order of indicator name, breakdown and period. Of
/// several extracts' figures for the same place that of the preferred extract is retained; a second
/// figure of the same extract is rejected.
///
/// `feed` gives one batch after another, in the order of the rows. Where none of them is of a
/// `dated` extract, only few are in memory at a time.
///
/// # Errors
/// What `feed` fails with.
pub(crate) fn latest<E>(
    feed: impl FnOnce(&mut (dyn FnMut(ObservationBatch) + Send)) -> Result<(), E>,
    ledgers: &Ledgers<'_>,
    dated: bool,
    areas: Areas,
    as_of: NaiveDate,
) -> Result<SliceTable, E> {
    if !dated {
        let mut builder = SliceBuilder::new(areas, false);
        feed(&mut |batch| {
            let noted = Noted::new(&batch, ledgers);
            builder.add(Precedence::UNKNOWN, &noted, &batch.rows);
        })?;
        return Ok(builder.finish().into_table());
    }
    let mut batches = Vec::new();
    feed(&mut |batch| batches.push(batch))?;
    // The preferred extract first, so that the first figure for a place is the one that is
    // retained.
    let mut extracts: Vec<(Precedence, &ObservationBatch, &[Observation])> = batches
        .iter()
        .flat_map(|batch| {
            batch.editions.iter().map(move |(edition, rows)| {
                (
                    Precedence::of(edition.day(), as_of),
                    batch,
                    &batch.rows[rows.clone()],
                )
            })
        })
        .collect();
    extracts.sort_by_key(|(precedence, ..)| *precedence);
    let several = extracts.first().map(|(precedence, ..)| precedence)
        != extracts.last().map(|(precedence, ..)| precedence);
    let mut builder = SliceBuilder::new(areas, several);
    for (precedence, batch, figures) in extracts {
        builder.add(precedence, &Noted::new(batch, ledgers), figures);
    }
    Ok(builder.finish().into_table())
}

#[cfg(test)]
mod tests;
