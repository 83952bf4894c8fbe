//! Who those are that an authority is compared with.

use super::neighbours::NeighbourTable;
use crate::domain::AuthorityIx;

/// Stands for the group of an authority that is in none.
const NO_GROUP: u32 = u32::MAX;

/// Those that each authority is compared with.
#[derive(Debug, Clone)]
pub enum Members {
    /// Its own list.
    Lists(NeighbourTable),
    /// A group that it shares with others.
    Groups(GroupTable),
}

/// Groups of authorities, and with which of them each authority is compared.
#[derive(Debug, Clone, Default)]
pub struct GroupTable {
    group_of: Vec<u32>,
    is_member: Vec<bool>,
    starts: Vec<u32>,
    places: Vec<AuthorityIx>,
}

impl GroupTable {
    /// The `groups`, of which each authority is compared with the one at the place that `group_of`
    /// has for it.
    pub(super) fn new(groups: &[Vec<AuthorityIx>], group_of: &[Option<usize>]) -> Self {
        let mut table = Self {
            starts: vec![0],
            ..Self::default()
        };
        for group in groups {
            table.places.extend(group);
            table.starts.push(small(table.places.len()));
        }
        let each = group_of.iter().enumerate();
        table.is_member = each
            .map(|(at, group)| {
                let of = group.map_or(&[][..], |group| &groups[group]);
                of.iter().any(|member| member.index() == at)
            })
            .collect();
        table.group_of = group_of
            .iter()
            .map(|group| group.map_or(NO_GROUP, small))
            .collect();
        table
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The authorities of the group at `group`.
    pub(super) fn of(&self, group: usize) -> &[AuthorityIx] {
        &self.places[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    /// Whether the authority at this place is in the group that it is compared with.
    pub(super) fn has(&self, authority: usize) -> bool {
        self.is_member[authority]
    }

    /// The group that an authority is compared with.
    pub(super) fn group_of(&self, authority: usize) -> Option<usize> {
        let group = self.group_of[authority];
        (group != NO_GROUP).then_some(group as usize)
    }
}

impl Members {
    /// The place of the figures that an authority is compared with, among those of a slice; `None`
    /// where it is compared with nobody.
    pub fn column(&self, authority: AuthorityIx) -> Option<usize> {
        match self {
            Self::Lists(_) => Some(authority.index()),
            Self::Groups(groups) => groups.group_of(authority.index()),
        }
    }

    /// Those that an authority is compared with, itself among them where it counts.
    pub fn of(&self, authority: AuthorityIx) -> &[AuthorityIx] {
        match self {
            Self::Lists(lists) => lists.of(authority),
            Self::Groups(groups) => {
                let group = groups.group_of(authority.index());
                group.map_or(&[], |group| groups.of(group))
            }
        }
    }

    /// Whether an authority is among those that it is compared with.
    pub fn has(&self, authority: AuthorityIx) -> bool {
        match self {
            Self::Lists(lists) => lists.has_itself(authority),
            Self::Groups(groups) => groups.has(authority.index()),
        }
    }
}

fn small(at: usize) -> u32 {
    u32::try_from(at).expect("groups are shorter than 2^32")
}
