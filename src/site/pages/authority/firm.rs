//! How firm a rating is, where the run drew it anew.

use super::super::{paragraph, rating_mark};
use crate::site::content::Content;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, number, percent};

/// The part of the page; nothing where the run did not ask.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let Some(row) = &content.firmness[area] else {
        return body;
    };
    let draws = usize::try_from(row.draws).unwrap_or_default();
    let text = match row.holds {
        Some(holds) => format!(
            "In {} of its evidence and rules within their uncertainty the rating stays what it is {} of the time.",
            counted(draws, "draw", "draws"),
            percent(Some(holds))
        ),
        None => format!("Its evidence was drawn {} times.", draws),
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
        grid.row(&rating_mark(level), |cells| {
            cells.number(share, &percent(Some(share)), "");
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
    body.push(&grid.done());
    body
}
