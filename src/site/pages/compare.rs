//! Councils side by side: the page, and the figures that the small script puts into it.

use serde_json::{Value, json};

use super::{council, section};
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::markup::Markup;
use crate::site::words;

/// The page, and what its rows are called.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(content: &Content<'_>, engine: &Engine) -> Result<Vec<File>, SiteError> {
    let mut body = Markup::new();
    body.raw("<div class=\"compare\"><p class=\"without\">Without JavaScript, open the pages of the councils beside each other:</p><ul class=\"names\">");
    for area in &content.areas {
        body.raw("<li data-k=\"")
            .text(&area.page)
            .raw("\">")
            .push(&council(area, ""))
            .raw("</li>");
    }
    body.raw("</ul></div>");
    let page = Page {
        kind: "compare",
        path: "compare.html".to_owned(),
        title: "Compare councils".to_owned(),
        lead: Markup::of(
            "Choose councils to see them side by side. The choice is kept in the address, so that it can be sent to somebody else.",
        ),
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![section("choose", "Side by side", body)],
        ..Page::default()
    };
    let rows: Vec<Value> = content
        .measures
        .iter()
        .map(|of| {
            let outcome = of
                .row
                .outcome
                .as_deref()
                .map(|key| words::outcome(content.rulebook(), key));
            json!([of.page, of.row.title, outcome.map(|of| words::capital(&of))])
        })
        .collect();
    let names = script("assets/indicators.js", "indicators", &json!(rows));
    Ok(vec![engine.file(page)?, names])
}

/// What is compared of one council: its rating, its settings and its latest figures.
pub(super) fn figures(content: &Content<'_>, area: usize) -> File {
    let of = &content.areas[area];
    let rating = content.level(area).and_then(words::rating);
    let figures: Vec<Value> = content
        .measures
        .iter()
        .map(|measure| {
            let slice = content
                .figures
                .total(&measure.row.indicator)
                .and_then(|of| of.latest());
            let figure = slice.and_then(|of| of.figures.get(area)?.as_ref());
            match figure {
                Some(figure) if !figure.value.is_nan() => json!([
                    measure.unit.shown(figure.value),
                    content.figures.word(figure.vs_national)
                ]),
                Some(figure) => json!(words::missing_short(content.figures.word(figure.missing))),
                None => json!("no figure"),
            }
        })
        .collect();
    script(
        &format!("{}/{}.js", Kind::Authority.folder(), of.page),
        "council",
        &json!({
            "page": of.page,
            "name": of.name,
            "region": of.region,
            "rating": rating.map(|of| format!("{} ({})", of.descriptor(), of.level())),
            "figures": figures,
        }),
    )
}

/// A file that hands data to the small script. What could end a script or a line within it is
/// written by its number.
fn script(path: &str, name: &str, data: &Value) -> File {
    let text = crate::domain::shown::in_json(&data.to_string())
        .replace('<', "\\u003c")
        .replace('\n', "");
    File {
        path: path.to_owned(),
        bytes: format!("plumbline.{name}({text});\n").into_bytes(),
    }
}
