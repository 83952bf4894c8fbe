//! What holds of every letter, whatever is in it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::block;
use super::face::Faces;
use super::layout;
use super::made;
use super::pages::{self, Placed, What};
use super::strip::{Drawn, HEIGHT, LaidOut, MARGIN, PAGE};

fn set(markdown: &str) -> (LaidOut, Vec<Vec<Placed>>) {
    let faces = Faces::embedded().expect("the typeface is there");
    let blocks = block::read(markdown).expect("Markdown alone");
    let letter = layout::laid_out(&blocks, &faces);
    let pages = pages::set(&letter.strips, &letter.heads);
    (letter, pages)
}

/// Each text as it is drawn from the first page to the last, a part of it a line, without the heads
/// of tables that are drawn once more.
fn drawn(letter: &LaidOut, pages: &[Vec<Placed>]) -> Vec<String> {
    let mut texts: Vec<(*const str, String)> = Vec::new();
    for placed in pages.iter().flatten() {
        let What::Strip(at) = placed.what else {
            continue;
        };
        for line in &letter.strips[at].drawn {
            let Drawn::Line { text, range, .. } = line else {
                continue;
            };
            let whole: *const str = text.text.as_str();
            let part = &text.text[range.clone()];
            match texts
                .iter_mut()
                .find(|(known, _)| std::ptr::eq(*known, whole))
            {
                Some((_, so_far)) => so_far.push_str(part),
                None => texts.push((whole, part.to_owned())),
            }
        }
    }
    texts.into_iter().map(|(_, text)| text).collect()
}

/// Nothing stands outside the margins, and nothing upon something else.
fn stands_within(letter: &LaidOut, pages: &[Vec<Placed>]) {
    for page in pages {
        let mut below = MARGIN.1;
        for placed in page {
            let strip = match placed.what {
                What::Strip(at) => &letter.strips[at],
                What::Head(table) => &letter.heads[table],
            };
            assert!(placed.y >= below - 0.01, "{placed:?} above {below}");
            below = placed.y + strip.height;
            assert!(
                below <= MARGIN.1 + HEIGHT + 0.01,
                "{placed:?} ends at {below}"
            );
            for line in &strip.drawn {
                let Drawn::Line {
                    text,
                    range,
                    size,
                    x,
                    ..
                } = line
                else {
                    continue;
                };
                let end = x + text.width(range) * size;
                let one = text.text[range.clone()].chars().count() == 1;
                assert!(
                    one || end <= PAGE.0 - MARGIN.0 + 0.1,
                    "{line:?} ends at {end}"
                );
            }
        }
    }
}

/// A table of so many rows, whose second column has so many words.
fn table(rows: usize, words: usize) -> String {
    let mut table = "| No | Words | Last |\n| --- | --- | ---: |\n".to_owned();
    for row in 1..=rows {
        let text = "some words ".repeat(words);
        writeln!(table, "| {row} | {text}| {} |", row * 7).expect("into memory");
    }
    table
}

#[test]
fn a_table_over_several_pages_has_its_head_on_each() {
    let (letter, pages) = set(&format!("# Title\n\n{}\n\nThe end.\n", table(90, 6)));
    assert!(pages.len() > 2, "{}", pages.len());
    stands_within(&letter, &pages);
    for page in &pages[1..] {
        assert_eq!(page[0].what, What::Head(0));
    }
    let rows = letter
        .strips
        .iter()
        .filter(|strip| strip.continues.is_some());
    assert_eq!(rows.count(), 90);
}

#[test]
fn a_row_taller_than_a_page_goes_on_over_pages() {
    let (letter, pages) = set(&table(2, 1500));
    assert!(pages.len() > 3, "{}", pages.len());
    stands_within(&letter, &pages);
    let all = drawn(&letter, &pages);
    let words: Vec<&String> = all.iter().filter(|text| text.starts_with("some")).collect();
    assert_eq!(words.len(), 2);
    assert!(
        words
            .iter()
            .all(|text| text.trim_end() == "some words ".repeat(1500).trim_end())
    );
}

#[test]
fn a_letter_without_anything_is_a_page() {
    for markdown in ["", "\n\n", "| |\n|---|\n", "-\n", "#\n"] {
        let bytes = made(markdown, "To nobody", &mut BTreeSet::new()).expect(markdown);
        assert!(bytes.starts_with(b"%PDF-1.7"), "{markdown:?}");
    }
}

#[test]
fn the_same_letter_is_the_same_file() {
    let markdown = format!("# Ynys Môn\n\nŁódź, e\u{301}cole\n\n{}", table(50, 9));
    let make = || made(&markdown, "x", &mut BTreeSet::new()).expect("a letter");
    assert_eq!(make(), make());
}

#[test]
fn a_sign_that_the_typeface_lacks_is_told_and_stands_for_nothing_else() {
    let mut unknown = BTreeSet::new();
    made("東京 and Łódź, e\u{301}\u{feff}\n", "x", &mut unknown).expect("a letter");
    assert_eq!(unknown, BTreeSet::from(['東', '京']));
    for (written, is_drawn) in [
        ("東京, a", "\u{fffd}\u{fffd}, a"),
        // Marks that no letter of the typeface has, behind a letter that it has and one that it lacks.
        ("x\u{302}, 東\u{302}", "x\u{fffd}, \u{fffd}\u{fffd}"),
        ("e\u{301}", "e\u{301}"),
    ] {
        let (letter, pages) = set(&format!("{written}\n"));
        assert_eq!(drawn(&letter, &pages), [is_drawn]);
    }
    let markdown =
        "a\u{200b}b soft\u{ad}hyphen \u{2028} z\u{202e} \u{1F600} ﬁ ½ ① q\u{301}\u{302} \u{a0}\n";
    made(markdown, "x", &mut unknown).expect("a letter");
}

#[test]
fn levels_of_headings_leave_none_out() {
    let (letter, _) = set("### a\n\n###### b\n\n# c\n\n## d\n\n#### e\n");
    let levels: Vec<u16> = letter
        .strips
        .iter()
        .filter_map(|strip| Some(strip.heading.as_ref()?.0))
        .collect();
    assert_eq!(levels, [1, 2, 1, 2, 3]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn all_of_a_text_is_drawn_once_within_the_margins(
        words in proptest::collection::vec("[a-zA-Zéł,.-]{1,90}", 1..200),
        bold in 0_usize..200,
        indent in 0_usize..4,
    ) {
        let mut text = words.clone();
        let at = bold % text.len();
        text[at] = format!("**{}**", text[at].trim_matches(['.', ',', '-']));
        prop_assume!(text[at] != "****");
        let markdown = format!("{}a {}\n", "> ".repeat(indent), text.join(" "));
        let (letter, pages) = set(&markdown);
        stands_within(&letter, &pages);
        let expected = format!("a {}", text.join(" ").replace("**", ""));
        prop_assert_eq!(drawn(&letter, &pages), vec![expected]);
        made(&markdown, "x", &mut BTreeSet::new()).expect("a letter that the standard allows");
    }
}
