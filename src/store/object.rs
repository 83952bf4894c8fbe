//! An object that is read: a state of it, told by its entity tag, and the bytes of it that are at
//! hand.

use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::fault::{Fault, FaultKind};
use super::known::Known;
use super::way::{AT_ONCE, Store};

/// What is read of the end of an object before anything is known of it: the footer of most Parquet
/// files, and all of a small object.
const END: u64 = 1 << 16;

/// The most bytes of a request; a larger range is asked for in parts.
const PART: u64 = 8 << 20;

/// What lies between two ranges and is read along with them, because a request costs more.
const GAP: u64 = 1 << 16;

/// An object, open: what is at hand of it is read from memory, and everything else from the store.
#[derive(Debug, Clone)]
pub struct Object {
    of: Arc<Of>,
    /// Bytes at hand, each with its place, in order.
    pieces: Arc<[(u64, Bytes)]>,
}

#[derive(Debug)]
struct Of {
    store: Store,
    known: Known,
    /// The first thing that went wrong while it was read.
    fault: Mutex<Option<Fault>>,
}

impl Object {
    /// Opens objects, several at once; each with its end at hand, or all of it where it is small.
    ///
    /// # Errors
    /// As the store has them, for each.
    pub fn open(store: &Store, objects: Vec<Known>) -> Result<Vec<Result<Self, Fault>>, Fault> {
        let opened = objects.into_iter().map(|known| async {
            let start = known.bytes.saturating_sub(END);
            let pieces = match known.strong_tag() {
                // It is read in one request, which is of one state whatever comes meanwhile.
                None => Vec::new(),
                Some(_) if known.bytes == 0 => Vec::new(),
                Some(_) => {
                    let at = store.key(&known.key)?;
                    match store.range(&at, &known, start..known.bytes).await {
                        Ok(end) => vec![(start, end)],
                        Err(error) => match store.fault(&known.key, &error).while_reading() {
                            // It gives whole objects only.
                            fault if fault.kind == FaultKind::NotOffered => Vec::new(),
                            fault => return Err(fault),
                        },
                    }
                }
            };
            Ok(Self::new(store.clone(), known, pieces))
        });
        store.wait(stream::iter(opened).buffered(AT_ONCE).collect())
    }

    fn new(store: Store, known: Known, pieces: Vec<(u64, Bytes)>) -> Self {
        let of = Of {
            store,
            known,
            fault: Mutex::new(None),
        };
        Self {
            of: Arc::new(of),
            pieces: pieces.into(),
        }
    }

    /// What the store says of it.
    pub fn known(&self) -> &Known {
        &self.of.known
    }

    /// Whether all of it is at hand.
    pub fn is_whole(&self) -> bool {
        matches!(&*self.pieces, [(0, bytes)] if bytes.len() as u64 == self.of.known.bytes)
    }

    /// The last bytes of it that are at hand; none where it is to be read whole.
    pub fn end(&self) -> Option<&[u8]> {
        self.pieces.last().map(|(_, bytes)| &**bytes)
    }

    /// The same object with nothing of it at hand.
    #[must_use]
    pub fn let_go(&self) -> Self {
        Self {
            of: Arc::clone(&self.of),
            pieces: Arc::from(Vec::new()),
        }
    }

    /// All of its bytes, of which there may be no more than `most`.
    ///
    /// # Errors
    /// As the store has them, and a larger object.
    pub fn whole(&self, most: u64) -> Result<(Self, Vec<u8>), Fault> {
        if self.is_whole() && self.of.known.bytes <= most {
            let bytes = self.pieces.first().map(|(_, bytes)| bytes.to_vec());
            return Ok((self.clone(), bytes.unwrap_or_default()));
        }
        let (known, bytes) = self.of.store.whole(&self.of.known, most)?;
        let held = Self::new(self.of.store.clone(), known, Vec::new());
        Ok((held, bytes))
    }

    /// The same object with these bytes of it, which are all.
    #[must_use]
    pub fn holding(&self, bytes: Vec<u8>) -> Self {
        Self {
            of: Arc::clone(&self.of),
            pieces: vec![(0, Bytes::from(bytes))].into(),
        }
    }

    /// The same object with these ranges at hand, which are read several at once.
    ///
    /// # Errors
    /// As the store has them.
    pub fn with(&self, ranges: Vec<Range<u64>>) -> io::Result<Self> {
        let is_at_hand = |range: &Range<u64>| {
            self.pieces.iter().any(|(start, bytes)| {
                *start <= range.start && range.end <= start + bytes.len() as u64
            })
        };
        let wanted = ranges.into_iter().filter(|range| !is_at_hand(range));
        let parts = joined(wanted.collect());
        let read = self.of.store.ranges(&self.of.known, &parts);
        let read = read.map_err(|fault| self.failed(fault))?;
        let starts = parts.into_iter().map(|part| part.start);
        let mut pieces: Vec<(u64, Bytes)> = starts.zip(read).collect();
        pieces.extend(self.pieces.iter().cloned());
        pieces.sort_by_key(|(start, _)| *start);
        Ok(Self {
            of: Arc::clone(&self.of),
            pieces: pieces.into(),
        })
    }

