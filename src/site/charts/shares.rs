//! Shares: the grades of a type of setting as one bar of 100%, the interval of good or better as a
//! bracket, and marks where similar areas and England stand.

use super::{across, fluid};
use crate::site::markup::Markup;
use crate::site::numbers::{counted, percent};

/// How high a row is.
const ROW: f64 = 100.0;

/// The smallest segment in which its number has room.
const ROOM: f64 = 0.07;

/// The classes of the grades, the best first.
const GRADES: [&str; 4] = ["g1", "g2", "g3", "g4"];

/// A type of setting.
#[derive(Debug)]
pub(crate) struct ShareRow<'a> {
    /// What settings of the type are called.
    pub(crate) title: &'a str,
    /// How many have each grade, outstanding first.
    pub(crate) grades: [i32; 4],
    /// The share of good or better, and the ends of its interval.
    pub(crate) good: Option<[f64; 3]>,
    /// The share of similar areas.
    pub(crate) similar: Option<f64>,
    /// The share of England.
    pub(crate) national: Option<f64>,
    /// How it compares, in words.
    pub(crate) says: String,
}

/// Draws the chart.
pub(crate) fn draw(id: &str, title: &str, about: &str, rows: &[ShareRow<'_>]) -> Markup {
    let count = u32::try_from(rows.len()).unwrap_or_default();
    let mut svg = fluid(id, "plot shares", f64::from(count) * ROW, title, about);
    let mut y = 0.0;
    for row in rows {
        row.draw(&mut svg, y);
        y += ROW;
    }
    svg.raw("</svg>");
    svg
}

impl ShareRow<'_> {
    fn draw(&self, svg: &mut Markup, y: f64) {
        let inspected: i32 = self.grades.iter().sum();
        let of = usize::try_from(inspected).unwrap_or_default();
        let said = match self.good {
            Some([good, ..]) => format!(
                "{} good or better of {}",
                percent(Some(good)),
                counted(of, "inspected", "inspected")
            ),
            None => "none inspected".to_owned(),
        };
        svg.raw("<g class=\"m\"><title>")
            .text(self.title)
            .raw(": ")
            .text(&said)
            .raw(if self.says.is_empty() { "" } else { ", " })
            .text(&self.says);
        svg.raw("</title><text class=\"name strong\" x=\"0\" y=\"")
            .place(y + 18.0)
            .raw("\">");
        svg.text(self.title)
            .raw("</text><text class=\"says\" x=\"0\" y=\"")
            .place(y + 37.0);
        svg.raw("\">").text(&said).raw("</text>");
        // A line of its own, which a telephone has room for.
        svg.raw("<text class=says x=0 y=")
            .place(y + 55.0)
            .raw(">")
            .text(&self.says)
            .raw("</text>");
        if inspected > 0 {
            self.segments(svg, y + 63.0, f64::from(inspected));
            self.marks(svg, y + 63.0);
            self.counts(svg, y + 63.0, f64::from(inspected));
        }
        svg.raw("</g>");
    }

    fn segments(&self, svg: &mut Markup, y: f64, inspected: f64) {
        let mut from = 0.0;
        for (count, class) in self.grades.into_iter().zip(GRADES) {
            let share = f64::from(count) / inspected;
            if count == 0 {
                continue;
            }
            svg.raw("<rect class=\"")
                .raw(class)
                .raw("\" height=\"18\" y=\"")
                .place(y)
                .raw("\" x=\"");
            across(svg, from);
            svg.raw("\" width=\"");
            across(svg, share);
            svg.raw("\"/>");
            from += share;
        }
    }

    /// How many have each grade, over the marks, so that no line goes through a number.
    fn counts(&self, svg: &mut Markup, y: f64, inspected: f64) {
        let mut from = 0.0;
        for (count, class) in self.grades.into_iter().zip(GRADES) {
            let share = f64::from(count) / inspected;
            if share >= ROOM {
                svg.raw("<text class=\"in ")
                    .raw(class)
                    .raw("\" y=\"")
                    .place(y + 14.0)
                    .raw("\" x=\"");
                across(svg, from + share / 2.0);
                svg.raw("\">").whole(count).raw("</text>");
            }
            from += share;
        }
    }

    fn marks(&self, svg: &mut Markup, y: f64) {
        if let Some([_, low, high]) = self.good {
            svg.raw("<line class=\"bracket\" x1=\"");
            across(svg, low);
            svg.raw("\" x2=\"");
            across(svg, high);
            svg.raw("\" y1=\"")
                .place(y + 23.0)
                .raw("\" y2=\"")
                .place(y + 23.0)
                .raw("\"/>");
        }
        if let Some(national) = self.national {
            svg.raw("<line class=\"england\" x1=\"");
            across(svg, national);
            svg.raw("\" x2=\"");
            across(svg, national);
            svg.raw("\" y1=\"")
                .place(y - 4.0)
                .raw("\" y2=\"")
                .place(y + 26.0)
                .raw("\"/>");
        }
        if let Some(similar) = self.similar {
            svg.raw("<svg class=\"over\" x=\"");
            across(svg, similar);
            svg.raw("\" y=\"").place(y + 23.0);
            svg.raw("\"><path class=\"similar\" d=\"M0-6 6 0 0 6-6 0z\"/></svg>");
        }
    }
}
