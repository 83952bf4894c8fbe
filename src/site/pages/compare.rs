//! Councils side by side.

use super::{council, section};
use crate::site::SiteError;
use crate::site::content::Content;
use crate::site::engine::{Engine, Page};
use crate::site::folder::File;
use crate::site::markup::Markup;

/// The page.
///
/// # Errors
/// When a template is wrong.
pub(crate) fn make(content: &Content<'_>, engine: &Engine) -> Result<Vec<File>, SiteError> {
    let mut body = Markup::new();
    body.raw("<div class=\"compare\"><ul class=\"names\">");
    for area in &content.areas {
        body.raw("<li>").push(&council(area, "")).raw("</li>");
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
        sections: vec![section("choose", "Councils", body)],
        ..Page::default()
    };
    Ok(vec![engine.file(page)?])
}
