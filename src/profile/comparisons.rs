//! Every slice beside every comparator that the pipeline asks for.

use super::asked_comparators::AskedComparator;
use super::comparator_figures::ComparatorFigures;
use super::comparators::{Comparators, Scratch};
use super::members::Members;
use super::placing::{FigureStatistics, Placed, Placing};
use super::statistic_used::StatisticUsed;
use super::verdicts::{ByHead, Compared};
use crate::domain::{Comparison, Measure};

impl Comparators<'_> {
    /// What each comparator gives the authorities of a slice; `None` for the one whose figures are
    /// those of similar areas. `scratch` holds the slice's values in order.
    pub(super) fn comparisons(
        &self,
        compared: &Compared<'_>,
        measure: Measure,
        scratch: &mut Scratch,
    ) -> Vec<Option<ComparatorFigures>> {
        if self.asked.is_empty() {
            return Vec::new();
        }
        let order = std::mem::take(&mut scratch.order);
        let is_sum = measure.kind.is_some_and(|kind| kind.is_sum());
        let by_head = is_sum.then(|| ByHead::of(compared)).flatten();
        let of = |asked: &AskedComparator, scratch: &mut Scratch| {
            let spell = asked.spell(compared.slice.period.speaks_of());
            let placing = Placing {
                slice: compared.slice,
                polarity: compared.polarity,
                measure,
                members: asked.members(spell),
                statistic: asked.statistic,
                published: asked.published,
                areas: self.areas(),
                order: &order,
            };
            let placed = placing.placed(scratch);
            let verdicts = match &by_head {
                Some(by_head) => sums_by_head(compared, by_head, &placing),
                None => verdicts(compared, &placed, placing.members, is_sum),
            };
            ComparatorFigures {
                spell,
                placed,
                verdicts,
            }
        };
        let each = self.asked.iter();
        let found = each.map(|asked| (!asked.is_profile).then(|| of(asked, scratch)));
        let found = found.collect();
        scratch.order = order;
        found
    }
}

/// The figure that the authority at `place` is compared with; NaN where there is none.
fn figure_for(members: &Members, figures: &[f64], place: usize) -> f64 {
    match members {
        Members::Lists(_) => figures[place],
        Members::Groups(groups) => groups
            .group_of(place)
            .map_or(f64::NAN, |group| figures[group]),
    }
}

/// How every authority stands to its figure; a council's sum stands beside no published total.
fn verdicts(
    compared: &Compared<'_>,
    placed: &Placed,
    members: &Members,
    is_sum: bool,
) -> Vec<Option<Comparison>> {
    let against = |figures: &[f64]| compared.against(|place| figure_for(members, figures, place));
    match &placed.statistics {
        FigureStatistics::Groups(used) if is_sum => {
            let figures = placed.values.iter().zip(used);
            let no_totals = figures.map(|(value, used)| match used {
                StatisticUsed::Published => f64::NAN,
                StatisticUsed::Mean
                | StatisticUsed::Median
                | StatisticUsed::Pooled
                | StatisticUsed::Weighted => *value,
            });
            against(&no_totals.collect::<Vec<f64>>())
        }
        FigureStatistics::Groups(_) | FigureStatistics::Lists(_) => against(&placed.values),
    }
}

/// How every authority's sum by head stands to that of those it is compared with, together or as
/// published.
fn sums_by_head(
    compared: &Compared<'_>,
    by_head: &ByHead,
    placing: &Placing<'_>,
) -> Vec<Option<Comparison>> {
    let slice = compared.slice;
    let heads: Vec<f64> = match placing.members {
        Members::Lists(table) => (0..placing.areas.authorities)
            .map(|place| by_head.together(slice, table.at(place).iter().copied()))
            .collect(),
        Members::Groups(groups) => (0..groups.len())
            .map(|group| {
                let published = placing
                    .published_place(group)
                    .map(|place| by_head.at(slice, place))
                    .filter(|by_head| by_head.is_finite());
                let members = groups.of(group).iter().copied();
                published.unwrap_or_else(|| by_head.together(slice, members))
            })
            .collect(),
    };
    by_head
        .compared(compared)
        .against(|place| figure_for(placing.members, &heads, place))
}
