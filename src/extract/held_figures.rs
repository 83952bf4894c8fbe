//! Observations held with the day on which each was out, to be laid out for one as-of date after
//! another.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::contract::availability::Availability;
use super::contract::observation::ObservationBatch;
use super::contract::observations;
use super::map::Batch;
use crate::tables::{Authorities, IndicatorIx, Indicators};

/// The figures of a batch of every period, and when each was known.
#[derive(Debug)]
pub(super) struct HeldFigures {
    /// The figures of the indicators that count, those of an edition together.
    figures: ObservationBatch,
    /// The first as-of date that knows each.
    known_from: Vec<NaiveDate>,
    /// Figures of which nothing says when they came out.
    undated: u64,
}

impl HeldFigures {
    /// Reads a batch; of its figures those are held whose indicator `counts`.
    pub(super) fn read(
        batch: &Batch<'_>,
        authorities: &Authorities,
        indicators: &Indicators,
        counts: impl Fn(IndicatorIx) -> bool,
    ) -> Self {
        let mut figures = observations::read(batch, authorities, indicators, NaiveDate::MAX);
        let availability = Availability::new(batch.available_after, indicators);
        let mut rows = Vec::new();
        let mut known_from = Vec::new();
        let mut editions = Vec::new();
        let mut undated = 0;
        for (edition, range) in &figures.editions {
            let begin = rows.len();
            for figure in &figures.rows[range.clone()] {
                if counts(figure.indicator) {
                    let (_, label) = &figures.periods[figure.period as usize];
                    let available = || availability.day(figure.indicator, label);
                    let out = edition.published_on.or_else(available);
                    let begins = label.period.begins();
                    undated += u64::from(out.is_none());
                    known_from.push(out.map_or(begins, |out| out.max(begins)));
                    rows.push(*figure);
                }
            }
            if rows.len() > begin {
                editions.push((*edition, begin..rows.len()));
            }
        }
        figures.rows = rows;
        figures.editions = editions;
        Self {
            figures,
            known_from,
            undated,
        }
    }

    /// Figures of which nothing says when they came out: they are known from the beginning of their
    /// period.
    pub(super) const fn undated(&self) -> u64 {
        self.undated
    }

    /// All that it holds, for counts.
    pub(super) const fn figures(&self) -> &ObservationBatch {
        &self.figures
    }

    /// Adds the days on which figures became known, or another extract is preferred.
    pub(super) fn add_days(&self, days: &mut BTreeSet<NaiveDate>) {
        let mut last = None;
        for day in &self.known_from {
            if last != Some(*day) {
                days.insert(*day);
                last = Some(*day);
            }
        }
        let editions = self.figures.editions.iter();
        days.extend(editions.filter_map(|(edition, _)| edition.day()));
    }

    /// The figures that are known by `as_of`.
    pub(super) fn by(&self, as_of: NaiveDate) -> ObservationBatch {
        let all = &self.figures;
        let mut rows = Vec::with_capacity(all.rows.len());
        let mut editions = Vec::with_capacity(all.editions.len());
        for (edition, range) in &all.editions {
            let begin = rows.len();
            let known = all.rows[range.clone()]
                .iter()
                .zip(&self.known_from[range.clone()]);
            rows.extend(
                known
                    .filter(|(_, from)| **from <= as_of)
                    .map(|(row, _)| *row),
            );
            if rows.len() > begin {
                editions.push((*edition, begin..rows.len()));
            }
        }
        ObservationBatch {
            availability: Availability::default(),
            periods: all.periods.clone(),
            breakdowns: all.breakdowns.clone(),
            statuses: all.statuses.clone(),
            rows,
            editions,
            missing: all.missing.clone(),
            after_as_of: 0,
            may_repeat: all.may_repeat,
            raw: Arc::clone(&all.raw),
        }
    }
}
