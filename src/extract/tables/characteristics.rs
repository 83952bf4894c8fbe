//! Background features of authorities.

use crate::domain::AuthorityIx;
use crate::extract::cell;
use crate::extract::quarantine::Quarantined;
use crate::extract::rows::Rows;
use crate::extract::source::Batch;

use super::Authorities;

/// One feature of an authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Characteristic {
    /// The authority.
    pub authority: AuthorityIx,
    /// The feature's name.
    pub feature: String,
    /// Its value.
    pub value: f64,
}

/// Reads the rows of a batch; a feature that an authority has no value for is left out.
pub fn read(batch: &Batch<'_>, authorities: &Authorities) -> Rows<Characteristic> {
    let authority = batch.parse("authority", |scalar| authorities.authority(scalar));
    let feature = batch.parse("feature", cell::text);
    let value = batch.parse("value", cell::number);
    Rows::collect(batch, &["authority", "feature"], |row| {
        let Some(value) = value.optional(row)? else {
            return Ok(None);
        };
        Ok(Some(Characteristic {
            authority: *authority.required(row)?,
            feature: feature.required(row)?.clone(),
            value: *value,
        }))
    })
}

/// The features, in order of authority and feature; a second value is set aside.
pub fn checked(
    mut rows: Rows<Characteristic>,
    quarantined: &mut Vec<Quarantined>,
) -> Vec<Characteristic> {
    let key = |row: &Characteristic| (row.authority, row.feature.clone());
    rows.reject_duplicates(key, quarantined);
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows.into_values().collect()
}
