//! The evidence for the rating of an authority: its blocks, its limiters, its coverage, the
//! indicative rating and the judgement.

use super::blocks::Block;
use super::evidence::{EvidenceRow, Inputs, Notes, number, share};
use super::limiters::decides;
use super::rater::{Candidate, Decided, Rater};
use super::score::Score;
use super::{Effect, Judged, Limit};
use crate::config::BlockWeights;
use crate::domain::Step;
use crate::profile::Coverage;
use crate::tables::Judgement;

impl Rater<'_> {
    /// Adds every rule that was asked of an authority as a whole.
    pub(super) fn note(&self, candidate: &Candidate<'_>, decided: &Decided<'_>, notes: &mut Notes) {
        for (name, block) in ["a", "b", "c"].into_iter().zip(&candidate.score.blocks) {
            notes.push(|| block_evidence(candidate, name, block));
        }
        for at in 0..self.limiters.len() {
            notes.push(|| self.limiter_evidence(candidate, decided, at));
        }
        notes.push(|| self.coverage_evidence(candidate, decided));
        notes.push(|| self.indicative_evidence(candidate));
        if let Some(judgement) = decided.judgement {
            notes.push(|| self.judgement_evidence(candidate, decided, judgement));
        }
    }

    fn limiter_evidence(
        &self,
        candidate: &Candidate<'_>,
        decided: &Decided<'_>,
        at: usize,
    ) -> EvidenceRow {
        let (limiter, answer) = (&self.limiters[at], candidate.answers[at]);
        let limit = Limit {
            cap: limiter.cap,
            reason: limiter.reason.clone(),
            fired: answer.fired,
            lowers: decided.limited.lowers[at],
            decides: answer.fired
                && decides(limiter.cap, candidate.score.rating, decided.indicative),
            overridden: answer.fired
                && decided.awarded.is_some_and(|awarded| limiter.cap < awarded),
            findings: limiter.findings(candidate.findings, self.rulebook),
        };
        EvidenceRow {
            subject: Some(limiter.name.clone()),
            ..candidate.asked(
                Step::Limiter,
                &limiter.name,
                limiter.sql().to_owned(),
                answer.inputs.clone(),
                answer.fired,
                Effect::Limit(limit),
            )
        }
    }

    fn coverage_evidence(&self, candidate: &Candidate<'_>, decided: &Decided<'_>) -> EvidenceRow {
        let minimum = self.rulebook.coverage.minimum;
        let Coverage {
            authority: _,
            settings,
            findings,
            indicators,
        } = candidate.coverage;
        let mut inputs = vec![
            ("coverage".into(), number(candidate.score.coverage)),
            ("settings_inspected".into(), share(*settings)),
            ("findings_expected".into(), share(*findings)),
            ("indicators_with_value".into(), share(*indicators)),
        ];
        if let Some(types) = candidate.score.few_settings {
            inputs.push(("types_with_few_settings".into(), types.into()));
        }
        candidate.asked(
            Step::Coverage,
            "minimum",
            format!("coverage >= {minimum}"),
            inputs,
            candidate.score.coverage >= minimum,
            Effect::Coverage(decided.not_rated),
        )
    }

    fn indicative_evidence(&self, candidate: &Candidate<'_>) -> EvidenceRow {
        let BlockWeights { a, b, c, .. } = self.weights;
        let Score {
            blocks,
            mean,
            rating,
            coverage: _,
            few_settings: _,
        } = candidate.score;
        candidate.asked(
            Step::Indicative,
            "weighted mean of blocks",
            format!("({a} a + {b} b + {c} c) / {}", a + b + c),
            vec![
                ("a".into(), number(blocks[0].mean)),
                ("b".into(), number(blocks[1].mean)),
                ("c".into(), number(blocks[2].mean)),
                ("mean".into(), number(*mean)),
            ],
            rating.is_some(),
            Effect::BeforeLimiters(*rating),
        )
    }

    fn judgement_evidence(
        &self,
        candidate: &Candidate<'_>,
        decided: &Decided<'_>,
        judgement: &Judgement,
    ) -> EvidenceRow {
        let moves = decided.moves(judgement);
        let judged = match decided.indicative {
            None => Judged::NothingToMove {
                reason: judgement.reason.clone(),
            },
            Some(indicative) => Judged::Awarded {
                rating: judgement.rating,
                reason: judgement.reason.clone(),
                in_place_of: moves.then_some(indicative),
                // A limiter that fired is reported whatever moderation makes of it.
                sets_aside: self
                    .limiters
                    .iter()
                    .zip(&candidate.answers)
                    .filter(|(limiter, answer)| answer.fired && limiter.cap < judgement.rating)
                    .map(|(limiter, _)| limiter.name.clone())
                    .collect(),
            },
        };
        candidate.asked(
            Step::Moderation,
            "judgement",
            "a rating was awarded by judgement".to_owned(),
            vec![
                ("decided_by".into(), judgement.decided_by.clone().into()),
                ("decided_on".into(), judgement.decided_on.to_string().into()),
                ("exceptional".into(), judgement.exceptional.into()),
                ("reason".into(), judgement.reason.clone().into()),
            ],
            moves,
            Effect::Judged(judged),
        )
    }
}

fn block_evidence(candidate: &Candidate<'_>, name: &str, block: &Block) -> EvidenceRow {
    EvidenceRow {
        subject: Some(name.to_owned()),
        ..candidate.asked(
            Step::Block,
            name,
            "weighted mean of bands".to_owned(),
            vec![("bands".into(), block.bands.into())],
            block.mean.is_some(),
            Effect::Mean(block.mean),
        )
    }
}

impl Candidate<'_> {
    /// A rule that was asked of the authority as a whole.
    fn asked(
        &self,
        step: Step,
        rule: &str,
        condition: String,
        inputs: Inputs,
        fired: bool,
        effect: Effect,
    ) -> EvidenceRow {
        EvidenceRow {
            authority: self.code.to_owned(),
            step,
            rule: rule.to_owned(),
            subject: None,
            aspect: None,
            condition,
            inputs,
            fired,
            effect,
        }
    }
}
