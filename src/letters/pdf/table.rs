//! Tables: how wide each column is, and a strip for each row.

use std::ops::Range;
use std::rc::Rc;

use krilla::tagging::{TableHeaderScope, Tag, TagKind};
use pulldown_cmark::Alignment;

use super::block::{Table, Text};
use super::face::Faces;
use super::strip::{BASELINE, Column, Drawn, HEIGHT, LINE, LaidOut, Strip};
use super::structure::Part;
use super::text::Shaped;

/// The size of letters in a table that has room enough, and the smallest that is taken so that no
/// word is broken.
const SIZES: [f32; 4] = [10.0, 9.5, 9.0, 8.5];
/// The space left and right of a cell's text, and above and below it.
const PADDING: (f32, f32) = (4.0, 2.5);
/// A head that takes more of a page than this is not repeated.
const TALLEST_HEAD: f32 = HEIGHT / 3.0;

/// Lays a table out: its strips go to the letter's, and its structure is given.
pub(super) fn laid_out(letter: &mut LaidOut, faces: &Faces, table: &Table, column: Column) -> Part {
    // A single row says what its own first cell names.
    if table.rows.is_empty() {
        return single_row(letter, faces, table, column);
    }
    let head = shaped(letter, faces, &table.head, true);
    let rows: Vec<Vec<Rc<Shaped>>> = table
        .rows
        .iter()
        .map(|row| shaped(letter, faces, row, false))
        .collect();
    let all: Vec<&[Rc<Shaped>]> = std::iter::once(&head)
        .chain(&rows)
        .map(Vec::as_slice)
        .collect();
    let grid = Grid::new(&all, &table.columns, column);

    let number = letter.heads.len();
    let mut first = grid.strips(&head, true);
    let repeated: Vec<Strip> = grid.strips(&head, true);
    let is_repeated = repeated.len() == 1 && repeated[0].height <= TALLEST_HEAD;
    letter.heads.extend(repeated.into_iter().take(1));
    for strip in &mut first {
        strip.keeps_next = true;
        strip.drawn.push(grid.stroke(0.0));
    }
    begin(&mut first);
    letter.strips.append(&mut first);
    for row in &rows {
        for mut strip in grid.strips(row, false) {
            strip.continues = is_repeated.then_some(number);
            letter.strips.push(strip);
        }
    }

    let headers = cells(&head, |_| TH(TableHeaderScope::Column));
    let body = rows
        .iter()
        .map(|row| Part::element(Tag::TR, cells(row, |_| Tag::TD.into())))
        .collect();
    let head = vec![Part::element(Tag::TR, headers)];
    Part::element(
        Tag::Table,
        vec![
            Part::element(Tag::THead, head),
            Part::element(Tag::TBody, body),
        ],
    )
}

/// A table of one row, whose first cell is the header of the others.
fn single_row(letter: &mut LaidOut, faces: &Faces, table: &Table, column: Column) -> Part {
    let row = shaped(letter, faces, &table.head, true);
    let grid = Grid::new(&[&row], &table.columns, column);
    let mut strips = grid.strips(&row, true);
    if let Some(strip) = strips.first_mut() {
        strip.drawn.push(grid.stroke(0.0));
    }
    begin(&mut strips);
    letter.strips.append(&mut strips);
    let cells = cells(&row, |at| match at {
        0 => TH(TableHeaderScope::Row),
        _ => Tag::TD.into(),
    });
    Part::element(Tag::Table, vec![Part::element(Tag::TR, cells)])
}

#[allow(non_snake_case, reason = "as the library and the standard call it")]
fn TH(scope: TableHeaderScope) -> TagKind {
    Tag::TH(scope).into()
}

fn begin(strips: &mut [Strip]) {
    if let Some(strip) = strips.first_mut() {
        strip.above = SIZES[0];
    }
}

fn shaped(letter: &mut LaidOut, faces: &Faces, row: &[Text], bold: bool) -> Vec<Rc<Shaped>> {
    row.iter()
        .map(|text| letter.shaped(text, bold, faces))
        .collect()
}

fn cells(row: &[Rc<Shaped>], kind: impl Fn(usize) -> TagKind) -> Vec<Part> {
    row.iter()
        .enumerate()
        .map(|(at, cell)| Part::Element(kind(at), cell.parts()))
        .collect()
}

/// Where the cells of a table stand.
struct Grid<'a> {
    columns: Vec<Column>,
    alignments: &'a [Alignment],
    size: f32,
    across: Column,
}

