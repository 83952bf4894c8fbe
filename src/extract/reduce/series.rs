//! Lists of open settings that follow one another, in one feed or in several.
//!
//! A register is published year by year, and its files may have layouts of their own, each with a
//! feed. Whoever is not on the latest list has closed, whichever feed that list is of. Lists of
//! other settings, such as of schools beside those of homes, are a series of their own.

use crate::extract::contract::inspection::{Inspection, Provisions};
use crate::extract::contract::inspections::InspectionBatch;
use crate::extract::contract::precedence::Precedence;
use crate::tables::Day;

/// An extract that lists every open setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// How it lies to the as-of date.
    pub precedence: Precedence,
    /// Its day.
    pub day: Day,
}

/// A feed whose extracts list every setting that was open on their day.
#[derive(Debug, Clone, Default)]
pub(crate) struct ListFeed<'a> {
    /// The series that the pipeline says it belongs to.
    pub named: Option<&'a str>,
    /// The types of setting that it lists.
    pub provisions: Provisions,
    /// The one of its lists that is preferred on the as-of date, of those that say anything of it.
    pub preferred: Option<Precedence>,
    /// Whether all of its lists were taken after the as-of date.
    pub is_later: bool,
}

impl<'a> ListFeed<'a> {
    /// A feed of these rows.
    pub(crate) fn new(named: Option<&'a str>, batches: &[InspectionBatch]) -> Self {
        let mut feed = Self {
            named,
            ..Self::default()
        };
        for batch in batches {
            feed.provisions.add(batch.provisions);
        }
        feed.preferred = batches.iter().filter_map(|batch| batch.preferred).min();
        let first = batches.iter().filter_map(|batch| batch.first).min();
        feed.is_later = first.is_some_and(Precedence::is_after);
        feed
    }

    /// Whether the lists of both follow one another: the pipeline says so, or says nothing and
    /// both list settings of one type.
    fn follows(&self, other: &Self) -> bool {
        match (self.named, other.named) {
            (None, None) => self.provisions.meets(other.provisions),
            (own, other) => own == other,
        }
    }
}

/// A series of lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Series {
    /// Its feeds, by their places among those of the source.
    pub feeds: Vec<usize>,
    /// The latest list that was taken by the as-of date; `None` where none was.
    pub latest: Option<Snapshot>,
    /// The list that is preferred on the as-of date, whenever it was taken.
    pub preferred: Option<Precedence>,
    /// The latest list of another feed that the latest one follows.
    pub before: Option<Followable>,
    /// Those of its feeds of which all lists were taken after the as-of date.
    pub later: Vec<usize>,
}

/// The latest list of a feed that another feed's follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Followable {
    /// The feed.
    pub feed: usize,
    /// When the list was taken.
    pub precedence: Precedence,
}

/// How many settings of a list are on the one of another feed that follows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Followed {
    /// Those on the earlier list.
    pub listed: u64,
    /// Those of them on the later one.
    pub still_listed: u64,
}

impl Followed {
    /// Whether hardly anybody stayed, which tells lists of other settings from a later list.
    pub(crate) fn is_broken(self) -> bool {
        self.still_listed * 2 < self.listed
    }
}

/// The series of the files of a source.
#[derive(Debug, Default)]
pub(crate) struct SeriesOfFiles {
    /// By the place of each file; `None` where its rows are visits. Empty where all are.
    by_file: Vec<Option<usize>>,
    series: Vec<Series>,
}

