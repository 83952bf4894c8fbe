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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn rulebook() -> Rulebook {
        let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/annual-rating");
        Rulebook::read(&pipeline.join("rulebook.toml")).expect("it ships")
    }

    fn row(indicator: &str, breakdown: &str, neighbours: &str, national: &str) -> IndicatorRow {
        let compared = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        IndicatorRow {
            authority: "301".to_owned(),
            indicator: indicator.to_owned(),
            breakdown: breakdown.to_owned(),
            period: "2009".to_owned(),
            is_latest: true,
            is_total: breakdown == "all",
            value: Some(1.0),
            neighbour_mean: None,
            neighbour_count: 0,
            neighbour_rank: None,
            national_value: None,
            national_rank: None,
            ranked_count: None,
            quartile_band: None,
            change: None,
            trend: None,
            vs_neighbours: compared(neighbours),
            vs_national: compared(national),
        }
    }

    fn with_trend(trend: &str, row: IndicatorRow) -> IndicatorRow {
        IndicatorRow {
            trend: Some(trend.to_owned()),
            ..row
        }
    }

    fn outcome(key: &str, neighbours: Option<f64>, national: Option<f64>) -> OutcomeRow {
        OutcomeRow {
            authority: "301".to_owned(),
            outcome: key.to_owned(),
            indicators: 4,
            with_value: 4,
            in_line_or_better_neighbours: 0,
            in_line_or_better_national: 0,
            share_neighbours: neighbours,
            share_national: national,
            band: None,
        }
    }

    /// A catalogue of these indicators.
    fn catalogue(keys: &[&str]) -> BTreeMap<String, CatalogueRow> {
        let known = |key: &&str| CatalogueRow {
            indicator: (*key).to_owned(),
            title: format!("What {key} measures"),
            outcome: Some("being_healthy".to_owned()),
            polarity: "low".to_owned(),
            unit: None,
            decimals: None,
        };
        keys.iter()
            .map(|key| ((*key).to_owned(), known(key)))
            .collect()
    }

    #[test]
    fn where_nothing_is_compared_nothing_is_said() {
        let known = catalogue(&["1"]);
        let rows = [row("1", "all", "", ""), row("1", "girls", "worse", "worse")];
        assert_eq!(indicators(&rows, &[], &known, &rulebook()), None);
        // What has no good side is not in line with anything either.
        let neutral = [row("1", "all", "higher", "lower")];
        assert_eq!(indicators(&neutral, &[], &known, &rulebook()), None);
    }

    #[test]
    fn each_indicator_counts_once_by_its_total() {
        let known = catalogue(&["1", "2", "3", "4"]);
        let rows = [
            row("1", "all", "worse", "better"),
            row("1", "girls", "worse", "worse"),
            row("2", "all", "in line", "better"),
            row("3", "all", "better", "better"),
            row("4", "all", "", "better"),
        ];
        let facts = indicators(&rows, &[], &known, &rulebook()).unwrap();
        assert_eq!(facts.compared, 4);
        // Two of three beside similar areas, 67%, and all four beside England, 100%.
        assert_eq!(facts.neighbours.as_deref(), Some("large majority"));
        assert_eq!(facts.national.as_deref(), Some("vast majority"));
    }

    #[test]
    fn outcomes_are_set_beside_all_indicators_by_their_words() {
        let known = catalogue(&["1", "2"]);
        let rows = [row("1", "all", "worse", ""), row("2", "all", "better", "")];
        let book = rulebook();
        let title = |key: &str| {
            let outcome = book.outcomes.iter().find(|outcome| outcome.key == key);
            outcome.expect("it is in the rulebook").title.clone()
        };
        let outcomes = [
            outcome("being_healthy", Some(0.5), None),
            outcome("staying_safe", Some(0.2), None),
            outcome("enjoying_and_achieving", None, None),
        ];
        let facts = indicators(&rows, &outcomes, &known, &book).unwrap();
        assert_eq!(facts.outcomes_alike, [title("being_healthy")]);
        assert_eq!(facts.outcomes_below, [title("staying_safe")]);
    }

    #[test]
    fn the_weak_ones_are_named_once_with_their_groups_in_order_of_their_numbers() {
        let known = catalogue(&["9", "117", "118"]);
        let rows = [
            row("117", "girls", "worse", ""),
            with_trend("worsening", row("117", "all", "worse", "in line")),
            row("118", "all", "worse", "better"),
            row("9", "boys", "", "worse"),
            row("unknown", "all", "worse", "worse"),
        ];
        let facts = indicators(&rows, &[], &known, &rulebook()).unwrap();
        let weak: Vec<(&str, bool, &[String])> = facts
            .weak
            .iter()
            .map(|of| (of.indicator.as_str(), of.total, of.breakdowns.as_slice()))
            .collect();
        assert_eq!(
            weak,
            [
                ("9", false, &["boys".to_owned()][..]),
                ("117", true, &["girls".to_owned()]),
            ]
        );
        // The trend is that of everybody where everybody is weak.
        assert_eq!(facts.weak[1].trend.as_deref(), Some("worsening"));
        assert_eq!(facts.weak[1].title, "What 117 measures");
    }

    #[test]
    fn groups_that_go_different_ways_have_no_trend_in_common() {
        let known = catalogue(&["1", "2"]);
        let group = |indicator: &str, breakdown: &str, trend: &str| {
            with_trend(trend, row(indicator, breakdown, "worse", ""))
        };
        let rows = [
            row("1", "all", "in line", ""),
            group("1", "girls", "improving"),
            group("1", "boys", "worsening"),
            group("2", "girls", "improving"),
            group("2", "boys", "improving"),
        ];
        let facts = indicators(&rows, &[], &known, &rulebook()).unwrap();
        let trends: Vec<Option<&str>> = facts.weak.iter().map(|of| of.trend.as_deref()).collect();
        assert_eq!(trends, [None, Some("improving")]);
    }
}
