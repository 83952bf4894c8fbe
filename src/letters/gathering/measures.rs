//! What the tables say of each indicator: the latest figure, and those beside it.

use std::collections::BTreeMap;

use crate::domain::Polarity;
use crate::letters::facts::MeasureFact;
use crate::letters::phrases;
use crate::review::{CatalogueRow, MeasureRow, NotableRow};

/// How many decimals a figure is shown with where the catalogue does not say: as many as it is
/// published with, within these.
const DECIMALS: (usize, usize) = (1, 2);

/// The latest figure of each indicator that has one.
pub(super) fn measures(
    latest: &[MeasureRow],
    notable: &[NotableRow],
    catalogue: &BTreeMap<String, CatalogueRow>,
) -> Vec<MeasureFact> {
    let notable: BTreeMap<_, &NotableRow> = notable
        .iter()
        .filter(|row| row.notable)
        .map(|row| ((&row.indicator, &row.breakdown, &row.period), row))
        .collect();
    let fact = |row: &MeasureRow| {
        let key = (&row.indicator, &row.breakdown, &row.period);
        let known = catalogue.get(&row.indicator)?;
        Some(fact(row, row.value?, notable.get(&key).copied(), known))
    };
    latest.iter().filter_map(fact).collect()
}

fn fact(
    row: &MeasureRow,
    value: f64,
    notable: Option<&NotableRow>,
    known: &CatalogueRow,
) -> MeasureFact {
    let is_percent = known.unit.as_deref().is_some_and(is_percent);
    let decimals = known
        .decimals
        .and_then(|decimals| usize::try_from(decimals).ok())
        .unwrap_or_else(|| decimals_of(value));
    let sign = if is_percent { "%" } else { "" };
    let shown = |figure: f64| format!("{}{sign}", phrases::figure(figure, decimals));
    let change = row.change.map(|change| {
        let points = if is_percent { " points" } else { "" };
        format!("{}{points}", phrases::signed(change, decimals))
    });
    MeasureFact {
        indicator: row.indicator.clone(),
        title: known.title.clone(),
        outcome: known.outcome.clone(),
        unit: known.unit.clone().filter(|_| !is_percent),
        polarity: known.polarity.clone(),
        period: row.period.clone(),
        period_end: row.period_end,
        value: shown(value),
        neighbours: row.neighbour_mean.map(shown),
        national: row.national_value.map(shown),
        national_is_computed: row.national_source.as_deref() == Some("computed"),
        previous: row.previous_value.map(shown),
        change,
        change_is_good: row
            .change
            .and_then(|change| is_good(change, &known.polarity)),
        trend: row.trend.clone(),
        vs_neighbours: row.vs_neighbours.clone(),
        vs_national: row.vs_national.clone(),
        neighbour_rank: row.neighbour_rank,
        neighbour_of: row.neighbour_rank.map(|_| row.neighbour_count + 1),
        national_rank: row.national_rank,
        national_of: row.national_rank.and(row.ranked_count),
        national_place: place(row.national_rank, row.ranked_count),
        quarter: row.quartile_band.clone(),
        notable_place: notable.and_then(|of| of.place),
        notable_against: notable.and_then(|of| of.against.clone()),
        notable_way: notable.and_then(|of| of.way.clone()),
    }
}

/// Whether values of this unit are percentages.
fn is_percent(unit: &str) -> bool {
    let unit = unit.trim().to_lowercase();
    unit.starts_with('%') || unit.starts_with("percent") || unit.starts_with("per cent")
}

/// The decimals of a figure as it is published.
fn decimals_of(value: f64) -> usize {
    let text = value.to_string();
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    decimals.clamp(DECIMALS.0, DECIMALS.1)
}

/// Whether a change is for the better; none where there is none, or neither way is good.
fn is_good(change: f64, polarity: &str) -> Option<bool> {
    let high = if polarity == Polarity::High.word() {
        true
    } else if polarity == Polarity::Low.word() {
        false
    } else {
        return None;
    };
    // As close to nothing as two published figures can be that are the same.
    (change.abs() > 1e-9).then_some((change > 0.0) == high)
}

/// How far a rank is from the best, in thousandths of the way to the last.
fn place(rank: Option<i32>, count: Option<i32>) -> Option<i32> {
    let (rank, count) = (rank?, count?);
    (count > 1).then(|| (rank - 1) * 1000 / (count - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> MeasureRow {
        MeasureRow {
            authority: "383".into(),
            indicator: "x".into(),
            breakdown: "all".into(),
            period: "2025".into(),
            period_end: 2025,
            is_latest: true,
            value: Some(12.0),
            neighbour_mean: Some(6.04),
            neighbour_count: 10,
            neighbour_rank: Some(11),
            national_value: Some(7.5),
            national_source: Some("published".into()),
            national_rank: Some(151),
            ranked_count: Some(151),
            quartile_band: Some("D".into()),
            previous_value: Some(12.8),
            change: Some(-0.8),
            trend: Some("improving".into()),
            vs_neighbours: Some("worse".into()),
            vs_national: Some("worse".into()),
            is_total: true,
        }
    }

    fn known(unit: Option<&str>, polarity: &str, decimals: Option<i32>) -> CatalogueRow {
        CatalogueRow {
            indicator: "x".into(),
            title: "Absence".into(),
            outcome: None,
            polarity: polarity.into(),
            unit: unit.map(str::to_owned),
            decimals,
        }
    }

    #[test]
    fn a_figure_has_its_unit_its_decimals_and_its_good_side() {
        let low = fact(&row(), 12.0, None, &known(Some("% of pupils"), "low", None));
        assert_eq!(low.value, "12.0%");
        assert_eq!(low.neighbours.as_deref(), Some("6.0%"));
        assert_eq!(low.change.as_deref(), Some("-0.8 points"));
        assert_eq!((low.change_is_good, low.unit), (Some(true), None));
        assert_eq!((low.neighbour_rank, low.neighbour_of), (Some(11), Some(11)));
        assert_eq!(low.national_place, Some(1000));

        let high = fact(
            &row(),
            1200.0,
            None,
            &known(Some("pounds"), "high", Some(0)),
        );
        assert_eq!(high.value, "1,200");
        assert_eq!(high.change.as_deref(), Some("-1"));
        assert_eq!(high.change_is_good, Some(false));
        assert_eq!(high.unit.as_deref(), Some("pounds"));

        let neutral = fact(&row(), 1.0, None, &known(None, "neutral", None));
        assert_eq!(neutral.change_is_good, None);
    }
}
