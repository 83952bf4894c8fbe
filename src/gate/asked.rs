//! What each gate measures, and the gates of a run as they are asked one after another.

use chrono::{DateTime, Utc};

use super::{Accepted, Gate};
use crate::config::SourceGates;
use crate::runs::{GateEntry, GateState};

/// How many rows a source had in the current run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsBefore<'a> {
    /// There is no such run, or it did not have the source.
    None,
    /// So many.
    Rows(u64),
    /// There was a run, and what it says is gone, for this reason.
    Gone(&'a str),
}

/// The gates of a run, as they are asked one after another.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    accepted: Vec<Accepted>,
    entries: Vec<GateEntry>,
}

impl Gates {
    /// No gate asked yet; those `accepted` will let the run pass.
    #[must_use]
    pub fn new(accepted: &[Accepted]) -> Self {
        Self {
            accepted: accepted.to_vec(),
            entries: Vec::new(),
        }
    }

    /// Every gate that was asked.
    #[must_use]
    pub fn entries(&self) -> &[GateEntry] {
        &self.entries
    }

    /// Whether no gate stops the run so far.
    #[must_use]
    pub fn open(&self) -> bool {
        self.entries
            .iter()
            .all(|entry| entry.state != GateState::Tripped)
    }

    /// Which share of a source's rows may be rejected before the run is stopped for certain.
    #[must_use]
    pub fn may_lose(&self, source: &str, gates: &SourceGates) -> f64 {
        if self.is_accepted(Gate::MaxRejected, Some(source)) {
            1.0
        } else {
            gates.max_rejected
        }
    }

    /// Asks how old the newest file of a source is; `written` is when it was last modified. A file
    /// from the future says nothing of when it was written, and is not fresh.
    pub fn age(
        &mut self,
        source: &str,
        gates: &SourceGates,
        written: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) {
        let (Some(limit), Some(written)) = (gates.max_age_days, written) else {
            return;
        };
        let days = (now - written).num_seconds() as f64 / 86_400.0;
        let ahead = days < -CLOCKS_APART_DAYS;
        self.ask(
            Gate::MaxAgeDays,
            Some(source),
            days,
            f64::from(limit),
            days > f64::from(limit) || ahead,
            || {
                if ahead {
                    return format!(
                        "source {source}: its newest file is dated {}, which is still to come, so \
                         nobody knows how old it is, and max_age_days is {limit}",
                        written.format("%Y-%m-%d")
                    );
                }
                format!(
                    "source {source}: its newest file was written on {}, {:.0} days ago, and \
                     max_age_days is {limit}",
                    written.format("%Y-%m-%d"),
                    days.floor()
                )
            },
        );
    }

    /// Asks how many rows a source has, how many of them were rejected, and how many it had in
    /// the current run. `commonest` says which rule was broken most.
    pub fn rows(
        &mut self,
        source: &str,
        gates: &SourceGates,
        rows: u64,
        rejected: u64,
        before: RowsBefore<'_>,
        commonest: impl FnOnce() -> String,
    ) {
        let share = part(rejected, rows);
        let limit = gates.max_rejected;
        self.ask(
            Gate::MaxRejected,
            Some(source),
            share,
            limit,
            share > limit,
            || {
                format!(
                    "source {source}: {rejected} of {rows} rows were rejected, {:.1}%, and \
                     max_rejected is {:.1}%; most often {}",
                    share * 100.0,
                    limit * 100.0,
                    commonest()
                )
            },
        );
        if let Some(fewest) = gates.min_rows {
            self.ask(
                Gate::MinRows,
                Some(source),
                rows as f64,
                fewest as f64,
                rows < fewest,
                || format!("source {source}: it has {rows} rows, and min_rows is {fewest}"),
            );
        }
        let Some(limit) = gates.max_row_drop else {
            return;
        };
        match before {
            RowsBefore::None => {}
            RowsBefore::Rows(before) => {
                let share = part(before.saturating_sub(rows), before);
                self.row_drop(source, limit, share, || {
                    format!(
                        "it has {rows} rows and had {before} in the current run, {:.1}% fewer",
                        share * 100.0
                    )
                });
            }
            RowsBefore::Gone(why) => self.row_drop(source, limit, 1.0, || {
                format!("it has {rows} rows, and how many it had is not known: {why}")
            }),
        }
    }

