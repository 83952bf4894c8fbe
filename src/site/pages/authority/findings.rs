//! The findings about a council itself, as a table and along time.

use super::super::paragraph;
use crate::review::FindingRow;
use crate::site::content::Content;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::day;
use crate::site::words;

/// The part of the page.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    if !content.run.has("finding_profile") {
        return body;
    }
    let mut rows: Vec<&FindingRow> = content.findings[area].iter().collect();
    if rows.is_empty() {
        paragraph(&mut body, "There is no finding about this council.");
        return body;
    }
    rows.sort_by(|a, b| {
        let key = |row: &FindingRow| (row.inspected_on, row.kind.clone(), row.aspect.clone());
        key(b).cmp(&key(a))
    });
    body.raw("<ol class=\"timeline\">");
    for row in &rows {
        body.raw("<li><time datetime=\"")
            .text(&row.inspected_on.to_string())
            .raw("\">");
        body.text(&day(row.inspected_on.0))
            .raw("</time> ")
            .text(&name(content, row))
            .raw(": <strong>");
        body.text(&result(row)).raw("</strong></li>");
    }
    body.raw("</ol>");
    let mut grid = Grid::new("Findings about the council itself, with their dates")
        .sortable()
        .text_column("Inspection")
        .text_column("Aspect")
        .text_column("Found")
        .text_column("Inspected on")
        .text_column("Published on");
    for row in rows {
        let kind = words::capital(&words::finding(content.rulebook(), &row.kind));
        grid.row(&Markup::of(&kind), |cells| {
            cells.text(&words::plain(&row.aspect)).text(&result(row));
            cells
                .text(&row.inspected_on.to_string())
                .text(&row.published_on.to_string());
        });
    }
    super::super::disclosure(
        &mut body,
        "The same as a table, with days of publication",
        &grid.done(),
    );
    body
}

fn name(content: &Content<'_>, row: &FindingRow) -> String {
    let kind = words::capital(&words::finding(content.rulebook(), &row.kind));
    match row.aspect.as_str() {
        "overall" => kind,
        aspect => format!("{kind}, {}", words::plain(aspect)),
    }
}

fn result(row: &FindingRow) -> String {
    match (row.grade, &row.outcome) {
        (Some(3), _) => "grade 3 of 4".to_owned(),
        (Some(grade), _) => format!("{}, grade {grade} of 4", words::grade(grade)),
        (None, Some(outcome)) => words::plain(outcome),
        (None, None) => "no result".to_owned(),
    }
}
