//! How the values of all councils lie in each period.

use super::Shown;
use crate::site::charts::trend::{Band, Line, Trend};
use crate::site::figure::{Figure, mark};
use crate::site::figures::Series;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::words;

impl Shown<'_> {
    /// How the councils' values lie in each period.
    pub(super) fn spread(&self) -> Figure {
        if self.series.slices.len() < 2 {
            return Figure::default();
        }
        let spreads: Vec<[f64; 5]> = self
            .series
            .slices
            .iter()
            .map(|slice| {
                let edge = |value: Option<f64>| value.unwrap_or(f64::NAN);
                self.content
                    .spread(self.series, &slice.period)
                    .map_or([f64::NAN; 5], |of| {
                        [of.minimum, of.q25, of.median, of.q75, of.maximum].map(edge)
                    })
            })
            .collect();
        let national: Vec<f64> = self.series.slices.iter().map(Series::national).collect();
        let band = |class, low: usize, high: usize| Band {
            class,
            ends: spreads.iter().map(|of| (of[low], of[high])).collect(),
        };
        let trend = Trend {
            periods: self
                .series
                .slices
                .iter()
                .map(|of| of.period.as_str())
                .collect(),
            breaks: self.breaks(),
            is_wide: true,
            bands: vec![band("range", 0, 4), band("half", 1, 3)],
            lines: vec![
                Line {
                    name: "Median",
                    class: "median",
                    values: spreads.iter().map(|of| of[2]).collect(),
                },
                Line {
                    name: "England",
                    class: "own",
                    values: national.clone(),
                },
            ],
            unit: &self.measure.unit,
        };
        let ends: Vec<(usize, f64)> = national
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, value)| value.is_finite())
            .collect();
        let headline = match (ends.first(), ends.last()) {
            (Some((first, from)), Some((last, to))) if first != last => format!(
                "England: {} in {}, {} in {}",
                self.shown(*from),
                trend.periods[*first],
                self.shown(*to),
                trend.periods[*last]
            ),
            _ => "How councils are spread in each period".to_owned(),
        };
        let about = format!(
            "Unit: {}. England, and the lowest, the middle half and the highest of all councils.",
            self.unit_words()
        );
        let mut key = Markup::new();
        for (class, meaning) in [
            ("range", "all councils"),
            ("half", "the middle half of them"),
        ] {
            mark(&mut key, class, meaning);
        }
        Figure {
            drawing: trend.draw("time-chart", &headline, &about),
            id: "time-chart".to_owned(),
            headline,
            about,
            key,
            note: self.time_note(trend.note()),
            table: self.spread_table(&spreads, &national),
            csv: self.file(),
        }
    }

    fn spread_table(&self, spreads: &[[f64; 5]], national: &[f64]) -> Markup {
        let mut grid =
            Grid::new("How the councils' values lie in each period").text_column("Period");
        for name in [
            "England",
            "Lowest",
            "Lower quartile",
            "Median",
            "Upper quartile",
            "Highest",
        ] {
            grid = grid.number_column(name);
        }
        for ((slice, spread), national) in self.series.slices.iter().zip(spreads).zip(national) {
            grid.row(&Markup::of(&slice.period), |cells| {
                for value in std::iter::once(*national).chain(*spread) {
                    cells.number(value, &self.shown(value), "no figure");
                }
            });
        }
        grid.done()
    }

    /// The periods at which the series of all councils breaks.
    fn breaks(&self) -> Vec<usize> {
        let rows = self.content.further.breaks(&self.measure.row.indicator);
        let whole = rows.iter().filter(|row| row.authorities.is_empty());
        whole
            .filter_map(|row| {
                self.series
                    .slices
                    .iter()
                    .position(|of| of.period == row.period)
            })
            .collect()
    }

    /// Where the axis begins, and where the series breaks and why.
    fn time_note(&self, begins: String) -> String {
        let mut said = vec![begins];
        for row in self.content.further.breaks(&self.measure.row.indicator) {
            let whose = match row.authorities.as_slice() {
                [] => "The series breaks".to_owned(),
                codes => {
                    let names = codes.iter().filter_map(|code| self.content.named(code));
                    let names: Vec<String> = names.map(|of| of.name.clone()).collect();
                    if names.is_empty() {
                        continue;
                    }
                    format!("The series of {} breaks", words::listed(&names))
                }
            };
            let why = match &row.reason {
                Some(reason) => format!(": {}", reason.trim_end_matches('.')),
                None => String::new(),
            };
            said.push(format!(
                "{whose} at {}{why}; nothing from then on is compared with what was before.",
                row.period
            ));
        }
        said.join(" ")
    }
}
