//! What is unusual about an authority, among the hundreds of comparisons that are made of it.
//!
//! Of each figure two questions are asked: how it stands among similar areas, and how among all
//! authorities. With 400 indicators, twenty would be "worse" by chance at 5% each; so what is called
//! notable of an authority is held to a share of false discoveries over all its comparisons at once
//! (Benjamini and Hochberg, 1995).

use rayon::prelude::*;

use super::indicator_slice::IndicatorSlice;
use super::intervals::ComparedBy;
use super::neighbours::NeighbourTable;
use super::unusual::{NotableAgainst, NotableFigure, NotableFigures, Unusual, UnusualBy};
use crate::config::{NotableRows, NotableRule, NotableTest, Periods, Pipeline};
use crate::domain::{Comparison, Measure, Polarity};
use crate::stats::{Robust, byar_z, false_discovery, normal_quantile, two_sided, wilson_z};
use crate::tables::{Neighbour, Tables};

/// Authorities whose figures are gathered together.
const AUTHORITIES_AT_ONCE: usize = 16;

/// What the figures of a pipeline are asked by.
struct Asker<'a> {
    rule: NotableRule,
    tables: &'a Tables,
    neighbours: &'a NeighbourTable,
    /// The half-width of published limits in standard errors.
    limits: f64,
    /// The robust standard deviations below which no figure can be notable and none is published,
    /// so that how likely it is need not be known.
    unremarkable: f64,
}

/// A comparator of one figure.
#[derive(Clone, Copy)]
struct Against<'a> {
    others: Option<&'a Robust>,
    comparator: f64,
}

/// The notable figures, and the others that were asked, beside `similar` areas; `None` where the
/// pipeline does not ask.
pub fn notable(
    pipeline: &Pipeline,
    tables: &Tables,
    slices: &[IndicatorSlice],
    similar: &[Neighbour],
) -> Option<NotableFigures> {
    let rule = pipeline.notable?;
    let neighbours = NeighbourTable::new(similar, tables.authorities.len());
    let confidence = pipeline.rulebook.indicators.confidence;
    let asker = Asker {
        rule,
        tables,
        neighbours: &neighbours,
        limits: normal_quantile(f64::midpoint(1.0, confidence))?,
        // Few values make far ones likelier than a normal distribution does, never less likely.
        unremarkable: match rule.rows {
            NotableRows::All => 0.0,
            NotableRows::Notable => {
                normal_quantile(1.0 - rule.false_discovery / 2.0).unwrap_or(0.0)
            }
        },
    };
    let of_slices: Vec<Vec<NotableFigure>> = asked(slices, rule.periods)
        .into_par_iter()
        .map(|at| asker.slice(at, &slices[at]))
        .collect();
    let of_authorities: Vec<Vec<NotableFigure>> = by_authority(of_slices, tables.authorities.len())
        .into_par_iter()
        .map(|mut figures| {
            asker.judge(&mut figures, slices);
            figures
        })
        .collect();
    let firsts = of_authorities.iter().filter_map(|of| of.first());
    let comparisons = firsts.map(|first| u64::from(first.comparisons)).sum();
    let is_asked_for = |figure: &NotableFigure| match rule.rows {
        NotableRows::All => true,
        NotableRows::Notable => figure.is_notable,
    };
    let figures = of_authorities
        .into_iter()
        .flatten()
        .filter(is_asked_for)
        .collect();
    Some(NotableFigures {
        figures,
        comparisons,
    })
}

/// The figures of each of so many authorities, in the order of the slices; of a slice they are in
/// order of authority.
fn by_authority(of_slices: Vec<Vec<NotableFigure>>, count: usize) -> Vec<Vec<NotableFigure>> {
    let mut of_authorities: Vec<Vec<NotableFigure>> = Vec::new();
    of_authorities.resize_with(count, || Vec::with_capacity(of_slices.len()));
    // Several authorities together, so that what lies side by side in a slice is taken at once.
    of_authorities
        .par_chunks_mut(AUTHORITIES_AT_ONCE)
        .enumerate()
        .for_each(|(chunk, of_chunk)| {
            let (first, count) = (chunk * AUTHORITIES_AT_ONCE, of_chunk.len());
            for of_slice in &of_slices {
                let from = of_slice.partition_point(|figure| figure.authority.index() < first);
                let own = of_slice[from..]
                    .iter()
                    .map(|figure| (figure.authority.index() - first, figure))
                    .take_while(|(at, _)| *at < count);
                own.for_each(|(at, figure)| of_chunk[at].push(*figure));
            }
        });
    of_authorities
}

