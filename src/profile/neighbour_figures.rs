//! The neighbours' statistic of every authority, and which statistic it is.

use super::comparators::{Comparators, Scratch, pooled, weighted};
use super::neighbours::NeighbourTable;
use crate::config::NeighbourStatistic;
use crate::domain::{AuthorityIx, Measure};
use crate::stats::{LANES, mean, means_in_lanes, median};
use crate::tables::Slice;

/// Which statistic of the neighbours' values was taken, authority by authority.
#[derive(Debug, Clone)]
pub enum StatisticTaken {
    /// The same for all.
    One(NeighbourStatistic),
    /// The statistic that is asked for where `true`; elsewhere the mean, because a neighbour with a
    /// value has no numerator or denominator.
    Where(NeighbourStatistic, Vec<bool>),
}

impl StatisticTaken {
    /// The statistic that was taken for an authority.
    pub fn of(&self, authority: AuthorityIx) -> NeighbourStatistic {
        match self {
            Self::One(statistic) => *statistic,
            Self::Where(asked, taken) if taken[authority.index()] => *asked,
            Self::Where(..) => NeighbourStatistic::Mean,
        }
    }
}

/// Lists of which each authority has its own, and the statistic of their values.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub table: &'a NeighbourTable,
    pub statistic: NeighbourStatistic,
    /// How many authorities there are.
    pub authorities: usize,
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
            StatisticTaken::Where(_, taken) => taken[at],
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
        let lists = Lists {
            table: self.neighbours,
            statistic: self.statistic,
            authorities: self.authorities.len(),
        };
        lists.figures(slice, measure, scratch)
    }
}

impl Lists<'_> {
    /// The statistic of every authority's list, and how many of the list have a value.
    pub(super) fn figures(
        self,
        slice: &Slice,
        measure: Measure,
        scratch: &mut Scratch,
    ) -> NeighbourFigures {
        let has_parts = slice.parts.is_some();
        let can_be_taken = match self.statistic {
            NeighbourStatistic::Mean => false,
            NeighbourStatistic::Median => true,
            NeighbourStatistic::Pooled => has_parts && measure.factor().is_some(),
            NeighbourStatistic::Weighted => has_parts,
        };
        if !can_be_taken {
            let (values, counts) = self.means(slice, scratch);
            return NeighbourFigures {
                values,
                counts,
                statistic: StatisticTaken::One(NeighbourStatistic::Mean),
            };
        }
        let mut values = Vec::with_capacity(self.authorities);
        let mut counts = Vec::with_capacity(self.authorities);
        let mut taken = Vec::with_capacity(self.authorities);
        for at in 0..self.authorities {
            let list = self.table.at(at);
            let (value, present, statistic) =
                summed_up(slice, measure, list, self.statistic, scratch);
            values.push(value);
            counts.push(present);
            taken.push(statistic == self.statistic);
        }
        let statistic = match taken.contains(&false) {
            true => StatisticTaken::Where(self.statistic, taken),
            false => StatisticTaken::One(self.statistic),
        };
        NeighbourFigures {
            values,
            counts,
            statistic,
        }
    }

    /// The mean of every authority's neighbours, several authorities side by side.
    fn means(self, slice: &Slice, scratch: &mut Scratch) -> (Vec<f64>, Vec<u16>) {
        let count = self.authorities;
        let figures = &slice.values[..count];
        let figure = |place: AuthorityIx| figures.get(place.index()).copied().unwrap_or(f64::NAN);
        let mut values = Vec::with_capacity(count.next_multiple_of(LANES));
        let mut counts = Vec::with_capacity(count.next_multiple_of(LANES));
        for block in 0..count.div_ceil(LANES) {
            let places = self.table.abreast(block);
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
}

/// The statistic of the members' values, how many of them have a value, and which statistic it is:
/// the mean where a member with a value has no numerator or denominator.
pub(super) fn summed_up(
    slice: &Slice,
    measure: Measure,
    members: &[AuthorityIx],
    statistic: NeighbourStatistic,
    scratch: &mut Scratch,
) -> (f64, u16, NeighbourStatistic) {
    let Scratch {
        present, gathered, ..
    } = scratch;
    // Every value is written and only one that is there is kept: no branch to guess.
    gathered.clear();
    gathered.resize(members.len(), 0.0);
    let mut kept = 0;
    for member in members {
        let value = slice.values[member.index()];
        gathered[kept] = value;
        kept += usize::from(!value.is_nan());
    }
    gathered.truncate(kept);
    let count = u16::try_from(gathered.len()).unwrap_or(u16::MAX);
    // Without any value there is nothing of which the statistic was not taken.
    if count == 0 {
        return (f64::NAN, 0, statistic);
    }
    let members = || members.iter().copied();
    let taken = match statistic {
        NeighbourStatistic::Mean => None,
        NeighbourStatistic::Median => median(gathered, present).map(|median| median.value),
        NeighbourStatistic::Pooled => pooled(slice, measure, members()),
        NeighbourStatistic::Weighted => weighted(slice, members()),
    };
    match taken {
        Some(value) => (value, count, statistic),
        None => {
            let value = mean(gathered).map_or(f64::NAN, |mean| mean.value);
            (value, count, NeighbourStatistic::Mean)
        }
    }
}
