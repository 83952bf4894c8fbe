//! Two lists of neighbours compared: how many stayed, what moved them, which pairs are not mutual
//! and how firm each neighbour is.

mod causes;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use self::causes::{ModelChange, ShareChange};
use super::list::List;
use super::side::Side;
use crate::error::Error;
use crate::profile::neighbour_model::agreement;
use crate::review::{AuthorityRow, find_authority};

/// What became of the neighbours between two lists.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    /// The authorities of both lists, those of whose neighbours the fewest stayed first; one of
    /// them, where one is asked for.
    authorities: Vec<Compared>,
    /// The sums over all authorities of both lists.
    totals: Totals,
    /// The authorities that have neighbours in the old list alone.
    only_old: Vec<Named>,
    /// The authorities that have neighbours in the new list alone.
    only_new: Vec<Named>,
    /// How the features of the two models differ; none where either list has no model.
    model: Option<ModelChange>,
    /// Whether a single authority is asked for.
    #[serde(skip)]
    is_of_one: bool,
}

/// An authority by code and name.
#[derive(Debug, Clone, Serialize)]
struct Named {
    authority: String,
    name: String,
}

/// What became of one authority's neighbours.
#[derive(Debug, Serialize)]
struct Compared {
    #[serde(flatten)]
    of: Named,
    /// How many neighbours it has in the old list.
    neighbours: usize,
    /// How many of them are in the new list.
    stayed: usize,
    /// Spearman's correlation of the ranks of those who stayed.
    rank_correlation: Option<f64>,
    /// Who is no longer a neighbour.
    gone: Vec<Moved>,
    /// Who has become one.
    joined: Vec<Moved>,
    /// How the features' shares of the squared distance from those who are gone changed, the one
    /// that grew most first.
    gone_shares: Vec<ShareChange>,
    /// The same of those who joined, the one that fell most first.
    joined_shares: Vec<ShareChange>,
    /// Neighbours of the new list that do not have the authority as theirs.
    not_mutual: Vec<Named>,
    /// How firm each neighbour of the new list is; none where no model stands behind it.
    firmness: Vec<Firm>,
}

/// An authority that is a neighbour in one list only, and the features that say most of why.
#[derive(Debug, Serialize)]
struct Moved {
    #[serde(flatten)]
    who: Named,
    /// The features whose share of the squared distance grew most, of one that is gone, or fell
    /// most, of one that joined.
    shares: Vec<ShareChange>,
}

/// How firm a neighbour is when one feature at a time is left out of the model.
#[derive(Debug, Serialize)]
struct Firm {
    #[serde(flatten)]
    who: Named,
    /// How many features the model has.
    features: usize,
    /// Those of which each by itself, left out, costs it its place among the neighbours.
    goes_without: Vec<String>,
}

/// Sums over authorities.
#[derive(Debug, Default, Serialize)]
struct Totals {
    authorities: usize,
    neighbours: usize,
    stayed: usize,
    /// Authorities whose two lists have the same members.
    same_members: usize,
    old: Mutual,
    new: Mutual,
    /// Neighbours of the new list of these authorities that stay whichever feature is left out; none
    /// without a model.
    firm: Option<FirmOnes>,
    /// How many neighbours of the new list go without each feature, the most first.
    held_by: Vec<HeldBy>,
}

/// Neighbours of a list, and how many of them do not have the other as theirs.
#[derive(Debug, Default, Serialize)]
struct Mutual {
    neighbours: usize,
    not_mutual: usize,
}

/// Neighbours, and how many of them are firm.
#[derive(Debug, Serialize)]
struct FirmOnes {
    neighbours: usize,
    firm: usize,
}

/// A feature, and how many pairs are neighbours only because of it.
#[derive(Debug, Serialize)]
struct HeldBy {
    feature: String,
    neighbours: usize,
}

/// The names of authorities.
struct Names(Vec<AuthorityRow>);

