//! Lines over periods: a council beside its comparators, or the spread of all councils. A period
//! without a value is a gap, and a line's name stands at its end.

use super::{Axis, sized};
use crate::site::markup::Markup;
use crate::site::numbers::Unit;

/// The size of a small chart, and of one that stands alone.
const SIZES: [(f64, f64); 2] = [(340.0, 190.0), (640.0, 300.0)];

/// The room at the left, right, upper and lower edge of the plot.
const ROOM: [f64; 4] = [52.0, 96.0, 12.0, 32.0];

/// How far names at the ends of lines are apart.
const APART: f64 = 17.0;

/// A line; a period without a value has one that is not a number.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// What it is called at its end.
    pub(crate) name: &'a str,
    /// Its class.
    pub(crate) class: &'static str,
    /// A value for each period.
    pub(crate) values: Vec<f64>,
}

/// A band between two values in each period.
#[derive(Debug)]
pub(crate) struct Band {
    /// Its class.
    pub(crate) class: &'static str,
    /// The ends in each period.
    pub(crate) ends: Vec<(f64, f64)>,
}

/// The chart.
#[derive(Debug)]
pub(crate) struct Trend<'a> {
    /// The periods.
    pub(crate) periods: Vec<&'a str>,
    /// The periods at which the series breaks: nothing from them on is compared with anything
    /// before them.
    pub(crate) breaks: Vec<usize>,
    /// The bands, the lowest first.
    pub(crate) bands: Vec<Band>,
    /// The lines, the lowest first.
    pub(crate) lines: Vec<Line<'a>>,
    /// How values are written.
    pub(crate) unit: &'a Unit,
    /// Whether it stands alone, and not among many.
    pub(crate) is_wide: bool,
}

/// Where the plot is, and what its height spans.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    axis: Axis,
}

impl Trend<'_> {
    /// The axis of values; none where there is nothing to show.
    fn axis(&self) -> Option<Axis> {
        let lines = self
            .lines
            .iter()
            .flat_map(|line| line.values.iter().copied());
        let bands = self.bands.iter().flat_map(|band| &band.ends);
        Axis::over(lines.chain(bands.flat_map(|(low, high)| [*low, *high])))
    }

    /// Where the axis begins; nothing where there is nothing to show.
    pub(crate) fn note(&self) -> String {
        let axis = self.axis();
        axis.map_or_else(String::new, |axis| format!("{}.", axis.begins()))
    }

    /// Draws the chart.
    pub(crate) fn draw(&self, id: &str, title: &str, about: &str) -> Markup {
        let Some(axis) = self.axis() else {
            return Markup::new();
        };
        let size = SIZES[usize::from(self.is_wide)];
        let [left, right, top, bottom] = ROOM;
        let plot = Plot {
            left,
            right: size.0 - right,
            top,
            bottom: size.1 - bottom,
            axis,
        };
        let mut svg = sized(id, "plot trend", size, title, about);
        self.axes(&mut svg, &plot);
        self.broken(&mut svg, &plot);
        for band in &self.bands {
            self.band(&mut svg, band, &plot);
        }
        for line in &self.lines {
            self.line(&mut svg, line, &plot);
        }
        self.names(&mut svg, &plot);
        svg.raw("</svg>");
        svg
    }

    fn x(&self, plot: &Plot, at: usize) -> f64 {
        let Plot { left, right, .. } = *plot;
        let last = self.periods.len().saturating_sub(1);
        if last == 0 {
            return (left + right) / 2.0;
        }
        let share = f64::from(u32::try_from(at).unwrap_or_default())
            / f64::from(u32::try_from(last).unwrap_or(1));
        left + 6.0 + (right - left - 12.0) * share
    }

    fn axes(&self, svg: &mut Markup, plot: &Plot) {
        let Plot {
            left,
            right,
            bottom,
            ..
        } = *plot;
        let unit = plot.axis.unit(self.unit);
        svg.raw("<path class=grid d=\"");
        for mark in plot.axis.marks() {
            svg.raw("M")
                .place(left)
                .raw(" ")
                .place(plot.height(mark))
                .raw("H")
                .place(right);
        }
        svg.raw("\"/>");
        for mark in plot.axis.marks() {
            svg.raw("<text class=\"tick left\" x=\"")
                .place(left - 6.0)
                .raw("\" y=\"")
                .place(plot.height(mark) + 5.0)
                .raw("\">")
                .text(&unit.shown(mark))
                .raw("</text>");
        }
        let last = self.periods.len().saturating_sub(1);
        let ends = [(0, "tick from"), (last, "tick to")];
        let shown = if last == 0 { &ends[..1] } else { &ends[..] };
        for (at, class) in shown {
            if let Some(period) = self.periods.get(*at) {
                svg.raw("<text class=\"")
                    .raw(class)
                    .raw("\" x=\"")
                    .place(self.x(plot, *at));
                svg.raw("\" y=\"")
                    .place(bottom + 22.0)
                    .raw("\">")
                    .text(period)
                    .raw("</text>");
            }
        }
    }

    /// A line between the two periods that a break parts.
    fn broken(&self, svg: &mut Markup, plot: &Plot) {
        for at in self.breaks.iter().copied().filter(|at| *at > 0) {
            let x = f64::midpoint(self.x(plot, at - 1), self.x(plot, at));
            svg.raw("<path class=\"break\" d=\"M")
                .place(x)
                .raw(" ")
                .place(plot.top)
                .raw("V")
                .place(plot.bottom)
                .raw("\"/>");
        }
    }

    fn band(&self, svg: &mut Markup, band: &Band, plot: &Plot) {
        let whole = band.ends.iter().map(|(low, high)| low + high);
        for stretch in stretches(whole, &self.breaks) {
            svg.raw("<path class=\"").raw(band.class).raw("\" d=\"");
            let upper = stretch.clone().map(|at| (at, band.ends[at].1));
            let lower = stretch.rev().map(|at| (at, band.ends[at].0));
            let places = upper.chain(lower);
            through(
                svg,
                places.map(|(at, value)| (self.x(plot, at), plot.height(value))),
            );
            svg.raw("z\"/>");
        }
    }

    fn line(&self, svg: &mut Markup, line: &Line<'_>, plot: &Plot) {
        svg.raw("<g class=\"m ")
            .raw(line.class)
            .raw("\"><title>")
            .text(line.name);
        for (period, value) in self.periods.iter().zip(&line.values) {
            if !value.is_nan() {
                svg.raw("; ")
                    .text(period)
                    .raw(": ")
                    .text(&self.unit.shown(*value));
            }
        }
        svg.raw("</title>");
        for stretch in stretches(line.values.iter().copied(), &self.breaks) {
            if stretch.len() == 1 || line.class == "own" {
                // A line of no length has round ends: a dot.
                svg.raw("<path class=dot d=\"");
                for at in stretch.clone() {
                    svg.raw("M")
                        .place(self.x(plot, at))
                        .raw(" ")
                        .place(plot.height(line.values[at]))
                        .raw("h0");
                }
                svg.raw("\"/>");
            }
            if stretch.len() > 1 {
                let places = stretch.map(|at| (self.x(plot, at), plot.height(line.values[at])));
                svg.raw("<path d=\"");
                through(svg, places);
                svg.raw("\"/>");
            }
        }
        svg.raw("</g>");
    }

    /// The names at the ends of lines, moved apart where they would lie over one another.
    fn names(&self, svg: &mut Markup, plot: &Plot) {
        let Plot {
            right, top, bottom, ..
        } = *plot;
        let mut names: Vec<(f64, &Line<'_>)> = self
            .lines
            .iter()
            .filter_map(|line| {
                let last = line.values.iter().rev().find(|value| !value.is_nan())?;
                Some((plot.height(*last) + 5.0, line))
            })
            .collect();
        names.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut free = top;
        for (y, _) in &mut names {
            *y = y.max(free);
            free = *y + APART;
        }
        let mut free = bottom + 6.0;
        for (y, _) in names.iter_mut().rev() {
            *y = y.min(free);
            free = *y - APART;
        }
        for (y, line) in names {
            svg.raw("<text class=\"at-end ")
                .raw(line.class)
                .raw("\" x=\"")
                .place(right + 4.0);
            svg.raw("\" y=\"")
                .place(y)
                .raw("\">")
                .text(line.name)
                .raw("</text>");
        }
    }
}

