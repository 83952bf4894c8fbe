//! What the tables of a run say of one authority.
//!
//! Nothing is computed that a table does not hold, save counts and groups of its rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::{
    Care, FindingGroup, GradeFact, Group, Indicators, LetterFacts, Level, LimiterFact, Overall,
    Shares, TypeFact, WeakFact,
};
use super::phrases::{self, Nouns};
use crate::domain::{Rating, Share};
use crate::review::{
    AuthorityRow, CatalogueRow, DirectionRow, EvidenceRow, FindingRow, IndicatorRow, OutcomeRow,
    ProvisionRow, PublishedRun, RatingRow, ReviewError,
};
use crate::stats::proportion_word;

/// The key of the family of provision that is social care, as rulebooks call it.
const SOCIAL_CARE: &str = "social_care";

/// The tables of a run that letters are made of.
#[derive(Debug)]
pub struct RunFacts<'a> {
    run: &'a PublishedRun,
    ratings: Vec<RatingRow>,
    directions: Vec<DirectionRow>,
    provision: Vec<ProvisionRow>,
    findings: Vec<FindingRow>,
    outcomes: Vec<OutcomeRow>,
    indicators: Vec<IndicatorRow>,
    evidence: Vec<EvidenceRow>,
    catalogue: BTreeMap<String, CatalogueRow>,
}

