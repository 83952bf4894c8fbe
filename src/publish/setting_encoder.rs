//! The function of a plan that encodes settings for their table.
//!
//! It is asked once for each block of authorities, wherever the settings of one are put together, and
//! gives their counts and the row groups of `setting_profile` that are theirs: the same as this process
//! would write.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, LargeBinaryArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::AggregateUDF;
use prost::Message;

use super::parquet::encode_row_groups;
use super::tables::setting_profile::{SettingNames, SettingRows, TABLE};
use crate::cluster::{Gathered, Gathering, Gathers};
use crate::config::Pipeline;
use crate::domain::AuthorityIx;
use crate::tables::{
    Authorities, EncodedSettings, ProvisionIx, Setting, SettingBlock, SettingCount, Settings,
};

/// What is said of bytes that this version did not write.
const NOT_OURS: &str = "the settings of a block are not in the form of this version of plumbline; let every process be of one version";

/// Its name in plans.
const NAME: &str = "plumbline_setting_profile";

/// The function for a run of `pipeline`, of a column of settings as [`Setting::to_bytes`] makes them,
/// any number of them to a value.
#[must_use]
pub fn setting_encoder(pipeline: &Pipeline, authorities: &Authorities) -> Arc<AggregateUDF> {
    encoder(NamesMessage::of(pipeline, authorities).encode_to_vec())
}

/// The function of this name that knows this beside the settings; `None` where it is another one.
#[must_use]
pub fn known_setting_encoder(name: &str, known: &[u8]) -> Option<Arc<AggregateUDF>> {
    (name == NAME).then(|| encoder(known.to_vec()))
}

fn encoder(known: Vec<u8>) -> Arc<AggregateUDF> {
    let bytes = || DataType::LargeBinary;
    Gathering::function(NAME, vec![bytes()], bytes(), known, |known| {
        Ok(Box::new(Gathered::new(ToRowGroups::new(known)?)))
    })
}

/// What the function needs to know beside the settings.
#[derive(Clone, PartialEq, Message)]
struct NamesMessage {
    #[prost(string, repeated)]
    codes: Vec<String>,
    #[prost(string, repeated)]
    provisions: Vec<String>,
    /// The places of the authorities whose settings are published.
    #[prost(uint32, repeated)]
    published: Vec<u32>,
}

impl NamesMessage {
    fn of(pipeline: &Pipeline, authorities: &Authorities) -> Self {
        let provisions = pipeline.rulebook.provisions.iter();
        let published = authorities.open_on(pipeline.as_of).into_iter();
        Self {
            codes: authorities.all().iter().map(|of| of.code.clone()).collect(),
            provisions: provisions.map(|of| of.key.clone()).collect(),
            // A council is at a place of 32 bits.
            published: published.map(|of| of.index() as u32).collect(),
        }
    }
}

/// The settings of a block, counted and encoded.
#[derive(Clone, PartialEq, Message)]
struct BlockMessage {
    /// Of each authority and provision type: the places of both, how many settings there are, and how
    /// many of each grade.
    #[prost(uint32, repeated)]
    counts: Vec<u32>,
    #[prost(uint64)]
    rows: u64,
    #[prost(bytes = "bytes")]
    file: bytes::Bytes,
}

/// Numbers to a count.
const COUNT: usize = 7;

/// What the function gave of a block.
///
/// # Errors
/// Bytes of another form.
pub fn encoded_settings(bytes: &[u8]) -> Result<SettingBlock, String> {
    let of_block = BlockMessage::decode(bytes).map_err(|error| format!("{NOT_OURS} ({error})"))?;
    let (counts, rest) = of_block.counts.as_chunks::<COUNT>();
    if !rest.is_empty() {
        return Err(NOT_OURS.into());
    }
    let counts = counts.iter().map(|of| {
        let [authority, provision, settings, grades @ ..] = *of;
        let provision = u8::try_from(provision).map_err(|_| NOT_OURS)?;
        let count = SettingCount { settings, grades };
        Ok((
            AuthorityIx::new(authority),
            ProvisionIx::new(provision),
            count,
        ))
    });
    Ok(SettingBlock {
        counts: counts.collect::<Result<_, String>>()?,
        encoded: EncodedSettings {
            rows: usize::try_from(of_block.rows).map_err(|_| NOT_OURS)?,
            file: of_block.file,
        },
    })
}

