//! The page of a type of setting: how every council's settings of the type are graded.

use super::authority::provision_csv;
use super::band_map::band_map;
use super::{council, paragraph, rating_class, section};
use crate::review::ShareRow;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::bars::{Bar, Bars};
use crate::site::charts::funnel::{self, Point};
use crate::site::charts::tiles::Tile;
use crate::site::content::{Content, Subject};
use crate::site::engine::{Engine, Page};
use crate::site::figure::{Figure, mark};
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{Unit, counted, grouped, percent};
use crate::site::positions::Positions;
use crate::site::words;

/// From the page to the site's folder.
const ROOT: &str = "../";

/// A council's row of the type.
struct Row<'a> {
    area: usize,
    row: &'a ShareRow,
}

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
    let mut rows: Vec<Row<'_>> = (0..content.areas.len())
        .filter_map(|area| {
            let row = content.share(area, &subject.key)?;
            Some(Row { area, row })
        })
        .collect();
    let share = |of: &Row<'_>| of.row.good_or_better.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.area.cmp(&b.area)));
    let csv = format!("{}.csv", subject.page);
    let mut map_body = Markup::new();
    map(content, positions, &rows, &csv).add_to(&mut map_body);
    let mut ranked_body = Markup::new();
    ranked(content, subject, &rows, &csv).add_to(&mut ranked_body);
    let mut chance = Markup::new();
    scattered(content, subject, &rows, &csv).add_to(&mut chance);
    let folder = Kind::Provision.folder();
    let page = Page {
        kind: "provision",
        path: format!("{folder}/{}.html", subject.page),
        title: subject.title.clone(),
        caption: "Type of setting".to_owned(),
        lead: lead(subject, &rows),
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![
            section("map", "On the map", map_body),
            section("chance", "What chance may explain", chance),
            section("ranked", "Every council", ranked_body),
        ],
    };
    let file = provision_csv(
        format!("{folder}/{csv}"),
        content,
        rows.iter().map(|of| of.row),
    )?;
    Ok(vec![engine.file(page)?, file])
}

fn lead(subject: &Subject, rows: &[Row<'_>]) -> Markup {
    let mut lead = Markup::new();
    let sum = |count: fn(&ShareRow) -> i32| -> usize {
        let counts = rows.iter().map(|of| count(of.row));
        counts.filter_map(|count| usize::try_from(count).ok()).sum()
    };
    lead.raw("England has ")
        .text(&grouped(sum(|row| row.settings)))
        .raw(" open ");
    lead.text(&lowered(&subject.title)).raw(", of which ");
    lead.text(&grouped(sum(|row| row.inspected)))
        .raw(" were inspected.");
    let national = rows.iter().find_map(|of| of.row.national_good_or_better);
    if let Some(national) = national {
        lead.raw(" <strong>").text(&percent(Some(national)));
        lead.raw("</strong> were good or better at their latest full inspection.");
    }
    lead
}

/// A title within a sentence.
fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

fn map(content: &Content<'_>, positions: &Positions, rows: &[Row<'_>], csv: &str) -> Figure {
    let signs = ["", "1", "2", "3", "4"];
    let of_area = |area: usize| rows.iter().find(|of| of.area == area).map(|of| of.row);
    let tiles: Vec<Tile<'_>> = content
        .areas
        .iter()
        .enumerate()
        .map(|(area, of)| {
            let row = of_area(area);
            let band = row.and_then(|row| row.band);
            let level = band.and_then(words::rating);
            Tile {
                code: &of.code,
                name: &of.name,
                region: of.region.as_deref(),
                page: &of.page,
                sign: level.map_or("", |level| signs[usize::from(level.level())]),
                class: rating_class(band),
                says: row.map_or_else(
                    || "none open".to_owned(),
                    |row| match row.good_or_better {
                        Some(_) => format!(
                            "{} good or better of {} inspected",
                            percent(row.good_or_better),
                            row.inspected
                        ),
                        None => "none inspected".to_owned(),
                    },
                ),
            }
        })
        .collect();
    band_map(
        "The band of every council's settings of this type",
        positions,
        &tiles,
        csv,
    )
}

