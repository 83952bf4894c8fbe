//! How complete the data is: what was rejected, what was warned of, and what is missing.

use super::{paragraph, section};
use crate::runs::GateState;
use crate::site::SiteError;
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, grouped};
use crate::site::words;
use crate::warning::grouped as grouped_warnings;

/// The page.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(content: &Content<'_>, engine: &Engine) -> Result<Vec<File>, SiteError> {
    let manifest = &content.run.manifest;
    let rejected: u64 = manifest.rejected.iter().map(|of| of.rows).sum();
    let read: u64 = manifest.inputs.iter().map(|of| of.rows).sum();
    let count = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
    let mut lead = Markup::new();
    lead.raw("Of ")
        .text(&counted(count(read), "row", "rows"))
        .raw(" that were read, ");
    lead.text(&grouped(count(rejected))).raw(
        " broke a rule and were set aside, each with its file, its row and the reason. There ",
    );
    lead.text(&match manifest.warnings.len() {
        1 => "was 1 warning".to_owned(),
        warnings => format!("were {} warnings", grouped(warnings)),
    });
    lead.raw(".");
    let page = Page {
        kind: "quality",
        path: "quality.html".to_owned(),
        title: "How complete the data is".to_owned(),
        lead,
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![
            section("rejected", "Rows that were set aside", rejections(content)),
            section("warnings", "Warnings", warnings(content)),
            section("missing", "Missing values by reason", missing(content)),
            section(
                "evidence",
                "How many councils there is evidence of",
                evidence(content),
            ),
            section(
                "gates",
                "What was checked before publication",
                gates(content),
            ),
        ],
        ..Page::default()
    };
    Ok(vec![engine.file(page)?])
}

fn rejections(content: &Content<'_>) -> Markup {
    let mut grid = Grid::new("Rejected rows by source and rule")
        .sortable()
        .text_column("Source")
        .text_column("Rule")
        .number_column("Rows");
    for of in &content.run.manifest.rejected {
        grid.row(&Markup::of(&of.source), |cells| {
            let rows = grouped(usize::try_from(of.rows).unwrap_or(usize::MAX));
            cells.text(&words::plain(&of.rule)).number(0.0, &rows, "");
        });
    }
    let table = grid.done();
    let mut body = Markup::new();
    if table.is_empty() {
        paragraph(&mut body, "No row was rejected.");
    } else {
        body.push(&table);
        body.raw("<p>The rows themselves are in the table <a href=\"tables.html#quarantine\">quarantine</a>.</p>");
    }
    body
}

fn warnings(content: &Content<'_>) -> Markup {
    let mut body = Markup::new();
    let groups = grouped_warnings(&content.run.manifest.warnings);
    if groups.is_empty() {
        paragraph(&mut body, "There was none.");
        return body;
    }
    body.raw("<ul>");
    for group in groups {
        body.raw("<li>")
            .text(&words::capital(&group.to_string()))
            .raw("</li>");
    }
    body.raw("</ul>");
    body
}

fn missing(content: &Content<'_>) -> Markup {
    let mut grid = Grid::new("How often each sign stood for a missing value")
        .sortable()
        .text_column("Source")
        .text_column("Sign")
        .text_column("Meaning")
        .number_column("Values");
    for input in &content.run.manifest.inputs {
        for (sign, count) in &input.missing {
            grid.row(&Markup::of(&input.source), |cells| {
                let word = if sign.is_empty() { "blank" } else { sign };
                let rows = grouped(usize::try_from(*count).unwrap_or(usize::MAX));
                cells
                    .text(word)
                    .text(words::missing(word))
                    .number(0.0, &rows, "");
            });
        }
    }
    grid.done()
}

fn evidence(content: &Content<'_>) -> Markup {
    let rulebook = content.rulebook();
    let mut grid = Grid::new("Councils with evidence of each sort")
        .sortable()
        .text_column("Evidence")
        .text_column("Sort")
        .number_column("Councils");
    if let Some(counts) = &content.run.manifest.evidence {
        let mut add = |name: String, sort: &str, count: u64| {
            grid.row(&Markup::of(&words::capital(&name)), |cells| {
                let count = grouped(usize::try_from(count).unwrap_or(usize::MAX));
                cells.text(sort).number(0.0, &count, "");
            });
        };
        for (key, count) in &counts.blocks {
            add(format!("block {key}"), "block of the rating", *count);
        }
        for (key, count) in &counts.provision {
            add(
                words::provision(rulebook, key),
                "inspected settings",
                *count,
            );
        }
        for (key, count) in &counts.findings {
            add(words::finding(rulebook, key), "findings", *count);
        }
        for (key, count) in &counts.outcomes {
            add(
                words::outcome(rulebook, key),
                "indicators with a value",
                *count,
            );
        }
    }
    grid.done()
}

fn gates(content: &Content<'_>) -> Markup {
    let mut grid = Grid::new("Gates: limits that stop a run from being published")
        .sortable()
        .text_column("Gate")
        .text_column("Source")
        .number_column("Measured")
        .number_column("Limit")
        .text_column("What came of it");
    for gate in &content.run.manifest.gates {
        grid.row(
            &Markup::of(&words::capital(&words::plain(&gate.gate))),
            |cells| {
                cells.text(gate.source.as_deref().unwrap_or("the whole run"));
                let measured = gate.measured.unwrap_or(f64::NAN);
                cells.number(
                    measured,
                    &crate::site::numbers::number(measured, 4),
                    "nothing to measure against",
                );
                cells.number(gate.limit, &gate.limit.to_string(), "");
                cells.text(match gate.state {
                    GateState::Passed => "passed",
                    GateState::Tripped => "tripped",
                    GateState::Accepted => "beyond its limit, and accepted",
                });
            },
        );
    }
    grid.done()
}
