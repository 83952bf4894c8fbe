//! The visits of a batch, put where those to the same settings meet.

use std::ops::Range;

use super::inspection::Inspection;
use crate::tables::Urn;

/// In how many lists the visits of a batch lie. Each is let go of once its settings are known, so
/// that visits and settings are not all in memory at once.
pub(crate) const LISTS: usize = 8;

/// The buckets of settings that each list is of.
const BUCKETS_OF_LIST: usize = Urn::BUCKETS / LISTS;

/// The buckets of the list at this place.
pub(crate) fn buckets(list: usize) -> Range<usize> {
    list * BUCKETS_OF_LIST..(list + 1) * BUCKETS_OF_LIST
}

/// Visits of a batch in the order of their buckets, and in each in the order of the rows.
#[derive(Debug, Default)]
pub(crate) struct VisitList {
    visits: Vec<Inspection>,
    /// Where each bucket of the list ends.
    ends: Vec<u32>,
}

impl VisitList {
    /// All of them.
    #[cfg(feature = "cluster")]
    pub(crate) fn all(&self) -> &[Inspection] {
        &self.visits
    }

    /// The visits to the settings of a bucket, which is one of those of the list.
    pub(crate) fn bucket(&self, bucket: usize) -> &[Inspection] {
        let place = bucket % BUCKETS_OF_LIST;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.visits[start as usize..self.ends[place] as usize]
    }
}

/// The lists of these visits, [`LISTS`] of them.
pub(crate) fn lists(visits: &[Inspection]) -> Vec<VisitList> {
    let mut places = vec![0_u32; Urn::BUCKETS];
    for visit in visits {
        places[visit.urn.bucket()] += 1;
    }
    let mut sum = 0;
    for place in &mut places {
        // Where the bucket starts: each visit that is put into it moves it on, so that at last it is
        // where the bucket ends.
        sum += std::mem::replace(place, sum);
    }
    let mut order = vec![0_u32; visits.len()];
    for (visit, row) in visits.iter().zip(0..) {
        let place = &mut places[visit.urn.bucket()];
        order[*place as usize] = row;
        *place += 1;
    }
    let mut start = 0;
    places
        .chunks(BUCKETS_OF_LIST)
        .map(|ends| {
            let first = std::mem::replace(&mut start, ends[ends.len() - 1]);
            let own = &order[first as usize..start as usize];
            VisitList {
                visits: own.iter().map(|row| visits[*row as usize]).collect(),
                ends: ends.iter().map(|end| end - first).collect(),
            }
        })
        .collect()
}
