//! What calls for somebody to look at a council, where the rulebook has triggers.

use super::super::{disclosure, paragraph};
use super::rules::asked;
use crate::review::TriggerRow;
use crate::site::content::Content;
use crate::site::markup::Markup;
use crate::site::numbers::counted;

/// The part of the page; nothing where the rulebook has no triggers.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let rows = &content.triggers[area];
    if rows.is_empty() {
        return body;
    }
    let (fired, quiet): (Vec<&TriggerRow>, Vec<&TriggerRow>) =
        rows.iter().partition(|row| row.fired);
    if fired.is_empty() {
        paragraph(&mut body, "Nothing: no trigger of the rulebook fired.");
    } else {
        paragraph(
            &mut body,
            "A trigger asks somebody to look at a council. It changes no rating.",
        );
        body.push(&list(&fired));
    }
    if !quiet.is_empty() {
        let count = counted(quiet.len(), "trigger", "triggers");
        disclosure(
            &mut body,
            &format!("{count} that did not fire"),
            &list(&quiet),
        );
    }
    body
}

fn list(rows: &[&TriggerRow]) -> Markup {
    let mut list = Markup::new();
    list.raw("<ul class=\"tree\">");
    for row in rows {
        list.raw("<li><details><summary>")
            .text(&row.reason)
            .raw("</summary>");
        list.push(&asked(&row.condition, &row.inputs));
        if let Some(day) = row.before_as_of {
            list.raw("<p>What was before is of ")
                .text(&day.to_string())
                .raw(".</p>");
        }
        list.raw("</details></li>");
    }
    list.raw("</ul>");
    list
}
