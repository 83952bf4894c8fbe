//! Triggers: SQL conditions over an authority's profile row and the same row some time before, which
//! call for somebody to look. They change no rating.

use chrono::NaiveDate;

use super::condition::BoundCondition;
use super::evidence::Inputs;
use super::kept_rows::KeptRows;
use super::profile_row::schema;
use super::reach;
use crate::config::{Before, ConfigError, ProfileColumn, Rulebook};
use crate::sql::{BEFORE, Value};

/// A trigger whose condition has been checked against the profile row.
#[derive(Debug, Clone)]
pub struct BoundTrigger {
    /// Its key.
    pub name: String,
    /// One sentence for readers.
    pub reason: String,
    /// How long before the row is that its `before.` columns are of.
    pub before: Before,
    condition: BoundCondition,
}

/// A trigger that was asked of one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Triggered {
    /// The authority's code.
    pub authority: String,
    /// The trigger's key.
    pub trigger: String,
    /// Whether its condition held.
    pub fired: bool,
    /// Its condition.
    pub condition: String,
    /// What it was asked about.
    pub inputs: Inputs,
    /// The as-of date of the row before; `None` where the condition asks of none, or there is none.
    pub before_as_of: Option<NaiveDate>,
    /// One sentence for readers.
    pub reason: String,
}

/// The rows of an earlier as-of date.
#[derive(Debug, Clone, Copy)]
pub struct RowsBefore<'a> {
    /// The date.
    pub as_of: NaiveDate,
    /// The rows.
    pub rows: &'a KeptRows,
}

/// Checks every trigger of the rulebook against the columns of the profile row.
///
/// # Errors
/// SQL that does not parse, names a column that is not there, gives no truth value, or is the same
/// for every authority: never true, or always.
pub(super) fn bind(rulebook: &Rulebook) -> Result<Vec<BoundTrigger>, ConfigError> {
    if rulebook.triggers.is_empty() {
        return Ok(Vec::new());
    }
    let columns = with_before(rulebook.profile_columns());
    let schema = schema(&columns);
    rulebook
        .triggers
        .iter()
        .map(|trigger| {
            let at = |message: String| {
                rulebook.file.error_at(
                    &trigger.condition.span(),
                    format!("trigger {}: {message}", trigger.name),
                )
            };
            let sql = trigger.condition.get_ref();
            let condition = BoundCondition::bind(sql, &schema).map_err(at)?;
            if condition.columns().is_empty() {
                return Err(at(
                    "it names no column of the profile row, so that it fires for everybody or for nobody; name one, such as `coverage < before.coverage`"
                        .to_owned(),
                ));
            }
            if let Some(reason) = reach::never_holds(sql, &columns, &schema) {
                return Err(at(format!(
                    "it can never fire: {reason}; correct the condition, or take the trigger out"
                )));
            }
            if reach::always_holds(sql, &columns, &schema) {
                return Err(at(
                    "it always fires, whatever the profile; correct the condition, or take the trigger out"
                        .to_owned(),
                ));
            }
            Ok(BoundTrigger {
                name: trigger.name.clone(),
                reason: trigger.reason.clone(),
                before: trigger.before,
                condition,
            })
        })
        .collect()
}

/// The columns of the profile row, and the same of the row before.
fn with_before(columns: Vec<ProfileColumn>) -> Vec<ProfileColumn> {
    let before: Vec<ProfileColumn> = columns
        .iter()
        .map(|column| ProfileColumn {
            name: format!("{BEFORE}{}", column.name),
            ..column.clone()
        })
        .collect();
    columns.into_iter().chain(before).collect()
}

impl BoundTrigger {
    /// Whether its condition asks of the row before.
    pub fn looks_back(&self) -> bool {
        let mut columns = self.condition.columns().iter();
        columns.any(|name| name.starts_with(BEFORE))
    }

    /// Asks the condition of every authority of `now`, in order of their codes, beside its row
    /// `before`; without one every `before.` column is null.
    ///
    /// # Errors
    /// The first authority of which it cannot be worked out, and why.
    pub fn ask(
        &self,
        now: &KeptRows,
        before: Option<RowsBefore<'_>>,
    ) -> Result<Vec<Triggered>, String> {
        let before = before.filter(|_| self.looks_back());
        let columns = self.condition.columns();
        now.authorities()
            .map(|code| {
                let value = |at: usize| match columns[at].strip_prefix(BEFORE) {
                    None => now.value(code, &columns[at]),
                    Some(name) => before.map_or(Value::Null, |of| of.rows.value(code, name)),
                };
                let answer = self
                    .condition
                    .ask(value)
                    .map_err(|error| format!("trigger {}: of {code}: {error}", self.name))?;
                Ok(Triggered {
                    authority: code.to_owned(),
                    trigger: self.name.clone(),
                    fired: answer.fired,
                    condition: self.condition.sql().to_owned(),
                    inputs: answer.inputs,
                    before_as_of: before.map(|of| of.as_of),
                    reason: self.reason.clone(),
                })
            })
            .collect()
    }
}

/// Asks every trigger of every authority; `before` gives the rows that one looks back at. In order
/// of authority and trigger.
///
/// # Errors
/// The first condition that cannot be worked out, with its name.
pub fn ask_triggers<'a>(
    triggers: &[BoundTrigger],
    now: &KeptRows,
    before: impl Fn(&BoundTrigger) -> Option<RowsBefore<'a>>,
) -> Result<Vec<Triggered>, String> {
    let mut all = Vec::new();
    for trigger in triggers {
        all.extend(trigger.ask(now, before(trigger))?);
    }
    all.sort_by(|a, b| (&a.authority, &a.trigger).cmp(&(&b.authority, &b.trigger)));
    Ok(all)
}
