//! How complete the data is: what was rejected, what was warned of, and what is missing.

use super::{paragraph, section};
use crate::runs::GateState;
use crate::site::SiteError;
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, decimals_of, grouped, number};
use crate::site::words;
use crate::tables::Rule;
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
    let rows = counted(count(read), "row", "rows");
    lead.text(&match rejected {
        0 => format!("All {rows} that were read keep their rules. "),
        1 => format!("Of {rows} that were read, 1 broke a rule and was set aside, with its file, its row and the reason. "),
        rejected => format!(
            "Of {rows} that were read, {} broke a rule and were set aside, each with its file, its row and the reason. ",
            grouped(count(rejected))
        ),
    });
    lead.text(&match manifest.warnings.len() {
        0 => "There was nothing to warn of.".to_owned(),
        1 => "There was 1 warning.".to_owned(),
        warnings => format!("There were {} warnings.", grouped(warnings)),
    });
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
        .text_column("What is wrong")
        .number_column("Rows")
        .text_column("Rule");
    for of in &content.run.manifest.rejected {
        grid.row(&Markup::of(&of.source), |cells| {
            let rows = grouped(usize::try_from(of.rows).unwrap_or(usize::MAX));
            let known = Rule::ALL.into_iter().find(|rule| rule.word() == of.rule);
            let said = known.map_or_else(
                || words::plain(&of.rule),
                |rule| rule.explanation().to_owned(),
            );
            let mut rule = Markup::new();
            rule.raw("<code>").text(&of.rule).raw("</code>");
            cells
                .text(&words::capital(&said.replace('`', "")))
                .number(0.0, &rows, "")
                .markup(&rule);
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
        body.raw("<li>");
        // A warning has the names of keys between backticks.
        let text = words::capital(&group.to_string());
        for (at, part) in text.split('`').enumerate() {
            if at % 2 == 0 {
                body.text(part);
            } else {
                body.raw("<code>").text(part).raw("</code>");
            }
        }
        body.raw("</li>");
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
    let all = content.councils();
    let mut grid = Grid::new(format!(
        "Of {}, how many have it",
        counted(all, "council", "councils")
    ))
    .sortable()
    .text_column("Evidence")
    .text_column("Kind")
    .number_column("Councils")
    .text_column("Share of all");
    if let Some(counts) = &content.run.manifest.evidence {
        let mut add = |name: String, sort: &str, count: u64| {
            grid.row(&Markup::of(&words::capital(&name)), |cells| {
                let has = usize::try_from(count).unwrap_or(usize::MAX);
                let count = grouped(has);
                cells.text(sort).number(0.0, &count, "");
                cells.markup(&share(has, all));
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

/// A bar that says in shape what the number beside it says.
fn share(has: usize, all: usize) -> Markup {
    const WIDTH: f64 = 120.0;
    let mut svg = Markup::new();
    svg.raw("<svg class=\"plot stack\" width=\"120\" height=\"16\" aria-hidden=\"true\"><rect class=\"r0\" width=\"120\" height=\"16\"/><rect class=\"r3\" height=\"16\" width=\"");
    svg.place((has as f64 / all.max(1) as f64).min(1.0) * WIDTH)
        .raw("\"/></svg>");
    svg
}

/// What a gate asks, and how what it measures is written.
fn asks(gate: &str) -> (String, fn(f64) -> String) {
    let share: fn(f64) -> String = |value| {
        format!(
            "{}%",
            number(value * 100.0, decimals_of([value * 100.0].into_iter()))
        )
    };
    let plain: fn(f64) -> String = |value| number(value, decimals_of([value].into_iter()));
    match gate {
        "max_rejected" => ("Rows that were rejected, at most".to_owned(), share),
        "no_rows" => ("Rows that were kept, at least".to_owned(), plain),
        "min_rows" => ("Rows that were kept, at least".to_owned(), plain),
        "max_row_drop" => ("Rows gone since the run before, at most".to_owned(), share),
        "max_value_drop" => (
            "Values gone since the run before, at most".to_owned(),
            share,
        ),
        "authorities_gone" => (
            "Councils gone since the run before, at most".to_owned(),
            plain,
        ),
        "max_age_days" => (
            "Days since the newest file was written, at most".to_owned(),
            plain,
        ),
        "max_shift" => (
            "Times that the median of an indicator grew or shrank, at most".to_owned(),
            plain,
        ),
        "latest_period_lost" => (
            "Indicators whose latest period is gone, at most".to_owned(),
            plain,
        ),
        "lone_period" => (
            "Indicators whose newest period only few councils have, at most".to_owned(),
            plain,
        ),
        "evidence_gone" => (
            "Kinds of evidence that nobody has any more, at most".to_owned(),
            plain,
        ),
        "nobody_rated" => ("Whether nobody was rated".to_owned(), plain),
        "max_ratings_moved" => (
            "Ratings that differ from the run before, at most".to_owned(),
            share,
        ),
        "rolled_back" => (
            "Whether somebody went back from a run of the same inputs".to_owned(),
            plain,
        ),
        other => (words::capital(&words::plain(other)), plain),
    }
}

fn gates(content: &Content<'_>) -> Markup {
    let mut grid = Grid::new("Limits that stop a run from being published")
        .sortable()
        .text_column("What was asked")
        .text_column("Source")
        .number_column("Found")
        .number_column("Limit")
        .text_column("What came of it");
    for gate in &content.run.manifest.gates {
        let (asked, written) = asks(&gate.gate);
        grid.row(&Markup::of(&asked), |cells| {
            cells.text(gate.source.as_deref().unwrap_or("the whole run"));
            let measured = gate.measured.unwrap_or(f64::NAN);
            cells.number(measured, &written(measured), "nothing to hold it against");
            cells.number(gate.limit, &written(gate.limit), "");
            cells.text(match gate.state {
                GateState::Passed => "passed",
                GateState::Tripped => "tripped",
                GateState::Accepted => "beyond its limit, and accepted",
            });
        });
    }
    grid.done()
}
