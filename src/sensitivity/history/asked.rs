//! A history as it is asked for, and how it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::account::{HistoryAccount, HistoryDate};
use super::every::Every;
use super::folder;
use super::partition::{Partition, write_points};
use crate::config::Pipeline;
use crate::error::Error;
use crate::publish::RatingPoint;
use crate::rate::{BoundTrigger, KeptRows, RowsBefore, Triggered, ask_triggers};
use crate::sensitivity::days::each_day;
use crate::sensitivity::held::Held;
use crate::tables::Tables;
use crate::warning::{Warning, WarningKind};

/// Which history is asked for.
#[derive(Debug, Clone, Copy)]
pub struct HistoryRequest<'a> {
    /// The first as-of date.
    pub from: NaiveDate,
    /// No as-of date is after it.
    pub to: NaiveDate,
    /// How far apart they are.
    pub every: Every,
    /// The folder that it goes into.
    pub out: &'a Path,
}

impl HistoryRequest<'_> {
    /// The as-of dates, checked with what can be checked before any data is read.
    ///
    /// # Errors
    /// Dates that are none, a rulebook that does not rate, or a folder that holds something else.
    pub fn dates(&self, pipeline: &Pipeline) -> Result<Vec<NaiveDate>, Error> {
        let dates = self.every.days(self.from, self.to)?;
        if pipeline.rulebook.rating.is_none() {
            return Err(Error::Config(pipeline.rulebook.file.error_near(
                "rulebook",
                "this rulebook has no [rating], so that it rates nobody and there is no history of ratings; add [rating] with the weights of the blocks, or name another rulebook",
            )));
        }
        folder::may_replace(self.out)?;
        Ok(dates)
    }
}

/// Makes the history of `pipeline` by sources that are `held`, and publishes it whole or not at all.
///
/// # Errors
/// A first date before anything is known, a rulebook that rates nobody on any of them, and whatever
/// a run of one of the dates would fail with.
pub fn history(
    pipeline: &Pipeline,
    held: &Held,
    request: &HistoryRequest<'_>,
) -> Result<HistoryAccount, Error> {
    let dates = request.dates(pipeline)?;
    let answered = Answered::of(pipeline, held, &dates)?;
    answered.check_known(&dates)?;
    answered.check_rated(pipeline, &dates)?;
    folder::replace(request.out, |folder| {
        answered.publish(pipeline, &held.rules.triggers, &dates, folder, held)
    })
}

/// One as-of date.
struct AnsweredDay {
    partition: Partition,
    rows: KeptRows,
    knows_anything: bool,
}

/// Every as-of date that is asked for, and those that triggers look back at.
struct Answered {
    days: BTreeMap<NaiveDate, AnsweredDay>,
    warnings: Vec<Warning>,
}

impl Answered {
    fn of(pipeline: &Pipeline, held: &Held, dates: &[NaiveDate]) -> Result<Self, Error> {
        let triggers = &held.rules.triggers;
        let mut wanted: BTreeSet<NaiveDate> = dates.iter().copied().collect();
        for trigger in triggers.iter().filter(|trigger| trigger.looks_back()) {
            wanted.extend(dates.iter().map(|date| trigger.before.day(*date)));
        }
        let wanted: Vec<NaiveDate> = wanted.into_iter().collect();
        let (answered, warnings) = each_day(pipeline, held, &wanted, |day| {
            let rows = match triggers.is_empty() {
                true => KeptRows::default(),
                false => KeptRows::of(
                    &day.tables,
                    &day.profile,
                    &day.pipeline.rulebook,
                    &day.rated.bands,
                ),
            };
            Ok(AnsweredDay {
                knows_anything: day.knows_anything(),
                rows,
                partition: Partition {
                    // What the tables of a partition need; the rest is large.
                    tables: Tables {
                        authorities: day.tables.authorities,
                        ..Tables::default()
                    },
                    pipeline: day.pipeline,
                    profile: day.profile,
                    rated: day.rated,
                },
            })
        })?;
        Ok(Self {
            days: wanted.into_iter().zip(answered).collect(),
            warnings,
        })
    }

