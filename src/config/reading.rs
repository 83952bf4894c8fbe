//! What a feed says of where the tables in its files stand, and how they are written.

use super::feed_toml::FeedToml;
use super::ranges::{ROW, ROWS_ABOVE};
use super::{ConfigError, ConfigFile};
use crate::read::ReadOptions;

/// How the tables in a feed's files are found.
pub(super) fn reading(file: &ConfigFile, toml: &FeedToml) -> Result<ReadOptions, ConfigError> {
    let delimiter = toml
        .delimiter
        .as_ref()
        .map(|delimiter| {
            u8::try_from(*delimiter.get_ref())
                .ok()
                .filter(u8::is_ascii)
                .ok_or_else(|| {
                    file.error_at(
                        &delimiter.span(),
                        "delimiter must be one ASCII character, such as \";\" or \"\\t\"",
                    )
                })
        })
        .transpose()?;
    if let (Some(row), Some(_)) = (&toml.header_row, &toml.skip_rows) {
        return Err(file.error_at(
            &row.span(),
            "there are header_row and skip_rows; each says where the header is, so leave one out",
        ));
    }
    let header_row = ROW.optional(file, "header_row", toml.header_row.as_ref())?;
    let skip_rows = ROWS_ABOVE
        .optional(file, "skip_rows", toml.skip_rows.as_ref())?
        .map(|rows| usize::try_from(rows).expect("a sheet's rows are within a usize"));
    Ok(ReadOptions {
        encoding: toml.encoding,
        delimiter,
        sheet: toml.sheet.clone(),
        skip_rows,
        header_row,
        stop_at_blank: toml.stop_at_blank,
        fill_down: toml.fill_down.clone(),
        strip_footnotes: toml.strip_footnotes,
    })
}