    /// Asks of a source of the current run, of so many rows, that this run does not have.
    pub fn source_gone(&mut self, source: &str, limit: f64, before: u64) {
        let share = part(before, before);
        self.row_drop(source, limit, share, || {
            format!(
                "it had {before} rows in the current run, and the pipeline has no source of this \
                 name any more"
            )
        });
    }

    fn row_drop(&mut self, source: &str, limit: f64, share: f64, message: impl FnOnce() -> String) {
        self.ask(
            Gate::MaxRowDrop,
            Some(source),
            share,
            limit,
            share > limit,
            || {
                format!(
                    "source {source}: {}, and max_row_drop is {:.1}%",
                    message(),
                    limit * 100.0
                )
            },
        );
    }

    /// Stops a run of the inputs and the configuration of the run `from`, from which somebody
    /// rolled back at the moment `at`.
    pub fn rolled_back(&mut self, from: &str, at: &str) {
        self.ask(Gate::RolledBack, None, 1.0, 0.0, true, || {
            format!(
                "inputs and configuration are those of run {from}, from which somebody rolled back \
                 on {at}: what was wrong with it is still there"
            )
        });
    }

    /// Stops a run whose ratings have a limit and cannot be held against those of the current run.
    pub fn ratings_gone(&mut self, limit: Option<f64>, why: &str) {
        let Some(limit) = limit else { return };
        self.ask(Gate::MaxRatingsMoved, None, 1.0, limit, true, || {
            format!(
                "how many ratings moved is not known: {why}; max_ratings_moved is {:.1}%",
                limit * 100.0
            )
        });
    }

    /// Asks how many of `of` authorities that are rated now or were before have `moved`.
    pub fn ratings_moved(&mut self, limit: Option<f64>, moved: u64, of: u64) {
        let Some(limit) = limit else { return };
        let share = part(moved, of);
        self.ask(
            Gate::MaxRatingsMoved,
            None,
            share,
            limit,
            share > limit,
            || {
                format!(
                    "{moved} of {of} ratings differ from those of the current run, {:.1}%, and \
                     max_ratings_moved is {:.1}%",
                    share * 100.0,
                    limit * 100.0
                )
            },
        );
    }

    /// Whether a person lets this run pass the gate.
    fn is_accepted(&self, gate: Gate, source: Option<&str>) -> bool {
        self.accepted.iter().any(|accepted| {
            accepted.gate == gate
                && accepted
                    .source
                    .as_deref()
                    .is_none_or(|only| Some(only) == source)
        })
    }

    fn ask(
        &mut self,
        gate: Gate,
        source: Option<&str>,
        measured: f64,
        limit: f64,
        beyond: bool,
        message: impl FnOnce() -> String,
    ) {
        let accepted = self.is_accepted(gate, source);
        let state = match (beyond, accepted) {
            (false, _) => GateState::Passed,
            (true, false) => GateState::Tripped,
            (true, true) => GateState::Accepted,
        };
        let message = beyond.then(message);
        if let Some(message) = &message {
            tracing::warn!(gate = gate.word(), source, accepted, "{message}");
        }
        self.entries.push(GateEntry {
            gate: gate.word().to_owned(),
            source: source.map(str::to_owned),
            measured,
            limit,
            state,
            message,
        });
    }
}

/// How many days the clock of whoever writes the files may be ahead of this machine's; time zones
/// taken for one another account for most of a day.
const CLOCKS_APART_DAYS: f64 = 1.0;

