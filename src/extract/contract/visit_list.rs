//! The visits of a batch, put where those to the same settings meet.

use super::inspection::Inspection;
use crate::tables::Urn;

/// In how many lists the visits of a batch lie. Each is let go of once its settings are known, so
/// that visits and settings are not all in memory at once.
pub(crate) const LISTS: usize = 8;

/// The buckets of settings that each list is of.
pub(crate) const BUCKETS_OF_LIST: usize = Urn::BUCKETS / LISTS;

/// Visits of a batch in the order of their buckets, and in each in the order of the rows.
#[derive(Debug, Default)]
pub(crate) struct VisitList {
    visits: Vec<Inspection>,
    /// Where the visits of each bucket end; empty where there are none at all.
    ends: Vec<u32>,
}

impl VisitList {
    /// The visits to the settings of a bucket, by its place in this list.
    pub(crate) fn bucket(&self, place: usize) -> &[Inspection] {
        let Some(end) = self.ends.get(place) else {
            return &[];
        };
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.visits[start as usize..*end as usize]
    }
}

/// The lists of these visits, [`LISTS`] of them.
pub(crate) fn lists(visits: &[Inspection]) -> Vec<VisitList> {
    if visits.is_empty() {
        return (0..LISTS).map(|_| VisitList::default()).collect();
    }
    let mut ends = vec![0_u32; Urn::BUCKETS];
    for visit in visits {
        ends[visit.urn.bucket()] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        // Where the bucket starts: each visit that is put into it moves it on, so that at last it is
        // where the bucket ends.
        sum += std::mem::replace(end, sum);
    }
    let mut order = vec![0_u32; visits.len()];
    for (visit, row) in visits.iter().zip(0..) {
        let place = &mut ends[visit.urn.bucket()];
        order[*place as usize] = row;
        *place += 1;
    }
    let mut start = 0;
    ends.chunks(BUCKETS_OF_LIST)
        .map(|ends| {
            let end = ends.last().copied().unwrap_or(start);
            let own = &order[start as usize..end as usize];
            let list = VisitList {
                visits: own.iter().map(|row| visits[*row as usize]).collect(),
                ends: ends.iter().map(|end| end - start).collect(),
            };
            start = end;
            list
        })
        .collect()
}
