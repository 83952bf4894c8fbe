//! The map of councils in their own shapes, where the run has them.

use crate::site::charts::shapes;
use crate::site::charts::tiles::Tile;
use crate::site::content::Content;
use crate::site::figure::Figure;

/// What the map of squares `of` shows, once more as the councils lie; an empty figure where the run
/// has no shapes.
pub(super) fn true_map(content: &Content<'_>, of: &Figure, tiles: &[Tile<'_>]) -> Figure {
    let Some(outlines) = &content.outlines else {
        return Figure::default();
    };
    let has_squares = !of.drawing.is_empty();
    let headline = if has_squares {
        "The same, each council in its own shape".to_owned()
    } else {
        of.headline.clone()
    };
    let about = format!(
        "A large council is large here, however few children live in it. {}",
        if has_squares {
            "Colours are those of the map of squares."
        } else {
            of.note.as_str()
        }
    );
    let drawn = outlines.lines.iter().zip(tiles);
    let without: Vec<&str> = drawn
        .filter(|(line, tile)| line.is_empty() && !tile.is_left_out())
        .map(|(_, tile)| tile.name)
        .collect();
    let note = match without.as_slice() {
        [] => String::new(),
        [one] => format!("There is no shape of {one}."),
        several => format!(
            "There is no shape of {} councils: {}.",
            several.len(),
            several.join(", ")
        ),
    };
    Figure {
        drawing: shapes::draw("shapes-chart", &headline, &about, outlines, tiles)
            .unwrap_or_default(),
        id: "shapes-chart".to_owned(),
        headline,
        about,
        key: of.key.clone(),
        note,
        csv: of.csv.clone(),
        ..Figure::default()
    }
}
