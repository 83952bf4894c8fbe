//! The nation as it lies: each council in its own shape.

use super::named;
use super::tiles::Tile;
use crate::site::markup::Markup;
use crate::site::outlines::{Inset, Outlines, View};

/// How high the map is drawn where there is room.
const HEIGHT: f64 = 720.0;

/// Draws the councils of `tiles`, which are in the order of the outlines; none where too few of them
/// have a shape.
pub(crate) fn draw(
    id: &str,
    title: &str,
    about: &str,
    outlines: &Outlines,
    tiles: &[Tile<'_>],
) -> Option<Markup> {
    let with = outlines.lines.iter().filter(|line| !line.is_empty());
    if with.count() * 10 < tiles.len() * 9 {
        return None;
    }
    let View { width, height, .. } = outlines.view;
    let scale = HEIGHT / f64::from(height.max(1));
    let mut svg = Markup::new();
    svg.raw("<svg class=\"plot shapes\" viewBox=\"");
    view(&mut svg, outlines.view);
    svg.raw("\" width=\"")
        .place(f64::from(width) * scale)
        .raw("\" height=\"")
        .place(HEIGHT)
        .raw("\"");
    named(&mut svg, id, title, about);
    let inset = outlines.inset.as_ref();
    let is_inside =
        |tile: &Tile<'_>| inset.is_some_and(|of| tile.region == Some(of.region.as_str()));
    for (tile, line) in tiles.iter().zip(&outlines.lines) {
        if !is_inside(tile) {
            shape(&mut svg, tile, line);
        }
    }
    if let Some(inset) = inset {
        svg.raw("<g id=\"").text(id).raw("-near\">");
        for (tile, line) in tiles.iter().zip(&outlines.lines) {
            if is_inside(tile) {
                shape(&mut svg, tile, line);
            }
        }
        svg.raw("</g>");
        enlarged(&mut svg, id, inset, scale);
    }
    svg.raw("</svg>");
    Some(svg)
}

fn shape(svg: &mut Markup, tile: &Tile<'_>, line: &str) {
    if line.is_empty() {
        return;
    }
    svg.raw("<path class=\"m ")
        .raw(tile.class)
        .raw("\" data-k=\"")
        .text(tile.page)
        .raw("\" d=\"")
        .text(line)
        .raw("\"><title>")
        .text(tile.name)
        .raw(": ")
        .text(&tile.says)
        .raw("</title></path>");
}

/// The same shapes once more, which the page holds once.
fn enlarged(svg: &mut Markup, id: &str, inset: &Inset, scale: f64) {
    let Inset { from, to, .. } = inset;
    svg.raw("<svg aria-hidden=\"true\" x=\"")
        .whole(to.x)
        .raw("\" y=\"")
        .whole(to.y)
        .raw("\" width=\"")
        .whole(to.width)
        .raw("\" height=\"")
        .whole(to.height)
        .raw("\" viewBox=\"");
    view(svg, *from);
    svg.raw("\"><use href=\"#").text(id).raw("-near\"/></svg>");
    // As large as text elsewhere, whatever the units of the map.
    svg.raw("<text font-size=\"")
        .place(15.0 / scale)
        .raw("\" x=\"")
        .whole(to.x)
        .raw("\" y=\"")
        .place(f64::from(to.y + to.height) + 22.0 / scale)
        .raw("\">")
        .text(&inset.region)
        .raw(", ")
        .whole(inset.times)
        .raw(" times as large</text>");
}

fn view(svg: &mut Markup, of: View) {
    svg.whole(of.x)
        .raw(" ")
        .whole(of.y)
        .raw(" ")
        .whole(of.width)
        .raw(" ")
        .whole(of.height);
}
