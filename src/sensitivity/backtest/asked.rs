//! A backtest as it is asked for, and how it is made.

use std::path::Path;

use chrono::{Days, NaiveDate};

use super::finding::ForetoldFinding;
use super::found::Backtest;
use super::judged::Asked;
use super::summary::{Draws, summarised};
use super::tables;
use crate::config::{Pipeline, ProfileValue};
use crate::domain::nearest;
use crate::error::Error;
use crate::sensitivity::held::Held;
use crate::sensitivity::history::Every;

/// The plain rival where nobody names one: the share of children's homes that are good or better.
const RIVAL: &str = "childrens_home_good_or_better";

/// Which backtest is asked for.
#[derive(Debug, Clone)]
pub struct BacktestRequest<'a> {
    /// The finding that is foretold, by its name or the beginning of it.
    pub finding: &'a str,
    /// The first day of publication of a judgement that counts.
    pub from: NaiveDate,
    /// How far apart the as-of dates are of which the last before the judgement is asked; `None` for
    /// the day before each.
    pub every: Option<Every>,
    /// The column of the profile row that is the plain rival; `None` for the usual one, where the
    /// rulebook has it.
    pub rival: Option<&'a str>,
    /// How often councils are drawn anew for the intervals.
    pub draws: u32,
    /// Where the draws begin.
    pub seed: u64,
    /// The folder for the tables, where they are to be kept.
    pub out: Option<&'a Path>,
}

impl BacktestRequest<'_> {
    /// The finding and the rival, checked with what can be checked before any data is read.
    ///
    /// # Errors
    /// A finding or a column that the rulebook does not have, a window that is none, no draws, or a
    /// rulebook that does not rate.
    pub fn checked(&self, pipeline: &Pipeline) -> Result<(ForetoldFinding, Option<String>), Error> {
        let rulebook = &pipeline.rulebook;
        if rulebook.rating.is_none() {
            return Err(Error::Config(rulebook.file.error_near(
                "rulebook",
                "this rulebook has no [rating], so that it rates nobody and foretells nothing; add [rating] with the weights of the blocks, or name another rulebook",
            )));
        }
        if self.from > pipeline.as_of {
            return Err(Error::Usage(format!(
                "--from {} is after --to {}; give the earlier day to --from",
                self.from, pipeline.as_of
            )));
        }
        if self.draws == 0 {
            return Err(Error::Usage(
                "--draws is 0; give how often councils are drawn anew for the intervals, such as 1000"
                    .to_owned(),
            ));
        }
        if let Some(out) = self.out {
            tables::may_replace(out)?;
        }
        let finding = ForetoldFinding::parse(self.finding, pipeline)?;
        let numbers: Vec<String> = rulebook
            .profile_columns()
            .into_iter()
            .filter(|column| match column.holds {
                ProfileValue::Count
                | ProfileValue::Share
                | ProfileValue::Mean
                | ProfileValue::Level => true,
                ProfileValue::Text | ProfileValue::Word(_) => false,
            })
            .map(|column| column.name)
            .collect();
        let is_known = |name: &str| numbers.iter().any(|known| known == name);
        let rival = match self.rival {
            Some(name) if !is_known(name) => {
                let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
                let hint = nearest(name, &names)
                    .map_or_else(String::new, |near| format!("; did you mean {near}?"));
                return Err(Error::Usage(format!(
                    "--rival {name} is no column of the profile row with numbers{hint}"
                )));
            }
            Some(name) => Some(name.to_owned()),
            None => is_known(RIVAL).then(|| RIVAL.to_owned()),
        };
        Ok((finding, rival))
    }
}

/// Foretells every judgement of `pipeline` that was published in the window by sources that are
/// `held`, the last day of which is the pipeline's as-of date.
///
/// # Errors
/// A window without a judgement, and whatever a run of one of the days would fail with.
pub fn backtest(
    pipeline: &Pipeline,
    held: &Held,
    request: &BacktestRequest<'_>,
) -> Result<Backtest, Error> {
    let (finding, rival) = request.checked(pipeline)?;
    let grid = match request.every {
        None => Vec::new(),
        Some(every) => every.days(request.from, pipeline.as_of)?,
    };
    let as_of = |published: NaiveDate| {
        let before = published
            .checked_sub_days(Days::new(1))
            .unwrap_or(published);
        let last = grid.iter().rev().find(|day| **day <= before);
        last.copied().unwrap_or(before)
    };
    let asked = Asked {
        pipeline,
        held,
        finding: &finding,
        rival: rival.as_deref(),
    };
    let (rows, told) = asked.rows(&held.extract.tables, request.from, as_of)?;
    if rows.is_empty() {
        return Err(Error::Usage(format!(
            "no judgement of {} was published from {} to {}; give a --from before the first of them, or sources that have them",
            finding.name(),
            request.from,
            pipeline.as_of
        )));
    }
    if rows.iter().all(|row| {
        row.said
            .as_ref()
            .is_none_or(|said| said.indicative.is_none())
    }) {
        return Err(Error::Config(pipeline.rulebook.file.error_near(
            "coverage",
            format!(
                "the rulebook rated nobody before any of the {} judgements; lower [coverage] minimum, or give a later --from",
                rows.len()
            ),
        )));
    }
    let triggers = held.rules.triggers.iter();
    let triggers: Vec<String> = triggers.map(|trigger| trigger.name.clone()).collect();
    let draws = Draws {
        number: request.draws,
        seed: request.seed,
    };
    let mut warnings = held.warnings.clone();
    warnings.extend(held.sources.warnings());
    warnings.extend(told);
    warnings.sort();
    warnings.dedup();
    Ok(Backtest {
        finding: finding.name(),
        summary: summarised(&rows, &triggers, rival.as_deref(), draws),
        rows,
        warnings,
    })
}