/// The places of the slices that are asked: about everybody, and of an indicator that has no such
/// breakdown, of each that it has.
pub(super) fn asked(slices: &[IndicatorSlice], periods: Periods) -> Vec<usize> {
    let mut places = Vec::new();
    let mut start = 0;
    for of_indicator in slices.chunk_by(|a, b| a.slice.indicator == b.slice.indicator) {
        let has_total = of_indicator.iter().any(|slice| slice.is_total);
        let wanted = |slice: &IndicatorSlice| {
            let in_time = match periods {
                Periods::Latest => slice.is_latest,
                Periods::All => true,
            };
            in_time && (slice.is_total || !has_total)
        };
        let of_these = of_indicator.iter().enumerate();
        places.extend(
            of_these
                .filter(|(_, slice)| wanted(slice))
                .map(|(at, _)| start + at),
        );
        start += of_indicator.len();
    }
    places
}

impl Asker<'_> {
    /// The figures of one slice.
    fn slice(&self, at: usize, slice: &IndicatorSlice) -> Vec<NotableFigure> {
        let measure = self.tables.indicators.get(slice.slice.indicator).measure;
        let heads = HeadCounts::of(slice, measure);
        let count = self.tables.authorities.len();
        let values: Vec<f64> = (0..count).map(|place| heads.value(slice, place)).collect();
        let mut scratch = Vec::new();
        let enough = |of: Option<Robust>| of.filter(|of| of.count >= self.rule.minimum);
        let nation = enough(Robust::of(&values, &mut scratch));
        let mut of_neighbours = Vec::new();
        let mut figures = Vec::new();
        for authority in self.tables.authorities.places() {
            let place = authority.index();
            if values[place].is_nan() {
                continue;
            }
            of_neighbours.clear();
            let near = self.neighbours.of(authority).iter();
            of_neighbours.extend(near.map(|neighbour| values[neighbour.index()]));
            let similar = enough(Robust::of(&of_neighbours, &mut scratch));
            let comparators = [
                (similar.as_ref(), slice.neighbour_values[place]),
                (nation.as_ref(), slice.national_value),
            ];
            let [neighbours, national] = comparators.map(|(others, comparator)| {
                let against = Against { others, comparator };
                self.unusual(slice, measure, place, values[place], against)
            });
            figures.push(NotableFigure {
                authority,
                slice: at,
                neighbours,
                national,
                comparisons: 0,
                is_notable: false,
                place: None,
                against: None,
                way: None,
            });
        }
        figures
    }

    fn unusual(
        &self,
        slice: &IndicatorSlice,
        measure: Measure,
        place: usize,
        value: f64,
        against: Against<'_>,
    ) -> Unusual {
        let Some(others) = against.others else {
            return Unusual {
                count: 0,
                median: f64::NAN,
                z: f64::NAN,
                p: f64::NAN,
                q: f64::NAN,
                by: None,
            };
        };
        let z = others.z(value);
        let tested = match self.rule.by {
            NotableTest::Comparison => self.tested(slice, measure, place, against.comparator),
            NotableTest::Robust => None,
        };
        let by_place = || {
            let z = z?;
            let p = match z.abs() < self.unremarkable {
                true => 1.0,
                false => others.p(z)?,
            };
            Some((p, UnusualBy::Robust))
        };
        let (p, by) = tested.or_else(by_place).unzip();
        Unusual {
            count: u32::try_from(others.count).unwrap_or(u32::MAX),
            median: others.centre,
            z: z.unwrap_or(f64::NAN),
            p: p.unwrap_or(f64::NAN),
            q: f64::NAN,
            by,
        }
    }

    /// How likely the comparator is as far from the value at `place` as it is, by the test whose
    /// interval the value is compared by.
    fn tested(
        &self,
        slice: &IndicatorSlice,
        measure: Measure,
        place: usize,
        comparator: f64,
    ) -> Option<(f64, UnusualBy)> {
        // Sums are compared by head, where their interval is of another figure.
        if comparator.is_nan() || measure.kind.is_some_and(|kind| kind.is_sum()) {
            return None;
        }
        let intervals = slice.intervals.as_ref()?;
        let by = intervals.sources[place]?;
        let parts = || slice.slice.parts.as_ref().map(|parts| parts.at(place));
        let z = match by {
            ComparedBy::Wilson => {
                let (numerator, denominator) = parts()?;
                wilson_z(numerator, denominator, comparator / measure.per?)?
            }
            ComparedBy::Byar => {
                let (numerator, denominator) = parts()?;
                byar_z(numerator, denominator, comparator / measure.per?)?
            }
            ComparedBy::Published | ComparedBy::Difference => {
                let value = slice.slice.values[place];
                let limit = match comparator < value {
                    true => intervals.lows[place],
                    false => intervals.highs[place],
                };
                let error = (limit - value).abs() / self.limits;
                (error > 0.0).then(|| (value - comparator) / error)?
            }
            ComparedBy::Margin => return None,
        };
        Some((two_sided(z), UnusualBy::Test(by)))
    }

    /// Says of the figures of one authority which are notable, over all its comparisons at once.
    fn judge(&self, figures: &mut [NotableFigure], slices: &[IndicatorSlice]) {
        let all: Vec<f64> = figures
            .iter()
            .flat_map(|figure| [figure.neighbours.p, figure.national.p])
            .filter(|p| !p.is_nan())
            .collect();
        let mut shares = false_discovery(&all).into_iter();
        let comparisons = u32::try_from(all.len()).unwrap_or(u32::MAX);
        for figure in figures.iter_mut() {
            for of in [&mut figure.neighbours, &mut figure.national] {
                if !of.p.is_nan() {
                    of.q = shares.next().unwrap_or(f64::NAN);
                }
            }
            figure.comparisons = comparisons;
            let polarity = self.polarity(&slices[figure.slice]);
            let way = [figure.neighbours, figure.national]
                .into_iter()
                .filter(|of| of.q <= self.rule.false_discovery)
                .min_by(Unusual::by_likelihood)
                .map(|of| Comparison::of(polarity, of.side(figure, slices)));
            let within = |of: Unusual| of.q <= self.rule.false_discovery;
            figure.against = match (within(figure.neighbours), within(figure.national)) {
                (true, true) => Some(NotableAgainst::Both),
                (true, false) => Some(NotableAgainst::Neighbours),
                (false, true) => Some(NotableAgainst::National),
                (false, false) => None,
            };
            figure.is_notable = figure.against.is_some();
            figure.way = way;
        }
        let mut notable: Vec<&mut NotableFigure> = figures
            .iter_mut()
            .filter(|figure| figure.is_notable)
            .collect();
        notable.sort_by(|a, b| {
            let (a, b) = (a.most_unlikely(), b.most_unlikely());
            a.by_likelihood(b)
        });
        for (place, figure) in (1..).zip(notable) {
            figure.place = Some(place);
        }
    }

    fn polarity(&self, slice: &IndicatorSlice) -> Polarity {
        self.tables.indicators.get(slice.slice.indicator).polarity
    }
}

/// What a sum is by head; any other figure stays what it is. A sum that nobody's number is known of
/// says how large an area is, and is not asked.
enum HeadCounts<'a> {
    NotAsked,
    ByHead(&'a [f64]),
    AsItIs,
}

impl<'a> HeadCounts<'a> {
    fn of(slice: &'a IndicatorSlice, measure: Measure) -> Self {
        let is_sum = measure.kind.is_some_and(|kind| kind.is_sum());
        match &slice.slice.parts {
            _ if !is_sum => Self::AsItIs,
            Some(parts) => Self::ByHead(&parts.denominators),
            None => Self::NotAsked,
        }
    }

    /// The value at `place`, NaN where there is none.
    fn value(&self, slice: &IndicatorSlice, place: usize) -> f64 {
        let value = slice.slice.values[place];
        let by_head = match self {
            Self::NotAsked => f64::NAN,
            Self::ByHead(heads) => value / heads[place],
            Self::AsItIs => value,
        };
        if by_head.is_finite() {
            by_head
        } else {
            f64::NAN
        }
    }
}
