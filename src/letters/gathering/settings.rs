//! What the tables say of the settings of an authority.

use std::collections::BTreeMap;

use super::words::word;
use crate::config::Rulebook;
use crate::domain::Comparison;
use crate::letters::facts::{CareFacts, Overall, ProvisionGroup, Shares, TypeFact};
use crate::letters::phrases::{self, Nouns, Proportion};
use crate::review::ProvisionRow;

/// The key of the family of provision that is social care, as rulebooks call it.
pub const SOCIAL_CARE: &str = "social_care";

/// All inspected settings together; `None` where nothing was inspected.
pub fn overall(provision: &[ProvisionRow], rulebook: &Rulebook) -> Option<Overall> {
    let inspected = provision.iter().map(|row| row.inspected).sum();
    let good_or_better = provision.iter().map(good).sum();
    Some(Overall {
        wording: word(rulebook, good_or_better, inspected)?,
        mostly: 2 * good_or_better >= inspected,
        inspected,
        good_or_better,
    })
}

/// What settings of a type are called; its key where the rulebook does not have it.
fn nouns<'n>(row: &'n ProvisionRow, rulebook: &'n Rulebook) -> Nouns<'n> {
    let known = rulebook
        .provisions
        .iter()
        .find(|known| known.key == row.provision);
    let (one, many) = known.map_or((&row.provision, &row.provision), |known| {
        (&known.one, &known.many)
    });
    Nouns { one, many }
}

fn type_fact(row: &ProvisionRow, rulebook: &Rulebook) -> TypeFact {
    let nouns = nouns(row, rulebook);
    TypeFact {
        key: row.provision.clone(),
        one: nouns.one.to_owned(),
        many: nouns.many.to_owned(),
        name: phrases::inspected(nouns, row.inspected, row.settings),
        share: share_of(row, nouns).map(|share| share.phrase()),
        inspected: i64::from(row.inspected),
        inadequate: i64::from(row.inadequate),
        mostly: 2 * good(row) >= row.inspected,
        band: row.band,
    }
}

/// How many of the inspected settings of a type are good or better.
fn share_of(row: &ProvisionRow, nouns: Nouns<'_>) -> Option<Proportion> {
    let wording = row.wording.as_deref().unwrap_or_default();
    phrases::share(nouns, good(row), row.inspected, row.settings, wording)
}

/// Shares as subjects, types with the same proportion together: "a majority of childminders
/// and childcare settings".
fn shares(rows: &[&ProvisionRow], rulebook: &Rulebook) -> Shares {
    /// Fewer have words of their own, such as `both` or `the one inspected`.
    const SEVERAL: i32 = 3;
    let mut shares: Vec<(String, Vec<String>, bool)> = Vec::new();
    for row in rows {
        let Some(share) = share_of(row, nouns(row, rulebook)) else {
            continue;
        };
        let alike = shares
            .iter_mut()
            .find(|(lead, ..)| row.inspected >= SEVERAL && *lead == share.lead);
        match alike {
            Some((_, nouns, _)) => nouns.push(share.noun),
            None => shares.push((share.lead, vec![share.noun], share.plural)),
        }
    }
    Shares {
        plural: shares.len() > 1 || shares.iter().any(|(_, _, plural)| *plural),
        shares: shares
            .into_iter()
            .map(|(lead, nouns, _)| format!("{lead}{}", phrases::listed(&nouns)))
            .collect(),
    }
}

/// Settings of social care; `None` where none was inspected.
pub fn care(provision: &[ProvisionRow], rulebook: &Rulebook) -> Option<CareFacts> {
    let care: Vec<&ProvisionRow> = provision
        .iter()
        .filter(|row| row.family == SOCIAL_CARE && row.inspected > 0)
        .collect();
    if care.is_empty() {
        return None;
    }
    let inspected: i32 = care.iter().map(|row| row.inspected).sum();
    let good: i32 = care.iter().map(|row| good(row)).sum();
    let (with_inadequate, others): (Vec<&ProvisionRow>, Vec<&ProvisionRow>) =
        care.into_iter().partition(|row| row.inadequate > 0);
    let others = shares(&others, rulebook);
    Some(CareFacts {
        variable: good > 0 && good < inspected,
        good: good == inspected,
        with_inadequate: with_inadequate
            .into_iter()
            .map(|row| type_fact(row, rulebook))
            .collect(),
        others: Some(others).filter(|others| !others.shares.is_empty()),
    })
}

/// Universal settings, grouped by how they compare; those that stand best first.
pub fn groups(provision: &[ProvisionRow], rulebook: &Rulebook) -> Vec<ProvisionGroup> {
    let mut groups: BTreeMap<(Place, Place), Vec<&ProvisionRow>> = BTreeMap::new();
    for row in provision {
        if row.family != SOCIAL_CARE && row.inspected > 0 {
            let place = (Place::of(&row.vs_neighbours), Place::of(&row.vs_national));
            groups.entry(place).or_default().push(row);
        }
    }
    let mut groups: Vec<((Place, Place), Vec<&ProvisionRow>)> = groups.into_iter().collect();
    // First what is better somewhere and worse elsewhere, then what is better, then what is
    // in line, and last what falls behind.
    groups.sort_by_key(|((neighbours, national), _)| {
        let (best, worst) = (neighbours.min(national), neighbours.max(national));
        let order = match (*best, *worst) {
            (Place::Better, Place::Worse) => 0,
            (Place::Better, _) => 1,
            (_, Place::Worse) => 3,
            _ => 2,
        };
        (order, *neighbours, *national)
    });
    groups
        .into_iter()
        .map(|((neighbours, national), rows)| {
            let types: Vec<TypeFact> = rows.iter().map(|row| type_fact(row, rulebook)).collect();
            let Shares { shares, plural } = shares(&rows, rulebook);
            ProvisionGroup {
                neighbours: rows[0].vs_neighbours.clone(),
                national: rows[0].vs_national.clone(),
                names: types.iter().map(|of| of.name.text.clone()).collect(),
                strong: types.iter().all(|of| of.band.is_some_and(|band| band >= 3)),
                behind: neighbours.min(national) != Place::Better
                    && neighbours.max(national) == Place::Worse,
                types,
                shares,
                plural,
            }
        })
        .collect()
}

/// How a type compares, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Better,
    InLine,
    NotCompared,
    Worse,
}

impl Place {
    fn of(comparison: &Option<String>) -> Self {
        match comparison.as_deref().and_then(Comparison::from_word) {
            Some(Comparison::Better) => Self::Better,
            Some(Comparison::InLine) => Self::InLine,
            Some(Comparison::Worse) => Self::Worse,
            // Shares of settings have a good side; what has none is not judged here either.
            Some(Comparison::Higher | Comparison::Similar | Comparison::Lower) | None => {
                Self::NotCompared
            }
        }
    }
}

fn good(row: &ProvisionRow) -> i32 {
    row.outstanding + row.good
}
