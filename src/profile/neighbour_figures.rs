//! The neighbours' statistic of every authority, and which statistic it is.

use super::comparators::{Comparators, Scratch, pooled};
use crate::config::NeighbourStatistic;
use crate::domain::{AuthorityIx, Measure};
use crate::stats::{LANES, mean, means_in_lanes, median};
use crate::tables::Slice;

/// Which statistic of the neighbours' values was taken, authority by authority.
#[derive(Debug, Clone)]
pub enum StatisticTaken {
    /// The same for all.
    One(NeighbourStatistic),
    /// Pooled where `true`; elsewhere the mean, because a neighbour with a value has no numerator
    /// or denominator.
    PooledWhere(Vec<bool>),
}

impl StatisticTaken {
    /// The statistic that was taken for an authority.
    pub fn of(&self, authority: AuthorityIx) -> NeighbourStatistic {
        match self {
            Self::One(statistic) => *statistic,
            Self::PooledWhere(pooled) if pooled[authority.index()] => NeighbourStatistic::Pooled,
            Self::PooledWhere(_) => NeighbourStatistic::Mean,
        }
    }
}

/// The neighbours' figures of every authority.
pub(super) struct NeighbourFigures {
    pub values: Vec<f64>,
    pub counts: Vec<u16>,
    pub statistic: StatisticTaken,
}

impl NeighbourFigures {
    /// Whether the figure of any authority is not pooled.
    pub(super) fn are_averaged(&self) -> bool {
        let pooled = |at: usize| match &self.statistic {
            StatisticTaken::One(statistic) => *statistic == NeighbourStatistic::Pooled,
            StatisticTaken::PooledWhere(pooled) => pooled[at],
        };
        let mut counts = self.counts.iter().enumerate();
        counts.any(|(at, count)| *count > 0 && !pooled(at))
    }
}

impl Comparators<'_> {
    /// The neighbours' statistic of every authority, and how many of them have a value.
    pub(super) fn neighbour_values(
        &self,
        slice: &Slice,
        measure: Measure,
        scratch: &mut Scratch,
    ) -> NeighbourFigures {
        let count = self.authorities.len();
        let pools = measure.factor().is_some() && slice.parts.is_some();
        let means = |scratch: &mut Scratch| {
            let (values, counts) = self.neighbour_means(slice, scratch);
            NeighbourFigures {
                values,
                counts,
                statistic: StatisticTaken::One(NeighbourStatistic::Mean),
            }
        };
        match self.statistic {
            NeighbourStatistic::Mean => means(scratch),
            NeighbourStatistic::Pooled if !pools => means(scratch),
            NeighbourStatistic::Median | NeighbourStatistic::Pooled => {
                let mut values = Vec::with_capacity(count);
                let mut counts = Vec::with_capacity(count);
                let mut taken = Vec::with_capacity(count);
                for authority in self.authorities.places() {
                    let (value, present, statistic) =
                        self.neighbour_value(slice, measure, authority, scratch);
                    values.push(value);
                    counts.push(present);
                    taken.push(statistic == NeighbourStatistic::Pooled);
                }
                let statistic = match self.statistic {
                    NeighbourStatistic::Pooled if taken.contains(&false) => {
                        StatisticTaken::PooledWhere(taken)
                    }
                    statistic => StatisticTaken::One(statistic),
                };
                NeighbourFigures {
                    values,
                    counts,
                    statistic,
                }
            }
        }
    }

    /// The mean of every authority's neighbours, several authorities side by side.
    fn neighbour_means(&self, slice: &Slice, scratch: &mut Scratch) -> (Vec<f64>, Vec<u16>) {
        let count = self.authorities.len();
        let figures = &slice.values[..count];
        let figure = |place: AuthorityIx| figures.get(place.index()).copied().unwrap_or(f64::NAN);
        let mut values = Vec::with_capacity(count.next_multiple_of(LANES));
        let mut counts = Vec::with_capacity(count.next_multiple_of(LANES));
        for block in 0..count.div_ceil(LANES) {
            let places = self.neighbours.abreast(block);
            scratch.abreast.clear();
            scratch
                .abreast
                .extend(places.iter().map(|places| places.map(figure)));
            let means = means_in_lanes(&scratch.abreast);
            values.extend_from_slice(&means.values);
            counts.extend_from_slice(&means.counts);
        }
        values.truncate(count);
        counts.truncate(count);
        (values, counts)
    }

    /// The neighbours' statistic, how many of them have a value, and which statistic it is.
    fn neighbour_value(
        &self,
        slice: &Slice,
        measure: Measure,
        authority: AuthorityIx,
        scratch: &mut Scratch,
    ) -> (f64, u16, NeighbourStatistic) {
        let neighbours = self.neighbours.of(authority);
        let Scratch {
            present, gathered, ..
        } = scratch;
        // Every value is written and only one that is there is kept: no branch to guess.
        gathered.clear();
        gathered.resize(neighbours.len(), 0.0);
        let mut kept = 0;
        for neighbour in neighbours {
            let value = slice.values[neighbour.index()];
            gathered[kept] = value;
            kept += usize::from(!value.is_nan());
        }
        gathered.truncate(kept);
        let count = u16::try_from(gathered.len()).unwrap_or(u16::MAX);
        let value = match self.statistic {
            NeighbourStatistic::Mean => mean(gathered),
            NeighbourStatistic::Median => median(gathered, present),
            NeighbourStatistic::Pooled => {
                let mean_instead = || mean(gathered).map_or(f64::NAN, |mean| mean.value);
                return match pooled(slice, measure, neighbours.iter().copied()) {
                    Some(pooled) => (pooled, count, NeighbourStatistic::Pooled),
                    // Without any value there is nothing that was not pooled.
                    None if count == 0 => (f64::NAN, 0, NeighbourStatistic::Pooled),
                    None => (mean_instead(), count, NeighbourStatistic::Mean),
                };
            }
        };
        let value = value.map_or(f64::NAN, |value| value.value);
        (value, count, self.statistic)
    }
}
