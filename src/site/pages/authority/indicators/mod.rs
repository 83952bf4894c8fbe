//! The indicators of a council: what is notable, a spine for each outcome, and all in a table.

mod latest;
mod outstanding;
mod spines;
mod table;
mod trends;

pub(super) use self::latest::latest;
pub(super) use self::table::{csv, missing};

use self::latest::{Latest, all};
use self::outstanding::{far, outstanding, unusual};
use self::spines::{spine_key, spine_of};
use self::table::table;
use self::trends::trend_of;
use crate::site::content::Content;
use crate::site::markup::Markup;
use crate::site::numbers::counted;
use crate::site::pages::{disclosure, paragraph};
use crate::site::words;

/// How many indicators are drawn as trends.
const TRENDS: usize = 12;

/// How many rows the table of all indicators has before it is opened by who wants it.
const MOST: usize = 120;

/// By which the chart of an outcome is told from others, given its place among them.
pub(super) fn spine_id(at: usize) -> String {
    format!("spine-{at}")
}

/// The part of the page.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let all = all(content, area);
    if all.is_empty() {
        return body;
    }
    notable(content, area, &all, &mut body);
    let mut spines = Markup::new();
    for (at, outcome) in content.outcome_types.iter().enumerate() {
        let rows: Vec<&Latest<'_>> = all
            .iter()
            .filter(|of| of.measure.row.outcome.as_deref() == Some(&outcome.key))
            .collect();
        spine_of(content, area, (&spine_id(at), &outcome.title), &rows).add_to(&mut spines);
    }
    if content.outcome_types.is_empty() {
        let rows: Vec<&Latest<'_>> = far(content, &all);
        let title = "Furthest from England";
        spine_of(content, area, ("spine", title), &rows).add_to(&mut spines);
    }
    if !spines.is_empty() {
        body.raw("<h3>Each indicator beside similar areas and England</h3>");
        paragraph(
            &mut body,
            "Each row has its own unit and runs from the worst council on the left to the best on the right, or from the lowest to the highest where neither is good; no row begins at zero. The figures are in the table of all indicators below.",
        );
        body.raw("<ul class=\"key\">")
            .push(&spine_key(&content.areas[area].name))
            .raw("</ul>");
        body.raw("<div class=\"spines\">")
            .push(&spines)
            .raw("</div>");
    }
    body.raw("<h3>All indicators</h3>");
    let table = table(content, &all);
    if all.len() > MOST {
        let title = counted(all.len(), "indicator", "indicators");
        disclosure(
            &mut body,
            &format!("A table of {title}, to sort and filter"),
            &table,
        );
    } else {
        body.push(&table);
    }
    body
}

/// What is notable, in words and as small trends.
fn notable(content: &Content<'_>, area: usize, all: &[Latest<'_>], body: &mut Markup) {
    let worse = outstanding(content, all, "worse");
    let better = outstanding(content, all, "better");
    let compared = all.iter().filter(|of| {
        let words = [of.figure.vs_similar, of.figure.vs_national];
        words
            .iter()
            .any(|of| matches!(content.figures.word(*of), "better" | "in line" | "worse"))
    });
    let text = format!(
        "Of {} that can be compared, {} worse than similar areas or England and better than neither; {} better than one of them and worse than neither.",
        counted(compared.count(), "indicator", "indicators"),
        counted(worse.len(), "is", "are"),
        better.len(),
    );
    paragraph(body, &text);
    let mut trends = Markup::new();
    let unusual = unusual(content, area, all);
    if !unusual.is_empty() {
        let text = format!(
            "{} beyond what chance makes of so many comparisons: {}.",
            counted(unusual.len(), "figure is unusual", "figures are unusual"),
            words::listed(
                &unusual
                    .iter()
                    .map(|of| of.measure.row.title.clone())
                    .collect::<Vec<_>>()
            )
        );
        paragraph(body, &text);
    }
    let listed = if unusual.is_empty() {
        worse.iter().chain(&better).copied().collect()
    } else {
        unusual
    };
    for of in listed.into_iter().take(TRENDS) {
        trend_of(content, area, of).add_to(&mut trends);
    }
    if !trends.is_empty() {
        body.raw("<h3>What stands out, over time</h3><div class=\"multiples\">");
        body.push(&trends).raw("</div>");
    }
}
