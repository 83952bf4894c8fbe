//! The comparators that a pipeline asks for, with those that the sources say they are.

use chrono::NaiveDate;

use super::members::{GroupTable, Members};
use super::neighbour_model::NeighbourModel;
use super::neighbours::NeighbourTable;
use crate::config::{self, ComparedWith, ConfigError, NeighbourStatistic, Pipeline};
use crate::domain::{AuthorityIx, folded, nearest};
use crate::tables::{GroupMember, Neighbour, NeighbourList, Tables};

/// A comparator, and whom it compares each authority with.
#[derive(Debug, Clone)]
pub struct AskedComparator {
    /// What tables call it.
    pub name: String,
    /// What its values are summed up by.
    pub statistic: NeighbourStatistic,
    /// Whether the pipeline asks for that statistic.
    pub is_asked: bool,
    /// What its shares of settings are summed up by.
    pub settings: NeighbourStatistic,
    /// The published figure that goes before what is worked out.
    pub published: Option<PublishedFor>,
    /// Whether its figures are those of similar areas in the indicator profile.
    pub is_profile: bool,
    /// Whom it compares with, each until the next one's day; the first from the beginning.
    spells: Vec<(NaiveDate, Members)>,
}

/// An area whose published figure a comparator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedFor {
    /// The authority's region.
    Region,
    /// The nation.
    Nation,
}

impl AskedComparator {
    /// The place of those whom it compares with on `day`.
    pub(super) fn spell(&self, day: NaiveDate) -> usize {
        self.spells
            .partition_point(|(from, _)| *from <= day)
            .saturating_sub(1)
    }

    /// Those whom it compares with at this place.
    pub fn members(&self, spell: usize) -> &Members {
        &self.spells[spell].1
    }

    /// Every spell: from when on it compares with whom.
    pub fn spells(&self) -> impl Iterator<Item = (NaiveDate, &Members)> {
        self.spells.iter().map(|(from, members)| (*from, members))
    }
}

/// The comparators of `pipeline`, in order of their names.
///
/// # Errors
/// A comparator that nobody belongs to.
pub(super) fn asked(
    pipeline: &Pipeline,
    tables: &Tables,
    similar: &[Neighbour],
    model: Option<&NeighbourModel>,
) -> Result<Vec<AskedComparator>, ConfigError> {
    let first = pipeline.comparators.iter().find(|of| of.of.is_similar());
    let mut asked = pipeline
        .comparators
        .iter()
        .map(|comparator| {
            let sources = Sources {
                pipeline,
                tables,
                similar,
                model,
                comparator,
            };
            let is_first = first.is_some_and(|first| first.name == comparator.name);
            Ok(AskedComparator {
                name: comparator.name.clone(),
                statistic: comparator.statistic,
                is_asked: comparator.is_asked,
                settings: comparator.settings,
                published: match comparator.of {
                    ComparedWith::Region => Some(PublishedFor::Region),
                    ComparedWith::Nation => Some(PublishedFor::Nation),
                    ComparedWith::Neighbours(_)
                    | ComparedWith::Model
                    | ComparedWith::WithinRegion
                    | ComparedWith::Kind
                    | ComparedWith::All
                    | ComparedWith::Group { .. } => None,
                },
                is_profile: is_first && !comparator.with_self,
                spells: sources.spells()?,
            })
        })
        .collect::<Result<Vec<_>, ConfigError>>()?;
    asked.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(asked)
}

/// What a comparator is made of.
struct Sources<'a> {
    pipeline: &'a Pipeline,
    tables: &'a Tables,
    similar: &'a [Neighbour],
    model: Option<&'a NeighbourModel>,
    comparator: &'a config::Comparator,
}

