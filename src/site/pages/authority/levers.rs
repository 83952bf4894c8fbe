//! What would change a rating: the least that would raise it, and the least that would lower it.

use super::super::{disclosure, paragraph, rating_mark};
use crate::domain::{LeverDirection, LeverKind};
use crate::review::{LeverRow, RankedLever};
use crate::site::content::Content;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::counted;
use crate::site::words;

/// How many are shown before the rest is behind a disclosure.
const SHOWN: usize = 5;

/// The part of the page; nothing where the run did not ask.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    if !content.run.has(LeverRow::TABLE) {
        return body;
    }
    let levers = RankedLever::of(&content.levers[area]);
    paragraph(
        &mut body,
        "Each line is a change that would be enough by itself, everything else staying as it is; the smallest come first. It says how near the rating is to another, and not what ought to be done.",
    );
    for (way, title, none) in [
        (
            LeverDirection::Raise,
            "What would raise it",
            "No single change of the evidence or the rules, and no two together, would raise the rating.",
        ),
        (
            LeverDirection::Lower,
            "What would lower it",
            "No single change of the evidence, and no two together, would lower the rating.",
        ),
    ] {
        body.raw("<h3>").raw(title).raw("</h3>");
        let of_way: Vec<&RankedLever> = levers
            .iter()
            .filter(|lever| lever.direction == way.word())
            .collect();
        if of_way.is_empty() {
            paragraph(&mut body, none);
            continue;
        }
        let (first, rest) = of_way.split_at(of_way.len().min(SHOWN));
        body.push(&table(content, title, first));
        if !rest.is_empty() {
            let more = counted(rest.len(), "further change", "further changes");
            disclosure(&mut body, &more, &table(content, &more, rest));
        }
    }
    body
}

fn table(content: &Content<'_>, title: &str, levers: &[&RankedLever]) -> Markup {
    let mut grid = Grid::new(title)
        .headed()
        .text_column("If")
        .text_column("the rating would be");
    for lever in levers {
        let mut changes = Markup::new();
        for (at, change) in lever.changes.iter().enumerate() {
            if at > 0 {
                changes.raw("<br>and ");
            }
            changes.text(&said(content, change));
        }
        grid.row(&changes, |cells| {
            cells.markup(&rating_mark(Some(lever.rating)));
        });
    }
    grid.done()
}

/// A change as the first part of a sentence.
fn said(content: &Content<'_>, change: &LeverRow) -> String {
    let rulebook = content.rulebook();
    let LeverRow {
        subject,
        amount,
        from,
        to,
        ..
    } = change;
    let is = |kind: LeverKind| change.lever == kind.word();
    let [from, to] = [from, to].map(|word| words::plain(word));
    if is(LeverKind::Settings) {
        return match amount {
            1 => format!(
                "one of the {} were {to} instead of {from}",
                words::provision(rulebook, subject)
            ),
            _ => format!(
                "{amount} {} were {to} instead of {from}",
                words::provision(rulebook, subject)
            ),
        };
    }
    if is(LeverKind::Indicators) {
        let indicators = match amount {
            1 => "one more indicator".to_owned(),
            _ => format!("{amount} more indicators"),
        };
        let how = match to.as_str() {
            "in line" => "in line with similar areas",
            _ => "worse than in similar areas",
        };
        return format!(
            "{indicators} of “{}” were {how}",
            words::outcome(rulebook, subject)
        );
    }
    if is(LeverKind::Finding) {
        let (kind, aspect) = subject.split_once(' ').unwrap_or((subject, ""));
        let kind = words::finding(rulebook, kind);
        let aspect = match aspect {
            "" | "overall" => String::new(),
            aspect => format!(", {}", words::plain(aspect)),
        };
        return format!("the finding of the {kind}{aspect} were {to} instead of {from}");
    }
    if is(LeverKind::Limiter) {
        let reason = words::limiter(rulebook, subject);
        return format!(
            "the rules had no such limit: {}",
            reason.trim_end_matches('.')
        );
    }
    // A kind that this version does not know stands in the words of its table.
    change.to_string()
}
