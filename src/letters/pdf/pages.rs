//! Which strip stands on which page, and where.

use super::strip::{HEIGHT, MARGIN, Strip};

/// A strip on its page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// What it is.
    pub(super) what: What,
    /// The top of it.
    pub(super) y: f32,
}

/// What stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A strip of the letter, by its number.
    Strip(usize),
    /// The head of a table once more, by the table's number.
    Head(usize),
}

/// Sets the strips on pages. Strips that keep with the next stand on its page, unless all of them
/// together are more than a page.
pub(super) fn set(strips: &[Strip], heads: &[Strip]) -> Vec<Vec<Placed>> {
    let mut setting = Setting {
        heads,
        pages: vec![Vec::new()],
        filled: 0.0,
    };
    let mut at = 0;
    while at < strips.len() {
        let last = (at..strips.len())
            .find(|next| !strips[*next].keeps_next)
            .unwrap_or(strips.len() - 1);
        let together = &strips[at..=last];
        let height: f32 = together
            .iter()
            .map(|strip| strip.height + strip.above)
            .sum();
        if setting.filled + height > HEIGHT && height <= HEIGHT {
            setting.turn(&strips[at]);
        }
        for (number, strip) in (at..).zip(together) {
            setting.put(number, strip);
        }
        at = last + 1;
    }
    setting.pages
}

struct Setting<'a> {
    heads: &'a [Strip],
    pages: Vec<Vec<Placed>>,
    filled: f32,
}

impl Setting<'_> {
    fn page_is_empty(&self) -> bool {
        self.pages.last().is_none_or(Vec::is_empty)
    }

    fn put(&mut self, number: usize, strip: &Strip) {
        if self.filled + strip.above + strip.height > HEIGHT && !self.page_is_empty() {
            self.turn(strip);
        }
        if !self.page_is_empty() {
            self.filled += strip.above;
        }
        self.place(What::Strip(number), strip.height);
    }

    /// Begins a page with `strip`.
    fn turn(&mut self, strip: &Strip) {
        if self.page_is_empty() {
            return;
        }
        self.pages.push(Vec::new());
        self.filled = 0.0;
        if let Some(table) = strip.continues
            && let Some(head) = self.heads.get(table)
        {
            self.place(What::Head(table), head.height);
        }
    }

    fn place(&mut self, what: What, height: f32) {
        let y = MARGIN.1 + self.filled;
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { what, y });
        }
        self.filled += height;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(height: f32, keeps_next: bool, continues: Option<usize>) -> Strip {
        Strip {
            height,
            keeps_next,
            continues,
            ..Strip::default()
        }
    }

    fn on_pages(strips: &[Strip], heads: &[Strip]) -> Vec<Vec<What>> {
        let pages = set(strips, heads);
        pages
            .into_iter()
            .map(|page| page.into_iter().map(|placed| placed.what).collect())
            .collect()
    }

    #[test]
    fn what_keeps_together_does_unless_it_is_more_than_a_page() {
        use What::Strip as S;
        let third = HEIGHT / 3.0 + 1.0;
        let kept = [
            strip(third, false, None),
            strip(third, true, None),
            strip(third, false, None),
        ];
        assert_eq!(on_pages(&kept, &[]), [vec![S(0)], vec![S(1), S(2)]]);
        let too_much = [
            strip(third, true, None),
            strip(third, true, None),
            strip(third, false, None),
        ];
        assert_eq!(on_pages(&too_much, &[]), [vec![S(0), S(1)], vec![S(2)]]);
        let taller_than_a_page = [strip(HEIGHT * 2.0, false, None), strip(1.0, false, None)];
        assert_eq!(on_pages(&taller_than_a_page, &[]), [vec![S(0)], vec![S(1)]]);
    }

    #[test]
    fn the_head_of_a_table_stands_on_every_page_of_it() {
        use What::{Head, Strip as S};
        let half = HEIGHT / 2.0 - 10.0;
        let head = || strip(30.0, false, None);
        let strips = [
            strip(30.0, true, None),
            strip(half, false, Some(0)),
            strip(half, false, Some(0)),
            strip(half, false, Some(0)),
            strip(10.0, false, None),
        ];
        assert_eq!(
            on_pages(&strips, &[head()]),
            [
                vec![S(0), S(1)],
                vec![Head(0), S(2)],
                vec![Head(0), S(3), S(4)],
            ]
        );
    }
}
