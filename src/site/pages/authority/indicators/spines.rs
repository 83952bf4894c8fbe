//! A spine for each outcome.

use super::latest::{Latest, beside, sign};
use crate::site::charts::spine::{self, Said, SpineRow};
use crate::site::content::Content;
use crate::site::figure::{Figure, mark};
use crate::site::figures::Word;
use crate::site::markup::Markup;
use crate::site::numbers::counted;
use crate::site::words;

pub(super) fn spine_of(
    content: &Content<'_>,
    area: usize,
    (id, title): (&str, &str),
    rows: &[&Latest<'_>],
) -> Figure {
    let drawn: Vec<SpineRow> = rows
        .iter()
        .filter(|of| !of.figure.value.is_nan())
        .map(|of| spine_row(content, of))
        .collect();
    if drawn.is_empty() {
        return Figure::default();
    }
    let count = |word: &str| {
        rows.iter()
            .filter(|of| content.figures.word(of.figure.vs_similar) == word)
            .count()
    };
    let counts = ["better", "in line", "worse"].map(count);
    let headline = match counts {
        [0, 0, 0] => format!("{title}: nothing that can be called better or worse"),
        [better, in_line, worse] => {
            format!("{title}: {better} better than similar areas, {in_line} in line, {worse} worse")
        }
    };
    Figure {
        id: id.to_owned(),
        drawing: spine::draw(
            id,
            &headline,
            "One row for each indicator, from the worst to the best council in England.",
            ["worse or lower", "better or higher"],
            &drawn,
        ),
        headline,
        about: format!(
            "Latest figures of {}, each with its own unit and range.",
            counted(drawn.len(), "indicator", "indicators")
        ),
        csv: format!("{}.csv", content.areas[area].page),
        ..Figure::default()
    }
}

/// What the marks of every spine mean.
pub(super) fn spine_key(name: &str) -> Markup {
    let mut key = Markup::new();
    for (class, meaning) in [
        ("own", name),
        ("similar", "similar areas"),
        ("england", "England"),
        ("range", "all councils"),
        ("half", "the middle half of them"),
    ] {
        mark(&mut key, class, meaning);
    }
    key
}

fn spine_row(content: &Content<'_>, of: &Latest<'_>) -> SpineRow {
    let (figure, row) = (of.figure, &of.measure.row);
    let series = content.figures.total(&row.indicator);
    let spread = series.and_then(|series| content.spread(series, of.period));
    let edge = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let mut says = vec![Said {
        text: format!("{} in {}", of.measure.unit.shown(figure.value), of.period),
        class: "strong",
    }];
    let said = |word: Word, text: String| Said {
        text,
        class: words::class(content.figures.word(word)),
    };
    let [similar, national] =
        [figure.vs_similar, figure.vs_national].map(|of| content.figures.word(of));
    if similar == national && !similar.is_empty() {
        let text = format!(" {} {similar} {} both", sign(similar), beside(similar));
        says.push(said(figure.vs_similar, text));
    } else {
        if !similar.is_empty() {
            let text = format!(" · similar areas {} {similar}", sign(similar));
            says.push(said(figure.vs_similar, text));
        }
        if !national.is_empty() {
            let text = format!(" · England {} {national}", sign(national));
            says.push(said(figure.vs_national, text));
        }
    }
    SpineRow {
        title: row.title.clone(),
        says,
        spread: spread.map_or([f64::NAN; 4], |of| {
            [
                edge(of.minimum),
                edge(of.q25),
                edge(of.q75),
                edge(of.maximum),
            ]
        }),
        own: [figure.value, figure.low, figure.high],
        similar: figure.similar,
        national: figure.national,
        is_reversed: row.polarity == "low",
    }
}
