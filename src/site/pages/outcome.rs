//! The page of an outcome: how councils stand in it, and its indicators.

use super::band_map::band_map;
use super::{council, rating_class, section};
use crate::review::OutcomeRow;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::bars::{Bar, Bars};
use crate::site::charts::tiles::Tile;
use crate::site::content::{Content, Subject};
use crate::site::engine::{Engine, Page};
use crate::site::figure::Figure;
use crate::site::figures::Series;
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{Unit, counted, exact, percent};
use crate::site::positions::Positions;
use crate::site::words;

/// The page and its figures.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(
    content: &Content<'_>,
    engine: &Engine,
    positions: &Positions,
    subject: &Subject,
) -> Result<Vec<File>, SiteError> {
    let mut rows: Vec<(usize, &OutcomeRow)> = content
        .outcomes
        .iter()
        .enumerate()
        .filter_map(|(area, rows)| Some((area, rows.iter().find(|of| of.outcome == subject.key)?)))
        .collect();
    let share = |row: &OutcomeRow| row.share_neighbours.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| share(b.1).total_cmp(&share(a.1)).then(a.0.cmp(&b.0)));
    let csv_name = format!("{}.csv", subject.page);
    let mut map_body = Markup::new();
    map(content, positions, &rows, &csv_name).add_to(&mut map_body);
    let mut ranked_body = Markup::new();
    ranked(content, subject, &rows, &csv_name).add_to(&mut ranked_body);
    let folder = Kind::Outcome.folder();
    let measures = content
        .measures
        .iter()
        .filter(|of| of.row.outcome.as_deref() == Some(&subject.key));
    let mut lead = Markup::new();
    lead.text(&counted(measures.count(), "indicator", "indicators"));
    lead.raw(" with figures. A council's band says how many of them are at least in line with its similar areas.");
    let page = Page {
        kind: "outcome",
        path: format!("{folder}/{}.html", subject.page),
        title: subject.title.clone(),
        caption: "Outcome".to_owned(),
        lead,
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![
            section("indicators", "Its indicators", indicators(content, subject)),
            section("map", "On the map", map_body),
            section("ranked", "Every council", ranked_body),
        ],
    };
    Ok(vec![
        engine.file(page)?,
        csv(folder, &csv_name, content, &rows)?,
    ])
}

fn indicators(content: &Content<'_>, subject: &Subject) -> Markup {
    let mut grid = Grid::new(format!("{}: its indicators", subject.title))
        .headed()
        .sortable()
        .text_column("Indicator")
        .text_column("Period")
        .number_column("England")
        .number_column("Better than England")
        .number_column("In line")
        .number_column("Worse");
    for measure in &content.measures {
        if measure.row.outcome.as_deref() != Some(&subject.key) {
            continue;
        }
        let series = content.figures.total(&measure.row.indicator);
        let Some(slice) = series.and_then(|of| of.latest()) else {
            continue;
        };
        let mut link = Markup::new();
        link.link(&measure.address("../"), &measure.row.title);
        grid.row(&link, |cells| {
            let national = Series::national(slice);
            cells.text(&slice.period);
            cells.number(national, &measure.unit.shown(national), "no figure");
            for word in ["better", "in line", "worse"] {
                let with = slice
                    .figures
                    .iter()
                    .flatten()
                    .filter(|of| content.figures.word(of.vs_national) == word);
                cells.whole(i32::try_from(with.count()).unwrap_or(i32::MAX));
            }
        });
    }
    grid.done()
}

