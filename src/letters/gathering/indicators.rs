//! What the tables say of the national indicators of an authority.

use std::collections::BTreeMap;

use super::words::word;
use crate::config::Rulebook;
use crate::domain::{Comparison, Share};
use crate::letters::facts::{IndicatorFacts, WeakFact};
use crate::review::{CatalogueRow, IndicatorRow, OutcomeRow};
use crate::stats::proportion_word;

/// National indicators; `None` where none was compared.
pub(super) fn indicators(
    latest: &[IndicatorRow],
    outcomes: &[OutcomeRow],
    catalogue: &BTreeMap<String, CatalogueRow>,
    rulebook: &Rulebook,
) -> Option<IndicatorFacts> {
    let totals = || latest.iter().filter(|row| row.is_total);
    let neighbours = InLine::of(totals().map(|row| &row.vs_neighbours));
    let national = InLine::of(totals().map(|row| &row.vs_national));
    let compared = neighbours.compared.max(national.compared);
    if compared == 0 {
        return None;
    }
    let neighbours = word(rulebook, neighbours.in_line, neighbours.compared);
    let national = word(rulebook, national.in_line, national.compared);
    let (alike, below): (Vec<_>, Vec<_>) = rulebook
        .outcomes
        .iter()
        .filter_map(|outcome| {
            let row = outcomes.iter().find(|row| row.outcome == outcome.key)?;
            let any = row.share_neighbours.or(row.share_national);
            any.map(|_| (outcome.title.clone(), row))
        })
        .partition(|(_, row)| {
            reaches(rulebook, row.share_neighbours, &neighbours)
                && reaches(rulebook, row.share_national, &national)
        });
    let titles = |outcomes: Vec<(String, _)>| outcomes.into_iter().map(|(title, _)| title);
    Some(IndicatorFacts {
        compared: i64::from(compared),
        neighbours,
        national,
        outcomes_alike: titles(alike).collect(),
        outcomes_below: titles(below).collect(),
        weak: weak(latest, catalogue),
    })
}

/// How many comparisons are at least in line.
struct InLine {
    in_line: i32,
    compared: i32,
}

impl InLine {
    /// Counts the comparisons that judge; the others have no good side.
    fn of<'r>(comparisons: impl Iterator<Item = &'r Option<String>>) -> Self {
        let mut count = Self {
            in_line: 0,
            compared: 0,
        };
        for comparison in comparisons.filter_map(|word| Comparison::from_word(word.as_deref()?)) {
            count.compared += i32::from(comparison.is_judged());
            count.in_line += i32::from(comparison.at_least_in_line());
        }
        count
    }
}

/// Whether the word for an outcome's share is at least that for all indicators; where nothing of
/// the outcome was compared, nothing is short of it.
fn reaches(rulebook: &Rulebook, own: Option<f64>, all: &Option<String>) -> bool {
    let words = &rulebook.proportion_words;
    let least = |word: &str| {
        let known = words.iter().find(|known| known.word == word)?;
        Some(known.from_percent)
    };
    let own_word = |share: f64| proportion_word(words, Share::new(share)?);
    own.is_none_or(|share| own_word(share).and_then(least) >= all.as_deref().and_then(least))
}

/// Indicators that are worse than a comparator and better than none.
fn weak(latest: &[IndicatorRow], catalogue: &BTreeMap<String, CatalogueRow>) -> Vec<WeakFact> {
    let mut weak: Vec<WeakFact> = Vec::new();
    for row in latest.iter().filter(|row| row.is_weak()) {
        let Some(known) = catalogue.get(&row.indicator) else {
            continue;
        };
        let is_total = row.is_total;
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
