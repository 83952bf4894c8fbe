//! The list of indicators, and the page that finds councils and indicators.

use super::{council, section};
use crate::site::SiteError;
use crate::site::content::{Content, Measure};
use crate::site::engine::{Engine, Page};
use crate::site::figures::Series;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::counted;
use crate::site::words;

/// Both pages.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(content: &Content<'_>, engine: &Engine) -> Result<Vec<File>, SiteError> {
    let mut files = vec![engine.file(search(content))?];
    if !content.measures.is_empty() {
        files.push(engine.file(indicators(content))?);
    }
    Ok(files)
}

fn indicators(content: &Content<'_>) -> Page {
    let mut lead = Markup::new();
    lead.text(&counted(content.measures.len(), "indicator", "indicators"));
    lead.raw(", each with its latest figure of England. Choose one for every council.");
    let mut body = Markup::new();
    body.raw("<div class=\"many\">");
    let mut known: Vec<Option<&str>> = content
        .outcome_types
        .iter()
        .map(|of| Some(of.key.as_str()))
        .collect();
    // What no council has an outcome of is a topic still.
    let mut topics: Vec<&str> = content
        .measures
        .iter()
        .filter_map(|of| of.row.outcome.as_deref())
        .filter(|key| !known.contains(&Some(*key)))
        .collect();
    topics.sort_unstable();
    topics.dedup();
    topics.sort_by_key(|topic| topic.to_lowercase());
    known.extend(topics.into_iter().map(Some));
    known.push(None);
    let is_parted = known.len() > 1;
    for outcome in known {
        let title = outcome.map_or_else(
            || {
                if is_parted {
                    "Indicators that belong to no outcome"
                } else {
                    "Every indicator"
                }
                .to_owned()
            },
            |key| words::capital(&words::outcome(content.rulebook(), key)),
        );
        let mut grid = Grid::new(title.clone())
            .headed()
            .sortable()
            .text_column("Indicator")
            .text_column("Key")
            .text_column("Period")
            .number_column("England")
            .text_column("Unit")
            .number_column("Councils")
            .text_column("Good is");
        let measures = content.measures.iter();
        let rows = measures.filter(|of| of.row.outcome.as_deref() == outcome);
        for measure in rows {
            row(content, measure, &mut grid);
        }
        if !grid.is_empty() {
            body.raw("<h3>")
                .text(&title)
                .raw("</h3>")
                .push(&grid.done());
        }
    }
    body.raw("</div>");
    Page {
        kind: "indicators",
        path: "indicators.html".to_owned(),
        title: "Indicators".to_owned(),
        lead,
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![section(
            "all",
            if is_parted {
                "By outcome"
            } else {
                "All of them"
            },
            body,
        )],
        ..Page::default()
    }
}

fn row(content: &Content<'_>, measure: &Measure, grid: &mut Grid) {
    let Some(series) = content.figures.total(&measure.row.indicator) else {
        return;
    };
    let Some(slice) = series.latest() else { return };
    let mut link = Markup::new();
    link.link(&measure.address(""), &measure.row.title);
    grid.row(&link, |cells| {
        let national = Series::national(slice);
        cells.text(&measure.row.indicator).short(&slice.period);
        cells.number(national, &measure.unit.shown(national), "no figure");
        cells.text(&measure.unit.words);
        let spread = content.spread(series, &slice.period);
        cells.whole(spread.map_or(0, |of| of.authorities));
        cells.text(match measure.row.polarity.as_str() {
            "high" => "high",
            "low" => "low",
            _ => "neither",
        });
    });
}

fn search(content: &Content<'_>) -> Page {
    let mut body = Markup::new();
    body.raw("<div class=\"find\"><h3>Councils</h3><ul class=\"names\">");
    for area in &content.areas {
        body.raw("<li data-f=\"")
            .text(&area.code)
            .raw("\">")
            .push(&council(area, ""));
        if let Some(region) = &area.region {
            body.raw(" <small>").text(region).raw("</small>");
        }
        body.raw("</li>");
    }
    body.raw("</ul>");
    for (title, folder, subjects) in [
        ("Types of setting", "provision", &content.provision_types),
        ("Outcomes", "outcome", &content.outcome_types),
    ] {
        if subjects.is_empty() {
            continue;
        }
        body.raw("<h3>").raw(title).raw("</h3><ul class=\"names\">");
        for subject in subjects {
            let address = format!("{folder}/{}.html", subject.page);
            body.raw("<li>").link(&address, &subject.title).raw("</li>");
        }
        body.raw("</ul>");
    }
    if !content.measures.is_empty() {
        body.raw("<h3>Indicators</h3><ul>");
        for measure in &content.measures {
            body.raw("<li data-f=\"")
                .text(&measure.row.indicator)
                .raw("\">");
            body.link(&measure.address(""), &measure.row.title)
                .raw(" <small>")
                .text(&measure.row.indicator)
                .raw("</small></li>");
        }
        body.raw("</ul>");
    }
    body.raw("</div>");
    Page {
        kind: "search",
        path: "search.html".to_owned(),
        title: "Find a council or an indicator".to_owned(),
        lead: Markup::of(
            "Everything that has a page of its own. Type part of a name, a region or a code into the box at the top.",
        ),
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![section("found", "Pages", body)],
        ..Page::default()
    }
}
