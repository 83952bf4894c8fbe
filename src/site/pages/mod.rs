//! The kinds of page: one file each.

pub(super) mod authority;
mod band_map;
pub(super) mod compare;
pub(super) mod highlight;
pub(super) mod indicator;
pub(super) mod letter;
pub(super) mod lists;
pub(super) mod method;
pub(super) mod nation;
pub(super) mod outcome;
pub(super) mod provision;
pub(super) mod quality;
pub(super) mod rulebook;
pub(super) mod tables;
mod true_map;

use super::content::{Area, Content};
use super::engine::Section;
use super::markup::Markup;
use super::words;

/// A part of a page.
fn section(id: &'static str, title: impl Into<String>, body: Markup) -> Section {
    Section {
        id,
        title: title.into(),
        body,
    }
}

/// A link to a council's page.
fn council(area: &Area, root: &str) -> Markup {
    let mut link = Markup::new();
    link.link(&area.address(root), &area.name);
    link
}

/// A paragraph.
fn paragraph(body: &mut Markup, text: &str) {
    body.raw("<p>").text(text).raw("</p>");
}

/// A rating as it stands in a table: its number in its colour, and its words.
fn rating_mark(level: Option<i32>) -> Markup {
    let mut mark = Markup::new();
    match level.and_then(|level| Some((level, words::rating(level)?))) {
        Some((level, rating)) => {
            mark.raw("<span class=\"r ")
                .raw(rating_class(Some(level)))
                .raw("\">")
                .whole(level);
            mark.raw("</span> ").text(rating.descriptor());
        }
        None => {
            mark.raw("Not rated");
        }
    }
    mark
}

/// The class of a rating or a band.
const fn rating_class(level: Option<i32>) -> &'static str {
    match level {
        Some(4) => "r4",
        Some(3) => "r3",
        Some(2) => "r2",
        Some(1) => "r1",
        Some(_) | None => "r0",
    }
}

/// The key to the colours of ratings.
fn rating_key(content: &Content<'_>) -> Markup {
    let mut key = Markup::new();
    for level in (1..=4).rev() {
        if let Some(rating) = words::rating(level) {
            super::figure::mark(
                &mut key,
                rating_class(Some(level)),
                &format!("{level} {}", rating.descriptor()),
            );
        }
    }
    if content.unrated().next().is_some() {
        super::figure::mark(&mut key, "r0", "not rated");
    }
    key
}

/// The key to a funnel around England's value.
fn funnel_key(national: &str) -> Markup {
    let mut key = Markup::new();
    for (class, meaning) in [
        ("england", format!("England, {national}")),
        ("limit", "limits of 95%".to_owned()),
        ("limit wide", "limits of 99.8%".to_owned()),
        ("within", "within them".to_owned()),
        ("off", "outside 95%".to_owned()),
        ("far", "outside 99.8%".to_owned()),
    ] {
        super::figure::mark(&mut key, class, &meaning);
    }
    key
}

/// A list of links to councils.
fn council_links<'a>(areas: impl Iterator<Item = &'a Area>, root: &str) -> Markup {
    let mut list = Markup::new();
    for area in areas {
        list.raw("<li>").push(&council(area, root)).raw("</li>");
    }
    let mut whole = Markup::new();
    if !list.is_empty() {
        whole.raw("<ul class=\"names\">").push(&list).raw("</ul>");
    }
    whole
}

/// A disclosure.
fn disclosure(body: &mut Markup, summary: &str, inside: &Markup) {
    body.raw("<details><summary>")
        .text(summary)
        .raw("</summary>")
        .push(inside)
        .raw("</details>");
}

/// A fact in a list of them.
fn fact(list: &mut Markup, name: &str, value: &Markup) {
    if !value.is_empty() {
        list.raw("<div><dt>")
            .text(name)
            .raw("</dt><dd>")
            .push(value)
            .raw("</dd></div>");
    }
}

/// A list of facts.
fn facts(body: &mut Markup, list: &Markup) {
    if !list.is_empty() {
        body.raw("<dl class=\"facts\">").push(list).raw("</dl>");
    }
}
