//! Background features of authorities.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::area_names;
use super::parse;
use super::rows::{TypedRows, Untimely};
use crate::domain::{AuthorityIx, PeriodLabel};
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Authorities, Characteristic, Fault, RowDay, Rule};
use crate::warning::{Warning, WarningKind};

/// Reads the rows of a batch; a feature that an authority has no value for is left out, at once
/// where no row says of which period it is. Names are those of a row's period, or of the day `as_of`.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    as_of: NaiveDate,
) -> TypedRows<Characteristic> {
    let authority = batch.parse("authority", |scalar| {
        area_names::authority(authorities, scalar)
    });
    let feature = batch.parse("feature", parse::text);
    let period = batch.parse("period", parse::period);
    let value = batch.parse("value", parse::figure);
    TypedRows::collect(batch, &["authority", "feature", "period"], |row| {
        let period = period.optional(row)?.cloned();
        let value = value.optional(row)?.map(|value| value.as_shown());
        if value.is_none() && period.is_none() {
            return Ok(None);
        }
        let day = period
            .as_ref()
            .map_or(as_of, |(_, label)| label.period.speaks_of());
        Ok(Some(Characteristic {
            authority: authority.council(row, authorities, || RowDay::Own(day))?,
            feature: feature.required(row)?.clone(),
            period,
            value: value.unwrap_or(f64::NAN),
        }))
    })
}

/// The features, each of the latest period that has begun by `as_of` and of which any authority has
/// a value, in order of authority and feature; a second value is rejected.
pub(crate) fn checked(
    mut rows: TypedRows<Characteristic>,
    as_of: NaiveDate,
    ledgers: &Ledgers<'_>,
) -> Vec<Characteristic> {
    rows.leave_out(ledgers, |row| {
        let label = row.period.as_ref().map(|(_, label)| label)?;
        (label.period.begins() > as_of).then_some(Untimely::AfterAsOf)
    });
    of_one_kind(&mut rows, ledgers);
    let mut features: BTreeMap<String, Feature> = BTreeMap::new();
    for row in rows.iter() {
        if let Some(period) = &row.period {
            let feature = features.entry(row.feature.clone()).or_default();
            feature.add(period, row.authority, !row.value.is_nan());
        }
    }
    let ledger = ledgers.of_file(0);
    for (name, feature) in &features {
        feature
            .news(name)
            .into_iter()
            .for_each(|of| ledger.warn(of));
    }
    rows.leave_out(ledgers, |row| {
        let (_, label) = row.period.as_ref()?;
        let latest = features.get(&row.feature).and_then(Feature::latest);
        latest
            .is_some_and(|latest| order(label).cmp(&order(latest)) == Ordering::Less)
            .then_some(Untimely::OfEarlierPeriod)
    });
    every(rows, ledgers)
}

/// The features of every period, in order of authority, feature and period; a second value is
/// rejected, and so is a period of another kind than those of the rows before it.
pub(crate) fn every(
    mut rows: TypedRows<Characteristic>,
    ledgers: &Ledgers<'_>,
) -> Vec<Characteristic> {
    of_one_kind(&mut rows, ledgers);
    rows.leave_out(ledgers, |row| row.value.is_nan().then_some(Untimely::Blank));
    let period = |row: &Characteristic| row.period.as_ref().map(|(_, label)| order(label));
    rows.reject_duplicates(ledgers, |row| {
        (row.authority, row.feature.clone(), period(row))
    });
    rows.sort_by(|a, b| {
        let of_a = (a.authority, &a.feature, period(a));
        of_a.cmp(&(b.authority, &b.feature, period(b)))
    });
    rows.into_values().collect()
}

/// Rejects the rows whose period is of another kind than that of their feature's first row.
fn of_one_kind(rows: &mut TypedRows<Characteristic>, ledgers: &Ledgers<'_>) {
    let mut kinds: BTreeMap<String, (String, PeriodLabel)> = BTreeMap::new();
    rows.reject_faulty(ledgers, |row| {
        let Some((text, label)) = &row.period else {
            return Ok(());
        };
        let (first, known) = kinds
            .entry(row.feature.clone())
            .or_insert_with(|| (text.clone(), label.clone()));
        if known.kind().goes_with(label.kind()) {
            return Ok(());
        }
        Err(Fault::new(
            Rule::UnreadablePeriod,
            format!(
                "{text:?} is a {}, and an earlier row of {:?} has a {} ({first:?}); leave one of them out with `where`",
                label.kind(),
                row.feature,
                known.kind()
            ),
        ))
    });
}

fn order(label: &PeriodLabel) -> impl Ord + std::hash::Hash + use<> {
    label.period.order()
}

/// The periods of a feature, from the earliest on.
#[derive(Default)]
struct Feature {
    /// Each as it is published, with the authorities that have a value.
    periods: Vec<(String, PeriodLabel, BTreeSet<AuthorityIx>)>,
}

impl Feature {
    fn add(&mut self, (text, label): &(String, PeriodLabel), authority: AuthorityIx, has: bool) {
        let found = self
            .periods
            .binary_search_by(|(_, known, _)| order(known).cmp(&order(label)));
        let at = found.unwrap_or_else(|at| {
            let period = (text.clone(), label.clone(), BTreeSet::new());
            self.periods.insert(at, period);
            at
        });
        if has {
            self.periods[at].2.insert(authority);
        }
    }

    /// The place of the latest period with a value.
    fn with_value(&self) -> Option<usize> {
        self.periods.iter().rposition(|(_, _, of)| !of.is_empty())
    }

    /// The latest period with a value.
    fn latest(&self) -> Option<&PeriodLabel> {
        Some(&self.periods[self.with_value()?].1)
    }

    /// That the newest period has no value, or that of one authority alone.
    fn news(&self, name: &str) -> Vec<Warning> {
        let about = |kind, period: &str| {
            Warning::of(kind, "characteristics")
                .about(name)
                .with(period)
        };
        let (Some(at), Some((newest, ..))) = (self.with_value(), self.periods.last()) else {
            return Vec::new();
        };
        let mut news = Vec::new();
        if at + 1 < self.periods.len() {
            news.push(about(WarningKind::BlankPeriod, newest));
        }
        let (latest, _, authorities) = &self.periods[at];
        let mut before = self.periods[..at].iter().map(|(_, _, of)| of.len());
        if authorities.len() == 1 && before.rfind(|of| *of > 0).is_some_and(|of| of > 1) {
            news.push(about(WarningKind::LonePeriod, latest));
        }
        news
    }
}