impl Sources<'_> {
    fn error(&self, message: impl Into<String>) -> ConfigError {
        let file = &self.pipeline.file;
        file.error_at(&self.comparator.span, message)
    }

    fn spells(&self) -> Result<Vec<(NaiveDate, Members)>, ConfigError> {
        let always = |members| vec![(NaiveDate::MIN, members)];
        let list = &self.tables.authorities;
        let count = list.len();
        let places = || list.places();
        Ok(match &self.comparator.of {
            ComparedWith::Neighbours(None) => always(self.lists(self.similar)),
            ComparedWith::Neighbours(Some(name)) => {
                let named = NeighbourList::named(&self.tables.neighbour_lists, name);
                always(self.lists(&named.map_err(|message| self.error(message))?.rows))
            }
            ComparedWith::Model => {
                let rows = self.model.map(|model| model.neighbours.as_slice());
                always(self.lists(rows.unwrap_or_default()))
            }
            ComparedWith::Region | ComparedWith::WithinRegion => {
                let region = |place| list.get(place).region.map(|region| region.index());
                let of: Vec<Option<usize>> = places().map(region).collect();
                if of.iter().all(Option::is_none) {
                    return Err(self.error(
                        "no authority has a region: map `region` in [sources.authorities]",
                    ));
                }
                always(self.groups(list.regions().len(), &of))
            }
            ComparedWith::Kind => {
                let kind = |place| list.get(place).kind.as_deref();
                let mut kinds: Vec<&str> = places().filter_map(kind).collect();
                kinds.sort_unstable();
                kinds.dedup();
                if kinds.is_empty() {
                    return Err(
                        self.error("no authority has a kind: map `kind` in [sources.authorities]")
                    );
                }
                let of = places().map(|place| kinds.binary_search(&kind(place)?).ok());
                always(self.groups(kinds.len(), &of.collect::<Vec<_>>()))
            }
            ComparedWith::Nation | ComparedWith::All => {
                always(self.groups(1, &vec![Some(0); count]))
            }
            ComparedWith::Group { name, members_only } => self.group(name, *members_only)?,
        })
    }

    /// The lists of neighbours, with the authority itself where it counts.
    fn lists(&self, rows: &[Neighbour]) -> Members {
        let count = self.tables.authorities.len();
        if !self.comparator.with_self {
            return Members::Lists(NeighbourTable::new(rows, count));
        }
        let own = self.tables.authorities.places();
        let has_list = |place: &AuthorityIx| rows.iter().any(|row| row.authority == *place);
        let own = own.filter(has_list).map(|place| Neighbour {
            authority: place,
            neighbour: place,
            rank: 0,
            closeness: None,
            distance: None,
        });
        let mut with_own: Vec<Neighbour> = own.chain(rows.iter().cloned()).collect();
        with_own.sort_by_key(|row| (row.authority, row.rank));
        Members::Lists(NeighbourTable::new(&with_own, count))
    }

    /// Groups of which each has the authorities that are compared with it.
    fn groups(&self, groups: usize, group_of: &[Option<usize>]) -> Members {
        let mut members = vec![Vec::new(); groups];
        for (place, group) in self.tables.authorities.places().zip(group_of) {
            if let Some(group) = group {
                members[*group].push(place);
            }
        }
        self.members(&members, group_of)
    }

    /// Each authority beside the group that it is compared with: in it, or without it.
    fn members(&self, groups: &[Vec<AuthorityIx>], group_of: &[Option<usize>]) -> Members {
        if self.comparator.with_self {
            return Members::Groups(GroupTable::new(groups, group_of));
        }
        let places = self.tables.authorities.places();
        let others = places.zip(group_of).flat_map(|(place, group)| {
            let group = group.map_or(&[][..], |group| &groups[group]);
            let others = group.iter().filter(move |other| **other != place);
            others.map(move |other| Neighbour {
                authority: place,
                neighbour: *other,
                rank: 1,
                closeness: None,
                distance: None,
            })
        });
        let others: Vec<Neighbour> = others.collect();
        Members::Lists(NeighbourTable::new(&others, group_of.len()))
    }

    /// A named group, as it is from one day on to the next on which somebody joins or leaves it.
    fn group(
        &self,
        name: &str,
        members_only: bool,
    ) -> Result<Vec<(NaiveDate, Members)>, ConfigError> {
        let rows = self.tables.groups.as_deref().unwrap_or_default();
        let wanted = folded(name);
        let of_group: Vec<&GroupMember> = rows
            .iter()
            .filter(|row| folded(&row.group) == wanted)
            .collect();
        if of_group.is_empty() {
            return Err(self.error(no_such_group(name, rows)));
        }
        let mut days: Vec<NaiveDate> = of_group
            .iter()
            .flat_map(|row| [row.joined_on, row.left_on])
            .flatten()
            .collect();
        days.push(NaiveDate::MIN);
        days.sort_unstable();
        days.dedup();
        let spells = days.into_iter().map(|day| {
            let is_in = |row: &&&GroupMember| {
                row.joined_on.is_none_or(|joined| joined <= day)
                    && row.left_on.is_none_or(|left| day < left)
            };
            let now = of_group.iter().filter(is_in).map(|row| row.authority);
            let mut now: Vec<AuthorityIx> = now.collect();
            now.sort_unstable();
            let group_of = self.tables.authorities.places().map(|place| {
                let is_compared = !members_only || now.binary_search(&place).is_ok();
                is_compared.then_some(0)
            });
            let group_of: Vec<Option<usize>> = group_of.collect();
            (day, self.members(&[now], &group_of))
        });
        Ok(spells.collect())
    }
}

fn no_such_group(name: &str, rows: &[GroupMember]) -> String {
    let mut known: Vec<&str> = rows.iter().map(|row| row.group.as_str()).collect();
    known.dedup();
    let hint = nearest(name, &known).map_or(".".to_owned(), |near| format!("; is it {near:?}?"));
    let known = match known.as_slice() {
        [] => "none at all".to_owned(),
        known => known.join(", "),
    };
    format!(
        "no row of [sources.groups] that was kept is of the group {name:?}{hint} There are {known}"
    )
}
