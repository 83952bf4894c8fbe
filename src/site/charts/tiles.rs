//! England as squares: one a council, neighbours beside each other.

use super::sized;
use crate::site::markup::Markup;
use crate::site::positions::Positions;

/// The side of a square, with the gap beside it.
const SIDE: u32 = 31;

/// A square.
#[derive(Debug)]
pub(crate) struct Tile<'a> {
    /// The council's code and name.
    pub(crate) code: &'a str,
    /// The same.
    pub(crate) name: &'a str,
    /// Its region.
    pub(crate) region: Option<&'a str>,
    /// The name of its page.
    pub(crate) page: &'a str,
    /// What is printed in it.
    pub(crate) sign: &'a str,
    /// Its class.
    pub(crate) class: &'static str,
    /// What it says.
    pub(crate) says: String,
}

/// Draws the map; none where too few of the councils have a place on it.
pub(crate) fn draw(
    id: &str,
    title: &str,
    about: &str,
    positions: &Positions,
    tiles: &[Tile<'_>],
) -> Option<Markup> {
    let placed: Vec<(u32, u32, &Tile<'_>)> = tiles
        .iter()
        .filter_map(|tile| {
            let (column, row) = positions.of(tile.code, tile.name)?;
            Some((column, row, tile))
        })
        .collect();
    if placed.is_empty() || placed.len() * 10 < tiles.len() * 9 {
        return None;
    }
    let columns = placed.iter().map(|of| of.0).max().unwrap_or_default() + 1;
    let rows = placed.iter().map(|of| of.1).max().unwrap_or_default() + 1;
    let size = (f64::from(columns * SIDE), f64::from(rows * SIDE));
    let mut svg = sized(id, "plot tiles", size, title, about);
    for (column, row, tile) in placed {
        let (x, y) = (column * SIDE, row * SIDE);
        svg.raw("<g class=\"m ")
            .raw(tile.class)
            .raw("\" data-k=\"")
            .text(tile.page);
        svg.raw("\"><title>")
            .text(tile.name)
            .raw(": ")
            .text(&tile.says)
            .raw("</title>");
        svg.raw("<rect width=\"29\" height=\"29\" x=\"")
            .whole(x)
            .raw("\" y=\"")
            .whole(y);
        svg.raw("\"/><text x=\"")
            .place(f64::from(x) + 14.5)
            .raw("\" y=\"")
            .whole(y + 20);
        svg.raw("\">").text(tile.sign).raw("</text></g>");
    }
    svg.raw("</svg>");
    Some(svg)
}
