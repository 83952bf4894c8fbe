//! From visits to settings, to how many are open and how each was graded.

use std::cmp::Reverse;
use std::fmt;

use rayon::prelude::*;

use super::series::{Followed, SeriesOfFiles};
use crate::extract::contract::correction::{Settled, Side};
use crate::extract::contract::inspection::Inspection;
use crate::extract::contract::visit_list::{LISTS, VisitList, buckets};
use crate::tables::{Day, EncodedSettings, Setting, SettingCounts, Urn};

/// What became of inspections.
#[derive(Debug, Default)]
pub(crate) struct Reduced {
    /// Open settings by grade.
    pub counts: SettingCounts,
    /// The settings that were counted, in order of authority, type and reference number.
    pub settings: Vec<Setting>,
    /// Those settings as the row groups of their table, where others have encoded them; they are not
    /// listed then.
    pub encoded: Vec<EncodedSettings>,
    /// Rows rejected, in the order of the source, each with the row of its visit that is kept.
    pub duplicates: Vec<(Inspection, Inspection)>,
    /// Rows superseded by another extract's.
    pub settled: Settled<Visit>,
    /// For each series of lists, the settings of the list that another feed's latest follows.
    pub followed: Vec<Followed>,
}

/// Counts open settings by the grade of their latest full inspection. A second row with the same
/// key and extract is rejected. All visits to a setting are there, in whatever batches.
pub(crate) fn latest(
    mut batches: Vec<Vec<VisitList>>,
    series: &SeriesOfFiles,
    authorities: usize,
    provisions: usize,
) -> Reduced {
    let mut together = Together::new(series, authorities, provisions);
    for list in 0..LISTS {
        let lists: Vec<VisitList> = batches
            .iter_mut()
            .filter_map(|batch| batch.get_mut(list).map(std::mem::take))
            .collect();
        // A bucket at a time on each core, for it fits a cache.
        let of_buckets: Vec<Reduced> = buckets(list)
            .into_par_iter()
            .map(|bucket| {
                let of_lists = || lists.iter().map(|list| list.bucket(bucket));
                let mut visits = Vec::with_capacity(of_lists().map(<[_]>::len).sum());
                of_lists().for_each(|of_list| visits.extend_from_slice(of_list));
                of_bucket(&visits, series)
            })
            .collect();
        drop(lists);
        of_buckets.into_iter().for_each(|of| together.add(of));
    }
    together.finish()
}

/// What becomes of the settings of one bucket after another.
pub(crate) struct Together {
    reduced: Reduced,
    /// The settings of each.
    settings: Vec<Vec<Setting>>,
}

impl Together {
    /// Of no bucket yet.
    pub(crate) fn new(series: &SeriesOfFiles, authorities: usize, provisions: usize) -> Self {
        Self {
            reduced: Reduced {
                counts: SettingCounts::new(authorities, provisions),
                ..Reduced::none(series)
            },
            settings: Vec::new(),
        }
    }

    /// Takes in those of a bucket, which come in the order of the buckets.
    pub(crate) fn add(&mut self, mut of_bucket: Reduced) {
        self.settings.push(std::mem::take(&mut of_bucket.settings));
        self.reduced.add(of_bucket);
    }

    /// What becomes of all of them, counted.
    pub(crate) fn finish(self) -> Reduced {
        let Self {
            mut reduced,
            settings,
        } = self;
        reduced.counts.count_all(&settings);
        reduced.settings = reduced.counts.in_order(settings);
        reduced
            .duplicates
            .sort_unstable_by_key(|(visit, _)| visit.location);
        reduced
    }
}

/// What becomes of the visits to the settings of a bucket, which are all there in the order of the
/// rows; its settings are not counted.
pub(crate) fn of_bucket(visits: &[Inspection], series: &SeriesOfFiles) -> Reduced {
    let mut reduced = Reduced::none(series);
    reduced.settings.reserve(visits.len());
    // A setting has few visits, so it is enough to bring those together whose numbers begin alike,
    // by keys of which each is compared at once; they are put in order one setting at a time.
    let mut order: Vec<u128> = visits
        .iter()
        .zip(0_u128..)
        .map(|(visit, place)| u128::from(visit.urn.head()) << 64 | place)
        .collect();
    order.sort_unstable();
    let mut alike: Vec<Inspection> = Vec::new();
    for keys in order.chunk_by(|a, b| a >> 64 == b >> 64) {
        alike.clear();
        alike.extend(keys.iter().map(|key| visits[*key as u64 as usize]));
        alike.sort_unstable_by_key(Inspection::order);
        for visits in alike.chunk_by(|a, b| a.urn == b.urn) {
            reduced.setting(visits, series);
        }
    }
    reduced.settings.shrink_to_fit();
    reduced
}