fn part(some: u64, all: u64) -> f64 {
    if all == 0 {
        0.0
    } else {
        some as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gates() -> SourceGates {
        SourceGates {
            max_rejected: 0.1,
            min_rows: Some(50),
            max_row_drop: Some(0.25),
            max_age_days: Some(40),
        }
    }

    fn states(gates: &Gates) -> Vec<(&str, GateState)> {
        let entries = gates.entries().iter();
        entries
            .map(|entry| (entry.gate.as_str(), entry.state))
            .collect()
    }

    fn asked(accept: &[&str], rows: u64, rejected: u64, before: Option<u64>) -> Gates {
        let before = before.map_or(RowsBefore::None, RowsBefore::Rows);
        let accepted: Vec<Accepted> = accept.iter().map(|text| text.parse().unwrap()).collect();
        let mut asked = Gates::new(&accepted);
        asked.rows("findings", &gates(), rows, rejected, before, || {
            "spots".into()
        });
        asked
    }

    #[test]
    fn a_value_at_its_limit_passes() {
        let asked = asked(&[], 75, 7, Some(100));
        assert!(asked.open());
        assert_eq!(
            states(&asked),
            [
                ("max_rejected", GateState::Passed),
                ("min_rows", GateState::Passed),
                ("max_row_drop", GateState::Passed)
            ]
        );
    }

    #[test]
    fn a_feed_that_lost_a_third_of_its_rows_is_stopped_with_both_counts() {
        let asked = asked(&[], 67, 0, Some(100));
        assert!(!asked.open());
        let tripped = &asked.entries()[2];
        assert_eq!(
            tripped.message.as_deref(),
            Some(
                "source findings: it has 67 rows and had 100 in the current run, 33.0% fewer, \
                 and max_row_drop is 25.0%"
            )
        );
    }

    #[test]
    fn more_rows_than_before_is_no_drop() {
        assert!(asked(&[], 200, 0, Some(100)).open());
    }

    #[test]
    fn a_gate_that_a_person_accepts_stays_on_record() {
        let asked = asked(&["min_rows"], 10, 0, None);
        assert!(asked.open());
        assert_eq!(asked.entries()[1].state, GateState::Accepted);
        assert!(asked.entries()[1].message.is_some());
    }

    #[test]
    fn a_gate_accepted_for_one_source_stops_another() {
        assert!(asked(&["min_rows:findings"], 10, 0, None).open());
        assert!(!asked(&["min_rows:inspections"], 10, 0, None).open());
        assert!(!asked(&["max_rejected"], 10, 0, None).open());
    }

    #[test]
    fn the_age_of_a_feed_is_counted_in_days() {
        let now: DateTime<Utc> = "2026-11-23T03:00:00Z".parse().unwrap();
        let mut asked = Gates::new(&[]);
        asked.age(
            "findings",
            &gates(),
            Some(now - chrono::Duration::days(40)),
            now,
        );
        assert!(asked.open());
        asked.age(
            "findings",
            &gates(),
            Some(now - chrono::Duration::days(41)),
            now,
        );
        assert_eq!(
            asked.entries()[1].message.as_deref(),
            Some(
                "source findings: its newest file was written on 2026-10-13, 41 days ago, and \
                 max_age_days is 40"
            )
        );
    }

    #[test]
    fn a_file_from_the_future_is_not_fresh() {
        let now: DateTime<Utc> = "2026-11-23T03:00:00Z".parse().unwrap();
        let asked_of = |ahead: chrono::Duration| {
            let mut asked = Gates::new(&[]);
            asked.age("findings", &gates(), Some(now + ahead), now);
            asked
        };
        assert!(asked_of(chrono::Duration::hours(14)).open());
        let asked = asked_of(chrono::Duration::days(3650));
        assert_eq!(
            asked.entries()[0].message.as_deref(),
            Some(
                "source findings: its newest file is dated 2036-11-20, which is still to come, so \
                 nobody knows how old it is, and max_age_days is 40"
            )
        );
    }

    #[test]
    fn a_gate_that_cannot_compare_stops() {
        let mut asked = Gates::new(&[]);
        let gone = RowsBefore::Gone("the run is not there");
        asked.rows("findings", &gates(), 75, 0, gone, || "spots".into());
        asked.source_gone("inspections", 0.25, 9);
        asked.ratings_gone(Some(0.05), "the run is not there");
        asked.ratings_gone(None, "the run is not there");
        let messages: Vec<&str> = asked
            .entries()
            .iter()
            .filter_map(|entry| entry.message.as_deref())
            .collect();
        assert_eq!(
            messages,
            [
                "source findings: it has 75 rows, and how many it had is not known: the run is \
                 not there, and max_row_drop is 25.0%",
                "source inspections: it had 9 rows in the current run, and the pipeline has no \
                 source of this name any more, and max_row_drop is 25.0%",
                "how many ratings moved is not known: the run is not there; max_ratings_moved is \
                 5.0%",
            ]
        );
        assert!(!asked.open());
    }

    #[test]
    fn an_unknown_gate_is_answered_with_the_known_ones() {
        let error = "max_rows".parse::<Accepted>().unwrap_err();
        assert!(
            error.contains("no gate `max_rows`; there are max_rejected, min_rows"),
            "{error}"
        );
    }
}
