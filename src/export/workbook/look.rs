//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign};

use crate::publish::ColumnKind;

/// The most decimals that are shown; a cell holds all of them.
const MOST_DECIMALS: usize = 10;

/// The formats of a workbook.
#[derive(Debug)]
pub(super) struct Look {
    /// The title of a sheet.
    pub(super) title: Format,
    /// A heading on the cover.
    pub(super) heading: Format,
    /// Running text.
    pub(super) text: Format,
    /// The header of a table.
    pub(super) header: Format,
    /// A link to another sheet.
    pub(super) link: Format,
    /// A cell of text in a table of few columns.
    pub(super) wrapped: Format,
    general: Format,
    whole: Format,
    count: Format,
    share: Format,
    day: Format,
    decimals: Vec<Format>,
}

impl Look {
    /// The formats.
    pub(super) fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::Top);
        let number = |form: &str| plain().set_num_format(form);
        Self {
            title: Format::new().set_bold().set_font_size(15),
            heading: plain().set_bold().set_font_size(12),
            text: plain().set_text_wrap(),
            header: plain().set_bold().set_text_wrap(),
            // Dark enough on white for everybody (WCAG 2.2: 4.5 to 1).
            link: plain()
                .set_font_color(Color::RGB(0x0B_5CAD))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            wrapped: plain().set_text_wrap(),
            general: Format::new(),
            whole: number("0"),
            count: number("#,##0"),
            share: number("0.0%"),
            day: number("yyyy-mm-dd"),
            decimals: (0..=MOST_DECIMALS)
                .map(|decimals| match decimals {
                    0 => number("#,##0"),
                    some => number(&format!("#,##0.{}", "0".repeat(some))),
                })
                .collect(),
        }
    }

    /// The format of a cell of a column of this kind; `decimals` are those of its indicator.
    pub(super) fn of(&self, kind: ColumnKind, decimals: Option<i32>) -> &Format {
        match kind {
            ColumnKind::Text | ColumnKind::Category | ColumnKind::Flag | ColumnKind::TextList => {
                &self.general
            }
            ColumnKind::Integer | ColumnKind::Level | ColumnKind::Row => &self.whole,
            ColumnKind::Count => &self.count,
            ColumnKind::Share => &self.share,
            ColumnKind::Date => &self.day,
            ColumnKind::Number => decimals
                .and_then(|decimals| usize::try_from(decimals).ok())
                .map_or(&self.general, |decimals| {
                    &self.decimals[decimals.min(MOST_DECIMALS)]
                }),
        }
    }
}

/// How wide a column of this kind is, in characters.
pub(super) const fn width(kind: ColumnKind) -> f64 {
    match kind {
        ColumnKind::Text => 42.0,
        ColumnKind::Category => 24.0,
        ColumnKind::TextList => 32.0,
        ColumnKind::Integer
        | ColumnKind::Count
        | ColumnKind::Level
        | ColumnKind::Row
        | ColumnKind::Flag
        | ColumnKind::Date => 13.0,
        ColumnKind::Number | ColumnKind::Share => 15.0,
    }
}