impl Comparison {
    /// Compares two lists; of one authority, where its code or name is given.
    ///
    /// # Errors
    /// When no such authority has neighbours in both.
    pub(super) fn of(old: &Side, new: &Side, authority: Option<&str>) -> Result<Self, Error> {
        let names = Names::of(old, new);
        let asked = authority.map(|wanted| names.find(wanted)).transpose()?;
        let longest = new.list.values().map(Vec::len).max().unwrap_or(0);
        let without = new.model.as_ref().map(|of| of.lists_without(longest));
        let without = without.unwrap_or_default();
        let mut authorities: Vec<Compared> = old
            .list
            .iter()
            .filter_map(|(code, before)| {
                let after = new.list.get(code)?;
                let change = Change {
                    old,
                    new,
                    names: &names,
                    code,
                };
                Some(change.compared(before, after, &without))
            })
            .collect();
        authorities.sort_by(|a, b| (a.stayed, &a.of.authority).cmp(&(b.stayed, &b.of.authority)));
        let totals = Totals::of(&authorities, old, new, !without.is_empty());
        if let Some(code) = &asked {
            authorities.retain(|of| of.of.authority == *code);
            if authorities.is_empty() {
                return Err(Error::Usage(format!(
                    "{} has no neighbours in both lists",
                    names.named(code).shown()
                )));
            }
        }
        let models = old.model.as_ref().zip(new.model.as_ref());
        Ok(Self {
            authorities,
            totals,
            only_old: names.alone(&old.list, &new.list),
            only_new: names.alone(&new.list, &old.list),
            model: models.map(|(old, new)| ModelChange::of(old, new)),
            is_of_one: asked.is_some(),
        })
    }
}

/// The two lists of one authority.
struct Change<'a> {
    old: &'a Side,
    new: &'a Side,
    names: &'a Names,
    code: &'a str,
}

impl Change<'_> {
    fn compared(&self, before: &[String], after: &[String], without: &[(&str, List)]) -> Compared {
        let found = agreement(before, after);
        let gone = only_in(before, after);
        let joined = only_in(after, before);
        let further = |of: &ShareChange| of.growth() > 0.0;
        let nearer = |of: &ShareChange| of.growth() < 0.0;
        let mut joined_shares = self.shares(&joined);
        joined_shares.reverse();
        Compared {
            of: self.names.named(self.code),
            neighbours: found.first,
            stayed: found.shared,
            rank_correlation: found.rank_correlation,
            gone_shares: self.shares(&gone),
            gone: self.moved(&gone, |shares| causes::foremost(shares.iter(), further)),
            joined_shares,
            joined: self.moved(&joined, |shares| {
                causes::foremost(shares.iter().rev(), nearer)
            }),
            not_mutual: self.names.all(not_mutual(self.code, after, &self.new.list)),
            firmness: after
                .iter()
                .filter(|_| !without.is_empty())
                .map(|other| self.firm(other, without))
                .collect(),
        }
    }

    /// How the features' shares of the distances from `others` changed, the most grown first.
    fn shares(&self, others: &[&String]) -> Vec<ShareChange> {
        let models = self.old.model.as_ref().zip(self.new.model.as_ref());
        models.map_or_else(Vec::new, |models| causes::shares(models, self.code, others))
    }

    fn moved(
        &self,
        others: &[&String],
        foremost: impl Fn(&[ShareChange]) -> Vec<ShareChange>,
    ) -> Vec<Moved> {
        let others = others.iter().copied();
        others
            .map(|other| Moved {
                who: self.names.named(other),
                shares: foremost(&self.shares(&[other])),
            })
            .collect()
    }

    fn firm(&self, other: &String, without: &[(&str, List)]) -> Firm {
        let goes = without.iter().filter(|(_, list)| {
            let of = list.get(self.code);
            !of.is_some_and(|of| of.contains(other))
        });
        Firm {
            who: self.names.named(other),
            features: without.len(),
            goes_without: goes.map(|(feature, _)| (*feature).to_owned()).collect(),
        }
    }
}