    /// # Errors
    /// When nothing is known on the first date.
    fn check_known(&self, dates: &[NaiveDate]) -> Result<(), Error> {
        let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
            return Ok(());
        };
        let known = dates.iter().find(|date| self.days[date].knows_anything);
        match known {
            Some(known) if known == first => Ok(()),
            Some(known) => Err(Error::Usage(format!(
                "--from {first} is before any data: no setting, finding or figure was known then; the first of these dates on which one was is {known}"
            ))),
            None => Err(Error::Usage(format!(
                "no setting, finding or figure is known on any date from {first} to {last}; give later dates, or sources that reach so far back"
            ))),
        }
    }

    /// # Errors
    /// When nobody is rated on any date.
    fn check_rated(&self, pipeline: &Pipeline, dates: &[NaiveDate]) -> Result<(), Error> {
        let mut most = 0.0_f64;
        for date in dates {
            let ratings = self.days[date].partition.rated.ratings.iter().flatten();
            for rating in ratings {
                if rating.awarded.is_some() {
                    return Ok(());
                }
                most = most.max(rating.coverage);
            }
        }
        let minimum = pipeline.rulebook.coverage.minimum;
        Err(Error::Config(pipeline.rulebook.file.error_near(
            "coverage",
            format!(
                "nobody is rated on any of the {} dates: coverage is {most:.2} at most, and minimum is {minimum}; give dates on which more is known, or lower minimum",
                dates.len()
            ),
        )))
    }

    fn publish(
        &self,
        pipeline: &Pipeline,
        triggers: &[BoundTrigger],
        dates: &[NaiveDate],
        folder: &Path,
        held: &Held,
    ) -> Result<HistoryAccount, Error> {
        let published: Vec<(HistoryDate, Vec<RatingPoint>)> = dates
            .par_iter()
            .enumerate()
            .map(|(at, date)| {
                let day = &self.days[date];
                let triggered = self.triggered(triggers, *date)?;
                let asked = (!triggers.is_empty()).then_some(triggered.as_slice());
                day.partition.write(folder, asked)?;
                let before = at.checked_sub(1).map(|at| &self.days[&dates[at]].partition);
                let points = day.partition.points(before, &triggered);
                Ok((
                    account_of(*date, &points, before.is_some(), &triggered),
                    points,
                ))
            })
            .collect::<Result<_, Error>>()?;
        let (accounts, points): (Vec<HistoryDate>, Vec<Vec<RatingPoint>>) =
            published.into_iter().unzip();
        let last = dates.last().copied().unwrap_or(pipeline.as_of);
        write_points(
            folder,
            pipeline,
            last,
            points.into_iter().flatten().collect(),
        )?;
        Ok(HistoryAccount {
            written_by: format!("plumbline {}", crate::VERSION),
            pipeline: pipeline.name.clone(),
            rulebook: pipeline.rulebook.file.digest(),
            dates: accounts,
            warnings: self.warnings(triggers, dates, held),
        })
    }

    /// What the triggers say on a date, beside the rows that each looks back at.
    fn triggered(
        &self,
        triggers: &[BoundTrigger],
        date: NaiveDate,
    ) -> Result<Vec<Triggered>, Error> {
        let before = |trigger: &BoundTrigger| self.before(trigger, date);
        ask_triggers(triggers, &self.days[&date].rows, before).map_err(Error::Rate)
    }

    /// The rows that a trigger looks back at; none where nothing was known then.
    fn before(&self, trigger: &BoundTrigger, date: NaiveDate) -> Option<RowsBefore<'_>> {
        let as_of = trigger.before.day(date);
        let day = self.days.get(&as_of).filter(|day| day.knows_anything)?;
        Some(RowsBefore {
            as_of,
            rows: &day.rows,
        })
    }

    fn warnings(
        &self,
        triggers: &[BoundTrigger],
        dates: &[NaiveDate],
        held: &Held,
    ) -> Vec<Warning> {
        let mut warnings = held.warnings.clone();
        warnings.extend(held.sources.warnings());
        warnings.extend(self.warnings.clone());
        for trigger in triggers.iter().filter(|trigger| trigger.looks_back()) {
            let without = dates
                .iter()
                .filter(|date| self.before(trigger, **date).is_none());
            if let Some(first) = without.clone().next() {
                let warning = Warning::new(WarningKind::NothingBefore).about(&trigger.name);
                let dates = without.count();
                let more = if dates > 1 {
                    format!(" and {} more", dates - 1)
                } else {
                    String::new()
                };
                warnings.push(warning.with(format!("on {first}{more}")));
            }
        }
        warnings.sort();
        warnings.dedup();
        warnings
    }
}

fn account_of(
    as_of: NaiveDate,
    points: &[RatingPoint],
    follows: bool,
    triggered: &[Triggered],
) -> HistoryDate {
    let mut date = HistoryDate {
        as_of,
        ratings: BTreeMap::new(),
        not_rated: 0,
        moved: follows.then_some(0),
        triggers: BTreeMap::new(),
    };
    for point in points {
        match point.rating.awarded {
            Some(rating) => *date.ratings.entry(rating.level()).or_insert(0) += 1,
            None => date.not_rated += 1,
        }
        if let (Some(now), Some(before), Some(moved)) =
            (point.rating.awarded, point.previous, &mut date.moved)
        {
            *moved += u64::from(now != before);
        }
    }
    for row in triggered.iter().filter(|row| row.fired) {
        *date.triggers.entry(row.trigger.clone()).or_insert(0) += 1;
    }
    date
}
