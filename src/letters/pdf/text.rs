//! A text as glyphs, and the lines that it is broken into.

use std::collections::BTreeSet;
use std::ops::Range;

use krilla::tagging::Tag;
use krilla::text::KrillaGlyph;
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::block::{Stress, Text};
use super::face::Faces;
use super::structure::{Part, Slot, SlotCounter};

/// A text with its glyphs. Widths are in units of the size of its letters.
#[derive(Debug)]
pub(super) struct Shaped {
    /// The text as it is drawn, in which a line break is a space.
    pub(super) text: String,
    /// Its parts by how they are stressed.
    pub(super) runs: Vec<Run>,
    /// The width of all glyphs of the bytes before each byte, and of all.
    before: Vec<f32>,
    /// Where a line may end, in bytes, and whether it must.
    ends: Vec<(usize, BreakOpportunity)>,
}

/// A part of a text in one weight.
#[derive(Debug)]
pub(super) struct Run {
    /// How it is stressed.
    pub(super) stress: Stress,
    /// Its place in the structure.
    pub(super) slot: Slot,
    /// Its glyphs.
    pub(super) glyphs: Vec<KrillaGlyph>,
}

impl Shaped {
    /// Shapes `text`, all of it bold where `bold` says so. A text that is empty is a space: an
    /// element of the structure has to have something in it.
    pub(super) fn new(
        text: &Text,
        bold: bool,
        faces: &Faces,
        slots: &mut SlotCounter,
        unknown: &mut BTreeSet<char>,
    ) -> Self {
        let blank = Text::plain(" ");
        let text = if text.text.is_empty() { &blank } else { text };
        let mut whole = String::with_capacity(text.text.len());
        let mut runs = Vec::new();
        let mut from = 0;
        for (until, stress) in &text.parts {
            let part = faces.shown(&text.text[from..*until], unknown);
            let weight = if bold { Stress::Strong } else { *stress };
            let glyphs = faces
                .of(weight)
                .shaped(&part.replace('\n', " "), whole.len());
            whole.push_str(&part);
            runs.push(Run {
                stress: *stress,
                slot: slots.next(),
                glyphs,
            });
            from = *until;
        }
        Self {
            before: widths(whole.len(), &runs),
            ends: linebreaks(&whole).collect(),
            text: whole.replace('\n', " "),
            runs,
        }
    }

    /// Its place in the structure, within the element that it is the text of.
    pub(super) fn parts(&self) -> Vec<Part> {
        self.runs
            .iter()
            .map(|run| {
                let text = Part::Text(run.slot);
                match run.stress {
                    Stress::None => text,
                    Stress::Emphasis => Part::element(Tag::Em, vec![text]),
                    Stress::Strong => Part::element(Tag::Strong, vec![text]),
                }
            })
            .collect()
    }

    /// The width of a part, without the spaces at its end.
    pub(super) fn width(&self, range: &Range<usize>) -> f32 {
        let shown = self.text[range.clone()].trim_end().len();
        self.before[range.start + shown] - self.before[range.start]
    }

    /// The width of what cannot be broken.
    pub(super) fn widest_word(&self) -> f32 {
        let mut from = 0;
        let mut widest = 0.0_f32;
        for (end, _) in &self.ends {
            widest = widest.max(self.width(&(from..*end)));
            from = *end;
        }
        widest
    }

    /// The width of the longest line where none is broken.
    pub(super) fn widest_line(&self) -> f32 {
        let lines = self.lines(f32::INFINITY);
        lines
            .iter()
            .map(|line| self.width(line))
            .fold(0.0, f32::max)
    }

    /// The lines, none wider than `width` where that can be: what cannot be broken elsewhere is
    /// broken between glyphs.
    pub(super) fn lines(&self, width: f32) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut start, mut fits) = (0, 0);
        for (end, kind) in &self.ends {
            if self.width(&(start..*end)) > width && fits > start {
                lines.push(start..fits);
                start = fits;
            }
            while self.width(&(start..*end)) > width {
                let cut = self.cut(start, *end, width);
                if cut >= *end {
                    break;
                }
                lines.push(start..cut);
                start = cut;
            }
            fits = *end;
            let is_last = *end == self.text.len();
            if *kind == BreakOpportunity::Mandatory && (!is_last || start < *end) {
                lines.push(start..*end);
                start = *end;
            }
        }
        lines
    }

    /// The end of as many glyphs from `start` as `width` has room for, and of one at the least.
    fn cut(&self, start: usize, end: usize, width: f32) -> usize {
        let mut cut = start;
        let glyphs = self.runs.iter().flat_map(|run| &run.glyphs);
        for glyph in glyphs.filter(|glyph| glyph.text_range.start >= start) {
            let until = glyph.text_range.end.min(end);
            if cut > start && self.width(&(start..until)) > width {
                break;
            }
            cut = until;
        }
        if cut == start { end } else { cut }
    }
}

fn widths(bytes: usize, runs: &[Run]) -> Vec<f32> {
    let mut before = vec![0.0; bytes + 1];
    for glyph in runs.iter().flat_map(|run| &run.glyphs) {
        before[glyph.text_range.end] += glyph.x_advance;
    }
    let mut sum = 0.0;
    for width in &mut before {
        sum += *width;
        *width = sum;
    }
    before
}