fn map(
    content: &Content<'_>,
    positions: &Positions,
    rows: &[(usize, &OutcomeRow)],
    csv: &str,
) -> Figure {
    let signs = ["", "1", "2", "3", "4"];
    let tiles: Vec<Tile<'_>> = content
        .areas
        .iter()
        .enumerate()
        .map(|(area, of)| {
            let row = rows.iter().find(|of| of.0 == area).map(|of| of.1);
            let band = row.and_then(|row| row.band);
            Tile {
                code: &of.code,
                name: &of.name,
                region: of.region.as_deref(),
                is_absent: of.is_absent,
                page: &of.page,
                sign: band
                    .and_then(words::rating)
                    .map_or("", |of| signs[usize::from(of.level())]),
                class: rating_class(band),
                says: row.and_then(|row| row.share_neighbours).map_or_else(
                    || "nothing compared".to_owned(),
                    |share| {
                        format!(
                            "{} of indicators at least in line with similar areas",
                            percent(Some(share))
                        )
                    },
                ),
            }
        })
        .collect();
    band_map(
        "The band of every council in this outcome",
        positions,
        &tiles,
        csv,
    )
}

fn ranked(
    content: &Content<'_>,
    subject: &Subject,
    rows: &[(usize, &OutcomeRow)],
    csv: &str,
) -> Figure {
    let unit = Unit::percent(0);
    let bars = Bars {
        bars: rows
            .iter()
            .filter_map(|(area, row)| {
                let of = &content.areas[*area];
                Some(Bar {
                    name: &of.name,
                    page: &of.page,
                    value: row.share_neighbours? * 100.0,
                    interval: (f64::NAN, f64::NAN),
                    about: "of indicators".to_owned(),
                    beside: "",
                })
            })
            .collect(),
        national: f64::NAN,
        unit: &unit,
    };
    let headline = format!(
        "{}, the best first",
        counted(bars.bars.len(), "council", "councils")
    );
    let about = format!(
        "{}: indicators at least in line with similar areas, per cent of those compared.",
        subject.title
    );
    let mut grid = Grid::new(format!("{} by council", subject.title))
        .sortable()
        .text_column("Council")
        .number_column("With a value")
        .number_column("In line or better, similar areas")
        .number_column("As a share")
        .number_column("In line or better, England")
        .number_column("As a share")
        .number_column("Band");
    for (area, row) in rows {
        grid.row(&council(&content.areas[*area], "../"), |cells| {
            cells
                .whole(row.with_value)
                .whole(row.in_line_or_better_neighbours);
            let share = row.share_neighbours;
            cells.number(share.unwrap_or(f64::NAN), &percent(share), "none compared");
            cells.whole(row.in_line_or_better_national);
            let share = row.share_national;
            cells.number(share.unwrap_or(f64::NAN), &percent(share), "none compared");
            match row.band {
                Some(band) => cells.whole(band),
                None => cells.text("no band"),
            };
        });
    }
    Figure {
        drawing: bars.draw("ranked-chart", &headline, &about),
        id: "ranked-chart".to_owned(),
        headline,
        about,
        note: bars.note(),
        table: grid.done(),
        csv: csv.to_owned(),
        ..Figure::default()
    }
}

fn csv(
    folder: &str,
    name: &str,
    content: &Content<'_>,
    rows: &[(usize, &OutcomeRow)],
) -> Result<File, SiteError> {
    let mut csv = Csv::new(
        format!("{folder}/{name}"),
        &[
            "authority",
            "name",
            "outcome",
            "indicators",
            "with_value",
            "in_line_or_better_neighbours",
            "in_line_or_better_national",
            "share_neighbours",
            "share_national",
            "band",
        ],
    )?;
    for (area, row) in rows {
        csv.row(&[
            &row.authority,
            &content.areas[*area].name,
            &row.outcome,
            &row.indicators.to_string(),
            &row.with_value.to_string(),
            &row.in_line_or_better_neighbours.to_string(),
            &row.in_line_or_better_national.to_string(),
            &exact(row.share_neighbours.unwrap_or(f64::NAN)),
            &exact(row.share_national.unwrap_or(f64::NAN)),
            &row.band.map_or_else(String::new, |band| band.to_string()),
        ])?;
    }
    csv.done()
}
