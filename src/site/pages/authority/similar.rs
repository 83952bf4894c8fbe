//! The similar areas of a council: who they are, how near, and how they stand.

use super::super::{council, paragraph, rating_mark};
use crate::site::content::Content;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{number, percent};
use crate::site::words;

/// The part of the page.
pub(super) fn body(content: &Content<'_>, area: usize) -> Markup {
    let mut body = Markup::new();
    let of = &content.areas[area];
    if of.similar.is_empty() {
        return body;
    }
    let text = format!(
        "{} is compared with the councils most like it in the children and families who live there, the most similar first. Whether they perform alike has no part in that.",
        of.name
    );
    paragraph(&mut body, &text);
    let has_distance = of.similar.iter().any(|of| of.distance.is_some());
    let is_parted = of.similar.iter().any(|of| !of.apart.is_empty());
    let mut grid = Grid::new(format!("The similar areas of {}", of.name))
        .sortable()
        .text_column("Council")
        .number_column("Place")
        .text_column("How close");
    if has_distance {
        grid = grid.number_column("Distance");
    }
    if is_parted {
        grid = grid
            .text_column("Most alike in")
            .text_column("Least alike in, with its share of the distance");
    }
    grid = grid.text_column("Region");
    if content.is_rated {
        grid = grid.text_column("Rating");
    }
    for similar in &of.similar {
        let other = &content.areas[similar.area];
        grid.row(&council(other, "../"), |cells| {
            cells
                .whole(similar.rank)
                .text(similar.closeness.as_deref().unwrap_or_default());
            if has_distance {
                let distance = similar.distance.unwrap_or(f64::NAN);
                cells.number(distance, &number(distance, 2), "");
            }
            if is_parted {
                let alike = similar.alike.iter().map(|of| words::plain(of));
                cells.text(&words::listed(&alike.collect::<Vec<_>>()));
                let named: Vec<String> = similar
                    .apart
                    .iter()
                    .map(|(feature, share)| {
                        format!("{} ({})", words::plain(feature), percent(Some(*share)))
                    })
                    .collect();
                cells.text(&words::listed(&named));
            }
            cells.text(other.region.as_deref().unwrap_or_default());
            if content.is_rated {
                cells.markup(&rating_mark(content.level(similar.area)));
            }
        });
    }
    body.push(&grid.done());
    body
}
