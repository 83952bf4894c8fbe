//! The headings of a letter as a table of contents that a viewer shows beside it.

use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::outline::{Outline, OutlineNode};

/// A heading, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    /// Its level.
    pub(super) level: u16,
    /// Its text.
    pub(super) title: String,
    /// Its page, counted from nought.
    pub(super) page: usize,
    /// The top of it.
    pub(super) y: f32,
}

/// The outline of the headings, each within the one of a lower level before it.
pub(super) fn outline(headings: &[Heading]) -> Outline {
    let mut outline = Outline::new();
    for node in nodes(headings) {
        outline.push_child(node);
    }
    outline
}

fn nodes(headings: &[Heading]) -> Vec<OutlineNode> {
    let mut nodes = Vec::new();
    let mut rest = headings;
    while let Some((heading, after)) = rest.split_first() {
        let within = after
            .iter()
            .position(|next| next.level <= heading.level)
            .unwrap_or(after.len());
        let place = XyzDestination::new(heading.page, Point::from_xy(0.0, heading.y));
        let mut node = OutlineNode::new(heading.title.clone(), place).with_open(true);
        for child in self::nodes(&after[..within]) {
            node.push_child(child);
        }
        nodes.push(node);
        rest = &after[within..];
    }
    nodes
}
