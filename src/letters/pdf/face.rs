//! The typeface of letters, Open Sans, and what it makes of text.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};

use super::block::Stress;
use crate::letters::LetterError;

static REGULAR: &[u8] = include_bytes!("fonts/OpenSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("fonts/OpenSans-Bold.ttf");

/// Both are read once in a process, whatever the number of letters.
static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    Some(Faces {
        regular: Face::read(REGULAR)?,
        bold: Face::read(BOLD)?,
    })
});

/// What stands for a sign that the typeface does not have, the first that it has itself.
const REPLACEMENTS: [char; 2] = ['\u{fffd}', '?'];

/// The typeface in two weights.
#[derive(Clone)]
pub(super) struct Faces {
    regular: Face,
    bold: Face,
}

/// The typeface in one weight.
#[derive(Clone)]
pub(super) struct Face {
    /// As the library embeds it.
    pub(super) font: Font,
    shaper: rustybuzz::Face<'static>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        Some(Self {
            font: Font::new(bytes.into(), 0)?,
            shaper: rustybuzz::Face::from_slice(bytes, 0)?,
        })
    }

    /// The glyphs of a text, with the bytes of it that each stands for, counted from `from`.
    pub(super) fn shaped(&self, text: &str, from: usize) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let shaped = rustybuzz::shape(&self.shaper, &[], buffer);
        let units = self.font.units_per_em();
        let infos = shaped.glyph_infos();
        infos
            .iter()
            .zip(shaped.glyph_positions())
            .enumerate()
            .map(|(at, (info, place))| {
                let start = info.cluster as usize;
                // Several glyphs may stand for the same bytes.
                let end = infos[at..]
                    .iter()
                    .map(|later| later.cluster as usize)
                    .find(|cluster| *cluster > start)
                    .unwrap_or(text.len());
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    place.x_advance as f32 / units,
                    place.x_offset as f32 / units,
                    place.y_offset as f32 / units,
                    place.y_advance as f32 / units,
                    from + start..from + end,
                    None,
                )
            })
            .collect()
    }
}

impl Faces {
    /// The typeface that the program has in it.
    ///
    /// # Errors
    /// When it is damaged, which a build would have to do.
    pub(super) fn embedded() -> Result<Self, LetterError> {
        let faces = FACES.clone();
        faces.ok_or_else(|| LetterError::Refused("its typeface is damaged".to_owned()))
    }

    /// The weight for a stress.
    pub(super) fn of(&self, stress: Stress) -> &Face {
        match stress {
            Stress::None => &self.regular,
            Stress::Emphasis | Stress::Strong => &self.bold,
        }
    }

    /// `text` with another sign for each that the typeface does not have, of which `unknown` is
    /// told. A line break stays one.
    pub(super) fn shown(&self, text: &str, unknown: &mut BTreeSet<char>) -> String {
        // Signs that show nothing and that the standard forbids a file to hold.
        let text = text.replace(['\u{feff}', '\u{fffe}', '\0'], "");
        if text.is_ascii() {
            return text;
        }
        // A sign that is there in its parts, such as a letter and its accent, is not lacked.
        let lacked: Vec<Range<usize>> = self
            .regular
            .shaped(&text.replace('\n', " "), 0)
            .into_iter()
            .filter(|glyph| glyph.glyph_id.to_u32() == 0)
            .map(|glyph| glyph.text_range)
            .collect();
        if lacked.is_empty() {
            return text;
        }
        let has = |sign: char| self.regular.shaper.glyph_index(sign).is_some();
        let replacement = REPLACEMENTS.into_iter().find(|sign| has(*sign));
        let replacement = replacement.unwrap_or(' ');
        text.char_indices()
            .map(|(at, sign)| {
                if lacked.iter().any(|range| range.contains(&at)) && !has(sign) {
                    unknown.insert(sign);
                    replacement
                } else {
                    sign
                }
            })
            .collect()
    }
}
