//! What goes from one process to another, in the form in which DataFusion's own plans go: Protocol
//! Buffers.

use std::collections::BTreeMap;

use prost::Message;

use crate::contract::Contract;
use crate::extract::contract::correction::{Corrected, Settled, Side};
use crate::extract::contract::precedence::Precedence;
use crate::extract::quarantine::RowLocation;

/// What is said of bytes that this version did not write.
pub(super) const NOT_OURS: &str = "what a part of the plan gave is not in the form of this version of plumbline; let every process be of one version";

/// The bytes of a message.
pub(super) fn bytes(message: &impl Message) -> Vec<u8> {
    message.encode_to_vec()
}

/// The message that these bytes are.
///
/// # Errors
/// Bytes that are none.
pub(super) fn message<M: Message + Default>(bytes: &[u8]) -> Result<M, String> {
    M::decode(bytes).map_err(|error| format!("{NOT_OURS} ({error})"))
}

/// Numbers side by side, each with its bits as they are.
pub(super) fn packed(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|of| of.to_le_bytes()).collect()
}

/// The numbers that [`packed`] made bytes of.
pub(super) fn unpacked(bytes: &[u8]) -> Vec<f64> {
    let (numbers, _) = bytes.as_chunks::<8>();
    numbers.iter().map(|of| f64::from_le_bytes(*of)).collect()
}

/// A row that takes part in a correction.
#[derive(Clone, PartialEq, Message)]
pub(super) struct SideMessage {
    #[prost(fixed64)]
    location: u64,
    #[prost(uint32)]
    precedence: u32,
}

impl SideMessage {
    fn of(side: Side) -> Self {
        Self {
            location: side.location.bits(),
            precedence: side.precedence.bits().into(),
        }
    }

    fn read(&self) -> Result<Side, String> {
        Ok(Side {
            location: RowLocation::from_bits(self.location),
            precedence: precedence(self.precedence)?,
        })
    }
}

/// How an extract lies to the as-of date.
///
/// # Errors
/// A number that is none.
pub(super) fn precedence(bits: u32) -> Result<Precedence, String> {
    let bits = u16::try_from(bits).map_err(|_| NOT_OURS.to_owned())?;
    Ok(Precedence::from_bits(bits))
}

/// What a superseded row says otherwise; the key is of the contract.
#[derive(Clone, PartialEq, Message)]
pub(super) struct CorrectedMessage {
    #[prost(message, optional)]
    superseded: Option<SideMessage>,
    #[prost(message, optional)]
    retained: Option<SideMessage>,
    #[prost(bytes = "vec")]
    key: Vec<u8>,
    #[prost(string)]
    column: String,
    #[prost(string, optional)]
    said: Option<String>,
    #[prost(string, optional)]
    says: Option<String>,
}

/// What came of rows of the same key in several extracts.
#[derive(Clone, PartialEq, Message)]
pub(super) struct SettledMessage {
    #[prost(map = "uint32, uint64")]
    superseded: std::collections::HashMap<u32, u64>,
    #[prost(message, repeated)]
    corrected: Vec<CorrectedMessage>,
}

impl SettledMessage {
    /// What came of the rows; `key` gives the bytes of a key.
    pub(super) fn of<K>(settled: Settled<K>, key: impl Fn(&K) -> Vec<u8>) -> Self {
        let superseded = settled.superseded.into_iter();
        let corrected = settled.corrected.into_iter();
        Self {
            // A location has sixteen bits for the file.
            superseded: superseded.map(|(file, rows)| (file as u32, rows)).collect(),
            corrected: corrected
                .map(|of| CorrectedMessage {
                    superseded: Some(SideMessage::of(of.superseded)),
                    retained: Some(SideMessage::of(of.retained)),
                    key: key(&of.key),
                    column: of.column.to_owned(),
                    said: of.values.0,
                    says: of.values.1,
                })
                .collect(),
        }
    }

    /// What came of the rows, which are of this contract; `key` reads the bytes of a key.
    ///
    /// # Errors
    /// What is not of this form.
    pub(super) fn read<K>(
        self,
        contract: &'static Contract,
        key: impl Fn(&[u8]) -> Result<K, String>,
    ) -> Result<Settled<K>, String> {
        let superseded: BTreeMap<usize, u64> = self
            .superseded
            .into_iter()
            .map(|(file, rows)| (file as usize, rows))
            .collect();
        let corrected = self.corrected.into_iter().map(|of| {
            let column = contract.position(&of.column).ok_or(NOT_OURS)?;
            Ok(Corrected {
                superseded: of.superseded.ok_or(NOT_OURS)?.read()?,
                retained: of.retained.ok_or(NOT_OURS)?.read()?,
                key: key(&of.key)?,
                column: contract.columns[column].name,
                values: (of.said, of.says),
            })
        });
        Ok(Settled {
            superseded,
            corrected: corrected.collect::<Result<_, String>>()?,
        })
    }
}
