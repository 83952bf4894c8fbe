//! A funnel: each council by how many are counted and by its share, with the limits within which
//! chance alone would leave it if it were as England.
//!
//! Source of the limits: D. J. Spiegelhalter, "Funnel plots for comparing institutional
//! performance", Statistics in Medicine 24 (2005), by the normal approximation. They are drawn from
//! England's share alone and say nothing of any council.

use super::{Axis, across, fluid};
use crate::site::markup::Markup;
use crate::site::numbers::{Unit, grouped};

/// The height of the plot and of the room below it.
const HEIGHT: f64 = 300.0;

/// Where the plot ends.
const BOTTOM: f64 = 260.0;

/// How many standard errors the limits are away: 95% and 99.8%.
const LIMITS: [(f64, &str); 2] = [(1.96, "limit"), (3.09, "limit wide")];

/// Pieces that a limit is drawn in.
const PIECES: u32 = 40;

/// A council.
#[derive(Debug)]
pub(crate) struct Point<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// The name of its page.
    pub(crate) page: &'a str,
    /// How many are counted.
    pub(crate) counted: f64,
    /// The share, from 0 to 1.
    pub(crate) share: f64,
}

/// Draws the chart around England's share.
pub(crate) fn draw(
    id: &str,
    title: &str,
    about: &str,
    points: &[Point<'_>],
    national: f64,
) -> Markup {
    let most = points.iter().map(|point| point.counted).fold(1.0, f64::max);
    let percent = Unit::percent(0);
    let Some(axis) = Axis::over([0.0, 100.0].into_iter()) else {
        return Markup::new();
    };
    let mut svg = fluid(id, "plot funnel", HEIGHT, title, about);
    for mark in axis.marks() {
        let y = height(mark / 100.0);
        svg.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"")
            .place(y)
            .raw("\" y2=\"")
            .place(y);
        svg.raw("\"/><text class=\"tick left\" x=\"-6\" y=\"")
            .place(y + 5.0)
            .raw("\">");
        svg.text(&percent.shown(mark)).raw("</text>");
    }
    limits(&mut svg, national, most);
    let y = height(national);
    svg.raw("<line class=\"england\" x1=\"0\" x2=\"100%\" y1=\"")
        .place(y)
        .raw("\" y2=\"")
        .place(y);
    svg.raw("\"/>");
    for point in points {
        svg.raw("<g class=\"m\" data-k=\"")
            .text(point.page)
            .raw("\"><title>")
            .text(point.name);
        svg.raw(": ")
            .text(&percent.shown(point.share * 100.0))
            .raw(" of ");
        svg.text(&number(point.counted))
            .raw("</title><circle class=\"bar\" r=\"4.5\" cx=\"");
        across(&mut svg, across_at(point.counted, most));
        svg.raw("\" cy=\"")
            .place(height(point.share))
            .raw("\"/></g>");
    }
    svg.raw("<text class=\"tick from\" x=\"0\" y=\"280\">1 inspected</text>");
    svg.raw("<text class=\"tick to\" x=\"100%\" y=\"280\">")
        .text(&number(most));
    svg.raw(" inspected</text></svg>");
    svg
}

/// Counts are spread by their square roots, as the widths of the limits are.
fn across_at(counted: f64, most: f64) -> f64 {
    (counted.max(0.0) / most).sqrt()
}

fn height(share: f64) -> f64 {
    BOTTOM - (BOTTOM - 10.0) * share.clamp(0.0, 1.0)
}

fn number(counted: f64) -> String {
    // A count of settings is small.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let counted = counted as usize;
    grouped(counted)
}

fn limits(svg: &mut Markup, national: f64, most: f64) {
    let error = |counted: f64| (national * (1.0 - national) / counted).sqrt();
    for (errors, class) in LIMITS {
        for side in [-1.0, 1.0] {
            let ends: Vec<(f64, f64)> = (1..=PIECES)
                .map(|piece| {
                    let x = f64::from(piece) / f64::from(PIECES);
                    let counted = (x * x * most).max(1.0);
                    (
                        across_at(counted, most),
                        national + side * errors * error(counted),
                    )
                })
                .collect();
            for pair in ends.windows(2) {
                let [(from, a), (to, b)] = [pair[0], pair[1]];
                if !(0.0..=1.0).contains(&a) && !(0.0..=1.0).contains(&b) {
                    continue;
                }
                svg.raw("<line class=\"").raw(class).raw("\" x1=\"");
                across(svg, from);
                svg.raw("\" x2=\"");
                across(svg, to);
                svg.raw("\" y1=\"")
                    .place(height(a))
                    .raw("\" y2=\"")
                    .place(height(b))
                    .raw("\"/>");
            }
        }
    }
}
