//! Every council's figure beside further comparators of the pipeline.

use super::{ROOT, Shown};
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::pages::authority::{beside, counted_names};
use crate::site::pages::{council, disclosure, paragraph};
use crate::site::words;

impl Shown<'_> {
    /// The part of the page; nothing where the pipeline has no further comparators.
    pub(super) fn comparators(&self) -> Markup {
        let mut body = Markup::new();
        let names = &self.content.comparisons.names;
        if names.is_empty() {
            return body;
        }
        let mut counts = Grid::new("How councils stand to each comparator")
            .text_column("Comparator")
            .number_column("Better")
            .number_column("In line")
            .number_column("Worse");
        for (at, name) in names.iter().enumerate() {
            let count = |word: &str| {
                let areas = 0..self.content.areas.len();
                let said = areas.filter_map(|area| {
                    let indicator = &self.measure.row.indicator;
                    Some(self.content.comparisons.of(indicator, area, at)?.says)
                });
                i32::try_from(said.filter(|of| *of == word).count()).unwrap_or(i32::MAX)
            };
            if ["better", "in line", "worse"]
                .into_iter()
                .all(|word| count(word) == 0)
            {
                continue;
            }
            let heading = Markup::of(&words::capital(&words::plain(name)));
            counts.row(&heading, |cells| {
                for word in ["better", "in line", "worse"] {
                    cells.whole(count(word));
                }
            });
        }
        if counts.is_empty() {
            paragraph(
                &mut body,
                "Nobody is called better or worse, because neither high nor low values are good in themselves.",
            );
        }
        body.push(&counts.done());
        let mut grid = Grid::new("Every council beside each comparator")
            .sortable()
            .text_column("Council")
            .number_column("Value");
        for name in names {
            grid = grid.number_column(&words::capital(&words::plain(name)));
        }
        for area in self.in_order() {
            grid.row(&council(&self.content.areas[area], ROOT), |cells| {
                let value = self.value(area);
                cells.number(value, &self.shown(value), "");
                beside(self.content, self.measure, area, cells);
            });
        }
        let title = format!("Every council beside {}", counted_names(self.content));
        disclosure(&mut body, &title, &grid.done());
        body
    }
}
