//! How everything is worked out, and from what.

use super::{disclosure, fact, facts, paragraph, section};
use crate::site::SiteError;
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{day, grouped};

/// The page.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(content: &Content<'_>, engine: &Engine) -> Result<Vec<File>, SiteError> {
    let mut lead = Markup::new();
    lead.raw("Published extracts are read as they are, checked row by row, compared by fixed rules and written down with every rule that was asked. These pages show what the tables of that run say and add nothing to it.");
    let page = Page {
        kind: "method",
        path: "method.html".to_owned(),
        title: "How this was worked out".to_owned(),
        lead,
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![
            section("compared", "What a council is compared with", compared()),
            section("figures", "Figures, intervals and ranks", figures()),
            section("missing", "Figures that are missing", missing()),
            section("charts", "How to read the charts", charts()),
            section("sources", "What was read", sources(content)),
            section("run", "This run", run(content)),
        ],
        ..Page::default()
    };
    Ok(vec![engine.file(page)?])
}

fn compared() -> Markup {
    let mut body = Markup::new();
    paragraph(
        &mut body,
        "Similar areas are the councils most like it in the children and families who live there: its statistical neighbours, as published or as the pipeline's model finds them. How councils perform has no part in who is similar.",
    );
    paragraph(
        &mut body,
        "England's figure is the published one where there is one, and else worked out from the councils' figures. A region's is found in the same way.",
    );
    body
}

fn figures() -> Markup {
    let mut body = Markup::new();
    paragraph(
        &mut body,
        "A proportion has the Wilson score interval and a rate has Byar's, unless the publisher gives limits. Better and worse are said only where chance alone does not explain the difference by that rule; everything else is in line.",
    );
    paragraph(
        &mut body,
        "Places run from 1, the best by the indicator's own direction; equal figures share a place. Quarters run from A, the best, to D. An indicator of which neither end is good has no places and no quarters.",
    );
    paragraph(
        &mut body,
        "A setting counts with its latest full inspection that was published by the day of this run. Visits that look at a part of a setting do not count.",
    );
    body.raw(
        "<p>The cut-offs and weights are in <a href=\"rulebook.html\">the rules in words</a>.</p>",
    );
    body
}

fn missing() -> Markup {
    let mut body = Markup::new();
    paragraph(
        &mut body,
        "A figure that is missing is missing for a reason, which is kept and shown: suppressed, not applicable, not available, rounds to zero, unreliable or blank. It is never counted as zero, and no line is drawn through it.",
    );
    body
}

fn charts() -> Markup {
    let mut body = Markup::new();
    paragraph(
        &mut body,
        "An axis begins where the data tell the story; where that is not zero the chart says so and shows dots or lines, not bars. The figures of every chart are in a table below it and in a file beside it.",
    );
    paragraph(
        &mut body,
        "On the map of squares each council is one square, whatever its area, and neighbours lie beside each other as far as a grid allows.",
    );
    body
}

fn sources(content: &Content<'_>) -> Markup {
    let mut grid = Grid::new("The files that were read")
        .sortable()
        .text_column("Source")
        .text_column("Files")
        .number_column("Rows")
        .number_column("Left out")
        .number_column("Rejected");
    for input in &content.run.manifest.inputs {
        let names: Vec<String> = input
            .files
            .iter()
            .map(crate::runs::InputFile::name)
            .collect();
        let count = |rows: u64| grouped(usize::try_from(rows).unwrap_or(usize::MAX));
        grid.row(&Markup::of(&input.source), |cells| {
            cells.text(&names.join(", "));
            for rows in [input.rows, input.all_left_out(), input.rejected] {
                cells.number(0.0, &count(rows), "");
            }
        });
    }
    grid.done()
}

fn run(content: &Content<'_>) -> Markup {
    let manifest = &content.run.manifest;
    let mut list = Markup::new();
    fact(
        &mut list,
        "What is known as of",
        &Markup::of(&day(manifest.as_of)),
    );
    fact(&mut list, "Run", &Markup::of(&manifest.run));
    fact(&mut list, "Pipeline", &Markup::of(&manifest.pipeline.name));
    let rulebook = content.rulebook();
    fact(
        &mut list,
        "Rulebook",
        &Markup::of(&format!("{}, version {}", rulebook.name, rulebook.version)),
    );
    fact(
        &mut list,
        "Software",
        &Markup::of(&format!("plumbline {}", manifest.software_version)),
    );
    let mut body = Markup::new();
    facts(&mut body, &list);
    let mut grid = Grid::new("The digest of each configuration file")
        .text_column("File")
        .text_column("BLAKE3 digest");
    for (file, digest) in &manifest.configuration {
        grid.row(&Markup::of(file), |cells| {
            cells.text(digest);
        });
    }
    disclosure(
        &mut body,
        "The digests of the files that say how it was worked out",
        &grid.done(),
    );
    body
}