impl<'a> Grid<'a> {
    /// As wide as `across`, with the largest letters in which every word has a line.
    fn new(rows: &[&[Rc<Shaped>]], alignments: &'a [Alignment], across: Column) -> Self {
        let count = alignments.len();
        let widest = |of: fn(&Shaped) -> f32| -> Vec<f32> {
            (0..count)
                .map(|at| {
                    let cells = rows.iter().filter_map(|row| row.get(at));
                    cells.map(|cell| of(cell)).fold(0.0, f32::max)
                })
                .collect()
        };
        let (least, most) = (widest(Shaped::widest_word), widest(Shaped::widest_line));
        let room = across.width - 2.0 * PADDING.0 * count as f32;
        let words: f32 = least.iter().sum();
        let size = SIZES
            .into_iter()
            .find(|size| words * size <= room)
            .unwrap_or(SIZES[SIZES.len() - 1]);
        let mut x = across.x;
        let columns = shares(&least, &most, room / size)
            .into_iter()
            .map(|width| {
                let column = Column {
                    x: x + PADDING.0,
                    // What was reckoned to fit, fits.
                    width: width * size + 0.01,
                };
                x += width * size + 2.0 * PADDING.0;
                column
            })
            .collect();
        Self {
            columns,
            alignments,
            size,
            across,
        }
    }

    /// A row, in several strips where it is taller than a page has room beside the head.
    fn strips(&self, row: &[Rc<Shaped>], bold: bool) -> Vec<Strip> {
        let line = self.size * LINE;
        let lines: Vec<Vec<Range<usize>>> = row
            .iter()
            .zip(&self.columns)
            .map(|(cell, column)| cell.lines(column.width / self.size))
            .collect();
        let tallest = lines.iter().map(Vec::len).max().unwrap_or_default();
        let most = ((HEIGHT - TALLEST_HEAD - 2.0 * PADDING.1) / line) as usize;
        (0..tallest)
            .step_by(most)
            .map(|from| {
                let until = tallest.min(from + most);
                let height = (until - from) as f32 * line + 2.0 * PADDING.1;
                let mut strip = Strip {
                    height,
                    drawn: vec![self.stroke(height)],
                    ..Strip::default()
                };
                for (at, (cell, lines)) in row.iter().zip(&lines).enumerate() {
                    let here = lines.iter().take(until).skip(from);
                    strip.drawn.extend(here.enumerate().map(|(down, range)| {
                        let top = PADDING.1 + down as f32 * line;
                        self.line(cell, range.clone(), at, top, bold)
                    }));
                }
                strip
            })
            .collect()
    }

    fn line(
        &self,
        cell: &Rc<Shaped>,
        range: Range<usize>,
        at: usize,
        top: f32,
        bold: bool,
    ) -> Drawn {
        let column = self.columns[at];
        let left = column.width - cell.width(&range) * self.size;
        let indent = match self.alignments[at] {
            Alignment::None | Alignment::Left => 0.0,
            Alignment::Center => left / 2.0,
            Alignment::Right => left,
        };
        Drawn::Line {
            text: Rc::clone(cell),
            range,
            bold,
            size: self.size,
            x: column.x + indent.max(0.0),
            y: top + self.size * BASELINE,
        }
    }

    fn stroke(&self, y: f32) -> Drawn {
        Drawn::Stroke {
            x: (self.across.x, self.across.x + self.across.width),
            y,
        }
    }
}

/// How wide each column is, all together `room`: as wide as its longest line, where that can be, and
/// otherwise its longest word and a share of what is left. Where not even the words have room,
/// they share what there is.
fn shares(least: &[f32], most: &[f32], room: f32) -> Vec<f32> {
    let (words, lines): (f32, f32) = (least.iter().sum(), most.iter().sum());
    if lines <= room || words >= room {
        let widths = if lines <= room { most } else { least };
        let sum: f32 = widths.iter().sum();
        let even = room / widths.len().max(1) as f32;
        return widths
            .iter()
            .map(|width| if sum > 0.0 { width / sum * room } else { even })
            .collect();
    }
    least
        .iter()
        .zip(most)
        .map(|(word, line)| word + (line - word) / (lines - words) * (room - words))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn columns_share_the_room_by_their_words_and_lines() {
        for (least, most, room, widths) in [
            // Everything fits: the rest is shared out.
            (vec![1.0, 2.0], vec![1.0, 3.0], 8.0, vec![2.0, 6.0]),
            // Lines are broken: each has its longest word.
            (vec![1.0, 2.0], vec![1.0, 12.0], 8.0, vec![1.0, 7.0]),
            // Words are broken.
            (vec![4.0, 12.0], vec![4.0, 12.0], 8.0, vec![2.0, 6.0]),
            (vec![0.0, 0.0], vec![0.0, 0.0], 8.0, vec![4.0, 4.0]),
        ] {
            assert_eq!(shares(&least, &most, room), widths);
        }
    }
}
