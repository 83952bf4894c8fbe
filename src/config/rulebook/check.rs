//! The checks of a rulebook that TOML's own types cannot make.

use std::collections::{BTreeMap, HashSet};

use toml::Spanned;

use super::rulebook_toml::{FindingToml, LimiterToml, OutcomeToml, ProvisionToml};
use super::*;

/// The most provision types: each inspection of a nation holds its own in one byte.
const MAX_PROVISIONS: usize = 256;

/// The checks that TOML's own types cannot make.
pub(super) struct Check<'a> {
    pub(super) file: &'a ConfigFile,
}

type Span = std::ops::Range<usize>;

impl Check<'_> {
    pub(super) fn confidence(&self, span: &Span, confidence: f64) -> Result<(), ConfigError> {
        if confidence > 0.0 && confidence < 1.0 {
            return Ok(());
        }
        Err(self.file.error_at(
            span,
            format!("confidence is {confidence}; it lies between 0 and 1, such as 0.95"),
        ))
    }

    pub(super) fn at_least_zero(
        &self,
        span: &Span,
        name: &str,
        number: f64,
    ) -> Result<(), ConfigError> {
        if number >= 0.0 && number.is_finite() {
            return Ok(());
        }
        Err(self
            .file
            .error_at(span, format!("{name} is {number}; it must be 0 or more")))
    }

    pub(super) fn share(&self, span: &Span, name: &str, number: f64) -> Result<(), ConfigError> {
        if (0.0..=1.0).contains(&number) {
            return Ok(());
        }
        Err(self.file.error_at(
            span,
            format!("{name} is {number}; it is a share from 0 to 1, so 80% is 0.80"),
        ))
    }

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
                self.at_least_zero(&family.span(), "weight", family.get_ref().weight)?;
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
                })
            })
            .collect()
    }

    pub(super) fn provision_cut_offs(
        &self,
        toml: Vec<Spanned<ProvisionCutOff>>,
    ) -> Result<Vec<ProvisionCutOff>, ConfigError> {
        for cut_off in &toml {
            let span = cut_off.span();
            self.share(&span, "good_or_better", cut_off.get_ref().good_or_better)?;
            self.share(&span, "inadequate", cut_off.get_ref().inadequate)?;
        }
        self.falling(&toml, |cut_off| cut_off.band)
    }

    pub(super) fn outcome_cut_offs(
        &self,
        toml: Vec<Spanned<OutcomeCutOff>>,
    ) -> Result<Vec<OutcomeCutOff>, ConfigError> {
        for cut_off in &toml {
            let span = cut_off.span();
            self.share(
                &span,
                "in_line_or_better",
                cut_off.get_ref().in_line_or_better,
            )?;
        }
        self.falling(&toml, |cut_off| cut_off.band)
    }

    /// Cut-offs are asked from the top; a band that stands twice or out of order would never
    /// be reached.
    pub(super) fn falling<T: Copy>(
        &self,
        cut_offs: &[Spanned<T>],
        band: impl Fn(&T) -> Rating,
    ) -> Result<Vec<T>, ConfigError> {
        for pair in cut_offs.windows(2) {
            if band(pair[1].get_ref()) >= band(pair[0].get_ref()) {
                return Err(self.file.error_at(
                    &pair[1].span(),
                    "cut-offs go from the highest band to the lowest, each band once",
                ));
            }
        }
        Ok(cut_offs.iter().map(|cut_off| *cut_off.get_ref()).collect())
    }

    pub(super) fn findings(
        &self,
        toml: BTreeMap<String, Spanned<FindingToml>>,
    ) -> Result<Vec<FindingKind>, ConfigError> {
        let known: HashSet<String> = toml.keys().cloned().collect();
        toml.into_iter()
            .map(|(key, finding)| {
                let span = finding.span();
                self.key(&span, &key)?;
                let finding = finding.into_inner();
                self.at_least_zero(&span, "weight", finding.weight)?;
                for (aspect, weight) in &finding.aspects {
                    self.key(&span, aspect)?;
                    self.at_least_zero(&span, aspect, *weight)?;
                }
                if let Some(later) = &finding.superseded_by
                    && !known.contains(later)
                {
                    return Err(self.file.error_at(
                        &span,
                        format!(
                            "superseded_by names `{later}`, which is not declared in [findings]"
                        ),
                    ));
                }
                let mut outcomes = BTreeMap::new();
                for (outcome, level) in finding.outcomes {
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

    pub(super) fn outcomes(
        &self,
        toml: BTreeMap<String, Spanned<OutcomeToml>>,
    ) -> Result<Vec<Outcome>, ConfigError> {
        toml.into_iter()
            .map(|(key, outcome)| {
                let span = outcome.span();
                self.key(&span, &key)?;
                self.at_least_zero(&span, "weight", outcome.get_ref().weight)?;
                let outcome = outcome.into_inner();
                Ok(Outcome {
                    key,
                    title: outcome.title,
                    weight: outcome.weight,
                })
            })
            .collect()
    }

    pub(super) fn proportion_words(
        &self,
        toml: Vec<Spanned<ProportionWord>>,
    ) -> Result<Vec<ProportionWord>, ConfigError> {
        if toml.is_empty() {
            return Ok(Vec::new());
        }
        let mut named = [false; 101];
        for word in &toml {
            let range = word.get_ref();
            if range.from_percent > range.to_percent || range.to_percent > 100 {
                return Err(self.file.error_at(
                    &word.span(),
                    "a word for a proportion goes from_percent to to_percent, 0 to 100",
                ));
            }
            for percent in range.from_percent..=range.to_percent {
                let slot = &mut named[usize::from(percent)];
                if *slot {
                    return Err(self
                        .file
                        .error_at(&word.span(), format!("{percent}% already has a word")));
                }
                *slot = true;
            }
        }
        if let Some(percent) = named.iter().position(|named| !named) {
            return Err(self
                .file
                .error_near("proportion_words", format!("no word covers {percent}%")));
        }
        Ok(toml.into_iter().map(Spanned::into_inner).collect())
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
}
