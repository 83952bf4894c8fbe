//! The evidence for the rating of an authority: its blocks, its limiters, its coverage, the
//! indicative rating and the judgement.

use std::sync::Arc;

use super::blocks::Block;
use super::evidence::{EvidenceRow, Inputs, Notes, Words, number, share, text, whole};
use super::limiters::decides;
use super::rater::{Candidate, Decided, Rater};
use super::score::Score;
use super::{Effect, Judged, Limit};
use crate::config::BlockWeights;
use crate::domain::Step;
use crate::profile::Coverage;
use crate::sql::Value;
use crate::tables::Judgement;

impl Rater<'_> {
    /// Adds every rule that was asked of an authority as a whole.
    pub(super) fn note(&self, candidate: &Candidate<'_>, decided: &Decided<'_>, notes: &mut Notes) {
        for (name, block) in ["a", "b", "c"].into_iter().zip(&candidate.score.blocks) {
            notes.push(|words| block_evidence(candidate, name, block, words));
        }
        for at in 0..self.limiters.len() {
            notes.push(|words| self.limiter_evidence(candidate, decided, at, words));
        }
        notes.push(|words| self.coverage_evidence(candidate, decided, words));
        notes.push(|words| self.indicative_evidence(candidate, words));
        if let Some(judgement) = decided.judgement {
            notes.push(|words| self.judgement_evidence(candidate, decided, judgement, words));
        }
    }

    fn limiter_evidence(
        &self,
        candidate: &Candidate<'_>,
        decided: &Decided<'_>,
        at: usize,
        words: &mut Words,
    ) -> EvidenceRow {
        let (limiter, answer) = (&self.limiters[at], candidate.answers[at]);
        let limit = Limit {
            cap: limiter.cap,
            reason: words.word(&limiter.reason),
            fired: answer.fired,
            lowers: decided.limited.lowers[at],
            decides: answer.fired
                && decides(limiter.cap, candidate.score.rating, decided.indicative),
            overridden: answer.fired
                && decided.awarded.is_some_and(|awarded| limiter.cap < awarded),
            findings: limiter.findings(candidate.findings, self.rulebook),
        };
        EvidenceRow {
            subject: Some(words.word(&limiter.name)),
            ..candidate.asked(
                Step::Limiter,
                words.word(&limiter.name),
                words.word(limiter.sql()),
                answer.inputs.clone(),
                answer.fired,
                Effect::Limit(Box::new(limit)),
            )
        }
    }

    fn coverage_evidence(
        &self,
        candidate: &Candidate<'_>,
        decided: &Decided<'_>,
        words: &mut Words,
    ) -> EvidenceRow {
        let minimum = self.rulebook.coverage.minimum;
        let Coverage {
            authority: _,
            settings,
            findings,
            indicators,
        } = candidate.coverage;
        let few = candidate.score.few_settings;
        let few = few.map(|types| ("types_with_few_settings", whole(types)));
        let inputs = [
            ("coverage", number(candidate.score.coverage)),
            ("settings_inspected", share(*settings)),
            ("findings_expected", share(*findings)),
            ("indicators_with_value", share(*indicators)),
        ]
        .into_iter()
        .chain(few);
        let inputs = Inputs::of(inputs.map(|(name, value)| (words.word(name), value)));
        candidate.asked(
            Step::Coverage,
            words.word("minimum"),
            words.word(&format!("coverage >= {minimum}")),
            inputs,
            candidate.score.coverage >= minimum,
            Effect::Coverage(decided.not_rated),
        )
    }

    fn indicative_evidence(&self, candidate: &Candidate<'_>, words: &mut Words) -> EvidenceRow {
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
            words.word("weighted mean of blocks"),
            words.word(&format!("({a} a + {b} b + {c} c) / {}", a + b + c)),
            words.inputs([
                ("a", number(blocks[0].mean)),
                ("b", number(blocks[1].mean)),
                ("c", number(blocks[2].mean)),
                ("mean", number(*mean)),
            ]),
            rating.is_some(),
            Effect::BeforeLimiters(*rating),
        )
    }

    fn judgement_evidence(
        &self,
        candidate: &Candidate<'_>,
        decided: &Decided<'_>,
        judgement: &Judgement,
        words: &mut Words,
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
            words.word("judgement"),
            words.word("a rating was awarded by judgement"),
            words.inputs([
                ("decided_by", text(judgement.decided_by.clone())),
                ("decided_on", text(judgement.decided_on.to_string())),
                ("exceptional", Value::Flag(judgement.exceptional)),
                ("reason", text(judgement.reason.clone())),
            ]),
            moves,
            Effect::Judged(Box::new(judged)),
        )
    }
}

fn block_evidence(
    candidate: &Candidate<'_>,
    name: &str,
    block: &Block,
    words: &mut Words,
) -> EvidenceRow {
    EvidenceRow {
        subject: Some(words.word(name)),
        ..candidate.asked(
            Step::Block,
            words.word(name),
            words.word("weighted mean of bands"),
            words.inputs([("bands", whole(block.bands))]),
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
        rule: Arc<str>,
        condition: Arc<str>,
        inputs: Inputs,
        fired: bool,
        effect: Effect,
    ) -> EvidenceRow {
        EvidenceRow {
            authority: self.authority,
            asked: 0,
            step,
            rule,
            subject: None,
            aspect: None,
            condition,
            inputs,
            fired,
            effect,
        }
    }
}
