//! How unequal an indicator is over ordered groups, where the pipeline asks.

use std::collections::BTreeMap;

use super::{ROOT, Shown};
use crate::review::InequalityRow;
use crate::site::SiteError;
use crate::site::charts::bars::{Bar, Bars};
use crate::site::figure::Figure;
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, exact, number};
use crate::site::pages::council;
use crate::site::words;

impl Shown<'_> {
    /// The part of the page; nothing where there is no inequality.
    pub(super) fn inequality(&self) -> Markup {
        let rows = self.content.further.inequality(&self.measure.row.indicator);
        let mut groups: BTreeMap<&str, Vec<&InequalityRow>> = BTreeMap::new();
        for row in rows {
            groups.entry(&row.inequality).or_default().push(row);
        }
        let mut body = Markup::new();
        for (at, (name, rows)) in groups.into_iter().enumerate() {
            // Periods of one series are in their order on the page of the series.
            let latest = self.series.slices.iter().rev().find_map(|slice| {
                let has = |row: &&&InequalityRow| row.period == slice.period && row.slope.is_some();
                rows.iter().find(has).map(|row| row.period.as_str())
            });
            if let Some(period) = latest {
                let rows: Vec<&InequalityRow> = rows
                    .into_iter()
                    .filter(|row| row.period == period)
                    .collect();
                self.unequal(at, name, period, rows).add_to(&mut body);
            }
        }
        body
    }

    fn unequal(
        &self,
        at: usize,
        name: &str,
        period: &str,
        mut rows: Vec<&InequalityRow>,
    ) -> Figure {
        rows.retain(|row| self.content.places.contains_key(&row.authority));
        let slope = |row: &InequalityRow| row.slope.unwrap_or(f64::NAN);
        // Those that could not be measured come last.
        rows.sort_by(|a, b| {
            let (a, b) = (slope(a), slope(b));
            a.is_nan().cmp(&b.is_nan()).then(b.total_cmp(&a))
        });
        let measured = rows.iter().filter(|row| row.slope.is_some());
        let bars = Bars {
            bars: measured
                .clone()
                .filter_map(|row| {
                    let of = self.content.named(&row.authority)?;
                    Some(Bar {
                        name: &of.name,
                        page: &of.page,
                        value: slope(row),
                        interval: (
                            row.slope_low.unwrap_or(f64::NAN),
                            row.slope_high.unwrap_or(f64::NAN),
                        ),
                        about: "from the worst off to the best off".to_owned(),
                        beside: "",
                    })
                })
                .collect(),
            national: f64::NAN,
            unit: &self.measure.unit,
        };
        let sure = measured.clone().filter(|row| {
            row.slope_low.is_some_and(|low| low > 0.0)
                || row.slope_high.is_some_and(|high| high < 0.0)
        });
        let headline = format!(
            "{}: the gap is more than chance in {} of {}",
            words::capital(&words::plain(name)),
            sure.count(),
            counted(bars.bars.len(), "council", "councils"),
        );
        let about = format!(
            "Slope index of inequality: how much the indicator rises from the worst off to the best off; {}, {period}. A thin line is its 95% interval.",
            self.unit_words()
        );
        let id = format!("inequality-{at}");
        Figure {
            drawing: bars.draw(&id, &headline, &about),
            id,
            headline,
            about,
            note: bars.note(),
            table: self.unequal_table(name, &rows),
            csv: self.unequal_file(),
            ..Figure::default()
        }
    }

    fn unequal_table(&self, name: &str, rows: &[&InequalityRow]) -> Markup {
        let mut grid = Grid::new(format!("Inequality by {}", words::plain(name)))
            .sortable()
            .text_column("Council")
            .number_column("Slope")
            .number_column("From")
            .number_column("To")
            .number_column("Best over worst off")
            .number_column("From")
            .number_column("To");
        for row in rows {
            let Some(of) = self.content.named(&row.authority) else {
                continue;
            };
            grid.row(&council(of, ROOT), |cells| {
                for value in [row.slope, row.slope_low, row.slope_high] {
                    let value = value.unwrap_or(f64::NAN);
                    cells.number(value, &self.shown(value), "not measured");
                }
                for value in [row.relative, row.relative_low, row.relative_high] {
                    let value = value.unwrap_or(f64::NAN);
                    cells.number(value, &number(value, 2), "none");
                }
            });
        }
        grid.done()
    }

    fn unequal_file(&self) -> String {
        format!("{}-inequality.csv", self.measure.page)
    }

    /// The same as a file, of every period; none where there is no inequality.
    pub(super) fn inequality_csv(&self, folder: &str) -> Result<Option<File>, SiteError> {
        let rows = self.content.further.inequality(&self.measure.row.indicator);
        if rows.is_empty() {
            return Ok(None);
        }
        let mut csv = Csv::new(
            format!("{folder}/{}", self.unequal_file()),
            &[
                "authority",
                "name",
                "inequality",
                "period",
                "slope",
                "slope_low",
                "slope_high",
                "relative",
                "relative_low",
                "relative_high",
                "sizes",
            ],
        )?;
        for row in rows {
            let Some(of) = self.content.named(&row.authority) else {
                continue;
            };
            let numbers = [
                row.slope,
                row.slope_low,
                row.slope_high,
                row.relative,
                row.relative_low,
                row.relative_high,
            ]
            .map(|value| exact(value.unwrap_or(f64::NAN)));
            let mut cells: Vec<&str> = vec![&row.authority, &of.name, &row.inequality, &row.period];
            cells.extend(numbers.iter().map(String::as_str));
            cells.push(&row.sizes);
            csv.row(&cells)?;
        }
        csv.done().map(Some)
    }
}
