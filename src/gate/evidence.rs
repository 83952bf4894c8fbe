//! What is measured of the evidence and the ratings as a whole.

use super::asked::{Question, named, part};
use super::{Gate, Gates};

/// The indicator whose median moved most.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// Indicator, breakdown and period, as a person reads them.
    pub series: String,
    /// The median in this run.
    pub now: f64,
    /// The median in the current run.
    pub before: f64,
}

impl Shift {
    /// How often larger or smaller it is.
    #[must_use]
    pub fn factor(&self) -> f64 {
        let ratio = (self.now / self.before).abs();
        ratio.max(ratio.recip())
    }
}

impl Gates {
    /// Stops a run of the inputs and the configuration of the run `from`, or only of its inputs
    /// where these are `held`, from which somebody rolled back at the moment `at`.
    pub fn rolled_back(&mut self, from: &str, at: &str, held: bool) {
        let question = Question {
            gate: Gate::RolledBack,
            source: None,
            measured: None,
            limit: 0.0,
            beyond: true,
        };
        self.ask(&question, || {
            let same = if held {
                "the inputs are"
            } else {
                "inputs and configuration are"
            };
            format!(
                "{same} those of run {from}, from which somebody rolled back on {at}: what was \
                 wrong with it is still there"
            )
        });
    }

    /// Stops a run whose ratings have a limit and cannot be held against those of the current run.
    pub fn ratings_gone(&mut self, limit: Option<f64>, why: &str) {
        let Some(limit) = limit else { return };
        let question = Question {
            gate: Gate::MaxRatingsMoved,
            source: None,
            measured: None,
            limit,
            beyond: true,
        };
        self.ask(&question, || {
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
        let question = Question {
            gate: Gate::MaxRatingsMoved,
            source: None,
            measured: Some(share),
            limit,
            beyond: share > limit,
        };
        self.ask(&question, || {
            format!(
                "{moved} of {of} ratings differ from those of the current run, {:.1}%, and \
                 max_ratings_moved is {:.1}%",
                share * 100.0,
                limit * 100.0
            )
        });
    }

    /// Stops a run at a gate that compares with medians of the current run that are gone.
    pub fn medians_gone(&mut self, gate: Gate, limit: f64, why: &str) {
        let question = Question {
            gate,
            source: None,
            measured: None,
            limit,
            beyond: true,
        };
        self.ask(&question, || {
            format!("how indicators moved is not known: {why}; {gate} is {limit}")
        });
    }

    /// Asks which kinds of evidence nobody has any more.
    pub fn evidence_gone(&mut self, gone: &[String]) {
        self.ask_none_of(Gate::EvidenceGone, gone, |count| {
            format!("{count} kinds of evidence that there were, or that the rulebook expects of everybody, are there for nobody")
        });
    }

    /// Asks which indicators have a newest period that less than this `share` of the authorities
    /// has which had an earlier one.
    pub fn lone_periods(&mut self, share: f64, indicators: &[String]) {
        self.ask_none_of(Gate::LonePeriod, indicators, |count| {
            format!(
                "{count} indicators of outcomes have a newest period with the values of few \
                 authorities, which takes them away from all others, and lone_period is {:.1}%",
                share * 100.0
            )
        });
    }

    fn ask_none_of(&mut self, gate: Gate, names: &[String], says: impl FnOnce(usize) -> String) {
        let question = Question {
            gate,
            source: None,
            measured: Some(names.len() as f64),
            limit: 0.0,
            beyond: !names.is_empty(),
        };
        self.ask(&question, || {
            format!("{}: {}", says(names.len()), named(names))
        });
    }

    /// Asks whether a run that rates has rated anybody.
    pub fn nobody_rated(&mut self, rated: u64, of: u64) {
        let question = Question {
            gate: Gate::NobodyRated,
            source: None,
            measured: Some(rated as f64),
            limit: 1.0,
            beyond: rated == 0,
        };
        self.ask(&question, || format!("none of {of} authorities is rated"));
    }

    /// Asks how far the median of an indicator has moved; `most` is the one that moved most.
    pub fn shift(&mut self, limit: f64, most: Option<&Shift>) {
        let factor = most.map_or(1.0, Shift::factor);
        let question = Question {
            gate: Gate::MaxShift,
            source: None,
            measured: Some(factor),
            limit,
            beyond: factor > limit,
        };
        self.ask(&question, || {
            most.map_or_else(String::new, |most| {
                format!(
                    "the median of {} is {} and was {} in the current run, a factor of {factor:.2}, \
                     and max_shift is {limit}",
                    most.series, most.now, most.before
                )
            })
        });
    }

    /// Asks which indicators have no value in a period as late as the latest of the current run.
    pub fn latest_period_lost(&mut self, limit: u64, lost: &[String]) {
        let count = lost.len() as u64;
        let question = Question {
            gate: Gate::LatestPeriodLost,
            source: None,
            measured: Some(count as f64),
            limit: limit as f64,
            beyond: count > limit,
        };
        self.ask(&question, || {
            format!(
                "{count} indicators have lost the latest period of the current run, and \
                 latest_period_lost is {limit}: {}",
                named(lost)
            )
        });
    }
}