fn scattered(content: &Content<'_>, subject: &Subject, rows: &[Row<'_>], csv: &str) -> Figure {
    let Some(national) = rows.iter().find_map(|of| of.row.national_good_or_better) else {
        return Figure::default();
    };
    let points: Vec<Point<'_>> = rows
        .iter()
        .filter_map(|of| {
            let area = &content.areas[of.area];
            Some(Point {
                name: &area.name,
                page: &area.page,
                counted: f64::from(of.row.inspected),
                share: of.row.good_or_better?,
            })
        })
        .collect();
    let headline = "Most differences between councils with few settings may be chance".to_owned();
    let about = format!(
        "{}: good or better, by how many were inspected. Between the inner lines lie 95 of 100 councils if all were as England, between the outer ones 998 of 1,000.",
        subject.title
    );
    let mut key = Markup::new();
    mark(
        &mut key,
        "england",
        &format!("England, {}", percent(Some(national))),
    );
    mark(&mut key, "limit", "limits of chance");
    Figure {
        drawing: funnel::draw("funnel", &headline, &about, &points, national),
        id: "funnel".to_owned(),
        headline,
        about,
        key,
        note:
            "The number inspected is spread by its square root. The figures are in the table below."
                .to_owned(),
        csv: csv.to_owned(),
        ..Figure::default()
    }
}

fn ranked(content: &Content<'_>, subject: &Subject, rows: &[Row<'_>], csv: &str) -> Figure {
    let unit = Unit::percent(0);
    let per_cent = |share: Option<f64>| share.map_or(f64::NAN, |share| share * 100.0);
    let bars = Bars {
        bars: rows
            .iter()
            .filter(|of| of.row.good_or_better.is_some())
            .map(|of| Bar {
                name: &content.areas[of.area].name,
                page: &content.areas[of.area].page,
                value: per_cent(of.row.good_or_better),
                interval: (
                    per_cent(of.row.good_or_better_low),
                    per_cent(of.row.good_or_better_high),
                ),
                about: format!(" of {} inspected", of.row.inspected),
            })
            .collect(),
        national: rows
            .iter()
            .find_map(|of| of.row.national_good_or_better)
            .map_or(f64::NAN, |share| share * 100.0),
        unit: &unit,
    };
    let headline = format!(
        "{} with inspected settings, the best first",
        counted(bars.bars.len(), "council", "councils")
    );
    let about = format!(
        "{}: good or better at the latest full inspection, per cent of those inspected, with the 95% Wilson interval.",
        subject.title
    );
    let note = match bars.axis() {
        Some(axis) if axis.begins_at_nought() => "The axis begins at zero.",
        Some(_) => "The axis does not begin at zero, so figures are dots and not bars.",
        None => "",
    };
    Figure {
        drawing: bars.draw("ranked-chart", &headline, &about),
        id: "ranked-chart".to_owned(),
        headline,
        about,
        note: note.to_owned(),
        table: table(content, subject, rows),
        csv: csv.to_owned(),
        ..Figure::default()
    }
}

fn table(content: &Content<'_>, subject: &Subject, rows: &[Row<'_>]) -> Markup {
    let mut grid = Grid::new(format!("{} by council", subject.title))
        .sortable()
        .text_column("Council")
        .number_column("Open")
        .number_column("Inspected")
        .number_column("Outstanding")
        .number_column("Good")
        .number_column("Third grade")
        .number_column("Inadequate")
        .number_column("Good or better")
        .number_column("Similar areas")
        .text_column("Beside similar areas")
        .text_column("Beside England")
        .number_column("Band");
    for of in rows {
        let row = of.row;
        grid.row(&council(&content.areas[of.area], ROOT), |cells| {
            for count in [
                row.settings,
                row.inspected,
                row.outstanding,
                row.good,
                row.satisfactory,
                row.inadequate,
            ] {
                cells.whole(count);
            }
            for share in [row.good_or_better, row.neighbour_good_or_better] {
                cells.number(share.unwrap_or(f64::NAN), &percent(share), "none inspected");
            }
            for word in [&row.vs_neighbours, &row.vs_national] {
                let word = word.as_deref().unwrap_or_default();
                cells.word(word, words::class(word));
            }
            match row.band {
                Some(band) => cells.whole(band),
                None => cells.text("no band"),
            };
        });
    }
    let table = grid.done();
    let mut body = Markup::new();
    if table.is_empty() {
        paragraph(&mut body, "There are no settings of this type.");
    }
    body.push(&table);
    body
}
