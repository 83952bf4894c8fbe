//! Settings by blocks of authorities, each of which can be put in order and encoded by itself.

use bytes::Bytes;

use super::{ProvisionIx, SettingCount, SettingCounts, Settings};
use crate::domain::AuthorityIx;

/// Authorities of a block: England's councils have about as many settings as a row group of their table
/// has room for.
const AUTHORITIES: usize = 128;

/// The block of an authority's settings. The row groups of the settings' table end where a block ends,
/// so that it does not matter who encodes which of them.
pub const fn block_of(authority: AuthorityIx) -> usize {
    authority.index() / AUTHORITIES
}

/// The settings that were counted, as they await their table.
#[derive(Debug)]
pub enum SettingTable {
    /// Each by itself.
    Listed(Settings),
    /// In row groups already, block by block.
    Encoded(Vec<EncodedSettings>),
}

impl Default for SettingTable {
    fn default() -> Self {
        Self::Listed(Settings::default())
    }
}

/// Settings as the row groups of their table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EncodedSettings {
    /// How many there are.
    pub rows: usize,
    /// A Parquet file of which nothing but the row groups is wanted.
    pub file: Bytes,
}

/// The settings of a block.
#[derive(Debug, Default)]
pub struct SettingBlock {
    /// How many there are, by authority and provision type.
    pub counts: Vec<(AuthorityIx, ProvisionIx, SettingCount)>,
    /// Those that are published.
    pub encoded: EncodedSettings,
}

impl SettingBlock {
    /// Counts its settings too.
    pub fn count_in(&self, counts: &mut SettingCounts) {
        for (authority, provision, count) in &self.counts {
            counts.add_count(*authority, *provision, count);
        }
    }
}