    /// Reads from `at` on, and gives the bytes read: fewer than `buffer` has room for where only
    /// they are at hand.
    ///
    /// # Errors
    /// As the store has them.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let end = at
            .saturating_add(buffer.len() as u64)
            .min(self.of.known.bytes);
        if at >= end {
            return Ok(0);
        }
        let found = match self.at_hand(at) {
            Some(found) => found,
            None => self.fetched(at..end)?,
        };
        let length = found.len().min(buffer.len());
        buffer[..length].copy_from_slice(&found[..length]);
        Ok(length)
    }

    /// The bytes of a range, without a copy where they are at hand.
    ///
    /// # Errors
    /// As the store has them, and a range that goes beyond the end.
    pub fn bytes(&self, range: Range<u64>) -> io::Result<Bytes> {
        let length = usize::try_from(range.end - range.start)
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        if let Some(found) = self
            .at_hand(range.start)
            .filter(|found| found.len() >= length)
        {
            return Ok(found.slice(..length));
        }
        if self.at_hand(range.start).is_none() {
            return self.fetched(range);
        }
        let mut buffer = vec![0; length];
        let mut filled = 0;
        while filled < length {
            match self.read_at(&mut buffer[filled..], range.start + filled as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => filled += read,
            }
        }
        Ok(buffer.into())
    }

    /// What is at hand from `at` on.
    fn at_hand(&self, at: u64) -> Option<Bytes> {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        // Pieces may overlap: the end is at hand before anything else is.
        self.pieces[..after]
            .iter()
            .rev()
            .find_map(|(start, bytes)| {
                let skip = usize::try_from(at - start).ok()?;
                (skip < bytes.len()).then(|| bytes.slice(skip..))
            })
    }

    fn fetched(&self, range: Range<u64>) -> io::Result<Bytes> {
        let read = self.of.store.ranges(&self.of.known, &[range]);
        let mut read = read.map_err(|fault| self.failed(fault))?;
        read.pop()
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Notes what went wrong, for whoever gets a reader's own words for it.
    fn failed(&self, fault: Fault) -> io::Error {
        let mut first = self.of.fault.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| fault.clone());
        io::Error::other(fault)
    }

    /// The first thing that went wrong while it was read.
    pub fn fault(&self) -> Option<Fault> {
        let fault = self.of.fault.lock().unwrap_or_else(PoisonError::into_inner);
        fault.clone()
    }

    /// The first of these objects that is not any more what it was when it was opened, by its
    /// position.
    ///
    /// # Errors
    /// As the store has them.
    pub fn changed(objects: &[&Self]) -> Result<Option<usize>, (usize, Fault)> {
        for (from, part) in objects.chunks(AT_ONCE).enumerate() {
            let at = |within: usize| from * AT_ONCE + within;
            let looked = part.iter().map(|object| async {
                let store = &object.of.store;
                let key = store.key(&object.of.known.key)?;
                let found = store.look(&key).await;
                found
                    .map(|meta| store.known(&object.of.known.key, &meta))
                    .map_err(|error| store.fault(&object.of.known.key, &error))
            });
            let Some(first) = part.first() else { continue };
            let looked: Vec<Result<Known, Fault>> = first
                .of
                .store
                .wait(futures_util::future::join_all(looked))
                .map_err(|fault| (at(0), fault))?;
            for (within, now) in looked.into_iter().enumerate() {
                match now {
                    Ok(now) if now.is_same(&part[within].of.known) => {}
                    Ok(_) => return Ok(Some(at(within))),
                    Err(fault) if fault.kind == FaultKind::Absent => return Ok(Some(at(within))),
                    Err(fault) => return Err((at(within), fault)),
                }
            }
        }
        Ok(None)
    }
}

/// Ranges in order, those that lie close together as one, and none larger than a part.
fn joined(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.retain(|range| range.start < range.end);
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(GAP) => {
                last.end = last.end.max(range.end);
            }
            _ => joined.push(range),
        }
    }
    let parts = joined.into_iter().flat_map(|range| {
        let starts =
            (0..(range.end - range.start).div_ceil(PART)).map(move |at| range.start + at * PART);
        starts.map(move |start| start..range.end.min(start + PART))
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_lie_close_are_one_and_large_ones_several() {
        let close = joined(vec![100..200, 0..50, 300..300]);
        assert_eq!((close.len(), &close[0]), (1, &(0..200)));
        let far = GAP + 1_000;
        assert_eq!(joined(vec![far..far + 5, 0..10]), [0..10, far..far + 5]);
        let large = 0..PART + 1;
        assert_eq!(joined(Vec::from([large])), [0..PART, PART..PART + 1]);
    }
}
