//! The findings about a council itself, as a table and along time.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::super::paragraph;
use crate::review::FindingRow;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::timeline::{self, Mark, TimeRow};
use crate::site::content::Content;
use crate::site::figure::{Figure, mark};
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, day};
use crate::site::words;

/// How many findings stand in the table before the rest is behind a disclosure.
const SHOWN: usize = 12;

/// The part of the page.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    if !content.run.has("finding_profile") {
        return body;
    }
    let rows = in_order(content, area);
    if rows.is_empty() {
        paragraph(&mut body, "There is no finding about this council.");
        return body;
    }
    let (first, rest) = rows.split_at(rows.len().min(SHOWN));
    body.push(&table(content, "What was found, the latest first", first));
    if !rest.is_empty() {
        let earlier = counted(rest.len(), "earlier finding", "earlier findings");
        let table = table(content, "Earlier findings", rest);
        super::super::disclosure(&mut body, &earlier, &table);
    }
    along_time(content, area, &rows).add_to(&mut body);
    body
}

/// The findings, the latest first.
fn in_order<'a>(content: &'a Content<'_>, area: usize) -> Vec<&'a FindingRow> {
    let mut rows: Vec<&FindingRow> = content.findings[area].iter().collect();
    rows.sort_by(|a, b| {
        let day = b.inspected_on.cmp(&a.inspected_on);
        day.then_with(|| (&a.kind, &a.aspect).cmp(&(&b.kind, &b.aspect)))
    });
    rows
}

fn table(content: &Content<'_>, caption: &str, rows: &[&FindingRow]) -> Markup {
    let mut grid = Grid::new(caption)
        .sortable()
        .text_column("Inspection")
        .text_column("Aspect")
        .text_column("Found")
        .text_column("Inspected on")
        .text_column("Published on");
    for row in rows {
        let kind = words::capital(&words::finding(content.rulebook(), &row.kind));
        grid.row(&Markup::of(&kind), |cells| {
            cells
                .text(&words::capital(&words::plain(&row.aspect)))
                .text(&words::capital(&result(row)))
                .day(row.inspected_on.0)
                .day(row.published_on.0);
        });
    }
    grid.done()
}

/// The findings along time; nothing where all are of one day.
fn along_time(content: &Content<'_>, area: usize, rows: &[&FindingRow]) -> Figure {
    let days: std::collections::BTreeSet<NaiveDate> =
        rows.iter().map(|row| row.inspected_on.0).collect();
    if days.len() < 2 {
        return Figure::default();
    }
    // Groups, and rows in them, in the order of their latest finding, the latest first.
    let mut groups: Vec<&str> = Vec::new();
    let mut order: Vec<(usize, &str)> = Vec::new();
    let mut marks: BTreeMap<(usize, &str), Vec<Mark>> = BTreeMap::new();
    for row in rows {
        let group = groups.iter().position(|of| *of == row.kind);
        let group = group.unwrap_or_else(|| {
            groups.push(&row.kind);
            groups.len() - 1
        });
        let key = (group, row.aspect.as_str());
        if !order.contains(&key) {
            order.push(key);
        }
        marks.entry(key).or_default().push(along(row));
    }
    order.sort_by_key(|(group, _)| *group);
    let drawn: Vec<TimeRow> = order
        .into_iter()
        .map(|(group, aspect)| {
            let mut marks = marks.remove(&(group, aspect)).unwrap_or_default();
            marks.sort_by(|a, b| a.at.total_cmp(&b.at));
            TimeRow {
                group: words::capital(&words::finding(content.rulebook(), groups[group])),
                title: match aspect {
                    "overall" => String::new(),
                    aspect => words::plain(aspect),
                },
                marks,
            }
        })
        .collect();
    let (first, last) = (days.first().copied(), days.last().copied());
    let [first, last] = [first, last].map(|of| of.map(day).unwrap_or_default());
    let headline = format!(
        "{} from {first} to {last}",
        counted(rows.len(), "finding", "findings")
    );
    let about = "Each mark stands at the day of its inspection; the figure in it is the grade, from 1, outstanding, to 4, inadequate.";
    let mut key = Markup::new();
    for (class, meaning) in [
        ("g1", "1 outstanding"),
        ("g2", "2 good"),
        ("g3", "3 third grade"),
        ("g4", "4 inadequate"),
        ("ungraded", "a finding without a grade"),
    ] {
        let is_there = drawn
            .iter()
            .flat_map(|row| &row.marks)
            .any(|of| of.class == class);
        if is_there {
            mark(&mut key, class, meaning);
        }
    }
    Figure {
        drawing: timeline::draw(
            "timeline",
            &headline,
            about,
            moment(content.run.manifest.as_of),
            &drawn,
        ),
        id: "timeline".to_owned(),
        headline,
        about: about.to_owned(),
        key,
        note: "The same findings are in the table above.".to_owned(),
        csv: file(content, area),
        ..Figure::default()
    }
}

/// A finding along time.
fn along(row: &FindingRow) -> Mark {
    let (sign, class) = match row.grade {
        Some(1) => ("1", "g1"),
        Some(2) => ("2", "g2"),
        Some(3) => ("3", "g3"),
        Some(4) => ("4", "g4"),
        Some(_) | None => ("", "ungraded"),
    };
    Mark {
        at: moment(row.inspected_on.0),
        sign,
        class,
        says: format!("{}, {}", result(row), day(row.inspected_on.0)),
    }
}

/// A day as a year and the share of it that had gone by.
fn moment(day: NaiveDate) -> f64 {
    f64::from(day.year()) + f64::from(day.ordinal0()) / 366.0
}

/// What was found, in words.
pub(super) fn result(row: &FindingRow) -> String {
    match (row.grade, &row.outcome) {
        (Some(3), _) => "grade 3 of 4".to_owned(),
        (Some(grade), _) => format!("{}, grade {grade} of 4", words::grade(grade)),
        (None, Some(outcome)) => words::plain(outcome),
        (None, None) => "no result".to_owned(),
    }
}

fn file(content: &Content<'_>, area: usize) -> String {
    format!("{}-findings.csv", content.areas[area].page)
}

/// The same as a file; none where there is no finding.
pub(super) fn csv(content: &Content<'_>, area: usize) -> Result<Option<File>, SiteError> {
    let rows = in_order(content, area);
    if rows.is_empty() {
        return Ok(None);
    }
    let mut csv = Csv::new(
        format!("{}/{}", Kind::Authority.folder(), file(content, area)),
        &[
            "authority",
            "kind",
            "aspect",
            "outcome",
            "grade",
            "inspected_on",
            "published_on",
        ],
    )?;
    for row in rows {
        csv.row(&[
            &row.authority,
            &row.kind,
            &row.aspect,
            row.outcome.as_deref().unwrap_or_default(),
            &row.grade
                .map_or_else(String::new, |grade| grade.to_string()),
            &row.inspected_on.to_string(),
            &row.published_on.to_string(),
        ])?;
    }
    csv.done().map(Some)
}
