//! The judgements, each with what the profile said before it was published.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::finding::ForetoldFinding;
use crate::config::Pipeline;
use crate::error::Error;
use crate::profile::profile_compared;
use crate::publish::{BacktestRow, ProfileSaid};
use crate::rate::{self, AuthorityRating, KeptRows, Rated, RowsBefore, ask_triggers};
use crate::sensitivity::days::{Day, each_day};
use crate::sensitivity::held::Held;
use crate::sql::Value;
use crate::tables::{Finding, Tables};
use crate::warning::Warning;

/// A judgement to foretell.
struct Judgement<'t> {
    finding: &'t Finding,
    code: &'t str,
    /// The as-of date of the profile.
    as_of: NaiveDate,
}

/// What an as-of date says of the authorities that are asked about.
struct Said {
    rows: KeptRows,
    by_code: BTreeMap<String, ProfileSaid>,
}

/// What each as-of date says.
type Days = BTreeMap<NaiveDate, Said>;

/// What is asked of a backtest's judgements.
pub(super) struct Asked<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) held: &'a Held,
    pub(super) finding: &'a ForetoldFinding,
    /// The column of the profile row that is the plain rival.
    pub(super) rival: Option<&'a str>,
}

impl Asked<'_> {
    /// The judgements among `tables` that were published from `from` on, in order of authority and
    /// day, with what the profile said as of the day that `as_of` gives for each, and what a person
    /// should know.
    ///
    /// # Errors
    /// Whatever a run of one of the days would fail with.
    pub(super) fn rows(
        &self,
        tables: &Tables,
        from: NaiveDate,
        as_of: impl Fn(NaiveDate) -> NaiveDate,
    ) -> Result<(Vec<BacktestRow>, Vec<Warning>), Error> {
        let findings = tables.findings.as_deref().unwrap_or_default();
        let list = &tables.authorities;
        let judgements: Vec<Judgement<'_>> = findings
            .iter()
            .filter(|finding| self.finding.is(finding) && finding.published_on >= from)
            .map(|finding| Judgement {
                finding,
                code: &list.get(finding.authority).code,
                as_of: as_of(finding.published_on),
            })
            .collect();
        let (said, warnings) = self.said(&judgements)?;
        let mut rows: Vec<BacktestRow> = judgements
            .iter()
            .filter_map(|judgement| {
                let finding = judgement.finding;
                Some(BacktestRow {
                    authority: judgement.code.to_owned(),
                    name: list.get(finding.authority).name.clone(),
                    published_on: finding.published_on,
                    inspected_on: finding.inspected_on,
                    band: ForetoldFinding::band(self.pipeline, finding)?,
                    as_of: judgement.as_of,
                    said: said
                        .get(&judgement.as_of)?
                        .by_code
                        .get(judgement.code)
                        .cloned(),
                    previous: self.previous(findings, judgement),
                })
            })
            .collect();
        rows.sort_by(|a, b| (&a.authority, a.published_on).cmp(&(&b.authority, b.published_on)));
        Ok((rows, warnings))
    }

    /// The latest judgement on the same aspect, of whatever kind, that the as-of date knows.
    fn previous(
        &self,
        findings: &[Finding],
        judgement: &Judgement<'_>,
    ) -> Option<(String, NaiveDate, crate::domain::Rating)> {
        let own = findings.iter().filter(|of| {
            of.authority == judgement.finding.authority
                && of.aspect == self.finding.aspect
                && of.published_on.max(of.inspected_on) <= judgement.as_of
        });
        let latest = own.max_by_key(|of| (of.published_on, of.inspected_on))?;
        let band = ForetoldFinding::band(self.pipeline, latest)?;
        Some((latest.kind.clone(), latest.published_on, band))
    }

    /// What the days say that are asked about, with the triggers beside the days that they look back
    /// at.
    fn said(&self, judgements: &[Judgement<'_>]) -> Result<(Days, Vec<Warning>), Error> {
        let triggers = &self.held.rules.triggers;
        // Only the rows of authorities that are judged then are kept: there are many days.
        let mut wanted: BTreeMap<NaiveDate, BTreeSet<&str>> = BTreeMap::new();
        for judgement in judgements {
            let code = judgement.code;
            wanted.entry(judgement.as_of).or_default().insert(code);
            for trigger in triggers.iter().filter(|trigger| trigger.looks_back()) {
                let before = trigger.before.day(judgement.as_of);
                wanted.entry(before).or_default().insert(code);
            }
        }
        let days: Vec<NaiveDate> = wanted.keys().copied().collect();
        let (said, warnings) = each_day(self.pipeline, self.held, &days, |day| {
            let codes = &wanted[&day.pipeline.as_of];
            self.of_day(&day, codes)
        })?;
        let mut said: Days = days.into_iter().zip(said).collect();
        let fired = self.fired(&said)?;
        for ((day, code), names) in fired {
            let own = said.get_mut(&day).and_then(|of| of.by_code.get_mut(&code));
            if let Some(own) = own {
                own.triggers = names;
            }
        }
        Ok((said, warnings))
    }

    /// The triggers that fired, by day and authority.
    fn fired(&self, said: &Days) -> Result<BTreeMap<(NaiveDate, String), Vec<String>>, Error> {
        let triggers = &self.held.rules.triggers;
        let mut fired: BTreeMap<(NaiveDate, String), Vec<String>> = BTreeMap::new();
        for (day, of_day) in said {
            let triggered = ask_triggers(triggers, &of_day.rows, |trigger| {
                let as_of = trigger.before.day(*day);
                let rows = &said.get(&as_of)?.rows;
                Some(RowsBefore { as_of, rows })
            })
            .map_err(Error::Rate)?;
            for row in triggered.into_iter().filter(|row| row.fired) {
                let own = fired.entry((*day, row.authority)).or_default();
                own.push(row.trigger);
            }
        }
        Ok(fired)
    }

    fn of_day(&self, day: &Day, codes: &BTreeSet<&str>) -> Result<Said, Error> {
        let without = self.rated_without(day)?;
        let rows = KeptRows::of(
            &day.tables,
            &day.profile,
            &day.pipeline.rulebook,
            &day.rated.bands,
        );
        let rows = rows.only(codes);
        let list = &day.tables.authorities;
        let ratings = day.rated.ratings.as_deref().unwrap_or_default();
        let others = without.ratings.as_deref().unwrap_or_default();
        let by_code = ratings
            .iter()
            .zip(others)
            .filter_map(|(rating, other)| {
                let code = list.get(rating.authority).code.as_str();
                codes.contains(code).then(|| {
                    let rival = self
                        .rival
                        .and_then(|column| number(&rows.value(code, column)));
                    (code.to_owned(), profile_said(rating, other, rival))
                })
            })
            .collect();
        Ok(Said { rows, by_code })
    }

    /// The ratings of a day without any finding of the kind that is foretold, whatever their coverage:
    /// without the weightiest evidence hardly anybody would reach the least that the rulebook asks.
    fn rated_without(&self, day: &Day) -> Result<Rated, Error> {
        let findings = day.profile.findings.as_ref();
        let kept = findings.map(|all| {
            let others = all.iter().filter(|of| of.kind != self.finding.kind);
            others
                .map(|of| of.finding.clone())
                .collect::<Vec<Finding>>()
        });
        let tables = Tables {
            authorities: std::sync::Arc::clone(&day.tables.authorities),
            indicators: day.tables.indicators.clone(),
            neighbours: day.tables.neighbours.clone(),
            characteristics: day.tables.characteristics.clone(),
            judgements: day.tables.judgements.clone(),
            earlier_ratings: day.tables.earlier_ratings.clone(),
            findings: kept,
            ..Tables::default()
        };
        let profile = profile_compared(&day.pipeline, &tables, None)?;
        let mut whole = crate::profile::Profile {
            provision: day.profile.provision.clone(),
            outcomes: day.profile.outcomes.clone(),
            ..profile
        };
        // Settings and indicators are as they were; what is known of findings is less.
        for (less, all) in whole.coverage.iter_mut().zip(&day.profile.coverage) {
            less.settings = all.settings;
            less.indicators = all.indicators;
        }
        let mut rulebook = day.pipeline.rulebook.clone();
        rulebook.coverage.minimum = 0.0;
        rate::rate_only(
            &tables,
            &whole,
            &rulebook,
            &self.held.rules,
            day.pipeline.as_of,
        )
        .map_err(Error::Rate)
    }
}

fn profile_said(
    rating: &AuthorityRating,
    without: &AuthorityRating,
    rival: Option<f64>,
) -> ProfileSaid {
    ProfileSaid {
        indicative: rating.indicative,
        indicative_without: without.indicative,
        blocks: rating.blocks.map(|block| block.mean),
        block_b_without: without.blocks[1].mean,
        coverage: rating.coverage,
        rival,
        triggers: Vec::new(),
    }
}

fn number(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        Value::Null | Value::Text(_) | Value::Flag(_) | Value::Day(_) => None,
    }
}
