//! Standard output: lines, trees and JSON for people and programs.
//!
//! This is the only way to it, so that whatever a name in an extract holds, it is shown and does
//! nothing: each line is given whole, and stays one line.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use crate::domain::shown::{in_json, shown};
use crate::error::Error;
use crate::review::Node;

/// Where a command's results go.
pub(super) struct Output<'a> {
    to: Box<dyn Write + 'a>,
    colour: bool,
}

impl Output<'static> {
    /// Standard output, which takes colour where it is a terminal unless NO_COLOR is set to
    /// anything (see no-color.org).
    #[expect(clippy::disallowed_methods, reason = "this is where results go")]
    pub(super) fn standard() -> Self {
        use std::io::IsTerminal;
        let to = io::stdout();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
        Self {
            colour: to.is_terminal() && !plain,
            to: Box::new(to.lock()),
        }
    }
}

impl Output<'_> {
    /// One line of text.
    ///
    /// # Errors
    /// [`Error::Output`], as all below.
    pub(super) fn line(&mut self, text: impl Display) -> Result<(), Error> {
        let text = text.to_string();
        let mut line = shown(&text).into_owned();
        line.push('\n');
        self.write(&line)
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> Result<(), Error> {
        self.write("\n")
    }

    /// A tree, in colour where that is taken.
    pub(super) fn tree(&mut self, tree: &Node) -> Result<(), Error> {
        self.write(&tree.render(self.colour))
    }

    /// One JSON document.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Error::Output(io::Error::from(error)))?;
        self.write(&in_json(&text))?;
        self.gap()
    }

    fn write(&mut self, text: &str) -> Result<(), Error> {
        self.to.write_all(text.as_bytes()).map_err(Error::Output)
    }
}

#[cfg(test)]
impl<'a> Output<'a> {
    /// Output that a test keeps.
    pub(super) fn kept(to: &'a mut Vec<u8>) -> Self {
        Self {
            to: Box::new(to),
            colour: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line_and_does_nothing_to_a_terminal() {
        let mut kept = Vec::new();
        let mut out = Output::kept(&mut kept);
        out.line(format_args!("{:<4}|", "a\n\u{1b}[2J")).unwrap();
        out.json(&"b\u{202e}").unwrap();
        drop(out);
        assert_eq!(
            String::from_utf8(kept).unwrap(),
            "a\\n\\u{1b}[2J|\n\"b\\u202e\"\n"
        );
    }
}
