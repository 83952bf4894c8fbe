//! A letter as tagged PDF (PDF/UA-1), made of its Markdown.
//!
//! The way is `block` (what the Markdown says) -> `layout` (lines, and what they mean) -> `pages`
//! (where they stand) -> `write`. The library writes PDF and holds it against the standard; it lays
//! nothing out, so that lines are broken and set on pages here. A letter has headings, paragraphs,
//! lists, tables, quotations and rules, one column and one typeface.
//!
//! The same Markdown gives the same bytes: nothing says when or where the file was made.

mod block;
mod face;
mod layout;
mod outline;
mod pages;
mod strip;
mod structure;
mod table;
mod text;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::face::Faces;
use super::LetterError;

/// Makes the letter that `markdown` is a PDF. `title` stands for its first heading where it has
/// none. `unknown` is told the signs that the typeface does not have; a replacement sign stands for
/// each.
///
/// # Errors
/// When the letter has what a PDF cannot show, such as HTML, or the library refuses.
pub(super) fn made(
    markdown: &str,
    title: &str,
    unknown: &mut BTreeSet<char>,
) -> Result<Vec<u8>, LetterError> {
    let faces = Faces::embedded()?;
    let blocks = block::read(markdown)?;
    let laid_out = layout::laid_out(&blocks, &faces);
    let pages = pages::set(&laid_out.strips, &laid_out.heads);
    let bytes = write::written(&laid_out, &pages, &faces, title)?;
    unknown.extend(laid_out.unknown);
    Ok(bytes)
}
