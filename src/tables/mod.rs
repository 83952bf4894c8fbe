//! The clean tables that the sources become, in the types of the field.
//!
//! `extract` fills them, `profile` and `rate` take them; how they are read and what is asked of them
//! stands there. Small tables are lists of rows. Observations are slices, one for each indicator,
//! breakdown and period, with a value for each area at its place; settings are counted by authority,
//! type and grade.

mod area;
mod authorities;
mod boundaries;
mod correction;
mod findings;
mod indicators;
mod names;
mod neighbour_lists;
mod quarantined;
mod rule;
mod setting_blocks;
mod setting_list;
mod settings;
mod slices;
mod small;
pub mod unreduced;

use std::sync::Arc;

pub use self::area::{Area, Authority, Nation, Region};
pub use self::authorities::{Authorities, UnknownArea};
pub use self::boundaries::{Boundary, Coordinates, Polygon, Ring};
pub use self::correction::Correction;
pub use self::findings::Finding;
pub use self::indicators::{Indicator, IndicatorIx, Indicators};
pub use self::names::{Meaning, NameIx, Names, OutsideCouncil, RowDay, Unnamed};
pub use self::neighbour_lists::NeighbourList;
pub use self::quarantined::{Fault, Quarantined};
pub use self::rule::Rule;
pub use self::setting_blocks::{EncodedSettings, SettingBlock, SettingTable, block_of};
pub use self::setting_list::{SettingFile, SettingWriter, Settings};
pub use self::settings::{Day, ProvisionIx, Setting, SettingCount, SettingCounts, Urn};
pub use self::slices::{ALL, Areas, Figure, LimitSource, Limits, Parts, Slice};
pub use self::small::{Characteristic, EarlierRating, GroupMember, Judgement, Neighbour};

/// Everything that the sources say, clean.
#[derive(Debug, Default)]
pub struct Tables {
    /// Councils, regions and the nation.
    pub authorities: Arc<Authorities>,
    /// The catalogue of indicators.
    pub indicators: Indicators,
    /// Published neighbours that authorities are compared with, in order of authority and rank; `None`
    /// without such a source.
    pub neighbours: Option<Vec<Neighbour>>,
    /// Every published list of neighbours, in order of their names.
    pub neighbour_lists: Vec<NeighbourList>,
    /// Groups, in order of group, authority and day.
    pub groups: Option<Vec<GroupMember>>,
    /// Background features.
    pub characteristics: Option<Vec<Characteristic>>,
    /// Open settings by grade.
    pub settings: Option<SettingCounts>,
    /// The settings that were counted.
    pub setting_list: SettingTable,
    /// Findings about the authorities themselves, published by the as-of date.
    pub findings: Option<Vec<Finding>>,
    /// Indicator values, in order of indicator, breakdown and period.
    pub slices: Option<Vec<Slice>>,
    /// Moderated ratings, in order of authority.
    pub judgements: Option<Vec<Judgement>>,
    /// Ratings of earlier years.
    pub earlier_ratings: Option<Vec<EarlierRating>>,
    /// The shapes of authorities, in their order.
    pub boundaries: Option<Vec<Boundary>>,
}
