//! A funnel: each council by how many are counted and by its value, with the limits within which
//! chance alone would leave it if it were as England.

use super::{Axis, across, fluid};
use crate::site::markup::Markup;
use crate::site::numbers::{Unit, grouped};

/// The height of the plot and of the room below it.
const HEIGHT: f64 = 320.0;

/// Where the plot begins and ends.
const PLOT: (f64, f64) = (12.0, 272.0);

/// How wide the space is that limits are drawn in before it is stretched to the chart's width.
const WIDE: f64 = 1000.0;

/// Points of a limit, at most one more.
const POINTS: f64 = 60.0;

/// A council.
#[derive(Debug)]
pub(crate) struct Point<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// The name of its page.
    pub(crate) page: &'a str,
    /// How many are counted.
    pub(crate) counted: f64,
    /// The value.
    pub(crate) value: f64,
    /// The class that tells whether it lies within the limits.
    pub(crate) class: &'static str,
    /// The same in words.
    pub(crate) says: &'a str,
}

/// A limit of chance: a class, and its value for each size, the smallest first.
#[derive(Debug)]
pub(crate) struct Limit {
    /// Its class.
    pub(crate) class: &'static str,
    /// Sizes and values.
    pub(crate) points: Vec<(f64, f64)>,
}

/// The chart.
#[derive(Debug)]
pub(crate) struct Funnel<'a> {
    /// The councils.
    pub(crate) points: Vec<Point<'a>>,
    /// The limits.
    pub(crate) limits: Vec<Limit>,
    /// The value around which they lie.
    pub(crate) baseline: f64,
    /// How values are written.
    pub(crate) unit: &'a Unit,
    /// What is counted, such as `inspected`.
    pub(crate) counted: &'a str,
    /// The ends that the axis has whatever the values are.
    pub(crate) ends: Option<(f64, f64)>,
}

