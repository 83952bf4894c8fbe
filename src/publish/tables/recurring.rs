//! Columns, units and values that several tables share.

use super::declaration::shared;
use super::kind::Category;
use crate::tables::{Authorities, Authority};

/// The unit of a rating and of a band.
pub(crate) const RATING: &str = "rating from 1 to 4, 4 is best";

/// The unit of a share.
pub(crate) const SHARE: &str = "share from 0 to 1";

/// The unit of a word from a fixed list.
pub(crate) const WORD: &str = "word";

/// The unit of a number of settings.
pub(crate) const SETTINGS: &str = "settings";

/// The unit of a number of draws.
pub(crate) const DRAWS: &str = "draws";

/// The unit of a number of indicators.
pub(crate) const INDICATORS: &str = "indicators";

/// The unit of a number of authorities.
pub(crate) const AUTHORITIES: &str = "authorities";

/// The unit of a value of whatever indicator stands in the row.
pub(crate) const UNIT_OF_INDICATOR: &str = "unit of the indicator";

shared! {
    /// The authority, by its code in the pipeline's authorities table.
    authority: Category ["authority code"];
    /// The awarded rating against the previous one: `improved`, `same` or `declined`; missing where
    /// either is missing.
    direction: Option<Category> [WORD];
    /// The type of provision, such as `childrens_home`.
    provision: Category ["provision key"];
    /// The indicator, by its key in the pipeline's indicators table.
    indicator: Category ["indicator key"];
    /// The group that the value is of, such as an ethnic group; `all` where it is of everybody.
    breakdown: Category ["breakdown key"];
    /// The period as it is published.
    period: Category ["period label"];
    /// Whom the authority is compared with, by the name in the pipeline.
    comparator: Category ["comparator"];
    /// The feature, by its name in the characteristics.
    feature: Category ["feature name"];
    /// The similar area, by its code in the pipeline's authorities table.
    neighbour: Category ["authority code"];
}

/// The name of the region that an authority lies in.
pub(crate) fn region_name<'a>(list: &'a Authorities, authority: &Authority) -> Option<&'a str> {
    let region = authority.region?;
    Some(list.regions()[region.index()].name.as_str())
}
