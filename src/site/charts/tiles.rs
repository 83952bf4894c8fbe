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
    /// Whether the council was not there on the as-of date: without a figure it has no place on a map.
    pub(crate) is_absent: bool,
    /// What is printed in it.
    pub(crate) sign: &'a str,
    /// Its class.
    pub(crate) class: &'static str,
    /// What it says.
    pub(crate) says: String,
}

impl Tile<'_> {
    /// Whether no map has a place for it.
    pub(crate) const fn is_left_out(&self) -> bool {
        self.is_absent && self.sign.is_empty()
    }
}

/// Draws the map; none where too few of the councils have a place on it.
pub(crate) fn draw(
    id: &str,
    title: &str,
    about: &str,
    positions: &Positions,
    tiles: &[Tile<'_>],
) -> Option<Markup> {
    let shown = || tiles.iter().filter(|tile| !tile.is_left_out());
    let placed: Vec<(u32, u32, &Tile<'_>)> = shown()
        .filter_map(|tile| {
            let (column, row) = positions.of(tile.code, tile.name)?;
            Some((column, row, tile))
        })
        .collect();
    if placed.is_empty() || placed.len() * 10 < shown().count() * 9 {
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
            .raw("\" transform=translate(")
            .whole(x)
            .raw(",")
            .whole(y)
            .raw(") data-k=")
            .value(tile.page);
        svg.raw("><title>")
            .text(tile.name)
            .raw(": ")
            .text(&tile.says)
            .raw("</title><rect/><text>")
            .text(tile.sign)
            .raw("</text></g>");
    }
    svg.raw("</svg>");
    Some(svg)
}
