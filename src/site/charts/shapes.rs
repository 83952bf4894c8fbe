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
    if with.count() * 10 < tiles.iter().filter(|tile| !tile.is_left_out()).count() * 9 {
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
        let mut near = Markup::new();
        for (tile, line) in tiles.iter().zip(&outlines.lines) {
            if is_inside(tile) {
                shape(&mut near, tile, line);
            }
        }
        enlarged(&mut svg, id, inset, scale, &near);
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
        .raw("\" data-k=")
        .value(tile.page)
        .raw(" d=\"")
        .text(line)
        .raw("\"><title>")
        .text(tile.name)
        .raw(": ")
        .text(&tile.says)
        .raw("</title></path>");
}

/// The shapes of the inset, which the page holds once: large, where a pointer finds them, and as a copy
/// where they lie.
fn enlarged(svg: &mut Markup, id: &str, inset: &Inset, scale: f64, shapes: &Markup) {
    let Inset {
        from, to, times, ..
    } = inset;
    svg.raw("<g transform=\"translate(")
        .whole(to.x - from.x * times)
        .raw(" ")
        .whole(to.y - from.y * times)
        .raw(")\"><g id=\"")
        .text(id)
        .raw("-near\">")
        .push(shapes)
        .raw("</g></g><use aria-hidden=\"true\" href=\"#")
        .text(id)
        .raw("-near\" transform=\"scale(")
        .share(1.0 / f64::from(*times))
        .raw(")\"/>");
    // As large as text elsewhere, whatever the units of the map.
    for (line, text) in [
        (22.0, inset.region.clone()),
        (40.0, format!("{times} times as large")),
    ] {
        svg.raw("<text font-size=\"")
            .place(15.0 / scale)
            .raw("\" x=\"")
            .whole(to.x)
            .raw("\" y=\"")
            .place(f64::from(to.y + to.height) + line / scale)
            .raw("\">")
            .text(&text)
            .raw("</text>");
    }
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
