//! What the tables of a run say of one figure, brought together.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{find_breakdown, find_indicator, find_period};
use super::rows::{CorrectionRow, RejectedRow};
use super::{
    AskedFigure, ComparisonTest, ExplainedFigure, FigureRow, NeighbourFigure, SeriesPoint,
    SourceFile,
};
use crate::domain::{folded, folded_name};
use crate::review::rows::{ClosenessRow, DefinitionRow, DistributionRow};
use crate::review::{AuthorityRow, NotableRow, PublishedRun, ReviewError};

/// The contract whose sources have the values of indicators.
const OBSERVATIONS: &str = "observations";

/// Explains the figure of `authority` that is asked for; the other way out is the sentence that
/// says what there is in place of what was asked for.
///
/// # Errors
/// When a table of the run cannot be read.
pub fn explain_figure(
    run: &PublishedRun,
    authorities: &[AuthorityRow],
    authority: &AuthorityRow,
    asked: AskedFigure<'_>,
) -> Result<Result<ExplainedFigure, String>, ReviewError> {
    let catalogue = catalogue(run)?;
    if catalogue.is_empty() || !run.has(FigureRow::TABLE) {
        return Ok(Err("this run has no figures of indicators".to_owned()));
    }
    let indicator = match find_indicator(asked.indicator, &catalogue) {
        Ok(indicator) => indicator,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let key = indicator.indicator.as_str();
    let near = ClosenessRow::read(run, Some(&authority.authority))?;
    let wanted: BTreeSet<&str> = near
        .iter()
        .map(|row| row.neighbour.as_str())
        .chain([authority.authority.as_str()])
        .collect();
    let rows = FigureRow::read_of(run, key, |of| wanted.contains(of))?;
    let (own, of_neighbours): (Vec<FigureRow>, Vec<FigureRow>) = rows
        .into_iter()
        .partition(|row| row.authority == authority.authority);
    let breakdowns: BTreeSet<&String> = own.iter().map(|row| &row.breakdown).collect();
    let breakdowns: Vec<String> = breakdowns.into_iter().cloned().collect();
    if breakdowns.is_empty() {
        return Ok(Err(format!("no row of any source speaks of {key}")));
    }
    let breakdown = match find_breakdown(asked.breakdown, &breakdowns, &own) {
        Ok(breakdown) => breakdown,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let mut series: Vec<&FigureRow> = own
        .iter()
        .filter(|row| row.breakdown == breakdown)
        .collect();
    series.sort_by_key(|row| row.period_end);
    let at = match find_period(asked.period, &series) {
        Ok(at) => at,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let figure = series[at].clone();
    let is_of = |row: &DistributionRow| {
        row.indicator == key && row.breakdown == breakdown && row.period == figure.period
    };
    Ok(Ok(ExplainedFigure {
        run: run.manifest.run.clone(),
        test: figure
            .compared_by
            .clone()
            .map(|compared_by| ComparisonTest {
                compared_by,
                confidence: run.rulebook.indicators.confidence,
                margin: run.rulebook.indicators.margin,
            }),
        notable: notable(run, &figure)?,
        tells_notable: run.has(NotableRow::TABLE),
        neighbours: neighbours(&near, &of_neighbours, &figure, authorities),
        series: series.iter().map(|row| point(row)).collect(),
        spread: DistributionRow::read(run, None)?
            .into_iter()
            .find(is_of)
            .filter(|spread| spread.authorities > 0),
        sources: sources(run),
        corrections: corrections(run, &figure)?,
        rejected: rejected(run, authority, &indicator)?,
        authority: authority.clone(),
        breakdowns,
        figure,
        indicator,
    }))
}

/// What the run measures: its catalogue, or the bare keys of the figures where it has none.
fn catalogue(run: &PublishedRun) -> Result<Vec<DefinitionRow>, ReviewError> {
    let known = DefinitionRow::read(run, None)?;
    if !known.is_empty() {
        return Ok(known);
    }
    let spreads = DistributionRow::read(run, None)?;
    let keys: BTreeSet<String> = spreads.into_iter().map(|row| row.indicator).collect();
    let bare = |key: String| DefinitionRow {
        title: key.clone(),
        indicator: key,
        outcome: None,
        polarity: "neutral".to_owned(),
        unit: None,
        decimals: None,
        kind: None,
        per: None,
    };
    Ok(keys.into_iter().map(bare).collect())
}

/// What the run says of how unusual the figure is.
fn notable(run: &PublishedRun, figure: &FigureRow) -> Result<Option<NotableRow>, ReviewError> {
    let mut rows = NotableRow::read(run, Some(&figure.authority))?.into_iter();
    Ok(rows.find(|row| {
        row.indicator == figure.indicator
            && row.breakdown == figure.breakdown
            && row.period == figure.period
    }))
}

/// Each similar area with its value in the slice of `figure`.
fn neighbours(
    near: &[ClosenessRow],
    rows: &[FigureRow],
    figure: &FigureRow,
    authorities: &[AuthorityRow],
) -> Vec<NeighbourFigure> {
    let values: BTreeMap<&str, &FigureRow> = rows
        .iter()
        .filter(|row| row.breakdown == figure.breakdown && row.period == figure.period)
        .map(|row| (row.authority.as_str(), row))
        .collect();
    let name = |code: &str| {
        let of = authorities.iter().find(|of| of.authority == code);
        of.map_or_else(|| code.to_owned(), |of| of.name.clone())
    };
    near.iter()
        .map(|row| {
            let value = values.get(row.neighbour.as_str());
            NeighbourFigure {
                rank: row.rank,
                authority: row.neighbour.clone(),
                name: name(&row.neighbour),
                closeness: row.closeness.clone(),
                distance: row.distance,
                value: value.and_then(|of| of.value),
                missing_reason: value.and_then(|of| of.missing_reason.clone()),
            }
        })
        .collect()
}

fn point(row: &FigureRow) -> SeriesPoint {
    SeriesPoint {
        period: row.period.clone(),
        value: row.value,
        missing_reason: row.missing_reason.clone(),
        status: row.status.clone(),
        trend: row.trend.clone(),
    }
}

/// The files that values were read from. Which row of a file a value is from, no table says: a run
/// keeps the latest row of each key, not its place.
fn sources(run: &PublishedRun) -> Vec<SourceFile> {
    let inputs = run.manifest.inputs.iter();
    inputs
        .filter(|input| input.contract() == OBSERVATIONS)
        .flat_map(|input| {
            input.files.iter().map(|file| SourceFile {
                source: input.source.clone(),
                file: file.path.to_string_lossy().into_owned(),
                digest: file.digest.clone(),
            })
        })
        .collect()
}

/// What other extracts say of the figures of its series.
fn corrections(run: &PublishedRun, figure: &FigureRow) -> Result<Vec<CorrectionRow>, ReviewError> {
    let series = format!(
        "{} / {} / {} / ",
        figure.authority, figure.indicator, figure.breakdown
    );
    let rows = CorrectionRow::read(run, None)?.into_iter();
    Ok(rows.filter(|row| row.key.starts_with(&series)).collect())
}

/// Rows of the authority and the indicator that were rejected, in whatever words they name them.
fn rejected(
    run: &PublishedRun,
    authority: &AuthorityRow,
    indicator: &DefinitionRow,
) -> Result<Vec<RejectedRow>, ReviewError> {
    let is_of = |row: &RejectedRow| {
        let source = row.source.split('.').next();
        let mut parts = row.key.as_deref().unwrap_or_default().split(" / ");
        let (council, of) = (parts.next().unwrap_or_default(), parts.next());
        source == Some(OBSERVATIONS)
            && of.is_some_and(|of| folded(of) == folded(&indicator.indicator))
            && (council == authority.authority
                || folded_name(council) == folded_name(&authority.name))
    };
    let rows = RejectedRow::read(run, None)?.into_iter();
    Ok(rows.filter(is_of).collect())
}
