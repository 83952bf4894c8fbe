//! A council's page: how it stands, why, and every figure that carries it.

mod comparators;
mod findings;
mod firm;
mod indicators;
mod levers;
mod rating;
mod rules;
mod settings;
mod similar;
mod triggers;

pub(super) use self::comparators::{beside, counted_names};
pub(super) use self::settings::{provision_cells, provision_csv, provision_grid};
use super::{compare, fact, facts, letter, section};
use crate::review::Moved;
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::content::{Area, Content};
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::markup::Markup;
use crate::site::numbers::percent;
use crate::site::words;

/// From a council's page to the site's folder.
const ROOT: &str = "../";

/// The page of a council and its figures.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(
    content: &Content<'_>,
    engine: &Engine,
    area: usize,
    moved: Option<&Moved>,
    has_letter: bool,
) -> Result<Vec<File>, SiteError> {
    let of = &content.areas[area];
    let folder = Kind::Authority.folder();
    let mut trail = vec![("England".to_owned(), "index.html".to_owned())];
    if let Some(region) = &of.region {
        trail.push((region.clone(), String::new()));
    }
    let page = Page {
        kind: "authority",
        path: format!("{folder}/{}.html", of.page),
        title: of.name.clone(),
        caption: caption(of),
        lead: rating::lead(content, area),
        trail,
        sections: vec![
            section("standing", "How it stands", standing(content, area)),
            section(
                "decided",
                "What decided the rating",
                rating::decided(content, area),
            ),
            section(
                "change",
                "What would change the rating",
                levers::body(content, area),
            ),
            section(
                "look",
                "What calls for a look",
                triggers::body(content, area),
            ),
            section("firm", "How firm the rating is", firm::body(content, area)),
            section(
                "findings",
                "What inspectors found",
                findings::body(content, area),
            ),
            section(
                "settings",
                "Settings by type",
                settings::body(content, area),
            ),
            section("indicators", "Indicators", indicators::body(content, area)),
            section("similar", "Similar areas", similar::body(content, area)),
            section(
                "comparators",
                "Beside other comparators",
                comparators::body(content, area),
            ),
            section(
                "letter",
                "The letter",
                if has_letter {
                    letter::link(of)
                } else {
                    Markup::new()
                },
            ),
            section(
                "missing",
                "What is missing",
                indicators::missing(content, area),
            ),
            section("moved", "What moved since the run before", changes(moved)),
            section("files", "The figures as files", files(content, area)),
        ],
    };
    let mut files = vec![engine.file(page)?, compare::figures(content, area)];
    files.extend(indicators::csv(content, area)?);
    files.extend(settings::csv(content, area)?);
    files.extend(findings::csv(content, area)?);
    files.extend(comparators::csv(content, area)?);
    Ok(files)
}

fn caption(area: &Area) -> String {
    let kind = area.kind.as_deref().map(words::capital);
    let region = area.region.clone();
    let mut parts: Vec<String> = kind.into_iter().chain(region).collect();
    parts.push(format!("code {}", area.code));
    parts.join(" · ")
}

/// The facts at the top.
fn standing(content: &Content<'_>, area: usize) -> Markup {
    let mut list = Markup::new();
    if let Some(row) = &content.ratings[area] {
        fact(&mut list, "Rating", &super::rating_mark(row.awarded_rating));
        if row.indicative_rating != row.awarded_rating {
            let indicated = super::rating_mark(row.indicative_rating);
            fact(&mut list, "By the rules alone", &indicated);
        }
        let covered = format!(
            "{} of the evidence that the rules ask for",
            percent(Some(row.coverage))
        );
        fact(&mut list, "Evidence", &Markup::of(&covered));
    }
    if let Some(row) = &content.directions[area] {
        let before = match (row.previous_year, row.previous_rating, &row.direction) {
            (Some(year), Some(rating), Some(direction)) => {
                let words = match direction.as_str() {
                    "same" => "The same as",
                    "improved" => "Better than",
                    _ => "Worse than",
                };
                format!("{words} in {year}, when it was {rating}")
            }
            (Some(year), Some(rating), None) => format!("It was {rating} in {year}"),
            _ => "No earlier rating is known".to_owned(),
        };
        fact(&mut list, "Since last time", &Markup::of(&before));
        let place = |rank: Option<i32>, count: i32, among: &str| {
            rank.map_or_else(String::new, |rank| {
                format!("Place {rank} of {count} {among}, equal ratings sharing a place")
            })
        };
        let near = place(
            row.neighbour_rank,
            row.neighbour_count,
            "with its similar areas",
        );
        fact(&mut list, "Beside similar areas", &Markup::of(&near));
        let nation = place(row.national_rank, row.national_count, "rated councils");
        fact(&mut list, "In England", &Markup::of(&nation));
        let trends = format!(
            "{} improving, {} steady, {} worsening",
            row.improving, row.steady, row.worsening
        );
        fact(&mut list, "Trends of indicators", &Markup::of(&trends));
    }
    let mut body = Markup::new();
    facts(&mut body, &list);
    if !body.is_empty() {
        let of = &content.areas[area];
        body.raw("<p><a href=\"../compare.html#a=").text(&of.page);
        body.raw("\">Compare ")
            .text(&of.name)
            .raw(" with other councils</a></p>");
    }
    body
}

/// What moved since the run before.
fn changes(moved: Option<&Moved>) -> Markup {
    let mut body = Markup::new();
    let Some(moved) = moved else {
        return body;
    };
    let groups = [
        ("Rating", &moved.ratings),
        ("Limiters", &moved.limiters),
        ("Bands", &moved.bands),
        ("Comparisons", &moved.comparisons),
        ("Findings and settings", &moved.evidence),
    ];
    for (title, changes) in groups {
        if changes.is_empty() {
            continue;
        }
        body.raw("<h3>").raw(title).raw("</h3><ul>");
        for change in changes {
            body.raw("<li>").text(&change.text()).raw("</li>");
        }
        body.raw("</ul>");
    }
    body
}

/// The files of this page.
fn files(content: &Content<'_>, of: usize) -> Markup {
    let area = &content.areas[of];
    let has_findings = !content.findings[of].is_empty();
    let mut body = Markup::new();
    body.raw("<ul>");
    if !content.measures.is_empty() {
        body.raw("<li><a download href=\"").text(&area.page);
        body.raw(".csv\">Latest figures of every indicator (CSV)</a></li>");
    }
    if !content.provision_types.is_empty() {
        body.raw("<li><a download href=\"").text(&area.page);
        body.raw("-settings.csv\">Settings by type (CSV)</a></li>");
    }
    if has_findings {
        body.raw("<li><a download href=\"").text(&area.page);
        body.raw("-findings.csv\">Findings about the council itself (CSV)</a></li>");
    }
    if !content.comparisons.names.is_empty() {
        body.raw("<li><a download href=\"").text(&area.page);
        body.raw("-comparators.csv\">Indicators beside other comparators (CSV)</a></li>");
    }
    body.raw("<li><a href=\"")
        .raw(ROOT)
        .raw("tables.html\">What every table and column means</a></li></ul>");
    body
}
