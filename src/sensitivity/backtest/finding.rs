//! The finding that is foretold.

use crate::config::Pipeline;
use crate::contract::SourceKind;
use crate::domain::{Rating, nearest};
use crate::error::Error;
use crate::tables::Finding;

/// A kind of finding and one of its aspects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForetoldFinding {
    /// The kind's place in the rulebook.
    pub(super) kind: usize,
    /// The kind's key.
    pub(super) key: String,
    /// The aspect's key.
    pub(super) aspect: String,
}

impl ForetoldFinding {
    /// The finding that `text` names, such as `ilacs.overall_effectiveness`, or the beginning of it.
    ///
    /// # Errors
    /// When the rulebook has none of that name, or several.
    pub fn parse(text: &str, pipeline: &Pipeline) -> Result<Self, Error> {
        let rulebook = &pipeline.rulebook;
        let all: Vec<(usize, &str, &str)> = rulebook
            .findings
            .iter()
            .enumerate()
            .flat_map(|(at, kind)| {
                let aspects = kind.aspects.iter();
                aspects.map(move |aspect| (at, kind.key.as_str(), aspect.key.as_str()))
            })
            .collect();
        let names: Vec<String> = all
            .iter()
            .map(|(_, kind, aspect)| format!("{kind}.{aspect}"))
            .collect();
        let place = rulebook.file.path().display();
        if names.is_empty() {
            return Err(Error::Usage(format!(
                "{place} has no kind of finding with aspects, so that there is no judgement to foretell; add [findings.KIND.aspects]"
            )));
        }
        if pipeline.source(SourceKind::Findings).is_none() {
            return Err(Error::Usage(format!(
                "{} has no [sources.findings], so that there is no judgement to foretell; add it",
                pipeline.file.path().display()
            )));
        }
        let exact = names.iter().position(|name| name == text);
        let begin: Vec<usize> = (0..names.len())
            .filter(|at| names[*at].starts_with(text))
            .collect();
        let found = match (exact, begin.as_slice()) {
            (Some(at), _) => at,
            (None, [at]) => *at,
            (None, _) => {
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                let hint = match (begin.len(), nearest(text, &known)) {
                    (0, Some(near)) => format!("did you mean {near}?"),
                    _ => format!("there are {}", known.join(", ")),
                };
                return Err(Error::Usage(format!(
                    "--finding {text} is no aspect of a kind of finding in {place}; {hint}"
                )));
            }
        };
        let (kind, key, aspect) = all[found];
        Ok(Self {
            kind,
            key: key.to_owned(),
            aspect: aspect.to_owned(),
        })
    }

    /// Its name, such as `ilacs.overall_effectiveness`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.key, self.aspect)
    }

    /// Whether a finding is one of it.
    pub(super) fn is(&self, finding: &Finding) -> bool {
        finding.kind == self.key && finding.aspect == self.aspect
    }

    /// The band of a finding by its outcome, where its kind has outcomes, or else by its grade.
    pub(super) fn band(pipeline: &Pipeline, finding: &Finding) -> Option<Rating> {
        let rulebook = &pipeline.rulebook;
        let kind = rulebook
            .findings
            .iter()
            .find(|kind| kind.key == finding.kind)?;
        let outcome = finding.outcome.as_ref();
        let by_outcome = outcome.and_then(|outcome| kind.outcomes.get(outcome).copied());
        by_outcome.or_else(|| finding.grade.map(|grade| rulebook.grade_band(grade)))
    }
}
