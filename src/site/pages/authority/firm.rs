//! How firm a rating is, where the run drew it anew.

use super::super::{disclosure, paragraph, rating_mark};
use crate::site::content::Content;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, nearly_percent, number};
use crate::site::words;

/// The part of the page; nothing where the run did not ask.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let Some(row) = &content.firmness[area] else {
        return body;
    };
    let draws = usize::try_from(row.draws).unwrap_or_default();
    let draws = counted(draws, "draw", "draws");
    let text = match row.holds {
        Some(holds) if holds >= 1.0 => format!(
            "Firm: in every one of {draws}, in which evidence and rules were varied within their uncertainty, the rating stays what it is."
        ),
        Some(holds) => format!(
            "The rating stays what it is in {} of {draws}, in which evidence and rules were varied within their uncertainty.",
            nearly_percent(holds)
        ),
        None => format!("There is no rating that could hold; its evidence was varied in {draws}."),
    };
    paragraph(&mut body, &text);
    let mut grid = Grid::new("How often each rating was drawn")
        .text_column("Rating")
        .number_column("Share of draws");
    for (level, share) in [
        (Some(4), row.performs_excellently),
        (Some(3), row.performs_well),
        (Some(2), row.performs_adequately),
        (Some(1), row.performs_poorly),
        (None, row.not_rated),
    ] {
        if share <= 0.0 && level != row.awarded_rating {
            continue;
        }
        grid.row(&rating_mark(level), |cells| {
            cells.number(share, &nearly_percent(share), "");
        });
    }
    body.push(&grid.done());
    let mut grid = Grid::new("The middle 90% of the draws of each block")
        .text_column("Block")
        .number_column("From")
        .number_column("To");
    for (title, low, high) in [
        (
            "A: inspected and regulated settings",
            row.band_a_low,
            row.band_a_high,
        ),
        (
            "B: safeguarding and looked-after children",
            row.band_b_low,
            row.band_b_high,
        ),
        ("C: national indicators", row.band_c_low, row.band_c_high),
    ] {
        grid.row(&Markup::of(title), |cells| {
            for end in [low, high] {
                let end = end.unwrap_or(f64::NAN);
                cells.number(end, &number(end, 2), "no evidence");
            }
        });
    }
    let mut inside = grid.done();
    inside.push(&doubts(content, area));
    disclosure(&mut body, "Where the uncertainty comes from", &inside);
    body
}

/// The sources of doubt, the one that the rating depends on most first.
fn doubts(content: &Content<'_>, area: usize) -> Markup {
    let mut rows: Vec<_> = content.doubts[area].iter().collect();
    rows.sort_by(|a, b| {
        let total = |of: Option<f64>| of.unwrap_or(0.0);
        total(b.total).total_cmp(&total(a.total))
    });
    let mut grid = Grid::new(
        "Each source's share of what makes the rating vary, with the others and by itself",
    )
    .text_column("Source")
    .number_column("With the others")
    .number_column("By itself");
    for row in rows {
        let total = row.total.unwrap_or(f64::NAN);
        let first = row.first_order.unwrap_or(f64::NAN).max(0.0);
        if total.is_nan() {
            continue;
        }
        grid.row(
            &Markup::of(&words::capital(&words::plain(&row.doubt))),
            |cells| {
                cells.number(total, &nearly_percent(total), "").number(
                    first,
                    &nearly_percent(first),
                    "",
                );
            },
        );
    }
    grid.done()
}
