//! Background features of authorities.

use super::area_names;
use super::parse;
use super::rows::Rows;
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Authorities, Characteristic};

/// Reads the rows of a batch; a feature that an authority has no value for is left out.
pub fn read(batch: &Batch<'_>, authorities: &Authorities) -> Rows<Characteristic> {
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let feature = batch.parse("feature", parse::text);
    let value = batch.parse("value", parse::figure);
    Rows::collect(batch, &["authority", "feature"], |row| {
        let Some(value) = value.optional(row)? else {
            return Ok(None);
        };
        Ok(Some(Characteristic {
            authority: *authority.required(row)?,
            feature: feature.required(row)?.clone(),
            value: value.as_shown(),
        }))
    })
}

/// The features, in order of authority and feature; a second value is set aside.
pub fn checked(mut rows: Rows<Characteristic>, ledgers: &Ledgers<'_>) -> Vec<Characteristic> {
    let key = |row: &Characteristic| (row.authority, row.feature.clone());
    rows.reject_duplicates(ledgers, key);
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows.into_values().collect()
}
