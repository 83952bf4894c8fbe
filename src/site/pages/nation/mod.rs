//! The nation's page: how councils stand, where, and why.

mod councils;

use self::councils::{councils, groups};
use super::true_map::true_map;
use super::{council_links, disclosure, paragraph, rating_class, rating_key, rating_mark, section};
use crate::review::{Difference, Subject};
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::charts::tiles::{self, Tile};
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::figure::Figure;
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::markup::Markup;
use crate::site::numbers::counted;
use crate::site::positions::Positions;
use crate::site::words;

/// The page.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(
    content: &Content<'_>,
    engine: &Engine,
    positions: &Positions,
    difference: Option<&Difference>,
) -> Result<Vec<File>, SiteError> {
    let mut map_body = Markup::new();
    for figure in maps(content, positions) {
        figure.add_to(&mut map_body);
    }
    let page = Page {
        kind: "nation",
        path: "index.html".to_owned(),
        title: content.title.clone(),
        caption: String::new(),
        lead: lead(content),
        trail: Vec::new(),
        sections: vec![
            section("map", "On the map", map_body),
            section("why", "What caps ratings", limiters(content)),
            section("groups", "By region and kind of council", groups(content)),
            section("councils", "Every council", councils(content)),
            section("parts", "Settings, outcomes and indicators", parts(content)),
            section(
                "moved",
                "What moved since the run before",
                moved(content, difference),
            ),
            section("missing", "What is missing", missing(content)),
        ],
    };
    let mut files = vec![engine.file(page)?];
    if content.is_rated {
        files.push(csv(content)?);
    }
    Ok(files)
}

fn lead(content: &Content<'_>) -> Markup {
    let mut lead = Markup::new();
    let councils = counted(content.councils(), "council", "councils");
    if !content.is_rated {
        lead.text(&councils).raw(", ");
        lead.text(&counted(content.measures.len(), "indicator", "indicators"));
        lead.raw(": how each council stands beside similar areas, its region and England. Nobody is rated.");
        return lead;
    }
    let mut counts = Vec::new();
    for level in (1..=4).rev() {
        let count = (0..content.areas.len())
            .filter(|area| content.level(*area) == Some(level))
            .count();
        if let Some(rating) = words::rating(level) {
            let (verb, manner) = (
                if count == 1 { "performs" } else { "perform" },
                rating.manner(),
            );
            counts.push(format!("{count} {verb} {manner} ({level})"));
        }
    }
    let unrated = content.unrated().count();
    if unrated > 0 {
        counts.push(format!(
            "{unrated} {} not rated",
            if unrated == 1 { "is" } else { "are" }
        ));
    }
    lead.raw("Of <strong>").text(&councils).raw("</strong>, ");
    lead.text(&words::listed(&counts)).raw(".");
    lead
}

/// The map of squares, and that of shapes.
fn maps(content: &Content<'_>, positions: &Positions) -> [Figure; 2] {
    if !content.is_rated {
        return Default::default();
    }
    let signs = ["", "1", "2", "3", "4"];
    let tiles: Vec<Tile<'_>> = content
        .areas
        .iter()
        .enumerate()
        .map(|(area, of)| {
            let level = content.level(area);
            let rating = level.and_then(words::rating);
            Tile {
                code: &of.code,
                name: &of.name,
                region: of.region.as_deref(),
                is_absent: of.is_absent,
                page: &of.page,
                sign: rating.map_or("", |rating| signs[usize::from(rating.level())]),
                class: rating_class(level),
                says: rating.map_or_else(
                    || "not rated".to_owned(),
                    |rating| rating.descriptor().to_lowercase(),
                ),
            }
        })
        .collect();
    let headline = "The rating of every council".to_owned();
    let about = "One square is one council, and neighbours are beside each other. The figure is the rating, 4 being the best.".to_owned();
    let mut names = Markup::new();
    for level in [Some(4), Some(3), Some(2), Some(1), None] {
        let with = (0..content.areas.len())
            .filter(|area| content.level(*area) == level && !content.areas[*area].is_absent);
        let with: Vec<usize> = with.collect();
        if with.is_empty() {
            continue;
        }
        names.raw("<h4>").push(&rating_mark(level)).raw("</h4>");
        names.push(&council_links(
            with.iter().map(|area| &content.areas[*area]),
            "",
        ));
    }
    let squares = Figure {
        drawing: tiles::draw("map-chart", &headline, &about, positions, &tiles).unwrap_or_default(),
        id: "map-chart".to_owned(),
        headline,
        about,
        key: rating_key(content),
        table: names,
        csv: "ratings.csv".to_owned(),
        ..Figure::default()
    };
    let shapes = true_map(content, &squares, &tiles);
    [squares, shapes]
}

