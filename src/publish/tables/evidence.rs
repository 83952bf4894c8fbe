//! `evidence`.

use super::declaration::table;
use super::kind::{Category, Flag, Level, Number, Text, TextList};
use super::recurring::{RATING, WORD};
use crate::rate::EvidenceRow;
use crate::tables::Authorities;

table! {
    /// One row per authority and rule: every rule that was asked on the way to the rating, fired or
    /// not.
    evidence by [authority, step, rule];
    each row: &'a EvidenceRow, list: &'a Authorities => EvidenceRows<'a>;

    authority = &list.get(row.authority).code;
    /// The step of the rating in which the rule was asked.
    step: Category [WORD] = row.step.word();
    /// The rule, by its name in the rulebook.
    rule: Category ["rule name"] = &row.rule;
    /// The rule's condition as the rulebook states it.
    condition: Category ["text"] = &row.condition;
    /// The values that the condition was asked of, by name; null for those the authority does not
    /// have.
    inputs: Text ["JSON object"] = row.inputs.json();
    /// Whether the condition held.
    fired: Flag ["true or false"] = row.fired;
    /// What the rule did to the result, in words; missing where it did nothing. The columns that
    /// follow say it as data.
    effect: Option<Category> ["text"] = Some(row.effect.to_string());
    /// What the rule is about: a block, a type of setting, a kind of finding, an outcome or a
    /// limiter; missing where it is about the authority as a whole.
    subject: Option<Category> ["key in the rulebook"] = row.subject.as_deref();
    /// The aspect of a finding; missing for every other rule.
    aspect: Option<Category> ["key in the rulebook"] = row.aspect.as_deref();
    /// The band that is earned, the rating that the blocks make, or the rating that a judgement
    /// awarded; missing where the rule gives none.
    level: Option<Level> [RATING] = row.effect.columns().level;
    /// The highest rating that a limiter leaves, fired or not; missing for every other rule.
    cap: Option<Level> [RATING] = row.effect.columns().cap;
    /// The weighted mean of a block's bands; missing where it has none and for every other rule.
    mean: Option<Number> ["rating, 4 is best"] = row.effect.columns().mean;
    /// Whether the indicative rating is what it is because of this limiter: the blocks alone give
    /// more, and it stands at the cap. False for every other rule.
    decides: Flag ["true or false"] = row.effect.columns().decides;
    /// Whether a judgement awarded more than this limiter allows. False for every other rule.
    overridden: Flag ["true or false"] = row.effect.columns().overridden;
    /// The kind of the later finding that has taken the place of this one; missing where none has.
    superseded_by: Option<Category> ["key in the rulebook"] = row.effect.columns().superseded_by;
    /// The rulebook's sentence about a limiter, or the reason of a judgement; missing for every
    /// other rule.
    reason: Option<Category> ["text"] = row.effect.columns().reason;
    /// The findings about the authority that a limiter's condition names, by the `rule` of their
    /// own rows; empty for every other rule.
    findings: TextList ["list of rule names"] = row.effect.columns().findings;
}