impl<'a> RunFacts<'a> {
    /// Reads the tables of a run.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn read(run: &'a PublishedRun) -> Result<Self, ReviewError> {
        Ok(Self {
            ratings: RatingRow::read(run, None)?,
            directions: DirectionRow::read(run, None)?,
            provision: ProvisionRow::read(run, None)?,
            findings: FindingRow::read(run, None)?,
            outcomes: OutcomeRow::read(run, None)?,
            indicators: IndicatorRow::read_latest(run)?,
            evidence: EvidenceRow::read(run, None)?,
            catalogue: CatalogueRow::read(run, None)?
                .into_iter()
                .map(|row| (row.indicator.clone(), row))
                .collect(),
            run,
        })
    }

    /// Whether the run has something to say of `authority`.
    pub fn is_about(&self, authority: &AuthorityRow) -> bool {
        !rows(&self.ratings, &authority.authority, |row| &row.authority).is_empty()
    }

    /// What the run says of `authority`; `None` where it has no rating row for it.
    pub fn of(&self, authority: &AuthorityRow) -> Option<LetterFacts> {
        let code = authority.authority.as_str();
        let rating = rows(&self.ratings, code, |row| &row.authority).first()?;
        let evidence = rows(&self.evidence, code, |row| &row.authority);
        let provision = rows(&self.provision, code, |row| &row.authority);
        let before = evidence
            .iter()
            .find(|row| row.step == "indicative")
            .and_then(EvidenceRow::level);
        let limiters = limiters(rating, evidence, before);
        let findings = self.findings_of(code, evidence, &limiters);
        let care_is_weak = evidence
            .iter()
            .any(|row| row.step == "finding_band" && row.fired && row.level() == Some(1))
            || provision
                .iter()
                .any(|row| row.family == SOCIAL_CARE && row.band == Some(1));
        let as_of = self.run.manifest.as_of;
        Some(LetterFacts {
            addressee: addressee(authority),
            date: day(as_of),
            year: rating.year,
            rulebook: self.run.rulebook.name.clone(),
            rulebook_version: self.run.rulebook.version.clone(),
            run: self.run.manifest.run.clone(),
            transitional: self.run.rulebook.moderation.transitional,
            scale: Rating::ALL.into_iter().rev().map(Level::of).collect(),
            rating: level(rating.awarded_rating),
            not_rated: rating
                .awarded_rating
                .is_none()
                .then(|| rating.descriptor.clone()),
            indicative: level(rating.indicative_rating).filter(|_| rating.moderated),
            moderation_reason: rating.moderation_reason.clone(),
            limiters: limiters.into_iter().map(|(fact, _)| fact).collect(),
            coverage_percent: Some((rating.coverage * 100.0).floor() as i64),
            direction: rows(&self.directions, code, |row| &row.authority)
                .first()
                .cloned(),
            overall: self.overall(provision),
            care_is_weak,
            findings,
            care: self.care(provision),
            groups: self.groups(provision),
            indicators: self.indicators_of(code),
            authority: authority.clone(),
        })
    }

    fn word(&self, part: i32, whole: i32) -> Option<String> {
        let share = Share::of(f64::from(part), f64::from(whole))?;
        proportion_word(&self.run.rulebook.proportion_words, share).map(str::to_owned)
    }

    fn overall(&self, provision: &[ProvisionRow]) -> Option<Overall> {
        let inspected = provision.iter().map(|row| row.inspected).sum();
        let good_or_better = provision.iter().map(good).sum();
        Some(Overall {
            wording: self.word(good_or_better, inspected)?,
            mostly: 2 * good_or_better >= inspected,
            inspected,
            good_or_better,
        })
    }

    fn type_fact(&self, row: &ProvisionRow) -> TypeFact {
        let known = self
            .run
            .rulebook
            .provisions
            .iter()
            .find(|known| known.key == row.provision);
        let (one, many) = known.map_or((row.provision.as_str(), row.provision.as_str()), |known| {
            (known.one.as_str(), known.many.as_str())
        });
        let nouns = Nouns { one, many };
        let wording = row.wording.as_deref().unwrap_or_default();
        TypeFact {
            key: row.provision.clone(),
            one: one.to_owned(),
            many: many.to_owned(),
            name: phrases::inspected(nouns, row.inspected, row.settings),
            share: phrases::share(nouns, good(row), row.inspected, row.settings, wording),
            inspected: i64::from(row.inspected),
            inadequate: i64::from(row.inadequate),
            mostly: 2 * good(row) >= row.inspected,
            band: row.band,
        }
    }

    /// Shares as subjects, types with the same proportion together: "a majority of childminders
    /// and childcare settings".
    fn shares(&self, rows: &[&ProvisionRow]) -> Shares {
        let mut shares: Vec<(String, Vec<String>, bool)> = Vec::new();
        for row in rows {
            let fact = self.type_fact(row);
            let Some(share) = fact.share else { continue };
            // The same words before the noun: only the noun is added.
            let lead = share.text.strip_suffix(&fact.many).map(str::to_owned);
            match lead {
                Some(lead) if share.plural && row.inspected > 2 => {
                    match shares.iter_mut().find(|(known, ..)| *known == lead) {
                        Some((_, nouns, _)) => nouns.push(fact.many),
                        None => shares.push((lead, vec![fact.many], true)),
                    }
                }
                _ => shares.push((share.text, Vec::new(), share.plural)),
            }
        }
        let plural = shares.len() > 1 || shares.iter().any(|(_, _, plural)| *plural);
        Shares {
            shares: shares
                .into_iter()
                .map(|(lead, nouns, _)| format!("{lead}{}", phrases::listed(&nouns)))
                .collect(),
            plural,
        }
    }

    fn care(&self, provision: &[ProvisionRow]) -> Option<Care> {
        let care: Vec<&ProvisionRow> = provision
            .iter()
            .filter(|row| row.family == SOCIAL_CARE && row.inspected > 0)
            .collect();
        if care.is_empty() {
            return None;
        }
        let inspected: i32 = care.iter().map(|row| row.inspected).sum();
        let good: i32 = care.iter().map(|row| good(row)).sum();
        let (with_inadequate, others): (Vec<&ProvisionRow>, Vec<&ProvisionRow>) =
            care.into_iter().partition(|row| row.inadequate > 0);
        let others = self.shares(&others);
        Some(Care {
            variable: good > 0 && good < inspected,
            good: good == inspected,
            with_inadequate: with_inadequate
                .into_iter()
                .map(|row| self.type_fact(row))
                .collect(),
            others: Some(others).filter(|others| !others.shares.is_empty()),
        })
    }

    fn groups(&self, provision: &[ProvisionRow]) -> Vec<Group> {
        let mut groups: BTreeMap<(u8, u8), Vec<&ProvisionRow>> = BTreeMap::new();
        for row in provision {
            if row.family != SOCIAL_CARE && row.inspected > 0 {
                let place = (place(&row.vs_neighbours), place(&row.vs_national));
                groups.entry(place).or_default().push(row);
            }
        }
        let mut groups: Vec<((u8, u8), Vec<&ProvisionRow>)> = groups.into_iter().collect();
        // First what is better somewhere and worse elsewhere, then what is better, then what is
        // in line, and last what falls behind.
        groups.sort_by_key(|((neighbours, national), _)| {
            let (best, worst) = (neighbours.min(national), neighbours.max(national));
            let order = match (*best, *worst) {
                (BETTER, WORSE) => 0,
                (BETTER, _) => 1,
                (_, WORSE) => 3,
                _ => 2,
            };
            (order, *neighbours, *national)
        });
        groups
            .into_iter()
            .map(|((neighbours, national), rows)| {
                let types: Vec<TypeFact> = rows.iter().map(|row| self.type_fact(row)).collect();
                let Shares { shares, plural } = self.shares(&rows);
                Group {
                    neighbours: rows[0].vs_neighbours.clone(),
                    national: rows[0].vs_national.clone(),
                    names: types.iter().map(|of| of.name.text.clone()).collect(),
                    strong: types.iter().all(|of| of.band.is_some_and(|band| band >= 3)),
                    behind: neighbours.min(national) != BETTER && neighbours.max(national) == WORSE,
                    types,
                    shares,
                    plural,
                }
            })
            .collect()
    }

    fn findings_of(
        &self,
        code: &str,
        evidence: &[EvidenceRow],
        limiters: &[(LimiterFact, Vec<String>)],
    ) -> BTreeMap<String, FindingGroup> {
        let superseded = |row: &FindingRow| {
            let rule = format!("{} {}", row.kind, row.aspect);
            evidence.iter().any(|asked| {
                asked.step == "finding_band"
                    && asked.rule == rule
                    && asked
                        .effect
                        .as_deref()
                        .is_some_and(|effect| effect.starts_with("superseded"))
            })
        };
        let mut kinds: BTreeMap<String, Vec<&FindingRow>> = BTreeMap::new();
        for row in rows(&self.findings, code, |row| &row.authority) {
            if !superseded(row) {
                kinds.entry(row.kind.clone()).or_default().push(row);
            }
        }
        kinds
            .into_iter()
            .filter_map(|(kind, rows)| {
                let latest = rows.iter().max_by_key(|row| row.inspected_on)?;
                let known = self
                    .run
                    .rulebook
                    .findings
                    .iter()
                    .find(|known| known.key == kind)?;
                let mut grades: BTreeMap<i32, Vec<String>> = BTreeMap::new();
                for row in &rows {
                    if let Some(grade) = row.grade {
                        grades
                            .entry(grade)
                            .or_default()
                            .push(row.aspect.replace('_', " "));
                    }
                }
                let decides = limiters.iter().any(|(limiter, columns)| {
                    limiter.decides
                        && columns
                            .iter()
                            .any(|column| column.starts_with(&format!("{kind}_")))
                });
                let group = FindingGroup {
                    title: known.title.clone(),
                    month: month(latest.inspected_on.0),
                    count: rows.len() as i64,
                    outcome: latest.outcome.clone(),
                    grade: grades.keys().next().copied().filter(|_| rows.len() == 1),
                    grades: grades
                        .into_iter()
                        .map(|(grade, mut aspects)| {
                            // The weightier aspect first: safeguarding before the others.
                            let weight = |words: &String| {
                                known
                                    .aspects
                                    .iter()
                                    .find(|aspect| aspect.key.replace('_', " ") == *words)
                                    .map_or(0.0, |aspect| aspect.weight)
                            };
                            aspects.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
                            GradeFact {
                                grade,
                                count: aspects.len() as i64,
                                aspects,
                            }
                        })
                        .collect(),
                    decides,
                };
                Some((kind, group))
            })
            .collect()
    }

    fn indicators_of(&self, code: &str) -> Option<Indicators> {
        let latest = rows(&self.indicators, code, |row| &row.authority);
        let totals: Vec<&IndicatorRow> =
            latest.iter().filter(|row| row.breakdown == "all").collect();
        let count = |of: fn(&IndicatorRow) -> &Option<String>| {
            let judged: Vec<&str> = totals
                .iter()
                .filter_map(|row| of(row).as_deref())
                .filter(|word| matches!(*word, "better" | "in line" | "worse"))
                .collect();
            let at_least = judged.iter().filter(|word| **word != "worse").count();
            (at_least as i32, judged.len() as i32)
        };
        let (neighbours, compared_neighbours) = count(|row| &row.vs_neighbours);
        let (national, compared_national) = count(|row| &row.vs_national);
        if compared_neighbours.max(compared_national) == 0 {
            return None;
        }
        let words = (
            self.word(neighbours, compared_neighbours),
            self.word(national, compared_national),
        );
        let rank = |word: &Option<String>| {
            let words = &self.run.rulebook.proportion_words;
            word.as_ref().and_then(|word| {
                let known = words.iter().find(|known| known.word == *word)?;
                Some(known.from_percent)
            })
        };
        let share = |share: Option<f64>| {
            let share = share.and_then(Share::new)?;
            proportion_word(&self.run.rulebook.proportion_words, share).map(str::to_owned)
        };
        let mut alike = Vec::new();
        let mut below = Vec::new();
        for outcome in &self.run.rulebook.outcomes {
            let Some(row) = rows(&self.outcomes, code, |row| &row.authority)
                .iter()
                .find(|row| row.outcome == outcome.key)
            else {
                continue;
            };
            if row.share_neighbours.is_none() && row.share_national.is_none() {
                continue;
            }
            let reaches = |own: Option<f64>, all: &Option<String>| {
                own.is_none() || rank(&share(own)) >= rank(all)
            };
            if reaches(row.share_neighbours, &words.0) && reaches(row.share_national, &words.1) {
                alike.push(outcome.title.clone());
            } else {
                below.push(outcome.title.clone());
            }
        }
        Some(Indicators {
            compared: i64::from(compared_neighbours.max(compared_national)),
            neighbours: words.0,
            national: words.1,
            outcomes_alike: alike,
            outcomes_below: below,
            weak: self.weak(latest),
        })
    }

    fn weak(&self, latest: &[IndicatorRow]) -> Vec<WeakFact> {
        let mut weak: Vec<WeakFact> = Vec::new();
        for row in latest.iter().filter(|row| row.is_weak()) {
            let Some(known) = self.catalogue.get(&row.indicator) else {
                continue;
            };
            let is_total = row.breakdown == "all";
            let at = weak.iter().position(|of| of.indicator == row.indicator);
            let fact = match at {
                Some(at) => &mut weak[at],
                None => {
                    weak.push(WeakFact {
                        indicator: row.indicator.clone(),
                        title: known.title.clone(),
                        outcome: known.outcome.clone(),
                        total: false,
                        breakdowns: Vec::new(),
                        trend: row.trend.clone(),
                    });
                    weak.last_mut().expect("one was just added")
                }
            };
            if is_total {
                fact.total = true;
                fact.trend.clone_from(&row.trend);
            } else {
                if !fact.total && !fact.breakdowns.is_empty() && fact.trend != row.trend {
                    // Two groups that go different ways have no trend in common.
                    fact.trend = None;
                }
                fact.breakdowns.push(row.breakdown.clone());
            }
        }
        // Keys are numbers in text; letters go by number.
        weak.sort_by_key(|of| (of.indicator.parse::<u32>().ok(), of.indicator.clone()));
        weak
    }
}

