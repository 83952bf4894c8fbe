//! What is asked of one source: its age, how many rows it has and how many were rejected.

use chrono::{DateTime, Utc};

use super::asked::{Question, part};
use super::feed_rows::{Before, FeedRows};
use super::{Gate, Gates};
use crate::config::SourceGates;

/// How many days the clock of whoever writes the files may be ahead of this machine's; time zones
/// taken for one another account for most of a day.
const CLOCKS_APART_DAYS: f64 = 1.0;

impl Gates {
    /// Asks how old the newest file of a source is; `written` is when it was last modified. A
    /// file from the future says nothing of its age.
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
        let is_to_come = days < -CLOCKS_APART_DAYS;
        let question = Question {
            gate: Gate::MaxAgeDays,
            source: Some(source),
            measured: Some(days),
            limit: f64::from(limit),
            beyond: is_to_come || days > f64::from(limit),
        };
        self.ask(&question, || {
            let day = written.format("%Y-%m-%d");
            if is_to_come {
                format!(
                    "source {source}: its newest file is dated {day}, which is still to come, so \
                     nobody knows how old it is, and max_age_days is {limit}"
                )
            } else {
                format!(
                    "source {source}: its newest file was written on {day}, {:.0} days ago, and \
                     max_age_days is {limit}",
                    days.floor()
                )
            }
        });
    }

    /// Asks how many rows a source has, how many of them were rejected, and what it has lost since
    /// the current run. `commonest` says which rule was broken most.
    pub fn rows(
        &mut self,
        now: &FeedRows<'_>,
        gates: &SourceGates,
        before: Before<'_>,
        commonest: impl FnOnce() -> String,
    ) {
        self.ask_rejected(now, gates.max_rejected, commonest);
        if now.is_evidence && !gates.may_be_empty {
            self.ask_empty(now);
        }
        if let Some(fewest) = gates.min_rows {
            let question = Question {
                gate: Gate::MinRows,
                source: Some(now.source),
                measured: Some(now.kept as f64),
                limit: fewest as f64,
                beyond: now.kept < fewest,
            };
            self.ask(&question, || {
                let (source, rows) = (now.source, now.rows_kept());
                let rows = rows.trim_end_matches(',');
                format!("source {source}: it has {rows}, and min_rows is {fewest}")
            });
        }
        self.ask_losses(now, gates, before);
    }

    fn ask_rejected(&mut self, now: &FeedRows<'_>, limit: f64, commonest: impl FnOnce() -> String) {
        let FeedRows {
            source,
            rows,
            rejected,
            ..
        } = *now;
        let share = part(rejected, rows);
        let question = Question {
            gate: Gate::MaxRejected,
            source: Some(source),
            measured: Some(share),
            limit,
            beyond: share > limit,
        };
        self.ask(&question, || {
            format!(
                "source {source}: {rejected} of {rows} rows were rejected, {:.1}%, and \
                 max_rejected is {:.1}%; most often {}",
                share * 100.0,
                limit * 100.0,
                commonest()
            )
        });
    }

    fn ask_empty(&mut self, now: &FeedRows<'_>) {
        let question = Question {
            gate: Gate::NoRows,
            source: Some(now.source),
            measured: Some(now.kept as f64),
            limit: 1.0,
            // How many rows may be rejected is asked by another gate, and what is not known yet on
            // an early day is no fault of the feed.
            beyond: now.kept + now.untimely + now.rejected == 0,
        };
        self.ask(&question, || {
            format!(
                "source {}: it is evidence, and none of the {} rows read is kept; say \
                 may_be_empty = true in its table if that is as it should be",
                now.source, now.rows
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Accepted, FeedBefore};
    use crate::runs::GateState;

    fn gates() -> SourceGates {
        SourceGates {
            max_rejected: 0.1,
            min_rows: Some(50),
            max_row_drop: Some(0.25),
            max_value_drop: Some(0.5),
            authorities_gone: Some(1),
            may_be_empty: false,
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
        let accepted: Vec<Accepted> = accept.iter().map(|text| text.parse().unwrap()).collect();
        let mut asked = Gates::new(&accepted);
        let areas = ["301".to_owned()];
        let now = FeedRows {
            source: "findings",
            rows: rows + rejected,
            rejected,
            kept: rows,
            untimely: 0,
            values: Some(rows),
            areas: &areas,
            is_evidence: true,
        };
        let before = before.map(|rows| FeedBefore {
            kept: rows,
            values: Some(rows),
            areas: Some(&areas),
        });
        let before = before.map_or(Before::Nothing, Before::Feed);
        asked.rows(&now, &gates(), before, || "spots".into());
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
                ("no_rows", GateState::Passed),
                ("min_rows", GateState::Passed),
                ("max_row_drop", GateState::Passed),
                ("max_value_drop", GateState::Passed),
                ("authorities_gone", GateState::Passed)
            ]
        );
    }

    #[test]
    fn a_feed_that_lost_a_third_of_its_rows_is_stopped_with_both_counts() {
        let asked = asked(&[], 67, 0, Some(100));
        assert!(!asked.open());
        let tripped = &asked.entries()[3];
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
        assert_eq!(asked.entries()[2].state, GateState::Accepted);
        assert!(asked.entries()[2].message.is_some());
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
        let mut asked = Gates::new(&[]);
        let written = now + chrono::Duration::days(3650);
        asked.age("findings", &gates(), Some(written), now);
        assert!(!asked.open());
    }

    #[test]
    fn a_gate_that_cannot_compare_stops() {
        let now = FeedRows {
            source: "findings",
            rows: 100,
            rejected: 0,
            kept: 100,
            untimely: 0,
            values: Some(100),
            areas: &[],
            is_evidence: true,
        };
        let mut asked = Gates::new(&[]);
        asked.rows(&now, &gates(), Before::Gone("it was removed"), String::new);
        asked.ratings_gone(None, "it was removed");
        assert_eq!(asked.entries().len(), 6);
        let message = asked.entries()[3].message.as_deref();
        assert_eq!(
            message,
            Some(
                "source findings: it has 100 rows, and how many it had is not known: it was removed, \
                 and max_row_drop is 25.0%"
            )
        );
        asked.ratings_gone(Some(0.1), "it was removed");
        assert_eq!(asked.entries()[6].state, GateState::Tripped);
    }

    #[test]
    fn a_source_of_evidence_without_a_row_is_stopped_unless_it_may_be_empty() {
        let now = FeedRows {
            source: "findings",
            rows: 7,
            rejected: 0,
            kept: 0,
            untimely: 0,
            values: Some(0),
            areas: &[],
            is_evidence: true,
        };
        for (may_be_empty, open) in [(false, false), (true, true)] {
            let gates = SourceGates {
                min_rows: None,
                may_be_empty,
                ..gates()
            };
            let mut asked = Gates::new(&[]);
            asked.rows(&now, &gates, Before::Nothing, String::new);
            assert_eq!(asked.open(), open);
        }
    }

    #[test]
    fn an_unknown_gate_is_answered_with_the_known_ones() {
        let error = "max_rows".parse::<Accepted>().unwrap_err();
        assert!(
            error.contains("no gate `max_rows`; there are max_rejected, no_rows, min_rows"),
            "{error}"
        );
    }
}