impl Funnel<'_> {
    /// The axis of values; none where there is nothing to show.
    fn axis(&self) -> Option<Axis> {
        let values = self.points.iter().map(|point| point.value);
        let ends = self.ends.into_iter().flat_map(|(low, high)| [low, high]);
        Axis::over(values.chain([self.baseline]).chain(ends))
    }

    /// Where the axis of values begins, and how that of sizes runs; nothing where there is nothing to
    /// show.
    pub(crate) fn note(&self) -> String {
        self.axis().map_or_else(String::new, |axis| {
            format!(
                "{}; how many are {} is spread by its square root.",
                axis.begins(),
                self.counted
            )
        })
    }

    /// The largest council.
    fn most(&self) -> f64 {
        let sizes = self.points.iter().map(|point| point.counted);
        sizes.fold(1.0, f64::max)
    }

    /// Draws the chart.
    pub(crate) fn draw(&self, id: &str, title: &str, about: &str) -> Markup {
        let Some(axis) = self.axis() else {
            return Markup::new();
        };
        let most = self.most();
        let mut svg = fluid(id, "plot funnel", HEIGHT, title, about);
        self.values(&mut svg, &axis);
        self.sizes(&mut svg, most);
        self.drawn_limits(&mut svg, &axis, most);
        let y = height(&axis, self.baseline);
        svg.raw("<line class=\"england\" x1=\"0\" x2=\"100%\" y1=\"")
            .place(y)
            .raw("\" y2=\"")
            .place(y)
            .raw("\"/>");
        for point in &self.points {
            svg.raw("<circle class=\"m ")
                .raw(point.class)
                .raw("\" data-k=")
                .value(point.page)
                .raw(" cx=\"");
            across(&mut svg, across_at(point.counted, most));
            svg.raw("\" cy=\"")
                .place(height(&axis, point.value))
                .raw("\"><title>")
                .text(point.name)
                .raw(": ")
                .text(&self.unit.shown(point.value))
                .raw(" of ");
            svg.text(&number(point.counted))
                .raw(" ")
                .text(self.counted)
                .text(point.says);
            svg.raw("</title></circle>");
        }
        svg.raw("</svg>");
        svg
    }

    /// The axis of values at the left.
    fn values(&self, svg: &mut Markup, axis: &Axis) {
        let unit = axis.unit(self.unit);
        for mark in axis.marks() {
            let y = height(axis, mark);
            svg.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"")
                .place(y)
                .raw("\" y2=\"")
                .place(y);
            svg.raw("\"/><text class=\"tick left\" x=\"-6\" y=\"")
                .place(y + 5.0)
                .raw("\">");
            svg.text(&unit.shown(mark)).raw("</text>");
        }
    }

    /// The axis of sizes below: nought, a quarter of the largest, which stands in the middle, and
    /// the largest.
    fn sizes(&self, svg: &mut Markup, most: f64) {
        let y = PLOT.1 + 22.0;
        svg.raw("<text class=\"tick from\" x=\"0\" y=\"")
            .place(y)
            .raw("\">0</text>");
        let middle = rounded(most / 4.0);
        svg.raw("<text class=\"tick\" y=\"").place(y).raw("\" x=\"");
        across(svg, across_at(middle, most));
        svg.raw("\">").text(&number(middle)).raw("</text>");
        svg.raw("<text class=\"tick to\" x=\"100%\" y=\"")
            .place(y)
            .raw("\">")
            .text(&number(most))
            .raw("</text>");
        svg.raw("<text class=\"tick\" x=\"50%\" y=\"")
            .place(y + 20.0)
            .raw("\">how many were ")
            .text(self.counted)
            .raw("</text>");
    }

    /// The limits, as one path each: they are drawn in a space of their own, which is stretched to
    /// the width of the chart.
    fn drawn_limits(&self, svg: &mut Markup, axis: &Axis, most: f64) {
        svg.raw("<svg x=\"0\" width=\"100%\" y=\"")
            .place(PLOT.0)
            .raw("\" height=\"")
            .place(PLOT.1 - PLOT.0)
            .raw("\" viewBox=\"0 0 ")
            .place(WIDE)
            .raw(" ")
            .place(PLOT.1 - PLOT.0);
        svg.raw("\" preserveAspectRatio=\"none\">");
        for limit in &self.limits {
            let last = limit.points.len().saturating_sub(1);
            // Small councils lie far apart, where a limit bends most: those too near to the one
            // before to be told apart are left out, and no others.
            let mut before = f64::NEG_INFINITY;
            let kept = limit
                .points
                .iter()
                .enumerate()
                .filter(|(at, (counted, _))| {
                    let across = across_at(*counted, most);
                    let is_kept = across - before >= 1.0 / POINTS || *at == last;
                    if is_kept {
                        before = across;
                    }
                    is_kept
                });
            svg.raw("<path vector-effect=\"non-scaling-stroke\" fill=\"none\" class=\"")
                .raw(limit.class)
                .raw("\" d=\"");
            for (order, (_, (counted, value))) in kept.enumerate() {
                // What lies far outside is cut off at the edge, and needs no more exact place.
                let y = (axis.to - value) / (axis.to - axis.from) * (PLOT.1 - PLOT.0);
                svg.raw(if order == 0 { "M" } else { "L" })
                    .place(across_at(*counted, most) * WIDE)
                    .raw(" ")
                    .place(y.clamp(-PLOT.1, 2.0 * PLOT.1));
            }
            svg.raw("\"/>");
        }
        svg.raw("</svg>");
    }
}

/// Counts are spread by their square roots, as the widths of the limits are.
fn across_at(counted: f64, most: f64) -> f64 {
    (counted.max(0.0) / most).sqrt()
}

fn height(axis: &Axis, value: f64) -> f64 {
    PLOT.1 - (PLOT.1 - PLOT.0) * axis.at(value)
}

/// A number of one digit and noughts.
fn rounded(number: f64) -> f64 {
    let power = 10f64.powf(number.max(1.0).log10().floor());
    (number / power).round() * power
}

fn number(counted: f64) -> String {
    // A count of people or settings is far below what a whole number holds, and none is negative.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let counted = counted.round() as usize;
    grouped(counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_one_path_however_many_councils_there_are() {
        let unit = Unit::percent(0);
        let funnel = Funnel {
            points: vec![Point {
                name: "Leeds",
                page: "383-leeds",
                counted: 400.0,
                value: 60.0,
                class: "far",
                says: ", below the limit of 99.8%",
            }],
            limits: vec![Limit {
                class: "limit",
                points: (1..=400).map(|at| (f64::from(at), 50.0)).collect(),
            }],
            baseline: 50.0,
            unit: &unit,
            counted: "inspected",
            ends: Some((0.0, 100.0)),
        };
        let svg = funnel.draw("x", "t", "a");
        let svg = svg.as_str();
        assert_eq!(svg.matches("<path").count(), 1);
        assert!(svg.matches('L').count() < 70);
        assert!(svg.contains("Leeds: 60% of 400 inspected, below the limit of 99.8%"));
        // A quarter of the largest stands in the middle.
        assert!(svg.contains("x=\"50%\">100</text>"), "{svg}");
    }
}