/// The places of the words of a comparison, the best first.
const BETTER: u8 = 0;
const IN_LINE: u8 = 1;
const NOT_COMPARED: u8 = 2;
const WORSE: u8 = 3;

fn place(comparison: &Option<String>) -> u8 {
    match comparison.as_deref() {
        Some("better") => BETTER,
        Some("in line") => IN_LINE,
        Some("worse") => WORSE,
        _ => NOT_COMPARED,
    }
}

/// The limiters that fired, with the columns that each was asked about.
fn limiters(
    rating: &RatingRow,
    evidence: &[EvidenceRow],
    before: Option<i32>,
) -> Vec<(LimiterFact, Vec<String>)> {
    evidence
        .iter()
        .filter(|row| row.step == "limiter" && row.fired)
        .map(|row| {
            let cap = row.level();
            let lowers = matches!((cap, before), (Some(cap), Some(before)) if cap < before);
            let reason = row
                .effect
                .as_deref()
                .and_then(|effect| effect.split_once(": "))
                .map_or("", |(_, reason)| reason);
            let fact = LimiterFact {
                name: row.rule.clone(),
                reason: reason.to_owned(),
                decides: lowers && cap == rating.indicative_rating,
                overridden: matches!(
                    (cap, rating.awarded_rating),
                    (Some(cap), Some(awarded)) if cap < awarded
                ),
            };
            let columns = row.inputs().keys().cloned().collect();
            (fact, columns)
        })
        .collect()
}

/// The rows of one authority, of a table in order of authority.
fn rows<'t, T>(table: &'t [T], code: &str, authority: impl Fn(&T) -> &String) -> &'t [T] {
    let start = table.partition_point(|row| authority(row).as_str() < code);
    let end = table.partition_point(|row| authority(row).as_str() <= code);
    &table[start..end]
}

fn good(row: &ProvisionRow) -> i32 {
    row.outstanding + row.good
}

fn level(level: Option<i32>) -> Option<Level> {
    let level = u8::try_from(level?).ok()?;
    Rating::from_level(level).map(Level::of)
}

fn addressee(authority: &AuthorityRow) -> Vec<String> {
    let lines = authority.addressee.as_deref().unwrap_or_default();
    lines
        .split(';')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `9 December 2009`.
fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// `May 2008`.
fn month(day: NaiveDate) -> String {
    day.format("%B %Y").to_string()
}
