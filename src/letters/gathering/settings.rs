//! What the tables say of the settings of an authority.

use std::collections::BTreeMap;

use super::words::word;
use crate::config::Rulebook;
use crate::domain::{Comparison, Step};
use crate::letters::facts::{CareFacts, Overall, ProvisionGroup, Shares, TypeFact, WeaknessFact};
use crate::letters::phrases::{self, Nouns, Proportion};
use crate::review::{EvidenceRow, ProvisionRow};

/// The key of the family of provision that is social care, as rulebooks call it.
const SOCIAL_CARE: &str = "social_care";

/// All inspected settings together; `None` where nothing was inspected.
pub(super) fn overall(provision: &[ProvisionRow], rulebook: &Rulebook) -> Option<Overall> {
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
        worst_grade: worst_grade(row),
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

/// Those of which no share can be said.
fn without_share(rows: &[&ProvisionRow], rulebook: &Rulebook) -> Vec<TypeFact> {
    let facts = rows.iter().map(|row| type_fact(row, rulebook));
    facts.filter(|fact| fact.share.is_none()).collect()
}

/// The worst grade of a type's inspected settings.
fn worst_grade(row: &ProvisionRow) -> Option<i32> {
    let grades = [
        (4, row.inadequate),
        (3, row.satisfactory),
        (2, row.good),
        (1, row.outstanding),
    ];
    let worst = grades.into_iter().find(|(_, settings)| *settings > 0);
    worst.map(|(grade, _)| grade)
}

/// The types of setting, and the findings, that the rulebook calls a significant weakness.
pub(super) fn weaknesses(
    evidence: &[EvidenceRow],
    provision: &[ProvisionRow],
    rulebook: &Rulebook,
) -> Vec<WeaknessFact> {
    evidence
        .iter()
        .filter(|row| row.is_of(Step::Weakness) && row.fired)
        .filter_map(|row| {
            let subject = row.subject.clone()?;
            let name = if row.aspect.is_some() {
                let kind = rulebook.findings.iter().find(|kind| kind.key == subject);
                kind.map_or_else(|| subject.clone(), |kind| kind.title.clone())
            } else {
                let of = provision.iter().find(|of| of.provision == subject)?;
                type_fact(of, rulebook).name.text
            };
            Some(WeaknessFact {
                subject,
                aspect: row.aspect.as_ref().map(|aspect| aspect.replace('_', " ")),
                name,
            })
        })
        .collect()
}

/// Settings of social care; `None` where none was inspected.
pub(super) fn care(provision: &[ProvisionRow], rulebook: &Rulebook) -> Option<CareFacts> {
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
    let below = without_share(&others, rulebook);
    let others = shares(&others, rulebook);
    Some(CareFacts {
        variable: good > 0 && good < inspected,
        good: good == inspected,
        with_inadequate: with_inadequate
            .into_iter()
            .map(|row| type_fact(row, rulebook))
            .collect(),
        others: Some(others).filter(|others| !others.shares.is_empty()),
        below,
    })
}

/// Universal settings, grouped by how they compare; those that stand best first.
pub(super) fn groups(provision: &[ProvisionRow], rulebook: &Rulebook) -> Vec<ProvisionGroup> {
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
                below: without_share(&rows, rulebook),
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn rulebook() -> Rulebook {
        let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/annual-rating");
        Rulebook::read(&pipeline.join("rulebook.toml")).expect("it ships")
    }

    /// Settings at each grade, Outstanding first, compared alike with both.
    fn row(provision: &str, family: &str, grades: [i32; 4], compared: &str) -> ProvisionRow {
        let [outstanding, good, satisfactory, inadequate] = grades;
        let inspected: i32 = grades.iter().sum();
        let share = f64::from(outstanding + good) / f64::from(inspected);
        ProvisionRow {
            authority: "301".to_owned(),
            provision: provision.to_owned(),
            family: family.to_owned(),
            settings: inspected,
            inspected,
            outstanding,
            good,
            satisfactory,
            inadequate,
            good_or_better: Some(share),
            inadequate_share: None,
            neighbour_good_or_better: None,
            national_good_or_better: None,
            vs_neighbours: Some(compared.to_owned()),
            vs_national: Some(compared.to_owned()),
            band: Some(2),
            wording: Some("majority".to_owned()),
        }
    }

    #[test]
    fn every_type_of_social_care_stands_somewhere() {
        let rows = [
            row("childrens_home", "social_care", [0, 6, 3, 1], "in line"),
            row("boarding_school", "social_care", [0, 0, 1, 0], "in line"),
            row("fostering_agency", "social_care", [1, 2, 2, 0], "in line"),
            row("primary_school", "universal", [0, 1, 0, 0], "in line"),
        ];
        let care = care(&rows, &rulebook()).unwrap();
        let keys = |types: &[TypeFact]| types.iter().map(|of| of.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&care.with_inadequate), ["childrens_home"]);
        assert_eq!(keys(&care.below), ["boarding_school"]);
        assert_eq!(care.below[0].worst_grade, Some(3));
        assert_eq!(
            care.others.unwrap().shares,
            ["a majority of fostering agencies"]
        );
        assert!(care.variable && !care.good);
    }

    #[test]
    fn types_of_the_same_share_are_one_subject() {
        let rows = [
            row("childcare", "universal", [0, 6, 4, 0], "worse"),
            row("childminder", "universal", [0, 6, 4, 0], "worse"),
            row("special_school", "universal", [0, 2, 0, 0], "worse"),
            row("primary_school", "universal", [0, 6, 4, 0], "better"),
        ];
        let groups = groups(&rows, &rulebook());
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].shares, ["a majority of primary schools"]);
        assert!(!groups[0].behind);
        assert!(groups[1].behind);
        assert_eq!(
            groups[1].shares,
            [
                "a majority of childcare settings and childminders",
                "both special schools"
            ]
        );
    }
}