/// The limiters of the rulebook, each with the councils that it caps.
fn limiters(content: &Content<'_>) -> Markup {
    let mut body = Markup::new();
    if !content.is_rated {
        return body;
    }
    for limiter in &content.rulebook().limiters {
        let has = |area: &usize| {
            let row = content.ratings[*area].as_ref();
            row.is_some_and(|row| row.limiters.contains(&limiter.name))
        };
        let areas: Vec<usize> = (0..content.areas.len()).filter(has).collect();
        let title = format!(
            "{} {}, at most {}",
            limiter.reason,
            counted(areas.len(), "council", "councils"),
            limiter.cap.level()
        );
        if areas.is_empty() {
            paragraph(&mut body, &title);
        } else {
            let links = council_links(areas.iter().map(|area| &content.areas[*area]), "");
            disclosure(&mut body, &title, &links);
        }
    }
    body
}

/// Links to what the evidence is made of.
fn parts(content: &Content<'_>) -> Markup {
    let mut body = Markup::new();
    for (title, kind, subjects) in [
        (
            "Types of setting",
            Kind::Provision,
            &content.provision_types,
        ),
        ("Outcomes", Kind::Outcome, &content.outcome_types),
    ] {
        if subjects.is_empty() {
            continue;
        }
        body.raw("<h3>").raw(title).raw("</h3><ul class=\"names\">");
        for subject in subjects {
            let address = format!("{}/{}.html", kind.folder(), subject.page);
            body.raw("<li>").link(&address, &subject.title).raw("</li>");
        }
        body.raw("</ul>");
    }
    if !content.measures.is_empty() {
        body.raw("<h3>Indicators</h3><p><a href=\"indicators.html\">All ");
        body.text(&counted(content.measures.len(), "indicator", "indicators"));
        body.raw("</a></p>");
    }
    body
}

fn moved(content: &Content<'_>, difference: Option<&Difference>) -> Markup {
    /// How many councils are named.
    const NAMED: usize = 200;
    let mut body = Markup::new();
    let Some(difference) = difference else {
        paragraph(
            &mut body,
            "There is no earlier run beside this one to compare it with.",
        );
        return body;
    };
    if difference.is_empty() {
        paragraph(
            &mut body,
            "Nothing moved: ratings, bands and comparisons are as they were.",
        );
        return body;
    }
    let rated = difference.authorities.iter().filter(|of| {
        of.ratings
            .iter()
            .any(|change| change.what == Subject::AwardedRating)
    });
    let text = format!(
        "Something moved for {}, and the rating itself for {}. Each council's page says what.",
        counted(difference.authorities.len(), "council", "councils"),
        counted(rated.count(), "council", "councils"),
    );
    paragraph(&mut body, &text);
    let areas = difference.authorities.iter().take(NAMED);
    let links = council_links(areas.filter_map(|of| content.named(&of.authority)), "");
    disclosure(&mut body, "The councils for which something moved", &links);
    body
}

fn missing(content: &Content<'_>) -> Markup {
    let mut body = Markup::new();
    let absent = (0..content.areas.len()).filter(|area| content.areas[*area].is_absent);
    for (which, of) in [
        ("not rated", content.unrated().collect::<Vec<_>>()),
        (
            "not there on this day: abolished before, or formed after",
            absent.collect(),
        ),
    ] {
        if !of.is_empty() {
            let title = format!(
                "{} {which}",
                counted(of.len(), "council is", "councils are")
            );
            let links = council_links(of.iter().map(|area| &content.areas[*area]), "");
            disclosure(&mut body, &title, &links);
        }
    }
    let rejected: u64 = content.run.manifest.rejected.iter().map(|of| of.rows).sum();
    let text = if rejected == 0 {
        "No row of any source was rejected.".to_owned()
    } else {
        let rows = usize::try_from(rejected).unwrap_or(usize::MAX);
        format!(
            "{} rejected.",
            counted(rows, "row of the sources was", "rows of the sources were")
        )
    };
    body.raw("<p>")
        .text(&text)
        .raw(" <a href=\"quality.html\">How complete the data is</a></p>");
    body
}

/// The rating of every council as a file.
fn csv(content: &Content<'_>) -> Result<File, SiteError> {
    let mut csv = Csv::new(
        "ratings.csv".to_owned(),
        &[
            "authority",
            "name",
            "region",
            "year",
            "indicative_rating",
            "awarded_rating",
            "descriptor",
            "limiters",
            "previous_rating",
            "direction",
        ],
    )?;
    let level = |level: Option<i32>| level.map_or_else(String::new, |level| level.to_string());
    for row in content.ratings.iter().flatten() {
        csv.row(&[
            &row.authority,
            &row.name,
            row.region.as_deref().unwrap_or_default(),
            &row.year.to_string(),
            &level(row.indicative_rating),
            &level(row.awarded_rating),
            &row.descriptor,
            &row.limiters.join(";"),
            &level(row.previous_rating),
            row.direction.as_deref().unwrap_or_default(),
        ])?;
    }
    csv.done()
}
