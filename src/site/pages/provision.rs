//! The page of a type of setting: how every council's settings of the type are graded.

use super::authority::{provision_cells, provision_csv, provision_grid};
use super::band_map::band_map;
use super::{council, funnel_key, paragraph, rating_class, section};
use crate::review::ShareRow;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::bars::{Bar, Bars};
use crate::site::charts::funnel::{Funnel, Limit, Point};
use crate::site::charts::tiles::Tile;
use crate::site::content::{Content, Subject};
use crate::site::engine::{Engine, Page};
use crate::site::figure::Figure;
use crate::site::folder::File;
use crate::site::markup::Markup;
use crate::site::numbers::{Unit, counted, grouped, percent};
use crate::site::positions::Positions;
use crate::site::words;
use crate::stats::{Funnel as Chance, Interval, normal_quantile};

/// The confidences of the limits of chance, and their classes.
const LIMITS: [(f64, &str); 2] = [(0.95, "limit"), (0.998, "limit wide")];

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
                is_absent: of.is_absent,
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
    let unit = Unit::percent(0);
    let most = rows.iter().map(|of| of.row.inspected).max().unwrap_or(1);
    let limits = chance(national, most);
    let points: Vec<Point<'_>> = rows
        .iter()
        .filter_map(|of| {
            let area = &content.areas[of.area];
            let share = of.row.good_or_better?;
            let (class, says) = place(share, national, of.row.inspected);
            Some(Point {
                name: &area.name,
                page: &area.page,
                counted: f64::from(of.row.inspected),
                value: share * 100.0,
                class,
                says,
            })
        })
        .collect();
    let outside = points.iter().filter(|of| !of.class.is_empty()).count();
    let headline = format!(
        "{} outside what chance explains, of {}",
        counted(outside, "council lies", "councils lie"),
        points.len()
    );
    let about = format!(
        "{}: good or better, per cent, by how many were inspected. Between the inner lines lie 95 of 100 councils if all were as England, between the outer ones 998 of 1,000.",
        subject.title
    );
    let funnel = Funnel {
        points,
        limits,
        baseline: national * 100.0,
        unit: &unit,
        counted: "inspected",
        ends: Some((0.0, 100.0)),
    };
    Figure {
        drawing: funnel.draw("funnel", &headline, &about),
        id: "funnel".to_owned(),
        headline,
        about,
        key: funnel_key(&percent(Some(national))),
        note: "The axis of shares runs from 0% to 100%; the number inspected is spread by its square root. The figures are in the table of every council."
            .to_owned(),
        csv: csv.to_owned(),
        ..Figure::default()
    }
}

/// The limits of chance around England's share, for up to `most` inspected settings.
fn chance(national: f64, most: i32) -> Vec<Limit> {
    /// Sizes at which a limit is drawn.
    const SIZES: u32 = 60;
    let most = f64::from(most.max(1));
    let sizes = || {
        // As far apart as they are drawn.
        (1..=SIZES).map(move |at| (f64::from(at) / f64::from(SIZES)).powi(2) * most)
    };
    let mut limits = Vec::new();
    for (confidence, class) in LIMITS {
        let at = |size: f64| {
            let z = normal_quantile(f64::midpoint(1.0, confidence))?;
            Chance::Proportion.limits(national, size, z, 1.0)
        };
        for pick in [|of: &Interval| of.low, |of: &Interval| of.high] {
            limits.push(Limit {
                class,
                points: sizes()
                    .filter(|size| *size >= 1.0)
                    .filter_map(|size| Some((size, pick(&at(size)?) * 100.0)))
                    .collect(),
            });
        }
    }
    limits
}

/// Where a share lies, as a class and in words.
fn place(share: f64, national: f64, inspected: i32) -> (&'static str, &'static str) {
    let within = |confidence: f64| {
        let limits = normal_quantile(f64::midpoint(1.0, confidence))
            .and_then(|z| Chance::Proportion.limits(national, f64::from(inspected), z, 1.0));
        limits.is_none_or(|of| (of.low..=of.high).contains(&share))
    };
    let is_above = share > national;
    match (within(LIMITS[0].0), within(LIMITS[1].0), is_above) {
        (true, _, _) => ("", ""),
        (false, true, true) => ("off", ", above the limit of 95%"),
        (false, true, false) => ("off", ", below the limit of 95%"),
        (false, false, true) => ("far", ", above the limit of 99.8%"),
        (false, false, false) => ("far", ", below the limit of 99.8%"),
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
                about: format!("of {} inspected", of.row.inspected),
                beside: "",
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
    Figure {
        drawing: bars.draw("ranked-chart", &headline, &about),
        id: "ranked-chart".to_owned(),
        headline,
        about,
        note: bars.note(),
        table: table(content, subject, rows),
        csv: csv.to_owned(),
        ..Figure::default()
    }
}

fn table(content: &Content<'_>, subject: &Subject, rows: &[Row<'_>]) -> Markup {
    let mut grid = provision_grid(format!("{} by council", subject.title), "Council");
    for of in rows {
        grid.row(&council(&content.areas[of.area], ROOT), |cells| {
            provision_cells(of.row, cells);
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
