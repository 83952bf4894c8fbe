//! The quarters of an indicator on the map of squares, and on that of shapes.

use super::Shown;
use crate::site::charts::tiles::{self, Tile};
use crate::site::figure::{Figure, mark};
use crate::site::markup::Markup;
use crate::site::pages::true_map::true_map;
use crate::site::positions::Positions;
use crate::site::words;

impl Shown<'_> {
    /// The map of squares, and that of shapes.
    pub(super) fn maps(&self, positions: &Positions) -> [Figure; 2] {
        let neutral = self.measure.row.polarity == "neutral";
        let tiles: Vec<Tile<'_>> = self
            .content
            .areas
            .iter()
            .enumerate()
            .map(|(area, of)| {
                let figure = self.slice.figures[area].as_ref();
                let word =
                    |pick: fn(&crate::site::figures::Figure) -> crate::site::figures::Word| {
                        figure.map_or("", |of| self.content.figures.word(pick(of)))
                    };
                let (class, sign) = match (word(|of| of.quarter), word(|of| of.vs_national)) {
                    ("A", _) => ("q1", "A"),
                    ("B", _) => ("q2", "B"),
                    ("C", _) => ("q3", "C"),
                    ("D", _) => ("q4", "D"),
                    (_, "higher") => ("q1", "△"),
                    (_, "similar") => ("q3", "○"),
                    (_, "lower") => ("q4", "▽"),
                    _ => ("r0", ""),
                };
                let value = self.value(area);
                Tile {
                    code: &of.code,
                    name: &of.name,
                    region: of.region.as_deref(),
                    is_absent: of.is_absent,
                    page: &of.page,
                    sign,
                    class,
                    says: if value.is_nan() {
                        words::missing(word(|of| of.missing)).to_owned()
                    } else {
                        self.shown(value)
                    },
                }
            })
            .collect();
        let headline = if neutral {
            "Higher and lower than England".to_owned()
        } else {
            "The quarter of councils that each is in".to_owned()
        };
        let about = format!(
            "One square is one council, and neighbours are beside each other. Figures of {}, {}.",
            self.slice.period,
            self.unit_words()
        );
        let mut key = Markup::new();
        let meanings: &[(&str, &'static str)] = if neutral {
            &[
                ("q1", "△ higher than England"),
                ("q3", "○ similar"),
                ("q4", "▽ lower"),
                ("r0", "no figure"),
            ]
        } else {
            &[
                ("q1", "A: the best quarter"),
                ("q2", "B"),
                ("q3", "C"),
                ("q4", "D: the quarter furthest from good"),
                ("r0", "no figure"),
            ]
        };
        for (class, meaning) in meanings {
            mark(&mut key, class, meaning);
        }
        let squares = Figure {
            drawing: tiles::draw("map-chart", &headline, &about, positions, &tiles)
                .unwrap_or_default(),
            id: "map-chart".to_owned(),
            headline,
            about,
            key,
            note: "The figures are in the table below the chart of every council.".to_owned(),
            csv: self.file(),
            ..Figure::default()
        };
        let shapes = true_map(self.content, &squares, &tiles);
        [squares, shapes]
    }
}
