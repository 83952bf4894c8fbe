//! The indicator, the breakdown and the period that a user means.

use super::rows::FigureRow;
use crate::domain::folded;
use crate::review::rows::DefinitionRow;

/// How many names are offered in place of one that is not found.
const OFFERED: usize = 5;

/// Finds the indicator that `wanted` means: its key, its title, or a part of a key or title that no
/// other has. Capitals do not matter.
pub(super) fn find_indicator(
    wanted: &str,
    catalogue: &[DefinitionRow],
) -> Result<DefinitionRow, String> {
    if let Some(one) = catalogue.iter().find(|of| of.indicator == wanted) {
        return Ok(one.clone());
    }
    let text = folded(wanted);
    let same = |of: &&DefinitionRow| folded(&of.indicator) == text || folded(&of.title) == text;
    let within = |of: &&DefinitionRow| {
        !text.is_empty()
            && (folded(&of.indicator).contains(&text) || folded(&of.title).contains(&text))
    };
    let exact: Vec<&DefinitionRow> = catalogue.iter().filter(same).collect();
    let matching = match exact.is_empty() {
        true => catalogue.iter().filter(within).collect(),
        false => exact,
    };
    match matching.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(format!(
            "there is no indicator {wanted:?} in this run; the nearest are {}",
            listed(&nearest(&text, catalogue))
        )),
        several => Err(format!(
            "{wanted:?} is more than one indicator of this run: {}{}; give the key",
            listed(&several[..several.len().min(2 * OFFERED)]),
            match several.len().saturating_sub(2 * OFFERED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            }
        )),
    }
}

/// The indicators whose key or title is most similar, by the Jaro-Winkler similarity (W. E.
/// Winkler, 1990).
fn nearest<'a>(text: &str, catalogue: &'a [DefinitionRow]) -> Vec<&'a DefinitionRow> {
    let alike = |of: &DefinitionRow| {
        let by = |name: &str| strsim::jaro_winkler(text, &folded(name));
        by(&of.indicator).max(by(&of.title))
    };
    let mut ranked: Vec<(f64, &DefinitionRow)> =
        catalogue.iter().map(|of| (alike(of), of)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(OFFERED).map(|(_, of)| of).collect()
}

fn listed(indicators: &[&DefinitionRow]) -> String {
    let name = |of: &&DefinitionRow| match of.title == of.indicator {
        true => of.indicator.clone(),
        false => format!("{} ({})", of.indicator, of.title),
    };
    let names: Vec<String> = indicators.iter().map(name).collect();
    names.join(", ")
}

/// The breakdown of `rows`, which are of one indicator and authority: the one that is `wanted`, or
/// the one that stands for everybody, or the only one.
pub(super) fn find_breakdown(
    wanted: Option<&str>,
    breakdowns: &[String],
    rows: &[FigureRow],
) -> Result<String, String> {
    let all = || breakdowns.join(", ");
    let Some(wanted) = wanted else {
        let total = rows.iter().find(|row| row.is_total);
        return match (total, breakdowns) {
            (Some(total), _) => Ok(total.breakdown.clone()),
            (None, [one]) => Ok(one.clone()),
            (None, _) => Err(format!(
                "no breakdown of this indicator stands for everybody; name one with --breakdown: {}",
                all()
            )),
        };
    };
    let same = |of: &&String| folded(of) == folded(wanted);
    breakdowns.iter().find(same).cloned().ok_or_else(|| {
        format!(
            "this indicator has no breakdown {wanted:?} for the authority; it has {}",
            all()
        )
    })
}

/// The place of the row of `series` whose period is `wanted`, or of the latest one.
pub(super) fn find_period(wanted: Option<&str>, series: &[&FigureRow]) -> Result<usize, String> {
    let Some(wanted) = wanted else {
        let latest = series.iter().position(|row| row.is_latest);
        return Ok(latest.unwrap_or(series.len().saturating_sub(1)));
    };
    let same = |row: &&FigureRow| folded(&row.period) == folded(wanted);
    series.iter().position(same).ok_or_else(|| {
        let periods: Vec<&str> = series.iter().map(|row| row.period.as_str()).collect();
        format!(
            "this indicator has no period {wanted:?}; it has {}",
            periods.join(", ")
        )
    })
}