impl Reduced {
    /// Of no visits at all.
    fn none(series: &SeriesOfFiles) -> Self {
        Self {
            followed: vec![Followed::default(); series.series().len()],
            ..Self::default()
        }
    }

    /// Takes in what became of other settings.
    pub(crate) fn add(&mut self, other: Self) {
        self.counts.add(&other.counts);
        self.settings.extend_from_slice(&other.settings);
        self.duplicates.extend(other.duplicates);
        self.settled.add(other.settled);
        if self.followed.is_empty() {
            self.followed = other.followed;
            return;
        }
        for (own, other) in self.followed.iter_mut().zip(other.followed) {
            own.listed += other.listed;
            own.still_listed += other.still_listed;
        }
    }

    /// Takes in a setting with its visits, which are in order.
    fn setting(&mut self, visits: &[Inspection], series: &SeriesOfFiles) {
        for rows in visits.chunk_by(Inspection::is_same_visit) {
            self.supersede(rows);
        }
        series.follow(visits, &mut self.followed);
        let Some(state) = state(visits, series).filter(|state| state.standing.is_open()) else {
            return;
        };
        let graded = visits_that_stand(visits)
            .rev()
            .find(|visit| visit.standing.grade().is_some());
        let setting = Setting {
            authority: state.authority,
            provision: state.provision,
            urn: state.urn,
            grade: graded.and_then(|visit| visit.standing.grade()),
            inspected_on: graded.and_then(|visit| visit.inspected_on),
        };
        self.settings.push(setting);
    }

    /// Rejects the rows of a visit that repeat another of the same extract, and notes those
    /// superseded by the retained row.
    fn supersede(&mut self, rows: &[Inspection]) {
        for rows in rows.chunk_by(|a, b| a.precedence == b.precedence) {
            for pair in rows.windows(2) {
                self.duplicates.push((pair[1], pair[0]));
            }
        }
        let Some(retained) = standing(rows) else {
            return;
        };
        let side = |of: &Inspection| Side {
            location: of.location,
            precedence: of.precedence,
        };
        let grade = |of: &Inspection| {
            let grade = of.standing.grade();
            grade.map(|grade| grade.level().to_string())
        };
        let key = Visit {
            urn: retained.urn,
            day: retained.inspected_on,
        };
        for row in one_an_extract(rows).filter(|row| row.location != retained.location) {
            let differs = row.standing.grade() != retained.standing.grade();
            self.settled.note(
                side(row),
                side(retained),
                &key,
                differs.then(|| ("grade", grade(row), grade(retained))),
            );
        }
    }
}

/// The row that says what a setting is on the as-of date.
fn state<'a>(visits: &'a [Inspection], series: &SeriesOfFiles) -> Option<&'a Inspection> {
    let Some((place, of)) = series.of_setting(visits) else {
        return visits_that_stand(visits).next_back();
    };
    let latest = of.latest;
    let listings = || {
        visits
            .iter()
            .filter(|visit| series.of(visit) == Some(place))
    };
    let listed = latest.and_then(|latest| {
        listings()
            .filter(|visit| visit.precedence == latest.precedence)
            .max_by_key(|visit| (visit.inspected_on, visit.event, Reverse(visit.location)))
    });
    // What the latest snapshot does not list was closed on its day; only an inspection after it,
    // which a later snapshot shows, says that it is open again or new.
    listed.or_else(|| {
        listings()
            .filter(|visit| visit.precedence.is_after())
            .filter(|visit| visit.inspected_on > latest.map(|latest| latest.day))
            .min_by_key(|visit| {
                (
                    visit.precedence,
                    Reverse(visit.inspected_on),
                    visit.location,
                )
            })
    })
}

/// The retained row for each visit to a setting, the latest visit last.
fn visits_that_stand(visits: &[Inspection]) -> impl DoubleEndedIterator<Item = &Inspection> {
    visits
        .chunk_by(Inspection::is_same_visit)
        .filter_map(standing)
}

/// The row of a visit that is retained: of those published by the as-of date, the one of the extract
/// that is preferred.
fn standing(rows: &[Inspection]) -> Option<&Inspection> {
    one_an_extract(rows)
        .find(|row| row.standing.is_reported())
        .or(rows.first())
}

/// The rows of a visit without those that repeat another of the same extract.
fn one_an_extract(rows: &[Inspection]) -> impl Iterator<Item = &Inspection> {
    rows.chunk_by(|a, b| a.precedence == b.precedence)
        .filter_map(<[Inspection]>::first)
}

/// The setting and the day of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Visit {
    /// The setting.
    pub urn: Urn,
    /// The day; `None` where there was no visit.
    pub day: Option<Day>,
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day.and_then(Day::date) {
            Some(day) => write!(f, "{} / {day}", self.urn),
            None => self.urn.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
