//! What a letter's Markdown says, as blocks one after another.

use std::iter::Peekable;

use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};

use crate::letters::LetterError;

/// A part of the letter that stands by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A heading, of level 1 and up.
    Heading(u16, Text),
    /// A paragraph.
    Paragraph(Text),
    /// A list; with the first number where it is numbered.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A quotation.
    Quotation(Vec<Block>),
    /// A table.
    Table(Table),
    /// A line across the page.
    Rule,
}

/// A table with a row of headers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// How each column is aligned.
    pub(super) columns: Vec<Alignment>,
    /// The headers.
    pub(super) head: Vec<Text>,
    /// The rows beneath.
    pub(super) rows: Vec<Vec<Text>>,
}

/// Text in which parts are stressed. A line break is one that was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Text {
    /// All of it.
    pub(super) text: String,
    /// Its parts from the beginning: where each ends, in bytes, and how it is stressed.
    pub(super) parts: Vec<(usize, Stress)>,
}

/// How a part of a text is stressed. Both kinds are set bold: slanted letters are hard to read for
/// some, and guidance on accessible documents advises against them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stress {
    /// Not at all.
    None,
    /// `*so*`.
    Emphasis,
    /// `**so**`.
    Strong,
}

impl Text {
    fn push(&mut self, text: &str, stress: Stress) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let until = self.text.len();
        match self.parts.last_mut() {
            Some(last) if last.1 == stress => last.0 = until,
            _ => self.parts.push((until, stress)),
        }
    }

    /// Plain text.
    pub(super) fn plain(text: &str) -> Self {
        let mut plain = Self::default();
        plain.push(text, Stress::None);
        plain
    }
}

/// Reads the blocks of `markdown`.
///
/// # Errors
/// [`LetterError::Unshown`] for HTML and pictures.
pub(super) fn read(markdown: &str) -> Result<Vec<Block>, LetterError> {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    Reader {
        events: events.peekable(),
    }
    .blocks()
}

struct Reader<'a> {
    events: Peekable<Parser<'a>>,
}

impl Reader<'_> {
    /// The blocks up to the end of what they stand in.
    fn blocks(&mut self) -> Result<Vec<Block>, LetterError> {
        let mut blocks = Vec::new();
        while let Some(event) = self.events.next_if(|event| !matches!(event, Event::End(_))) {
            match event {
                Event::Start(Tag::Paragraph) => blocks.push(Block::Paragraph(self.text()?)),
                Event::Start(Tag::Heading { level, .. }) => {
                    blocks.push(Block::Heading(level as u16, self.text()?));
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    let quoted = self.blocks()?;
                    self.events.next();
                    blocks.push(Block::Quotation(quoted));
                }
                Event::Start(Tag::List(first)) => blocks.push(Block::List(first, self.items()?)),
                Event::Start(Tag::Table(columns)) => blocks.push(self.table(columns)?),
                Event::Start(Tag::CodeBlock(_)) => {
                    let mut text = self.text()?;
                    text = Text::plain(text.text.trim_end_matches('\n'));
                    blocks.push(Block::Paragraph(text));
                }
                Event::Start(Tag::HtmlBlock) => self.html_block()?,
                Event::Rule => blocks.push(Block::Rule),
                // The text of an item of a list has no paragraph around it.
                within => {
                    let mut text = Text::default();
                    self.inline(within, Stress::None, &mut text)?;
                    while let Some(more) = self.events.next_if(is_inline) {
                        self.inline(more, Stress::None, &mut text)?;
                    }
                    blocks.push(Block::Paragraph(text));
                }
            }
        }
        Ok(blocks)
    }

    fn items(&mut self) -> Result<Vec<Vec<Block>>, LetterError> {
        let mut items = Vec::new();
        while let Some(Event::Start(Tag::Item)) = self.events.next() {
            items.push(self.blocks()?);
            self.events.next();
        }
        Ok(items)
    }

    fn table(&mut self, columns: Vec<Alignment>) -> Result<Block, LetterError> {
        let mut table = Table {
            columns,
            head: Vec::new(),
            rows: Vec::new(),
        };
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => table.head = self.cells()?,
                Event::Start(Tag::TableRow) => table.rows.push(self.cells()?),
                _ => break,
            }
        }
        Ok(Block::Table(table))
    }

    fn cells(&mut self) -> Result<Vec<Text>, LetterError> {
        let mut cells = Vec::new();
        while let Some(Event::Start(Tag::TableCell)) = self.events.next() {
            cells.push(self.text()?);
        }
        Ok(cells)
    }

    /// The text up to the end of what it stands in, and that end.
    fn text(&mut self) -> Result<Text, LetterError> {
        let mut text = Text::default();
        self.stressed(Stress::None, &mut text)?;
        Ok(text)
    }

    fn stressed(&mut self, stress: Stress, text: &mut Text) -> Result<(), LetterError> {
        while let Some(event) = self.events.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            self.inline(event, stress, text)?;
        }
        Ok(())
    }

    fn inline(
        &mut self,
        event: Event<'_>,
        stress: Stress,
        text: &mut Text,
    ) -> Result<(), LetterError> {
        match event {
            Event::Text(words) | Event::Code(words) => text.push(&words, stress),
            Event::SoftBreak => text.push(" ", stress),
            Event::HardBreak => text.push("\n", stress),
            Event::Start(Tag::Emphasis) => self.stressed(stress.max(Stress::Emphasis), text)?,
            Event::Start(Tag::Strong) => self.stressed(Stress::Strong, text)?,
            // On paper an address has to be read.
            Event::Start(Tag::Link { dest_url, .. }) => {
                let from = text.text.len();
                self.stressed(stress, text)?;
                let shown = &text.text[from..];
                let address = dest_url.strip_prefix("mailto:").unwrap_or(&dest_url);
                if shown != address && shown != &*dest_url {
                    text.push(&format!(" ({address})"), stress);
                }
            }
            Event::InlineHtml(html) if is_comment(&html) => {}
            Event::InlineHtml(html) if is_line_break(&html) => text.push("\n", stress),
            Event::InlineHtml(html) | Event::Html(html) => return Err(shows_no_html(&html)),
            Event::Start(Tag::Image { dest_url, .. }) => {
                return Err(LetterError::Unshown {
                    what: format!("a picture, {dest_url}"),
                });
            }
            other => {
                return Err(LetterError::Unshown {
                    what: format!("{other:?}"),
                });
            }
        }
        Ok(())
    }

    fn html_block(&mut self) -> Result<(), LetterError> {
        let mut html = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Html(part) | Event::Text(part) => html.push_str(&part),
                Event::End(TagEnd::HtmlBlock) => break,
                _ => {}
            }
        }
        if is_comment(html.trim()) {
            Ok(())
        } else {
            Err(shows_no_html(&html))
        }
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::InlineHtml(_)
            | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
    )
}