/// Encodes the settings of a block.
struct ToRowGroups {
    names: SettingNames,
    published: Vec<AuthorityIx>,
}

impl std::fmt::Debug for ToRowGroups {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "ToRowGroups({} authorities)", self.published.len())
    }
}

impl ToRowGroups {
    /// By a [`NamesMessage`].
    fn new(known: &[u8]) -> Result<Self, String> {
        let names = NamesMessage::decode(known).map_err(|error| format!("{NOT_OURS} ({error})"))?;
        let provisions = names.provisions.iter().map(|of| &**of);
        Ok(Self {
            names: SettingNames::new(names.codes.iter().map(|of| &**of), provisions),
            published: names.published.into_iter().map(AuthorityIx::new).collect(),
        })
    }
}

impl Gathers for ToRowGroups {
    /// Settings one after another.
    type Group = Vec<u8>;
    type Settled = Vec<u8>;

    fn push(
        &self,
        groups: &mut [Vec<u8>],
        values: &[ArrayRef],
        group_of: &dyn Fn(usize) -> Option<usize>,
    ) -> Result<(), String> {
        let settings = values.first().and_then(|of| of.as_binary_opt::<i64>());
        let settings = settings.ok_or(NOT_OURS)?;
        for row in 0..settings.len() {
            if let Some(group) = group_of(row) {
                groups[group].extend_from_slice(settings.value(row));
            }
        }
        Ok(())
    }

    fn encode(&self, group: &Vec<u8>) -> Vec<u8> {
        group.clone()
    }

    fn merge(&self, group: &mut Vec<u8>, bytes: &[u8]) -> Result<(), String> {
        group.extend_from_slice(bytes);
        Ok(())
    }

    fn settle(&self, group: Vec<u8>) -> Result<Vec<u8>, String> {
        let mut settings = Setting::all_from_bytes(&group).ok_or(NOT_OURS)?;
        drop(group);
        settings.sort_unstable_by_key(|of| (of.authority, of.provision, of.urn));
        let mut counts: BTreeMap<(AuthorityIx, ProvisionIx), SettingCount> = BTreeMap::new();
        for setting in &settings {
            let count = counts.entry((setting.authority, setting.provision));
            count.or_default().count(setting);
        }
        let counts = counts.into_iter().flat_map(|((authority, provision), of)| {
            // A council is at a place of 32 bits.
            let places = [
                authority.index() as u32,
                provision.place().into(),
                of.settings,
            ];
            places.into_iter().chain(of.grades)
        });
        let counts = counts.collect();
        let settings = Settings::Held(settings);
        let rows = SettingRows::new(&settings, &self.published, &self.names);
        let file = encode_row_groups(&TABLE, &rows).map_err(|error| error.to_string())?;
        let message = BlockMessage {
            counts,
            rows: rows.len() as u64,
            file: file.into(),
        };
        Ok(message.encode_to_vec())
    }

    fn column(&self, settled: Vec<Vec<u8>>) -> ArrayRef {
        Arc::new(LargeBinaryArray::from_iter_values(settled))
    }

