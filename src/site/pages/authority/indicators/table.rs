//! All indicators of a council, as a table and as a file, and those without a figure.

use std::collections::BTreeMap;

use super::latest::Latest;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::content::{Content, Measure};
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, exact};
use crate::site::pages::{disclosure, paragraph};
use crate::site::words;

/// All indicators.
pub(super) fn table(content: &Content<'_>, all: &[Latest<'_>]) -> Markup {
    let mut grid = Grid::new("The latest figure of every indicator")
        .filtered()
        .text_column("Indicator")
        .text_column("Period")
        .number_column("Value")
        .number_column("Similar areas")
        .number_column("England")
        .text_column("Beside similar areas")
        .text_column("Beside England")
        .number_column("Place")
        .text_column("Trend");
    for of in all {
        let (figure, unit) = (of.figure, &of.measure.unit);
        let mut link = Markup::new();
        link.link(&of.measure.address("../"), &of.measure.row.title);
        grid.row(&link, |cells| {
            cells.text(of.period);
            let missing = words::missing_short(content.figures.word(figure.missing));
            cells.number(figure.value, &unit.shown(figure.value), missing);
            for value in [figure.similar, figure.national] {
                cells.number(value, &unit.shown(value), "");
            }
            for word in [figure.vs_similar, figure.vs_national] {
                let word = content.figures.word(word);
                cells.word(word, words::class(word));
            }
            match figure.rank {
                0 => cells.text(""),
                rank => cells.number(f64::from(rank), &format!("{rank} of {}", figure.ranked), ""),
            };
            let trend = content.figures.word(figure.trend);
            cells.word(trend, words::class(trend));
        });
    }
    grid.done()
}

/// The indicators without a figure, by the reason.
pub(in crate::site::pages::authority) fn missing(content: &Content<'_>, area: usize) -> Markup {
    let mut reasons: BTreeMap<&str, Vec<&Measure>> = BTreeMap::new();
    for measure in &content.measures {
        let series = content.figures.total(&measure.row.indicator);
        let Some(slice) = series.and_then(|of| of.latest()) else {
            continue;
        };
        let figure = slice.figures.get(area).and_then(Option::as_ref);
        if figure.is_none_or(|of| of.value.is_nan()) {
            let word = figure.map_or("", |of| content.figures.word(of.missing));
            reasons
                .entry(words::missing(word))
                .or_default()
                .push(measure);
        }
    }
    let mut body = Markup::new();
    if content.measures.is_empty() {
        return body;
    }
    if reasons.is_empty() {
        paragraph(
            &mut body,
            "Nothing: there is a latest figure of every indicator.",
        );
        return body;
    }
    for (reason, measures) in reasons {
        let mut list = Markup::new();
        list.raw("<ul>");
        for measure in &measures {
            list.raw("<li>")
                .link(&measure.address("../"), &measure.row.title)
                .raw("</li>");
        }
        list.raw("</ul>");
        let has = counted(measures.len(), "indicator", "indicators");
        disclosure(&mut body, &format!("{has}: {reason}"), &list);
    }
    body
}

/// The latest figures as a file, of every group of people.
pub(in crate::site::pages::authority) fn csv(
    content: &Content<'_>,
    area: usize,
) -> Result<Option<File>, SiteError> {
    if content.measures.is_empty() {
        return Ok(None);
    }
    let of = &content.areas[area];
    let mut csv = Csv::new(
        format!("{}/{}.csv", Kind::Authority.folder(), of.page),
        &[
            "authority",
            "indicator",
            "title",
            "breakdown",
            "period",
            "value",
            "value_low",
            "value_high",
            "neighbour_mean",
            "region_value",
            "national_value",
            "national_rank",
            "ranked_count",
            "quartile_band",
            "vs_neighbours",
            "vs_national",
            "trend",
            "missing_reason",
            "status",
        ],
    )?;
    for measure in &content.measures {
        for series in content.figures.of(&measure.row.indicator) {
            let Some(slice) = series.latest() else {
                continue;
            };
            let Some(figure) = slice.figures.get(area).and_then(Option::as_ref) else {
                continue;
            };
            let numbers = [
                figure.value,
                figure.low,
                figure.high,
                figure.similar,
                figure.region,
                figure.national,
            ]
            .map(exact);
            let places = [figure.rank, figure.ranked].map(|place| match place {
                0 => String::new(),
                place => place.to_string(),
            });
            let said = [
                figure.quarter,
                figure.vs_similar,
                figure.vs_national,
                figure.trend,
                figure.missing,
                figure.status,
            ]
            .map(|word| content.figures.word(word));
            let mut cells: Vec<&str> = vec![
                &of.code,
                &series.indicator,
                &measure.row.title,
                &series.breakdown,
                &slice.period,
            ];
            cells.extend(numbers.iter().map(String::as_str));
            cells.extend(places.iter().map(String::as_str));
            cells.extend(said);
            csv.row(&cells)?;
        }
    }
    csv.done().map(Some)
}
