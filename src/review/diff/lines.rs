//! A difference as lines of text.

use super::{Difference, Moved};
use crate::review::{Emphasis, Node};

/// How many settings that changed a line of the tree shows; the JSON form has them all.
const SHOWN: usize = 8;

impl Difference {
    /// What a reader must know before the trees; `None` where both runs rate.
    pub fn note(&self) -> Option<&'static str> {
        match (self.rates_a, self.rates_b) {
            (true, true) => None,
            (false, false) => {
                Some("neither run rates councils: what moved are their bands and comparisons")
            }
            (true, false) => Some("the first run rates councils, the second does not"),
            (false, true) => Some("the second run rates councils, the first does not"),
        }
    }

    /// One tree of lines an authority.
    pub fn trees(&self) -> Vec<Node> {
        self.authorities.iter().map(Moved::tree).collect()
    }
}

impl Moved {
    fn tree(&self) -> Node {
        let mut root =
            Node::new(format!("{} ({})", self.name, self.authority)).with(Emphasis::Strong);
        for change in &self.ratings {
            root.push(Node::new(change.text()).with(change.emphasis()));
        }
        for (heading, changes) in [
            ("limiters", &self.limiters),
            ("bands", &self.bands),
            ("comparisons", &self.comparisons),
        ] {
            if changes.is_empty() {
                continue;
            }
            let mut node = Node::new(heading);
            for change in changes {
                node.push(Node::new(change.text()).with(change.emphasis()));
            }
            root.push(node);
        }
        if !self.evidence.is_empty() {
            let mut node = Node::new("evidence that moved");
            for change in self.evidence.iter().take(SHOWN) {
                node.push(Node::new(change.text()));
            }
            if self.evidence.len() > SHOWN {
                let more = self.evidence.len() - SHOWN;
                node.push(Node::new(format!("and {more} more")));
            }
            root.push(node);
        }
        root
    }
}
