//! `triggers`.

use super::declaration::table;
use super::kind::{Category, Date, Flag, Text};
use crate::rate::Triggered;

table! {
    /// One row per authority and trigger of the rulebook: whether it calls for somebody to look, and
    /// what it was asked about. A trigger changes no rating.
    triggers by [authority, trigger];
    each row: &'a Triggered, _: () => TriggerRows<'a>;

    authority = &row.authority;
    /// The trigger, by its name in the rulebook.
    trigger: Category ["rule name"] = &row.trigger;
    /// Whether the condition held; it does not where what it asks of is not there.
    fired: Flag ["true or false"] = row.fired;
    /// The condition as the rulebook states it.
    condition: Category ["text"] = &row.condition;
    /// The values that the condition was asked of, by name; `before.` stands before those of the
    /// earlier row, and null for what the authority does not have.
    inputs: Text ["JSON object"] = row.inputs.json();
    /// The as-of date of the earlier row; missing where the condition asks of none, or there is none.
    before_as_of: Option<Date> ["date"] = row.before_as_of;
    /// The rulebook's sentence about it.
    reason: Category ["text"] = &row.reason;
}
