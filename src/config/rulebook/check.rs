//! The checks of a rulebook that TOML's own types cannot make.

use std::collections::{BTreeMap, HashSet};

use toml::Spanned;

use super::rulebook_toml::{FindingToml, LimiterToml, OutcomeToml, ProvisionToml, TriggerToml};
use super::*;
use crate::config::ranges::WEIGHT;

/// The most provision types: each inspection of a nation holds its own in one byte.
const MAX_PROVISIONS: usize = 256;

/// The checks that TOML's own types cannot make.
pub(super) struct Check<'a> {
    pub(super) file: &'a ConfigFile,
}

type Span = std::ops::Range<usize>;

impl Check<'_> {
    /// Keys become parts of column names in limiters' SQL, so they are plain identifiers.
    pub(super) fn key(&self, span: &Span, key: &str) -> Result<(), ConfigError> {
        let plain = key.starts_with(|c: char| c.is_ascii_lowercase())
            && key
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if plain {
            return Ok(());
        }
        Err(self.file.error_at(
            span,
            format!("`{key}` must be lower-case letters, digits and `_`, because limiters use it in column names"),
        ))
    }

    pub(super) fn families(
        &self,
        toml: BTreeMap<String, Spanned<Family>>,
    ) -> Result<BTreeMap<String, Family>, ConfigError> {
        toml.into_iter()
            .map(|(key, family)| {
                WEIGHT.check(self.file, &family.span(), "weight", family.get_ref().weight)?;
                Ok((key, family.into_inner()))
            })
            .collect()
    }

    pub(super) fn provisions(
        &self,
        toml: BTreeMap<String, Spanned<ProvisionToml>>,
        families: &BTreeMap<String, Family>,
    ) -> Result<Vec<Provision>, ConfigError> {
        if toml.len() > MAX_PROVISIONS {
            return Err(self.file.error_near(
                "provision",
                format!(
                    "there are {} provision types, and at most {MAX_PROVISIONS} are allowed; put some together with `aliases`",
                    toml.len()
                ),
            ));
        }
        words::provision(self.file, &toml)?;
        words::grades(self.file, &toml)?;
        toml.into_iter()
            .map(|(key, provision)| {
                let span = provision.span();
                self.key(&span, &key)?;
                let provision = provision.into_inner();
                if !families.contains_key(&provision.family) {
                    let known: Vec<&str> = families.keys().map(String::as_str).collect();
                    return Err(self.file.error_at(
                        &span,
                        format!(
                            "[provision.{key}] is of the family `{}`, which is not declared; [families] has {}",
                            provision.family,
                            known.join(", ")
                        ),
                    ));
                }
                Ok(Provision {
                    key,
                    family: provision.family,
                    one: provision.one,
                    many: provision.many,
                    aliases: provision.aliases,
                    grades: provision.grades.into_iter().collect(),
                })
            })
            .collect()
    }

    pub(super) fn findings(
        &self,
        toml: BTreeMap<String, Spanned<FindingToml>>,
    ) -> Result<Vec<FindingKind>, ConfigError> {
        self.supersession(&toml)?;
        toml.into_iter()
            .map(|(key, finding)| {
                let span = finding.span();
                self.key(&span, &key)?;
                let finding = finding.into_inner();
                WEIGHT.check(self.file, &span, "weight", finding.weight)?;
                for (aspect, weight) in &finding.aspects {
                    self.key(&span, aspect)?;
                    WEIGHT.check(self.file, &span, aspect, *weight)?;
                }
                let mut outcomes: BTreeMap<String, Rating> = BTreeMap::new();
                for (outcome, level) in finding.outcomes {
                    if let Some(other) = outcomes.keys().find(|known| folded(known) == folded(&outcome))
                    {
                        return Err(self.file.error_at(
                            &span,
                            format!("the outcomes `{other}` and `{outcome}` are one word but for capitals and spaces; keep one of them"),
                        ));
                    }
                    let band = Rating::from_level(level).ok_or_else(|| {
                        self.file.error_at(
                            &span,
                            format!("outcome `{outcome}` has band {level}; a band is 4, 3, 2 or 1"),
                        )
                    })?;
                    outcomes.insert(outcome, band);
                }
                Ok(FindingKind {
                    key,
                    title: finding.title,
                    aspects: finding
                        .aspects
                        .into_iter()
                        .map(|(key, weight)| Aspect { key, weight })
                        .collect(),
                    weight: finding.weight,
                    expected: finding.expected,
                    outcomes,
                    superseded_by: finding.superseded_by,
                })
            })
            .collect()
    }

    /// A finding gives its place to one of a later kind, which has an aspect in common with it;
    /// so on from kind to kind, but never back.
    fn supersession(
        &self,
        kinds: &BTreeMap<String, Spanned<FindingToml>>,
    ) -> Result<(), ConfigError> {
        let later = |key: &str| kinds.get(key)?.get_ref().superseded_by.as_deref();
        for (key, finding) in kinds {
            let Some(by) = later(key) else { continue };
            let error = |message: String| Err(self.file.error_at(&finding.span(), message));
            let Some(other) = kinds.get(by) else {
                return error(format!(
                    "superseded_by names `{by}`, which is not declared in [findings]"
                ));
            };
            let chain: Vec<&str> = std::iter::successors(Some(key.as_str()), |at| later(at))
                .take(kinds.len() + 1)
                .collect();
            if let Some(back) = chain[1..].iter().position(|at| *at == key) {
                let circle = chain[..=back + 1].join(" -> ");
                return error(format!(
                    "superseded_by goes round in a circle: {circle}; the kind that came last is superseded by none"
                ));
            }
            let aspects = &finding.get_ref().aspects;
            let in_common = |aspect: &String| other.get_ref().aspects.contains_key(aspect);
            if !aspects.is_empty()
                && !other.get_ref().aspects.is_empty()
                && !aspects.keys().any(in_common)
            {
                return error(format!(
                    "superseded_by names `{by}`, which has none of the aspects of `{key}`, so that it can never supersede it; let both have an aspect of the same name, or leave the key out"
                ));
            }
        }
        Ok(())
    }

    pub(super) fn outcomes(
        &self,
        toml: BTreeMap<String, Spanned<OutcomeToml>>,
    ) -> Result<Vec<Outcome>, ConfigError> {
        toml.into_iter()
            .map(|(key, outcome)| {
                let span = outcome.span();
                self.key(&span, &key)?;
                WEIGHT.check(self.file, &span, "weight", outcome.get_ref().weight)?;
                let outcome = outcome.into_inner();
                Ok(Outcome {
                    key,
                    title: outcome.title,
                    weight: outcome.weight,
                })
            })
            .collect()
    }

    pub(super) fn limiters(
        &self,
        toml: Vec<LimiterToml>,
        rates: bool,
    ) -> Result<Vec<Limiter>, ConfigError> {
        let mut names = HashSet::new();
        toml.into_iter()
            .map(|limiter| {
                let span = limiter.name.span();
                if !rates {
                    return Err(self
                        .file
                        .error_at(&span, "a limiter caps a rating, but there is no [rating]"));
                }
                if !names.insert(limiter.name.get_ref().clone()) {
                    return Err(self.file.error_at(
                        &span,
                        format!("two limiters are called `{}`", limiter.name.get_ref()),
                    ));
                }
                Ok(Limiter {
                    name: limiter.name.into_inner(),
                    cap: limiter.cap,
                    condition: limiter.condition,
                    reason: limiter.reason,
                })
            })
            .collect()
    }

    pub(super) fn triggers(
        &self,
        toml: Vec<TriggerToml>,
        rates: bool,
    ) -> Result<Vec<Trigger>, ConfigError> {
        let mut names = HashSet::new();
        toml.into_iter()
            .map(|trigger| {
                let span = trigger.name.span();
                if !rates {
                    return Err(self.file.error_at(
                        &span,
                        "a trigger asks the profile row that ratings rest on, but there is no [rating]; add it, or take the trigger out",
                    ));
                }
                if !names.insert(trigger.name.get_ref().clone()) {
                    return Err(self.file.error_at(
                        &span,
                        format!("two triggers are called `{}`", trigger.name.get_ref()),
                    ));
                }
                Ok(Trigger {
                    name: trigger.name.into_inner(),
                    condition: trigger.condition,
                    before: trigger.before,
                    reason: trigger.reason,
                })
            })
            .collect()
    }

    /// Checks what only the whole rulebook shows: that each block that weighs something has a band
    /// that counts, and that no two columns of the profile row have one name.
    pub(super) fn whole(&self, rulebook: &Rulebook) -> Result<(), ConfigError> {
        if let Some(weights) = &rulebook.rating {
            self.blocks(rulebook, weights)?;
        }
        let mut tables: BTreeMap<String, Option<String>> = BTreeMap::new();
        for column in rulebook.profile_columns() {
            let table = column.about.table(rulebook);
            if let Some(first) = tables.insert(column.name.clone(), table.clone()) {
                let table = table.unwrap_or_default();
                return Err(self.file.error_near(
                    &table,
                    format!(
                        "[{table}] gives limiters the column \"{}\", which {} gives them already; let one of the two have another key",
                        column.name,
                        first.map_or("every rulebook".to_owned(), |first| format!("[{first}]")),
                    ),
                ));
            }
        }
        Ok(())
    }

    fn blocks(&self, rulebook: &Rulebook, weights: &BlockWeights) -> Result<(), ConfigError> {
        let of_type = |of: &Provision| rulebook.families.get(&of.family).map(|of| of.weight);
        let of_kind = |kind: &FindingKind| match kind.aspects.is_empty() {
            true => kind.weight,
            false => kind.aspects.iter().map(|aspect| aspect.weight).sum(),
        };
        let blocks: [(&str, f64, &str, Vec<f64>); 3] = [
            (
                "a",
                weights.a,
                "families",
                rulebook.provisions.iter().filter_map(of_type).collect(),
            ),
            (
                "b",
                weights.b,
                "findings",
                rulebook.findings.iter().map(of_kind).collect(),
            ),
            (
                "c",
                weights.c,
                "outcomes",
                rulebook.outcomes.iter().map(|of| of.weight).collect(),
            ),
        ];
        for (block, weight, table, parts) in blocks {
            if weight > 0.0 && !parts.is_empty() && parts.iter().all(|part| *part == 0.0) {
                return Err(self.file.error_near(
                    table,
                    format!(
                        "block {block} weighs {weight}, but everything in it weighs 0, so that it has no mean; give something in [{table}] a weight, or let {block} = 0 in [rating]"
                    ),
                ));
            }
        }
        let bands = [
            (
                "a",
                weights.a,
                rulebook.provisions.is_empty(),
                rulebook.provision_cut_offs.is_empty(),
                "provision",
                "provision_cut_offs",
            ),
            (
                "c",
                weights.c,
                rulebook.outcomes.is_empty(),
                rulebook.outcome_cut_offs.is_empty(),
                "outcomes",
                "outcome_cut_offs",
            ),
        ];
        for (block, weight, nothing, no_cut_offs, table, cut_offs) in bands {
            if weight > 0.0 && !nothing && no_cut_offs {
                return Err(self.file.error_near(
                    table,
                    format!(
                        "block {block} weighs {weight}, but there is no [[{cut_offs}]], so that nothing in it has a band; add them, or let {block} = 0 in [rating]"
                    ),
                ));
            }
        }
        Ok(())
    }
}
