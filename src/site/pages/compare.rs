//! Councils side by side: the page, and the figures that the small script puts into it.

use serde_json::{Value, json};

use super::{council, section};
use crate::site::SiteError;
use crate::site::address::Kind;
use crate::site::content::{Content, Measure};
use crate::site::engine::{Engine, Page};
use crate::site::figures::Series;
use crate::site::folder::File;
use crate::site::markup::Markup;
use crate::site::numbers::percent;
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
            .raw("\" data-r=\"")
            .text(area.region.as_deref().unwrap_or_default())
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
            "Choose councils to see their latest figures side by side. The choice is kept in the address of this page, so that it can be sent to somebody else.",
        ),
        trail: vec![("England".to_owned(), "index.html".to_owned())],
        sections: vec![section("choose", "Side by side", body)],
        ..Page::default()
    };
    let indicators: Vec<Value> = in_order(content)
        .map(|of| {
            let (outcome, row) = (outcome(content, of), &of.row);
            let series = content.figures.total(&row.indicator);
            let slice = series.and_then(Series::latest);
            let national = slice.map_or(f64::NAN, Series::national);
            json!([
                of.page,
                row.title,
                outcome,
                of.unit.words,
                slice.map(|slice| slice.period.as_str()),
                of.unit.shown(national),
            ])
        })
        .collect();
    let settings: Vec<Value> = content
        .provision_types
        .iter()
        .map(|of| {
            let rows = content.shares.iter().flatten();
            let of_type = rows.filter(|row| row.provision == of.key);
            let national =
                of_type.filter_map(|row| row.good_or_better.and(row.national_good_or_better));
            json!([of.page, of.title, percent(national.into_iter().next())])
        })
        .collect();
    let names = script(
        "assets/indicators.js",
        "rows",
        &json!({ "indicators": indicators, "settings": settings }),
    );
    Ok(vec![engine.file(page)?, names])
}

/// The indicators by outcome, in the order of the rulebook and then of their names; those that belong
/// to none come last.
fn in_order<'a>(content: &'a Content<'_>) -> impl Iterator<Item = &'a Measure> {
    let place = |of: &Measure| {
        let own = of.row.outcome.as_deref();
        let mut known = content.outcome_types.iter();
        known.position(|outcome| Some(outcome.key.as_str()) == own)
    };
    let mut all: Vec<&Measure> = content.measures.iter().collect();
    all.sort_by_cached_key(|of| {
        let outcome = of.row.outcome.clone();
        (
            place(of).unwrap_or(usize::MAX),
            outcome.is_none(),
            outcome.map(|key| key.to_lowercase()),
        )
    });
    all.into_iter()
}

/// The outcome that an indicator belongs to, in words.
fn outcome(content: &Content<'_>, of: &Measure) -> Option<String> {
    let key = of.row.outcome.as_deref()?;
    Some(words::capital(&words::outcome(content.rulebook(), key)))
}

/// What is compared of one council: its rating, its settings and its latest figures.
pub(super) fn figures(content: &Content<'_>, area: usize) -> File {
    let of = &content.areas[area];
    let rating = content.level(area).and_then(words::rating);
    let figures: Vec<Value> = in_order(content)
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
    let settings: Vec<Value> = content
        .provision_types
        .iter()
        .map(|kind| match content.share(area, &kind.key) {
            Some(row) if row.inspected > 0 => json!([
                format!("{} of {}", percent(row.good_or_better), row.inspected),
                row.vs_national.as_deref().unwrap_or_default()
            ]),
            Some(_) => json!("none inspected"),
            None => json!("none open"),
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
            "settings": settings,
            "figures": figures,
        }),
    )
}

/// A file that hands data to the small script. What could end a script or a line within it is
/// written by its number.
pub(super) fn script(path: &str, name: &str, data: &Value) -> File {
    let text = crate::domain::shown::in_json(&data.to_string())
        .replace('<', "\\u003c")
        .replace('\n', "");
    File {
        path: path.to_owned(),
        bytes: format!("plumbline.{name}({text});\n").into_bytes(),
    }
}
