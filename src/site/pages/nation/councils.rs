//! Regions, kinds of council and every council as tables.

use crate::review::GroupRow;
use crate::site::content::Content;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::percent;
use crate::site::pages::{council, rating_mark};
use crate::site::words;

/// How many councils of each region and kind have each rating.
pub(super) fn groups(content: &Content<'_>) -> Markup {
    let mut body = Markup::new();
    for (grouping, title) in [("region", "By region"), ("kind", "By kind of council")] {
        let mut grid = Grid::new(format!("{title}: how many councils have each rating"))
            .sortable()
            .text_column(if grouping == "region" {
                "Region"
            } else {
                "Kind"
            })
            .number_column("Councils")
            .number_column("4 Excellently")
            .number_column("3 Well")
            .number_column("2 Adequately")
            .number_column("1 Poorly")
            .number_column("Not rated")
            .text_column("As shares");
        for row in content.groups.iter().filter(|row| row.grouping == grouping) {
            grid.row(&Markup::of(&words::capital(&row.name)), |cells| {
                for count in [
                    row.authorities,
                    row.performs_excellently,
                    row.performs_well,
                    row.performs_adequately,
                    row.performs_poorly,
                    row.not_rated,
                ] {
                    cells.whole(count);
                }
                cells.markup(&stack(row));
            });
        }
        body.push(&grid.done());
    }
    body
}

/// A small bar of 100%, which says in shape what the numbers beside it say.
fn stack(row: &GroupRow) -> Markup {
    let mut svg = Markup::new();
    let all = f64::from(row.authorities.max(1));
    svg.raw("<svg class=\"plot stack\" width=\"140\" height=\"18\" aria-hidden=\"true\">");
    let mut x = 0.0;
    for (count, class) in [
        (row.performs_excellently, "r4"),
        (row.performs_well, "r3"),
        (row.performs_adequately, "r2"),
        (row.performs_poorly, "r1"),
        (row.not_rated, "r0"),
    ] {
        let width = f64::from(count) / all * 140.0;
        if count > 0 {
            svg.raw("<rect class=\"")
                .raw(class)
                .raw("\" height=\"18\" x=\"")
                .place(x);
            svg.raw("\" width=\"").place(width).raw("\"/>");
        }
        x += width;
    }
    svg.raw("</svg>");
    svg
}

/// Every council, with what is known of it.
pub(super) fn councils(content: &Content<'_>) -> Markup {
    let mut grid = Grid::new("All councils, with what is known of each")
        .filtered()
        .text_column("Council")
        .text_column("Region")
        .text_column("Kind");
    if content.is_rated {
        grid = grid
            .text_column("Rating")
            .text_column("Since last time")
            .number_column("Limiters")
            .number_column("Evidence");
    }
    for (area, of) in content.areas.iter().enumerate() {
        grid.row(&council(of, ""), |cells| {
            cells.text(of.region.as_deref().unwrap_or_default());
            cells.text(of.kind.as_deref().unwrap_or_default());
            if !content.is_rated {
                return;
            }
            cells.markup(&rating_mark(content.level(area)));
            let Some(row) = &content.ratings[area] else {
                cells.text("").text("").text("");
                return;
            };
            let word = row.direction.as_deref().unwrap_or_default();
            cells.word(word, words::class(word));
            cells.whole(i32::try_from(row.limiters.len()).unwrap_or(i32::MAX));
            cells.number(row.coverage, &percent(Some(row.coverage)), "");
        });
    }
    grid.done()
}