    fn size(&self, group: &Vec<u8>) -> usize {
        group.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Grade;
    use crate::publish::tables::setting_profile::EncodedSettingRows;
    use crate::publish::write_table;
    use crate::tables::{Day, SettingCounts, Urn, block_of};

    const AUTHORITIES: usize = 300;
    const PROVISIONS: usize = 3;

    fn names() -> NamesMessage {
        NamesMessage {
            codes: (0..AUTHORITIES).map(|at| format!("E{at:08}")).collect(),
            provisions: ["childcare", "homes", "schools"].map(str::to_owned).into(),
            // Every seventh is not there on the day.
            published: (0..AUTHORITIES as u32).filter(|at| at % 7 > 0).collect(),
        }
    }

    /// More settings of the first block than a row group has room for, and some of every other.
    fn settings() -> Vec<Setting> {
        let setting = |at: usize| Setting {
            authority: AuthorityIx::new((at * 7919 % if at < 170_000 { 100 } else { 300 }) as u32),
            provision: ProvisionIx::new((at * 31 % PROVISIONS) as u8),
            urn: Urn::new(&format!("SC{}", at * 104_729 % 1_000_003)).unwrap(),
            grade: Grade::from_level((at % 5) as u8),
            inspected_on: Day::from_number((at % 400 * 1800) as u32),
        };
        (0..180_000).map(setting).collect()
    }

    /// The settings of each block, which come in two parts to a worker of its own.
    fn blocks(rule: &ToRowGroups, settings: &[Setting]) -> Vec<SettingBlock> {
        let mut groups: BTreeMap<usize, [Vec<u8>; 2]> = BTreeMap::new();
        for (at, setting) in settings.iter().enumerate() {
            let group = groups.entry(block_of(setting.authority)).or_default();
            group[at % 2].extend(setting.to_bytes());
        }
        let settled = groups.into_values().map(|[one, other]| {
            let values: Vec<ArrayRef> = vec![Arc::new(LargeBinaryArray::from_vec(vec![&one]))];
            let mut group = [Vec::new()];
            rule.push(&mut group, &values, &|_| Some(0)).unwrap();
            rule.merge(&mut group[0], &rule.encode(&other)).unwrap();
            let [group] = group;
            encoded_settings(&rule.settle(group).unwrap()).unwrap()
        });
        settled.collect()
    }

    #[test]
    fn a_table_of_encoded_blocks_is_the_table_to_the_byte() {
        let rule = ToRowGroups::new(&names().encode_to_vec()).unwrap();
        let mut settings = settings();
        let blocks = blocks(&rule, &settings);
        assert_eq!(blocks.len(), 3);

        let mut counts = SettingCounts::new(AUTHORITIES, PROVISIONS);
        blocks.iter().for_each(|of| of.count_in(&mut counts));
        let mut expected = SettingCounts::new(AUTHORITIES, PROVISIONS);
        settings.iter().for_each(|of| expected.count(of));
        for at in (0..AUTHORITIES as u32).map(AuthorityIx::new) {
            for provision in 0..PROVISIONS {
                assert_eq!(counts.get(at, provision), expected.get(at, provision));
            }
        }

        settings.sort_by_key(|of| (of.authority, of.provision, of.urn));
        let settings = Settings::Held(settings);
        let rows = SettingRows::new(&settings, &rule.published, &rule.names);
        let encoded: Vec<EncodedSettings> = blocks.into_iter().map(|of| of.encoded).collect();
        let folder = tempfile::tempdir().unwrap();
        let said = [("rulebook".to_owned(), "small".to_owned())];
        let [listed, of_blocks] = ["listed", "blocks"].map(|name| folder.path().join(name));
        let written = write_table(&listed, &TABLE, &said, &rows).unwrap();
        let of_others = EncodedSettingRows(&encoded);
        let again = write_table(&of_blocks, &TABLE, &said, &of_others).unwrap();
        assert_eq!(again, written);
        assert!(written.rows > 140_000);
        let [listed, of_blocks] = [listed, of_blocks].map(|path| std::fs::read(path).unwrap());
        assert!(listed == of_blocks, "{} bytes differ", listed.len());
    }

    #[test]
    fn a_block_without_settings_and_bytes_of_another_form_are_told_apart() {
        let rule = ToRowGroups::new(&names().encode_to_vec()).unwrap();
        let none = encoded_settings(&rule.settle(Vec::new()).unwrap()).unwrap();
        assert_eq!((none.counts.len(), none.encoded.rows), (0, 0));
        for wrong in [
            rule.settle(vec![0; 27]),
            ToRowGroups::new(&[0xFF; 3]).map(|_| Vec::new()),
        ] {
            assert!(wrong.unwrap_err().contains("one version"));
        }
        let cut = BlockMessage {
            counts: vec![1, 2, 3],
            ..BlockMessage::default()
        };
        assert!(encoded_settings(&cut.encode_to_vec()).is_err());
    }
}
