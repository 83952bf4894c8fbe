//! An authority before and after.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::trial::Explained;
use super::rule_move::{RuleMove, rule_moves};
use crate::domain::{AuthorityIx, Rating};
use crate::rate::{AuthorityRating, EvidenceRow};
use crate::tables::Authorities;

/// An authority before and after, and the rules that say otherwise of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Its code.
    pub authority: String,
    /// Its name.
    pub name: String,
    /// As it is.
    pub before: Standing,
    /// As asked.
    pub after: Standing,
    /// The rules that say otherwise, in the order in which they are asked.
    pub rules: Vec<RuleMove>,
}

/// What an authority's evidence amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    /// The rating after moderation; none where there is too little evidence.
    pub awarded: Option<u8>,
    /// The rating that the rules give.
    pub indicative: Option<u8>,
    /// The mean of block A.
    pub block_a: Option<f64>,
    /// The mean of block B.
    pub block_b: Option<f64>,
    /// The mean of block C.
    pub block_c: Option<f64>,
    /// The share of the expected evidence that is there.
    pub coverage: f64,
}

impl Moved {
    /// Whether the rating moves.
    pub(super) fn is_mover(&self) -> bool {
        self.before.awarded != self.after.awarded
    }
}

impl Standing {
    fn of(rating: &AuthorityRating) -> Self {
        let [a, b, c] = rating.blocks;
        Self {
            awarded: rating.awarded.map(Rating::level),
            indicative: rating.indicative.map(Rating::level),
            block_a: a.mean,
            block_b: b.mean,
            block_c: c.mean,
            coverage: rating.coverage,
        }
    }
}

/// Every authority that is asked of, before and after, in the order of the ratings.
pub(super) fn moved<'a>(
    before: &'a Explained,
    after: &'a Explained,
    list: &'a Authorities,
) -> impl Iterator<Item = Moved> + 'a {
    let rules_before = by_authority(&before.rated.evidence);
    let rules_after = by_authority(&after.rated.evidence);
    let ratings = |of: &'a Explained| of.rated.ratings.as_deref().unwrap_or_default().iter();
    ratings(before).zip(ratings(after)).map(move |(was, is)| {
        let authority = list.get(was.authority);
        let code = authority.code.as_str();
        let rules = |of: &BTreeMap<AuthorityIx, &'a [EvidenceRow]>| {
            of.get(&was.authority).copied().unwrap_or(&[])
        };
        let mut moves = rule_moves(rules(&rules_before), rules(&rules_after));
        let refused = |of: &'a Explained| {
            let mut all = of.refused.iter();
            all.find_map(|(of, reason)| (of == code).then_some(reason.as_str()))
        };
        moves.extend(RuleMove::of_refusal(refused(before), refused(after)));
        Moved {
            authority: code.to_owned(),
            name: authority.name.clone(),
            before: Standing::of(was),
            after: Standing::of(is),
            rules: moves,
        }
    })
}

/// The evidence of each authority; it is in order of them.
fn by_authority(evidence: &[EvidenceRow]) -> BTreeMap<AuthorityIx, &[EvidenceRow]> {
    evidence
        .chunk_by(|a, b| a.authority == b.authority)
        .map(|rows| (rows[0].authority, rows))
        .collect()
}
