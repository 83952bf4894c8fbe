//! Blocks as strips one beneath another, and what they mean.

use std::num::NonZeroU16;
use std::rc::Rc;

use krilla::tagging::{ListNumbering, Tag};

use super::block::{Block, Text};
use super::face::Faces;
use super::strip::{BASELINE, Column, Drawn, LINE, LaidOut, MARGIN, Strip, WIDTH};
use super::structure::Part;
use super::table;
use super::text::Shaped;

/// The size of letters in paragraphs, in points, and of those after a rule, which are a footnote.
const BODY: f32 = 11.0;
const FOOTNOTE: f32 = 9.0;
/// By how much lists and quotations are set in.
const INDENT: f32 = 18.0;

/// Lays the blocks of a letter out.
pub(super) fn laid_out(blocks: &[Block], faces: &Faces) -> LaidOut {
    let mut layout = Layout {
        faces,
        result: LaidOut::default(),
        level: 0,
        after_rule: false,
    };
    let column = Column {
        x: MARGIN.0,
        width: WIDTH,
    };
    let parts = layout.blocks(blocks, column);
    layout.result.parts = parts;
    layout.result
}

struct Layout<'a> {
    faces: &'a Faces,
    result: LaidOut,
    /// The level of the last heading.
    level: u16,
    /// Whether a rule stands directly above.
    after_rule: bool,
}

impl Layout<'_> {
    fn blocks(&mut self, blocks: &[Block], column: Column) -> Vec<Part> {
        let mut parts = Vec::new();
        for block in blocks {
            let follows_rule = std::mem::take(&mut self.after_rule);
            match block {
                Block::Heading(level, text) => parts.push(self.heading(*level, text, column)),
                Block::Paragraph(text) => {
                    let size = if follows_rule { FOOTNOTE } else { BODY };
                    parts.push(self.paragraph(text, size, column));
                }
                Block::List(first, items) => parts.push(self.list(*first, items, column)),
                Block::Quotation(blocks) => {
                    let parts_of = self.blocks(blocks, column.indented());
                    parts.push(Part::element(Tag::BlockQuote, parts_of));
                }
                Block::Table(table) => {
                    parts.push(table::laid_out(&mut self.result, self.faces, table, column))
                }
                Block::Rule => {
                    self.rule(column);
                    self.after_rule = true;
                }
            }
        }
        parts
    }
    fn shaped(&mut self, text: &Text, bold: bool) -> Rc<Shaped> {
        self.result.shaped(text, bold, self.faces)
    }

    fn heading(&mut self, level: u16, text: &Text, column: Column) -> Part {
        let shaped = self.shaped(text, true);
        let title = shaped.text.trim().to_owned();
        // Nothing heads nothing.
        if title.is_empty() {
            return Part::element(Tag::P, Vec::new());
        }
        // The standard has no level left out, and the first is 1.
        self.level = level.clamp(1, self.level + 1);
        let size = match self.level {
            1 => 16.0,
            2 => 13.0,
            _ => BODY,
        };
        let first = self.result.strips.len();
        self.lines(&shaped, true, size, column);
        let strips = &mut self.result.strips[first..];
        for strip in &mut *strips {
            strip.keeps_next = true;
        }
        if let Some(strip) = strips.first_mut() {
            strip.above = BODY * 1.3;
            strip.heading = Some((self.level, title.clone()));
        }
        let level = NonZeroU16::new(self.level).unwrap_or(NonZeroU16::MIN);
        Part::element(Tag::Hn(level, Some(title)), shaped.parts())
    }

    fn paragraph(&mut self, text: &Text, size: f32, column: Column) -> Part {
        let shaped = self.shaped(text, false);
        let first = self.result.strips.len();
        self.lines(&shaped, false, size, column);
        let strips = &mut self.result.strips[first..];
        // A single line of a paragraph stands on no page by itself.
        let count = strips.len();
        for at in [0, count.saturating_sub(2)] {
            if at + 1 < count {
                strips[at].keeps_next = true;
            }
        }
        if let Some(strip) = strips.first_mut() {
            strip.above = size * 0.7;
        }
        Part::element(Tag::P, shaped.parts())
    }

    /// One strip a line.
    fn lines(&mut self, shaped: &Rc<Shaped>, bold: bool, size: f32, column: Column) {
        for range in shaped.lines(column.width / size) {
            self.result.strips.push(Strip {
                height: size * LINE,
                drawn: vec![Drawn::Line {
                    text: Rc::clone(shaped),
                    range,
                    bold,
                    size,
                    x: column.x,
                    y: size * BASELINE,
                }],
                ..Strip::default()
            });
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>], column: Column) -> Part {
        let numbering = match first {
            Some(_) => ListNumbering::Decimal,
            None => ListNumbering::Disc,
        };
        let items = items
            .iter()
            .zip(first.unwrap_or_default()..)
            .map(|(blocks, number)| {
                let label = match first {
                    Some(_) => format!("{number}. "),
                    None => "• ".to_owned(),
                };
                let label = self.shaped(&Text::plain(&label), false);
                let at = self.result.strips.len();
                let body = self.blocks(blocks, column.indented());
                self.label(&label, at, column);
                let label = Part::element(Tag::Lbl, label.parts());
                let body = Part::element(Tag::LBody, body);
                Part::element(Tag::LI, vec![label, body])
            })
            .collect();
        Part::element(Tag::L(numbering), items)
    }

    /// Draws the label of an item in the first strip of it, which is at `at`.
    fn label(&mut self, label: &Rc<Shaped>, at: usize, column: Column) {
        let line = Drawn::Line {
            text: Rc::clone(label),
            range: 0..label.text.len(),
            bold: false,
            size: BODY,
            x: column.x,
            y: BODY * BASELINE,
        };
        if self.result.strips.len() == at {
            self.result.strips.push(Strip {
                height: BODY * LINE,
                ..Strip::default()
            });
        }
        let strip = &mut self.result.strips[at];
        strip.above = BODY * 0.4;
        strip.drawn.insert(0, line);
    }

    fn rule(&mut self, column: Column) {
        self.result.strips.push(Strip {
            height: BODY * 0.5,
            above: BODY * 2.0,
            keeps_next: true,
            drawn: vec![Drawn::Stroke {
                x: (column.x, column.x + column.width),
                y: 0.0,
            }],
            ..Strip::default()
        });
    }
}

impl Column {
    fn indented(self) -> Self {
        Self {
            x: self.x + INDENT,
            width: (self.width - INDENT).max(INDENT),
        }
    }
}