impl SeriesOfFiles {
    /// The series of `feeds`: with each, how many files it has, and what it lists; `None` where
    /// its rows are visits.
    pub(crate) fn new(
        feeds: &[(usize, Option<ListFeed<'_>>)],
        day: impl Fn(Precedence) -> Option<Day>,
    ) -> Self {
        let series = grouped(feeds);
        if series.is_empty() {
            return Self::default();
        }
        let place_of = |feed: usize| series.iter().position(|group| group.contains(&feed));
        let by_file = feeds
            .iter()
            .enumerate()
            .flat_map(|(at, (files, _))| std::iter::repeat_n(place_of(at), *files))
            .collect();
        let preferred = |feed: usize| feeds[feed].1.as_ref().and_then(|of| of.preferred);
        let of_group = |group: &Vec<usize>| {
            let best = group
                .iter()
                .filter_map(|feed| Some((preferred(*feed)?, *feed)))
                .min();
            let latest = best.filter(|(precedence, _)| !precedence.is_after());
            let before = latest.and_then(|(precedence, of)| {
                let others = group.iter().filter(|feed| **feed != of);
                let lists = others.filter_map(|feed| Some((preferred(*feed)?, *feed)));
                let earlier = lists.filter(|(other, _)| *other != precedence && !other.is_after());
                earlier
                    .min()
                    .map(|(precedence, feed)| Followable { feed, precedence })
            });
            let is_later = |feed: &&usize| {
                let of = feeds[**feed].1.as_ref();
                of.is_some_and(|of| of.is_later)
            };
            Series {
                later: group.iter().filter(is_later).copied().collect(),
                feeds: group.clone(),
                latest: latest.and_then(|(precedence, _)| {
                    let day = day(precedence)?;
                    Some(Snapshot { precedence, day })
                }),
                preferred: best.map(|(precedence, _)| precedence),
                before,
            }
        };
        Self {
            by_file,
            series: series.iter().map(of_group).collect(),
        }
    }

    /// These series, with the place of that of each file.
    #[cfg(feature = "cluster")]
    pub(crate) const fn known(by_file: Vec<Option<usize>>, series: Vec<Series>) -> Self {
        Self { by_file, series }
    }

    /// The place of the series of each file.
    #[cfg(feature = "cluster")]
    pub(crate) fn by_file(&self) -> &[Option<usize>] {
        &self.by_file
    }

    /// The series.
    pub(crate) fn series(&self) -> &[Series] {
        &self.series
    }

    /// The place of the series that a row belongs to; `None` where it is a visit.
    pub(crate) fn of(&self, visit: &Inspection) -> Option<usize> {
        self.by_file.get(visit.location.file()).copied().flatten()
    }

    /// The series that lists a setting, by its rows; `None` where all are visits.
    pub(crate) fn of_setting(&self, visits: &[Inspection]) -> Option<(usize, &Series)> {
        if self.series.is_empty() {
            return None;
        }
        let place = visits.iter().find_map(|visit| self.of(visit))?;
        Some((place, &self.series[place]))
    }

    /// Counts a setting among those of the list that another feed's follows.
    pub(crate) fn follow(&self, visits: &[Inspection], followed: &mut [Followed]) {
        let Some((place, series)) = self.of_setting(visits) else {
            return;
        };
        let (Some(latest), Some(before)) = (series.latest, series.before) else {
            return;
        };
        let is_on = |precedence: Precedence| {
            let mut rows = visits.iter();
            rows.any(|row| row.precedence == precedence && self.of(row) == Some(place))
        };
        if is_on(before.precedence) {
            followed[place].listed += 1;
            followed[place].still_listed += u64::from(is_on(latest.precedence));
        }
    }
}

/// The feeds of each series, in the order of their first.
fn grouped(feeds: &[(usize, Option<ListFeed<'_>>)]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, (_, of)) in feeds.iter().enumerate() {
        let Some(of) = of else { continue };
        let joins = |group: &Vec<usize>| {
            let mut lists = group.iter().filter_map(|feed| feeds[*feed].1.as_ref());
            lists.any(|other| of.follows(other))
        };
        // A feed may join what were two series before it.
        let (joined, mut others): (Vec<_>, Vec<_>) = groups.into_iter().partition(joins);
        let mut group: Vec<usize> = joined.into_iter().flatten().collect();
        group.push(at);
        others.push(group);
        others.sort();
        groups = others;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::ProvisionIx;

    fn feed(named: Option<&'static str>, types: &[u8]) -> (usize, Option<ListFeed<'static>>) {
        let mut provisions = Provisions::default();
        for place in types {
            provisions.insert(ProvisionIx::new(*place));
        }
        let of = ListFeed {
            named,
            provisions,
            preferred: None,
            is_later: false,
        };
        (1, Some(of))
    }

    #[test]
    fn lists_of_settings_of_one_type_are_one_series_and_visits_are_none() {
        let feeds = [
            feed(None, &[0, 1]),
            (1, None),
            feed(None, &[2]),
            feed(None, &[1, 200]),
        ];
        assert_eq!(grouped(&feeds), [vec![0, 3], vec![2]]);
        // What one list holds together is one series.
        let feeds = [feed(None, &[0]), feed(None, &[2]), feed(None, &[0, 2])];
        assert_eq!(grouped(&feeds), [vec![0, 1, 2]]);
    }

    #[test]
    fn the_pipeline_s_own_names_decide_whatever_is_listed() {
        let feeds = [
            feed(Some("north"), &[0]),
            feed(Some("south"), &[0]),
            feed(Some("north"), &[5]),
            feed(None, &[0]),
        ];
        assert_eq!(grouped(&feeds), [vec![0, 2], vec![1], vec![3]]);
    }
}
