//! A spine: a row for each indicator, England's worst to best as a band with the middle half
//! darker, England as a line, similar areas as a diamond, the council as a filled mark with its
//! interval. Right is better; where neither end is good, right is higher.

use super::{across, broken, fluid};
use crate::site::markup::Markup;

/// The room for the words at the ends of the scale.
const TOP: f64 = 26.0;

/// How far lines of text are apart.
const LINE: f64 = 19.0;

/// How far above a row's marks its words stand.
const ABOVE: f64 = 16.0;

/// Characters in a line of a title, which fit a telephone.
const LONGEST: usize = 42;

/// Lines of a title.
const LINES: usize = 3;

/// A row of the chart; what is missing is not a number.
#[derive(Debug)]
pub(crate) struct SpineRow {
    /// What the row is about.
    pub(crate) title: String,
    /// The value as it is read, and how it compares.
    pub(crate) says: Vec<Said>,
    /// The lowest value, the quartiles and the highest.
    pub(crate) spread: [f64; 4],
    /// The council's value, and the ends of its interval.
    pub(crate) own: [f64; 3],
    /// The similar areas' value.
    pub(crate) similar: f64,
    /// England's value.
    pub(crate) national: f64,
    /// Whether low values are good.
    pub(crate) is_reversed: bool,
}

/// A piece of what is said above a row, with the class that gives its colour.
#[derive(Debug)]
pub(crate) struct Said {
    /// The text.
    pub(crate) text: String,
    /// Its class.
    pub(crate) class: &'static str,
}

/// Draws the chart; `ends` are the words at the left and the right.
pub(crate) fn draw(
    id: &str,
    title: &str,
    about: &str,
    ends: [&str; 2],
    rows: &[SpineRow],
) -> Markup {
    let mut y = TOP;
    let mut body = Markup::new();
    for row in rows {
        y = row.draw(&mut body, id, y);
    }
    let mut svg = fluid(id, "plot spine", y, title, about);
    svg.raw("<defs><path id=\"")
        .text(id)
        .raw("-s\" d=\"M0-10 6 0 0 10-6 0z\"/></defs>");
    svg.raw("<text class=\"end\" x=\"0\" y=\"14\">\u{25c2} ")
        .text(ends[0]);
    svg.raw("</text><text class=\"end right\" x=\"100%\" y=\"14\">")
        .text(ends[1]);
    svg.raw(" \u{25b8}</text>").push(&body).raw("</svg>");
    svg
}

impl SpineRow {
    /// Draws the row from `y` on, and gives where the next one begins. The row's own middle is where its
    /// marks stand.
    fn draw(&self, svg: &mut Markup, chart: &str, y: f64) -> f64 {
        let lines = broken(&self.title, LONGEST, LINES);
        let mut line = -ABOVE;
        let mut middle = y + ABOVE + 16.0;
        for _ in &lines {
            line -= LINE;
            middle += LINE;
        }
        svg.raw("<g class=m transform=translate(0,")
            .place(middle)
            .raw(")>");
        // What stands in the row needs no tooltip.
        if !self
            .title
            .split_whitespace()
            .eq(lines.iter().flat_map(|of| of.split_whitespace()))
        {
            svg.raw("<title>").text(&self.title).raw(": ");
            for said in &self.says {
                svg.text(&said.text);
            }
            svg.raw("</title>");
        }
        for text in &lines {
            svg.raw("<text y=\"").place(line).raw("\">").text(text);
            svg.raw("</text>");
            line += LINE;
        }
        svg.raw("<text class=says>");
        for said in &self.says {
            svg.raw("<tspan class=")
                .raw(said.class)
                .raw(">")
                .text(&said.text);
            svg.raw("</tspan>");
        }
        svg.raw("</text>");
        self.track(svg, chart);
        svg.raw("</g>");
        middle + 24.0
    }

    /// Where a value lies on the row, from 0 to 1.
    fn at(&self, value: f64) -> f64 {
        let [low, .., high] = self.spread;
        let at = ((value - low) / (high - low)).clamp(0.0, 1.0);
        let at = if at.is_nan() { 0.5 } else { at };
        // Marks at the ends are not cut off.
        0.01 + 0.98 * if self.is_reversed { 1.0 - at } else { at }
    }

    fn track(&self, svg: &mut Markup, chart: &str) {
        let [low, lower, upper, high] = self.spread;
        // The whole of the row, which the style sheet knows.
        if low < high {
            svg.raw("<rect class=range />");
        }
        self.band(svg, "half", (lower, upper));
        if !self.national.is_nan() {
            svg.raw("<rect class=england x=\"");
            across(svg, self.at(self.national));
            svg.raw("\"/>");
        }
        let [value, from, to] = self.own;
        if from < to {
            self.band(svg, "interval", (from, to));
        }
        if !self.similar.is_nan() {
            svg.raw("<use class=similar href=\"#")
                .text(chart)
                .raw("-s\" x=\"");
            across(svg, self.at(self.similar));
            svg.raw("\"/>");
        }
        if !value.is_nan() {
            svg.raw("<circle class=own cx=\"");
            across(svg, self.at(value));
            svg.raw("\"/>");
        }
    }

    fn band(&self, svg: &mut Markup, class: &'static str, (from, to): (f64, f64)) {
        if from.is_nan() || to.is_nan() {
            return;
        }
        let (a, b) = (self.at(from), self.at(to));
        svg.raw("<rect class=").raw(class).raw(" x=\"");
        across(svg, a.min(b));
        svg.raw("\" width=\"");
        across(svg, (a - b).abs());
        svg.raw("\"/>");
    }
}
