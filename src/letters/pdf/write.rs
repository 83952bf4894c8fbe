//! Pages as a file.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::text::KrillaGlyph;

use super::block::{Stress, Text};
use super::face::Faces;
use super::outline::{Heading, outline};
use super::pages::{Placed, What};
use super::strip::{Drawn, LaidOut, MARGIN, PAGE, Strip};
use super::structure::{SlotCounter, Slots};
use super::text::Shaped;
use crate::letters::LetterError;

/// The language of letters.
const LANGUAGE: &str = "en-GB";
/// Strokes of tables and rules: their width, and how light they are.
const STROKE: (f32, u8) = (0.6, 110);
/// The numbers of pages: the size of their letters, and how far from the bottom they stand.
const NUMBER: (f32, f32) = (9.0, 34.0);

/// Writes the pages of a letter.
///
/// # Errors
/// [`LetterError::Refused`] when the library finds that the file breaks the standard.
pub(super) fn written(
    letter: &LaidOut,
    pages: &[Vec<Placed>],
    faces: &Faces,
    title: &str,
) -> Result<Vec<u8>, LetterError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| LetterError::Refused(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut drawing = Drawing {
        faces,
        slots: Slots::of(letter.slots.count()),
    };
    let mut headings = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| LetterError::Refused("its page has no size".to_owned()))?;
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        for placed in page {
            let (strip, is_repeated) = match placed.what {
                What::Strip(at) => (&letter.strips[at], false),
                What::Head(table) => (&letter.heads[table], true),
            };
            drawing.strip(&mut surface, strip, placed.y, is_repeated);
            if let Some((level, title)) = &strip.heading {
                headings.push(Heading {
                    level: *level,
                    title: title.clone(),
                    page: number,
                    y: placed.y,
                });
            }
        }
        drawing.page_number(&mut surface, number + 1, pages.len());
        surface.finish();
        sheet.finish();
    }
    let title = headings
        .first()
        .map_or_else(|| title.to_owned(), |heading| heading.title.clone());
    if headings.is_empty() {
        headings.push(Heading {
            level: 1,
            title: title.clone(),
            page: 0,
            y: MARGIN.1,
        });
    }
    document.set_outline(outline(&headings));
    document.set_metadata(
        Metadata::new()
            .title(title)
            .language(LANGUAGE.to_owned())
            .creator(format!("plumbline {}", env!("CARGO_PKG_VERSION"))),
    );
    document.set_tag_tree(drawing.slots.tree(letter.parts.clone()));
    document
        .finish()
        .map_err(|error| LetterError::Refused(format!("{error:?}")))
}

struct Drawing<'a> {
    faces: &'a Faces,
    slots: Slots,
}

impl Drawing<'_> {
    /// Draws a strip whose top is at `top`. The head of a table that is there once more is for the
    /// eye alone: it is read out where it stands first.
    fn strip(&mut self, surface: &mut Surface<'_>, strip: &Strip, top: f32, is_repeated: bool) {
        for drawn in &strip.drawn {
            match drawn {
                Drawn::Stroke { x, y } => stroke(surface, *x, top + y),
                Drawn::Line {
                    text,
                    range,
                    bold,
                    size,
                    x,
                    y,
                } => {
                    let mut from = *x;
                    for run in &text.runs {
                        let glyphs: Vec<KrillaGlyph> = run
                            .glyphs
                            .iter()
                            .filter(|glyph| range.contains(&glyph.text_range.start))
                            .cloned()
                            .collect();
                        if glyphs.is_empty() {
                            continue;
                        }
                        let tag = if is_repeated {
                            ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header))
                        } else {
                            ContentTag::Span(SpanTag::empty())
                        };
                        let stress = if *bold { Stress::Strong } else { run.stress };
                        let font = self.faces.of(stress).font.clone();
                        let width: f32 = glyphs.iter().map(|glyph| glyph.x_advance).sum();
                        surface.set_fill(Some(Fill::default()));
                        surface.set_stroke(None);
                        let place = surface.start_tagged(tag);
                        let start = Point::from_xy(from, top + y);
                        surface.draw_glyphs(start, &glyphs, font, &text.text, *size, false);
                        surface.end_tagged();
                        if !is_repeated {
                            self.slots.note(run.slot, place);
                        }
                        from += width * size;
                    }
                }
            }
        }
    }

    fn page_number(&self, surface: &mut Surface<'_>, number: usize, of: usize) {
        let text = Text::plain(&format!("Page {number} of {of}"));
        let shaped = Shaped::new(
            &text,
            false,
            self.faces,
            &mut SlotCounter::default(),
            &mut std::collections::BTreeSet::new(),
        );
        let (size, from_bottom) = NUMBER;
        let width = shaped.width(&(0..shaped.text.len())) * size;
        let start = Point::from_xy((PAGE.0 - width) / 2.0, PAGE.1 - from_bottom);
        surface.set_fill(Some(Fill::default()));
        surface.set_stroke(None);
        let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
            ArtifactType::Footer,
        )));
        for run in &shaped.runs {
            let font = self.faces.of(run.stress).font.clone();
            surface.draw_glyphs(start, &run.glyphs, font, &shaped.text, size, false);
        }
        surface.end_tagged();
    }
}

fn stroke(surface: &mut Surface<'_>, x: (f32, f32), y: f32) {
    let mut path = PathBuilder::new();
    path.move_to(x.0, y);
    path.line_to(x.1, y);
    let Some(path) = path.finish() else {
        return;
    };
    let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Layout,
    )));
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::new(STROKE.1).into(),
        width: STROKE.0,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.end_tagged();
}
