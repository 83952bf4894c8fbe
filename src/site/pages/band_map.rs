//! The map of the bands that councils have in a type of setting or an outcome.

use crate::site::charts::tiles::{self, Tile};
use crate::site::figure::{Figure, mark};
use crate::site::markup::Markup;
use crate::site::positions::Positions;

/// The figure of these tiles, whose figures are in `csv`; an empty one where nobody has a band.
pub(super) fn band_map(
    headline: &str,
    positions: &Positions,
    tiles: &[Tile<'_>],
    csv: &str,
) -> Figure {
    if tiles.iter().all(|tile| tile.sign.is_empty()) {
        return Figure::default();
    }
    let headline = headline.to_owned();
    let about = "One square is one council, and neighbours are beside each other. A band runs from 4, the best, to 1.".to_owned();
    let mut key = Markup::new();
    for (class, meaning) in [
        ("r4", "band 4"),
        ("r3", "3"),
        ("r2", "2"),
        ("r1", "1"),
        ("r0", "no band"),
    ] {
        mark(&mut key, class, meaning);
    }
    Figure {
        drawing: tiles::draw("map-chart", &headline, &about, positions, tiles).unwrap_or_default(),
        id: "map-chart".to_owned(),
        headline,
        about,
        key,
        note: "The figures are in the table below the chart of every council.".to_owned(),
        csv: csv.to_owned(),
        ..Figure::default()
    }
}
