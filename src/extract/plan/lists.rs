//! Which lists of settings there are, for a function that is told so beside the rows.

use prost::Message;

use super::wire::{NOT_OURS, bytes, message, precedence};
use crate::extract::reduce::series::{Followable, Series, SeriesOfFiles, Snapshot};
use crate::tables::Day;

/// A list by its day.
#[derive(Clone, PartialEq, Message)]
struct ListMessage {
    #[prost(uint32)]
    precedence: u32,
    /// The number of its day, of the latest; the place of its feed, of the one before.
    #[prost(uint32)]
    of: u32,
}

/// A series of lists, as far as a setting asks for it.
#[derive(Clone, PartialEq, Message)]
struct OneSeriesMessage {
    #[prost(message, optional)]
    latest: Option<ListMessage>,
    #[prost(message, optional)]
    before: Option<ListMessage>,
}

/// The series of the files of a source.
#[derive(Clone, PartialEq, Message)]
struct SeriesMessage {
    /// One more than the place of each file's series; 0 where its rows are visits.
    #[prost(uint32, repeated)]
    by_file: Vec<u32>,
    #[prost(message, repeated)]
    series: Vec<OneSeriesMessage>,
}

/// What the function needs to know of the lists that rows are of.
pub(super) fn known(series: &SeriesOfFiles) -> Vec<u8> {
    let by_file = series.by_file().iter();
    let one = |of: &Series| OneSeriesMessage {
        latest: of.latest.map(|latest| ListMessage {
            precedence: latest.precedence.bits().into(),
            of: latest.day.number(),
        }),
        before: of.before.map(|before| ListMessage {
            precedence: before.precedence.bits().into(),
            of: before.feed as u32,
        }),
    };
    bytes(&SeriesMessage {
        by_file: by_file
            .map(|of| of.map_or(0, |place| place as u32 + 1))
            .collect(),
        series: series.series().iter().map(one).collect(),
    })
}

impl SeriesMessage {
    fn read(self) -> Result<SeriesOfFiles, String> {
        let one = |of: OneSeriesMessage| {
            let latest = of.latest.map(|latest| {
                Ok::<_, String>(Snapshot {
                    precedence: precedence(latest.precedence)?,
                    day: Day::from_number(latest.of).ok_or(NOT_OURS)?,
                })
            });
            let before = of.before.map(|before| {
                Ok::<_, String>(Followable {
                    precedence: precedence(before.precedence)?,
                    feed: before.of as usize,
                })
            });
            Ok::<_, String>(Series {
                latest: latest.transpose()?,
                before: before.transpose()?,
                ..Series::default()
            })
        };
        let by_file = self.by_file.into_iter();
        let by_file = by_file.map(|place| place.checked_sub(1).map(|place| place as usize));
        let series = self.series.into_iter().map(one);
        Ok(SeriesOfFiles::known(
            by_file.collect(),
            series.collect::<Result<_, String>>()?,
        ))
    }
}

/// The lists that [`known`] tells of.
///
/// # Errors
/// Bytes that are none.
pub(super) fn series(known: &[u8]) -> Result<SeriesOfFiles, String> {
    message::<SeriesMessage>(known)?.read()
}
