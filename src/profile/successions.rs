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
    /// Those it came after.
    pub predecessors: Vec<Predecessor>,
    /// The indicator whose figures weigh several of them.
    pub population: Option<IndicatorIx>,
}

/// A council that another came after.
#[derive(Debug, Clone, Copy)]
pub(super) struct Predecessor {
    /// The council.
    pub council: AuthorityIx,
    /// The share of its population that the successor has.
    pub share: f64,
    /// The place of the succession by which its own series is carried back, where it came after others
    /// itself.
    pub succession: Option<usize>,
}

/// Every succession of a pipeline.
#[derive(Debug, Clone, Default)]
pub(super) struct Successions<'a> {
    /// Each, in the order of the pipeline.
    pub each: Vec<Succession<'a>>,
    /// Their places, every one behind those that carry the series of its predecessors back.
    pub order: Vec<usize>,
}

/// The successions of `pipeline`.
///
/// # Errors
/// A council, or an indicator, that is not there; a successor without a first day, one that is named
/// twice or, over however many steps, among its own predecessors; a predecessor that came into being
/// after its successor; shares of a predecessor that are more than the whole.
pub(super) fn of<'a>(
    pipeline: &'a Pipeline,
    tables: &Tables,
) -> Result<Successions<'a>, ConfigError> {
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
    finder.chain(&mut found)?;
    let order = finder.order(&found)?;
    Ok(Successions { each: found, order })
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
        let mut predecessors: Vec<Predecessor> = Vec::new();
        for of in &asked.predecessors {
            let council = self.council(&of.authority, last, &of.span)?;
            let again = predecessors.iter().any(|other| other.council == council);
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
            predecessors.push(Predecessor {
                council,
                share: of.share,
                succession: None,
            });
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

    fn name(&self, council: AuthorityIx) -> &str {
        &self.tables.authorities.get(council).name
    }

    /// Notes of every predecessor which succession carries its own series back.
    fn chain(&self, found: &mut [Succession<'_>]) -> Result<(), ConfigError> {
        let known: Vec<(AuthorityIx, NaiveDate)> =
            found.iter().map(|of| (of.successor, of.from)).collect();
        for one in found {
            for of in &mut one.predecessors {
                of.succession = known.iter().position(|(other, _)| *other == of.council);
                let Some((_, from)) = of.succession.map(|place| known[place]) else {
                    continue;
                };
                if from > one.from {
                    return Err(self.refuse(
                        &one.asked.span,
                        format!(
                            "the predecessor {} came into being on {from}, after its successor {}, which has been there since {}",
                            self.name(of.council),
                            self.name(one.successor),
                            one.from,
                        ),
                    ));
                }
            }
        }
        Ok(())
    }

    /// The places of the successions, every one behind those of its predecessors.
    fn order(&self, found: &[Succession<'_>]) -> Result<Vec<usize>, ConfigError> {
        let mut order = Vec::with_capacity(found.len());
        for place in 0..found.len() {
            self.follow(place, found, &mut Vec::new(), &mut order)?;
        }
        Ok(order)
    }

    /// Puts a succession into `order`, those of its predecessors before it; `path` are those that led
    /// to it.
    fn follow(
        &self,
        place: usize,
        found: &[Succession<'_>],
        path: &mut Vec<usize>,
        order: &mut Vec<usize>,
    ) -> Result<(), ConfigError> {
        if order.contains(&place) {
            return Ok(());
        }
        let again = path.iter().position(|other| *other == place);
        path.push(place);
        if let Some(start) = again {
            let names = path[start..]
                .iter()
                .map(|at| self.name(found[*at].successor));
            let names: Vec<&str> = names.collect();
            return Err(self.refuse(
                &found[place].asked.span,
                format!(
                    "councils come after one another in a circle: {}; a council cannot come after one that came after it",
                    names.join(" after ")
                ),
            ));
        }
        let before = found[place].predecessors.iter();
        for place in before.filter_map(|of| of.succession) {
            self.follow(place, found, path, order)?;
        }
        path.pop();
        order.push(place);
        Ok(())
    }

    fn indicator(&self, name: &str, span: &Range<usize>) -> Result<IndicatorIx, ConfigError> {
        let found = self.tables.indicators.named(name);
        found.map_err(|message| self.refuse(span, message))
    }

    fn check_shares(&self, found: &[Succession<'_>]) -> Result<(), ConfigError> {
        for one in found {
            for of in &one.predecessors {
                let of_all = found.iter().flat_map(|of| &of.predecessors);
                let all: f64 = of_all
                    .filter(|other| other.council == of.council)
                    .map(|other| other.share)
                    .sum();
                if all > 1.0 + ROUNDING {
                    let all = (all * 1e6).round() / 1e6;
                    return Err(self.refuse(
                        &one.asked.span,
                        format!(
                            "the shares of {} add up to {all}, which is more than the whole; say of each successor which share of its population it has",
                            self.name(of.council)
                        ),
                    ));
                }
            }
        }
        Ok(())
    }
}
