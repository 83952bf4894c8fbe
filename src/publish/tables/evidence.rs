//! `evidence`.

use super::declaration::table;
use super::kind::{Category, Flag, Text};
use super::recurring::WORD;
use crate::rate::EvidenceRow;

table! {
    /// One row per authority and rule: every rule that was asked on the way to the rating, fired or
    /// not.
    evidence by [authority, step, rule];
    each row: &'a EvidenceRow, _: () => EvidenceRows<'a>;

    authority = &row.authority;
    /// The step of the rating in which the rule was asked.
    step: Category [WORD] = row.step;
    /// The rule, by its name in the rulebook.
    rule: Category ["rule name"] = &row.rule;
    /// The rule's condition as the rulebook states it.
    condition: Category ["text"] = &row.condition;
    /// The values that the condition was asked of, by name; null for those the authority does not
    /// have.
    inputs: Text ["JSON object"] = row.inputs_json();
    /// Whether the condition held.
    fired: Flag ["true or false"] = row.fired;
    /// What the rule did to the result; missing where it did nothing.
    effect: Option<Category> ["text"] = Some(&row.effect);
}
