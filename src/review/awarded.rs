//! The ratings that a run awarded.

use std::collections::BTreeMap;
use std::path::Path;

use super::ReviewError;
use super::table::Columns;
use crate::publish::tables::declaration::DeclaredColumn;
use crate::publish::tables::ratings::TABLE;
use crate::publish::tables::ratings::column::{authority, awarded_rating};

/// The ratings that the run in `folder` awarded, by the authority's code; those not rated are
/// left out.
///
/// # Errors
/// When the run's table cannot be read.
pub fn awarded(folder: &Path) -> Result<BTreeMap<String, i32>, ReviewError> {
    let path = folder.join(TABLE.file_name());
    let columns = Columns::read(&path, &[authority::NAME, awarded_rating::NAME], None)?;
    let codes = columns.column::<authority>()?;
    let levels = columns.column::<awarded_rating>()?;
    let mut awarded = BTreeMap::new();
    for row in 0..columns.len() {
        if let Some(level) = levels.value(row)? {
            awarded.insert(codes.value(row)?, level);
        }
    }
    Ok(awarded)
}
