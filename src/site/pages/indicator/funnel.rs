//! The funnel of an indicator whose figures have numerators and denominators, where the run asks for
//! limits of chance.

use super::Shown;
use crate::review::LimitRow;
use crate::site::SiteError;
use crate::site::charts::funnel::{Funnel, Limit, Point};
use crate::site::figure::Figure;
use crate::site::files::Csv;
use crate::site::folder::File;
use crate::site::grid::Grid;
use crate::site::markup::Markup;
use crate::site::numbers::{counted, exact, number};
use crate::site::pages::{council, funnel_key};

/// A council in the funnel.
pub(super) struct Placed<'a> {
    area: usize,
    row: &'a LimitRow,
    counted: f64,
    baseline: f64,
}

impl Shown<'_> {
    /// The councils that have a place in the funnel, the smallest first.
    pub(super) fn placed(&self) -> Vec<Placed<'_>> {
        let rows = self.content.further.limits(&self.measure.row.indicator);
        let mut placed: Vec<Placed<'_>> = rows
            .iter()
            .filter_map(|row| {
                row.funnel.as_ref()?;
                Some(Placed {
                    area: *self.content.places.get(&row.authority)?,
                    row,
                    counted: row.denominator?,
                    baseline: row.baseline?,
                })
            })
            .collect();
        placed.sort_by(|a, b| a.counted.total_cmp(&b.counted).then(a.area.cmp(&b.area)));
        placed
    }

    /// The chart of them; nothing where there is no funnel.
    pub(super) fn funnel(&self, placed: &[Placed<'_>]) -> Figure {
        let Some(baseline) = placed.first().map(|of| of.baseline) else {
            return Figure::default();
        };
        let outside = |word: &str| placed.iter().filter(|of| is_at(of.row, word)).count();
        let headline = format!(
            "{} above what chance explains, {} below, of {}",
            counted(outside("above"), "council lies", "councils lie"),
            outside("below"),
            placed.len()
        );
        let about = format!(
            "{}, {}, {}. Between the inner lines lie 95 of 100 councils if all were as England, between the outer ones 998 of 1,000.",
            self.measure.row.title,
            self.unit_words(),
            self.slice.period
        );
        let funnel = Funnel {
            limits: limits(placed),
            points: placed.iter().map(|of| self.point(of)).collect(),
            baseline,
            unit: &self.measure.unit,
            counted: "counted",
            ends: None,
        };
        let mut note = funnel.note();
        let wide = placed.iter().find_map(|of| of.row.overdispersion);
        if let Some(times) = wide.filter(|times| *times > 1.0) {
            let still = placed
                .iter()
                .filter(|of| {
                    of.row
                        .wide_funnel
                        .as_deref()
                        .is_some_and(|of| of != "within")
                })
                .count();
            note.push_str(&format!(
                " Councils vary {} times as much as chance makes them. With limits that allow for that, {} outside.",
                number(times, 1),
                counted(still, "council lies", "councils lie")
            ));
        }
        Figure {
            drawing: funnel.draw("funnel", &headline, &about),
            id: "funnel".to_owned(),
            headline,
            about,
            key: funnel_key(&self.shown(baseline)),
            note,
            table: self.funnel_table(placed),
            csv: self.funnel_file(),
        }
    }

    fn point<'a>(&'a self, of: &Placed<'a>) -> Point<'a> {
        let area = &self.content.areas[of.area];
        let (class, says) = match of.row.funnel.as_deref() {
            Some("above 95%") => ("off", ", above the limit of 95%"),
            Some("below 95%") => ("off", ", below the limit of 95%"),
            Some("above 99.8%") => ("far", ", above the limit of 99.8%"),
            Some("below 99.8%") => ("far", ", below the limit of 99.8%"),
            _ => ("", ""),
        };
        Point {
            name: &area.name,
            page: &area.page,
            counted: of.counted,
            value: of.row.value,
            class,
            says,
        }
    }

    fn funnel_table(&self, placed: &[Placed<'_>]) -> Markup {
        let mut grid = Grid::new("Councils and the limits of chance at their size")
            .sortable()
            .text_column("Council")
            .number_column("Counted")
            .number_column("Value")
            .number_column("95% from")
            .number_column("95% to")
            .number_column("99.8% from")
            .number_column("99.8% to")
            .text_column("Lies");
        for of in placed.iter().rev() {
            grid.row(
                &council(&self.content.areas[of.area], super::ROOT),
                |cells| {
                    cells.number(of.counted, &number(of.counted, 0), "");
                    for value in [
                        Some(of.row.value),
                        of.row.funnel_low_95,
                        of.row.funnel_high_95,
                        of.row.funnel_low_998,
                        of.row.funnel_high_998,
                    ] {
                        let value = value.unwrap_or(f64::NAN);
                        cells.number(value, &self.shown(value), "");
                    }
                    cells.text(of.row.funnel.as_deref().unwrap_or_default());
                },
            );
        }
        grid.done()
    }

    fn funnel_file(&self) -> String {
        format!("{}-funnel.csv", self.measure.page)
    }

    /// The same as a file; none where there is no funnel.
    pub(super) fn funnel_csv(
        &self,
        folder: &str,
        placed: &[Placed<'_>],
    ) -> Result<Option<File>, SiteError> {
        if placed.is_empty() {
            return Ok(None);
        }
        let mut csv = Csv::new(
            format!("{folder}/{}", self.funnel_file()),
            &[
                "authority",
                "name",
                "breakdown",
                "period",
                "denominator",
                "value",
                "baseline",
                "funnel_low_95",
                "funnel_high_95",
                "funnel_low_998",
                "funnel_high_998",
                "funnel",
                "overdispersion",
                "wide_funnel",
            ],
        )?;
        for of in placed {
            let row = of.row;
            let number = |value: Option<f64>| exact(value.unwrap_or(f64::NAN));
            csv.row(&[
                &row.authority,
                &self.content.areas[of.area].name,
                &row.breakdown,
                &row.period,
                &exact(of.counted),
                &exact(row.value),
                &exact(of.baseline),
                &number(row.funnel_low_95),
                &number(row.funnel_high_95),
                &number(row.funnel_low_998),
                &number(row.funnel_high_998),
                row.funnel.as_deref().unwrap_or_default(),
                &number(row.overdispersion),
                row.wide_funnel.as_deref().unwrap_or_default(),
            ])?;
        }
        csv.done().map(Some)
    }
}

/// Whether a value lies `above` or `below` the limits of 95%.
fn is_at(row: &LimitRow, word: &str) -> bool {
    row.funnel.as_deref().is_some_and(|of| of.starts_with(word))
}

/// The four limits, through what the table has of each size.
fn limits(placed: &[Placed<'_>]) -> Vec<Limit> {
    let limit = |class, pick: fn(&LimitRow) -> Option<f64>| Limit {
        class,
        points: placed
            .iter()
            .filter_map(|of| Some((of.counted, pick(of.row)?)))
            .collect(),
    };
    vec![
        limit("limit", |row| row.funnel_low_95),
        limit("limit", |row| row.funnel_high_95),
        limit("limit wide", |row| row.funnel_low_998),
        limit("limit wide", |row| row.funnel_high_998),
    ]
}
