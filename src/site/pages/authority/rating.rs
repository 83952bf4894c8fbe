//! The rating of a council, and what decided it.

use super::super::{disclosure, paragraph};
use super::rules;
use crate::domain::Step;
use crate::review::EvidenceRow;
use crate::site::content::Content;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, number};
use crate::site::words;

/// The sentence that answers the page's question.
pub(super) fn lead(content: &Content<'_>, area: usize) -> Markup {
    let name = &content.areas[area].name;
    let mut lead = Markup::new();
    let Some(row) = &content.ratings[area] else {
        return unrated(content, area);
    };
    let Some(rating) = row.awarded_rating.and_then(words::rating) else {
        lead.raw("<strong>")
            .text(name)
            .raw(" is not rated.</strong> ")
            .text(&row.descriptor)
            .raw(".");
        return lead;
    };
    let verb = rating.descriptor().to_lowercase();
    lead.raw("<strong>")
        .text(name)
        .raw(" ")
        .text(&verb)
        .raw(" (")
        .whole(rating.level());
    lead.raw(").</strong> ");
    if row.moderated && row.indicative_rating != row.awarded_rating {
        let reason = row.moderation_reason.as_deref().unwrap_or_default();
        lead.raw("The rules alone come to another rating; a judgement moved it: ")
            .text(reason);
        return lead;
    }
    let deciding: Vec<&EvidenceRow> = content
        .asked(area, Step::Limiter)
        .filter(|row| row.decides)
        .collect();
    for row in &deciding {
        lead.text(row.reason.as_deref().unwrap_or(&row.rule))
            .raw(" ");
    }
    if deciding.is_empty() {
        lead.raw(
            "Its inspected settings, the findings about the council itself and its indicators ",
        );
        lead.raw("together come to ")
            .text(&mean(content, area))
            .raw(" on the scale from 1 to 4.");
    }
    lead
}

/// The sentence where nobody is rated.
fn unrated(content: &Content<'_>, area: usize) -> Markup {
    let (mut better, mut even, mut worse, mut with_value) = (0, 0, 0, 0);
    for measure in &content.measures {
        let Some(figure) = super::indicators::latest(content, area, measure) else {
            continue;
        };
        with_value += usize::from(!figure.value.is_nan());
        match content.figures.word(figure.vs_national) {
            "better" => better += 1,
            "in line" => even += 1,
            "worse" => worse += 1,
            _ => {}
        }
    }
    let mut lead = Markup::new();
    let of = &content.areas[area];
    lead.raw("<strong>").text(&of.name).raw("</strong> ");
    lead.raw(if of.is_absent {
        "was abolished before this day or formed after it, and is not rated. It has figures of "
    } else {
        "has figures of "
    });
    lead.text(&counted(with_value, "indicator", "indicators"))
        .raw(".");
    if better + even + worse > 0 {
        lead.text(&format!(
            " Of those that can be compared with England, {better} are better, {even} in line and {worse} worse."
        ));
    }
    lead
}

/// The weighted mean of the blocks, as it is read.
fn mean(content: &Content<'_>, area: usize) -> String {
    let row = content.asked(area, Step::Indicative).next();
    let mean = row.and_then(|row| row.inputs().get("mean")?.as_f64());
    mean.map_or_else(|| "no figure".to_owned(), |mean| number(mean, 2))
}

/// What decided the rating: limiters, blocks, and every rule below them.
pub(super) fn decided(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let Some(row) = &content.ratings[area] else {
        return body;
    };
    limiters(content, area, &mut body);
    if row.moderated {
        let reason = row
            .moderation_reason
            .as_deref()
            .unwrap_or("no reason is given");
        paragraph(
            &mut body,
            &format!("A judgement decided on this rating: {reason}"),
        );
    }
    let weights = content.rulebook().rating;
    let mut grid =
        Grid::new("The three blocks of evidence, on the scale from 1 to 4, 4 being the best")
            .text_column("Block")
            .number_column("Comes to")
            .number_column("Weight");
    let blocks = [
        (
            "A: inspected and regulated settings",
            row.band_a,
            weights.map(|of| of.a),
        ),
        (
            "B: safeguarding and looked-after children",
            row.band_b,
            weights.map(|of| of.b),
        ),
        ("C: national indicators", row.band_c, weights.map(|of| of.c)),
    ];
    for (title, band, weight) in blocks {
        grid.row(&Markup::of(title), |cells| {
            let band = band.unwrap_or(f64::NAN);
            cells.number(band, &number(band, 2), "no evidence");
            let weight = weight.unwrap_or(f64::NAN);
            cells.number(weight, &weight.to_string(), "");
        });
    }
    body.push(&grid.done());
    let before = content
        .asked(area, Step::Indicative)
        .find_map(|row| row.level);
    if let Some(before) = before.and_then(words::rating) {
        let text = format!(
            "Weighed together they come to {}: before limiters that is {}, {}.",
            mean(content, area),
            before.level(),
            before.descriptor().to_lowercase()
        );
        paragraph(&mut body, &text);
    }
    disclosure(
        &mut body,
        "Every rule that was asked, down to the single setting",
        &rules::tree(content, area),
    );
    body
}

/// The limiters that fired, those that decide first.
fn limiters(content: &Content<'_>, area: usize, body: &mut Markup) {
    let mut fired: Vec<&EvidenceRow> = content
        .asked(area, Step::Limiter)
        .filter(|row| row.fired)
        .collect();
    fired.sort_by_key(|row| !row.decides);
    if fired.is_empty() {
        paragraph(
            body,
            "No limiter fired: nothing that was found caps the rating.",
        );
        return;
    }
    body.raw("<ul class=\"limiters\">");
    for row in fired {
        let reason = row.reason.as_deref().unwrap_or(&row.rule);
        let cap = row.cap.unwrap_or_default();
        body.raw(if row.decides {
            "<li class=\"decides\">"
        } else {
            "<li>"
        });
        body.raw("<strong>").text(reason).raw("</strong> ");
        if row.overridden {
            body.raw("It allows at most ")
                .whole(cap)
                .raw("; a judgement awarded more.");
        } else if row.decides {
            body.raw("It allows at most ")
                .whole(cap)
                .raw(", and that is what decides the rating.");
        } else {
            body.raw("It allows at most ")
                .whole(cap)
                .raw(", which the rating does not exceed anyway.");
        }
        body.raw("</li>");
    }
    body.raw("</ul>");
}
