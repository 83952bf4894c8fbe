//! Every rule that was asked, whether it fired or not, with what it was asked about.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serializer;
use serde_json::Value as Json;

use super::Effect;
use crate::domain::{AuthorityIx, Share, Step};
use crate::sql::Value;

/// One question that the rulebook asked of one authority. A nation has many, so that words which
/// stand in many rows are shared.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// The authority.
    pub authority: AuthorityIx,
    /// Its place among the questions as they were asked, once all are noted.
    pub(super) asked: u32,
    /// The step of the rating.
    pub step: Step,
    /// The rule within the step.
    pub rule: Arc<str>,
    /// What the rule is about: a block, a type of setting, a kind of finding, an outcome or a
    /// limiter; `None` where it is about the authority as a whole.
    pub subject: Option<Arc<str>>,
    /// The aspect of a finding.
    pub aspect: Option<Arc<str>>,
    /// What was asked.
    pub condition: Arc<str>,
    /// What it was asked about.
    pub inputs: Inputs,
    /// Whether it held.
    pub fired: bool,
    /// What followed.
    pub effect: Effect,
}

/// The values that a condition was asked of, by name, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs(Box<[(Arc<str>, Value<'static>)]>);

impl Inputs {
    /// These values.
    pub(super) fn of(values: impl IntoIterator<Item = (Arc<str>, Value<'static>)>) -> Self {
        Self(values.into_iter().collect())
    }

    /// Each by its name, as JSON.
    pub fn values(&self) -> impl Iterator<Item = (&str, Json)> {
        self.0.iter().map(|(name, value)| (&**name, json(value)))
    }

    /// They as a JSON object.
    pub fn json(&self) -> String {
        let mut text = Vec::new();
        let written = serde_json::Serializer::new(&mut text).collect_map(self.values());
        debug_assert!(written.is_ok(), "names and values are JSON");
        String::from_utf8_lossy(&text).into_owned()
    }
}

fn json(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.as_ref().into(),
        Value::Flag(flag) => (*flag).into(),
        Value::Day(_) => value.shown().into(),
    }
}

/// The questions of a run.
pub type Evidence = Vec<EvidenceRow>;

/// Where the questions are noted; nowhere for whoever rates many times over and asks for ratings
/// alone.
#[derive(Debug)]
pub(super) struct Notes(Option<(Evidence, Words)>);

/// Words of which each is kept once.
#[derive(Debug, Default)]
pub(super) struct Words(HashSet<Arc<str>>);

impl Words {
    /// These values under these names.
    pub(super) fn inputs<const N: usize>(&mut self, of: [(&str, Value<'static>); N]) -> Inputs {
        Inputs::of(of.map(|(name, value)| (self.word(name), value)))
    }

    /// The word, shared with whoever asked for it before.
    pub(super) fn word(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.0.get(word) {
            return known.clone();
        }
        let word: Arc<str> = word.into();
        self.0.insert(word.clone());
        word
    }
}

/// Profiles that are worked on at once: enough that handing them out costs nothing beside them.
const AT_ONCE: usize = 2048;

impl Notes {
    /// Every question is noted.
    pub(super) fn kept() -> Self {
        Self(Some(Default::default()))
    }

    /// None is.
    pub(super) const fn none() -> Self {
        Self(None)
    }

    /// Whether questions are noted.
    pub(super) const fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// Notes a question, which is put into words only where it is noted.
    pub(super) fn push(&mut self, row: impl FnOnce(&mut Words) -> EvidenceRow) {
        if let Some((evidence, words)) = &mut self.0 {
            evidence.push(row(words));
        }
    }

    /// What `make` gives of each of `items` and its place, in their order, and what it notes of them in
    /// the same order: on all cores where they are many.
    pub(super) fn of_each<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        make: impl Fn(usize, &T, &mut Self) -> R + Sync,
    ) -> Vec<R> {
        if items.len() <= AT_ONCE {
            let items = items.iter().enumerate();
            return items.map(|(place, item)| make(place, item, self)).collect();
        }
        let kept = self.are_kept();
        let parts: Vec<(Vec<R>, Self)> = items
            .par_chunks(AT_ONCE)
            .enumerate()
            .map(|(part, items)| {
                let mut own = if kept { Self::kept() } else { Self::none() };
                let places = part * AT_ONCE..;
                let made = places
                    .zip(items)
                    .map(|(place, item)| make(place, item, &mut own));
                (made.collect(), own)
            })
            .collect();
        if let Some((evidence, _)) = &mut self.0 {
            let noted = parts.iter().filter_map(|(_, own)| own.0.as_ref());
            evidence.reserve_exact(noted.map(|(own, _)| own.len()).sum());
        }
        let mut all = Vec::with_capacity(items.len());
        for (made, own) in parts {
            all.extend(made);
            if let (Some((evidence, _)), Some((more, _))) = (&mut self.0, own.0) {
                evidence.extend(more);
            }
        }
        all
    }

    /// What was noted, in the order of its table. Whatever is asked twice of one authority under
    /// one name stays in the order in which it was asked.
    pub(super) fn sorted(self) -> Evidence {
        let (mut evidence, _) = self.0.unwrap_or_default();
        for (row, place) in evidence.iter_mut().zip(0..) {
            row.asked = place;
        }
        // In place: a nation's evidence is not held twice.
        evidence.par_sort_unstable_by(|a, b| {
            let of_a = (a.authority, a.step, &a.rule, a.asked);
            of_a.cmp(&(b.authority, b.step, &b.rule, b.asked))
        });
        evidence
    }
}

/// A number; a missing one is null.
pub(super) fn number(value: impl Into<Option<f64>>) -> Value<'static> {
    let finite = value.into().filter(|number| number.is_finite());
    finite.map_or(Value::Null, Value::Number)
}

/// A share; a missing one is null.
pub(super) fn share(share: Option<Share>) -> Value<'static> {
    number(share.map(Share::fraction))
}

/// A whole number.
pub(super) fn whole(number: impl Into<i64>) -> Value<'static> {
    Value::Integer(number.into())
}

/// A text; a missing one is null.
pub(super) fn text(value: impl Into<Option<String>>) -> Value<'static> {
    value
        .into()
        .map_or(Value::Null, |text| Value::Text(text.into()))
}