impl Plot {
    /// Where a value lies.
    fn height(&self, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * self.axis.at(value)
    }
}

/// A line through these places, as the `d` of a path.
fn through(svg: &mut Markup, places: impl Iterator<Item = (f64, f64)>) {
    for (order, (x, y)) in places.enumerate() {
        // What follows a place that is moved to is a line.
        svg.raw(if order == 0 { "M" } else { " " })
            .place(x)
            .raw(" ")
            .place(y);
    }
}

/// The stretches of places that have a value, none of which goes over a break.
fn stretches(values: impl Iterator<Item = f64>, breaks: &[usize]) -> Vec<std::ops::Range<usize>> {
    let mut stretches: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, value) in values.enumerate() {
        if value.is_nan() {
            continue;
        }
        match stretches.last_mut() {
            Some(stretch) if stretch.end == at && !breaks.contains(&at) => stretch.end = at + 1,
            _ => stretches.push(at..at + 1),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_without_a_value_is_a_gap() {
        let values = [f64::NAN, 1.0, 2.0, f64::NAN, 3.0];
        assert_eq!(stretches(values.into_iter(), &[]), [1..3, 4..5]);
    }

    #[test]
    fn nothing_is_drawn_over_a_break() {
        let values = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(stretches(values.into_iter(), &[2]), [0..2, 2..4]);
    }

    #[test]
    fn names_at_the_ends_do_not_lie_over_one_another() {
        let unit = Unit::percent(0);
        let line = |name, class| Line {
            name,
            class,
            values: vec![10.0, 20.0],
        };
        let trend = Trend {
            periods: vec!["2008", "2009"],
            breaks: Vec::new(),
            bands: Vec::new(),
            lines: vec![line("England", "england"), line("Leeds", "own")],
            unit: &unit,
            is_wide: false,
        };
        let svg = trend.draw("x", "t", "a");
        let heights: Vec<f64> = svg
            .as_str()
            .split("class=\"at-end")
            .skip(1)
            .filter_map(|text| text.split(" y=\"").nth(1)?.split('"').next()?.parse().ok())
            .collect();
        assert_eq!(heights.len(), 2);
        assert!(
            (heights[0] - heights[1]).abs() >= APART - 0.1,
            "{heights:?}"
        );
    }
}
