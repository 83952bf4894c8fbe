//! A tree of lines, as it is shown on a terminal or in a pipe.

use crate::domain::shown::shown;

/// How a line stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// Not at all.
    #[default]
    Plain,
    /// A heading.
    Strong,
    /// Good news: better, improved, a high band.
    Good,
    /// Bad news: worse, inadequate, a limiter that decides.
    Bad,
    /// Of less account: a rule that did not fire.
    Faint,
}

impl Emphasis {
    /// The SGR code of ECMA-48 that shows it.
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Good => "32",
            Self::Bad => "1;31",
            Self::Faint => "2",
        }
    }
}

/// A line and what hangs below it. Whatever the text holds, it is one line that draws nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Node {
    text: String,
    emphasis: Emphasis,
    children: Vec<Node>,
}

impl Node {
    /// A plain line.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self {
            text: shown(text.as_ref()).into_owned(),
            ..Self::default()
        }
    }

    /// The same line, standing out.
    #[must_use]
    pub fn with(mut self, emphasis: Emphasis) -> Self {
        self.emphasis = emphasis;
        self
    }

    /// Hangs a line below this one.
    pub fn push(&mut self, child: Node) {
        self.children.push(child);
    }

    /// Hangs several lines below this one.
    pub fn extend(&mut self, children: impl IntoIterator<Item = Node>) {
        self.children.extend(children);
    }

    /// The whole tree as text, in colour or plain.
    pub fn render(&self, colour: bool) -> String {
        let mut text = String::new();
        self.line(&mut text, "", "", colour);
        text
    }

    fn line(&self, text: &mut String, first: &str, rest: &str, colour: bool) {
        text.push_str(first);
        let code = self.emphasis.code();
        if colour && !code.is_empty() {
            text.push_str(&format!("\x1b[{code}m{}\x1b[0m", self.text));
        } else {
            text.push_str(&self.text);
        }
        text.push('\n');
        for (at, child) in self.children.iter().enumerate() {
            let is_last = at + 1 == self.children.len();
            let (branch, trunk) = if is_last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            child.line(
                text,
                &format!("{rest}{branch}"),
                &format!("{rest}{trunk}"),
                colour,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Node {
        let mut tree = Node::new("Leeds").with(Emphasis::Strong);
        let mut limiter = Node::new("limiter").with(Emphasis::Bad);
        limiter.push(Node::new("finding"));
        tree.push(limiter);
        tree.push(Node::new("coverage"));
        tree
    }

    #[test]
    fn a_tree_is_plain_in_a_pipe() {
        assert_eq!(
            tree().render(false),
            "Leeds\n├─ limiter\n│  └─ finding\n└─ coverage\n"
        );
    }

    #[test]
    fn a_reason_draws_no_branch() {
        let mut tree = Node::new("rating 2");
        tree.push(Node::new("Because\n└─ rating 4 \u{1b}[31m"));
        assert_eq!(
            tree.render(true),
            "rating 2\n└─ Because\\n└─ rating 4 \\u{1b}[31m\n"
        );
    }

    #[test]
    fn a_tree_is_coloured_on_a_terminal() {
        let text = tree().render(true);
        assert!(
            text.starts_with("\x1b[1mLeeds\x1b[0m\n├─ \x1b[1;31mlimiter\x1b[0m\n"),
            "{text:?}"
        );
    }
}
