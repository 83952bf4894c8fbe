//! What a source has lost since the current run: rows, values and authorities.

use super::asked::{Question, named, part};
use super::feed_rows::{Before, FeedBefore, FeedRows};
use super::{Gate, Gates};
use crate::config::SourceGates;

impl Gates {
    /// Asks what a source has lost since the current run.
    pub(super) fn ask_losses(
        &mut self,
        now: &FeedRows<'_>,
        gates: &SourceGates,
        before: Before<'_>,
    ) {
        let before = match before {
            Before::Nothing => return,
            Before::Feed(before) => before,
            Before::Gone(why) => return self.ask_without_reference(now, gates, why),
        };
        if let Some(limit) = gates.max_row_drop {
            self.ask_drop(Gate::MaxRowDrop, now, (now.kept, before.kept), limit);
        }
        if let (Some(limit), Some(values), Some(earlier)) =
            (gates.max_value_drop, now.values, before.values)
        {
            self.ask_drop(Gate::MaxValueDrop, now, (values, earlier), limit);
        }
        if let (Some(limit), Some(areas)) = (gates.authorities_gone, before.areas) {
            self.ask_authorities(now, areas, limit);
        }
    }

    /// Asks which share of its rows or values a source has lost.
    fn ask_drop(&mut self, gate: Gate, now: &FeedRows<'_>, (has, had): (u64, u64), limit: f64) {
        let share = part(had.saturating_sub(has), had);
        let question = Question {
            gate,
            source: Some(now.source),
            measured: Some(share),
            limit,
            beyond: share > limit,
        };
        self.ask(&question, || {
            let has = match gate {
                Gate::MaxValueDrop => format!("{has} values"),
                _ => now.rows_kept(),
            };
            format!(
                "source {}: it has {has} and had {had} in the current run, {:.1}% fewer, and \
                 {gate} is {:.1}%",
                now.source,
                share * 100.0,
                limit * 100.0
            )
        });
    }

    fn ask_authorities(&mut self, now: &FeedRows<'_>, before: &[String], limit: u64) {
        let has = |area: &&String| now.areas.binary_search(area).is_ok();
        let gone: Vec<String> = before.iter().filter(|area| !has(area)).cloned().collect();
        let count = gone.len() as u64;
        let question = Question {
            gate: Gate::AuthoritiesGone,
            source: Some(now.source),
            measured: Some(count as f64),
            limit: limit as f64,
            beyond: count > limit,
        };
        self.ask(&question, || {
            format!(
                "source {}: {count} authorities of the current run are gone from it, and \
                 authorities_gone is {limit}: {}",
                now.source,
                named(&gone)
            )
        });
    }

    /// Stops a source at every gate that compares it with a current run that is gone.
    fn ask_without_reference(&mut self, now: &FeedRows<'_>, gates: &SourceGates, why: &str) {
        let gone = gates.authorities_gone.map(|limit| limit as f64);
        for (gate, limit) in [
            (Gate::MaxRowDrop, gates.max_row_drop),
            (Gate::MaxValueDrop, gates.max_value_drop),
            (Gate::AuthoritiesGone, gone),
        ] {
            let Some(limit) = limit else { continue };
            let question = Question {
                gate,
                source: Some(now.source),
                measured: None,
                limit,
                beyond: true,
            };
            self.ask(&question, || {
                format!(
                    "source {}: it has {}, and how many it had is not known: {why}, and {gate} is {}",
                    now.source,
                    now.rows_kept().trim_end_matches(','),
                    shown(gate, limit)
                )
            });
        }
    }

    /// Asks of a source of the current run that this run does not have: everything of it is lost.
    pub fn source_gone(&mut self, source: &str, gates: &SourceGates, before: FeedBefore<'_>) {
        let share = |count: u64| part(count, count);
        let areas = before.areas.map(|areas| areas.len() as u64);
        let losses = [
            (
                Gate::MaxRowDrop,
                gates.max_row_drop,
                Some((before.kept, "rows", share(before.kept))),
            ),
            (
                Gate::MaxValueDrop,
                gates.max_value_drop,
                before
                    .values
                    .map(|values| (values, "values", share(values))),
            ),
            (
                Gate::AuthoritiesGone,
                gates.authorities_gone.map(|limit| limit as f64),
                areas.map(|areas| (areas, "authorities", areas as f64)),
            ),
        ];
        for (gate, limit, lost) in losses {
            let (Some(limit), Some((count, what, measured))) = (limit, lost) else {
                continue;
            };
            let question = Question {
                gate,
                source: Some(source),
                measured: Some(measured),
                limit,
                beyond: measured > limit,
            };
            self.ask(&question, || {
                format!(
                    "source {source}: it had {count} {what} in the current run, and the pipeline \
                     has no source of this name any more, and {gate} is {}",
                    shown(gate, limit)
                )
            });
        }
    }
}

/// A limit as the pipeline's reader knows it.
fn shown(gate: Gate, limit: f64) -> String {
    match gate {
        Gate::AuthoritiesGone => limit.to_string(),
        _ => format!("{:.1}%", limit * 100.0),
    }
}
