//! Ranked bars: every council once, the best first, with its interval, and England as a line.
//!
//! What is the same in each row (how high a bar is, where a name stands) is said once, in the style sheet.
//!
//! Where the axis does not begin at nought a bar would lie about proportions: marks stand in its
//! place, and the chart says so.

use super::{Axis, across, fluid};
use crate::site::markup::Markup;
use crate::site::numbers::Unit;

/// How far rows are apart.
const ROW: f64 = 20.0;

/// The room above the first row, for the axis.
const TOP: f64 = 44.0;

/// The longest name, in characters, that a telephone has room for.
const LONGEST: usize = 27;

/// A council in the chart.
#[derive(Debug)]
pub(crate) struct Bar<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// The name of its page, by which it is highlighted.
    pub(crate) page: &'a str,
    /// Its value.
    pub(crate) value: f64,
    /// The ends of its interval, where there is one.
    pub(crate) interval: (f64, f64),
    /// What else is said of it; empty where there is nothing.
    pub(crate) about: String,
    /// The class of how it compares with England, which the small script says in words; empty where it is
    /// not compared.
    pub(crate) beside: &'static str,
}

/// The chart.
#[derive(Debug)]
pub(crate) struct Bars<'a> {
    /// The councils, in their order.
    pub(crate) bars: Vec<Bar<'a>>,
    /// England's value; not a number where there is none.
    pub(crate) national: f64,
    /// How values are written.
    pub(crate) unit: &'a Unit,
}

impl Bars<'_> {
    /// The axis; none where there is nothing to show.
    fn axis(&self) -> Option<Axis> {
        let values = self.bars.iter().map(|bar| bar.value);
        Axis::over(values.chain([self.national]))
    }

    /// Where the axis begins; nothing where there is nothing to show.
    pub(crate) fn note(&self) -> String {
        let Some(axis) = self.axis() else {
            return String::new();
        };
        let begins = axis.begins();
        if axis.begins_at_nought() {
            format!("{begins}.")
        } else {
            format!("{begins}, so figures are dots and not bars.")
        }
    }

    /// Draws the chart.
    pub(crate) fn draw(&self, id: &str, title: &str, about: &str) -> Markup {
        let Some(axis) = self.axis() else {
            return Markup::new();
        };
        let rows = u32::try_from(self.bars.len()).unwrap_or_default();
        let height = TOP + f64::from(rows) * ROW + 4.0;
        let mut svg = fluid(id, "plot bars", height, title, about);
        self.axis_lines(&mut svg, &axis, height);
        let mut y = TOP;
        for bar in &self.bars {
            self.row(&mut svg, bar, &axis, y);
            y += ROW;
        }
        svg.raw("</svg>");
        svg
    }

    fn axis_lines(&self, svg: &mut Markup, axis: &Axis, height: f64) {
        let unit = axis.unit(self.unit);
        let marks: Vec<f64> = axis.marks().collect();
        for (place, mark) in marks.iter().copied().enumerate() {
            // A telephone has room for the first and the last.
            let is_end = place == 0 || place + 1 == marks.len();
            let at = axis.at(mark);
            svg.raw("<line class=\"grid\" y1=\"36\" x1=\"");
            across(svg, at);
            svg.raw("\" x2=\"");
            across(svg, at);
            svg.raw("\" y2=\"")
                .place(height)
                .raw("\"/><text y=\"30\" class=\"");
            svg.raw(if is_end { "tick" } else { "tick mid" })
                .raw("\" x=\"");
            across(svg, at);
            svg.raw("\">").text(&unit.shown(mark)).raw("</text>");
        }
        if self.national.is_nan() {
            return;
        }
        let at = axis.at(self.national);
        svg.raw("<line class=\"england\" y1=\"16\" x1=\"");
        across(svg, at);
        svg.raw("\" x2=\"");
        across(svg, at);
        svg.raw("\" y2=\"")
            .place(height)
            .raw("\"/><text class=\"tick strong\" y=\"12\" x=\"");
        across(svg, at);
        svg.raw("\">England ")
            .text(&self.unit.shown(self.national))
            .raw("</text>");
    }

    fn row(&self, svg: &mut Markup, bar: &Bar<'_>, axis: &Axis, y: f64) {
        let shown = self.unit.shown(bar.value);
        svg.raw("<g class=m transform=translate(0,")
            .place(y)
            .raw(")");
        if !bar.beside.is_empty() {
            svg.raw(" data-w=").raw(bar.beside);
        }
        svg.raw(" data-k=").value(bar.page).raw(">");
        // Name and value stand in the row; the tooltip says what does not.
        if !bar.about.is_empty() {
            svg.raw("<title>").text(&bar.about).raw("</title>");
        }
        match short(bar.name) {
            None => {
                svg.raw("<text>").text(bar.name).raw("</text>");
            }
            Some(short) => {
                svg.raw("<text class=long>")
                    .text(bar.name)
                    .raw("</text><text class=short>")
                    .text(&short)
                    .raw("</text>");
            }
        }
        let at = axis.at(bar.value);
        if axis.begins_at_nought() {
            svg.raw("<rect width=\"");
            across(svg, at);
            svg.raw("\"/>");
        } else {
            svg.raw("<circle cx=\"");
            across(svg, at);
            svg.raw("\"/>");
        }
        let (low, high) = bar.interval;
        if low < high {
            svg.raw("<line x1=\"");
            across(svg, axis.at(low));
            svg.raw("\" x2=\"");
            across(svg, axis.at(high));
            svg.raw("\"/>");
        }
        svg.raw("<text class=value x=100%>")
            .text(&shown)
            .raw("</text></g>");
    }
}

/// What a telephone shows of a name that it has no room for; none of one that fits.
fn short(name: &str) -> Option<String> {
    if name.chars().count() <= LONGEST {
        return None;
    }
    let mut short: String = name.chars().take(LONGEST - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    Some(short)
}
