//! The types of provision, and how each usually fares.

use serde::Deserialize;

use super::error::SampleError;

const FILE: &str = "sample/provisions.csv";
const RECORDS: &str = include_str!("provisions.csv");

/// Who registers a kind of setting: each has a number range of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Register {
    /// Schools and colleges: plain numbers.
    Schools,
    /// Childminders and childcare: `EY` and a number.
    EarlyYears,
    /// Homes and agencies: `SC` and a number.
    SocialCare,
}

impl Register {
    /// All registers, in the order of their numbers.
    pub(super) const ALL: [Self; 3] = [Self::Schools, Self::EarlyYears, Self::SocialCare];

    /// The register's own number, from 0.
    pub(super) fn number(self) -> usize {
        self as usize
    }

    /// The reference number of a setting by its place in the register, from 0.
    pub(super) fn reference(self, serial: u64) -> String {
        match self {
            Self::Schools => format!("{}", 100_000 + serial),
            Self::EarlyYears => format!("EY{}", 100_000 + serial),
            Self::SocialCare => format!("SC{:06}", 1 + serial),
        }
    }
}

/// One line of the built-in table: a provision type and its usual figures in 2009.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Provision {
    /// The contract's word for it.
    pub id: String,
    /// Who registers it.
    pub register: Register,
    /// How many the nation has.
    pub national: f64,
    /// The fewest an authority has.
    pub minimum: u32,
    /// Usual share good or better.
    pub good: f64,
    /// How alike authorities are: the pretended observations behind an authority's share.
    pub consistency: f64,
    /// By how much the share falls with one standard deviation of deprivation.
    pub deprivation: f64,
    /// Share of the good or better that are outstanding.
    pub outstanding: f64,
    /// Share of the others that are inadequate.
    pub inadequate: f64,
    /// Days from one full inspection to the next.
    pub cycle_days: i32,
    /// Share of settings that have closed.
    pub closed: f64,
    /// Share of settings that await their first inspection.
    pub waiting: f64,
}

/// The provision types, in the order of their ids.
///
/// # Errors
/// When the built-in table does not parse.
pub(super) fn all() -> Result<Vec<Provision>, SampleError> {
    csv::Reader::from_reader(RECORDS.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| SampleError::Table {
            table: FILE,
            reason: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provisions_are_in_order_and_known_to_their_registers() {
        let provisions = all().unwrap();
        assert_eq!(provisions.len(), 17);
        assert!(provisions.is_sorted_by_key(|provision| provision.id.clone()));
        assert_eq!(Register::EarlyYears.reference(7), "EY100007");
        assert_eq!(Register::SocialCare.reference(7), "SC000008");
    }
}
