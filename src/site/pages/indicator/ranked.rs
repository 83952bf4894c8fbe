//! Every council once, ranked, as bars and as a table.

use std::collections::BTreeMap;

use super::{ROOT, Shown};
use crate::site::charts::bars::{Bar, Bars};
use crate::site::figure::Figure;
use crate::site::figures::Series;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::counted;
use crate::site::pages::council;
use crate::site::words;

impl Shown<'_> {
    /// Every council once.
    pub(super) fn ranked(&self) -> Figure {
        let areas = self.in_order();
        let bars = Bars {
            bars: areas
                .iter()
                .map(|area| {
                    let of = &self.content.areas[*area];
                    let figure = self.slice.figures[*area].as_ref();
                    Bar {
                        name: &of.name,
                        page: &of.page,
                        value: self.value(*area),
                        interval: figure.map_or((f64::NAN, f64::NAN), |of| (of.low, of.high)),
                        about: String::new(),
                        beside: figure.map_or("", |of| {
                            match self.content.figures.word(of.vs_national) {
                                "" => "",
                                word => words::class(word),
                            }
                        }),
                    }
                })
                .collect(),
            national: Series::national(self.slice),
            unit: &self.measure.unit,
        };
        let title = format!(
            "{}, {}",
            counted(areas.len(), "council", "councils"),
            if self.measure.row.polarity == "neutral" {
                "the highest first"
            } else {
                "the best first"
            }
        );
        let about = format!(
            "{}, {}, {}. A thin line is the interval within which chance alone would leave the figure.",
            self.measure.row.title,
            self.unit_words(),
            self.slice.period
        );
        Figure {
            drawing: bars.draw("ranked-chart", &title, &about),
            id: "ranked-chart".to_owned(),
            headline: title,
            about,
            note: bars.note(),
            table: self.table(),
            csv: self.file(),
            ..Figure::default()
        }
    }

    fn table(&self) -> Markup {
        let mut grid = Grid::new(format!("{}, {}", self.measure.row.title, self.slice.period))
            .sortable()
            .text_column("Council")
            .number_column("Value")
            .number_column("Similar areas")
            .text_column("Beside similar areas")
            .text_column("Beside England")
            .number_column("Place")
            .text_column("Quarter")
            .text_column("Trend");
        let groups = self.quantiles();
        for of in groups.keys() {
            grid = grid.number_column(&match of {
                5 => "Fifth".to_owned(),
                10 => "Tenth".to_owned(),
                of => format!("Of {of} groups"),
            });
        }
        let with_value = self.in_order();
        let without = (0..self.content.areas.len()).filter(|area| self.value(*area).is_nan());
        for area in with_value.iter().copied().chain(without) {
            let Some(figure) = &self.slice.figures[area] else {
                continue;
            };
            let word = |word| self.content.figures.word(word);
            grid.row(&council(&self.content.areas[area], ROOT), |cells| {
                let missing = words::missing_short(word(figure.missing));
                cells.number(figure.value, &self.shown(figure.value), missing);
                cells.number(figure.similar, &self.shown(figure.similar), "");
                for said in [figure.vs_similar, figure.vs_national] {
                    cells.word(word(said), words::class(word(said)));
                }
                match figure.rank {
                    0 => cells.text(""),
                    rank => cells.whole(rank),
                };
                cells.text(word(figure.quarter));
                cells.word(word(figure.trend), words::class(word(figure.trend)));
                for of in groups.values() {
                    match of.get(&area) {
                        Some(group) => cells.whole(*group),
                        None => cells.text(""),
                    };
                }
            });
        }
        grid.done()
    }

    /// The group of equal size that each council lies in, by how many groups there are.
    fn quantiles(&self) -> BTreeMap<i32, BTreeMap<usize, i32>> {
        let mut groups: BTreeMap<i32, BTreeMap<usize, i32>> = BTreeMap::new();
        for row in self.content.further.quantiles(&self.measure.row.indicator) {
            let area = self.content.places.get(&row.authority);
            if let (Some(area), Some(group)) = (area, row.quantile) {
                groups.entry(row.groups).or_default().insert(*area, group);
            }
        }
        groups
    }
}
