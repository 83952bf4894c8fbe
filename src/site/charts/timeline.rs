//! A timeline: a group for each kind of inspection, in it a row for each aspect, a mark at the day of each
//! inspection with the grade printed in it.

use super::{across, broken, fluid};
use crate::site::markup::Markup;

/// The room for the years.
const TOP: f64 = 26.0;

/// How far lines of text are apart.
const LINE: f64 = 18.0;

/// Characters in a line, which fit a telephone.
const LONGEST: usize = 44;

/// The same of the bold words of a group.
const LONGEST_GROUP: usize = 34;

/// The most years that are written above.
const YEARS: i32 = 6;

/// A mark.
#[derive(Debug)]
pub(crate) struct Mark {
    /// The year and the share of it that had gone by.
    pub(crate) at: f64,
    /// What is printed in it.
    pub(crate) sign: &'static str,
    /// Its class.
    pub(crate) class: &'static str,
    /// What it says.
    pub(crate) says: String,
}

/// A row.
#[derive(Debug)]
pub(crate) struct TimeRow {
    /// What it belongs to: rows of one group stand together, below its name.
    pub(crate) group: String,
    /// What it is about; empty where the group says it.
    pub(crate) title: String,
    /// Its marks, the earliest first.
    pub(crate) marks: Vec<Mark>,
}

/// Draws the chart from the first mark's year to `to`, a year and the share of it that had gone by.
pub(crate) fn draw(id: &str, title: &str, about: &str, to: f64, rows: &[TimeRow]) -> Markup {
    let first = rows.iter().flat_map(|row| &row.marks).map(|of| of.at);
    let from = first.fold(to, f64::min).floor();
    let mut body = Markup::new();
    let mut y = TOP;
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = &row.group;
            y = words(&mut body, "name strong", group, (LONGEST_GROUP, y + 6.0));
        }
        y = row.draw(&mut body, y, (from, to));
    }
    let mut svg = fluid(id, "plot timeline", y, title, about);
    // Years are far below what such a number holds.
    #[allow(clippy::cast_possible_truncation)]
    let (first, last) = (from as i32, to.floor() as i32);
    let step = ((last - first) / YEARS + 1).max(1);
    let mut year = first;
    while year <= last {
        let at = share(f64::from(year), (from, to));
        svg.raw("<line class=\"grid\" y1=\"20\" x1=\"");
        across(&mut svg, at);
        svg.raw("\" x2=\"");
        across(&mut svg, at);
        svg.raw("\" y2=\"")
            .place(y)
            .raw("\"/><text class=\"tick from\" y=\"14\" x=\"");
        across(&mut svg, at);
        svg.raw("\">").whole(year).raw("</text>");
        year += step;
    }
    svg.push(&body).raw("</svg>");
    svg
}

/// Where a time lies on the chart. Marks at its ends are not cut off.
fn share(at: f64, (from, to): (f64, f64)) -> f64 {
    0.02 + 0.94 * ((at - from) / (to - from).max(0.1)).clamp(0.0, 1.0)
}

impl TimeRow {
    /// Draws the row from `y` on, and gives where the next one begins.
    fn draw(&self, svg: &mut Markup, y: f64, span: (f64, f64)) -> f64 {
        let middle = words(svg, "name", &self.title, (LONGEST, y)) + 18.0;
        svg.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"")
            .place(middle)
            .raw("\" y2=\"")
            .place(middle)
            .raw("\"/>");
        for mark in &self.marks {
            let at = share(mark.at, span);
            svg.raw("<g class=\"m ")
                .raw(mark.class)
                .raw("\"><title>")
                .text(&self.group)
                .raw(if self.title.is_empty() { "" } else { ", " })
                .text(&self.title)
                .raw(": ")
                .text(&mark.says);
            svg.raw("</title><circle r=\"10\" cy=\"")
                .place(middle)
                .raw("\" cx=\"");
            across(svg, at);
            svg.raw("\"/><text class=\"in\" y=\"")
                .place(middle + 5.0)
                .raw("\" x=\"");
            across(svg, at);
            svg.raw("\">").raw(mark.sign).raw("</text></g>");
        }
        middle + 14.0
    }
}

/// Words in as many lines as they need from `y` on; it gives where they end.
fn words(svg: &mut Markup, class: &'static str, text: &str, (longest, y): (usize, f64)) -> f64 {
    let mut line = y;
    for text in broken(text, longest, 3) {
        line += LINE;
        svg.raw("<text class=\"")
            .raw(class)
            .raw("\" x=\"0\" y=\"")
            .place(line)
            .raw("\">")
            .text(&text)
            .raw("</text>");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_at_its_day_and_says_its_grade() {
        let rows = [TimeRow {
            group: "Inspection".to_owned(),
            title: "safeguarding".to_owned(),
            marks: vec![Mark {
                at: 2009.0,
                sign: "4",
                class: "g4",
                says: "inadequate".to_owned(),
            }],
        }];
        let svg = draw("x", "t", "a", 2010.0, &rows);
        let svg = svg.as_str();
        assert!(svg.contains("Inspection, safeguarding: inadequate"));
        assert!(svg.contains("cx=\"2%\""), "{svg}");
        assert!(svg.contains(">2009</text>") && svg.contains(">2010</text>"));
    }
}
