//! `format`: shapes of files that publishers use for everything, of which an analyst names only what
//! differs from file to file.

use std::ops::Range;

use toml::Spanned;

use super::feed_toml::{FormatToml, IndicatorsToml};
use super::{ConfigError, ConfigFile, Feed, ees, fingertips};
use crate::contract::SourceKind;

/// Which rows are kept, by the columns that a file has, with the place of the feed's own part.
type Condition = (Range<usize>, Vec<String>);

/// Fills `feed` in as its format says; `own` is the feed's own condition. Gives the condition that
/// holds then.
pub(super) fn fill(
    file: &ConfigFile,
    feed: &mut Feed,
    format: FormatToml,
    indicators: Option<Spanned<IndicatorsToml>>,
    filters: Option<&[String]>,
    own: Option<(Range<usize>, String)>,
) -> Result<Option<Condition>, ConfigError> {
    let Some(word) = format.word() else {
        if indicators.is_some() || filters.is_some() {
            return Err(feed.error(
                file,
                "`indicators` and `filters` belong to format = \"ees\" or \"fingertips\"; add it, or map the columns",
            ));
        }
        return Ok(own.map(|(span, sql)| (span, vec![sql])));
    };
    if feed.kind != SourceKind::Observations {
        return Err(feed.error(
            file,
            format!("format = \"{word}\" gives observations; say [sources.observations]"),
        ));
    }
    if feed.unpivot.is_some() {
        return Err(feed.error(
            file,
            format!("format = \"{word}\" says how the file is laid out; leave `unpivot` out"),
        ));
    }
    let indicators = indicators.map(|toml| {
        let span = toml.span();
        Spanned::new(span, toml.into_inner().0)
    });
    let of_feed = own.as_ref().map(|(_, sql)| sql.as_str());
    let implied = match (format, &indicators) {
        (FormatToml::Fingertips, _) => fingertips::implied(file, indicators.as_ref(), filters)?,
        (FormatToml::Table | FormatToml::Ees, Some(indicators)) => {
            ees::implied(file, indicators, filters.unwrap_or_default(), of_feed)?
        }
        (FormatToml::Table | FormatToml::Ees, None) => {
            return Err(feed.error(
                file,
                "format = \"ees\" needs its indicator columns, such as indicators = { referral_count = \"Referrals\" }",
            ));
        }
    };
    for (column, mapping) in implied.columns {
        feed.columns.entry(column.to_owned()).or_insert(mapping);
    }
    feed.unpivot = implied.unpivot;
    feed.whole_years = implied.whole_years;
    feed.may_repeat = implied.may_repeat;
    if feed.total.is_none() {
        feed.total = implied.total;
    }
    Ok(Some(both(own, implied.kept)))
}

/// Both conditions, by the columns that a file has; a condition that is not known is not fulfilled.
fn both(own: Option<(Range<usize>, String)>, kept: Vec<String>) -> Condition {
    match own {
        None => (0..0, kept),
        Some((span, own)) => (
            span,
            kept.into_iter()
                .map(|kept| format!("({own}) AND ({kept})"))
                .collect(),
        ),
    }
}