fn is_comment(html: &str) -> bool {
    html.starts_with("<!--") && html.find("-->") == Some(html.len() - 3)
}

fn is_line_break(html: &str) -> bool {
    let name: String = html
        .chars()
        .filter(|sign| !matches!(sign, '<' | '>' | '/' | ' '))
        .collect();
    name.eq_ignore_ascii_case("br")
}

fn shows_no_html(html: &str) -> LetterError {
    let start: String = html.trim().chars().take(40).collect();
    LetterError::Unshown {
        what: format!("HTML, {}", start.lines().next().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lists_and_tables_are_blocks() {
        let blocks = read(
            "# One *two*\n\nThree **four**\\\nfive\n\n- six\n- seven\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n---\n",
        )
        .expect("Markdown");
        let mut heading = Text::plain("One ");
        heading.push("two", Stress::Emphasis);
        let mut paragraph = Text::plain("Three ");
        paragraph.push("four", Stress::Strong);
        paragraph.push("\nfive", Stress::None);
        let item = |text| vec![Block::Paragraph(Text::plain(text))];
        assert_eq!(
            blocks,
            [
                Block::Heading(1, heading),
                Block::Paragraph(paragraph),
                Block::List(None, vec![item("six"), item("seven")]),
                Block::Table(Table {
                    columns: vec![Alignment::None, Alignment::Right],
                    head: vec![Text::plain("a"), Text::plain("b")],
                    rows: vec![vec![Text::plain("1"), Text::plain("2")]],
                }),
                Block::Rule,
            ]
        );
    }

    #[test]
    fn an_address_is_shown_and_html_is_not_passed_over() {
        let blocks =
            read("See [here](https://example.org) <!-- a note -->, a<br>b.\n\n<!-- c -->\n")
                .expect("Markdown");
        assert_eq!(
            blocks,
            [Block::Paragraph(Text::plain(
                "See here (https://example.org) , a\nb."
            ))]
        );
        for (markdown, what) in [
            ("<div>a</div>\n", "HTML, <div>a</div>"),
            ("a <b>b</b>\n", "HTML, <b>"),
            ("![a](b.png)\n", "a picture, b.png"),
            (
                "<!-- a --><b>c</b><!-- d -->\n",
                "HTML, <!-- a --><b>c</b><!-- d -->",
            ),
        ] {
            let said = read(markdown).expect_err(markdown).to_string();
            assert!(said.contains(what), "{said}");
        }
    }
}
