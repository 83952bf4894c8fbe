//! Councils that came after others, as the pipeline has them and the list of authorities knows them.

use std::ops::Range;

use chrono::{Days, NaiveDate};

use crate::config::{ConfigError, Pipeline, Succession as Asked};
use crate::domain::AuthorityIx;
use crate::tables::{Area, IndicatorIx, RowDay, Tables};

/// How far shares may add up beyond the whole by rounding.
const ROUNDING: f64 = 1e-9;

/// A council that came after others.
#[derive(Debug, Clone)]
pub(super) struct Succession<'a> {
    /// What the pipeline says of it.
    pub asked: &'a Asked,
    /// The council.
    pub successor: AuthorityIx,
    /// Its first day: what speaks of an earlier one is carried back.
    pub from: NaiveDate,
    /// Those it came after, each with the share of its population that it has.
    pub predecessors: Vec<(AuthorityIx, f64)>,
    /// The indicator whose figures weigh several of them.
    pub population: Option<IndicatorIx>,
}

/// The successions of `pipeline`.
///
/// # Errors
/// A council, or an indicator, that is not there; a successor without a first day, one that is named
/// twice or among its own predecessors; shares of a predecessor that are more than the whole.
pub(super) fn of<'a>(
    pipeline: &'a Pipeline,
    tables: &Tables,
) -> Result<Vec<Succession<'a>>, ConfigError> {
    let finder = Finder { pipeline, tables };
    let mut found: Vec<Succession<'a>> = Vec::with_capacity(pipeline.successions.len());
    for asked in &pipeline.successions {
        let one = finder.succession(asked)?;
        if found.iter().any(|other| other.successor == one.successor) {
            return Err(finder.refuse(
                &asked.span,
                format!(
                    "{:?} is the successor of an earlier [[successions]]; put all its predecessors into one",
                    asked.successor
                ),
            ));
        }
        found.push(one);
    }
    finder.check_shares(&found)?;
    Ok(found)
}

struct Finder<'a, 't> {
    pipeline: &'a Pipeline,
    tables: &'t Tables,
}

impl<'a> Finder<'a, '_> {
    fn refuse(&self, span: &Range<usize>, message: String) -> ConfigError {
        self.pipeline.file.error_at(span, message)
    }

    fn succession(&self, asked: &'a Asked) -> Result<Succession<'a>, ConfigError> {
        let on = asked.from.unwrap_or(self.pipeline.as_of);
        let successor = self.council(&asked.successor, on, &asked.span)?;
        let opened_on = self.tables.authorities.get(successor).opened_on;
        let from = asked.from.or(opened_on).ok_or_else(|| {
            self.refuse(
                &asked.span,
                format!(
                    "the list of authorities does not say when {:?} came into being; add `from`, its first day",
                    asked.successor
                ),
            )
        })?;
        let last = from.checked_sub_days(Days::new(1)).unwrap_or(from);
        let mut predecessors: Vec<(AuthorityIx, f64)> = Vec::new();
        for of in &asked.predecessors {
            let council = self.council(&of.authority, last, &of.span)?;
            let again = predecessors.iter().any(|(other, _)| *other == council);
            if council == successor || again {
                let why = match again {
                    true => "named twice",
                    false => "the successor itself",
                };
                return Err(self.refuse(
                    &of.span,
                    format!("the predecessor {:?} is {why}", of.authority),
                ));
            }
            predecessors.push((council, of.share));
        }
        for name in &asked.names {
            self.indicator(name, &asked.span)?;
        }
        let population = asked.population.as_deref();
        Ok(Succession {
            asked,
            successor,
            from,
            predecessors,
            population: population
                .map(|name| self.indicator(name, &asked.span))
                .transpose()?,
        })
    }

    fn council(
        &self,
        text: &str,
        day: NaiveDate,
        span: &Range<usize>,
    ) -> Result<AuthorityIx, ConfigError> {
        match self.tables.authorities.find(text, RowDay::Own(day)) {
            Ok(Area::Authority(place)) => Ok(place),
            Ok(Area::Region(_) | Area::Nation) => Err(self.refuse(
                span,
                format!("{text:?} is no council; only councils come after one another"),
            )),
            Err(unknown) => Err(self.refuse(
                span,
                unknown.with_remedy("write it in [[successions]] by that name, or by its code"),
            )),
        }
    }

    fn indicator(&self, name: &str, span: &Range<usize>) -> Result<IndicatorIx, ConfigError> {
        let found = self.tables.indicators.named(name);
        found.map_err(|message| self.refuse(span, message))
    }

    fn check_shares(&self, found: &[Succession<'_>]) -> Result<(), ConfigError> {
        for one in found {
            for (council, _) in &one.predecessors {
                let of_all = found.iter().flat_map(|of| &of.predecessors);
                let all: f64 = of_all
                    .filter(|(other, _)| other == council)
                    .map(|(_, share)| share)
                    .sum();
                if all > 1.0 + ROUNDING {
                    let all = (all * 1e6).round() / 1e6;
                    return Err(self.refuse(
                        &one.asked.span,
                        format!(
                            "the shares of {} add up to {all}, which is more than the whole; say of each successor which share of its population it has",
                            self.tables.authorities.get(*council).name
                        ),
                    ));
                }
            }
        }
        Ok(())
    }
}
