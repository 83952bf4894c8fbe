//! A letter as strips one beneath another, which no page breaks.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use super::block::Text;
use super::face::Faces;
use super::structure::{Part, SlotCounter};
use super::text::Shaped;

/// A4, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// The margins: left and right, top and bottom.
pub(super) const MARGIN: (f32, f32) = (62.0, 68.0);
/// The width of a line.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN.0;
/// The height that text takes on a page.
pub(super) const HEIGHT: f32 = PAGE.1 - 2.0 * MARGIN.1;

/// The height of a line for each point of its letters, and where letters stand in it.
pub(super) const LINE: f32 = 1.4;
pub(super) const BASELINE: f32 = 1.05;
/// A part of the letter that no page breaks.
#[derive(Debug, Default)]
pub(super) struct Strip {
    /// Its height.
    pub(super) height: f32,
    /// The space above it, where it does not begin a page.
    pub(super) above: f32,
    /// Whether it stands on the page of the next.
    pub(super) keeps_next: bool,
    /// What is drawn in it.
    pub(super) drawn: Vec<Drawn>,
    /// The table that it continues: its head stands above it on another page.
    pub(super) continues: Option<usize>,
    /// The level and text of the heading that begins here.
    pub(super) heading: Option<(u16, String)>,
}

/// Something that is drawn, with places counted from the top left of its strip and of the page.
#[derive(Debug, Clone)]
pub(super) enum Drawn {
    /// A line of text.
    Line {
        /// The text that it is of.
        text: Rc<Shaped>,
        /// Its bytes.
        range: Range<usize>,
        /// Whether all of it is bold.
        bold: bool,
        /// The size of its letters.
        size: f32,
        /// Where it begins.
        x: f32,
        /// The line that its letters stand on.
        y: f32,
    },
    /// A stroke across the strip.
    Stroke {
        /// From and to.
        x: (f32, f32),
        /// How far from the top.
        y: f32,
    },
}

/// A letter as strips.
#[derive(Debug, Default)]
pub(super) struct LaidOut {
    /// The strips.
    pub(super) strips: Vec<Strip>,
    /// The head of each table.
    pub(super) heads: Vec<Strip>,
    /// The structure.
    pub(super) parts: Vec<Part>,
    /// The slots of the structure.
    pub(super) slots: SlotCounter,
    /// Signs that the typeface does not have.
    pub(super) unknown: BTreeSet<char>,
}

/// Where text may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) x: f32,
    pub(super) width: f32,
}

impl LaidOut {
    /// Shapes a text of the letter, all of it bold where `bold` says so.
    pub(super) fn shaped(&mut self, text: &Text, bold: bool, faces: &Faces) -> Rc<Shaped> {
        let Self { slots, unknown, .. } = self;
        Rc::new(Shaped::new(text, bold, faces, slots, unknown))
    }
}
