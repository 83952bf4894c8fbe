//! What a letter's parts mean: the structure that a screen reader goes by.

use krilla::tagging::{Identifier, Node, TagGroup, TagKind, TagTree};

/// A piece of text that is drawn in one or more places and is one in the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(usize);

/// An element of the structure, or the text in one.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// An element with its parts, in the order in which they are read.
    Element(TagKind, Vec<Part>),
    /// Text.
    Text(Slot),
}

/// Gives out slots, and is told what is drawn for each.
#[derive(Debug, Default)]
pub(super) struct Slots {
    drawn: Vec<Vec<Identifier>>,
}

impl Part {
    /// An element.
    pub(super) fn element(kind: impl Into<TagKind>, parts: Vec<Part>) -> Self {
        Self::Element(kind.into(), parts)
    }
}

impl Slots {
    /// As many as were given out.
    pub(super) fn of(count: usize) -> Self {
        Self {
            drawn: vec![Vec::new(); count],
        }
    }

    /// Notes a place where the text of `slot` is drawn.
    pub(super) fn note(&mut self, slot: Slot, place: Identifier) {
        self.drawn[slot.0].push(place);
    }

    /// The structure, with every place where something of it is drawn.
    pub(super) fn tree(mut self, parts: Vec<Part>) -> TagTree {
        let mut tree = TagTree::new();
        for part in parts {
            for node in self.nodes(part) {
                tree.push(node);
            }
        }
        tree
    }

    fn nodes(&mut self, part: Part) -> Vec<Node> {
        match part {
            Part::Text(slot) => std::mem::take(&mut self.drawn[slot.0])
                .into_iter()
                .map(Node::from)
                .collect(),
            Part::Element(kind, parts) => {
                let mut group = TagGroup::new(kind);
                for part in parts {
                    for node in self.nodes(part) {
                        group.push(node);
                    }
                }
                vec![Node::from(group)]
            }
        }
    }
}

/// Gives out slots one after another.
#[derive(Debug, Default)]
pub(super) struct SlotCounter(usize);

impl SlotCounter {
    /// The next.
    pub(super) fn next(&mut self) -> Slot {
        let slot = Slot(self.0);
        self.0 += 1;
        slot
    }

    /// How many were given out.
    pub(super) fn count(&self) -> usize {
        self.0
    }
}