impl Totals {
    fn of(authorities: &[Compared], old: &Side, new: &Side, has_firmness: bool) -> Self {
        let mut held_by: BTreeMap<&str, usize> = BTreeMap::new();
        let each = || authorities.iter().flat_map(|of| &of.firmness);
        for feature in each().flat_map(|of| &of.goes_without) {
            *held_by.entry(feature).or_default() += 1;
        }
        let mut held_by: Vec<HeldBy> = held_by
            .into_iter()
            .map(|(feature, neighbours)| HeldBy {
                feature: feature.to_owned(),
                neighbours,
            })
            .collect();
        held_by.sort_by_key(|of| std::cmp::Reverse(of.neighbours));
        Self {
            authorities: authorities.len(),
            neighbours: authorities.iter().map(|of| of.neighbours).sum(),
            stayed: authorities.iter().map(|of| of.stayed).sum(),
            same_members: authorities
                .iter()
                .filter(|of| of.gone.is_empty() && of.joined.is_empty())
                .count(),
            old: Mutual::of(&old.list),
            new: Mutual::of(&new.list),
            firm: has_firmness.then(|| FirmOnes {
                neighbours: each().count(),
                firm: each().filter(|of| of.goes_without.is_empty()).count(),
            }),
            held_by,
        }
    }
}

impl Mutual {
    fn of(list: &List) -> Self {
        let one_way = list
            .iter()
            .map(|(code, others)| not_mutual(code, others, list).count());
        Self {
            neighbours: list.values().map(Vec::len).sum(),
            not_mutual: one_way.sum(),
        }
    }
}

/// The neighbours of an authority in whose own list of neighbours it is not.
fn not_mutual<'a>(
    code: &str,
    others: &'a [String],
    list: &List,
) -> impl Iterator<Item = &'a String> {
    others.iter().filter(move |other| {
        let back = list.get(*other);
        !back.is_some_and(|back| back.iter().any(|of| of == code))
    })
}

/// Those of `these` that `those` lacks, in their order.
fn only_in<'a>(these: &'a [String], those: &[String]) -> Vec<&'a String> {
    these.iter().filter(|one| !those.contains(one)).collect()
}

impl Names {
    /// The names that the runs of both lists have, the new one's first; a code that neither names
    /// stands for itself.
    fn of(old: &Side, new: &Side) -> Self {
        let mut known: BTreeMap<&str, AuthorityRow> = BTreeMap::new();
        for row in new.authorities.iter().chain(&old.authorities) {
            known.entry(&row.authority).or_insert_with(|| row.clone());
        }
        let members = |list: &'_ List| -> BTreeSet<String> {
            let others = list.values().flatten();
            list.keys().chain(others).cloned().collect()
        };
        let codes = &members(&old.list) | &members(&new.list);
        let row = |code: String| {
            let named = known.get(code.as_str()).cloned();
            named.unwrap_or_else(|| AuthorityRow {
                name: code.clone(),
                authority: code,
                region: None,
                kind: None,
                addressee: None,
            })
        };
        Self(codes.into_iter().map(row).collect())
    }

    fn named(&self, code: &str) -> Named {
        let place = self
            .0
            .binary_search_by(|of| of.authority.as_str().cmp(code));
        Named {
            authority: code.to_owned(),
            name: place.map_or_else(|_| code.to_owned(), |place| self.0[place].name.clone()),
        }
    }

    fn all<'a>(&self, codes: impl Iterator<Item = &'a String>) -> Vec<Named> {
        codes.map(|code| self.named(code)).collect()
    }

    /// The authorities that only the first of two lists has.
    fn alone(&self, these: &List, those: &List) -> Vec<Named> {
        self.all(these.keys().filter(|code| !those.contains_key(*code)))
    }

    fn find(&self, wanted: &str) -> Result<String, Error> {
        let found = find_authority(wanted, &self.0, "these lists").map_err(Error::Usage)?;
        Ok(found.authority.clone())
    }
}

impl Named {
    /// The name with the code, or the code alone where that is all there is.
    fn shown(&self) -> String {
        match self.name == self.authority {
            true => self.authority.clone(),
            false => format!("{} ({})", self.name, self.authority),
        }
    }
}
